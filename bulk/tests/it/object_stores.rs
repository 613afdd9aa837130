//! Files in an object store are priced as files on a disk are.

use crate::program::{Folder, TINY, bytes};
use crate::store_double::{BUCKET, StoreDouble};

/// Claims on a disk and in a store, and what the disk's cost.
fn both() -> (Folder, StoreDouble, Vec<Vec<u8>>) {
    let (folder, store) = (Folder::new(), StoreDouble::start());
    std::fs::create_dir(folder.path("in")).unwrap();
    for (name, first) in [("in/a.parquet", "0"), ("in/b.ndjson", "300"), ("in/c.csv", "600")] {
        folder.succeed(&["generate", name, "--claims", "300", "--first", first]);
        store.put(name, std::fs::read(folder.path(name)).unwrap());
    }
    store.put("schedule.mpiq", std::fs::read(TINY).unwrap());
    folder.succeed(&["price", "in", "out", "--snapshot", TINY]);
    let priced = bytes(&folder.path("out"));
    (folder, store, priced)
}

fn url(key: &str) -> String {
    format!("s3://{BUCKET}/{key}")
}

#[test]
fn a_store_has_the_bytes_of_a_disk_and_a_job_is_resumed() {
    for scheme in ["s3", "gs"] {
        price_and_resume(scheme);
    }
}

fn price_and_resume(scheme: &str) {
    let (folder, store, expected) = both();
    let url = |key: &str| format!("{scheme}://{BUCKET}/{key}");
    let [claims, output, snapshot] = ["in", "out", "schedule.mpiq"].map(url);
    let price = ["price", &claims, &output, "--snapshot", &snapshot];
    let words = folder.succeed_in(&store.environment(), &price);
    assert!(words.contains("Priced 3 parts") && words.contains("All files have 900 rows."), "{words}");
    assert_eq!(store.objects("out/part-", ".parquet"), expected);

    store.remove("out/part-00001.parquet");
    let words = folder.succeed_in(&store.environment(), &price);
    assert!(words.contains("Priced 1 parts") && words.contains("2 were finished before"), "{words}");
    assert_eq!(store.objects("out/part-", ".parquet"), expected);

    store.put("in/d.csv", b"hcpcs\n99213\n".to_vec());
    let words = folder.fail_in(&store.environment(), &price);
    assert!(words.contains("is of other input files"), "{words}");
}

#[test]
fn queries_read_a_store() {
    let (folder, store, _) = both();
    let table = format!("claims={}", url("in/a.parquet"));
    let query = "select count(*) as n from (select medpayiq_price(claim) as p from claims) where p['total_allowed'] > 0";
    let sql = ["sql", query, "--snapshot", TINY, "--table", &table, "--format", "csv"];
    let of_store = folder.succeed_in(&store.environment(), &sql);
    let of_disk = ["sql", query, "--snapshot", TINY, "--table", "claims=in/a.parquet", "--format", "csv"];
    assert_eq!(of_store, folder.succeed(&of_disk));
}

#[test]
fn what_is_not_in_a_store_is_named() {
    let (folder, store, _) = both();
    let missing = url("in/z.parquet");
    let words = folder.fail_in(&store.environment(), &["price", &missing, "out2", "--snapshot", TINY]);
    assert!(words.contains(&format!("{missing}: there is no such file")), "{words}");
    let words = folder.fail(&["price", "ftp://host/a.parquet", "out2", "--snapshot", TINY]);
    assert!(
        words.contains("cannot be read or written. Write a path, or a URL that begins with s3://"),
        "{words}"
    );
    store.put("mine/notes.txt", b"x".to_vec());
    let [claims, mine] = ["in", "mine"].map(url);
    let words = folder.fail_in(&store.environment(), &["price", &claims, &mine, "--snapshot", TINY]);
    assert!(words.contains("the folder has other files"), "{words}");
}
