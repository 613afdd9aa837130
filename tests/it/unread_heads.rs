//! Requests whose head cannot be read: each gets a problem with an id, and is counted and logged.

use crate::slow_clients::limited;
use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::Service;
use crate::support::server::Server;
use crate::support::wait_until;
use expect_test::expect;
use medpayiq::api::Limits;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What a server sends until it closes. The rest of a long request may be refused, which resets the connection.
fn exchange(client: &Client, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(client.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    _ = stream.write_all(request);
    let mut answer = Vec::new();
    _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

/// An answer in short: its status and its problem. Checks its head.
fn in_short(answer: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer:?}"));
    let header = |name: &str| {
        let value = head.lines().filter_map(|line| line.split_once(": ")).filter(|(known, _)| *known == name);
        let values: Vec<_> = value.map(|(_, value)| value).collect();
        assert_eq!(values.len(), 1, "{name} in {head}");
        values[0]
    };
    assert_eq!(header("content-type"), "application/problem+json");
    assert_eq!(header("content-length"), body.len().to_string());
    assert_eq!(header("connection"), "close");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(header("date").ends_with(" GMT"), "{head}");
    let problem: Value = serde_json::from_str(body).unwrap();
    assert_eq!(problem["request_id"], header("x-request-id"));
    let mut details = problem["errors"].as_array().unwrap().iter().map(|fault| &fault["detail"]);
    let detail = details.next_back().unwrap_or(&problem["detail"]);
    format!("{} | {} {detail}", head.lines().next().unwrap(), problem["type"].as_str().unwrap())
}

#[test]
fn a_head_that_is_not_http_or_too_long_is_a_problem() {
    let server = Server::with_starter_data();
    let long = format!("GET /livez HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "y".repeat(140_000));
    let many = format!("GET /livez HTTP/1.1\r\nhost: x\r\n{}\r\n", "x-one: y\r\n".repeat(200));
    let answers = [
        "GET\r\n\r\n",
        "GET /livez HTTP/9.9\r\n\r\n",
        "GET /livez HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n{}",
        &long,
        &many,
    ]
    .map(|request| in_short(&exchange(&server, request.as_bytes())));
    expect![[r#"
        HTTP/1.1 400 Bad Request | urn:medpayiq:problem:malformed-request "The request cannot be read as HTTP/1.1: its first line, a header or the length of its body is not valid."
        HTTP/1.1 400 Bad Request | urn:medpayiq:problem:malformed-request "The request cannot be read as HTTP/1.1: its first line, a header or the length of its body is not valid."
        HTTP/1.1 400 Bad Request | urn:medpayiq:problem:malformed-request "The request cannot be read as HTTP/1.1: its first line, a header or the length of its body is not valid."
        HTTP/1.1 400 Bad Request | urn:medpayiq:problem:malformed-request "The request cannot be read as HTTP/1.1: its first line, a header or the length of its body is not valid."
        HTTP/1.1 431 Request Header Fields Too Large | urn:medpayiq:problem:head-too-long "The head of the request is too long: at most 128 kB and 96 headers are read."
        HTTP/1.1 431 Request Header Fields Too Large | urn:medpayiq:problem:head-too-long "The head of the request is too long: at most 128 kB and 96 headers are read.""#]].assert_eq(&answers.join("\n"));
}

#[test]
fn a_head_that_does_not_arrive_is_a_problem() {
    let limits = Limits { request_head: Duration::from_secs(1), ..Limits::default() };
    let server = limited(limits);
    for client in [&*server, &server.health()] {
        let slow = in_short(&exchange(client, b"GET /livez HTTP/1.1\r\nhost: "));
        expect![[r#"HTTP/1.1 408 Request Timeout | urn:medpayiq:problem:slow-head "The head of the request did not arrive in time. Send the first line and the headers at once.""#]].assert_eq(&slow);
    }
}

#[test]
fn a_later_head_that_does_not_arrive_ends_its_connection() {
    let limits = Limits {
        request_head: Duration::from_secs(2),
        keep_alive: Duration::from_secs(4),
        ..Limits::default()
    };
    let server = limited(limits);
    let health = server.health();
    let held = |client: &Client, start: &'static [u8], dripped: &'static [u8]| {
        let mut stream = TcpStream::connect(client.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        std::thread::spawn(move || {
            stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            let mut first = [0; 4096];
            let length = stream.read(&mut first).unwrap();
            assert!(first[..length].starts_with(b"HTTP/1.1 200 OK"));
            let began = Instant::now();
            stream.write_all(start).unwrap();
            let mut drip = stream.try_clone().unwrap();
            std::thread::spawn(move || {
                while began.elapsed() < Duration::from_secs(15) && drip.write_all(dripped).is_ok() {
                    std::thread::sleep(Duration::from_millis(300));
                }
            });
            let mut answer = Vec::new();
            _ = stream.read_to_end(&mut answer);
            (String::from_utf8(answer).unwrap(), began.elapsed())
        })
    };
    let slow = [
        held(&server, b"G", b""),
        held(&server, b"GET /livez HTTP/1.1\r\nx: ", b"y"),
        held(&server, b"\r\n", b"\r\n"),
        held(&health, b"G", b""),
    ];
    let idle = held(&server, b"", b"");
    for slow in slow {
        let (answer, open) = slow.join().unwrap();
        assert!(in_short(&answer).contains("408 Request Timeout"), "{answer}");
        assert!((Duration::from_secs(1)..Duration::from_secs(12)).contains(&open), "{open:?}");
    }
    let (answer, open) = idle.join().unwrap();
    assert_eq!(answer, "", "an idle connection ends without an answer");
    assert!(open > Duration::from_secs(2), "{open:?}");
    // A connection that goes on in time is served as long as it likes.
    let mut stream = TcpStream::connect(server.address()).unwrap();
    for _ in 0..4 {
        for part in ["GET /livez HT", "TP/1.1\r\nhost: x\r\n\r\n"] {
            stream.write_all(part.as_bytes()).unwrap();
            std::thread::sleep(Duration::from_millis(400));
        }
        let mut answer = [0; 4096];
        let length = stream.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK"));
    }
}

#[test]
fn answers_before_it_stay_as_they_are() {
    let server = Server::with_starter_data();
    let answer = exchange(&server, b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\nGET /v1/codes/99213 HTTP/1.1\r\nhost: x\r\n\r\n\r\nnonsense\r\n\r\n");
    let parts: Vec<_> = answer.split("HTTP/1.1 ").skip(1).collect();
    let [live, code, refused] = parts[..] else { panic!("{answer}") };
    assert!(live.starts_with("200 OK") && code.starts_with("200 OK"), "{answer}");
    let (_, body) = code.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.as_bytes(), server.get("/v1/codes/99213").body);
    assert!(in_short(&format!("HTTP/1.1 {refused}")).contains("400 Bad Request"), "{refused}");
}

#[test]
fn they_are_counted_and_logged_under_their_id() {
    let database = Database::with_starter_data();
    let url = database.url();
    let service = Service::start(&[("DATABASE_URL", &url), ("MEDPAYIQ_ACCESS_LOG", "true")]);
    let counted = || {
        let metrics = service.client.get("/metrics");
        let line = "medpayiq_http_requests_total{method=\"other\",route=\"other\",status=\"4xx\"} ";
        let count = metrics.text().lines().find_map(|metric| metric.strip_prefix(line)).unwrap();
        count.parse::<u64>().unwrap()
    };
    let before = counted();
    let answer = exchange(&service.client, b"secret /path\r\n\r\n");
    assert_eq!(counted(), before + 1);
    let problem: Value = serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let id = problem["request_id"].as_str().unwrap();
    wait_until("it is logged", || service.log().contains(id));
    let log = service.log();
    service.stop();
    let line = log.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id} is not in {log}"));
    assert!(
        line.contains(" request method=") && line.contains("status=400") && !log.contains("secret"),
        "{line}"
    );
}
