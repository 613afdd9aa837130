//! Compressed answers: their codings, their entity tags, and streams that are not held back.

use crate::in_memory::{CLIENT, serve_in_memory, serve_limited};
use crate::support::edits::edits;
use crate::support::http::{Answer, Client};
use crate::support::schedule::{fee_schedules, schedule, schedule_with};
use flate2::read::GzDecoder;
use medpayiq::api::Limits;
use medpayiq::schedule::Schedule;
use medpayiq::vocabulary::HcpcsCode;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const CODINGS: [&str; 3] = ["br", "gzip", "zstd"];
const PAGE: &str = "/codes/99213?zip=94110&date=2025-01-15";

fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    CLIENT.try_send("GET", path, headers, b"").unwrap()
}

/// The body of an answer without its coding.
fn decoded(answer: &Answer) -> Vec<u8> {
    let mut body = answer.body.as_slice();
    let mut whole = Vec::new();
    match answer.header("content-encoding") {
        Some("br") => brotli::Decompressor::new(body, 4096).read_to_end(&mut whole).unwrap(),
        Some("gzip") => GzDecoder::new(body).read_to_end(&mut whole).unwrap(),
        Some("zstd") => zstd::stream::read::Decoder::new(body).unwrap().read_to_end(&mut whole).unwrap(),
        other => {
            assert_eq!(other, None);
            body.read_to_end(&mut whole).unwrap()
        }
    };
    whole
}

#[test]
fn answers_have_the_coding_that_the_caller_accepts() {
    for path in [PAGE, "/assets/style.css", "/assets/page.js", "/v1/codes/99213", "/openapi.json"] {
        let plain = get(path, &[]);
        assert_eq!(plain.header("content-encoding"), None, "{path}");
        assert_eq!(plain.header("vary"), Some("accept-encoding"), "{path}");
        for coding in CODINGS {
            let answer = get(path, &[("accept-encoding", coding)]);
            assert_eq!(answer.header("content-encoding"), Some(coding), "{path}");
            assert!(answer.header("vary").unwrap().eq_ignore_ascii_case("accept-encoding"), "{path}");
            assert!(
                answer.body.len() * 3 < plain.body.len() * 2,
                "{path} has {} bytes in {coding}",
                answer.body.len()
            );
            assert_eq!(decoded(&answer), plain.body, "{path} in {coding}");
            // It was compressed as a whole, with a window of its size, and not as a stream.
            let length = answer.body.len().to_string();
            assert_eq!(answer.header("content-length"), Some(length.as_str()), "{path} in {coding}");
        }
    }
}

#[test]
fn a_compressed_answer_has_a_weak_tag_and_304_repeats_the_callers() {
    for path in [PAGE, "/assets/style.css", "/v1/codes/99213"] {
        let strong = get(path, &[]).header("etag").unwrap().to_owned();
        assert!(strong.starts_with('"'), "{strong}");
        for coding in CODINGS {
            let answer = get(path, &[("accept-encoding", coding)]);
            let weak = answer.header("etag").unwrap();
            assert_eq!(weak, format!("W/{strong}"), "{path}");
            for known in [weak, &strong] {
                let same = get(path, &[("accept-encoding", coding), ("if-none-match", known)]);
                assert_eq!((same.status, same.header("etag")), (304, Some(known)), "{path} in {coding}");
                assert_eq!(same.header("vary"), Some("accept-encoding"), "{path} in {coding}");
                assert!(same.body.is_empty());
            }
        }
        let other = get(path, &[("if-none-match", "W/\"other\"")]);
        assert_eq!((other.status, other.header("etag")), (200, Some(strong.as_str())), "{path}");
    }
}

#[test]
fn the_page_of_a_code_is_under_15_kb_in_every_coding() {
    for coding in CODINGS {
        let page = get(PAGE, &[("accept-encoding", coding)]);
        assert!(page.body.len() < 15_000, "{} bytes in {coding}", page.body.len());
    }
}

/// A schedule in which 99213 has an edit with each of 500 other codes, half of them in column one.
fn with_500_edits() -> Schedule {
    let others =
        medpayiq::starter::codes().unwrap().into_iter().filter(|code| code.as_str() != "99213").take(500);
    let pair = |(number, code): (usize, HcpcsCode)| match number % 4 {
        0 => format!("99213>{code}:1"),
        1 => format!("99213>{code}:0"),
        2 => format!("{code}>99213:1"),
        _ => format!("{code}>99213:0"),
    };
    let pairs: Vec<String> = others.enumerate().map(pair).collect();
    schedule_with(fee_schedules(), edits(&pairs.join(" ")))
}

