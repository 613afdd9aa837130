//! CMS's tables as workbooks: the same rows as the comma-separated files.

use super::fixture_files_tests::{TestFolder, describe, fixture, zipped};
use super::{Options, Silent, read_releases};
use crate::schedule::content::ReleaseTables;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::fs;
use std::slice::from_ref;

/// How a test writes cells.
#[derive(Clone, Copy, PartialEq)]
enum Cells {
    /// Every cell is text.
    Text,
    /// A cell that looks like a number without leading zeros is a number.
    Numbers,
    /// A cell of digits is a number. If it has leading zeros, its format shows them.
    FormattedNumbers,
}

fn write_cell(sheet: &mut Worksheet, at: (u32, u16), text: &str, cells: Cells) {
    let text = text.trim();
    let has_zeros = text.starts_with('0') && !text.starts_with("0.") && text.len() > 1;
    let number: Option<f64> = text.parse().ok().filter(|_| !text.contains(['E', 'e']));
    match number {
        Some(number) if cells == Cells::FormattedNumbers && has_zeros => {
            let format = Format::new().set_num_format("0".repeat(text.len()));
            sheet.write_number_with_format(at.0, at.1, number, &format).unwrap();
        }
        Some(number) if cells != Cells::Text && !has_zeros => {
            sheet.write_number(at.0, at.1, number).unwrap();
        }
        Some(_) | None if text.is_empty() => {}
        Some(_) | None => {
            sheet.write_string(at.0, at.1, text).unwrap();
        }
    }
}

fn write_csv(sheet: &mut Worksheet, csv: &[u8], cells: Cells) {
    let text: String = csv.iter().map(|byte| char::from(*byte)).collect();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for (line, record) in (0..).zip(reader.records()) {
        for (column, cell) in (0..).zip(&record.unwrap()) {
            write_cell(sheet, (line, column), cell, cells);
        }
    }
}

/// A workbook with the cells of a comma-separated fixture.
fn workbook_of(path: &str, cells: Cells) -> Vec<u8> {
    let mut workbook = Workbook::new();
    write_csv(workbook.add_worksheet(), &fs::read(fixture(path)).unwrap(), cells);
    workbook.save_to_buffer().unwrap()
}

const TABLES: [(&str, &str); 6] = [
    ("rvu25a/PPRRVU25_JAN.csv", "PPRRVU25_JAN.xlsx"),
    ("rvu25a/GPCI2025.csv", "GPCI2025.xlsx"),
    ("rvu25a/25LOCCO.csv", "25LOCCO.xlsx"),
    ("rvu25a/ANES2025.csv", "ANES2025.xlsx"),
    ("rvu25a/OPPSCAP_JAN.csv", "OPPSCAP_JAN.xlsx"),
    (
        "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
        "MCR_MUE_PractitionerServices_Eff_07-01-2024.xlsx",
    ),
];

fn read(paths: &[std::path::PathBuf]) -> Vec<(String, ReleaseTables)> {
    let read = read_releases(paths, &Options::default(), &Silent).unwrap_or_else(|error| panic!("{error}"));
    read.releases.into_iter().map(|release| (release.label, release.tables)).collect()
}

#[test]
fn workbooks_have_the_rows_of_the_comma_separated_files() {
    let expected = read(&[fixture("rvu25a"), fixture(TABLES[5].0)]);
    for cells in [Cells::Text, Cells::Numbers, Cells::FormattedNumbers] {
        let folder = TestFolder::new();
        for (path, name) in TABLES {
            folder.write(name, &workbook_of(path, cells));
        }
        assert_eq!(read(from_ref(&folder.0)), expected);
    }
}

