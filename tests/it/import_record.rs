//! `medpayiq import`: what it records about its arguments, and what it says about wrong files and labels.

use crate::support::cluster::Database;
use crate::support::importing::{fixture, import};
use crate::support::program::Folder;
use expect_test::expect;
use std::fs;

#[test]
fn descriptors_kept_or_not_are_different_contents() {
    let (database, release) = (Database::empty(), fixture("rvu25a"));
    let line = |more: &[&'static str]| [&["--replace", release.as_str()], more].concat();
    let kept = || {
        database.ask("select (count(*) > 0)::text from service_rows join releases on id = release_id where not starter and descriptor is not null and hcpcs ~ '^[0-9]'")
    };
    import(&database, &line(&["--keep-descriptors"])).printed();
    assert_eq!(kept(), "true");
    let refused = import(&database, &[&release]).refused();
    assert!(
        refused.starts_with(
            "medpayiq: RVU25A was already imported from different files (without --keep-descriptors, with which it was imported). To replace it as a whole, add --replace"
        ),
        "{refused}"
    );
    assert!(import(&database, &line(&[])).printed().starts_with("replaced RVU25A"));
    assert_eq!(kept(), "false");
    assert!(import(&database, &line(&[])).printed().starts_with("already imported RVU25A"));
    assert!(import(&database, &line(&["--keep-descriptors"])).printed().starts_with("replaced RVU25A"));
    assert_eq!(kept(), "true");
}

#[test]
fn a_file_is_removed_from_the_record_with_its_table() {
    let (database, folder) = (Database::empty(), Folder::new());
    import(&database, &[&fixture("rvu25a"), "--replace"]).printed();
    let text = fs::read_to_string(fixture("rvu25a/GPCI2025.csv")).unwrap().replace("1.419", "1.519");
    let path = folder.write("GPCI2025_fixed.csv", text.as_bytes());
    import(&database, &[path.to_str().unwrap(), "--release", "RVU25A", "--replace"]).printed();
    let files = database.ask(
        "select string_agg(cms_table || ' ' || name, '; ' order by name) from source_files
         join releases on id = release_id where label = 'RVU25A' and state = 'published'",
    );
    expect!["LOCCO 25LOCCO.csv; ANES ANES2025.csv; GPCI GPCI2025_fixed.csv; OPPSCAP OPPSCAP_JAN.csv; PPRRVU PPRRVU25_JAN.csv"].assert_eq(&files);
}

#[test]
fn every_table_and_column_is_commented() {
    let database = Database::with_starter_data();
    let bare = database.ask(
        "select relname || coalesce('.' || attname, '') from pg_class
         left join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
         where relkind in ('r', 'p', 'v') and not relispartition and relnamespace = 'public'::regnamespace
             and (obj_description(pg_class.oid, 'pg_class') is null or col_description(pg_class.oid, attnum) is null)",
    );
    assert_eq!(bare, "");
}

#[test]
fn messages_about_broken_files_are_short_and_show_no_descriptors() {
    let (database, folder) = (Database::empty(), Folder::new());
    let text: String =
        fs::read(fixture("rvu25a/PPRRVU25_JAN.csv")).unwrap().iter().map(|byte| char::from(*byte)).collect();
    let name = "PPRRVU25_JAN.csv";
    let number = text.find("\n27447,").unwrap() + 1;
    let quoted = format!("{}\"{}", &text[..number], &text[number..]);
    let long = text.replacen("0.79", &"9".repeat(5_000), 1);
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.bytes().flat_map(|byte| [byte, 0])).collect();
    let renamed = text.replacen("HCPCS,MOD,", "HCPCS,MODX,", 1);
    let messages = [quoted.as_bytes(), long.as_bytes(), utf_16.as_slice(), renamed.as_bytes()].map(|bytes| {
        let path = folder.write(name, bytes);
        import(&database, &[path.to_str().unwrap()]).refused()
    });
    expect![[r#"
        medpayiq: PPRRVU25_JAN.csv line 9: a quotation mark is not closed: its cell runs on over the lines below
        medpayiq: PPRRVU25_JAN.csv line 29, WORK RVU: "9999999999999999999999999999999999999999" and 4960 more bytes is too large.
        medpayiq: PPRRVU25_JAN.csv: the name says a relative value file (PPRRVU .csv), but the content is UTF-16 text. Save it as UTF-8, or use the file as CMS publishes it.
        medpayiq: PPRRVU25_JAN.csv line 7: no column "MOD"; unknown column "MODX" (column 2)
    "#]].assert_eq(&messages.concat());
}

#[test]
fn a_label_is_a_name() {
    let database = Database::empty();
    for label in ["x y; <b>", "", "-RVU", "RVU/25A", &"R".repeat(33)] {
        let refused = import(&database, &[&fixture("zip5"), &format!("--release={label}")]).refused();
        assert!(
            refused.contains("expected up to 32 letters, digits, `_`, `-` and `.`"),
            "{label}: {refused}"
        );
    }
}
