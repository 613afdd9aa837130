//! What is finished is not priced again.

use crate::program::{Folder, TINY, bytes, parts};

fn price(output: &str) -> [&str; 6] {
    ["price", "in", output, "--snapshot", TINY, "--parts-at-a-time=1"]
}

fn three_files() -> Folder {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("in")).unwrap();
    for (name, first) in [("in/a.parquet", "0"), ("in/b.ndjson", "700"), ("in/c.csv", "1400")] {
        folder.succeed(&["generate", name, "--claims", "700", "--first", first]);
    }
    folder
}

#[test]
fn only_the_missing_part_is_priced_again() {
    let folder = three_files();
    assert!(folder.succeed(&price("out")).contains("All files have 2100 rows."));
    let before = bytes(&folder.path("out"));
    let changed = |path: &std::path::Path| path.metadata().unwrap().modified().unwrap();
    let times: Vec<_> = parts(&folder.path("out")).iter().map(|part| changed(part)).collect();
    std::fs::remove_file(folder.path("out/part-00001.parquet")).unwrap();
    std::fs::write(folder.path("out/part-00001.parquet#1"), "what a killed writer left").unwrap();
    let words = folder.succeed(&price("out"));
    assert!(words.starts_with("Priced 1 parts") && words.contains("2 were finished before"), "{words}");
    assert!(words.contains("All files have 2100 rows."), "{words}");
    assert_eq!(bytes(&folder.path("out")), before);
    let after: Vec<_> = parts(&folder.path("out")).iter().map(|part| changed(part)).collect();
    assert_eq!((times[0], times[2]), (after[0], after[2]));
}

#[test]
fn a_file_that_somebody_cut_is_priced_again() {
    let folder = three_files();
    folder.succeed(&price("out"));
    let before = bytes(&folder.path("out"));
    let whole = &before[2];
    std::fs::write(folder.path("out/part-00002.parquet"), &whole[..whole.len() / 2]).unwrap();
    let words = folder.succeed(&price("out"));
    assert!(words.starts_with("Priced 1 parts") && words.contains("2 were finished before"), "{words}");
    assert_eq!(bytes(&folder.path("out")), before);
}

#[test]
fn a_folder_of_another_job_is_kept() {
    let folder = three_files();
    folder.succeed(&price("out"));
    folder.succeed(&["generate", "in/d.csv", "--claims", "1"]);
    let words = folder.fail(&price("out"));
    assert!(words.contains("is of other input files"), "{words}");
    std::fs::create_dir(folder.path("mine")).unwrap();
    std::fs::write(folder.path("mine/notes.txt"), "x").unwrap();
    assert!(folder.fail(&price("mine")).contains("the folder has other files"));
}

#[test]
fn small_parts_have_every_row_once() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.ndjson", "--claims", "9000"]);
    let whole = folder.succeed(&["price", "claims.ndjson", "whole", "--snapshot", TINY, "--format", "csv"]);
    let cut = ["price", "claims.ndjson", "cut", "--snapshot", TINY, "--format", "csv", "--part-size", "1"];
    assert!(whole.starts_with("Priced 1 parts"), "{whole}");
    folder.succeed(&cut);
    let join = |name: &str| -> Vec<String> {
        let files = bytes(&folder.path(name)).into_iter().map(|bytes| String::from_utf8(bytes).unwrap());
        files.flat_map(|text| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    assert!(parts(&folder.path("cut")).len() > 2);
    assert_eq!(join("whole"), join("cut"));
}
