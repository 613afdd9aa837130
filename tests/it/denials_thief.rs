//! A thief who has PostgreSQL's whole data folder with its write-ahead log and its log, a dump, and every address that contributed.
//! Only the contributor key is missing: it is not in the database. They find nobody. In a dump as the operator's page recommends it,
//! not even somebody who has the key finds a trace of a contributor.

use crate::support::checkout;
use crate::support::program::{Folder, Service};
use crate::support::reporting::{report, send, token};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tokio_postgres::{Client, NoTls};

/// Who contributes, and how often. The thief knows them all.
const CONTRIBUTORS: [(&str, usize); 4] =
    [("203.0.113.77", 3), ("198.51.100.4", 1), ("2001:db8:77:7700::1", 2), ("192.0.2.200", 1)];
/// How much of two stored values must be the same to link them. Eight random bytes are never the same by chance.
const LINK_BYTES: usize = 8;

/// The tables that change when somebody contributes, each with its columns. Nothing but this may be stored. A column that is added
/// here must not help to recognize a contributor: no time finer than an hour, nothing that two rows of one contributor share.
const STORED: &[(&str, &str)] = &[
    ("contributions_0", "slot smallint, began_hour timestamptz, hcpcs text, sealed bytea"),
    ("contributions_1", "slot smallint, began_hour timestamptz, hcpcs text, sealed bytea"),
    ("contributions_2", "slot smallint, began_hour timestamptz, hcpcs text, sealed bytea"),
    ("denial_counts", "hcpcs text, field text, value text, reports integer"),
    (
        "denial_ledgers",
        "hcpcs text, live_reports integer, waiting_reports integer, covered_reports integer, is_open boolean, turn integer",
    ),
    (
        "denial_reports",
        "id bigint, hcpcs text, modifiers text[], place_of_service text, payer text, group_code text, carc text, rarcs text[], \
         service_month date, billed_bucket text, appeal_strategy text, appeal_outcome text, note text, received_on date, \
         retraction_sha256 bytea, state text, counted boolean, unsettled boolean, turn integer, statements text[]",
    ),
    ("idempotency_keys", "key_tag bytea, request_tag bytea, began_hour timestamptz"),
];

/// One stored row: its table, the transaction that wrote it, and its values.
struct Row {
    table: String,
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
        ("MEDPAYIQ_DENIAL_MOST_OF_ONE", "2"),
    ];
    // Three replicas count one allowance.
    let replicas = [(); 3].map(|()| Service::start(&environment));
    let socket = data.join("socket");
    let config = format!("host={} user=medpayiq dbname=medpayiq", socket.display());
    let (database, connection) = tokio_postgres::connect(&config, NoTls).await.unwrap();
    tokio::spawn(connection);
    let before = row_counts(&database).await;
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

    database.batch_execute("checkpoint").await.unwrap();
    let after = row_counts(&database).await;
    let changed: Vec<_> = after.keys().filter(|table| after.get(*table) != before.get(*table)).collect();
    let mut rows = Vec::new();
    for table in changed {
        let known = STORED.iter().find(|(known, _)| known == table);
        assert_eq!(Some(columns(&database, table).await.as_str()), known.map(|(_, known)| *known), "{table}");
        let sql = format!("select xmin::text, to_jsonb(t)::text from {table} as t");
        for row in database.query(&sql, &[]).await.unwrap() {
            let values: BTreeMap<String, Value> = serde_json::from_str(row.get(1)).unwrap();
            let table = table.trim_end_matches("_0").trim_end_matches("_1").trim_end_matches("_2").to_owned();
            rows.push(Row { table, xmin: row.get(0), values });
        }
    }
    let of = |table: &str| rows.iter().filter(|row| row.table == table).collect::<Vec<_>>();
    assert_eq!((of("denial_ledgers").len(), of("denial_counts").is_empty()), (1, false));
    assert_eq!(
        (of("denial_reports").len(), of("contributions").len(), of("idempotency_keys").len()),
        (7, 14, 7)
    );

    // What shares a transaction with a report is a sealed row: an hour, a code, and bytes that occur nowhere else.
    let hours = rows.iter().filter_map(|row| row.values.get("began_hour")).map(|hour| hour.as_str().unwrap());
    let hours: Vec<_> = hours.collect();
    assert_eq!(hours.len(), 14 + 7);
    assert!(hours.iter().all(|hour| hour.contains(":00:00+")), "{hours:?}");
    // One contributor's third report had to wait for its turn, and nothing shows that any more.
    assert_eq!(of("denial_ledgers")[0].values["turn"], 2);
    assert!(of("denial_reports").iter().all(|report| report.values["turn"] == 1));
    let shares_a_transaction = |report: &&Row| of("contributions").iter().any(|row| row.xmin == report.xmin);
    let reports = of("denial_reports");
    assert!(
        reports.into_iter().any(|report| shares_a_transaction(&report)),
        "a thief sees transactions, and so must this test"
    );
    let secrets = ["sealed", "key_tag", "request_tag", "retraction_sha256"];
    let values = rows.iter().flat_map(|row| row.values.iter());
    let values: Vec<_> = values
        .filter(|(column, _)| secrets.contains(&column.as_str()))
        .map(|(_, value)| bytes(value))
        .collect();
    assert_eq!(values.len(), 14 + 2 * 7 + 7);
    // Nothing is a hash of an address that somebody without the key could try.
    let tried = CONTRIBUTORS.iter().flat_map(|(address, _)| hashes_of(address)).collect::<Vec<_>>();
    assert!(tried.iter().all(|hash| {
        values.iter().all(|value| !value.windows(LINK_BYTES).any(|part| part == &hash[..LINK_BYTES]))
    }));
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
    assert_eq!(lengths("contributions").len(), 1);
    let mut ids: Vec<i64> =
        of("denial_reports").iter().map(|row| row.values["id"].as_i64().unwrap()).collect();
    assert!(ids.iter().all(|id| *id > 1_000_000), "{ids:?}");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 7);

    // Neither an address nor the key of anything is in a file of PostgreSQL or in a dump.
    let dump = |options: &[&str]| {
        let mut program = Command::new("pg_dump");
        program
            .args(["--host", socket.to_str().unwrap(), "--username", "medpayiq", "medpayiq"])
            .args(options);
        let dump = program.output().unwrap();
        assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
        dump.stdout
    };
    let whole = dump(&[]);
    // A dump as operators should make it has reports and figures, and no row about a contributor.
    let recommended = String::from_utf8(dump(&DUMP_OPTIONS)).unwrap();
    assert!(recommended.contains("\nCOPY public.denial_reports "), "{recommended}");
    assert!(
        !recommended.contains("\nCOPY public.contributions")
            && !recommended.contains("\nCOPY public.idempotency")
    );
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
    let finds = |text: &[u8]| find(text, &needles);
    assert_eq!((finds(&whole), find(&whole, &tried)), (None, None));
    // The key is in the data folder too, as the operator's page says, and a thief of that folder has it.
    let mut files = files_below(&data);
    files.retain(|file| !file.ends_with("contributor.key"));
    for part in ["pg_wal/0", "postgres.log"] {
        assert!(
            files.len() > 500 && files.iter().any(|file| file.to_str().unwrap().contains(part)),
            "{part}"
        );
    }
    for file in &files {
        assert_eq!(finds(&fs::read(file).unwrap()), None, "{}", file.display());
    }
    // The write-ahead log has nothing of the rows that limit contributors.
    let begin = |row: &&Row| bytes(&row.values["sealed"])[..LINK_BYTES * 2].to_vec();
    let sealed: Vec<_> = of("contributions").iter().map(begin).collect();
    for file in files.iter().filter(|file| file.to_str().unwrap().contains("pg_wal/0")) {
        let log = fs::read(file).unwrap();
        assert_eq!(find(&log, &sealed), None, "{}", file.display());
    }
}

