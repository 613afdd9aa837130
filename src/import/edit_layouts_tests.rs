//! The layouts in which CMS publishes NCCI's edit files: stacked column names, and workbooks.

use super::fixture_files_tests::{TestFolder, describe, files_of, workbook, zipped};
use super::{Options, aoc, mue, ptp};
use std::fs;
use std::slice::from_ref;

const STACKED: &str = include_str!("../../tests/fixtures/cms/ncci/ccipra-v302r0-f1.txt");
const MUE: &str =
    include_str!("../../tests/fixtures/cms/ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv");
const AOC: &str = include_str!("../../tests/fixtures/cms/ncci/AOC_V2024Q3-F-MCR.txt");

/// The column names of CMS's files of PTP edits, stacked over four lines.
const STACK: usize = 4;

/// The file of PTP edits with its column names on one line.
fn on_one_line() -> String {
    let names = "Column 1\tColumn 2\t*=in existence prior to 1996\tEffective Date\tDeletion Date *=no data\t\
                 Modifier 0=not allowed 1=allowed 9=not applicable\tPTP Edit Rationale";
    let lines: Vec<&str> = STACKED.lines().collect();
    [&lines[..2], &[names], &lines[2 + STACK..]].concat().join("\r\n") + "\r\n"
}

#[test]
fn column_names_may_be_stacked_or_on_one_line() {
    let read = |text: &str| ptp::read_ptp_text("F.txt", text.as_bytes()).unwrap();
    let in_workbook =
        |text: &str| ptp::read_ptp_workbook("F.xlsx", &workbook(&text.lines().collect::<Vec<_>>())).unwrap();
    let stacked = read(STACKED);
    assert_eq!(stacked.len(), 3);
    assert_eq!(read(&on_one_line()), stacked);
    assert_eq!(in_workbook(STACKED), stacked);
    assert_eq!(in_workbook(&on_one_line()), stacked);
    let blank_line = STACKED.replacen("\t9=not applicable\t\r\n", "\t9=not applicable\t\r\n\r\n", 1);
    assert_eq!(read(&blank_line), stacked);
    assert_eq!(read(&STACKED.replace("\t\t\r\n", "\r\n")), stacked);
}

