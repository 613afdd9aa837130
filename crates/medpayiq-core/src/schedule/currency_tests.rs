//! Whether releases are current, on the days around which CMS's calendar changes.

use super::content::{AnesthesiaFactor, FeeScheduleTables, LocalityCounties, LocalityIndices};
use super::{AnesthesiaBaseUnitList, EditRelease, Parts, PublishedRelease, Schedule, ZipDirectory};
use crate::edits::{AddOnTable, PtpTable, UnitLimitTable};
use crate::law::Law;
use crate::vocabulary::{Money, parse_date};
use std::sync::Arc;

fn whole_tables() -> FeeScheduleTables {
    let (locality, gpci) = ("01112-05".parse().unwrap(), "1.000".parse().unwrap());
    let indices = LocalityIndices {
        locality,
        state: "CA".to_owned(),
        name: "SAN FRANCISCO".to_owned(),
        work_with_floor: Some(gpci),
        work_without_floor: None,
        practice_expense: gpci,
        malpractice: gpci,
    };
    let counties = LocalityCounties {
        locality,
        state: "CALIFORNIA".to_owned(),
        area: String::new(),
        counties: String::new(),
    };
    FeeScheduleTables {
        localities: vec![indices],
        counties: vec![counties],
        anesthesia_factors: vec![AnesthesiaFactor { locality, factor: Money::from_cents(2_000) }],
        ..FeeScheduleTables::default()
    }
}

fn fee_schedule(label: &str, day: &str, is_extract: bool, tables: FeeScheduleTables) -> PublishedRelease {
    let effective_from = parse_date(day).unwrap();
    PublishedRelease { label: label.to_owned(), effective_from, is_extract, files: Vec::new(), tables }
}

fn edits<T: Default>(label: &str, day: &str, is_extract: bool) -> EditRelease<T> {
    EditRelease {
        label: label.to_owned(),
        effective_from: parse_date(day).unwrap(),
        extract_of: is_extract.then(Vec::new),
        files: Vec::new(),
        table: Arc::new(T::default()),
    }
}

/// A database with the releases of the third quarter of 2026.
fn of_july() -> Parts {
    let first = parse_date("2026-07-01").unwrap();
    let zips = ZipDirectory::new("ZIP5_2026Q3".to_owned(), first, false, Vec::new(), Vec::new());
    let mut parts = Parts {
        releases: vec![fee_schedule("RVU26C", "2026-07-01", false, whole_tables())],
        zips: Some(zips),
        anesthesia_base_units: vec![AnesthesiaBaseUnitList {
            label: "ANES_BASE_2026".to_owned(),
            effective_from: parse_date("2026-01-01").unwrap(),
            files: Vec::new(),
            base_units: Vec::new(),
        }],
        ..Parts::default()
    };
    parts.edits.ptp = vec![edits::<PtpTable>("PTP_2026Q3", "2026-07-01", false)];
    parts.edits.unit_limits = vec![edits::<UnitLimitTable>("MUE_2026Q3", "2026-07-01", false)];
    parts.edits.add_ons = vec![edits::<AddOnTable>("AOC_2026Q3", "2026-07-01", false)];
    parts
}

