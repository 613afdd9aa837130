//! A practice's own tips: importing, listing, deleting, and what a new program version does to them.

use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::{Folder, Service, run, run_on};
use crate::support::server::Server;
use crate::toolkit::sheets;
use calamine::Reader;
use expect_test::expect;
use medpayiq::store::{TipImport, import_tips};
use medpayiq::tips::parse_local_tips;
use serde_json::Value;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How soon every server must serve a changed tip.
const SOON: Duration = Duration::from_secs(5);

const TIPS: &str = r#"
reviewed = "2026-11-24"

[[tip]]
id = "our-knee-injections"
codes = ["20610"]
text = "Bill modifier 50 on one line for both knees: {claim} instead of {compared_with}."
effect = "more"
evidence = "computed"
claim = "code-50"
compared_with = "code-RT"

[[tip]]
id = "our-visits"
codes = ["99213", "99214"]
text = "Our payer asks for the time of the visit in the note."
effect = "denied"
evidence = "editorial"
"#;

fn import(database: &Database, tips: &str) -> TipImport {
    let tips = parse_local_tips("ours.toml", tips).unwrap();
    database.wait(import_tips(&database.store(), &tips)).unwrap()
}

/// The tip of a code with this name, if a server has it.
fn tip(client: &Client, hcpcs: &str, id: &str) -> Option<Value> {
    let answer = client.get(&format!("/v1/codes/{hcpcs}/tips")).json();
    answer["tips"].as_array().unwrap().iter().find(|tip| tip["id"] == id).cloned()
}

fn must_soon(what: &str, happened: impl Fn() -> bool) {
    let began = Instant::now();
    while !happened() {
        assert!(began.elapsed() < SOON, "{what} takes longer than {SOON:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn file(folder: &Folder, tips: &str) -> PathBuf {
    folder.write("ours.toml", tips.as_bytes())
}

/// Makes the seed of the database that of another version, as if its program had seeded last.
fn pretend_seed_of(database: &Database, version: &str) {
    let pretend =
        format!("update tip_seed set version = '{version}', sha256 = 'of another program' returning 'ok'");
    assert_eq!(database.ask(&pretend), "ok");
    let reword = "update tips set text = 'Another text.' where id = 'office-visit-level' returning id";
    assert_eq!(database.ask(reword), "office-visit-level");
    assert_eq!(database.ask("delete from tips where id = 'incident-to' returning id"), "incident-to");
}

#[test]
fn a_local_tip_is_served_by_two_servers_and_kept_by_a_newer_version() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let environment = [("DATABASE_URL", &*database.url())];
    let services = [(); 2].map(|()| Service::start(&environment));
    let file = file(&folder, TIPS);
    let printed = run_on(&database, &["tips", "import", file.to_str().unwrap()]).printed();
    assert_eq!(printed, format!("{}: 2 new, 0 replaced, 0 unchanged\n", file.display()));
    for service in services {
        must_soon("a local tip", || tip(&service.client, "99214", "our-visits").is_some());
        assert_eq!(tip(&service.client, "99214", "our-visits").unwrap()["origin"], "local");
        assert_eq!(tip(&service.client, "99214", "office-visit-level").unwrap()["origin"], "medpayiq");
        service.stop();
    }
    pretend_seed_of(&database, "{0,0,9}");
    let service = Service::start(&environment);
    assert!(tip(&service.client, "99214", "our-visits").is_some());
    assert!(tip(&service.client, "99214", "incident-to").is_some());
    assert_ne!(tip(&service.client, "99214", "office-visit-level").unwrap()["text"], "Another text.");
    service.stop();
}

#[test]
fn an_older_program_leaves_the_seed_of_a_newer_one() {
    let database = Database::with_starter_data();
    pretend_seed_of(&database, "{99,0,0}");
    database.wait(database.store().migrate()).unwrap();
    let server = Server::over(database);
    server.reload();
    assert_eq!(tip(&server, "99214", "incident-to"), None);
    assert_eq!(tip(&server, "99214", "office-visit-level").unwrap()["text"], "Another text.");
}

#[test]
fn seeding_again_changes_nothing_and_servers_seed_once() {
    let database = Database::empty();
    let migrate = || {
        database.wait(async {
            let (one, other) = (database.store(), database.store());
            let (one, other) = tokio::join!(one.migrate(), other.migrate());
            one.and(other)
        })
    };
    let state = "select changes || ' ' || (select count(*) || ' ' || max(position) from tips) from tip_seed";
    migrate().unwrap();
    let seeded = database.ask(state);
    assert!(seeded.starts_with("1 "), "{seeded}");
    migrate().unwrap();
    assert_eq!(database.ask(state), seeded);
}

#[test]
fn a_server_with_a_broken_listening_connection_still_gets_a_tip() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    database.break_listening_connection();
    import(&database, TIPS);
    must_soon("a local tip", || tip(&service.client, "99213", "our-visits").is_some());
    service.stop();
}