#[test]
fn stacked_column_names_are_checked_as_a_whole() {
    let lines: Vec<&str> = STACKED.split_inclusive("\r\n").collect();
    let changed = [
        STACKED.replacen("prior to 1996", "since 1996", 1),
        STACKED.replacen("Effective\t", "First\t", 1),
        STACKED.replacen("PTP Edit Rationale\r", "\r", 1),
        STACKED.replacen("\tDate\tDate\t0=not allowed\t", "\tDate\tDate\t0=not allowed\t\tNote", 1),
        STACKED.replacen("00142\t36592", "\t36592", 1),
        STACKED.replacen("11042\t11045", "\t11045", 1),
        lines[..6].concat(),
        lines[..4].concat(),
        lines[..2].concat(),
    ];
    let messages = changed.map(|text| {
        assert_ne!(text, STACKED);
        ptp::read_ptp_text("F.txt", text.as_bytes()).unwrap_err().to_string()
    });
    expect_test::expect![[r#"
        F.txt line 6: no column "In existence prior to 1996"; unknown column "*=in existence since 1996" (column 3)
        F.txt line 6: no column "Effective Date"; unknown column "First Date" (column 4)
        F.txt line 6: no column "PTP Edit Rationale"
        F.txt line 6: unknown column "Note" (column 8)
        F.txt line 7: no column "Column 2", "Effective Date", "PTP Edit Rationale"; unknown column "Column 2 36592" (column 2), "Effective Date 19960101" (column 4), "PTP Edit Rationale Standard preparation/monitoring services for anesthesia" (column 7)
        F.txt line 8, Column 1: "" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        F.txt: holds no edits
        F.txt: holds no edits
        F.txt: no column names: expected a tab-separated line that begins with Column 1 and Column 2"#]].assert_eq(&messages.join("\n"));
}

/// A workbook of the rows of a comma-separated table.
pub(super) fn workbook_of_csv(text: &str) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let row = |cells: csv::StringRecord| cells.iter().collect::<Vec<_>>().join("\t");
    let rows: Vec<String> = reader.records().map(|cells| row(cells.unwrap())).collect();
    workbook(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A workbook of the table of add-on codes, with CMS's column names.
fn add_on_workbook(change: impl Fn(String) -> String) -> Vec<u8> {
    let columns = [0..1, 1..6, 6..13, 13..18, 18..25, 25..32, 32..39, 39..97];
    let row = |line: &str| columns.clone().map(|column| line[column].trim().to_owned()).join("\t");
    let names = "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\t\
                 AOC_Edit_DelDT\tSpecial_Instruction_Notes";
    let rows: Vec<String> = ["A title".to_owned(), names.to_owned()]
        .into_iter()
        .chain(AOC.lines().map(row))
        .map(change)
        .collect();
    workbook(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

/// The first sheet of a workbook as its reader takes it.
fn first_sheet(bytes: &[u8]) -> Vec<u8> {
    super::workbook::sheets(bytes).unwrap().remove(0).text.into_bytes()
}

#[test]
fn workbooks_of_unit_limits_and_add_on_codes_hold_what_the_texts_do() {
    let limits = mue::read_unit_limits("F.csv", MUE.as_bytes()).unwrap();
    assert_eq!(
        (mue::read_unit_limits("F.xlsx", &first_sheet(&workbook_of_csv(MUE))).unwrap(), limits.len()),
        (limits, 4)
    );
    let pairs = aoc::read_add_on_text("F.txt", AOC.as_bytes()).unwrap();
    assert_eq!(
        (aoc::read_add_on_csv("F.xlsx", &first_sheet(&add_on_workbook(|row| row))).unwrap(), pairs.len()),
        (pairs, 6)
    );
}

#[test]
fn a_workbook_of_add_on_codes_is_checked_cell_by_cell() {
    let changed =
        [("AOC_DelDT", "Deleted"), ("1996001", "1997366"), ("99291", "9929"), ("AOC_Edit_Type", "Type")];
    let messages = changed.map(|(from, to)| {
        let bytes = add_on_workbook(|row| row.replacen(from, to, 1));
        aoc::read_add_on_csv("AOC.xlsx", &first_sheet(&bytes)).unwrap_err().to_string()
    });
    expect_test::expect![[r#"
        AOC.xlsx line 2: no column "AOC_DelDT"; unknown column "Deleted" (column 3)
        AOC.xlsx line 3, AOC_Edit_EffDT: "1997366" is not a date: expected year and day of the year, such as 2024183 (also on 4 more lines: 4, 5, 7, 8)
        AOC.xlsx line 5, Primary_Code: "9929" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        AOC.xlsx: no header row: none of the first 40 rows begins with AOC_Edit_Type"#]].assert_eq(&messages.join("\n"));
}

#[test]
fn an_add_on_code_may_be_of_several_types_and_its_note_of_any_length() {
    let line = |text: &str, note: &str| format!("{text}{note}\r\n");
    let note = "n".repeat(137);
    let text = [
        line("120701       11010       20200012022365", ""),
        line("320701       11010       2023001       ", &note),
        line("220701       CCCCC       2023001       ", "  "),
    ];
    let pairs = aoc::read_add_on_text("F", text.concat().as_bytes()).unwrap();
    let found: Vec<_> = pairs.iter().map(|pair| (pair.kind.code(), pair.note.as_deref())).collect();
    assert_eq!(found, [("1", None), ("3", Some(note.as_str())), ("2", None)]);
}

#[test]
fn forms_of_one_quarter_are_compared_and_other_quarters_are_loaded() {
    let folder = TestFolder::new();
    folder.write("AOC_V2024Q3-F-MCR.txt", AOC.as_bytes());
    folder.write(
        "AOC_V2024Q3-F-MCR.xlsx",
        &add_on_workbook(|row| row.replace("Bill beside one level", "Bill beside one level only")),
    );
    folder.write("AOC_V2024Q4-MCR.txt", AOC.replacen("117003", "117004", 1).as_bytes());
    folder.write("MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", MUE.as_bytes());
    folder.write("MCR_MUE_PractitionerServices_Eff_07-01-2024.xlsx", &workbook_of_csv(MUE));
    folder.write("MCR_MUE_PractitionerServices_Eff_10-01-2024.xlsx", &workbook_of_csv(MUE));
    expect_test::expect![[r#"
        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.xlsx 6
        AOC_2024Q4 from 2024-10-01: AOC_V2024Q4-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        MUE_2024Q4 from 2024-10-01: MCR_MUE_PractitionerServices_Eff_10-01-2024.xlsx 4
        not AOC_V2024Q3-F-MCR.txt: repeats AOC_V2024Q3-F-MCR.xlsx
        not MCR_MUE_PractitionerServices_Eff_07-01-2024.xlsx: repeats MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"#]].assert_eq(&describe(from_ref(&folder.0), &Options::default()));
}

#[test]
fn four_files_make_a_quarter_in_any_form_alone_and_in_zips() {
    let texts: Vec<_> = files_of("ncci").into_iter().filter(|(name, _)| name.starts_with("ccipra")).collect();
    let folder = TestFolder::new();
    for (name, bytes) in &texts {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let book = workbook(&text.lines().collect::<Vec<_>>());
        let [of_texts, of_books] = ["v311r0", "v312r0"].map(|version| name.replace("v302r0", version));
        let of_books = of_books.replace(".txt", ".xlsx");
        folder.write(&format!("alone/{of_texts}"), bytes);
        folder.write(&format!("alone/{of_books}"), &book);
        let [of_texts, of_books] = [of_texts, of_books].map(|name| name.replace("v31", "v32"));
        folder.write(&format!("{of_texts}.zip"), &zipped(&[(&of_texts, bytes)]));
        folder.write(&format!("{of_books}.zip"), &zipped(&[(&of_books, &book)]));
    }
    expect_test::expect![[r#"
        PTP_2025Q2 from 2025-04-01: ccipra-v311r0-f1.txt 3, ccipra-v311r0-f2.txt 2, ccipra-v311r0-f3.txt 4, ccipra-v311r0-f4.txt 4
        PTP_2025Q3 from 2025-07-01: ccipra-v312r0-f1.xlsx 3, ccipra-v312r0-f2.xlsx 2, ccipra-v312r0-f3.xlsx 4, ccipra-v312r0-f4.xlsx 4
        PTP_2026Q2 from 2026-04-01: ccipra-v321r0-f1.txt 3, ccipra-v321r0-f2.txt 2, ccipra-v321r0-f3.txt 4, ccipra-v321r0-f4.txt 4
        PTP_2026Q3 from 2026-07-01: ccipra-v322r0-f1.xlsx 3, ccipra-v322r0-f2.xlsx 2, ccipra-v322r0-f3.xlsx 4, ccipra-v322r0-f4.xlsx 4"#]].assert_eq(&describe(from_ref(&folder.0), &Options::default()));
    fs::remove_file(folder.0.join("alone/ccipra-v312r0-f4.xlsx")).unwrap();
    expect_test::expect!["ccipra-v312r0-f1.xlsx, ccipra-v312r0-f2.xlsx, ccipra-v312r0-f3.xlsx: not all of a quarter's PTP edits. Missing: ccipra-v312r0-f4. Give all four files in one command: without a file, its edits would not apply"].assert_eq(&describe(from_ref(&folder.0), &Options::default()));
}
