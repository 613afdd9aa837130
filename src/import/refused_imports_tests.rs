//! Refused imports and their errors.

use super::Options;
use super::fixture_files_tests::{TestFolder, describe, files_of, fixture, zip_of, zipped};
use std::fs;
use std::slice::from_ref;

#[test]
fn an_import_without_a_cms_table_says_why() {
    let folder = TestFolder::new();
    let page = b"<!DOCTYPE html><html>I accept</html>";
    let gpci = fs::read(fixture("rvu25a/GPCI2025.csv")).unwrap();
    let bomb = vec![b' '; 65 * 1024 * 1024];
    let cases = [
        folder.write("rvu25a.zip", page),
        folder.write("rvu25b.zip", b""),
        folder.write("rvu25c.zip", b"PK no archive"),
        folder.write("docs.zip", &zipped(&[("RVU25A.pdf", b"%PDF"), ("notes.txt", b"hello")])),
        folder.write("bomb.zip", &zipped(&[("PPRRVU25_JAN.csv", &bomb)])),
        folder.write("photo.jpg", b"\xff\xd8\xff"),
        folder.write("medicaid-ncci-q3-2024-practitioner-ptp-edits.xlsx", b"PK"),
        folder.write("ccioph-v302r0-f1.txt", b"Column 1\tColumn 2"),
        folder.write("alone/GPCI2025.csv", &gpci),
        folder.0.join("missing.zip"),
    ];
    let answers: Vec<String> = cases
        .iter()
        .map(|path| {
            describe(from_ref(path), &Options::default()).replace(&folder.0.display().to_string(), "FOLDER")
        })
        .collect();
    expect_test::expect![[r#"
        rvu25a.zip: this is a web page, not a zip archive. It may be CMS's license page. Accept the license in a browser and download the file again.
        rvu25b.zip: not a zip archive: it is empty
        rvu25c.zip: not a zip archive: invalid Zip archive: Could not find EOCD
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        RVU25A.pdf: a document
        notes.txt: not a CMS file that this program reads
        PPRRVU25_JAN.csv: 68157440 bytes is over the limit of 67108864 bytes (far more than any table CMS publishes)
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        photo.jpg: not a CMS file that this program reads
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        medicaid-ncci-q3-2024-practitioner-ptp-edits.xlsx: Medicaid's edits. Only Medicare's edits for practitioners are read.
        nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        ccioph-v302r0-f1.txt: edits for hospital outpatient or supplier claims, not for practitioners
        GPCI2025.csv: the names do not say which release this is. Add it, such as --release RVU25A, or import the file together with the rest of its release.
        FOLDER/missing.zip: cannot be read"#]].assert_eq(&answers.join("\n"));
}

#[test]
fn an_encrypted_archive_is_named_as_such() {
    let folder = TestFolder::new();
    let mut bytes = zipped(&[("PPRRVU25_JAN.csv", b"secret")]);
    // The flag of an encrypted file: the lowest bit of the general purpose flags, in both headers.
    bytes[6] |= 1;
    let central = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[central + 8] |= 1;
    let path = folder.write("rvu25a.zip", &bytes);
    assert_eq!(
        describe(&[path], &Options::default()),
        "rvu25a.zip: PPRRVU25_JAN.csv in it is encrypted. CMS does not encrypt its archives. Download it again from CMS."
    );
}

#[test]
fn files_that_contradict_each_other_are_refused() {
    let folder = TestFolder::new();
    for (name, bytes) in files_of("rvu25a").into_iter().chain(files_of("rvu24b")) {
        folder.write(&format!("mixed/{name}"), &bytes);
    }
    folder.write("rvu25b.zip", &zip_of("rvu25a"));
    let dated = Options { effective: Some(time::macros::date!(2025 - 01 - 01)), ..Options::default() };
    folder.write("one/rvu25a.zip", &zip_of("rvu25a"));
    folder.write("two/rvu25a.zip", &zip_of("rvu25a"));
    let mut other = files_of("rvu25a");
    other.pop();
    let other: Vec<(&str, &[u8])> =
        other.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder.write("three/rvu25a.zip", &zipped(&other));
    folder.write("four/rvu25a.zip", &zipped(&[("GPCI2025.csv", b"<html>"), ("PPRRVU25_JAN.csv", b"")]));
    let options = Options { release: Some("RVU25B".to_owned()), ..Options::default() };
    let answers = [
        describe(&[folder.0.join("mixed")], &Options::default()),
        describe(&[folder.0.join("rvu25b.zip")], &Options::default()),
        describe(&[folder.0.join("rvu25b.zip")], &options),
        describe(&[folder.0.join("one"), folder.0.join("two")], &Options::default()),
        describe(&[folder.0.join("one"), folder.0.join("three")], &Options::default()),
        describe(&[folder.0.join("one"), folder.0.join("four")], &Options::default()),
        describe(&[fixture("zip5"), fixture("anesthesia")], &options),
        describe(&[fixture("zip5"), fixture("anesthesia")], &dated),
    ];
    expect_test::expect![[r#"
        the title of PPRRVU24_APR.csv and 25LOCCO.csv are from different releases: RVU24B and 2025
        rvu25b.zip and the title of PPRRVU25_JAN.csv are from different releases: RVU25B and RVU25A
        --release RVU25B and the title of PPRRVU25_JAN.csv are from different releases: RVU25B and RVU25A
        RVU25A from 2025-01-01: 25LOCCO.csv 5, ANES2025.csv 3, GPCI2025.csv 3, OPPSCAP_JAN.csv 12, PPRRVU25_JAN.csv 50
        not 25LOCCO.csv: repeats 25LOCCO.csv (in rvu25a.zip)
        not ANES2025.csv: repeats ANES2025.csv (in rvu25a.zip)
        not GPCI2025.csv: repeats GPCI2025.csv (in rvu25a.zip)
        not OPPSCAP_JAN.csv: repeats OPPSCAP_JAN.csv (in rvu25a.zip)
        not PPRRVU25_JAN.csv: repeats PPRRVU25_JAN.csv (in rvu25a.zip)
        RVU25A from 2025-01-01: 25LOCCO.csv 5, ANES2025.csv 3, GPCI2025.csv 3, OPPSCAP_JAN.csv 12, PPRRVU25_JAN.csv 50
        not 25LOCCO.csv: repeats 25LOCCO.csv (in rvu25a.zip)
        not ANES2025.csv: repeats ANES2025.csv (in rvu25a.zip)
        not GPCI2025.csv: repeats GPCI2025.csv (in rvu25a.zip)
        not OPPSCAP_JAN.csv: repeats OPPSCAP_JAN.csv (in rvu25a.zip)
        in rvu25a.zip: GPCI2025.csv: this is a web page, not a table of geographic indices (GPCI .csv). It may be CMS's license page. Accept the license in a browser and download the file again.
        RVU25B (CY_2025_Anesthesia_Base_Units.txt) and RVU25B (ZIP5_OCT2025.txt) have the same label but different content. Import only the one you want.
        ANES_BASE_2025 (CY_2025_Anesthesia_Base_Units.txt) and ZIP5_2025Q4 (ZIP5_OCT2025.txt) are two releases, but --release and --effective describe one. Import them one at a time."#]].assert_eq(&answers.join("\n"));
}
