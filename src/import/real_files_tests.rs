//! CMS's own files, if a copy of them is at hand.

use super::edit_layouts_tests::workbook_of_csv;
use super::fixture_files_tests::TestFolder;
use super::{ImportedReleases, Options, Silent, read_releases};
use crate::edits::{AddOnPair, AddOnTable, UnitLimitTable};
use crate::schedule::content::{FeeScheduleTables, ReleaseContent, ReleaseTables};
use crate::vocabulary::{AddOnType, AdjudicationIndicator, format_date};
use medpayiq_cms_files::cms_files;
use std::fs;
use std::path::PathBuf;
use std::slice::from_ref;
use std::sync::Arc;
use time::Date;
use time::macros::date;

fn read_one(path: &str) -> Option<ImportedReleases> {
    read_files([path])
}

fn read_files<const N: usize>(paths: [&str; N]) -> Option<ImportedReleases> {
    Some(read_together(&cms_files(paths)?))
}

/// The tables of a relative value release of CMS's.
pub(super) fn fee_schedule_of(path: &str) -> Option<FeeScheduleTables> {
    read_one(path).map(|reading| fee_schedule(&reading.releases[0]).clone())
}

fn fee_schedule(release: &ReleaseContent) -> &FeeScheduleTables {
    let ReleaseTables::FeeSchedule(tables) = &release.tables else {
        panic!("{} is no fee schedule", release.label)
    };
    tables
}

fn summary(release: &ReleaseContent) -> String {
    let tables = fee_schedule(release);
    let counts = [
        tables.services.len(),
        tables.localities.len(),
        tables.counties.len(),
        tables.anesthesia_factors.len(),
        tables.opps_caps.len(),
    ];
    let factor = tables.conversion_factor.map_or_else(String::new, |factor| factor.to_string());
    format!("{} from {}: {counts:?} at {factor}", release.label, format_date(release.effective_from))
}

#[test]
fn rvu25a_is_read_whole() {
    let Some(reading) = read_one("fee-schedule/rvu25a.zip") else { return };
    assert_eq!(
        summary(&reading.releases[0]),
        "RVU25A from 2025-01-01: [18865, 109, 109, 109, 16100] at 32.3465"
    );
    assert_eq!(reading.releases[0].files.len(), 5);
    assert!(reading.skipped.is_empty(), "{:?}", reading.skipped);
}

