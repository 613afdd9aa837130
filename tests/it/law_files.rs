//! `medpayiq import law-2027.toml`: checked, loaded like any release, and served.

use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::importing::import;
use crate::support::program::{Folder, Service, run, run_on};
use expect_test::expect;
use medpayiq::law::Law;
use medpayiq::snapshot::Snapshot;
use medpayiq::store::{published_releases, schedule};
use std::time::{Duration, Instant};
use time::Date;
use time::macros::date;

/// A year's deductible that the program does not have, and a sequestration that changes within 2025.
const LAW: &str = r#"# What changed.
[part_b_deductible]
unit = "dollars"
values = [
    { from = 2027-01-01, to = 2027-12-31, value = "300.00", source = "Federal Register notice of the 2027 deductible" },
]

[sequestration]
unit = "percent"
values = [
    { from = 2025-07-01, value = "3", source = "Deficit Act of 2025" },
]
"#;

/// What was printed, with the sums cut short.
fn short(printed: &str) -> String {
    printed
        .lines()
        .map(|line| line.split("sha256 ").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

fn write(folder: &Folder, name: &str, text: &str) -> String {
    folder.write(name, text.as_bytes());
    folder.path().join(name).to_str().unwrap().to_owned()
}

fn loaded(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', label, effective_from, state, md5(text)) from releases left join law_texts on release_id = id
         where kind = 'law' order by id",
    )
}

#[test]
fn a_file_of_the_law_is_a_release_like_any_other() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let file = write(&folder, "law-2027.toml", LAW);
    expect![[r#"
        imported LAW-2027, in force from 2025-07-01: 2 dated values of the law
          law-2027.toml (2 rows, "#]]
    .assert_eq(&short(&import(&database, &[&file]).printed()));
    let before = loaded(&database);
    expect![[r#"
        already imported LAW-2027, in force from 2025-07-01: 2 dated values of the law
          law-2027.toml (2 rows, "#]]
    .assert_eq(&short(&import(&database, &[&file]).printed()));
    assert_eq!(loaded(&database), before);
    // The same name with other figures.
    let file = write(&folder, "law-2027.toml", &LAW.replace("300.00", "301.00"));
    let refused = import(&database, &[&file]).refused();
    assert!(
        refused.contains("LAW-2027 was already imported from different files (law-2027.toml: sha256 "),
        "{refused}"
    );
    assert_eq!(loaded(&database), before);
    expect![[r#"
        replaced LAW-2027, in force from 2025-07-01: 2 dated values of the law
          law-2027.toml (2 rows, "#]]
    .assert_eq(&short(&import(&database, &[&file, "--replace"]).printed()));
    let states = loaded(&database);
    let states: Vec<&str> = states.lines().map(|line| line.split(' ').nth(2).unwrap()).collect();
    assert_eq!(states, ["superseded", "published"]);
}

#[test]
fn a_faulty_file_is_named_by_line_and_nothing_is_loaded() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let faulty = LAW.replace("part_b_deductible", "part_b_deductable").replace("\"3\"", "\"3 %\"");
    let file = write(&folder, "law-2027.toml", &faulty);
    expect![[r#"
        medpayiq: law-2027.toml line 2: part_b_deductable is not a figure of the law. Did you mean part_b_deductible?
        law-2027.toml line 11, sequestration: "3 %" is not valid. Write a percentage from 0 to 100 in quotes, such as "62.5".
    "#]].assert_eq(&import(&database, &[&file]).refused());
    let file = write(&folder, "law-2027.toml", "<html>");
    expect![[r#"
        medpayiq: law-2027.toml: this is a web page, not a file of the law (law .toml). It may be CMS's license page. Accept the license in a browser and download the file again.
    "#]].assert_eq(&import(&database, &[&file]).refused());
    assert_eq!(loaded(&database), "");
}

#[test]
fn a_value_that_the_law_has_is_refused_unless_it_is_replaced() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let law = |days: &str, more: &str| {
        format!(
            "[part_b_deductible]\nunit = \"dollars\"\nvalues = [\n    {{ {days}, value = \"260.00\", source = \"a notice\"{more} }},\n]\n"
        )
    };
    let file = write(&folder, "law-of-2025.toml", &law("from = 2025-07-01, to = 2025-12-31", ""));
    expect![[r#"
        medpayiq: law-of-2025.toml line 4, part_b_deductible: the law has 257.00 from 2025-01-01 to 2025-12-31 (Federal Register notice of the 2025 deductible). Add replaces = true to take the place of it.
    "#]].assert_eq(&import(&database, &[&file]).refused());
    let file =
        write(&folder, "law-of-2025.toml", &law("from = 2025-07-01, to = 2025-12-31", ", replaces = true"));
    import(&database, &[&file]).printed();
    // What was imported is the law for the next file.
    let next = write(
        &folder,
        "law-of-2025b.toml",
        &law("from = 2025-08-01, to = 2025-08-31", "").replace("260", "270"),
    );
    expect![[r#"
        medpayiq: law-of-2025b.toml line 4, part_b_deductible: the law has 260.00 from 2025-07-01 to 2025-12-31 (a notice). Add replaces = true to take the place of it.
    "#]].assert_eq(&import(&database, &[&next]).refused());
}

/// A file with one value of the deductible.
fn deductible(days: &str, value: &str, more: &str) -> String {
    format!(
        "[part_b_deductible]\nunit = \"dollars\"\nvalues = [\n    {{ {days}, value = \"{value}\", source = \"{value}\"{more} }},\n]\n"
    )
}

/// The deductible of a day under what is loaded.
fn deductible_on(database: &Database, day: Date) -> String {
    let schedule = database.wait(schedule(&database.store())).unwrap();
    schedule
        .law()
        .on(day)
        .part_b_deductible
        .map_or_else(|_| "none".to_owned(), |figure| figure.value.to_string())
}

#[test]
fn the_file_that_was_imported_last_wins_and_a_replaced_file_keeps_its_place() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let day = date!(2027 - 06 - 01);
    let days = "from = 2027-01-01, to = 2027-12-31";
    let first = write(&folder, "z.toml", &deductible(days, "300.00", ""));
    import(&database, &[&first]).printed();
    // By its label and its first day this file would come before the other.
    let correction = format!(
        "{}\n[film_cut]\nunit = \"percent\"\nvalues = [\n    {{ from = 2026-01-01, to = 2026-01-31, value = \"20\", source = \"law\", replaces = true }},\n]\n",
        deductible(days, "310.00", ", replaces = true")
    );
    let second = write(&folder, "a.toml", &correction);
    import(&database, &[&second]).printed();
    assert_eq!(deductible_on(&database, day), "310.00");
    let first = write(&folder, "z.toml", &deductible(days, "305.00", ""));
    import(&database, &[&first, "--replace"]).printed();
    assert_eq!(deductible_on(&database, day), "310.00");
    let snapshot = database.wait(published_releases(&database.store())).unwrap().releases;
    let laws: Vec<_> = snapshot.iter().rev().take(2).map(|release| release.content.label.as_str()).collect();
    assert_eq!(laws, ["A", "Z"]);
}

#[test]
fn a_replaced_file_is_checked_against_later_ones() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let first = write(&folder, "first.toml", &deductible("from = 2027-01-01, to = 2027-12-31", "300.00", ""));
    import(&database, &[&first]).printed();
    let next = write(&folder, "next.toml", &deductible("from = 2028-01-01, to = 2028-12-31", "320.00", ""));
    import(&database, &[&next]).printed();
    let longer =
        write(&folder, "first.toml", &deductible("from = 2027-01-01, to = 2028-01-31", "300.00", ""));
    expect![[r#"
        medpayiq: FIRST was not replaced, because files imported after it would contradict it. Change FIRST, or import those again first with replaces = true and --replace:
        NEXT line 4, part_b_deductible: the law has 300.00 from 2027-01-01 to 2028-01-31 (300.00). Add replaces = true to take the place of it.
    "#]].assert_eq(&import(&database, &[&longer, "--replace"]).refused());
    assert_eq!(deductible_on(&database, date!(2028 - 01 - 01)), "320.00");
}

#[test]
fn a_stored_law_that_this_program_cannot_read_is_listed_and_changes_nothing() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let file = write(&folder, "law-2027.toml", LAW);
    import(&database, &[&file]).printed();
    let newer =
        "update law_texts set text = replace(text, 'part_b_deductible', 'part_b_premium') returning 'ok'";
    assert_eq!(database.ask(newer), "ok");
    let service = Service::start(&[("DATABASE_URL", &*database.url())]);
    let releases = service.client.get("/v1/releases").json();
    let releases = releases["releases"].as_array().unwrap();
    assert!(releases.iter().any(|release| release["release"] == "LAW-2027"), "{releases:?}");
    let answer = estimate(&service.client, "99213 in:01112-05 on:2025-07-01");
    assert_eq!(answer["lines"][0]["amounts"]["sequestration"], "1.75");
    let log = service.log();
    assert!(log.contains("LAW-2027 line 2: part_b_premium is not a figure of the law."), "{log}");
    service.stop();
    let path = folder.path().join("all.mpiq");
    let snapshot = run_on(&database, &["snapshot", path.to_str().unwrap()]).printed();
    assert!(snapshot.contains("LAW-2027, in force from 2025-07-01: 0 dated values of the law"), "{snapshot}");
    let opened = Snapshot::open(&path).unwrap().into_schedule(Law::shipped().unwrap());
    assert_eq!(opened.unread_laws().map(|(label, _)| label).collect::<Vec<_>>(), ["LAW-2027"]);
    // A correction takes its place.
    let file = write(&folder, "law-2027.toml", &LAW.replace("300.00", "301.00"));
    import(&database, &[&file, "--replace"]).printed();
    assert_eq!(deductible_on(&database, date!(2027 - 01 - 01)), "301.00");
}

#[test]
fn a_file_of_another_name_is_known_by_its_figures() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let file = write(&folder, "figures of 2027.txt", LAW);
    expect![[r#"
        imported FIGURES-OF-2027, in force from 2025-07-01: 2 dated values of the law
          figures of 2027.txt (2 rows, "#]]
    .assert_eq(&short(&import(&database, &[&file]).printed()));
    let named = import(&database, &[&file, "--release", "MY-LAW", "--effective", "2025-07-01"]).printed();
    assert!(named.starts_with("imported MY-LAW, in force from 2025-07-01"), "{named}");
    let refused = import(&database, &[&file, "--effective", "2027-01-01"]).refused();
    expect![[r#"
        medpayiq: --effective 2027-01-01 and figures of 2027.txt do not agree: the first day of the file's values is 2025-07-01
    "#]].assert_eq(&refused);
}

#[test]
fn a_running_server_prices_by_an_imported_law_within_seconds() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let environment = [("MEDPAYIQ_DATA_DIR", data.to_str().unwrap())];
    let service = Service::start(&environment);
    let sequestration = |claim: &str| {
        let answer = estimate(&service.client, claim);
        answer["lines"][0]["amounts"]["sequestration"].as_str().unwrap().to_owned()
    };
    let (july, june) = ("99213 in:01112-05 on:2025-07-01", "99213 in:01112-05 on:2025-06-30");
    let before = (sequestration(july), sequestration(june));
    let file = write(&folder, "law-2027.toml", LAW);
    run(&["import", &file], &environment).printed();
    let began = Instant::now();
    while sequestration(july) == before.0 {
        assert!(began.elapsed() < Duration::from_secs(5), "the law is not served");
        std::thread::sleep(Duration::from_millis(20));
    }
    expect!["1.75 then 2.62"].assert_eq(&format!("{} then {}", before.0, sequestration(july)));
    assert_eq!(sequestration(june), before.1);
    let releases = service.client.get("/v1/releases").json();
    let law =
        releases["releases"].as_array().unwrap().iter().find(|release| release["kind"] == "law").unwrap();
    expect![[r#""LAW-2027" from "2025-07-01" with 2 rows of "law-2027.toml""#]].assert_eq(&format!(
        "{} from {} with {} rows of {}",
        law["release"], law["effective_from"], law["rows"], law["files"][0]["name"]
    ));
    service.stop();
}
