//! Publishing a release: whole or not at all, once, replaced, supplemented.

use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::releases::{file, fixture, of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::schedule::content::ReleaseContent;
use medpayiq::store::{self, Consent, Published, Store, StoreError, publish};
use std::sync::atomic::{AtomicBool, Ordering};

/// The releases in the database, with state, files and tables.
fn contents(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', label, state, case when starter then 'starter' end,
                (select count(*) from service_rows where release_id = id) || ' services',
                (select count(*) from localities where release_id = id) || ' localities',
                (select count(*) from opps_caps where release_id = id) || ' caps',
                (select string_agg(name || ':' || left(sha256, 4), ' ' order by name) from source_files where release_id = id))
         from releases where kind = 'fee_schedule' order by id",
    )
}

fn put(database: &Database, release: &ReleaseContent, consent: Consent) -> Result<Published, StoreError> {
    let store = database.store();
    database.wait(publish(&store, release, consent))
}

#[test]
fn a_failed_release_changes_nothing() {
    let database = Database::with_starter_data();
    let before = contents(&database);
    // The last row contradicts itself, and only the database checks that.
    let mut broken = whole_rvu25a();
    tables(&mut broken).services.last_mut().unwrap().total_facility = "99.00".parse().unwrap();
    assert!(matches!(put(&database, &broken, Consent::Replace), Err(StoreError::Database(_))));
    assert_eq!(contents(&database), before);
    // The same row twice, in the last table.
    let mut twice = fixture("rvu25d");
    let caps = &mut tables(&mut twice).opps_caps;
    caps.push(caps[0]);
    assert!(matches!(put(&database, &twice, Consent::Replace), Err(StoreError::Database(_))));
    assert_eq!(contents(&database), before);
    assert_eq!(put(&database, &whole_rvu25a(), Consent::KeepPublished).unwrap(), Published::ReplacedStarter);
}

#[test]
fn the_same_release_twice_changes_nothing() {
    let database = Database::with_starter_data();
    let release = fixture("rvu24b");
    assert_eq!(put(&database, &release, Consent::KeepPublished).unwrap(), Published::New);
    let before = contents(&database);
    for consent in [Consent::KeepPublished, Consent::Replace, Consent::Starter] {
        assert_eq!(put(&database, &release, consent).unwrap(), Published::Unchanged);
    }
    assert_eq!(contents(&database), before);
}