/// The first of the needles that is in a text.
fn find<'a>(text: &[u8], needles: &'a [Vec<u8>]) -> Option<&'a Vec<u8>> {
    // Few places begin like a needle, so each place is looked at once for all of them.
    let number = |pair: &[u8]| usize::from(pair[0]) << 8 | usize::from(pair[1]);
    let mut begins = vec![false; 1 << 16];
    needles.iter().for_each(|needle| begins[number(needle)] = true);
    let mut places = text.windows(2).enumerate().filter(|(_, pair)| begins[number(pair)]);
    places.find_map(|(at, _)| needles.iter().find(|needle| text[at..].starts_with(needle)))
}

/// The options of the dumps of docs/operating.md.
const DUMP_OPTIONS: [&str; 2] = ["--no-unlogged-table-data", "--exclude-table-data=idempotency_keys"];

#[test]
fn every_dump_that_is_recommended_leaves_contributors_out() {
    for path in ["ops/postgres/backup.sh", "docs/operating.md", "scripts/prove-docker.sh"] {
        let text = fs::read_to_string(checkout(path)).unwrap();
        let dumps = text.lines().filter(|line| line.contains("pg_dump --"));
        let dumps: Vec<_> = dumps.collect();
        assert!(!dumps.is_empty(), "{path}");
        for dump in dumps {
            assert!(DUMP_OPTIONS.iter().all(|option| dump.contains(option)), "{path}: {dump}");
        }
    }
}

/// How many rows each table has.
async fn row_counts(database: &Client) -> BTreeMap<String, i64> {
    let sql =
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'";
    let mut counts = BTreeMap::new();
    for row in database.query(sql, &[]).await.unwrap() {
        let table: String = row.get(0);
        let sql = format!("select count(*) from {table}");
        counts.insert(table, database.query_one(&sql, &[]).await.unwrap().get(0));
    }
    counts
}

/// The columns of a table with their types.
async fn columns(database: &Client, table: &str) -> String {
    let sql = "select string_agg(attname || ' ' || replace(format_type(atttypid, null), 'timestamp with time zone', 'timestamptz'), ', ' order by attnum)
               from pg_attribute where attrelid = to_regclass($1::text) and attnum > 0 and not attisdropped";
    database.query_one(sql, &[&table]).await.unwrap().get(0)
}

/// What a thief would compute of an address they know: usual hashes of its text and of its bytes, without a key and with keys that
/// anybody would try.
fn hashes_of(address: &str) -> Vec<Vec<u8>> {
    let address: std::net::IpAddr = address.parse().unwrap();
    let network = match address {
        std::net::IpAddr::V4(address) => address.octets().to_vec(),
        std::net::IpAddr::V6(address) => address.octets()[..7].to_vec(),
    };
    let texts = [address.to_string().into_bytes(), network];
    let keys = ["", "medpayiq", "medpayiq contributor key", "contributor"];
    let keyed = |text: &Vec<u8>| {
        let text = text.clone();
        keys.map(move |key| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
            mac.update(&text);
            mac.finalize().into_bytes().to_vec()
        })
    };
    texts.iter().flat_map(|text| keyed(text).into_iter().chain([Sha256::digest(text).to_vec()])).collect()
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
