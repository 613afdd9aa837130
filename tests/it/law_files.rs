//! `medpayiq import law-2027.toml`: checked, loaded like any release, and served.

use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::importing::import;
use crate::support::program::{Folder, Service, run};
use expect_test::expect;
use std::time::{Duration, Instant};

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
        law-2027.toml line 11, sequestration: "3 %" is not valid. Write a percentage in quotes, such as "62.5".
    "#]].assert_eq(&import(&database, &[&file]).refused());
    let file = write(&folder, "law-2027.toml", "<html>");
    expect![[r#"
        medpayiq: law-2027.toml: this is a web page, not a file of the law (law .toml); it may be CMS's licence page: accept the licence in a browser and download the file again
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
        medpayiq: --effective 2027-01-01 and figures of 2027.txt do not fit: the first day of the file's values is 2025-07-01
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
