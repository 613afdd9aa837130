//! CMS's own files, if a copy of them is at hand: every published amount, to the cent.

use crate::edit_files::NCCI_2024Q3;
use crate::support::asking::check;
use crate::support::checkout;
use crate::support::cluster::Database;
use crate::support::program::run_on;
use crate::support::releases::{read_all, read_together};
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::pricing::fee_schedule_amount;
use medpayiq::starter;
use medpayiq::store::{self, Consent, publish};
use medpayiq::vocabulary::Setting;
use medpayiq_cms_files::cms_files;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::PathBuf;
use time::macros::date;

fn verify(imported: &[PathBuf], arguments: &[&PathBuf]) -> String {
    let database = Database::with_starter_data();
    let store = database.store();
    for release in imported.iter().flat_map(|path| read_all(path)) {
        database.wait(publish(&store, &release, Consent::KeepPublished)).unwrap();
    }
    let arguments = arguments.iter().map(|path| path.to_str().unwrap());
    let arguments: Vec<&str> = ["verify"].into_iter().chain(arguments).collect();
    let printed = run_on(&database, &arguments).printed();
    let name = |line: &str| line.rsplit('/').next().unwrap().to_owned();
    printed.lines().map(name).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_published_amount_of_2025_is_computed_to_the_cent() {
    let Some([january, october, first, second]) = cms_files([
        "fee-schedule/rvu25a.zip",
        "fee-schedule/rvu25d.zip",
        "payments/PFREV4.txt",
        "payments/PFREV25C.txt",
    ]) else {
        return;
    };
    expect![[r#"
        PFREV4.txt: 1526 rows compared with RVU25D, 1526 equal
        PFREV25C.txt: 109 rows compared with RVU25D, 109 equal
        OPPSCAP of RVU25A: 16100 rows compared with RVU25A, 16100 equal
        OPPSCAP of RVU25D: 16100 rows compared with RVU25D, 16100 equal"#]]
    .assert_eq(&verify(&[january, october], &[&first, &second]));
}

#[test]
fn every_published_amount_of_2026_is_computed_to_the_cent() {
    let files = ["fee-schedule/rvu26c-part.zip", "2026/GPCI2026.csv", "2026/PFREV26B_nonQP.zip"];
    let Some([july, indices, payments]) = cms_files(files) else { return };
    let database = Database::with_starter_data();
    let of_rvu26c = Options { release: Some("RVU26C".to_owned()), effective: None, keep_descriptors: false };
    for path in [july, indices] {
        for release in read_releases(&[path], &of_rvu26c, &Silent).unwrap().releases {
            database.wait(publish(&database.store(), &release, Consent::KeepPublished)).unwrap();
        }
    }
    let printed = run_on(&database, &["verify", payments.to_str().unwrap()]).printed();
    expect!["PFREV26B_nonQP.zip: 4033 rows compared with RVU26C at 33.4009, the factor of all but qualifying APM participants, 4033 equal"]
        .assert_eq(printed.trim_end().rsplit('/').next().unwrap());
}

#[test]
fn verify_shows_every_mismatch_and_fails() {
    let Some([october, payments]) = cms_files(["fee-schedule/rvu25d.zip", "payments/PFREV4.txt"]) else {
        return;
    };
    let database = Database::with_starter_data();
    let store = database.store();
    for release in read_all(&october) {
        database.wait(publish(&store, &release, Consent::KeepPublished)).unwrap();
    }
    database.ask(
        "with changed as (update service_rows set mp_rvu_hundredths = mp_rvu_hundredths + 1,
             non_facility_total_rvu_hundredths = non_facility_total_rvu_hundredths + 1,
             facility_total_rvu_hundredths = facility_total_rvu_hundredths + 1
             where hcpcs = '50688' returning 1) select count(*)::text from changed",
    );
    let outcome = run_on(&database, &["verify", payments.to_str().unwrap(), "--release", "RVU25D"]);
    assert!(!outcome.success);
    let shown: Vec<&str> = outcome.stdout.lines().skip(1).take(2).map(str::trim).collect();
    expect![[r#"
          line 1, 50688 in 01112-57: non-facility published 77.78, computed 77.96; facility published 77.78, computed 77.96
          line 2, 50688 in 01112-58: non-facility published 77.78, computed 77.96; facility published 77.78, computed 77.96"#]].assert_eq(&shown.join("\n"));
    let refused = run_on(&database, &["verify", payments.to_str().unwrap(), "--release", "RVU20A"]).refused();
    assert!(refused.contains("Release \"RVU20A\" is not loaded"), "{refused}");
}

#[test]
fn the_whole_schedule_of_january_2025_comes_out_the_same_every_time() {
    let Some([january]) = cms_files(["fee-schedule/rvu25a.zip"]) else { return };
    let server = Server::with(&read_all(&january));
    let store = server.database.store();
    let schedule = server.database.wait(store::schedule(&store)).unwrap();
    let (release, day) = (schedule.release("RVU25A").unwrap(), date!(2025 - 01 - 15));
    let factor = release.standard_factor(day);
    let priced: Vec<_> = release.services.rows().iter().filter(|row| row.has_published_amount()).collect();
    let (mut count, mut sum, mut digest) = (0_u64, 0_i64, Sha256::new());
    for locality in &release.localities {
        let gpcis = schedule.geography(Some(locality), day).gpcis();
        for row in &priced {
            for setting in Setting::BOTH {
                let cents = fee_schedule_amount(row.rvus(setting), gpcis, factor).cents();
                digest.update(cents.to_be_bytes());
                (count, sum) = (count + 1, sum + cents);
            }
        }
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((priced.len(), release.localities.len(), count), (9_135, 109, 9_135 * 109 * 2));
    expect!["1991430 amounts, 108808249096 cents in all, sha256 eed2d1b61a4c733704e1842e072724f6eac938d92e5623ca535f15c99ec218d2"].assert_eq(&format!("{count} amounts, {sum} cents in all, sha256 {digest}"));
}

#[test]
fn a_whole_release_is_listed_page_by_page_and_priced() {
    let Some([january]) = cms_files(["fee-schedule/rvu25a.zip"]) else { return };
    let server = Server::with(&read_all(&january));
    let mut codes = 0;
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("/v1/codes?limit=200{cursor}")).json();
        codes += page["codes"].as_array().unwrap().len();
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let rows = server.get("/v1/releases").json()["releases"][0]["rows"].clone();
    expect!["16647 codes, 18865 rows"].assert_eq(&format!("{codes} codes, {rows} rows"));
    check(
        &server,
        &expect![[r#"
            76377-26 in:01112-05  priced 41.69 non_facility | high
            99214 in:13202-01     priced 142.07 non_facility | high
            99214 in:02102-01     priced 158.97 non_facility | high
            99214 in:10112-00     priced 115.49 non_facility | high
            00000 in:01112-05     unknown_code not_listed CO-181 N56 | none"#]],
    );
}

/// CMS's files that the starter data is written from, with NCCI's of 2024.
const STARTER_FILES: [&str; 7] = [
    "fee-schedule/rvu25a.zip",
    "fee-schedule/rvu26c-part.zip",
    "2026/GPCI2026.csv",
    "2026/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
    "2026/AOC_V2026Q2-MCR.xlsx",
    "anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt",
    "zip/zip5_oct2025.zip",
];

#[test]
fn the_starter_data_is_what_cms_s_files_say() {
    let (Some(paths), Some(ncci)) = (cms_files(STARTER_FILES), cms_files(NCCI_2024Q3)) else { return };
    let releases = read_together(&[paths.as_slice(), &ncci].concat());
    let written = starter::written(&releases, &starter::codes().unwrap()).unwrap();
    let named: BTreeSet<_> = written.iter().map(|(name, _)| format!("starter {name}")).collect();
    let shipped = starter::releases().unwrap().into_iter().flat_map(|release| release.files);
    let shipped: BTreeSet<_> =
        shipped.map(|file| file.name).filter(|name| !name.contains("EXPLANATIONS")).collect();
    assert_eq!(named, shipped);
    for (name, text) in written {
        let carried = std::fs::read_to_string(checkout("data/starter").join(&name)).unwrap();
        assert!(carried == text, "{name} differs: cargo run --example starter_data writes it");
    }
}
