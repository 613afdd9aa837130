//! Imports that are refused, and what is said then.

use super::Options;
use super::fixture_files_tests::{TestFolder, files_of, fixture, told, zip_of, zipped};
use std::fs;
use std::slice::from_ref;

#[test]
fn what_cannot_be_imported_is_said() {
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
        folder.write("alone/GPCI2025.csv", &gpci),
        folder.0.join("missing.zip"),
    ];
    let answers: Vec<String> = cases
        .iter()
        .map(|path| {
            told(from_ref(path), &Options::default()).replace(&folder.0.display().to_string(), "FOLDER")
        })
        .collect();
    expect_test::expect![[r#"
        rvu25a.zip: this is a web page, not a zip archive; it may be CMS's licence page: accept the licence in a browser and download the file again
        rvu25b.zip: not a zip archive: it is empty
        rvu25c.zip: not a zip archive: invalid Zip archive: Could not find EOCD
        nothing to import
        RVU25A.pdf: a document
        notes.txt: not a file that this import knows
        PPRRVU25_JAN.csv: 68157440 bytes is more than 67108864 bytes, far more than any table CMS publishes
        nothing to import
        photo.jpg: not a file that this import knows
        GPCI2025.csv: nothing tells which release this is: say so with --release RVU25A and --effective 2025-01-01
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
        told(&[path], &Options::default()),
        "rvu25a.zip: PPRRVU25_JAN.csv in it is encrypted; CMS's own archives are not: download it again"
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
        told(&[folder.0.join("mixed")], &Options::default()),
        told(&[folder.0.join("rvu25b.zip")], &Options::default()),
        told(&[folder.0.join("rvu25b.zip")], &options),
        told(&[folder.0.join("one"), folder.0.join("two")], &Options::default()),
        told(&[folder.0.join("one"), folder.0.join("three")], &Options::default()),
        told(&[folder.0.join("one"), folder.0.join("four")], &Options::default()),
        told(&[fixture("zip5"), fixture("anesthesia")], &options),
        told(&[fixture("zip5"), fixture("anesthesia")], &dated),
    ];
    expect_test::expect![[r#"
        the title of PPRRVU24_APR.csv and 25LOCCO.csv are not of one release: RVU24B and 2025
        rvu25b.zip and the title of PPRRVU25_JAN.csv are not of one release: RVU25B and RVU25A
        --release RVU25B and the title of PPRRVU25_JAN.csv are not of one release: RVU25B and RVU25A
        RVU25A from 2025-01-01: 25LOCCO.csv 5, ANES2025.csv 3, GPCI2025.csv 3, OPPSCAP_JAN.csv 12, PPRRVU25_JAN.csv 50
        not 25LOCCO.csv: repeats RVU25A
        not ANES2025.csv: repeats RVU25A
        not GPCI2025.csv: repeats RVU25A
        not OPPSCAP_JAN.csv: repeats RVU25A
        not PPRRVU25_JAN.csv: repeats RVU25A
        RVU25A (25LOCCO.csv, ANES2025.csv, GPCI2025.csv, OPPSCAP_JAN.csv, PPRRVU25_JAN.csv) and RVU25A (25LOCCO.csv, ANES2025.csv, GPCI2025.csv, OPPSCAP_JAN.csv) are of one release and differ: import the one you mean
        in rvu25a.zip: GPCI2025.csv: this is a web page, not a GPCI table (.csv); it may be CMS's licence page: accept the licence in a browser and download the file again
        RVU25B (CY_2025_Anesthesia_Base_Units.txt) and RVU25B (ZIP5_OCT2025.txt) are of one release and differ: import the one you mean
        ANES_BASE_2025 (CY_2025_Anesthesia_Base_Units.txt) and ZIP5_2025Q4 (ZIP5_OCT2025.txt) are two releases, and --release and --effective speak of one: import them one by one"#]].assert_eq(&answers.join("\n"));
}
