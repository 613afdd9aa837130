//! The packed edits beside their rows, as a server reads them at its start.

use crate::edit_history::{newest_and_older, newly_read, quarter};
use crate::support::cluster::Database;
use crate::support::program::{Service, command};
use crate::support::wait_until;
use medpayiq::store::{Consent, publish};

const SLOWER: &str = "WARN The edits are read from the tables, which takes longer. release=";

fn begin(database: &Database) -> Service {
    Service::begin(command(
        &["serve"],
        &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")],
    ))
}

/// A database of the test's own with a quarter of edits.
fn with_quarter() -> Database {
    let database = Database::with_starter_data();
    let [newest, _] = newest_and_older();
    database.wait(publish(&database.store(), &newest, Consent::Replace)).unwrap();
    database
}

#[test]
fn a_start_warns_of_damaged_edits_and_reads_the_tables() {
    let database = with_quarter();
    let whole = newly_read(&database, "PTP_2026Q3");
    database.run("update ptp_packed set content = 'MPIQPTP9'").unwrap();
    let service = begin(&database);
    wait_until("the server is ready", || service.client.get("/readyz").status == 200);
    assert!(service.log().contains(SLOWER), "{}", service.log());
    let edits = service.client.get("/v1/codes/45380/edits?date=2025-01-15").json();
    assert_eq!(edits["source"]["ptp"]["release"], "PTP_2026Q3");
    assert_eq!(newly_read(&database, "PTP_2026Q3"), whole);
}

#[test]
fn a_quarter_that_is_replaced_while_it_is_read_is_not_damaged() {
    const HELD: i64 = 1;
    let database = with_quarter();
    // A server that counts the pieces of the quarter waits while a lock is held. Then it has counted pieces that are gone.
    let hold = format!(
        "alter table ptp_packed rename to pieces;
         create function is_counted(release bigint) returns boolean language plpgsql as
         'begin
            if current_query() like ''select count(%'' and release = (select max(release_id) from pieces) then
                perform pg_advisory_lock_shared({HELD}), pg_advisory_unlock_shared({HELD});
            end if;
            return true;
          end';
         create view ptp_packed as select * from pieces where is_counted(release_id)"
    );
    database.run(&hold).unwrap();
    let lock = database.hold_advisory_lock(HELD);
    let service = begin(&database);
    let waiting = "select count(*)::text from pg_stat_activity
                   where datname = current_database() and wait_event_type = 'Lock' and query like '%ptp_packed%'";
    wait_until("the server counts the pieces", || database.ask(waiting) == "1");
    let other = quarter("v322r0", ["45385 45380 20230401 * 0"; 4]);
    database.wait(publish(&database.store(), &other, Consent::Replace)).unwrap();
    drop(lock);
    wait_until("the server is ready", || service.client.get("/readyz").status == 200);
    let edits = service.client.get("/v1/codes/45380/edits?date=2025-01-15").json();
    assert_eq!(edits["ptp"][0]["modifier_indicator"]["code"], "0", "{edits}");
    assert!(!service.log().contains("The edits are read from the tables"), "{}", service.log());
}
