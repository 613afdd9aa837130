//! An import that is broken off, at whatever moment, leaves what was, and the next one is not in its way.

use crate::support::cluster::Database;
use crate::support::program::{command, run_on, signal};
use crate::support::{checkout, cms, wait_until};
use medpayiq::store;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};
use tokio_postgres::Client;

/// The release imported: CMS's own where it is at hand. Both are RVU25A, which the starter data has too, with more
/// localities than the small one: hence `--replace`.
fn release() -> PathBuf {
    cms("fee-schedule/rvu25a.zip").unwrap_or_else(|| checkout("tests/fixtures/cms/rvu25a"))
}

fn begin(database: &Database) -> Child {
    let (path, url) = (release(), database.url());
    command(&["import", path.to_str().unwrap(), "--replace"], &[("DATABASE_URL", &url)]).spawn().unwrap()
}

/// The rows of RVU25A as it is published.
fn rows(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', starter, (select count(*) from service_rows where release_id = id),
                (select count(*) from localities where release_id = id), (select count(*) from opps_caps where release_id = id))
         from releases where label = 'RVU25A' and state = 'published'",
    )
}

/// Rows of tables whose release is not published.
fn orphans(database: &Database) -> String {
    database.ask("select count(*)::text from service_rows where release_id not in (select id from releases where state = 'published')")
}

#[test]
fn an_import_killed_at_any_moment_shows_no_half_release_and_is_not_in_the_next_one_s_way() {
    let whole = Database::with_starter_data();
    let began = Instant::now();
    run_on(&whole, &["import", release().to_str().unwrap(), "--replace"]).printed();
    let usual = began.elapsed();
    let (database, random) = (Database::with_starter_data(), RandomState::new());
    let starter = rows(&database);
    for attempt in 0..10_u32 {
        let mut import = begin(&database);
        let mut hasher = random.build_hasher();
        hasher.write_u32(attempt);
        let part = u32::try_from(hasher.finish() % 100).unwrap();
        std::thread::sleep(usual * part / 100);
        import.kill().unwrap();
        import.wait().unwrap();
        let now = rows(&database);
        assert!([&starter, &rows(&whole)].contains(&&now), "killed after {part} % of its time: {now}");
        assert_eq!(orphans(&database), "0", "killed after {part} % of its time");
        let read = database.store();
        let schedule = database.wait(store::schedule(&read)).unwrap();
        assert!(schedule.release("RVU25A").is_some_and(|release| release.services.rows().len() >= 50));
    }
    let began = Instant::now();
    run_on(&database, &["import", release().to_str().unwrap(), "--replace"]).printed();
    assert!(
        began.elapsed() < usual * 2 + Duration::from_secs(5),
        "the next import took {:?}",
        began.elapsed()
    );
    assert_eq!(rows(&database), rows(&whole));
}

/// An import of a small release that has published half of its tables and waits for the rest.
fn begin_and_wait_half_way(database: &Database) -> (Child, Client) {
    let lock = database.lock("opps_caps");
    let (path, url) = (checkout("tests/fixtures/cms/rvu25a"), database.url());
    let import =
        command(&["import", path.to_str().unwrap(), "--replace"], &[("DATABASE_URL", &url)]).spawn().unwrap();
    let waiting = "select count(*)::text from pg_stat_activity
                   where datname = current_database() and query like 'copy opps_caps%' and wait_event_type = 'Lock'";
    wait_until("it waits to copy its last table", || database.ask(waiting) == "1");
    (import, lock)
}

#[test]
fn an_import_killed_half_way_gives_its_lock_back() {
    let database = Database::with_starter_data();
    let (mut import, _lock) = begin_and_wait_half_way(&database);
    import.kill().unwrap();
    import.wait().unwrap();
    let began = Instant::now();
    run_on(&database, &["import", checkout("tests/fixtures/cms/rvu24b").to_str().unwrap()]).printed();
    assert!(began.elapsed() < Duration::from_secs(5), "the next import took {:?}", began.elapsed());
    let published = "select string_agg(label, ' ' order by label) from releases where kind = 'fee_schedule' and state = 'published'";
    assert_eq!(database.ask(published), "RVU24B RVU25A");
}

#[test]
fn an_import_interrupted_by_its_operator_publishes_nothing_and_says_so() {
    let database = Database::with_starter_data();
    let (import, lock) = begin_and_wait_half_way(&database);
    signal(&import, "INT");
    let output = import.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("interrupted: the release under way was not published"),
        "{said}"
    );
    drop(lock);
    assert!(rows(&database).starts_with("t 512 "));
}
