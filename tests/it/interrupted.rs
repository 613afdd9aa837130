//! An interrupted import changes nothing and does not block the next one, at whatever moment it ends.

use crate::support::cluster::Database;
use crate::support::program::{Folder, command, run_on, signal};
use crate::support::{checkout, wait_until};
use medpayiq::schedule::content::ReleaseTables;
use medpayiq::store;
use medpayiq_cms_files::cms_file;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::PathBuf;
use std::process::{Child, Output};
use std::time::{Duration, Instant};
use tokio_postgres::Client;

/// The imported release: CMS's own if it is at hand. Both are RVU25A, which the starter data has too. It has more localities
/// than the small one, so the import needs `--replace`.
fn release() -> PathBuf {
    cms_file("fee-schedule/rvu25a.zip").unwrap_or_else(|| checkout("tests/fixtures/cms/rvu25a"))
}

fn begin(database: &Database) -> Child {
    let (path, url) = (release(), database.url());
    command(&["import", path.to_str().unwrap(), "--replace"], &[("DATABASE_URL", &url)]).spawn().unwrap()
}

/// The row counts of RVU25A as published.
fn rows(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', starter, (select count(*) from service_rows where release_id = id),
                (select count(*) from localities where release_id = id), (select count(*) from opps_caps where release_id = id))
         from releases where label = 'RVU25A' and state = 'published'",
    )
}

/// Rows of releases that are not published.
fn orphans(database: &Database) -> String {
    database.ask("select count(*)::text from service_rows where release_id not in (select id from releases where state = 'published')")
}

#[test]
fn a_killed_import_leaves_no_half_release_and_no_lock() {
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

/// Starts an import of a small release that has written half of its tables and waits.
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
fn an_import_killed_while_it_writes_releases_its_lock() {
    let database = Database::with_starter_data();
    let (mut import, _lock) = begin_and_wait_half_way(&database);
    import.kill().unwrap();
    import.wait().unwrap();
    let began = Instant::now();
    run_on(&database, &["import", checkout("tests/fixtures/cms/rvu24b").to_str().unwrap()]).printed();
    assert!(began.elapsed() < Duration::from_secs(5), "the next import took {:?}", began.elapsed());
    let published = "select string_agg(label, ' ' order by label) from releases where kind = 'fee_schedule' and state = 'published'";
    assert_eq!(database.ask(published), "RVU24B RVU25A RVU26C");
}

#[test]
fn an_import_that_the_operator_interrupts_publishes_nothing() {
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
    // What the starter data has is still there.
    let shipped = medpayiq::starter::releases().unwrap().remove(0);
    let ReleaseTables::FeeSchedule(tables) = shipped.tables else { panic!("a fee schedule") };
    assert!(rows(&database).starts_with(&format!("t {} ", tables.services.len())));
}

/// Runs a command line with its standard output closed.
fn run_unread(line: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut child = command(line, environment).spawn().unwrap();
    drop(child.stdout.take());
    child.wait_with_output().unwrap()
}

#[test]
fn an_import_with_closed_output_still_publishes() {
    let database = Database::with_starter_data();
    let releases = ["rvu24b", "rvu26c", "zip5"].map(|name| checkout("tests/fixtures/cms").join(name));
    let mut line = vec!["import", "--replace"];
    line.extend(releases.iter().map(|path| path.to_str().unwrap()));
    let output = run_unread(&line, &[("DATABASE_URL", &database.url())]);
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    let published = "select string_agg(label, ' ' order by label) from releases where not starter and state = 'published'";
    assert_eq!(database.ask(published), "RVU24B RVU26C ZIP5_2025Q4");
}

#[test]
fn a_refused_release_does_not_stop_the_others() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let releases = ["rvu24b", "rvu25a", "zip5"].map(|name| checkout("tests/fixtures/cms").join(name));
    let notes = folder.write("notes.txt", b"nothing of CMS's");
    let mut line = vec!["import", notes.to_str().unwrap()];
    line.extend(releases.iter().map(|path| path.to_str().unwrap()));
    let output = run_on(&database, &line);
    assert!(!output.success);
    assert!(output.stderr.starts_with("medpayiq: RVU25A has lost more than a tenth"), "{}", output.stderr);
    for line in ["imported RVU24B", "loaded ZIP5_2025Q4", "skipped notes.txt: not a CMS file that"] {
        assert!(output.stdout.contains(line), "{}", output.stdout);
    }
    let published = "select string_agg(label, ' ' order by label) from releases where not starter and state = 'published'";
    assert_eq!(database.ask(published), "RVU24B ZIP5_2025Q4");
}

#[test]
fn a_stopped_command_also_stops_its_postgresql() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let (running, environment) =
        (data.join("cluster/postmaster.pid"), [("MEDPAYIQ_DATA_DIR", data.to_str().unwrap())]);
    let fixture = checkout("tests/fixtures/cms/rvu24b");
    let lines = ["migrate", "estimate 99213", "import", "verify", "reports list"];
    for line in lines {
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend((line == "import").then(|| fixture.to_str().unwrap()));
        let mut child = command(&words, &environment).spawn().unwrap();
        wait_until("its PostgreSQL begins", || running.exists() || child.try_wait().unwrap().is_some());
        signal(&child, "TERM");
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.code().is_some_and(|code| code == 0 || said.to_lowercase().contains("interrupted")),
            "{line}: {said}"
        );
        assert!(!running.exists(), "{line}: its PostgreSQL goes on running");
    }
    for line in [&["estimate", "99213"][..], &["estimate", "99213", "--json"]] {
        let output = run_unread(line, &environment);
        assert!(output.status.success() && !running.exists(), "{line:?}: {output:?}");
    }
    let mut openapi = command(&["openapi"], &[]);
    let output =
        openapi.stdout(std::fs::File::options().write(true).open("/dev/full").unwrap()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "medpayiq: Standard output cannot be written: No space left on device (os error 28)\n");
}
