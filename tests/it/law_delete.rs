//! `medpayiq law list | delete`, and a database that a newer program has migrated.

use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::importing::import;
use crate::support::program::{Folder, Service, command, run_on};
use expect_test::expect;
use std::time::{Duration, Instant};

fn rate(days: &str, value: &str, more: &str) -> String {
    format!(
        "[sequestration]\nunit = \"percent\"\nvalues = [{{ {days}, value = \"{value}\", source = \"Act {value}\"{more} }}]\n"
    )
}

/// Imports a file with one rate.
fn import_rate(database: &Database, name: &str, text: &str) {
    let folder = Folder::new();
    let path = folder.write(name, text.as_bytes());
    import(database, &[path.to_str().unwrap()]).printed();
}

#[test]
fn an_imported_file_is_listed_and_deleted_from_a_running_server() {
    let database = Database::with_starter_data();
    let list = || run_on(&database, &["law", "list"]).printed();
    assert_eq!(list(), "No file of the law is imported.\n");
    import_rate(&database, "half.toml", &rate("from = 2025-01-01, to = 2025-06-30", "0", ""));
    import_rate(&database, "later.toml", &rate("from = 2025-07-02", "3", ""));
    expect![[r#"
        HALF, in force from 2025-01-01: 1 dated value of the law
        LATER, in force from 2025-07-02: 1 dated value of the law
    "#]]
    .assert_eq(&list());
    let service = Service::start(&[("DATABASE_URL", &*database.url())]);
    let sequestration = || {
        let answer = estimate(&service.client, "99213 in:01112-05 on:2025-07-02");
        answer["lines"][0]["amounts"]["sequestration"].as_str().unwrap().to_owned()
    };
    assert_eq!(sequestration(), "2.62");
    assert_eq!(run_on(&database, &["law", "delete", "later"]).printed(), "deleted LATER\n");
    let began = Instant::now();
    while sequestration() != "1.75" {
        assert!(began.elapsed() < Duration::from_secs(5), "the deleted file is still in use");
        std::thread::sleep(Duration::from_millis(20));
    }
    service.stop();
    expect![[r#"
        HALF, in force from 2025-01-01: 1 dated value of the law
    "#]]
    .assert_eq(&list());
    let kept = "select concat_ws(' ', label, state, superseded_at is not null, (select count(*) from law_texts where release_id = id),
                                 (select count(*) from source_files where release_id = id))
                from releases where kind = 'law' order by id";
    expect![[r#"
        HALF published f 1 1
        LATER superseded t 0 1"#]]
    .assert_eq(&database.ask(kept));
    expect![[r#"
        medpayiq: No file of the law named "LATER" is imported. See `medpayiq law list`.
    "#]]
    .assert_eq(&run_on(&database, &["law", "delete", "LATER"]).refused());
    import_rate(&database, "later.toml", &rate("from = 2025-07-02", "3", ""));
    assert_eq!(list().lines().count(), 2);
}

#[test]
fn a_file_that_a_later_one_needs_is_not_deleted() {
    let database = Database::with_starter_data();
    let days = "from = 2022-01-01, to = 2022-03-31";
    import_rate(&database, "first.toml", &rate(days, "5", ", replaces = true"));
    import_rate(&database, "next.toml", &rate(days, "5", ""));
    expect![[r#"
        medpayiq: FIRST was not deleted, because files imported after it would contradict the law without it. Delete those first, or import them again first with replaces = true and --replace:
        NEXT line 3, sequestration: the law has 0 from 2020-05-01 to 2022-03-31 (suspended by the CARES Act and its extensions). Add replaces = true to take the place of it.
    "#]].assert_eq(&run_on(&database, &["law", "delete", "FIRST"]).refused());
    run_on(&database, &["law", "delete", "NEXT"]).printed();
    run_on(&database, &["law", "delete", "FIRST"]).printed();
}

#[test]
fn a_server_does_not_start_on_the_database_of_a_newer_program() {
    let database = Database::with_starter_data();
    let newer = "insert into refinery_schema_history (version, name, applied_on, checksum)
                 select 999, 'of_the_future', applied_on, checksum from refinery_schema_history limit 1 returning version::text";
    assert_eq!(database.ask(newer), "999");
    let refused = run_on(&database, &["law", "list"]).refused();
    expect![[r#"
        medpayiq: A newer MedPayIQ has migrated this database (V999__of_the_future). Run that version or a newer one, or use another database.
    "#]].assert_eq(&refused);
    let environment =
        [("DATABASE_URL", &*database.url()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0"), ("MEDPAYIQ_LOG", "error")];
    let output = command(&["serve"], &environment).output().unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), refused);
}
