//! `medpayiq import` on the small releases: what it loads, skips, refuses and shows.

use crate::support::cluster::Database;
use crate::support::importing::{fixture, import};
use crate::support::program::Folder;
use expect_test::expect;
use std::fs;
use std::path::PathBuf;

fn published(database: &Database) -> String {
    database.ask(
        "select concat_ws(' ', label, effective_from, (select count(*) from service_rows where release_id = id) || ' services',
                (select count(*) from localities where release_id = id) || ' localities')
         from releases where state = 'published' and not starter order by id",
    )
}

/// What was printed, with the checksums cut short.
fn short(printed: &str) -> String {
    let is_sum = |word: &str| {
        word.len() >= 64 && word.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let line = |line: &str| {
        line.split(' ').map(|word| if is_sum(word) { "..." } else { word }).collect::<Vec<_>>().join(" ")
    };
    printed.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Copies a small release to a folder of its name.
fn copy(folder: &Folder, name: &str) -> PathBuf {
    for entry in fs::read_dir(fixture(name)).unwrap() {
        let entry = entry.unwrap();
        folder.write(
            &format!("{name}/{}", entry.file_name().to_str().unwrap()),
            &fs::read(entry.path()).unwrap(),
        );
    }
    folder.path().join(name)
}

#[test]
fn a_release_is_loaded_once_and_its_differences_are_shown() {
    let database = Database::empty();
    let printed = import(&database, &[&fixture("rvu24b")]).printed();
    expect![[r#"
        imported RVU24B, in force from 2024-04-01: 12 service rows, 3 localities, conversion factor 33.2875
          GPCI2024.csv (3 rows, sha256 ...
          PPRRVU24_APR.csv (12 rows, sha256 ...
          PPRRVU has 12 rows; CMS's complete file has 15000 to 30000
          GPCI has 3 rows; CMS's complete file has 100 to 120
          LOCCO has 0 rows; CMS's complete file has 100 to 125
          ANES has 0 rows; CMS's complete file has 100 to 120
          OPPSCAP has 0 rows; CMS's complete file has 10000 to 30000"#]]
    .assert_eq(&short(&printed));
    import(&database, &[&fixture("rvu25a"), "--replace"]).printed();
    let cut_off = import(&database, &[&fixture("rvu25a"), &fixture("rvu25d")]).refused();
    assert!(
        cut_off.contains(
            "RVU25D has lost more than a tenth of a table against RVU25A (PPRRVU: 18 rows, before 50)"
        ),
        "{cut_off}"
    );
    let printed = import(&database, &[&fixture("rvu25a"), &fixture("rvu25d"), "--replace"]).printed();
    expect![[r#"
        already imported RVU25A, in force from 2025-01-01: 50 service rows, 3 localities, 5 county rows, 3 anesthesia factors, 12 OPPS caps, conversion factor 32.3465
          25LOCCO.csv (5 rows, sha256 ...
          ANES2025.csv (3 rows, sha256 ...
          GPCI2025.csv (3 rows, sha256 ...
          OPPSCAP_JAN.csv (12 rows, sha256 ...
          PPRRVU25_JAN.csv (50 rows, sha256 ...
        imported RVU25D, in force from 2025-10-01: 18 service rows, 12 OPPS caps, conversion factor 32.3465
          PPRRVU2025_Oct.csv (18 rows, sha256 ...
          OPPSCAP_Oct.txt (12 rows, sha256 ...
          against RVU25A:
            PPRRVU: 18 rows, before 50
            GPCI: 0 rows, before 3
            LOCCO: 0 rows, before 5
            ANES: 0 rows, before 3
            OPPSCAP: 12 rows, before 12
            PPRRVU rows added: 0
            PPRRVU rows dropped: 32 (00100, 27447, 36415, 36591, 36592, 43235, 43239, 59400, 66984, 83020, 83020-26, 92133, 92133-26, 92133-TC, 93000, 93005, 93010, 93306, 93306-26, 93306-TC, ...)
            rows with a different status: 0
            rows with different total RVUs: 0
            rows with a different indicator: 0
            OPPSCAP rows with different amounts: 0
            conversion factor: 32.3465, before 32.3465
        RVU25D has no localities of its own. Those of RVU25A, of the same year, are used.
        skipped PPRRVU2025_Oct.txt: repeats PPRRVU2025_Oct.csv"#]].assert_eq(&short(&printed));
    let printed = import(&database, &[&fixture("rvu25a")]).printed();
    expect![[r#"
        already imported RVU25A, in force from 2025-01-01: 50 service rows, 3 localities, 5 county rows, 3 anesthesia factors, 12 OPPS caps, conversion factor 32.3465
          25LOCCO.csv (5 rows, sha256 ...
          ANES2025.csv (3 rows, sha256 ...
          GPCI2025.csv (3 rows, sha256 ...
          OPPSCAP_JAN.csv (12 rows, sha256 ...
          PPRRVU25_JAN.csv (50 rows, sha256 ..."#]].assert_eq(&short(&printed));
    expect![[r#"
        RVU24B 2024-04-01 12 services 3 localities
        RVU25A 2025-01-01 50 services 3 localities
        RVU25D 2025-10-01 18 services 0 localities"#]]
    .assert_eq(&published(&database));
}

#[test]
fn zips_base_units_and_both_factors_of_2026_are_loaded() {
    let database = Database::empty();
    let printed =
        import(&database, &[&fixture("zip5"), &fixture("anesthesia"), &fixture("rvu26c"), "--replace"])
            .printed();
    expect![[r#"
        loaded RVU26C, in force from 2026-07-01: 48 service rows, 3 localities, 5 county rows, 3 anesthesia factors, conversion factor 33.4009
          26LOCCO.csv (5 rows, sha256 ...
          ANES2026.csv (3 rows, sha256 ...
          GPCI2026.csv (3 rows, sha256 ...
          PPRRVU2026_Jul_QPP.csv (48 rows, sha256 ...
          PPRRVU2026_Jul_nonQPP.csv (48 rows, sha256 ...
          PPRRVU has 48 rows; CMS's complete file has 15000 to 30000
          GPCI has 3 rows; CMS's complete file has 100 to 120
          LOCCO has 5 rows; CMS's complete file has 100 to 125
          ANES has 3 rows; CMS's complete file has 100 to 120
          OPPSCAP has 0 rows; CMS's complete file has 10000 to 30000
        imported ANES_BASE_2025, in force from 2025-01-01: 3 anesthesia codes
          CY_2025_Anesthesia_Base_Units.txt (3 rows, sha256 ...
          the list of base units has 3 rows; CMS's complete file has 250 to 320
          against ANES_BASE_2022: 3 rows, before 276
        loaded ZIP5_2025Q4, in force from 2025-10-01: 5 ZIP codes
          ZIP5_OCT2025.txt (5 rows, sha256 ...
          ZIP5 has 5 rows; CMS's complete file has 40000 to 50000"#]].assert_eq(&short(&printed));
    let query = "select concat_ws(' ', label, conversion_factor_ten_thousandths, qualifying_apm_conversion_factor_ten_thousandths)
                 from releases where label = 'RVU26C' and state = 'published'";
    assert_eq!(database.ask(query), "RVU26C 334009 335675");
}

#[test]
fn a_changed_file_needs_replace_and_both_checksums_are_shown() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu24b");
    import(&database, &[release.to_str().unwrap()]).printed();
    let before = published(&database);
    let gpci = release.join("GPCI2024.csv");
    let changed = fs::read_to_string(&gpci).unwrap().replace("0.869", "0.870");
    fs::write(&gpci, changed).unwrap();
    let refused = import(&database, &[release.to_str().unwrap()]).refused();
    let sums = || {
        database.ask("select left(sha256, 12) from source_files join releases on id = release_id where name = 'GPCI2024.csv' order by id")
    };
    let old = sums();
    assert!(
        refused.contains("RVU24B was already imported from different files") && refused.contains(&old),
        "{refused}"
    );
    assert!(refused.contains("--replace"), "{refused}");
    assert_eq!(published(&database), before);
    let printed = import(&database, &[release.to_str().unwrap(), "--replace"]).printed();
    assert!(printed.starts_with("replaced RVU24B, in force from 2024-04-01"), "{printed}");
    let (kept, new) = (sums(), sums().lines().last().unwrap().to_owned());
    assert_eq!(kept, format!("{old}\n{new}"));
    assert!(refused.contains(&new) && old != new, "{refused}");
    assert_eq!(database.ask("select pe_gpci_thousandths::text from localities join releases on id = release_id where label = 'RVU24B' and mac = '10112'"), "870");
}

#[test]
fn every_truncated_table_is_refused() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let refused = |arguments: &[&str]| import(&database, arguments).refused();
    // Compares with 2026, without the lines that begin so.
    let without = |name: &str, start: &str| {
        let text = fs::read_to_string(fixture(name)).unwrap();
        let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect();
        folder.write(
            &name.replace("2025", "2026").replace("25LOCCO", "26LOCCO"),
            kept.replace("20254", "20261").replace("2025", "2026").as_bytes(),
        )
    };
    let outputs = [
        // These tables are also in the starter data, which has them whole.
        refused(&[&fixture("rvu25a")]),
        refused(&[&fixture("anesthesia")]),
    ];
    let files = [fixture("rvu25a"), fixture("rvu26c"), fixture("anesthesia"), fixture("zip5")];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    import(&database, &[&files[..], &["--replace"]].concat()).printed();
    let tables = ["GPCI2025.csv 10112", "25LOCCO.csv 10112", "ANES2025.csv 10112", "OPPSCAP_JAN.csv 70170"];
    let supplements = tables.map(|table| {
        let (name, start) = table.split_once(' ').unwrap();
        let cut = without(&format!("rvu25a/{name}"), start);
        refused(&[cut.to_str().unwrap(), "--release", "RVU26C"])
    });
    let lists = [
        without("zip5/ZIP5_OCT2025.txt", "AK"),
        without("anesthesia/CY_2025_Anesthesia_Base_Units.txt", "00100"),
    ]
    .map(|path| refused(&[path.to_str().unwrap()]));
    expect![[r#"
        medpayiq: RVU25A has lost more than a tenth of a table against RVU25A (GPCI: 3 rows, before 109; LOCCO: 5 rows, before 109; ANES: 3 rows, before 109): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: ANES_BASE_2025 has lost more than a tenth of its rows against ANES_BASE_2022 (3, before 276): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: RVU26C has lost more than a tenth of a table against RVU26C (GPCI: 2 rows, before 3): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: RVU26C has lost more than a tenth of a table against RVU26C (LOCCO: 4 rows, before 5): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: RVU26C has lost more than a tenth of a table against RVU26C (ANES: 2 rows, before 3): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: RVU26C has lost more than a tenth of a table against RVU25A (OPPSCAP: 6 rows, before 12): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: ZIP5_2026Q1 has lost more than a tenth of its rows against ZIP5_2025Q4 (3, before 5): a file may be cut off. Download it again, or add --replace if it is as CMS published it
        medpayiq: ANES_BASE_2026 has lost more than a tenth of its rows against ANES_BASE_2025 (2, before 3): a file may be cut off. Download it again, or add --replace if it is as CMS published it
    "#]].assert_eq(&[&outputs[..], &supplements, &lists].concat().concat());
}

#[test]
fn differences_within_a_table_are_listed() {
    let (database, folder) = (Database::empty(), Folder::new());
    import(&database, &[&fixture("rvu25a"), "--replace"]).printed();
    let changes = [
        "GPCI2025.csv 1.419 1.519",
        "25LOCCO.csv MARIN SONOMA",
        "ANES2025.csv 22.37 23.37",
        "OPPSCAP_JAN.csv 347.29 346.29",
    ];
    let outputs = changes.map(|change| {
        let [name, from, to] = change.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let text = fs::read_to_string(fixture("rvu25a") + "/" + name).unwrap().replace(from, to);
        let path = folder.write(name, text.as_bytes());
        short(&import(&database, &[path.to_str().unwrap(), "--release", "RVU25A", "--replace"]).printed())
    });
    expect![[r#"
        supplemented RVU25A, in force from 2025-01-01: 3 localities
          GPCI2025.csv (3 rows, sha256 ...
          against RVU25A:
            GPCI: 3 rows, before 3
            localities with different GPCIs: 1 (01112-05)
        supplemented RVU25A, in force from 2025-01-01: 5 county rows
          25LOCCO.csv (5 rows, sha256 ...
          against RVU25A:
            LOCCO: 5 rows, before 5
            LOCCO rows that are new or differ: 1 (01112-52 SAN FRANCISCO-OAKLAND-BERKELEY (SONOMA CNTY))
        supplemented RVU25A, in force from 2025-01-01: 3 anesthesia factors
          ANES2025.csv (3 rows, sha256 ...
          against RVU25A:
            ANES: 3 rows, before 3
            localities with a different anesthesia factor: 1 (01112-05)
        supplemented RVU25A, in force from 2025-01-01: 12 OPPS caps
          OPPSCAP_JAN.csv (12 rows, sha256 ...
          against RVU25A:
            OPPSCAP: 12 rows, before 12
            OPPSCAP rows with different amounts: 1 (71275 in 01112-05)"#]]
    .assert_eq(&outputs.join("\n"));
}

#[test]
fn a_bad_row_is_named_and_nothing_is_loaded() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu24b");
    let (good, bad) = (fixture("rvu25d"), release.join("PPRRVU24_APR.csv"));
    let bytes = fs::read(&bad).unwrap();
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    fs::write(&bad, text.replacen(",1.30,", ",1.305,", 1)).unwrap();
    let refused = import(&database, &[&good, release.to_str().unwrap()]).refused();
    expect![[r#"
        medpayiq: in rvu24b: PPRRVU24_APR.csv line 17, WORK RVU: "1.305" has more than 2 decimals.
    "#]]
    .assert_eq(&refused);
    assert_eq!(database.ask("select count(*)::text from pg_tables where schemaname = 'public'"), "0");
}

#[test]
fn a_gpci_file_alone_supplements_the_named_release() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu26c");
    for name in ["GPCI2026.csv", "26LOCCO.csv", "ANES2026.csv"] {
        fs::rename(release.join(name), folder.path().join(name)).unwrap();
    }
    let gpci = folder.path().join("GPCI2026.csv");
    let line = [gpci.to_str().unwrap(), "--release", "RVU26C", "--replace"];
    let refused = import(&database, &line).refused();
    assert!(refused.contains("RVU26C has no relative values for these tables"), "{refused}");
    let printed = import(&database, &[release.to_str().unwrap()]).printed();
    expect!["The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip."].assert_eq(printed.lines().last().unwrap());
    let refused = import(&database, &[gpci.to_str().unwrap()]).refused();
    assert!(refused.contains("--release"), "{refused}");
    let printed = import(&database, &line).printed();
    expect![[r#"
        supplemented RVU26C, in force from 2026-07-01: 3 localities
          GPCI2026.csv (3 rows, sha256 ...
          GPCI has 3 rows; CMS's complete file has 100 to 120"#]]
    .assert_eq(&short(&printed));
    expect!["RVU26C 2026-07-01 48 services 3 localities"].assert_eq(&published(&database));
}

#[test]
fn a_changed_supplement_needs_replace() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu25a");
    import(&database, &[release.to_str().unwrap(), "--replace"]).printed();
    let gpci = release.join("GPCI2025.csv");
    let changed = fs::read_to_string(&gpci).unwrap().replace("1.419", "1.519");
    let mine = folder.write("mine/GPCI2025.csv", changed.as_bytes());
    let own = || {
        database.ask("select string_agg(distinct pe_gpci_thousandths::text, ' ') from localities join releases on id = release_id where label = 'RVU25A' and mac = '01112' and releases.state = 'published'")
    };
    let before = own();
    let line = [mine.to_str().unwrap(), "--release", "RVU25A"];
    let refused = import(&database, &line).refused();
    assert!(
        refused.contains("RVU25A already has these tables from different files (GPCI2025.csv: sha256 ")
            && refused.contains("To replace them, add --replace"),
        "{refused}"
    );
    assert_eq!(own(), before);
    let printed = import(&database, &[&line[..], &["--replace"]].concat()).printed();
    assert!(printed.starts_with("supplemented RVU25A, in force from 2025-01-01: 3 localities"), "{printed}");
    assert_ne!(own(), before);
    expect!["RVU25A 2025-01-01 50 services 3 localities"].assert_eq(&published(&database));
}

#[test]
fn a_label_of_another_kind_is_refused() {
    let database = Database::empty();
    import(&database, &[&fixture("rvu24b")]).printed();
    let before = published(&database);
    let kinds = || {
        database.ask("select string_agg(label || ' ' || kind, '; ' order by id) from releases where state = 'published'")
    };
    let (kinds_before, zips) = (kinds(), fixture("zip5"));
    for label in ["RVU24B", "RVU25A"] {
        for consent in [&[][..], &["--replace"]] {
            let line = [&[zips.as_str(), "--release", label], consent].concat();
            assert_eq!(
                import(&database, &line).refused(),
                format!(
                    "medpayiq: {label} is a loaded release of another kind (fee schedule), so zip localities cannot have \
                     its name. Leave out --release, or give another name with it\n"
                )
            );
        }
    }
    assert_eq!((published(&database), kinds()), (before, kinds_before));
}

#[test]
fn the_operator_names_the_release_if_the_file_name_does_not() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu24b");
    let other = folder.path().join("mine");
    fs::rename(release, &other).unwrap();
    let path = other.to_str().unwrap();
    let printed = import(&database, &[path, "--release", "MINE24", "--effective", "2024-05-01"]).printed();
    assert!(printed.starts_with("imported MINE24, in force from 2024-05-01: 12 service rows"), "{printed}");
    let refused = import(&database, &[path, "--effective", "2024-13-01"]).refused();
    assert!(refused.contains("is not a date"), "{refused}");
}

#[test]
fn a_file_with_a_quarter_is_not_accepted_for_another_one() {
    let (database, folder) = (Database::empty(), Folder::new());
    // The file name has no date, but the title in the file has one.
    let october = fs::read(fixture("rvu25d/PPRRVU2025_Oct.csv")).unwrap();
    let nameless = folder.write("mine/figures.csv", &october);
    let (whole, nameless) = (fixture("rvu25d"), nameless.to_str().unwrap().to_owned());
    let limits = fixture("ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv");
    let outputs = [
        vec![whole.as_str(), "--release", "RVU25B"],
        vec![&nameless, "--release", "RVU25B"],
        vec![&nameless, "--release", "RVU25D", "--effective", "2025-04-01"],
        vec![&nameless, "--release", "MINE", "--effective", "2025-04-01"],
        vec![&whole, "--effective", "2025-04-01"],
        vec![&whole, "--release", "RVU25D", "--effective", "2026-10-01"],
        vec![&limits, "--release", "2024Q4"],
    ];
    let outputs = outputs.map(|line| import(&database, &line).refused());
    expect![[r#"
        medpayiq: --release RVU25B and the title of PPRRVU2025_Oct.csv are from different releases: RVU25B and RVU25D
        medpayiq: --release RVU25B and the title of figures.csv are from different releases: RVU25B and RVU25D
        medpayiq: --effective 2025-04-01 and --release RVU25D do not agree: RVU25D begins in the quarter that starts on 2025-10-01
        medpayiq: --effective 2025-04-01 and the title of figures.csv do not agree: RVU25D begins in the quarter that starts on 2025-10-01
        medpayiq: --effective 2025-04-01 and rvu25d do not agree: RVU25D begins in the quarter that starts on 2025-10-01
        medpayiq: --effective 2026-10-01 and --release RVU25D do not agree: RVU25D begins in the quarter that starts on 2025-10-01
        medpayiq: --release 2024Q4 and MCR_MUE_PractitionerServices_Eff_07-01-2024.csv are from different quarters: 2024Q4 and 2024Q3
    "#]].assert_eq(&outputs.concat());
    let printed = import(&database, &[&nameless, "--effective", "2025-11-03", "--replace"]).printed();
    assert!(printed.starts_with("imported RVU25D, in force from 2025-11-03"), "{printed}");
    expect!["RVU25D 2025-11-03 18 services 0 localities"].assert_eq(&published(&database));
}

#[test]
fn the_text_form_of_a_table_is_skipped_if_its_csv_form_is_read() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu25a");
    let texts = ["GPCI2025", "25LOCCO", "ANES2025"];
    for name in texts {
        folder.write(&format!("texts/{name}.txt"), b"x");
        fs::rename(release.join(format!("{name}.csv")), release.join(format!("{name}.txt"))).unwrap();
    }
    let refused = import(&database, &[folder.path().join("texts").to_str().unwrap()]).refused();
    let printed = import(&database, &[release.to_str().unwrap(), "--replace"]).printed();
    let end: Vec<&str> =
        printed.lines().skip_while(|line| line.starts_with(' ') || line.starts_with("loaded")).collect();
    expect![[r#"
        medpayiq: nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        25LOCCO.txt: the text form of a table; only its .csv and .xlsx forms are read: 25LOCCO.csv
        ANES2025.txt: the text form of a table; only its .csv and .xlsx forms are read: ANES2025.csv
        GPCI2025.txt: the text form of a table; only its .csv and .xlsx forms are read: GPCI2025.csv
        The GPCIs of 2025 are not loaded, so RVU25A has national amounts only. Import GPCI2025.csv with --release RVU25A (it is in CMS's zip of each 2025 release), or leave out locality and zip.
        skipped 25LOCCO.txt: the text form of a table; only its .csv and .xlsx forms are read: 25LOCCO.csv
        skipped ANES2025.txt: the text form of a table; only its .csv and .xlsx forms are read: ANES2025.csv
        skipped GPCI2025.txt: the text form of a table; only its .csv and .xlsx forms are read: GPCI2025.csv"#]].assert_eq(&(refused + &end.join("\n")));
}

#[test]
fn a_cap_for_an_unlisted_service_is_refused() {
    let (database, folder) = (Database::empty(), Folder::new());
    let release = copy(&folder, "rvu25a");
    let caps = fs::read_to_string(release.join("OPPSCAP_JAN.csv")).unwrap();
    let changed = caps.replacen("70170,,C,02102", "ZZZZZ,TC,A,02102", 1).replacen("70170,TC", "70170,53", 1);
    fs::write(release.join("OPPSCAP_JAN.csv"), changed).unwrap();
    expect![[r#"
        medpayiq: OPPSCAP_JAN.csv line 3, HCPCS: "ZZZZZ TC" is not in the relative value file of the same release (also on line 5)
    "#]]
    .assert_eq(&import(&database, &[release.to_str().unwrap(), "--replace"]).refused());
}

#[test]
fn files_that_cannot_be_imported_are_named() {
    let (database, folder) = (Database::empty(), Folder::new());
    let refusal = |arguments: &[&str]| {
        import(&database, arguments).refused().replace(folder.path().to_str().unwrap(), "...")
    };
    let page = folder.write("a/PPRRVU25_JAN.csv", b"<!DOCTYPE html><html><body>License</body></html>");
    let text = folder.write("b/notes.txt", b"nothing of CMS's");
    let zip = folder.write("c/rvu25a.zip", b"PK not a zip");
    let missing = folder.path().join("missing.zip");
    let outputs = [&page, &text, &zip, &missing].map(|path| refusal(&[path.to_str().unwrap()]));
    expect![[r#"
        medpayiq: PPRRVU25_JAN.csv: this is a web page, not a relative value file (PPRRVU .csv). It may be CMS's license page. Accept the license in a browser and download the file again.
        medpayiq: nothing to import: found no CMS table that this program reads (PPRRVU, GPCI, LOCCO, ANES, OPPSCAP, ZIP5, anesthesia base units, ccipra, MUE, AOC, CLFS, ASP, DMEPOS or DMEPEN), alone or in a zip, and no file of the law (TOML)
        notes.txt: not a CMS file that this program reads
        medpayiq: rvu25a.zip: not a zip archive: invalid Zip archive: Could not find EOCD
        medpayiq: .../missing.zip: cannot be read: No such file or directory (os error 2)
    "#]].assert_eq(&outputs.concat());
    assert!(import(&database, &[]).refused().contains("<PATH>"));
}

#[test]
fn cpt_descriptors_are_kept_only_on_request() {
    let kept = |arguments: &[&str]| {
        let (database, release) = (Database::empty(), fixture("rvu25a"));
        import(&database, &[&[release.as_str(), "--replace"], arguments].concat()).printed();
        database.ask("select count(*)::text from service_rows join releases on id = release_id where not starter and descriptor is not null and hcpcs ~ '^[0-9]'")
    };
    assert_eq!(kept(&[]), "0");
    assert_ne!(kept(&["--keep-descriptors"]), "0");
}
