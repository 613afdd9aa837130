//! The errors of broken files: each is a small good file with one edit.

use super::error::ImportError;
use super::file_names::found_by_name;
use super::formats::Found;
use super::{
    anes, anesthesia_base, asp, clfs, dmepos, gpci, locco, oppscap, pprrvu, recognise, workbook, zip5,
};
use proptest::prelude::*;

const PPRRVU: &str = include_str!("../../tests/fixtures/cms/rvu25a/PPRRVU25_JAN.csv");
const PPRRVU_TEXT: &str = include_str!("../../tests/fixtures/cms/rvu25d/PPRRVU2025_Oct.txt");
const GPCI: &str = include_str!("../../tests/fixtures/cms/rvu25a/GPCI2025.csv");
const LOCCO: &str = include_str!("../../tests/fixtures/cms/rvu25a/25LOCCO.csv");
const ANES: &str = include_str!("../../tests/fixtures/cms/rvu25a/ANES2025.csv");
const OPPSCAP: &str = include_str!("../../tests/fixtures/cms/rvu25a/OPPSCAP_JAN.csv");
const OPPSCAP_TEXT: &str = include_str!("../../tests/fixtures/cms/rvu25d/OPPSCAP_Oct.txt");
const ZIP5: &str = include_str!("../../tests/fixtures/cms/zip5/ZIP5_OCT2025.txt");
const CLFS: &str = include_str!("../../tests/fixtures/cms/clfs/CLFS_2026_Q1V1.csv");
const ASP: &[u8] = include_bytes!("../../tests/fixtures/cms/asp/Jan 2025 ASP Pricing File 121924.csv");
const DMEPOS: &str = include_str!("../../tests/fixtures/cms/dmepos/DMEPOS26_JAN.csv");
const DMEPEN: &str = include_str!("../../tests/fixtures/cms/dmepos/DMEPEN26_JAN.csv");
const BASE_UNITS: &str =
    include_str!("../../tests/fixtures/cms/anesthesia/CY_2025_Anesthesia_Base_Units.txt");