#[test]
fn five_hundred_edits_are_under_10_kb_in_every_coding() {
    let client = serve_in_memory(with_500_edits());
    let path = "/v1/codes/99213/edits?limit=500&date=2025-01-15";
    let plain = client.get(path);
    assert_eq!(plain.json()["ptp"].as_array().unwrap().len(), 500);
    for coding in CODINGS {
        let answer = client.try_send("GET", path, &[("accept-encoding", coding)], b"").unwrap();
        assert!(answer.body.len() < 10_000, "{} bytes in {coding}", answer.body.len());
        assert_eq!(decoded(&answer), plain.body, "{coding}");
    }
    // A caller that prefers another coding gets that.
    let both = client.try_send("GET", path, &[("accept-encoding", "gzip, deflate, br")], b"").unwrap();
    assert_eq!(both.header("content-encoding"), Some("br"));
}

#[test]
fn a_caller_that_accepts_no_coding_is_told_which_there_are() {
    let refused = get("/v1/codes/99213", &[("accept-encoding", "identity;q=0")]);
    assert_eq!(
        refused.problem(),
        "400 malformed-request\n  /headers/accept-encoding: The header allows no coding that this service has. Allow br, gzip, zstd or identity."
    );
}

/// The data of a chunked answer, as it arrives.
struct Chunks {
    stream: BufReader<TcpStream>,
    left: usize,
}

impl Read for Chunks {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.left == 0 {
            let mut size = String::new();
            self.stream.read_line(&mut size)?;
            // The line break after a chunk comes before the size of the next one.
            if !size.trim().is_empty() {
                self.left = usize::from_str_radix(size.trim(), 16).unwrap();
            }
        }
        let most = into.len().min(self.left);
        let read = self.stream.read(&mut into[..most])?;
        self.left -= read;
        Ok(read)
    }
}

/// Begins a compressed batch, which stays open until it is dropped. Returns the sender and the answers.
fn open_batch(client: &Client) -> (TcpStream, BufReader<TcpStream>) {
    let mut sender = TcpStream::connect(client.address()).unwrap();
    sender.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = "POST /v1/estimates/batch HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\ncontent-type: application/x-ndjson\r\ntransfer-encoding: chunked\r\n\r\n";
    sender.write_all(head.as_bytes()).unwrap();
    let mut stream = BufReader::new(sender.try_clone().unwrap());
    say(&mut sender, "{\"hcpcs\": \"99213\", \"zip\": \"94110\"}\n");
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).unwrap(), 0, "the answer ended");
    }
    assert!(head.to_lowercase().contains("content-encoding: gzip"), "{head}");
    (sender, stream)
}

/// Sends a row of a batch.
fn say(sender: &mut TcpStream, row: &str) {
    sender.write_all(format!("{:x}\r\n{row}\r\n", row.len()).as_bytes()).unwrap();
}

#[test]
fn a_compressed_batch_answers_a_row_before_the_body_ends() {
    let (mut sender, stream) = open_batch(&CLIENT);
    let mut answers = BufReader::new(GzDecoder::new(Chunks { stream, left: 0 }));
    for number in 1..=3 {
        let mut row = String::new();
        answers.read_line(&mut row).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&row).unwrap()["row"], number);
        say(&mut sender, "{\"hcpcs\": \"93000\", \"zip\": \"94110\"}\n");
    }
}

#[test]
fn answers_beyond_the_limit_of_encoders_are_not_compressed() {
    let client = serve_limited(schedule(), Limits { workers: 2, compressed_answers: 1, ..Limits::default() });
    let coding = || {
        let page = client.try_send("GET", PAGE, &[("accept-encoding", "br, gzip")], b"").unwrap();
        let coding = page.header("content-encoding").map(str::to_owned);
        assert!(decoded(&page).trim_ascii_end().ends_with(b"</html>"), "{:?}", page.headers);
        coding
    };
    let batch = open_batch(&client);
    assert_eq!(coding(), None);
    drop(batch);
    // The server notices the end of the connection a little later.
    let frees = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        coding().is_some()
    });
    assert!(frees, "the encoder of a given up answer stays taken");
}
