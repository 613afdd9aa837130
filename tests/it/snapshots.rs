//! Prices without a database: from a snapshot, and from CMS's files.

use crate::support::checkout;
use crate::support::cluster::Database;
use crate::support::importing::{fixture, import};
use crate::support::program::{Folder, Outcome, command, run_on};
use expect_test::expect;
use medpayiq::schedule::LoadedRelease;
use medpayiq::schedule::content::ReleaseTables;
use medpayiq::snapshot::Snapshot;
use medpayiq::store::published_releases;
use std::fs;
use std::path::Path;

/// Runs the program where it finds no PostgreSQL and no folder for one, so that it must do without.
fn run_without_database(arguments: &[&str]) -> Outcome {
    let output = command(arguments, &[]).env("PATH", "/nonexistent").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Outcome {
        success: output.status.success(),
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// Estimates of several kinds: priced, denied by an edit, by ZIP code, anesthesia, as JSON.
const LINES: [&str; 6] = [
    "76377 --modifier 26 --locality 01112-05 --date 2025-01-15",
    "71275 --zip 94110 --charge 200 --provider nurse_practitioner",
    "71275 --units 2 --locality 01112-05 --date 2025-01-15",
    "00142 --minutes 60 --locality 01112-05 --date 2025-01-15",
    "99999",
    "76377 --modifier 26 --locality 01112-05 --date 2025-01-15 --json",
];

/// What the program prints and complains for each line, with more arguments.
fn estimates(run: impl Fn(&[&str]) -> Outcome, more: &[&str]) -> Vec<String> {
    let estimate = |line: &&str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        let outcome = run(&[&["estimate"], arguments.as_slice(), more].concat());
        outcome.stdout + &outcome.stderr
    };
    LINES.iter().map(estimate).collect()
}

/// A release with its ZIP codes in order. PostgreSQL returns them in any order, and the directory sorts them.
fn sorted(mut release: LoadedRelease) -> LoadedRelease {
    if let ReleaseTables::ZipLocalities(rows) = &mut release.content.tables {
        rows.sort_by_key(|row| row.zip);
    }
    release
}

#[test]
fn a_snapshot_prices_as_the_database_that_it_was_written_from() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let law = folder.write(
        "law-2031.toml",
        b"[part_b_deductible]\nunit = \"dollars\"\nvalues = [{ from = 2031-01-01, to = 2031-12-31, value = \"300.00\", source = \"A notice\" }]\n",
    );
    let paths = [fixture("rvu25a"), fixture("rvu26c"), fixture("zip5"), fixture("ncci")];
    let mut paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    paths.push(law.to_str().unwrap());
    paths.push("--replace");
    import(&database, &paths).printed();
    let path = folder.path().join("schedule.mpiq");
    let file = path.to_str().unwrap();
    let printed = run_on(&database, &["snapshot", file]).printed();
    expect![[r#"
        ANES_BASE_2022, in force from 2022-01-01: 276 anesthesia codes
        AOC_2024Q3, in force from 2024-07-01: 6 add-on rules
        MUE_2024Q3, in force from 2024-07-01: 4 unit limits
        PTP_2024Q3, in force from 2024-07-01: 13 PTP edits
        EXPLANATIONS, in force from 2025-01-01: 910 explanations
        RVU25A, in force from 2025-01-01: 50 service rows, 3 localities, 5 county rows, 3 anesthesia factors, 12 OPPS caps, conversion factor 32.3465
        ZIP5_2025Q4, in force from 2025-10-01: 5 ZIP codes
        AOC_2026Q2, in force from 2026-04-01: 720 add-on rules
        MUE_2026Q2, in force from 2026-04-01: 850 unit limits
        RVU26C, in force from 2026-07-01: 48 service rows, 3 localities, 5 county rows, 3 anesthesia factors, conversion factor 33.4009
        LAW-2031, in force from 2031-01-01: 1 dated value of the law
        Wrote .../schedule.mpiq. Price from it with `medpayiq estimate --snapshot .../schedule.mpiq CODE`.
    "#]].assert_eq(&printed.replace(file, ".../schedule.mpiq"));
    let expected = estimates(|arguments| run_on(&database, arguments), &[]);
    assert_eq!(estimates(run_without_database, &["--snapshot", file]), expected);
    let releases = database.wait(published_releases(&database.store())).unwrap().releases;
    let opened = Snapshot::open(&path).unwrap();
    let labels =
        |releases: &[LoadedRelease]| releases.iter().map(|one| one.content.label.clone()).collect::<Vec<_>>();
    assert_eq!(labels(&opened.releases), labels(&releases));
    for (opened, release) in opened.releases.into_iter().map(sorted).zip(releases.into_iter().map(sorted)) {
        assert!(opened == release, "{}", release.content.label);
    }
}

#[test]
fn files_price_as_a_new_database_that_imported_them() {
    let database = Database::with_starter_data();
    let paths = [fixture("rvu25a"), fixture("zip5"), fixture("ncci")];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    import(&database, &[paths.as_slice(), &["--replace"]].concat()).printed();
    let expected = estimates(|arguments| run_on(&database, arguments), &[]);
    assert_eq!(estimates(run_without_database, &[&["--files"], paths.as_slice()].concat()), expected);
}

#[test]
fn the_code_may_follow_the_files() {
    let file = fixture("rvu25a");
    let first = run_without_database(&["estimate", "99213", "--files", &file, &fixture("zip5")]).printed();
    let last = run_without_database(&["estimate", "--files", &file, &fixture("zip5"), "99213"]).printed();
    assert_eq!(first, last);
    assert!(first.starts_with("99213  $"), "{first}");
}

#[test]
fn a_claim_is_priced_from_a_snapshot() {
    let folder = Folder::new();
    let claim = br#"{"lines": [{"hcpcs": "76377", "modifiers": ["26"]}], "date_of_service": "2025-01-15", "locality": "01112-05"}"#;
    let claim = folder.write("claim.json", claim);
    let tiny = checkout("crates/medpayiq-core/tests/tiny.mpiq");
    let arguments = ["estimate", "--claim", claim.to_str().unwrap(), "--snapshot", tiny.to_str().unwrap()];
    let printed = run_without_database(&arguments).printed();
    assert!(printed.starts_with("76377-26  $41.69\n"), "{printed}");
}

/// What the program says of an estimate from a snapshot, with the path cut.
fn refusal(path: &Path) -> String {
    let file = path.to_str().unwrap();
    run_without_database(&["estimate", "99213", "--snapshot", file]).refused().replace(file, "FILE")
}

#[test]
fn what_cannot_be_priced_from_is_refused_with_advice() {
    let folder = Folder::new();
    let tiny = fs::read(checkout("crates/medpayiq-core/tests/tiny.mpiq")).unwrap();
    let mut damaged = tiny.clone();
    damaged[300] ^= 1;
    let snapshots = [
        folder.path().join("missing.mpiq"),
        folder.write("letter.mpiq", b"Dear colleague"),
        folder.write("cut.mpiq", &tiny[..tiny.len() / 2]),
        folder.write("damaged.mpiq", &damaged),
    ];
    let of_snapshots = snapshots.iter().map(|path| refusal(path));
    let gpci = folder.write("GPCI2025.csv", &fs::read(fixture("rvu25a/GPCI2025.csv")).unwrap());
    let part = folder.write("rvu25a/GPCI2025.csv", &fs::read(fixture("rvu25a/GPCI2025.csv")).unwrap());
    let file = gpci.to_str().unwrap();
    let of_files = [
        vec!["--files", file],
        vec!["99213", "--files", file],
        vec!["99213", "--files", part.parent().unwrap().to_str().unwrap()],
        vec!["99213", "--files", "/nonexistent/rvu25d.zip"],
    ];
    let of_files = of_files
        .iter()
        .map(|arguments| run_without_database(&[&["estimate"], arguments.as_slice()].concat()).refused());
    expect![[r#"
        medpayiq: FILE: the snapshot cannot be read: No such file or directory (os error 2)
        medpayiq: FILE: this file is not a MedPayIQ snapshot. Write one with `medpayiq snapshot FILE`.
        medpayiq: FILE: the snapshot is incomplete: its end is missing. Copy the file again, or write it again with `medpayiq snapshot`.
        medpayiq: FILE: the snapshot is damaged: its content does not match its checksum. Copy the file again, or write it again with `medpayiq snapshot`.
        medpayiq: No code was given. Write it last, such as --files rvu25d.zip 76377.
        medpayiq: GPCI2025.csv: the names do not say which release this is. Put the files of one release into one folder or zip with the release's name, such as rvu25d, and give that to --files.
        medpayiq: RVU25A has no relative values. Put the files of one release into one folder or zip, and give that to --files.
        medpayiq: /nonexistent/rvu25d.zip: cannot be read: No such file or directory (os error 2)
    "#]].assert_eq(&of_snapshots.chain(of_files).collect::<String>());
    let both = run_without_database(&["estimate", "99213", "--snapshot", "a", "--files", "b"]).refused();
    assert!(both.contains("cannot be used with"), "{both}");
}

#[test]
fn a_snapshot_overwrites_a_snapshot_and_no_other_file() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let letter = folder.write("letter.txt", b"Dear colleague");
    let refused = run_on(&database, &["snapshot", letter.to_str().unwrap()]).refused();
    expect![[r#"
        medpayiq: FILE: this file is not a snapshot, so it was not overwritten. Choose another name, or delete the file.
    "#]].assert_eq(&refused.replace(letter.to_str().unwrap(), "FILE"));
    assert_eq!(fs::read(&letter).unwrap(), b"Dear colleague");
    let path = folder.path().join("schedule.mpiq");
    run_on(&database, &["snapshot", path.to_str().unwrap()]).printed();
    let first = fs::read(&path).unwrap();
    run_on(&database, &["snapshot", path.to_str().unwrap()]).printed();
    assert!(fs::read(&path).unwrap() == first, "the same releases make the same bytes");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn cms_s_own_zip_prices_a_service_without_a_database() {
    let Some(zip) = medpayiq_cms_files::cms_file("fee-schedule/rvu25a.zip") else { return };
    let line = ["estimate", "--locality", "01112-05", "--date", "2025-01-15", "--modifier", "26", "--files"];
    let printed =
        run_without_database(&[line.as_slice(), &[zip.to_str().unwrap(), "76377"]].concat()).printed();
    expect![[r#"
        76377-26  $41.69
              $41.69  geographic_adjustment: (0.79 work x 1.088 + 0.29 non-facility PE x 1.419 + 0.04 MP x 0.445) x 32.3465
              $33.35  coinsurance: less $8.34, 20 percent of the amount
              $32.68  sequestration: less $0.67, 2 percent of the amount
        If the deductible is met: Medicare pays $32.68 and the patient owes $8.34.
        If none of the deductible is met: Medicare pays $0.00 and the patient owes $41.69.
        Confidence: high
        Totals
          Medicare allows        $41.69
          Medicare pays          $32.68
          The patient owes        $8.34
        CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11
    "#]].assert_eq(&printed);
}
