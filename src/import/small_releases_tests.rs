//! Whole imports of the small hand-made releases: folders, zips, zips in zips.

use super::fixture_files_tests::{TestFolder, describe, files_of, fixture, zip_of, zipped};
use super::{Options, Silent, read_releases};
use crate::schedule::content::{FeeScheduleTables, PublishedService, ReleaseTables};
use crate::vocabulary::{ConversionFactor, Gpci, Rvu};
use std::fs;
use std::slice::from_ref;

fn tables(folder: &str, options: &Options) -> FeeScheduleTables {
    let mut reading =
        read_releases(&[fixture(folder)], options, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let ReleaseTables::FeeSchedule(tables) = reading.releases.remove(0).tables else { panic!("{folder}") };
    *tables
}

#[test]
fn every_small_release_is_read() {
    expect_test::expect![[r#"
        RVU24B from 2024-04-01: GPCI2024.csv 3, PPRRVU24_APR.csv 12
        RVU25A from 2025-01-01: 25LOCCO.csv 5, ANES2025.csv 3, GPCI2025.csv 3, OPPSCAP_JAN.csv 12, PPRRVU25_JAN.csv 50
        RVU25D from 2025-10-01: PPRRVU2025_Oct.csv 18, OPPSCAP_Oct.txt 12
        RVU26C from 2026-07-01: 26LOCCO.csv 5, ANES2026.csv 3, GPCI2026.csv 3, PPRRVU2026_Jul_QPP.csv 48, PPRRVU2026_Jul_nonQPP.csv 48
        ANES_BASE_2025 from 2025-01-01: CY_2025_Anesthesia_Base_Units.txt 3
        ASP_2025Q1 from 2025-01-01: Jan 2025 ASP Pricing File 121924.csv 11
        ASP_2026Q1 from 2026-01-01: January 2026 Medicare Part B Payment Limit File 121725.csv 13
        CLFS_2026Q1 from 2026-01-01: CLFS_2026_Q1V1.csv 17
        DMEPEN_2026Q1 from 2026-01-01: DMEPEN26_JAN.csv 5
        DMEPOS_2026Q1 from 2026-01-01: DMEPOS26_JAN.csv 16
        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        ZIP5_2025Q4 from 2025-10-01: ZIP5_OCT2025.txt 5
        PTP_2024Q3 from 2024-07-01: ccipra-v302r0-f1.txt 3, ccipra-v302r0-f2.txt 2, ccipra-v302r0-f3.txt 4, ccipra-v302r0-f4.txt 4
        not README.md: a document
        not PPRRVU2025_Oct.txt: repeats PPRRVU2025_Oct.csv"#]].assert_eq(&describe(&[fixture("")], &Options::default()));
}

#[test]
fn a_row_is_read_into_its_columns() {
    let tables = tables("rvu25a", &Options::default());
    let find = |code: &str, component: &str| {
        let is_it = |service: &&PublishedService| {
            (service.row.hcpcs.as_str(), service.row.component.as_str()) == (code, component)
        };
        tables.services.iter().find(is_it).unwrap()
    };
    let knee = &find("27447", "").row;
    assert_eq!(
        [knee.work, knee.practice_expense_facility, knee.malpractice].map(Rvu::hundredths),
        [1960, 1530, 398]
    );
    assert_eq!((knee.non_facility_na, knee.facility_na, knee.global_days.code()), (true, false, "090"));
    assert_eq!(knee.package.intraoperative.to_string(), "0.6900");
    let policy = [
        knee.multiple_procedure.code(),
        knee.bilateral.code(),
        knee.assistant.code(),
        knee.co_surgeons.code(),
    ];
    assert_eq!((policy, knee.team.code()), (["2", "1", "2", "1"], "0"));
    let angiography = &find("71275", "TC").row;
    assert_eq!(
        (angiography.imaging_family, angiography.opps.practice_expense_facility.hundredths()),
        (88, 548)
    );
    assert_eq!((angiography.supervision.code(), angiography.pc_tc.code()), ("02", "1"));
    let endoscopy = &find("43239", "").row;
    assert_eq!(endoscopy.endoscopic_base.map(|base| base.to_string()).as_deref(), Some("43235"));
    assert!(find("G0252", "26").row.not_used_for_payment);
    let wellness = find("G0439", "");
    assert_eq!(wellness.descriptor.as_deref(), Some("Ppps, subseq visit"));
    assert_eq!((wellness.total_facility.hundredths(), wellness.calculation_flag), (391, '0'));
    assert_eq!((find("99213", "").descriptor.as_deref(), wellness.pricing_indicator), (None, None));
}

#[test]
fn the_locality_tables_are_read_into_their_columns() {
    let tables = tables("rvu25a", &Options::default());
    let alaska = &tables.localities[1];
    assert_eq!(
        (alaska.locality.to_string().as_str(), alaska.state.as_str(), alaska.name.as_str()),
        ("02102-01", "AK", "ALASKA")
    );
    assert_eq!(
        (alaska.work_with_floor.map(Gpci::thousandths), alaska.work_without_floor),
        (Some(1_500), None)
    );
    assert_eq!([alaska.practice_expense, alaska.malpractice].map(Gpci::thousandths), [1_081, 592]);
    let bay = &tables.counties[3];
    assert_eq!((bay.locality.to_string().as_str(), bay.state.as_str()), ("01112-05", "CALIFORNIA"));
    assert_eq!(bay.counties, "SAN FRANCISCO/ALAMEDA/CONTRA COSTA/SAN MATEO");
    assert_eq!(tables.counties[1].area, "STATEWIDE");
    assert_eq!(tables.anesthesia_factors[2].factor.to_string(), "22.37");
    let cap = tables.opps_caps[0];
    assert_eq!(
        (cap.hcpcs.as_str(), cap.locality.to_string().as_str(), cap.facility.cents()),
        ("70170", "01112-05", 35_845)
    );
}

#[test]
fn the_pair_of_2026_becomes_one_release_with_two_factors() {
    let tables = tables("rvu26c", &Options::default());
    let factor = |factor: Option<ConversionFactor>| factor.unwrap().to_string();
    assert_eq!(factor(tables.conversion_factor), "33.4009");
    assert_eq!(factor(tables.qualifying_apm_conversion_factor), "33.5675");
    assert_eq!(tables.services[0].conversion_factor.to_string(), "33.4009");
    let alaska = &tables.localities[1];
    assert_eq!((alaska.name.as_str(), alaska.work_without_floor), ("ALASKA", alaska.work_with_floor));
}

#[test]
fn the_two_files_of_a_year_are_recognized_by_their_factors() {
    let folder = TestFolder::new();
    for (name, bytes) in files_of("rvu26c") {
        let plain = name
            .replace("PPRRVU2026_Jul_QPP", "PPRRVU2026_Jul_1")
            .replace("PPRRVU2026_Jul_nonQPP", "PPRRVU2026_Jul_2");
        folder.write(&plain, &bytes);
    }
    let reading = read_releases(from_ref(&folder.0), &Options::default(), &Silent).unwrap();
    let ReleaseTables::FeeSchedule(tables) = &reading.releases[0].tables else { panic!() };
    assert_eq!(tables.conversion_factor.unwrap().to_string(), "33.4009");
}

#[test]
fn the_pair_may_differ_in_nothing_else() {
    let folder = TestFolder::new();
    for (name, bytes) in files_of("rvu26c") {
        let text = String::from_utf8(bytes).unwrap();
        let changed = if name.contains("_QPP") { text.replacen(",XXX,", ",YYY,", 1) } else { text };
        folder.write(&format!("rvu26c/{name}"), changed.as_bytes());
    }
    let all = describe(from_ref(&folder.0), &Options::default());
    fs::remove_file(folder.0.join("rvu26c/PPRRVU2026_Jul_nonQPP.csv")).unwrap();
    let alone = describe(from_ref(&folder.0), &Options::default());
    expect_test::expect![[r#"
        PPRRVU2026_Jul_nonQPP.csv and PPRRVU2026_Jul_QPP.csv may differ in the conversion factor only, but differ at 00100
        PPRRVU2026_Jul_QPP.csv: has only the conversion factor of qualifying APM participants. Give the nonQPP file as well."#]].assert_eq(&[all, alone].join("\n"));
}

#[test]
fn descriptors_are_kept_by_licence_only() {
    let kept = |keep_descriptors| {
        let options = Options { keep_descriptors, ..Options::default() };
        let mut descriptors =
            tables("rvu24b", &options).services.into_iter().filter_map(|service| service.descriptor);
        descriptors.find(|text| text.contains("made-up"))
    };
    assert_eq!(kept(false), None);
    assert_eq!(kept(true).as_deref(), Some("made-up text"));
    let latin = Options { keep_descriptors: true, ..Options::default() };
    let is_latin = |service: &PublishedService| service.descriptor.as_deref() == Some("made-up t\u{e9}xt");
    assert!(tables("rvu24b", &latin).services.iter().any(is_latin));
}

#[test]
fn archives_and_archives_in_them_are_opened() {
    let folder = TestFolder::new();
    let inner = zip_of("rvu25a");
    folder.write("2025.zip", &zipped(&[("rvu25a.zip", &inner), ("folder/RVU25A.pdf", b"x")]));
    folder.write("d/RVU25D.zip", &zip_of("rvu25d"));
    expect_test::expect![[r#"
        RVU25A from 2025-01-01: 25LOCCO.csv 5, ANES2025.csv 3, GPCI2025.csv 3, OPPSCAP_JAN.csv 12, PPRRVU25_JAN.csv 50
        RVU25D from 2025-10-01: PPRRVU2025_Oct.csv 18, OPPSCAP_Oct.txt 12
        not RVU25A.pdf: a document
        not PPRRVU2025_Oct.txt: repeats PPRRVU2025_Oct.csv"#]].assert_eq(&describe(from_ref(&folder.0), &Options::default()));
}

/// Writes the files of RVU26C in three places: a zip, a second zip, and a folder that also has other files.
fn scattered(folder: &TestFolder) -> Vec<std::path::PathBuf> {
    let files = files_of("rvu26c");
    let some = |names: &[&str]| -> Vec<(&str, &[u8])> {
        let chosen = files.iter().filter(|(name, _)| names.contains(&name.as_str()));
        chosen.map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
    };
    let bytes = |name: &str| files.iter().find(|(own, _)| own == name).unwrap().1.clone();
    vec![
        folder.write("a/rvu26c-part.zip", &zipped(&some(&["PPRRVU2026_Jul_nonQPP.csv", "GPCI2026.csv"]))),
        folder.write("b/rvu26c.zip", &zipped(&some(&["PPRRVU2026_Jul_QPP.csv", "GPCI2026.csv"]))),
        folder.write("c/26LOCCO.csv", &bytes("26LOCCO.csv")),
        folder.write("d/addenda.zip", &zipped(&some(&["ANES2026.csv"]))),
        fixture("zip5"),
    ]
}

#[test]
fn a_release_may_come_in_several_zips_folders_and_files() {
    let folder = TestFolder::new();
    let paths = scattered(&folder);
    let named = |release: &str| Options { release: Some(release.to_owned()), ..Options::default() };
    let answers = [
        describe(&paths, &Options::default()),
        describe(&paths, &named("RVU26C")),
        describe(&paths, &named("RVU26D")),
        describe(&paths[2..], &Options::default()),
        describe(from_ref(&folder.0), &Options::default()),
    ];
    expect_test::expect![[r#"
        RVU26C from 2026-07-01: GPCI2026.csv 3, PPRRVU2026_Jul_nonQPP.csv 48, PPRRVU2026_Jul_QPP.csv 48, ANES2026.csv 3, 26LOCCO.csv 5
        ZIP5_2025Q4 from 2025-10-01: ZIP5_OCT2025.txt 5
        not GPCI2026.csv: repeats GPCI2026.csv (in rvu26c-part.zip)

        RVU26C from 2026-07-01: GPCI2026.csv 3, PPRRVU2026_Jul_nonQPP.csv 48, PPRRVU2026_Jul_QPP.csv 48, ANES2026.csv 3, 26LOCCO.csv 5
        ZIP5_2025Q4 from 2025-10-01: ZIP5_OCT2025.txt 5
        not GPCI2026.csv: repeats GPCI2026.csv (in rvu26c-part.zip)

        --release RVU26D and the title of PPRRVU2026_Jul_nonQPP.csv are from different releases: RVU26D and RVU26C

        ANES2026.csv, 26LOCCO.csv: the names do not say which release this is. Add it, such as --release RVU26A, or import the file together with the rest of its release.

        RVU26C from 2026-07-01: GPCI2026.csv 3, PPRRVU2026_Jul_nonQPP.csv 48, PPRRVU2026_Jul_QPP.csv 48, ANES2026.csv 3, 26LOCCO.csv 5
        not GPCI2026.csv: repeats GPCI2026.csv (in rvu26c-part.zip)"#]].assert_eq(&answers.join("\n\n"));
}

#[test]
fn files_that_could_belong_to_two_releases_or_contradict_one_are_refused() {
    let folder = TestFolder::new();
    let paths = scattered(&folder);
    let services = fs::read(fixture("rvu26c/PPRRVU2026_Jul_nonQPP.csv")).unwrap();
    let january = String::from_utf8(services).unwrap().replace("July Release", "January Release");
    let january = folder.write("e/rvu26a.zip", &zipped(&[("PPRRVU2026_Jan_nonQPP.csv", january.as_bytes())]));
    let gpci = fs::read_to_string(fixture("rvu26c/GPCI2026.csv")).unwrap().replace("0.575", "0.576");
    let other = folder.write("f/GPCI2026.csv", gpci.as_bytes());
    let last_year = folder.write("g/GPCI2025.csv", &fs::read(fixture("rvu25a/GPCI2025.csv")).unwrap());
    let answers = [
        describe(&[paths[0].clone(), january, paths[2].clone()], &Options::default()),
        describe(&[paths[0].clone(), other], &Options::default()),
        describe(&[paths[0].clone(), last_year], &Options::default()),
    ];
    expect_test::expect![[r#"
        26LOCCO.csv: could belong to RVU26C or to RVU26A. Put it in the folder of its release, or import one release at a time.
        GPCI2026.csv (in rvu26c-part.zip) and GPCI2026.csv (in f) hold the same table of one release, with different rows. Import only the one you want. Files of different releases belong in folders of their own.
        GPCI2025.csv: the names do not say which release this is. Add it, such as --release RVU25A, or import the file together with the rest of its release."#]].assert_eq(&answers.join("\n"));
}
