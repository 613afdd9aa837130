//! PTP edits in the database: quarters share their sets, SQL sees a row for each edit, and an upgrade keeps what was there.

use crate::edit_history::{newest_and_older, newly_read, quarter, server_of};
use crate::support::cluster::Database;
use crate::support::program::run_on;
use expect_test::expect;
use medpayiq::store::{Consent, Published};

/// PTP_2026Q3 with an edit that was deleted since, and another one in the place of the last.
const CHANGED: [&str; 4] = [
    "43239 43235 19960101 20260930 1",
    "45385 45380 20230401 20240930 1",
    "45380 45385 20241001 * 1",
    "76377 99214 20240101 * 0",
];

/// The edits of a release as SQL sees them.
fn rows(database: &Database, label: &str) -> String {
    database.ask(&format!(
        "select concat_ws(' ', column_one, column_two, effective_from, coalesce(deleted_on::text, '*'), indicator, before_1996, rationale)
         from ptp_edits join ptp_rationales on ptp_rationales.id = rationale_id
         where release_id = (select id from releases where label = '{label}' and state = 'published')
         order by column_one collate \"C\", column_two collate \"C\", effective_from"
    ))
}

/// The sets that are stored, and those that no release has.
fn counts(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', count(*), count(*) filter (where id not in (select unnest(set_ids) from ptp_release_sets)),
                count(distinct content))
         from ptp_sets where column_one in ('43239', '45385', '45380', '76377', '36591')",
    )
}

#[test]
fn quarters_share_the_sets_that_they_have_in_common() {
    let [newest, _] = newest_and_older();
    let server = server_of(std::slice::from_ref(&newest));
    let database = &server.database;
    let of_newest = rows(database, "PTP_2026Q3");
    let before: Vec<usize> = counts(database).split(' ').map(|count| count.parse().unwrap()).collect();
    let next = quarter("v323r0", CHANGED);
    assert_eq!(server.publish(&next, Consent::KeepPublished).unwrap(), Published::New);
    // Two of the four edits are the same.
    assert_eq!(counts(database), format!("{0} 0 {0}", before[0] + 2));
    assert_eq!(rows(database, "PTP_2026Q3"), of_newest);
    expect![[r#"
        43239 43235 1996-01-01 2026-09-30 1 t More extensive procedure
        45380 45385 2024-10-01 * 1 f More extensive procedure
        45385 45380 2023-04-01 2024-09-30 1 f More extensive procedure
        76377 99214 2024-01-01 * 0 f More extensive procedure"#]]
    .assert_eq(&rows(database, "PTP_2026Q4"));
    // A release that is replaced takes the sets with it that no other release has.
    let other = quarter("v323r0", ["11042 99213 20240101 * 1"; 4]);
    assert_eq!(server.publish(&other, Consent::Replace).unwrap(), Published::Replaced);
    assert_eq!(counts(database), format!("{0} 0 {0}", before[0]));
    assert_eq!(rows(database, "PTP_2026Q3"), of_newest);
    assert_eq!(rows(database, "PTP_2026Q4").lines().count(), 1);
}

/// Makes the tables of edits those of migration 23, with the edits that they have.
fn undo_the_migration(database: &Database) {
    for statement in [
        "create table rows as select * from ptp_edits",
        "drop view ptp_edits",
        "drop table ptp_release_sets",
        "drop table ptp_sets",
        "alter table rows rename to ptp_edits",
        "delete from refinery_schema_history where version = 24",
    ] {
        database.ask(statement);
    }
}

#[test]
fn an_upgrade_keeps_the_edits_and_finds_their_sets() {
    let [newest, _] = newest_and_older();
    let server = server_of(&[newest, quarter("v323r0", CHANGED)]);
    let database = &server.database;
    let labels = ["PTP_2024Q3", "PTP_2026Q3", "PTP_2026Q4"];
    let edits = || labels.map(|label| rows(database, label));
    let digests = || database.ask("select encode(content, 'hex') from ptp_sets order by content");
    let (before, imported, read) = (edits(), digests(), newly_read(&server.database, "PTP_2026Q4"));
    assert!(before.iter().all(|rows| !rows.is_empty()));
    undo_the_migration(database);
    run_on(database, &["migrate"]).printed();
    assert_eq!(edits(), before);
    assert_eq!(digests(), imported, "an import would not find the sets of the migration");
    database.ask("delete from ptp_packed");
    assert_eq!(newly_read(&server.database, "PTP_2026Q4"), read);
    let changed = quarter("v323r0", ["43239 43235 19960101 20260930 1"; 4]);
    assert_eq!(server.publish(&changed, Consent::Replace).unwrap(), Published::Replaced);
    assert_eq!(rows(database, "PTP_2026Q3"), before[1]);
}

#[test]
fn an_upgrade_that_would_lose_edits_changes_nothing() {
    let [newest, _] = newest_and_older();
    let server = server_of(std::slice::from_ref(&newest));
    let database = &server.database;
    undo_the_migration(database);
    // A rationale that is not there: its edits would be in no set.
    database.ask("update ptp_edits set rationale_id = 999 where column_one = '45385'");
    let before = database.ask("select count(*)::text from ptp_edits");
    let said = run_on(database, &["migrate"]).refused();
    assert!(said.contains("The sets have not as many edits as the table ptp_edits"), "{said}");
    assert_eq!(database.ask("select count(*)::text from ptp_edits"), before);
    assert_eq!(database.ask("select count(*)::text from refinery_schema_history where version = 24"), "0");
}