#[test]
fn a_workbook_is_read_alone_in_a_zip_and_under_any_name() {
    let gpci = workbook_of("rvu25a/GPCI2025.csv", Cells::Numbers);
    let services = fs::read(fixture("rvu25a/PPRRVU25_JAN.csv")).unwrap();
    let folder = TestFolder::new();
    let files: [(&str, &[u8]); 3] =
        [("PPRRVU25_JAN.csv", &services), ("Addendum E.xlsx", &gpci), ("GPCI2025.xlsx", &gpci)];
    let zip = folder.write("rvu25a.zip", &zipped(&files));
    expect_test::expect![[r#"
        RVU25A from 2025-01-01: PPRRVU25_JAN.csv 50, Addendum E.xlsx 3
        not GPCI2025.xlsx: repeats Addendum E.xlsx"#]]
    .assert_eq(&describe(&[zip], &Options::default()));
}

#[test]
fn other_forms_of_a_table_are_compared_with_its_csv() {
    let folder = TestFolder::new();
    for (path, name) in &TABLES[..2] {
        folder.write(path.rsplit('/').next().unwrap(), &fs::read(fixture(path)).unwrap());
        folder.write(name, &workbook_of(path, Cells::Numbers));
    }
    let mut changed = Workbook::new();
    let gpci = fs::read_to_string(fixture("rvu25a/GPCI2025.csv")).unwrap().replace("0.575", "0.576");
    write_csv(changed.add_worksheet(), gpci.as_bytes(), Cells::Text);
    folder.write("GPCI2025.xlsx", &changed.save_to_buffer().unwrap());
    expect_test::expect![[r#"
        RVU25A from 2025-01-01: GPCI2025.csv 3, PPRRVU25_JAN.csv 50
        not GPCI2025.xlsx: does NOT agree with GPCI2025.csv, which was loaded
        not PPRRVU25_JAN.xlsx: repeats PPRRVU25_JAN.csv"#]]
    .assert_eq(&describe(from_ref(&folder.0), &Options::default()));
}

#[test]
fn titles_above_the_header_and_other_sheets_are_left_out() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Read me").unwrap().write_string(0, 0, "About this file").unwrap();
    let sheet = workbook.add_worksheet().set_name("ANES").unwrap();
    for (row, text) in (0..).zip(["Anesthesia conversion factors", "", "All localities\nof 2025"]) {
        sheet.write_string(row, 0, text).unwrap();
    }
    let csv = fs::read(fixture("rvu25a/ANES2025.csv")).unwrap();
    let mut lines = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_slice());
    for (row, record) in (5..).zip(lines.records()) {
        for (column, cell) in (0..).zip(&record.unwrap()) {
            write_cell(sheet, (row, column), cell, Cells::Text);
        }
    }
    sheet.write_string(8, 3, "nineteen").unwrap();
    let folder = TestFolder::new();
    folder.write("PPRRVU25_JAN.csv", &fs::read(fixture("rvu25a/PPRRVU25_JAN.csv")).unwrap());
    folder.write("ANES2025.xlsx", &workbook.save_to_buffer().unwrap());
    let refused = describe(from_ref(&folder.0), &Options::default());
    workbook.worksheet_from_name("ANES").unwrap().write_string(8, 3, "27.86").unwrap();
    folder.write("ANES2025.xlsx", &workbook.save_to_buffer().unwrap());
    let read = describe(from_ref(&folder.0), &Options::default());
    expect_test::expect![[r#"
        ANES2025.xlsx line 9, National Anes CF: "nineteen" is not a decimal number. Write digits with at most one point, such as 1000.00.
        RVU25A from 2025-01-01: PPRRVU25_JAN.csv 50, ANES2025.xlsx 3
        not ANES2025.xlsx: its sheet "Read me" was left out; sheet "ANES" was read"#]]
    .assert_eq(&[refused, read].join("\n"));
}

/// What becomes of workbooks that are not one of CMS's tables.
#[test]
fn a_workbook_without_exactly_one_table_is_refused_or_left_out() {
    let gpci = fs::read(fixture("rvu25a/GPCI2025.csv")).unwrap();
    let mut twice = Workbook::new();
    write_csv(twice.add_worksheet().set_name("2025").unwrap(), &gpci, Cells::Text);
    write_csv(twice.add_worksheet().set_name("2026").unwrap(), &gpci, Cells::Text);
    let twice = twice.save_to_buffer().unwrap();
    let zips = workbook_of("rvu25a/25LOCCO.csv", Cells::Text);
    let mut notes = Workbook::new();
    notes.add_worksheet().write_string(0, 0, "hello").unwrap();
    let notes = notes.save_to_buffer().unwrap();
    let cases: [(&str, &[u8]); 6] = [
        ("GPCI2025.xlsx", &twice),
        ("GPCI2025.xlsx", &zips),
        ("GPCI2025.xlsx", b"PK\x03\x04 cut"),
        ("GPCI2025.xlsx", b"a,b\n"),
        ("notes.xlsx", &notes),
        ("notes.xlsx", b"PK\x03\x04 cut"),
    ];
    let answer = |(name, bytes): &(&str, &[u8])| {
        let folder = TestFolder::new();
        folder.write(name, bytes);
        describe(from_ref(&folder.0), &Options::default())
    };
    let answers: Vec<String> = cases.iter().map(answer).collect();
    expect_test::expect![[r#"
        GPCI2025.xlsx: its sheets "2025" and "2026" both have a CMS table. Remove one of them, or use CMS's .csv files
        GPCI2025.xlsx: the name says a table of geographic indices (GPCI .xlsx), but the content is a workbook whose sheets (Sheet1) do not have its columns
        GPCI2025.xlsx: not a zip archive: invalid Zip archive: Could not find EOCD
        GPCI2025.xlsx: the name says a table of geographic indices (GPCI .xlsx), but the content is unknown; it begins with "a,b\n"
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        notes.xlsx: a workbook without a CMS table that this program reads
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        notes.xlsx: a workbook that cannot be read"#]].assert_eq(&answers.join("\n"));
}

/// ZIP5_JAN2026.xlsx has a header, which the text form does not have.
#[test]
fn zip_codes_are_read_from_a_workbook_with_a_header() {
    let header = [
        "STATE",
        "ZIP CODE",
        "CARRIER",
        "LOCALITY",
        "RURAL IND",
        "LAB CB LOCALITY",
        "RURAL IND2",
        "PLUS 4 FLAG",
        "PART B DRUG INDICATOR",
        "YEAR/QTR",
    ];
    let rows = [
        ["AK", "99501", "02102", "01", "", "Z9", "", "0", "A", "20261"],
        ["AL", "35004", "10112", "00", "R", "Z9", "", "1", "A", "20261"],
    ];
    let folder = TestFolder::new();
    let write = |cells, rows: &[[&str; 10]]| {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for (row, record) in (0..).zip([header].iter().chain(rows)) {
            (0..).zip(record).for_each(|(column, cell)| write_cell(sheet, (row, column), cell, cells));
        }
        folder.write("ZIP5_JAN2026.xlsx", &workbook.save_to_buffer().unwrap())
    };
    for cells in [Cells::Text, Cells::Numbers, Cells::FormattedNumbers] {
        let releases = read(&[write(cells, &rows)]);
        let [(label, ReleaseTables::ZipLocalities(zips))] = releases.as_slice() else {
            panic!("{releases:?}")
        };
        let described: Vec<String> = zips
            .iter()
            .map(|zip| {
                format!("{} {} {} {:?} {}", zip.zip, zip.state, zip.locality, zip.rural, zip.plus_four_needed)
            })
            .collect();
        assert_eq!(label, "ZIP5_2026Q1");
        assert_eq!(described, ["99501 AK 02102-01 None false", "35004 AL 10112-00 Some('R') true"]);
    }
    let twice = write(Cells::Text, &[rows[0], rows[0]]);
    expect_test::expect!["ZIP5_JAN2026.xlsx line 3: repeats ZIP code 99501 from line 2"]
        .assert_eq(&describe(&[twice], &Options::default()));
}

#[test]
fn cells_are_read_exactly_or_refused() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let zeros = Format::new().set_num_format("00000");
    for (column, number) in (0..).zip([1.009, 0.1 + 0.2, 20.3178, 1e21, 99213.0]) {
        sheet.write_number(0, column, number).unwrap();
    }
    sheet.write_number_with_format(1, 0, 100, &zeros).unwrap();
    sheet.write_with_format(1, 1, ExcelDateTime::from_ymd(2026, 1, 31).unwrap(), &date).unwrap();
    sheet.write_boolean(1, 2, true).unwrap();
    sheet.write_string(3, 0, "two\nlines, \"quoted\"").unwrap();
    let sheets = super::workbook::sheets(&workbook.save_to_buffer().unwrap()).unwrap();
    expect_test::expect![[r#"
        1.009,0.3,20.3178,1000000000000000000000,99213
        00100,2026-01-31,true,,

        "two lines, ""quoted""",,,,
    "#]]
    .assert_eq(&sheets[0].text);
}

#[test]
fn a_workbook_of_base_units_may_have_numbers_for_codes() {
    let text = fs::read_to_string(fixture("anesthesia/CY_2025_Anesthesia_Base_Units.txt")).unwrap();
    let csv = text.replace('\t', ",");
    let answer = |cells| {
        let mut workbook = Workbook::new();
        write_csv(workbook.add_worksheet(), csv.as_bytes(), cells);
        let folder = TestFolder::new();
        folder.write("CY_2025_Anesthesia_Base_Units.xlsx", &workbook.save_to_buffer().unwrap());
        describe(from_ref(&folder.0), &Options::default())
    };
    assert_eq!(answer(Cells::Text), "ANES_BASE_2025 from 2025-01-01: CY_2025_Anesthesia_Base_Units.xlsx 3");
    assert_eq!(answer(Cells::FormattedNumbers), answer(Cells::Text));
}