#[test]
fn an_import_replaces_tips_of_the_same_names() {
    let server = Server::with_own_starter_data();
    let shorter = TIPS.replace(" in the note", "");
    for (tips, added, replaced, unchanged) in [(TIPS, 2, 0, 0), (TIPS, 0, 0, 2), (&shorter, 0, 1, 1)] {
        assert_eq!(import(&server.database, tips), TipImport { added, replaced, unchanged });
    }
    server.reload();
    expect![[r#"{"date":"2026-11-24","evidence":{"document":null,"kind":"editorial","section":null},"figures":null,"id":"our-visits","impact":{"amount":null,"effect":"denied"},"origin":"local","source":"The practice's own advice","text":"Our payer asks for the time of the visit."}"#]]
        .assert_eq(&tip(&server, "99213", "our-visits").unwrap().to_string());
    let knees = tip(&server, "20610", "our-knee-injections").unwrap();
    expect!["Bill modifier 50 on one line for both knees: $103.22 instead of $68.81. (medpayiq)"].assert_eq(
        &format!(
            "{} ({})",
            knees["text"].as_str().unwrap(),
            server.get("/v1/codes/20610/tips").json()["tips"][0]["origin"].as_str().unwrap()
        ),
    );
}

/// A file with a fault in almost every line.
const FAULTY: &str = r#"reviewed = "24/11/2026"
author = "us"

[[tip]]
id = "Our Visits"
codes = ["9921", "99213"]
text = "Visits are denied {often} in 12 percent of cases, {compared_with}."
effect = "bad"
evidence = "editorial"
document = "42 CFR"
claim = "99213-2 @99 by:nobody"

[[tip]]
id = "office-visit-level"
codes = "99213"
evidence = "computed"
line = "one"
colour = "red"

[[tip]]
id = "twice"
codes = ["99213"]
text = "Write the time down."
effect = "denied"
evidence = "editorial"

[[tip]]
id = "twice"
codes = ["99213"]
text = "Compare {claim}."
effect = "informs"
evidence = "cms_rule"
claim = "code+G2211"
line = 3
measure = "charge"
"#;

/// What an import says to a file that it refuses.
fn refusal(database: &Database, tips: &str) -> String {
    let folder = Folder::new();
    let file = file(&folder, tips);
    let refusal = run_on(database, &["tips", "import", file.to_str().unwrap()]).refused();
    refusal.replace(&file.display().to_string(), "ours.toml")
}

#[test]
fn every_fault_of_a_tips_file_is_named_with_its_line() {
    let database = Database::with_starter_data();
    expect![[r#"
        medpayiq: ours.toml: 21 faults, so none of its tips is used
          ours.toml line 1, reviewed: "24/11/2026" is not a date. Write 2026-11-24.
          ours.toml line 2, author: unknown field. A file has `reviewed` and [[tip]] tables
          ours.toml line 5, id: "Our Visits" is not a name for a tip. Write up to 64 lower-case letters, digits and hyphens, such as knee-injection-drug
          ours.toml line 6, codes: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
          ours.toml line 7, text: gives a percentage, which needs evidence "cms_rule" with document and section
          ours.toml line 7, text: has a { that begins neither {claim} nor {compared_with}
          ours.toml line 7, text: has {compared_with}, but the tip has no compared_with
          ours.toml line 8, effect: "bad": write one of denied, less, more, patient, informs
          ours.toml line 9, evidence: names a document or section, so it must be "cms_rule"
          ours.toml line 11, claim: "2" is not a modifier. Write two letters or digits, such as 26 or RT.
          ours.toml line 13, effect: is missing: write "denied", "less", "more", "patient" or "informs"
          ours.toml line 13, text: is missing: write what to do, in a few sentences
          ours.toml line 14, id: "office-visit-level" is the name of one of MedPayIQ's tips. Write another name
          ours.toml line 15, codes: write a list of HCPCS codes, such as ["20610", "20611"]
          ours.toml line 16, evidence: is "computed", which needs the claim that it is computed from
          ours.toml line 17, line: write the number of a claim line, from 1
          ours.toml line 18, colour: unknown field. A tip has id, codes, text, effect, evidence, document, section, claim, compared_with, line, measure
          ours.toml line 28, id: "twice" is the name of another tip of this file
          ours.toml line 32, evidence: is "cms_rule", which needs both document and section
          ours.toml line 34, line: is 3, but a claim has only 2
          ours.toml line 35, measure: "charge": write one of allowed, fee_schedule, patient, medicare_paid, limiting_charge
    "#]].assert_eq(&refusal(&database, FAULTY));
    expect![[r#"
        medpayiq: ours.toml: 1 fault, so none of its tips is used
          ours.toml line 2, not TOML: unclosed array table, expected `]`
    "#]]
    .assert_eq(&refusal(&database, "reviewed = 2026-11-24\n[[tip]\nid = \"x\nid = 1\n"));
    expect![[r#"
        medpayiq: ours.toml: 2 faults, so none of its tips is used
          ours.toml line 1, reviewed is missing: write the day on which the tips were last checked, such as reviewed = "2026-11-24"
          ours.toml line 1, tip: write each tip as a [[tip]] table
    "#]].assert_eq(&refusal(&database, "tip = 1\n"));
}

#[test]
fn a_file_with_one_fault_changes_no_tip() {
    let database = Database::with_starter_data();
    let one_fault = TIPS.replace("\"editorial\"", "\"hearsay\"");
    expect![[r#"
        medpayiq: ours.toml: 1 fault, so none of its tips is used
          ours.toml line 18, evidence: "hearsay": write cms_rule, computed or editorial
    "#]]
    .assert_eq(&refusal(&database, &one_fault));
    assert_eq!(database.ask("select count(*)::text from tips where origin = 'local'"), "0");
    let missing = run_on(&database, &["tips", "import", "/nowhere/ours.toml"]).refused();
    expect![[r#"
        medpayiq: /nowhere/ours.toml cannot be read: No such file or directory (os error 2)
    "#]]
    .assert_eq(&missing);
}

#[test]
fn a_file_with_faults_is_refused_without_a_database() {
    let folder = Folder::new();
    let file = file(&folder, "tip = 1\n");
    let environment = [("DATABASE_URL", "host=/nowhere user=nobody")];
    let refusal = run(&["tips", "import", file.to_str().unwrap()], &environment).refused();
    assert!(refusal.contains("reviewed is missing"), "{refusal}");
}

#[test]
fn local_tips_are_listed_and_only_they_can_be_deleted() {
    let database = Database::with_starter_data();
    assert_eq!(run_on(&database, &["tips", "list"]).printed(), "There are no local tips.\n");
    import(&database, TIPS);
    expect![[r#"
        our-knee-injections (local, computed, 2026-11-24) 20610
          Bill modifier 50 on one line for both knees: (the amount of code-50) instead of (the amount of code-RT).
        our-visits (local, editorial, 2026-11-24) 99213 99214
          Our payer asks for the time of the visit in the note.
    "#]]
    .assert_eq(&run_on(&database, &["tips", "list"]).printed());
    let all = run_on(&database, &["tips", "list", "--all"]).printed();
    assert!(all.starts_with("76377-base-study (medpayiq, cms_rule, "), "{all}");
    assert!(all.lines().count() > 300, "{all}");
    expect![[r#"
        deleted tip our-visits
    "#]]
    .assert_eq(&run_on(&database, &["tips", "delete", "our-visits"]).printed());
    expect![[r#"
        medpayiq: There is no local tip with the name "our-visits". See `medpayiq tips list`.
    "#]]
    .assert_eq(&run_on(&database, &["tips", "delete", "our-visits"]).refused());
    expect![[r#"
        medpayiq: office-visit-level is a tip that MedPayIQ ships. Only local tips can be deleted.
    "#]]
    .assert_eq(&run_on(&database, &["tips", "delete", "office-visit-level"]).refused());
    assert_eq!(database.ask("select id from tips where origin = 'local'"), "our-knee-injections");
}

#[test]
fn a_tip_that_this_program_cannot_parse_is_left_out() {
    let server = Server::with_own_starter_data();
    let newer = "update tips set effect = 'delayed' where id = 'office-visit-level' returning id";
    assert_eq!(server.database.ask(newer), "office-visit-level");
    server.reload();
    assert_eq!(tip(&server, "99214", "office-visit-level"), None);
    assert!(tip(&server, "99214", "incident-to").is_some());
}

#[test]
fn a_local_tip_keeps_its_name_if_a_newer_seed_has_it_too() {
    let server = Server::with_own_starter_data();
    import(&server.database, TIPS);
    let same = "update tips set id = 'office-visit-level' where id = 'our-visits' returning id";
    assert_eq!(server.database.ask(same), "office-visit-level");
    server.reload();
    let origins = || {
        let answer = server.get("/v1/codes/99214/tips").json();
        let tips = answer["tips"].as_array().unwrap().iter().filter(|tip| tip["id"] == "office-visit-level");
        tips.map(|tip| tip["origin"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(origins(), ["local"]);
    run_on(&server.database, &["tips", "delete", "office-visit-level"]).printed();
    server.reload();
    assert_eq!(origins(), ["medpayiq"]);
}

#[test]
fn tips_that_cannot_be_read_do_not_hold_up_a_release() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let service = Service::start(&[("DATABASE_URL", &*database.url())]);
    let hide = "do $$ begin alter table tips rename column effect to renamed; update tip_seed set changes = changes + 1; end $$";
    database.ask(hide);
    must_soon("a warning", || service.log().contains("The tips could not be loaded."));
    let law = "[film_cut]\nunit = \"percent\"\nvalues = [\n    { from = 2032-01-01, to = 2032-12-31, value = \"20\", source = \"law\", replaces = true },\n]\n";
    let law = folder.write("law-2032.toml", law.as_bytes());
    run_on(&database, &["import", law.to_str().unwrap()]).printed();
    must_soon("a release", || service.client.get("/v1/releases").text().contains("LAW-2032"));
    database.ask("do $$ begin alter table tips rename column renamed to effect; end $$");
    import(&database, TIPS);
    must_soon("a local tip", || tip(&service.client, "99214", "our-visits").is_some());
    service.stop();
}

#[test]
fn the_toolkit_marks_local_tips() {
    let server = Server::with_own_starter_data();
    let denied = TIPS.replace("text = \"Our", "claim = \"20610+code\"\nline = 2\ntext = \"Our");
    import(&server.database, &denied);
    server.reload();
    let toolkit = server.get("/v1/toolkit?codes=99213").json();
    let origins: Vec<&str> = toolkit["denial_triggers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|trigger| trigger["origin"].as_str().unwrap())
        .collect();
    assert!(origins.contains(&"local") && origins.contains(&"medpayiq"), "{origins:?}");
    let mut book = sheets(&server.get("/v1/toolkit.xlsx?codes=99213"));
    let tips = book.worksheet_range("Tips").unwrap();
    let origin = tips.width() - 1;
    assert_eq!(tips.get((0, origin)).unwrap().to_string(), "Origin");
    let count = tips.rows().filter(|row| row[origin] == "local").count();
    assert_eq!(count, 1);
    assert!(server.get("/v1/toolkit.html?codes=99213").text().contains(">local</td>"));
}

/// What `medpayiq tips import` says about a file.
fn refused(database: &Database, tips: &str) -> String {
    let folder = Folder::new();
    let path = file(&folder, &format!("reviewed = \"2026-11-24\"\n{tips}"));
    let said = run_on(database, &["tips", "import", path.to_str().unwrap()]).refused();
    said.replace(path.to_str().unwrap(), "ours.toml")
}

fn compared(id: &str, effect: &str, claim: &str, compared_with: &str, more: &str) -> String {
    format!(
        "[[tip]]\nid = \"{id}\"\ncodes = [\"20610\"]\ntext = \"{{claim}} or {{compared_with}}\"\neffect = \"{effect}\"\n\
         evidence = \"editorial\"\nclaim = \"{claim}\"\ncompared_with = \"{compared_with}\"\n{more}\n"
    )
}

#[test]
fn tips_without_an_amount_or_against_their_own_figures_are_refused() {
    let database = Database::with_starter_data();
    let tips = [
        compared("another-schedule", "less", "36415", "code", ""),
        compared("no-such-measure", "less", "code", "code-50", "measure = \"limiting_charge\""),
        compared("not-more", "more", "code", "code-50", ""),
        compared("not-less", "less", "code-50", "code", ""),
    ];
    expect![[r#"
        medpayiq: ours.toml: 4 faults, so none of its tips is used
          another-schedule, claim: its line has no amount: Status X: by law this is not a physician's service. Medicare pays it under another schedule, if at all. (code 20610)
          no-such-measure, measure: the line of claim has no limiting_charge. Write another measure (code 20610)
          not-more, effect: is "more", but claim is $68.81, which is less than $103.22 of compared_with (code 20610)
          not-less, effect: is "less", but claim is $103.22, which is more than $68.81 of compared_with (code 20610)
    "#]].assert_eq(&refused(&database, &tips.concat()));
    let impossible = compared("impossible", "less", "ZZZZZ", "code", "").replace("20610", "ZZZZ1");
    expect![[r#"
        medpayiq: ours.toml: 2 faults, so none of its tips is used
          ours.toml line 4, codes: ZZZZ1 is no code of HCPCS. Write five digits, four digits and a letter, or a letter and four digits
          ours.toml line 8, claim: ZZZZZ is no code of HCPCS. Write five digits, four digits and a letter, or a letter and four digits
    "#]].assert_eq(&refused(&database, &impossible));
    let folder = Folder::new();
    let future = file(&folder, &TIPS.replace("2026-11-24", "2999-11-24"));
    let said = run_on(&database, &["tips", "import", future.to_str().unwrap()]).refused();
    expect![[r#"
        medpayiq: ours.toml: 2 faults, so none of its tips is used
          our-knee-injections, reviewed: 2999-11-24 is in the future. Write the day on which you last checked the tip
          our-visits, reviewed: 2999-11-24 is in the future. Write the day on which you last checked the tip
    "#]].assert_eq(&said.replace(future.to_str().unwrap(), "ours.toml"));
    assert_eq!(run_on(&database, &["tips", "list"]).printed(), "There are no local tips.\n");
}

#[test]
fn a_tip_is_shown_without_figures_if_an_amount_is_not_known() {
    // The starter data does not have 20615, so the import cannot know that it has an amount.
    let database = Database::with_starter_data();
    let folder = Folder::new();
    let tips = format!("reviewed = \"2026-11-24\"\n{}", compared("not-loaded", "less", "20615", "code", ""));
    run_on(&database, &["tips", "import", file(&folder, &tips).to_str().unwrap()]).printed();
    expect![[r#"
        not-loaded (local, editorial, 2026-11-24) 20610
          (the amount of 20615) or (the amount of code)
    "#]]
    .assert_eq(&run_on(&database, &["tips", "list"]).printed());
    let service = Service::start(&[("DATABASE_URL", &*database.url())]);
    let tip = tip(&service.client, "20610", "not-loaded").unwrap();
    expect![[r#""(amount unknown) or (amount unknown)" {"amount":null,"effect":"less"} null"#]]
        .assert_eq(&format!("{} {} {}", tip["text"], tip["impact"], tip["figures"]));
    service.stop();
}
