//! A small object store with the protocol of S3, which Google Cloud Storage also has, for one bucket: enough to list, read and write
//! whole objects.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The objects by their keys.
type Objects = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

/// The name of the bucket.
pub(crate) const BUCKET: &str = "claims-of-tests";

/// A store that listens on a port of this machine until the test ends.
pub(crate) struct StoreDouble {
    objects: Objects,
    address: String,
    /// A service account of Google that names this store, and needs no token.
    google_account: String,
}

impl StoreDouble {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let objects = Objects::default();
        let served = Arc::clone(&objects);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let objects = Arc::clone(&served);
                thread::spawn(move || serve(stream, &objects));
            }
        });
        let google_account = format!(
            r#"{{"gcs_base_url": "{address}", "disable_oauth": true, "client_email": "", "private_key": "", "private_key_id": ""}}"#
        );
        Self { objects, address, google_account }
    }

    /// What a program needs in its environment to use the store.
    pub(crate) fn environment(&self) -> Vec<(&str, &str)> {
        vec![
            ("AWS_ENDPOINT_URL", self.address.as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("GOOGLE_SERVICE_ACCOUNT_KEY", self.google_account.as_str()),
            ("GOOGLE_ALLOW_HTTP", "true"),
        ]
    }

    pub(crate) fn put(&self, key: &str, bytes: Vec<u8>) {
        self.objects.lock().unwrap().insert(key.to_owned(), bytes);
    }

    pub(crate) fn remove(&self, key: &str) -> Vec<u8> {
        self.objects.lock().unwrap().remove(key).unwrap()
    }

    /// The objects whose keys begin so and end so.
    pub(crate) fn objects(&self, prefix: &str, ending: &str) -> Vec<Vec<u8>> {
        let objects = self.objects.lock().unwrap();
        let meant = objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.ends_with(ending));
        meant.map(|(_, bytes)| bytes.clone()).collect()
    }
}

struct Request {
    method: String,
    key: String,
    query: String,
    range: Option<String>,
    body: Vec<u8>,
}

/// Reads a request, or nothing if the client is gone.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|count| *count > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let (mut length, mut range) = (0, None);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "range" => range = Some(value.to_owned()),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let path = decoded(path);
    let key = path.trim_start_matches('/').trim_start_matches(BUCKET).trim_start_matches('/');
    Some(Request { method, key: key.to_owned(), query: query.to_owned(), range, body })
}

/// A text without its percent encoding.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        whole.push(char::from(u8::from_str_radix(code, 16).unwrap()));
        whole.push_str(rest);
    }
    whole
}

fn serve(stream: TcpStream, objects: &Objects) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        let (status, body) = answer(&request, objects);
        let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\netag: \"e\"\r\n", body.len());
        head.push_str("last-modified: Wed, 15 Jan 2025 00:00:00 GMT\r\n");
        if let Some(range) = request.range.filter(|_| status.starts_with("206")) {
            let range = range.trim_start_matches("bytes=").to_owned();
            let whole = objects.lock().unwrap().get(&request.key).map_or(0, Vec::len);
            head.push_str(&format!("content-range: bytes {range}/{whole}\r\n"));
        }
        head.push_str("\r\n");
        let body = if request.method == "HEAD" { &[] } else { body.as_slice() };
        if writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(body)).is_err() {
            return;
        }
    }
}

fn answer(request: &Request, objects: &Objects) -> (&'static str, Vec<u8>) {
    let mut objects = objects.lock().unwrap();
    match request.method.as_str() {
        "PUT" => {
            objects.insert(request.key.clone(), request.body.clone());
            ("200 OK", Vec::new())
        }
        "GET" if request.key.is_empty() => ("200 OK", listing(request, &objects).into_bytes()),
        "GET" | "HEAD" => match (objects.get(&request.key), &request.range) {
            (None, _) => ("404 Not Found", Vec::new()),
            (Some(bytes), None) => ("200 OK", bytes.clone()),
            (Some(bytes), Some(range)) => {
                let (from, to) = range.trim_start_matches("bytes=").split_once('-').unwrap();
                let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
                ("206 Partial Content", bytes[from..=to.min(bytes.len() - 1)].to_vec())
            }
        },
        other => panic!("the double does not answer {other}"),
    }
}

fn listing(request: &Request, objects: &BTreeMap<String, Vec<u8>>) -> String {
    let of = |name: &str| {
        let value = request.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        decoded(value.unwrap_or_default())
    };
    let (prefix, delimiter) = (of("prefix"), of("delimiter"));
    let mut xml = String::from("<ListBucketResult><IsTruncated>false</IsTruncated>");
    for (key, bytes) in objects {
        let Some(rest) = key.strip_prefix(&prefix) else { continue };
        if !delimiter.is_empty() && rest.contains(&delimiter) {
            continue;
        }
        xml.push_str(&format!(
            "<Contents><Key>{key}</Key><LastModified>2025-01-15T00:00:00.000Z</LastModified><ETag>\"e\"</ETag>\
             <Size>{}</Size></Contents>",
            bytes.len()
        ));
    }
    xml + "</ListBucketResult>"
}
