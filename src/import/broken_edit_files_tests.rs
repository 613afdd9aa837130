//! The errors of broken NCCI edit files, and the files that complete a quarter of PTP edits.

use super::broken_files_tests::{answers, near};
use super::fixture_files_tests::{TestFolder, describe, files_of, workbook, zipped};
use super::{Options, aoc, mue, ptp};
use proptest::prelude::*;
use std::path::PathBuf;

const PTP: &str = include_str!("../../tests/fixtures/cms/ncci/ccipra-v302r0-f3.txt");
const MUE: &str =
    include_str!("../../tests/fixtures/cms/ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv");
const AOC: &str = include_str!("../../tests/fixtures/cms/ncci/AOC_V2024Q3-F-MCR.txt");

#[test]
fn a_file_of_ptp_edits_is_checked_cell_by_cell() {
    let read = |bytes: &[u8]| ptp::read_ptp_text("ccipra-v302r0-f3.txt", bytes);
    let edits = [
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\t*\t19960101\t*\t5"),
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\t*\t19960230\t*\t1"),
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\t*\t1996010\t*\t1"),
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\t*\t19000101\t*\t1"),
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\t*\t19960101\t\t1"),
        ("43239\t43235\t*\t19960101\t*\t1", "43239\t43235\tx\t19960101\t*\t1"),
        ("43239\t43235", "4323\t43235"),
        ("43239\t43235", "43239\t43239"),
        ("More extensive procedure", ""),
        ("More extensive procedure", "More\textensive procedure"),
        ("More extensive procedure", "M\u{f6}re extensive procedure"),
        ("\tMore extensive procedure", ""),
        ("PTP Edit Rationale", "PTP Edit Rationale\tPolicy"),
        ("Effective Date", "Start"),
        ("Column 1\tColumn 2\t", "Column 1,Column 2,"),
        ("Column 1", "Code"),
    ];
    expect_test::expect![[r#"
        ccipra-v302r0-f3.txt line 8, Modifier: "5" is not a known PTP modifier indicator. Write one of 0, 1, 9.
        ccipra-v302r0-f3.txt line 8, Effective Date: "19960230" is not a date: expected year, month and day, such as 20240701
        ccipra-v302r0-f3.txt line 8, Effective Date: "1996010" is not a date: expected year, month and day, such as 20240701
        ccipra-v302r0-f3.txt line 8, Effective Date: 1900-01-01 is out of range: expected 1990 to 2169
        ccipra-v302r0-f3.txt line 8, Deletion Date: "" is not a date: expected year, month and day, such as 20240701
        ccipra-v302r0-f3.txt line 8, In existence prior to 1996: "x" is not a known value: expected blank or "*"
        ccipra-v302r0-f3.txt line 8, Column 1: "4323" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        ccipra-v302r0-f3.txt line 8, Column 2: 43239 is in both columns: expected two different codes
        ccipra-v302r0-f3.txt line 8, PTP Edit Rationale: "": expected a rationale in ASCII characters
        ccipra-v302r0-f3.txt line 8: "extensive procedure" is beyond the last of 7 columns
        ccipra-v302r0-f3.txt line 8, PTP Edit Rationale: "Möre extensive procedure": expected a rationale in ASCII characters
        ccipra-v302r0-f3.txt line 8: has 6 of 7 columns: the file may have been cut short
        ccipra-v302r0-f3.txt line 7: unknown column "Policy" (column 8)
        ccipra-v302r0-f3.txt line 7: no column "Effective Date"; unknown column "Start" (column 4)
        ccipra-v302r0-f3.txt: no column names: expected a tab-separated line that begins with Column 1 and Column 2
        ccipra-v302r0-f3.txt: no column names: expected a tab-separated line that begins with Column 1 and Column 2"#]].assert_eq(&answers(PTP, read, &edits));
    let latin = PTP.replacen("More extensive", "Mor\u{e9}", 1);
    let latin: Vec<u8> = latin.chars().map(|one| u8::try_from(u32::from(one)).unwrap()).collect();
    let cut = &PTP.as_bytes()[..PTP.len() - 30];
    let empty = PTP.split_inclusive('\n').take(7).collect::<String>();
    let messages =
        [latin.as_slice(), cut, empty.as_bytes()].map(|bytes| read(bytes).unwrap_err().to_string());
    expect_test::expect![[r#"
        ccipra-v302r0-f3.txt line 8, PTP Edit Rationale: "Moré procedure": expected a rationale in ASCII characters
        ccipra-v302r0-f3.txt line 11: the file ends in the middle of this line: it may have been cut short
        ccipra-v302r0-f3.txt: holds no edits"#]].assert_eq(&messages.join("\n"));
}

#[test]
fn unit_limits_and_add_on_codes_are_checked() {
    let mue = answers(
        MUE,
        |bytes| mue::read_unit_limits("MUE.csv", bytes),
        &[
            ("17003,13", "17003,-1"),
            ("17003,13", "17003,"),
            ("17003", "J7212"),
            ("3 Date of Service", "4 Date of Service"),
            (",MUE Rationale", ""),
            (",MUE Rationale", ",MUE Rationale,Note"),
            ("17003,13,", "17003;13;"),
            (",Clinical: CMS Workgroup", ""),
            ("Prescribing Information\r\n", "Prescribing Inf"),
        ],
    );
    let aoc = answers(
        AOC,
        |bytes| aoc::read_add_on_text("AOC_V2024Q3-F-MCR.txt", bytes),
        &[
            ("117003       17000       1996001", "417003       17000       1996001"),
            ("117003       17000       1996001", "117003       17000       1997366"),
            ("117003       17000       1996001", "117003       17000              "),
            ("117003       17000       1996001", "11700        17000       1996001"),
            ("117003       17000       1996001", "117003         000       1996001"),
            (&AOC[5 * 99..], "364484       CCCCC       199600\r\n"),
            (&AOC[5 * 99..], "364484       CCCCC       1996001       "),
            ("17110       19960012010365", "17000       1996001       "),
        ],
    );
    expect_test::expect![[r#"
        MUE.csv line 5, Practitioner Services MUE Values: "-1" is not a number of units: expected 0 or more
        MUE.csv line 5, Practitioner Services MUE Values: "" is not a number of units: expected 0 or more
        MUE.csv line 8: repeats J7212 from line 5
        MUE.csv line 6, MUE Adjudication Indicator: "4" is not a known MUE adjudication indicator. Write one of 1, 2, 3.
        MUE.csv line 3: no column "MUE Rationale"
        MUE.csv line 3: unknown column "Note" (column 5)
        MUE.csv line 5: has 2 of 4 columns: the file may have been cut short
        MUE.csv line 7: has 3 of 4 columns: the file may have been cut short
        MUE.csv line 8: the file ends in the middle of this line: it may have been cut short
        AOC_V2024Q3-F-MCR.txt line 1, AOC_Edit_Type: "4" is not a known add-on code type. Write one of 1, 2, 3.
        AOC_V2024Q3-F-MCR.txt line 1, AOC_Edit_EffDT: "1997366" is not a date: expected year and day of the year, such as 2024183
        AOC_V2024Q3-F-MCR.txt line 1, AOC_Edit_EffDT: "" is not a date: expected year and day of the year, such as 2024183
        AOC_V2024Q3-F-MCR.txt line 1, Add-On_Code: "1700" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        AOC_V2024Q3-F-MCR.txt line 1, Primary_Code: "000" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        AOC_V2024Q3-F-MCR.txt line 6: has 31 characters, expected 39: the file may have been cut short
        AOC_V2024Q3-F-MCR.txt line 6: the file ends in the middle of this line: it may have been cut short
        AOC_V2024Q3-F-MCR.txt line 2: repeats line 1"#]].assert_eq(&[mue, aoc].join("\n"));
}

#[test]
fn a_workbook_of_ptp_edits_holds_what_the_text_does() {
    let lines: Vec<&str> = PTP.lines().collect();
    let text = ptp::read_ptp_text("F", PTP.as_bytes()).unwrap();
    let read = ptp::read_ptp_workbook("F", &workbook(&lines)).unwrap();
    assert_eq!(read, text);
    let broken: Vec<String> = lines.iter().map(|line| line.replace("\t1\tMore", "\t7\tMore")).collect();
    let broken: Vec<&str> = broken.iter().map(String::as_str).collect();
    let messages = [workbook(&broken), workbook(&lines[..6]), b"PK\x03\x04".to_vec()]
        .map(|bytes| ptp::read_ptp_workbook("F.xlsx", &bytes).unwrap_err().to_string());
    expect_test::expect![[r#"
        F.xlsx line 8, Modifier: "7" is not a known PTP modifier indicator. Write one of 0, 1, 9.
        F.xlsx: no column names: expected a row that begins with Column 1 and Column 2
        F.xlsx: not a zip archive: invalid Zip archive: Could not find EOCD"#]]
    .assert_eq(&messages.join("\n"));
}

/// Describes the import of the small quarter after `change`. Each PTP file is in its own archive.
fn quarter(change: impl Fn(&TestFolder)) -> String {
    let folder = TestFolder::new();
    for (name, bytes) in files_of("ncci") {
        match name.strip_suffix(".txt").filter(|stem| stem.starts_with("ccipra")) {
            Some(stem) => folder.write(&format!("{stem}.zip"), &zipped(&[(&name, &bytes)])),
            None => folder.write(&name, &bytes),
        };
    }
    change(&folder);
    let path: PathBuf = folder.0.clone();
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    describe(&[path], &Options::default()).replace(&name, "FOLDER")
}

#[test]
fn four_archives_make_one_release_and_fewer_make_none() {
    let remove =
        |name: &'static str| move |folder: &TestFolder| std::fs::remove_file(folder.0.join(name)).unwrap();
    let copy =
        |name: &'static str, text: String| move |folder: &TestFolder| _ = folder.write(name, text.as_bytes());
    let page = "<!DOCTYPE html><html>I accept</html>";
    let answers = [
        quarter(|_| ()),
        quarter(remove("ccipra-v302r0-f2.zip")),
        quarter(copy("ccipra-v302r0-f3.txt", PTP.to_owned())),
        quarter(copy("ccipra-v302r0-f3.txt", PTP.replace("43239", "43240"))),
        quarter(copy("ccipra-v303r0-f3.txt", PTP.to_owned())),
        quarter(copy("edits.txt", PTP.to_owned())),
        quarter(copy("ccipra-v302r0-f1.zip", page.to_owned())),
        quarter(copy("ccipra-v302r0-f1.txt", page.to_owned())),
        quarter(copy("ccioph-v302r0-f1.txt", PTP.to_owned())),
        quarter(|folder| {
            let lines: Vec<&str> = PTP.lines().collect();
            folder.write("ccipra-v302r0-f3.xlsx", &workbook(&lines));
        }),
    ];
    expect_test::expect![[r#"
        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        PTP_2024Q3 from 2024-07-01: ccipra-v302r0-f1.txt 3, ccipra-v302r0-f2.txt 2, ccipra-v302r0-f3.txt 4, ccipra-v302r0-f4.txt 4

        ccipra-v302r0-f1.txt, ccipra-v302r0-f3.txt, ccipra-v302r0-f4.txt: not all of a quarter's PTP edits. Missing: ccipra-v302r0-f2. Give all four files in one command: without a file, its edits would not apply

        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        PTP_2024Q3 from 2024-07-01: ccipra-v302r0-f1.txt 3, ccipra-v302r0-f2.txt 2, ccipra-v302r0-f3.txt 4, ccipra-v302r0-f4.txt 4
        not ccipra-v302r0-f3.txt: repeats ccipra-v302r0-f3.txt

        ccipra-v302r0-f3.txt and ccipra-v302r0-f3.txt hold the same table of one release, with different rows. Import only the one you want. Files of different releases belong in folders of their own.

        ccipra-v303r0-f3.txt: not all of a quarter's PTP edits. Missing: ccipra-v303r0-f1, ccipra-v303r0-f2, ccipra-v303r0-f4. Give all four files in one command: without a file, its edits would not apply

        in FOLDER: edits.txt: holds PTP edits, but its name does not say which. Only Medicare's edits for practitioners belong here, not those for hospitals or Medicaid. If it has them, use CMS's name, which says which of the quarter's four files it is, such as ccipra-v302r0-f1.txt.

        ccipra-v302r0-f1.zip: this is a web page, not a zip archive. It may be CMS's license page. Accept the license in a browser and download the file again.

        in FOLDER: ccipra-v302r0-f1.txt: this is a web page, not a file of practitioner PTP edits (ccipra .txt). It may be CMS's license page. Accept the license in a browser and download the file again.

        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        PTP_2024Q3 from 2024-07-01: ccipra-v302r0-f1.txt 3, ccipra-v302r0-f2.txt 2, ccipra-v302r0-f3.txt 4, ccipra-v302r0-f4.txt 4
        not ccioph-v302r0-f1.txt: edits for hospital outpatient or supplier claims, not for practitioners

        AOC_2024Q3 from 2024-07-01: AOC_V2024Q3-F-MCR.txt 6
        MUE_2024Q3 from 2024-07-01: MCR_MUE_PractitionerServices_Eff_07-01-2024.csv 4
        PTP_2024Q3 from 2024-07-01: ccipra-v302r0-f1.txt 3, ccipra-v302r0-f2.txt 2, ccipra-v302r0-f3.txt 4, ccipra-v302r0-f4.txt 4
        not ccipra-v302r0-f3.xlsx: the workbook form of ccipra-v302r0-f3.txt, which was read instead; the two were not compared"#]].assert_eq(&answers.join("\n\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_break_the_readers_of_edits(ptp in near(PTP), mue in near(MUE), aoc in near(AOC)) {
        let _ = ptp::read_ptp_text("F", &ptp);
        let _ = ptp::read_ptp_workbook("F", &ptp);
        let _ = mue::read_unit_limits("F", &mue);
        let _ = aoc::read_add_on_text("F", &aoc);
        let _ = aoc::read_add_on_csv("F", &aoc);
    }
}