/// The answers to `good` with each edit, every one of which must change something and be refused.
pub(super) fn answers<T>(
    good: &str,
    read: impl Fn(&[u8]) -> Result<T, ImportError>,
    edits: &[(&str, &str)],
) -> String {
    assert!(read(good.as_bytes()).is_ok());
    let answer = |(from, to): &(&str, &str)| {
        let broken = good.replacen(from, to, 1);
        assert!(broken != good, "{from:?} is not in the file");
        read(broken.as_bytes()).err().map_or_else(|| panic!("{to:?} is taken"), |error| error.to_string())
    };
    edits.iter().map(answer).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_relative_value_file_is_checked_cell_by_cell() {
    let read = |bytes: &[u8]| pprrvu::read_services_csv("PPRRVU25_JAN.csv", bytes, false);
    let edits = [
        ("99213,,made-up text,A,,1.30", "99213,,made-up text,A,,1.305"),
        ("99213,,made-up text,A,,1.30", "99213,,made-up text,A,,1.31"),
        ("99213,,made-up text,A,", "99213,,made-up text,Q,"),
        ("99213,,made-up text,A,", "9921,,made-up text,A,"),
        ("99213,,made-up text,A,", "99213,25,made-up text,A,"),
        ("99213,,made-up text,A,,1.30", "99213,,made-up text,A,x,1.30"),
        ("99213,,", "99214,,"),
        ("0.10,0.69,0.21", "0.10,0.69,0.20"),
        ("43235,32.3465", ",32.3465"),
        ("43235,32.3465", "43234,32.3465"),
        ("2,1,2,1,0,,32.3465", "2,1,2,1,0,43235,32.3465"),
        (",,32.3465,09,0,99", ",,32.3465,09,0,98"),
        (",,32.3465,09,0,99", ",,32.3465,10,0,99"),
        (",,32.3465,09,0,99", ",,32.3465,09,,99"),
        (
            "76376,26,made-up text,A,,0.20,0.07,,0.07,,0.01,0.28,0.28,1",
            "76376,26,made-up text,A,,0.20,0.07,,0.07,,0.01,0.28,0.28,0",
        ),
    ];
    expect_test::expect![[r#"
        PPRRVU25_JAN.csv line 48, WORK RVU: "1.305" has more than 2 decimals.
        PPRRVU25_JAN.csv line 48, NON-FACILITY TOTAL: "2.75" is not the sum of work, PE and MP: expected 2.76
        PPRRVU25_JAN.csv line 48, STATUS CODE: "Q" is not a known status code. Write one of A, B, C, D, E, F, G, H, I, J, M, N, P, R, T, X.
        PPRRVU25_JAN.csv line 48, HCPCS: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        PPRRVU25_JAN.csv line 48, MOD: "25" is not a fee schedule component. Write 26, TC, 53 or nothing.
        PPRRVU25_JAN.csv line 48, NOT USED FOR MEDICARE PAYMENT: "x" is not a known value: expected blank or "+"
        PPRRVU25_JAN.csv line 49: repeats 99214 from line 48
        PPRRVU25_JAN.csv line 9, PRE OP: pre 0.1000, intra 0.6900 and post 0.2000 must add up to 1.00, or all be 0
        PPRRVU25_JAN.csv line 14, ENDO BASE: "" although MULT PROC is 3: expected the family's base code
        PPRRVU25_JAN.csv line 14, ENDO BASE: "43234" is not a code of this file
        PPRRVU25_JAN.csv line 9, ENDO BASE: "43235" although MULT PROC is 2: expected blank
        PPRRVU25_JAN.csv line 8, DIAGNOSTIC IMAGING FAMILY INDICATOR: "98" is not a known imaging family: expected 01 to 11, 88 or 99
        PPRRVU25_JAN.csv line 8, PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES: "10" is not a known supervision indicator. Write one of 01, 02, 03, 04, 05, 06, 09, 21, 22, 66, 6A, 77, 7A.
        PPRRVU25_JAN.csv line 8, CALCULATION FLAG: "" is not one character
        PPRRVU25_JAN.csv line 27, PCTC IND: "0" does not allow a row with modifier 26"#]].assert_eq(&answers(PPRRVU, read, &edits));
}

#[test]
fn the_columns_of_a_relative_value_file_must_all_be_known() {
    let read = |bytes: &[u8]| pprrvu::read_services_csv("PPRRVU25_JAN.csv", bytes, false);
    let edits = [
        ("HCPCS,MOD,DESCRIPTION", "HCPCS,MODIFIER,DESCRIPTION"),
        ("HCPCS,MOD,DESCRIPTION", "CODE,MOD,DESCRIPTION"),
        (",WORK,NON-FAC,NA", ",,NON-FAC,NA"),
        ("AMOUNT,AMOUNT,AMOUNT", "AMOUNT,AMOUNT,AMOUNT,NOTE"),
        ("27447,,made-up text", "27447,,made-up, text"),
        ("27447,,made-up text,A,,19.60,15.30,NA", "27447,,made-up \"text,A,,19.60,15.30"),
    ];
    expect_test::expect![[r#"
        PPRRVU25_JAN.csv line 7: no column "MOD"; unknown column "MODIFIER" (column 2)
        PPRRVU25_JAN.csv: no header row: none of the first 40 rows begins with HCPCS
        PPRRVU25_JAN.csv line 7: no column "WORK RVU"; unknown column "RVU" (column 6)
        PPRRVU25_JAN.csv line 7: unknown column "NOTE" (column 32)
        PPRRVU25_JAN.csv line 9: "0.00" is beyond the last of 31 columns
        PPRRVU25_JAN.csv line 9: has 30 of 31 columns: the file may have been cut short"#]]
    .assert_eq(&answers(PPRRVU, read, &edits));
}

#[test]
fn a_file_cut_in_a_line_is_refused() {
    let cut = |text: &str| text[..text.trim_end().len() - 20].to_owned();
    let csv = PPRRVU.replace("\u{1a},,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\r\n", "");
    let answers = [
        pprrvu::read_services_csv("PPRRVU25_JAN.csv", cut(&csv).as_bytes(), false).map(|_| ()),
        pprrvu::read_services_text("PPRRVU2025_Oct.txt", cut(PPRRVU_TEXT).as_bytes(), false).map(|_| ()),
        oppscap::read_caps_text("OPPSCAP_Oct.txt", cut(OPPSCAP_TEXT).as_bytes()).map(|_| ()),
        zip5::read_zips_text("ZIP5_OCT2025.txt", cut(ZIP5).as_bytes()).map(|_| ()),
    ]
    .map(|answer| answer.unwrap_err().to_string());
    expect_test::expect![[r#"
        PPRRVU25_JAN.csv line 57: has 26 of 31 columns: the file may have been cut short
        PPRRVU2025_Oct.txt line 20: has 151 characters, expected 171: the file may have been cut short
        OPPSCAP_Oct.txt line 12: has 18 characters, expected 38: the file may have been cut short
        ZIP5_OCT2025.txt line 5: has 60 characters, expected 80: the file may have been cut short"#]]
    .assert_eq(&answers.join("\n"));
}

#[test]
fn the_tables_by_locality_are_checked() {
    let gpci = answers(
        GPCI,
        |bytes| gpci::read_gpci("GPCI2025.csv", bytes),
        &[
            ("2025 PW GPCI (with 1.0 Floor)", "2025 GPCI"),
            ("0.575", "0.5755"),
            ("02102,AK,01", "10112,AK,00"),
            ("02102,AK,01", "02102,AK,"),
            ("02102,AK,01", "MAC,AK,01"),
            (",1.419,0.445", ""),
        ],
    );
    let locco = answers(
        LOCCO,
        |bytes| locco::read_counties("25LOCCO.csv", bytes),
        &[("10112,0,ALABAMA ", "10112,0,"), ("Counties", "Towns"), ("10112,0", "101123,0")],
    );
    let anes = answers(
        ANES,
        |bytes| anes::read_anesthesia_factors("ANES2025.csv", bytes),
        &[("19.31", "0.00"), ("National Anes CF", "Factor"), ("19.31 ", "")],
    );
    expect_test::expect![[r#"
        GPCI2025.csv line 3: unknown column "2025 GPCI" (column 5)
        GPCI2025.csv line 4, MP GPCI: "0.5755" has more than 3 decimals.
        GPCI2025.csv line 5: repeats locality 10112-00 from line 4
        GPCI2025.csv line 5, Medicare Administrative Contractor (MAC): no contractor or locality number: expected, for example, 01112 and 05
        GPCI2025.csv line 5, Medicare Administrative Contractor (MAC): "00MAC-01" is not a locality. Write the contractor and locality number, such as 01112-05.
        GPCI2025.csv line 6: has 5 of 7 columns: the file may have been cut short
        25LOCCO.csv line 5, State: "" is blank, and no row above names a state
        25LOCCO.csv line 3: no column "Counties"; unknown column "Towns" (column 5)
        25LOCCO.csv line 5, Medicare Administrative Contractor: "101123-00" is not a locality. Write the contractor and locality number, such as 01112-05.
        ANES2025.csv line 2, National Anes CF: 0.00 is not a conversion factor: expected more than 0.00
        ANES2025.csv line 1: no column "National Anes CF"; unknown column "Factor of 20.3178" (column 4)
        ANES2025.csv line 2, National Anes CF: "" is not a decimal number. Write digits with at most one point, such as 1000.00."#]].assert_eq(&[gpci, locco, anes].join("\n"));
}

#[test]
fn caps_zip_codes_and_base_units_are_checked() {
    let oppscap = answers(
        OPPSCAP,
        |bytes| oppscap::read_caps_csv("OPPSCAP_JAN.csv", bytes),
        &[("70170,,C,01112,05,358.45", "70170,,C,02102,01,358.45"), ("NON-FACILTY PRICE", "PRICE")],
    );
    let zip5 = answers(
        ZIP5,
        |bytes| zip5::read_zips_text("ZIP5_OCT2025.txt", bytes),
        &[
            ("99545", "99501"),
            ("20254\r\nAL", "20253\r\nAL"),
            ("20254", "20255"),
            ("01BZ9B  0", "01XZ9B  0"),
            ("01BZ9B  0", "01BZ9B  2"),
        ],
    );
    let base = answers(
        BASE_UNITS,
        |bytes| anesthesia_base::read_base_units("CY_2025_Anesthesia_Base_Units.txt", bytes, b'\t'),
        &[("00102", "00100"), ("6\r\n", "66\r\n"), ("UNIT", "MINUTES"), ("\t6", "")],
    );
    expect_test::expect![[r#"
        OPPSCAP_JAN.csv line 3: repeats 70170 in 02102-01 from line 2
        OPPSCAP_JAN.csv line 1: no column "NON-FACILITY PRICE"; unknown column "PRICE" (column 7)
        ZIP5_OCT2025.txt line 2: repeats ZIP code 99501 from line 1
        ZIP5_OCT2025.txt line 2, Year/Quarter: "20253" differs from the quarter in the rows above
        ZIP5_OCT2025.txt line 1, Year/Quarter: "20255" is not a year and quarter. Write it like 20254.
        ZIP5_OCT2025.txt line 2, Rural Indicator: "X" is not a known value: expected blank, R or B
        ZIP5_OCT2025.txt line 2, Plus Four Flag: "2" is not a known value: expected 0 or 1
        CY_2025_Anesthesia_Base_Units.txt line 5: repeats 00100 from line 4
        CY_2025_Anesthesia_Base_Units.txt line 5, BASE UNIT: 66 is not a number of base units: expected 0 to 50
        CY_2025_Anesthesia_Base_Units.txt line 3: no column "BASE UNIT"; unknown column "2025 BASE MINUTES" (column 2)
        CY_2025_Anesthesia_Base_Units.txt line 5: has 1 of 2 columns: the file may have been cut short"#]].assert_eq(&[oppscap, zip5, base].join("\n"));
}

#[test]
fn faults_of_one_kind_are_shown_once_with_their_number() {
    let services =
        |text: String| pprrvu::read_services_csv("F.csv", text.as_bytes(), false).unwrap_err().to_string();
    let faults = [
        services(PPRRVU.replace(",32.3465,", ",32.34655,")),
        services(PPRRVU.replace("99213,", "9921,").replace("99214,", "9921,")),
        services(PPRRVU.replace(",A,,1", ",Q,,1").replace(",10,", ",11,")),
    ];
    let zips: String = ZIP5.lines().map(|line| format!("{line}\n")).collect();
    let zips = zip5::read_zips_text("ZIP5.txt", format!("{zips}{zips}").as_bytes()).unwrap_err().to_string();
    expect_test::expect![[r#"
        F.csv line 8, CONV FACTOR: "32.34655" has more than 4 decimals. (also on 49 more lines: 9, 10, 11, 12, ...)
        F.csv: a spreadsheet program changed cells on 2 lines: "9921" for "09921" (line 48, HCPCS). Import the file as CMS publishes it. Do not save it in a spreadsheet program.
        F.csv line 9, STATUS CODE: "Q" is not a known status code. Write one of A, B, C, D, E, F, G, H, I, J, M, N, P, R, T, X. (also on 9 more lines: 16, 23, 24, 40, ...)
        ZIP5.txt line 6: repeats ZIP code 99501 from line 1 (also on 4 more lines: 7, 8, 9, 10)"#]].assert_eq(&[&faults[..], &[zips]].concat().join("\n"));
}

#[test]
fn what_a_spreadsheet_changed_is_explained_once() {
    let lost = PPRRVU
        .replace("\n00", "\n")
        .replace(",09,0,99", ",9,0,99")
        .replace("\n99213,", "\n1.00E+05,")
        .replace("\n99214,", "\n1U,");
    let answer = pprrvu::read_services_csv("PPRRVU25_JAN.csv", lost.as_bytes(), false);
    let zips = "STATE,ZIP CODE,CARRIER,LOCALITY,RURAL IND,PLUS 4 FLAG,YEAR/QTR\n\
                MA,1001,14212,99,,0,20261\nMA,1002,14212,99,,0,20261\n";
    let answers = [
        answer.unwrap_err().to_string(),
        zip5::read_zips_csv("ZIP5_JAN2026.csv", zips.as_bytes()).unwrap_err().to_string(),
    ];
    expect_test::expect![[r#"
        PPRRVU25_JAN.csv: a spreadsheet program changed cells on 39 lines: "100" for "00100" (line 8, HCPCS), "9" for "09" (line 9, PHYSICIAN SUPERVISION OF DIAGNOSTIC PROCEDURES), "1.00E+05" for a code with an E (line 48, HCPCS). Import the file as CMS publishes it. Do not save it in a spreadsheet program.
        ZIP5_JAN2026.csv: a spreadsheet program changed cells on 2 lines: "1001" for "01001" (line 2, Zip Code). Import the file as CMS publishes it. Do not save it in a spreadsheet program."#]].assert_eq(&answers.join("\n"));
}

fn recognised(name: &str, bytes: &[u8]) -> Result<Option<Found>, ImportError> {
    recognise::recognise(name, found_by_name(name), bytes)
}

#[test]
fn a_file_must_hold_what_its_name_says() {
    let page = b"\r\n<!DOCTYPE html><html><title>License</title></html>".as_slice();
    let cases = [
        ("GPCI2025.csv", page),
        ("GPCI2025.csv", ANES.as_bytes()),
        ("GPCI2025.csv", b"a,b\n1,2\n".as_slice()),
        ("GPCI2025.csv", b"PK\x03\x04".as_slice()),
        ("PPRRVU25_JAN.csv", b"".as_slice()),
        ("ZIP5_OCT2025.txt", PPRRVU_TEXT.as_bytes()),
    ];
    let answers: Vec<String> =
        cases.iter().map(|(name, bytes)| recognised(name, bytes).unwrap_err().to_string()).collect();
    expect_test::expect![[r#"
        GPCI2025.csv: this is a web page, not a table of geographic indices (GPCI .csv). It may be CMS's license page. Accept the license in a browser and download the file again.
        GPCI2025.csv: the name says a table of geographic indices (GPCI .csv), but the content is a table of anesthesia conversion factors (ANES .csv)
        GPCI2025.csv: the name says a table of geographic indices (GPCI .csv), but the content is unknown; it begins with "a,b\n1,2\n"
        GPCI2025.csv: the name says a table of geographic indices (GPCI .csv), but the content is a zip archive or a workbook
        PPRRVU25_JAN.csv: the name says a relative value file (PPRRVU .csv), but the content is empty
        ZIP5_OCT2025.txt: the name says a ZIP code to carrier locality file (ZIP5 .txt), but the content is a relative value file (PPRRVU .txt)"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn a_file_of_any_name_is_known_by_its_content() {
    for text in [PPRRVU, PPRRVU_TEXT, GPCI, LOCCO, ANES, OPPSCAP, OPPSCAP_TEXT, ZIP5, BASE_UNITS] {
        let kind = recognised("download (3)", text.as_bytes()).unwrap();
        assert!(kind.is_some(), "{}", &text[..60]);
    }
    assert_eq!(recognised("notes.txt", b"nothing of the kind").unwrap(), None);
}

/// Any bytes, or a good file with some bytes of it replaced.
pub(super) fn near(good: &'static (impl AsRef<[u8]> + ?Sized)) -> impl Strategy<Value = Vec<u8>> {
    let good = good.as_ref();
    let mangled = proptest::collection::vec((0..good.len(), any::<u8>()), 1..8).prop_map(move |edits| {
        let mut bytes = good.to_vec();
        for (at, byte) in edits {
            bytes[at] = byte;
        }
        bytes
    });
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), mangled]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_break_the_relative_value_readers(csv in near(PPRRVU), text in near(PPRRVU_TEXT)) {
        let _ = pprrvu::read_services_csv("F", &csv, true);
        let _ = pprrvu::read_services_text("F", &text, true);
    }

    #[test]
    fn no_bytes_break_the_locality_readers(gpci in near(GPCI), locco in near(LOCCO), anes in near(ANES)) {
        let _ = gpci::read_gpci("F", &gpci);
        let _ = locco::read_counties("F", &locco);
        let _ = anes::read_anesthesia_factors("F", &anes);
    }

    #[test]
    fn no_bytes_break_the_other_readers(csv in near(OPPSCAP), text in near(OPPSCAP_TEXT), zip in near(ZIP5)) {
        let _ = oppscap::read_caps_csv("F", &csv);
        let _ = oppscap::read_caps_text("F", &text);
        let _ = zip5::read_zips_text("F", &zip);
    }

    #[test]
    fn no_bytes_break_the_readers_of_other_schedules(clfs in near(CLFS), asp in near(ASP), fees in near(DMEPOS), nutrition in near(DMEPEN)) {
        let _ = clfs::read_laboratory_rates("F", &clfs);
        let _ = asp::read_drug_limits("F", &asp);
        let _ = dmepos::read_equipment_fees("F", &fees);
        let _ = dmepos::read_nutrition_fees("F", &nutrition);
    }

    #[test]
    fn no_bytes_break_the_base_unit_readers(text in near(BASE_UNITS), bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = anesthesia_base::read_base_units("F", &text, b'\t');
        let _ = workbook::sheets(&bytes);
        let _ = recognised("F.csv", &bytes);
    }
}