/// The currency of each kind on a day. What a kind has in common with the others is left out.
fn describe(parts: Parts, day: &str) -> String {
    let schedule = Schedule::new(parts, Law::shipped().unwrap());
    let currency = schedule.currency(parse_date(day).unwrap());
    let lines = currency.iter().map(|one| format!("{} {}: {one}", one.kind.as_str(), one.state.as_str()));
    [day.to_owned()].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the golden answer")]
fn a_quarter_is_current_until_its_last_day() {
    let days = ["2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01", "2026-12-31", "2027-01-01"];
    let shown = days.map(|day| describe(of_july(), day));
    expect_test::expect![[r#"
        2026-06-30
        fee_schedule missing: Nothing is loaded for this day. Import RVU26B: rvu26b.zip.
        zip_localities current: ZIP5_2026Q3 is newer than ZIP5_2026Q2, which is due.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits current: PTP_2026Q3 is newer than PTP_2026Q2, which is due.
        unit_limits missing: Nothing is loaded for this day. Import MUE_2026Q2: MCR_MUE_PractitionerServices_Eff_04-01-2026.
        add_on_codes missing: Nothing is loaded for this day. Import AOC_2026Q2: AOC_V2026Q2-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q2: CLFS_2026_Q2.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q2: Payment_Limit_File_APR_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q2: DMEPOS26_APR.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q2: DMEPEN26_APR.
        law current: No figure of the law has expired.

        2026-07-01
        fee_schedule current: RVU26C is the release that is due.
        zip_localities current: ZIP5_2026Q3 is the release that is due.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits current: PTP_2026Q3 is the release that is due.
        unit_limits current: MUE_2026Q3 is the release that is due.
        add_on_codes current: AOC_2026Q3 is the release that is due.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q3: CLFS_2026_Q3.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q3: Payment_Limit_File_JUL_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q3: DMEPOS26_JUL.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q3: DMEPEN26_JUL.
        law current: No figure of the law has expired.

        2026-09-30
        fee_schedule current: RVU26C is the release that is due.
        zip_localities current: ZIP5_2026Q3 is the release that is due.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits current: PTP_2026Q3 is the release that is due.
        unit_limits current: MUE_2026Q3 is the release that is due.
        add_on_codes current: AOC_2026Q3 is the release that is due.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q3: CLFS_2026_Q3.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q3: Payment_Limit_File_JUL_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q3: DMEPOS26_JUL.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q3: DMEPEN26_JUL.
        law current: No figure of the law has expired.

        2026-10-01
        fee_schedule outdated: RVU26C has been out of date since 2026-10-01. RVU26D is due: import rvu26d.zip.
        zip_localities outdated: ZIP5_2026Q3 has been out of date since 2026-10-01. ZIP5_2026Q4 is due: import ZIP5_OCT2026.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits outdated: PTP_2026Q3 has been out of date since 2026-10-01. PTP_2026Q4 is due: import ccipra-v323r0-f1, ccipra-v323r0-f2, ccipra-v323r0-f3, ccipra-v323r0-f4.
        unit_limits outdated: MUE_2026Q3 has been out of date since 2026-10-01. MUE_2026Q4 is due: import MCR_MUE_PractitionerServices_Eff_10-01-2026.
        add_on_codes outdated: AOC_2026Q3 has been out of date since 2026-10-01. AOC_2026Q4 is due: import AOC_V2026Q4-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
        law current: No figure of the law has expired.

        2026-12-31
        fee_schedule outdated: RVU26C has been out of date since 2026-10-01. RVU26D is due: import rvu26d.zip.
        zip_localities outdated: ZIP5_2026Q3 has been out of date since 2026-10-01. ZIP5_2026Q4 is due: import ZIP5_OCT2026.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits outdated: PTP_2026Q3 has been out of date since 2026-10-01. PTP_2026Q4 is due: import ccipra-v323r0-f1, ccipra-v323r0-f2, ccipra-v323r0-f3, ccipra-v323r0-f4.
        unit_limits outdated: MUE_2026Q3 has been out of date since 2026-10-01. MUE_2026Q4 is due: import MCR_MUE_PractitionerServices_Eff_10-01-2026.
        add_on_codes outdated: AOC_2026Q3 has been out of date since 2026-10-01. AOC_2026Q4 is due: import AOC_V2026Q4-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
        law current: No figure of the law has expired.

        2027-01-01
        fee_schedule outdated: RVU26C has been out of date since 2026-10-01. RVU27A is due: import rvu27a.zip.
        zip_localities outdated: ZIP5_2026Q3 has been out of date since 2026-10-01. ZIP5_2027Q1 is due: import ZIP5_JAN2027.
        anesthesia_base_units unconfirmed: ANES_BASE_2026 is a list of an earlier year. CMS does not publish one every year. If there is a newer list, import it.
        ptp_edits outdated: PTP_2026Q3 has been out of date since 2026-10-01. PTP_2027Q1 is due: import ccipra-v330r0-f1, ccipra-v330r0-f2, ccipra-v330r0-f3, ccipra-v330r0-f4.
        unit_limits outdated: MUE_2026Q3 has been out of date since 2026-10-01. MUE_2027Q1 is due: import MCR_MUE_PractitionerServices_Eff_01-01-2027.
        add_on_codes outdated: AOC_2026Q3 has been out of date since 2026-10-01. AOC_2027Q1 is due: import AOC_V2027Q1-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2027Q1: CLFS_2027_Q1.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2027Q1: Payment_Limit_File_JAN_2027.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2027Q1: DMEPOS27_JAN.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2027Q1: DMEPEN27_JAN.
        law incomplete: These figures of the law have expired: conversion_factor, qualifying_apm_conversion_factor, anesthesia_conversion_factor, qualifying_apm_anesthesia_conversion_factor, anesthesia_work_share, anesthesia_practice_expense_share, anesthesia_malpractice_share, part_b_deductible, therapy_threshold, hearing_amount, judicial_review_amount. Import a file such as law-2027.toml with new values."#]].assert_eq(&shown.join("\n\n"));
}

#[test]
fn nothing_loaded_is_missing_and_an_extract_is_named() {
    let releases = vec![fee_schedule("RVU26D", "2026-10-01", true, whole_tables())];
    let mut extract = Parts { releases, ..Parts::default() };
    extract.edits.ptp = vec![edits::<PtpTable>("PTP_2026Q4", "2026-10-01", true)];
    // CMS's whole quarter comes before a newer extract.
    extract.edits.unit_limits = vec![
        edits::<UnitLimitTable>("MUE_2026Q3", "2026-07-01", false),
        edits::<UnitLimitTable>("MUE_2026Q4", "2026-10-01", true),
    ];
    let shown = [describe(Parts::default(), "2026-11-28"), describe(extract, "2026-11-28")];
    expect_test::expect![[r#"
        2026-11-28
        fee_schedule missing: Nothing is loaded for this day. Import RVU26D: rvu26d.zip.
        zip_localities missing: Nothing is loaded for this day. Import ZIP5_2026Q4: ZIP5_OCT2026.
        anesthesia_base_units missing: Nothing is loaded for this day. Import ANES_BASE_2026: CY_2026_Anesthesia_Base_Units.
        ptp_edits missing: Nothing is loaded for this day. Import PTP_2026Q4: ccipra-v323r0-f1, ccipra-v323r0-f2, ccipra-v323r0-f3, ccipra-v323r0-f4.
        unit_limits missing: Nothing is loaded for this day. Import MUE_2026Q4: MCR_MUE_PractitionerServices_Eff_10-01-2026.
        add_on_codes missing: Nothing is loaded for this day. Import AOC_2026Q4: AOC_V2026Q4-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
        law current: No figure of the law has expired.

        2026-11-28
        fee_schedule extract: RVU26D is the starter data, an extract. Import CMS's whole release: rvu26d.zip.
        zip_localities missing: Nothing is loaded for this day. Import ZIP5_2026Q4: ZIP5_OCT2026.
        anesthesia_base_units missing: Nothing is loaded for this day. Import ANES_BASE_2026: CY_2026_Anesthesia_Base_Units.
        ptp_edits extract: PTP_2026Q4 is the starter data, an extract. Import CMS's whole release: ccipra-v323r0-f1, ccipra-v323r0-f2, ccipra-v323r0-f3, ccipra-v323r0-f4.
        unit_limits outdated: MUE_2026Q3 has been out of date since 2026-10-01. MUE_2026Q4 is due: import MCR_MUE_PractitionerServices_Eff_10-01-2026.
        add_on_codes missing: Nothing is loaded for this day. Import AOC_2026Q4: AOC_V2026Q4-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
        law current: No figure of the law has expired."#]].assert_eq(&shown.join("\n\n"));
}

#[test]
fn a_release_without_its_places_is_incomplete_unless_its_year_lends_them() {
    let part = || fee_schedule("RVU26C", "2026-07-01", false, FeeScheduleTables::default());
    let mut alone = of_july();
    alone.releases = vec![part()];
    let mut lent = of_july();
    lent.releases = vec![part(), fee_schedule("RVU26A", "2026-01-01", false, whole_tables())];
    let first_line = |parts| describe(parts, "2026-07-15").lines().nth(1).unwrap().to_owned();
    expect_test::expect![[r#"
        fee_schedule incomplete: RVU26C is loaded without GPCI2026, 26LOCCO, ANES2026. Import the rest.
        fee_schedule current: RVU26C is the release that is due."#]]
    .assert_eq(&[first_line(alone), first_line(lent)].join("\n"));
}

#[test]
fn releases_of_the_next_quarter_may_be_loaded_early() {
    let mut early = of_july();
    early.releases.push(fee_schedule("RVU26D", "2026-10-01", false, whole_tables()));
    early.edits.ptp = vec![edits::<PtpTable>("PTP_2026Q4", "2026-10-01", false)];
    early.edits.unit_limits.push(edits::<UnitLimitTable>("MUE_2026Q4", "2026-10-01", false));
    let shown = ["2026-09-30", "2026-10-01"].map(|day| describe(early.clone(), day));
    expect_test::expect![[r#"
        2026-09-30
        fee_schedule current: RVU26C is the release that is due.
        zip_localities current: ZIP5_2026Q3 is the release that is due.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits current: PTP_2026Q4 is newer than PTP_2026Q3, which is due.
        unit_limits current: MUE_2026Q3 is the release that is due.
        add_on_codes current: AOC_2026Q3 is the release that is due.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q3: CLFS_2026_Q3.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q3: Payment_Limit_File_JUL_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q3: DMEPOS26_JUL.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q3: DMEPEN26_JUL.
        law current: No figure of the law has expired.

        2026-10-01
        fee_schedule current: RVU26D is the release that is due.
        zip_localities outdated: ZIP5_2026Q3 has been out of date since 2026-10-01. ZIP5_2026Q4 is due: import ZIP5_OCT2026.
        anesthesia_base_units current: ANES_BASE_2026 is the release that is due.
        ptp_edits current: PTP_2026Q4 is the release that is due.
        unit_limits current: MUE_2026Q4 is the release that is due.
        add_on_codes outdated: AOC_2026Q3 has been out of date since 2026-10-01. AOC_2026Q4 is due: import AOC_V2026Q4-MCR.
        laboratory_rates missing: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
        drug_limits missing: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
        equipment_fees missing: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
        nutrition_fees missing: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
        law current: No figure of the law has expired."#]].assert_eq(&shown.join("\n\n"));
}