#[test]
fn both_forms_of_rvu25d_hold_the_same_rows() {
    let Some(reading) = read_one("fee-schedule/rvu25d.zip") else { return };
    assert_eq!(
        summary(&reading.releases[0]),
        "RVU25D from 2025-10-01: [19090, 109, 109, 109, 16100] at 32.3465"
    );
    let skipped: Vec<String> = reading.skipped.iter().map(ToString::to_string).collect();
    expect_test::expect![[r#"
        GPCI2025.txt: the text form of a table; only its .csv and .xlsx forms are read: GPCI2025.csv
        25LOCCO.txt: the text form of a table; only its .csv and .xlsx forms are read: 25LOCCO.csv
        ANES2025.txt: the text form of a table; only its .csv and .xlsx forms are read: ANES2025.csv
        RVU25D.pdf: a document
        PPRRVU2025_Oct.txt: repeats PPRRVU2025_Oct.csv
        OPPSCAP_Oct.txt: repeats OPPSCAP_Oct.csv"#]]
    .assert_eq(&skipped.join("\n"));
}

#[test]
fn rvu26c_has_the_pricing_indicator() {
    let Some(reading) = read_one("fee-schedule/rvu26c-part.zip") else { return };
    assert_eq!(summary(&reading.releases[0]), "RVU26C from 2026-07-01: [19356, 0, 0, 0, 0] at 33.4009");
    let tables = fee_schedule(&reading.releases[0]);
    assert!(tables.services.iter().all(|service| service.pricing_indicator == Some('9')));
}

#[test]
fn only_descriptors_of_level_two_codes_are_kept() {
    let Some(reading) = read_one("fee-schedule/rvu25a.zip") else { return };
    let services = &fee_schedule(&reading.releases[0]).services;
    assert!(
        services
            .iter()
            .all(|service| service.descriptor.is_none() || service.row.hcpcs.has_public_descriptor())
    );
    assert!(services.iter().any(|service| service.descriptor.is_some()));
}

#[test]
fn every_zip_code_has_a_locality_with_gpcis() {
    let (Some(zips), Some(rvu)) = (read_one("zip/zip5_oct2025.zip"), read_one("fee-schedule/rvu25d.zip"))
    else {
        return;
    };
    let release = &zips.releases[0];
    assert_eq!(
        (release.label.as_str(), format_date(release.effective_from).as_str()),
        ("ZIP5_2025Q4", "2025-10-01")
    );
    let ReleaseTables::ZipLocalities(rows) = &release.tables else { panic!("no ZIP codes") };
    assert_eq!(rows.len(), 42_956);
    assert_eq!(rows.iter().filter(|row| row.plus_four_needed).count(), 580);
    let localities: Vec<_> =
        fee_schedule(&rvu.releases[0]).localities.iter().map(|one| one.locality).collect();
    assert!(rows.iter().all(|row| localities.contains(&row.locality)));
}

#[test]
fn both_forms_of_the_base_units_agree() {
    let forms = ["txt", "xlsx"].map(|form| format!("anesthesia/CY_2022_Anesthesia_Base_Units_110921.{form}"));
    let Some(reading) = read_files(forms.each_ref().map(String::as_str)) else { return };
    let release = &reading.releases[0];
    assert_eq!(
        (release.label.as_str(), format_date(release.effective_from).as_str()),
        ("ANES_BASE_2022", "2022-01-01")
    );
    let ReleaseTables::AnesthesiaBaseUnits(units) = &release.tables else { panic!("no base units") };
    assert_eq!(units.len(), 276);
    assert_eq!(
        reading.skipped[0].to_string(),
        "CY_2022_Anesthesia_Base_Units_110921.txt: repeats CY_2022_Anesthesia_Base_Units_110921.xlsx"
    );
}

/// The add-on codes of a release.
fn add_ons(release: &ReleaseContent) -> &AddOnTable {
    let ReleaseTables::AddOnCodes(edits) = &release.tables else { panic!("{}", release.label) };
    &edits.table
}

/// A line of CMS's text of add-on codes.
fn line_of(pair: &AddOnPair) -> String {
    let day =
        |day: Option<Date>| day.map_or_else(String::new, |day| format!("{}{:03}", day.year(), day.ordinal()));
    let primary = pair.primary.map_or_else(|| "CCCCC".to_owned(), |primary| primary.to_string());
    let [kind, add_on] = [pair.kind.code(), pair.add_on.as_str()];
    let [add_on_deleted, primary_deleted] = [pair.add_on_deleted, pair.primary_deleted].map(day);
    let [effective, deleted] = [Some(pair.effective), pair.deleted].map(day);
    let note = pair.note.as_deref().unwrap_or_default();
    let note = &note[..note.len().min(58)];
    format!("{kind}{add_on}{add_on_deleted:7}{primary}{primary_deleted:7}{effective}{deleted:7}{note:58}\r\n")
}

/// The counts were made from the workbook by another program.
#[test]
fn add_on_codes_of_2026_have_the_type_of_their_rows_in_force() {
    let Some(reading) = read_one("2026/AOC_V2026Q2-MCR.xlsx") else { return };
    let release = &reading.releases[0];
    assert_eq!((release.label.as_str(), release.effective_from), ("AOC_2026Q2", date!(2026 - 04 - 01)));
    let table = add_ons(release);
    let of_kind = |kind| table.pairs().iter().filter(|pair| pair.kind == kind).count();
    let kinds = [AddOnType::Listed, AddOnType::ContractorDefined, AddOnType::PartlyListed].map(of_kind);
    assert_eq!((table.pairs().len(), kinds), (9_000, [8_293, 47, 660]));
    let in_force = |day| table.pairs().iter().filter(|pair| pair.is_in_force_on(day)).count();
    let days = [
        date!(2013 - 03 - 31),
        date!(2013 - 04 - 01),
        date!(2022 - 12 - 31),
        date!(2023 - 01 - 01),
        date!(2026 - 04 - 01),
    ];
    assert_eq!((table.covers_from(), days.map(in_force)), (Some(days[1]), [0, 3_779, 6_676, 6_908, 7_740]));
    let rule = |code: &str, day| {
        let rule = table.of(code.parse().unwrap(), day).unwrap();
        (rule.kind.code(), rule.primaries.len())
    };
    assert_eq!([rule("20701", days[2]), rule("20701", days[3])], [("1", 76), ("3", 42)]);
    assert_eq!(
        [rule("49327", date!(2013 - 12 - 31)), rule("49327", date!(2014 - 01 - 01))],
        [("2", 0), ("3", 127)]
    );
    let folder = TestFolder::new();
    let text: String = table.pairs().iter().map(line_of).collect();
    folder.write("AOC_V2026Q2-MCR.txt", text.as_bytes());
    let of_text = read_together(from_ref(&folder.0));
    let without_note = |pair: &AddOnPair| AddOnPair { note: None, ..pair.clone() };
    assert!(
        add_ons(&of_text.releases[0])
            .pairs()
            .iter()
            .map(without_note)
            .eq(table.pairs().iter().map(without_note))
    );
}

fn read_together(paths: &[PathBuf]) -> ImportedReleases {
    read_releases(paths, &Options::default(), &Silent).unwrap_or_else(|error| panic!("{error}"))
}

/// The limits of a release.
fn limits(release: &ReleaseContent) -> Arc<UnitLimitTable> {
    let ReleaseTables::UnitLimits(edits) = &release.tables else { panic!("{}", release.label) };
    Arc::clone(&edits.table)
}

/// The counts were made from the file by another program.
#[test]
fn unit_limits_of_2026_are_read_whole_in_both_forms() {
    let name = "MCR_MUE_PractitionerServices_Eff_04-01-2026";
    let Some([path]) = cms_files([&format!("2026/{name}.csv")]) else { return };
    let folder = TestFolder::new();
    let book = workbook_of_csv(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
    let book = folder.write(&format!("{name}.xlsx"), &book);
    let [of_text, of_book] = [path, book].map(|path| limits(&read_together(&[path]).releases[0]));
    let of = |mai| of_text.limits().iter().filter(|limit| limit.adjudication == mai).count();
    let counts = [
        AdjudicationIndicator::Line,
        AdjudicationIndicator::DateOfServicePolicy,
        AdjudicationIndicator::DateOfServiceClinical,
    ]
    .map(of);
    let units: u32 = of_text.limits().iter().map(|limit| limit.units).sum();
    assert_eq!((of_text.limits().len(), counts, units), (15_095, [41, 5_417, 9_637], 801_623));
    assert!(of_text == of_book);
}

#[test]
fn files_of_many_releases_are_read_in_one_go() {
    let reading = read_files([
        "fee-schedule/rvu25a.zip",
        "fee-schedule/rvu25d.zip",
        "fee-schedule/rvu26c-part.zip",
        "anesthesia/CY_2022_Anesthesia_Base_Units_110921.xlsx",
        "zip/zip5_oct2025.zip",
        "payments/PFREV4.txt",
        "payments/PF25PC.pdf",
    ]);
    let Some(reading) = reading else { return };
    let mut labels: Vec<&str> = reading.releases.iter().map(|release| release.label.as_str()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["ANES_BASE_2022", "RVU25A", "RVU25D", "RVU26C", "ZIP5_2025Q4"]);
}

/// Each release and its rows, and each skipped file.
fn describe(reading: &ImportedReleases) -> String {
    let rows = |release: &ReleaseContent| {
        let rows: Vec<String> =
            release.files.iter().map(|file| format!("{} {}", file.name, file.rows)).collect();
        format!("{} from {}: {}", release.label, format_date(release.effective_from), rows.join(", "))
    };
    let skipped = reading.skipped.iter().map(|one| format!("not {one}"));
    reading.releases.iter().map(rows).chain(skipped).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_files_of_2026_are_read_in_one_command() {
    let reading = read_files([
        "fee-schedule/rvu26c-part.zip",
        "2026/GPCI2026.csv",
        "2026/ZIP5_JAN2026.xlsx",
        "2026/MCR_MUE_PractitionerServices_Eff_04-01-2026.csv",
        "2026/AOC_V2026Q2-MCR.xlsx",
        "2026/PFREV26B_nonQP.zip",
    ]);
    let Some(reading) = reading else { return };
    expect_test::expect![[r#"
        RVU26C from 2026-07-01: PPRRVU2026_Jul_nonQPP.csv 19356, GPCI2026.csv 109
        ZIP5_2026Q1 from 2026-01-01: ZIP5_JAN2026.xlsx 42956
        MUE_2026Q2 from 2026-04-01: MCR_MUE_PractitionerServices_Eff_04-01-2026.csv 15095
        AOC_2026Q2 from 2026-04-01: AOC_V2026Q2-MCR.xlsx 9000
        not PF26PB.pdf: a document
        not PFREV26B.txt: published payment amounts. Use `medpayiq verify` to check them."#]]
    .assert_eq(&describe(&reading));
    assert_eq!(summary(&reading.releases[0]), "RVU26C from 2026-07-01: [19356, 109, 0, 0, 0] at 33.4009");
}

#[test]
fn both_forms_of_the_zip_codes_are_read_alike() {
    let (Some(text), Some(workbook)) = (read_one("zip/zip5_oct2025.zip"), read_one("2026/ZIP5_JAN2026.xlsx"))
    else {
        return;
    };
    let rows = |reading: ImportedReleases| {
        let tables = reading.releases.into_iter().next().unwrap().tables;
        let ReleaseTables::ZipLocalities(rows) = tables else { panic!("{:?}", tables.kind()) };
        rows
    };
    let (text, workbook) = (rows(text), rows(workbook));
    // CMS changed nine ZIP codes between the two quarters.
    let differing = text.iter().filter(|row| !workbook.contains(row)).count();
    assert_eq!((text.len(), workbook.len(), differing), (42_956, 42_956, 9));
}

/// The GPCI file of 2022 was saved by a spreadsheet, which wrote 2102 for 02102 and 0 for 00.
#[test]
fn locality_numbers_without_their_leading_zeros_are_read() {
    let Some(reading) = read_one("2022/rvu22a-part.zip") else { return };
    assert_eq!(summary(&reading.releases[0]), "RVU22A from 2022-01-01: [17600, 112, 0, 0, 0] at 34.6062");
    let localities = &fee_schedule(&reading.releases[0]).localities;
    let shown: Vec<String> =
        localities.iter().take(3).map(|one| format!("{} {}", one.locality, one.practice_expense)).collect();
    assert_eq!(shown, ["10112-00 0.888", "02102-01 1.118", "03102-00 0.951"]);
}
