//! Snapshots that are whole, damaged, cut short, newer, or no snapshots at all.

use super::archive::MembersWriter;
use super::seal::seal;
use super::tiny_tests::tiny;
use super::{Snapshot, SnapshotError, read_rows, write_rows};
use crate::schedule::content::{LocalityCounties, ZipLocality};
use expect_test::expect;
use proptest::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("medpayiq-snapshot-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name());
        names.map(|name| name.into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn refusal(bytes: &[u8]) -> String {
    Snapshot::from_bytes(bytes).map_or_else(|error| error.to_string(), |_| panic!("it was read"))
}

#[test]
fn a_snapshot_reads_back_equal_and_is_the_same_bytes_each_time() {
    let bytes = tiny().to_bytes().unwrap();
    assert!(Snapshot::from_bytes(&bytes).unwrap() == tiny());
    assert_eq!(tiny().to_bytes().unwrap(), bytes);
    let empty = Snapshot::default();
    assert!(Snapshot::from_bytes(&empty.to_bytes().unwrap()).unwrap() == empty);
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let whole = tiny().to_bytes().unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x20;
        assert!(Snapshot::from_bytes(&damaged).is_err(), "byte {at}");
    }
}

#[test]
fn a_snapshot_that_ends_early_is_refused() {
    let whole = tiny().to_bytes().unwrap();
    for length in 0..whole.len() {
        assert!(Snapshot::from_bytes(&whole[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn a_refusal_says_what_to_do() {
    let whole = tiny().to_bytes().unwrap();
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let mut newer = whole.clone();
    let digit = newer.windows(18).rposition(|window| window == b"medpayiq snapshot ").unwrap() + 18;
    newer[digit] = b'3';
    seal(&mut newer);
    let refusals = [b"PK\x03\x04".as_slice(), &whole[..whole.len() - 1], &damaged, &newer].map(refusal);
    expect![[r#"
        this file is not a MedPayIQ snapshot. Write one with `medpayiq snapshot FILE`.
        the snapshot is incomplete: its end is missing. Copy the file again, or write it again with `medpayiq snapshot`.
        the snapshot is damaged: its content does not match its checksum. Copy the file again, or write it again with `medpayiq snapshot`.
        the snapshot has format 3, and this program reads format 2 and older. Update MedPayIQ, or write the snapshot with this version."#]]
    .assert_eq(&refusals.join("\n"));
}

/// A sealed snapshot with these members.
fn sealed(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = MembersWriter::new();
    for (name, text) in members {
        writer.add(name, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap()
}

#[test]
fn a_table_that_is_not_of_its_columns_is_named_with_its_place() {
    let releases = "label,kind,effective_from,is_extract,conversion_factor,qualifying_apm_conversion_factor,descriptors_kept\n";
    let files = "release,name,sha256,size_bytes,row_count,cms_table\n";
    let zips = "ZIP5_2025Q4,zip_localities,2025-10-01,false,,,false\n";
    let with = |row: &str, name: &str, table: &str| {
        refusal(&sealed(&[
            ("releases.csv", &format!("{releases}{row}")),
            ("source_files.csv", files),
            (name, table),
        ]))
    };
    let zip_table = "ZIP5_2025Q4/zip_localities.csv";
    let ptp = "PTP_2024Q3,ptp_edits,2024-07-01,false,,,false\n";
    let ptp_table = "PTP_2024Q3/ptp_edits-001.csv";
    let columns = "column_one,column_two,before_1996,effective_from,deleted_on,indicator,rationale\n";
    let refusals = [
        refusal(&sealed(&[("releases.csv", releases)])),
        with("X,fee_schedules,2025-10-01,false,,,false\n", "x", ""),
        with(zips, zip_table, "zip,state\n94110,CA\n"),
        with(
            zips,
            zip_table,
            "zip,state,locality,rural,plus_four_needed\n94110,CA,01112-05,,false\n94111,CA,5,,true\n",
        ),
        with(zips, zip_table, "zip,state,locality,rural,plus_four_needed\n94110,CA,01112-05,,maybe\n"),
        with(zips, zip_table, "zip,state,locality,rural,plus_four_needed\n94110,CA,01112-05\n"),
        with(ptp, ptp_table, &format!("{columns}76377,76376,false,2006-13-01,,0,X\n")),
        with(ptp, ptp_table, &format!("{columns}76377,76376,false,1989-01-01,,0,X\n")),
        with(ptp, ptp_table, &format!("{columns}76377,7637,false,2006-01-01,,0,X\n")),
    ];
    expect![[r#"
        the snapshot has no readable archive: source_files.csv is missing
        the snapshot has a table that this program cannot read: releases.csv line 2, kind: "fee_schedules" is not a kind of release that this program knows
        the snapshot has a table that this program cannot read: ZIP5_2025Q4/zip_localities.csv: its columns are zip, state: expected zip, state, locality, rural, plus_four_needed
        the snapshot has a table that this program cannot read: ZIP5_2025Q4/zip_localities.csv line 3, locality: "5" is not a locality. Write the contractor and locality number, such as 01112-05.
        the snapshot has a table that this program cannot read: ZIP5_2025Q4/zip_localities.csv line 2, plus_four_needed: "maybe" is not true or false
        the snapshot has a table that this program cannot read: ZIP5_2025Q4/zip_localities.csv line 2: has 3 cells: expected 5
        the snapshot has a table that this program cannot read: PTP_2024Q3/ptp_edits-001.csv line 2, effective_from: "2006-13-01" is not a date: write it such as 2024-07-01
        the snapshot has a table that this program cannot read: PTP_2024Q3/ptp_edits-001.csv line 2, effective_from: 1989-01-01 is out of range: expected 1990 to 2169
        the snapshot has a table that this program cannot read: PTP_2024Q3/ptp_edits-001.csv line 2, column_two: "7637" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439."#]].assert_eq(&refusals.join("\n"));
}

#[test]
fn a_snapshot_replaces_a_snapshot_and_nothing_else() {
    let folder = Folder::new();
    let path = folder.0.join("schedule.mpiq");
    Snapshot::default().save(&path).unwrap();
    tiny().save(&path).unwrap();
    assert!(Snapshot::open(&path).unwrap() == tiny());
    let letter = folder.0.join("letter.txt");
    fs::write(&letter, "Dear colleague").unwrap();
    let occupied = tiny().save(&letter).unwrap_err();
    assert!(matches!(occupied, SnapshotError::Occupied), "{occupied}");
    assert_eq!(fs::read_to_string(&letter).unwrap(), "Dear colleague");
    let nowhere = tiny().save(&folder.0.join("missing/schedule.mpiq")).unwrap_err();
    assert!(matches!(nowhere, SnapshotError::Unwritable(_)), "{nowhere}");
    let mut names = folder.names();
    names.sort();
    assert_eq!(names, ["letter.txt", "schedule.mpiq"]);
    assert!(matches!(Snapshot::open(&folder.0.join("missing")), Err(SnapshotError::Unreadable(_))));
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(Snapshot::from_bytes(&bytes).is_err());
    }

    #[test]
    fn any_text_reads_back_equal(state in ".*", area in ".*", counties in ".*") {
        let locality = "01112-05".parse().unwrap();
        let rows = vec![LocalityCounties { locality, state, area, counties }];
        prop_assert_eq!(read_rows::<LocalityCounties>("F", &write_rows(&rows).unwrap()).unwrap(), rows);
    }

    #[test]
    fn no_text_breaks_the_table_reader(text in ".*") {
        _ = read_rows::<ZipLocality>("F", text.as_bytes());
    }
}
