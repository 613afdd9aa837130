//! A thief who has PostgreSQL's whole data folder with its write-ahead log, a dump, and every address that contributed. Only
//! the contributor key is missing: it is not in the database. They find nobody.

use crate::support::program::{Folder, Service};
use crate::support::reporting::{report, send, token};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio_postgres::NoTls;

/// Who contributes, and how often. The thief knows them all.
const CONTRIBUTORS: [(&str, usize); 4] =
    [("203.0.113.77", 3), ("198.51.100.4", 1), ("2001:db8:77:7700::1", 2), ("192.0.2.200", 1)];
/// How much of two stored values must be the same to link them. Eight random bytes are never the same by chance.
const LINK_BYTES: usize = 8;

/// One stored row: its table, the transaction that wrote it, and its values.
struct Row {
    table: &'static str,
    xmin: String,
    values: BTreeMap<String, Value>,
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "it is one theft, step by step")]
async fn a_thief_of_the_database_with_all_addresses_finds_nobody() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let environment = [
        ("MEDPAYIQ_DATA_DIR", data.to_str().unwrap()),
        ("MEDPAYIQ_CONTRIBUTOR_KEY", ""),
        ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true"),
        ("MEDPAYIQ_REPORTS_PER_HOUR", "3"),
    ];
    // Three replicas count one allowance.
    let replicas = [(); 3].map(|()| Service::start(&environment));
    let body = report(&json!({"note": null})).to_string();
    let mut sent = 0;
    for (from, reports) in CONTRIBUTORS {
        for number in 0..reports {
            let key = format!("the key {number} of {from}");
            token(&send(&replicas[sent % 3].client, from, Some(&key), &body));
            sent += 1;
        }
    }
    assert_eq!(send(&replicas[sent % 3].client, CONTRIBUTORS[0].0, None, &body).status, 429);
    // The same request at another replica counts once.
    token(&send(&replicas[2].client, CONTRIBUTORS[1].0, Some("the key 0 of 198.51.100.4"), &body));

    let socket = data.join("socket");
    let config = format!("host={} user=medpayiq dbname=medpayiq", socket.display());
    let (database, connection) = tokio_postgres::connect(&config, NoTls).await.unwrap();
    tokio::spawn(connection);
    database.batch_execute("checkpoint").await.unwrap();
    let mut rows = Vec::new();
    for table in ["denial_reports", "contributions", "idempotency_keys", "denial_ledgers", "denial_counts"] {
        let sql = format!("select xmin::text, to_jsonb(t)::text from {table} as t");
        for row in database.query(&sql, &[]).await.unwrap() {
            let values: BTreeMap<String, Value> = serde_json::from_str(row.get(1)).unwrap();
            rows.push(Row { table, xmin: row.get(0), values });
        }
    }
    let of = |table: &str| rows.iter().filter(|row| row.table == table).collect::<Vec<_>>();
    assert_eq!(
        (of("denial_reports").len(), of("contributions").len(), of("idempotency_keys").len()),
        (7, 14, 7)
    );

    // What shares a transaction with a report is a sealed row: an hour, a code, and bytes that occur nowhere else.
    for row in rows.iter().filter(|row| ["contributions", "idempotency_keys"].contains(&row.table)) {
        let known = ["slot", "began_hour", "hcpcs", "sealed", "key_tag"];
        assert!(row.values.keys().all(|column| known.contains(&column.as_str())), "{:?}", row.values);
        assert!(row.values["began_hour"].as_str().unwrap().contains(":00:00+"), "{:?}", row.values);
    }
    let shares_a_transaction = |report: &&Row| of("contributions").iter().any(|row| row.xmin == report.xmin);
    let reports = of("denial_reports");
    assert!(
        reports.into_iter().any(|report| shares_a_transaction(&report)),
        "a thief sees transactions, and so must this test"
    );
    let secrets = ["sealed", "key_tag", "retraction_sha256"];
    let values = rows.iter().flat_map(|row| row.values.iter());
    let values: Vec<_> = values
        .filter(|(column, _)| secrets.contains(&column.as_str()))
        .map(|(_, value)| bytes(value))
        .collect();
    assert_eq!(values.len(), 14 + 2 * 7 + 7);
    let mut windows = BTreeMap::new();
    for (number, value) in values.iter().enumerate() {
        for window in value.windows(LINK_BYTES) {
            assert_eq!(windows.insert(window, number).filter(|other| *other != number), None, "{values:?}");
        }
    }
    let lengths = |table| {
        of(table)
            .iter()
            .map(|row| row.values["sealed"].as_str().unwrap().len())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!((lengths("contributions").len(), lengths("idempotency_keys").len()), (1, 1));
    let mut ids: Vec<i64> =
        of("denial_reports").iter().map(|row| row.values["id"].as_i64().unwrap()).collect();
    assert!(ids.iter().all(|id| *id > 1_000_000), "{ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), 7);

    // Neither an address nor the key of anything is in a file of PostgreSQL or in a dump.
    let dump = Command::new("pg_dump")
        .args(["--host", socket.to_str().unwrap(), "--username", "medpayiq", "medpayiq"])
        .output()
        .unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    let secret = fs::read_to_string(data.join("contributor.key")).unwrap();
    let secret = secret.trim().to_owned();
    replicas.into_iter().for_each(Service::stop);
    let mut needles: Vec<Vec<u8>> = vec![secret.clone().into_bytes(), hex(&secret), b"the key 0 of".to_vec()];
    for (address, _) in CONTRIBUTORS {
        needles.push(address.as_bytes().to_vec());
        if let Ok(std::net::IpAddr::V6(address)) = address.parse() {
            needles.push(address.octets()[..7].to_vec());
        }
    }
    let finds = |text: &[u8]| {
        needles.iter().find(|needle| text.windows(needle.len()).any(|part| part == needle.as_slice()))
    };
    assert_eq!(finds(&dump.stdout), None);
    let files = files_below(&data.join("cluster"));
    assert!(
        files.len() > 500 && files.iter().any(|file| file.to_str().unwrap().contains("pg_wal/0")),
        "{files:?}"
    );
    for file in &files {
        assert_eq!(finds(&fs::read(file).unwrap()), None, "{}", file.display());
    }
    // The write-ahead log has nothing of the rows that limit contributors.
    let sealed: Vec<_> = of("contributions").iter().map(|row| bytes(&row.values["sealed"])).collect();
    for file in files.iter().filter(|file| file.to_str().unwrap().contains("pg_wal/0")) {
        let log = fs::read(file).unwrap();
        for sealed in &sealed {
            let part = &sealed[..LINK_BYTES * 2];
            assert!(!log.windows(part.len()).any(|window| window == part), "{}", file.display());
        }
    }
}

/// The bytes of a `bytea` in a JSON value.
fn bytes(value: &Value) -> Vec<u8> {
    hex(value.as_str().unwrap().trim_start_matches("\\x"))
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => files.extend(files_below(&path)),
            kind if kind.is_file() => files.push(path),
            _ => {}
        }
    }
    files
}