#[test]
fn other_contents_need_consent_and_replace_the_whole_release() {
    let database = Database::with_starter_data();
    let first = of_year("RVU24A", "2024-01-01");
    put(&database, &first, Consent::KeepPublished).unwrap();
    let mut second = first.clone();
    second.files = vec![file("PPRRVU25_JAN.csv", 'b'), file("GPCI2024.csv", 'c')];
    tables(&mut second).services.truncate(100);
    let before = contents(&database);
    let refusal = put(&database, &second, Consent::KeepPublished).unwrap_err().to_string();
    expect!["RVU24A was already imported from different files (PPRRVU25_JAN.csv: sha256 bbbbbbbbbbbb was aaaaaaaaaaaa; GPCI2024.csv is new). To replace it as a whole, add --replace. To keep both, give this one another name with --release"].assert_eq(&refusal);
    assert_eq!(contents(&database), before);
    assert_eq!(put(&database, &second, Consent::Replace).unwrap(), Published::Replaced);
    expect![[r#"
        RVU25A published starter 1413 services 109 localities 0 caps starter RVU25A/anesthesia_factors.csv:411c starter RVU25A/localities.csv:08fe starter RVU25A/locality_counties.csv:3b8e starter RVU25A/service_rows.csv:e266
        RVU26C published starter 1413 services 109 localities 0 caps starter RVU26C/localities.csv:8baa starter RVU26C/service_rows.csv:fe50
        RVU24A superseded 0 services 0 localities 0 caps PPRRVU25_JAN.csv:aaaa
        RVU24A published 100 services 110 localities 0 caps GPCI2024.csv:cccc PPRRVU25_JAN.csv:bbbb"#]].assert_eq(&contents(&database));
}

#[test]
fn cms_s_own_releases_replace_the_starter_data_for_good() {
    let database = Database::with_starter_data();
    assert_eq!(put(&database, &whole_rvu25a(), Consent::KeepPublished).unwrap(), Published::ReplacedStarter);
    let starter = medpayiq::starter::releases().unwrap().remove(0);
    assert_eq!(put(&database, &starter, Consent::Starter).unwrap(), Published::Unchanged);
    expect![[r#"
        RVU25A superseded starter 0 services 0 localities 0 caps starter RVU25A/anesthesia_factors.csv:411c starter RVU25A/localities.csv:08fe starter RVU25A/locality_counties.csv:3b8e starter RVU25A/service_rows.csv:e266
        RVU26C published starter 1413 services 109 localities 0 caps starter RVU26C/localities.csv:8baa starter RVU26C/service_rows.csv:fe50
        RVU25A published 1418 services 110 localities 0 caps PPRRVU25_JAN.csv:aaaa"#]].assert_eq(&contents(&database));
}

#[test]
fn late_tables_are_added_to_their_release() {
    let server = Server::with_own(&[]);
    let mut whole = fixture("rvu26c");
    let mut late = whole.clone();
    late.files.retain(|file| file.name.starts_with("GPCI"));
    whole.files.retain(|file| file.name.starts_with("PPRRVU"));
    for table in [tables(&mut whole), tables(&mut late)] {
        table.counties.clear();
        table.anesthesia_factors.clear();
    }
    tables(&mut whole).localities.clear();
    tables(&mut late).services.clear();
    tables(&mut late).conversion_factor = None;
    tables(&mut late).qualifying_apm_conversion_factor = None;
    let put = |release: &ReleaseContent| server.publish(release, Consent::KeepPublished);
    let refusal = put(&late).unwrap_err().to_string();
    expect!["RVU26C has no relative values for these tables. Import its PPRRVU file first, or name a loaded release with --release"].assert_eq(&refusal);
    assert_eq!(put(&whole).unwrap(), Published::ReplacedStarter);
    assert_eq!(put(&late).unwrap(), Published::Supplemented);
    assert_eq!(put(&late).unwrap(), Published::Unchanged);
    expect![[r#"
        RVU25A published starter 1413 services 109 localities 0 caps starter RVU25A/anesthesia_factors.csv:411c starter RVU25A/localities.csv:08fe starter RVU25A/locality_counties.csv:3b8e starter RVU25A/service_rows.csv:e266
        RVU26C superseded starter 0 services 0 localities 0 caps starter RVU26C/localities.csv:8baa starter RVU26C/service_rows.csv:fe50
        RVU26C superseded 0 services 0 localities 0 caps PPRRVU2026_Jul_QPP.csv:2a95 PPRRVU2026_Jul_nonQPP.csv:223f
        RVU26C published 48 services 3 localities 0 caps GPCI2026.csv:dcf3 PPRRVU2026_Jul_QPP.csv:2a95 PPRRVU2026_Jul_nonQPP.csv:223f"#]].assert_eq(&contents(&server.database));
    server.reload();
    let answer = estimate(&server, "99213 on:2026-07-15 in:01112-05 qp:yes");
    assert_eq!(answer["lines"][0]["amounts"]["allowed"], "118.37");
}

#[test]
fn readers_see_the_old_or_the_new_release_whole() {
    let database = Database::with_starter_data();
    let (long, mut short) = (whole_rvu25a(), whole_rvu25a());
    short.files = vec![file("PPRRVU25_JAN.csv", 'b')];
    tables(&mut short).services.truncate(300);
    let (long_rows, done) = (tables(&mut long.clone()).services.len(), AtomicBool::new(false));
    put(&database, &long, Consent::Replace).unwrap();
    std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            for round in 0..30 {
                put(&database, if round % 2 == 0 { &short } else { &long }, Consent::Replace).unwrap();
            }
            done.store(true, Ordering::Relaxed);
        });
        let store: Store = database.store();
        while !done.load(Ordering::Relaxed) {
            let schedule = database.wait(store::schedule(&store)).unwrap();
            let release = schedule.release("RVU25A").unwrap();
            let (rows, localities) = (release.services.rows().len(), release.localities.len());
            assert!(
                [300, long_rows].contains(&rows) && localities == 110,
                "{rows} rows, {localities} localities"
            );
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_release_is_read_back_as_it_was_published() {
    let database = Database::with_starter_data();
    for folder in ["rvu24b", "rvu25a", "rvu25d", "rvu26c"] {
        let mut release = fixture(folder);
        put(&database, &release, Consent::Replace).unwrap();
        let store = database.store();
        let mut read = database.wait(store::published_tables(&store, &release.label)).unwrap().unwrap();
        let published = tables(&mut release);
        for tables in [&mut read, published] {
            tables.services.sort_by_key(|service| (service.row.hcpcs, service.row.component));
            tables.localities.sort_by_key(|row| row.locality);
            tables
                .counties
                .sort_by(|one, other| (one.locality, &one.counties).cmp(&(other.locality, &other.counties)));
            tables.anesthesia_factors.sort_by_key(|row| row.locality);
            tables.opps_caps.sort_by_key(|cap| (cap.hcpcs, cap.component, cap.locality));
        }
        assert_eq!(read, *published, "{folder}");
    }
}
