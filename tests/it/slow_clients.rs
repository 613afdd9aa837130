//! Clients that are slow, silent or many: what they may hold, and for how long.

use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::program::{Service, command};
use crate::support::server::Server;
use crate::support::wait_until;
use medpayiq::api::Limits;
use nix::sys::socket::{setsockopt, sockopt::RcvBuf};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const JSON: &str = "application/json";
const X12: &str = "application/edi-x12";
const CLINIC_CLAIMS: &str = include_str!("../fixtures/x12/clinic.837");

pub(crate) fn limited(limits: Limits) -> Server {
    let server = Server::limited(Database::with_starter_data(), limits);
    server.reload();
    server
}

/// A connection on which the head of a request was sent.
fn begin(client: &Client, path: &str, media_type: &str, framing: &str) -> TcpStream {
    let mut stream = TcpStream::connect(client.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {media_type}\r\n");
    write!(stream, "{head}{framing}\r\n\r\n").unwrap();
    stream
}

/// Reads until the server closes, and returns the answer.
fn answer(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // The server may have closed the connection while bytes were still on their way.
    _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends the beginning of a body byte by byte, one every 100 ms, and returns the answer.
fn drip(client: &Client, path: &str, media_type: &str, body: &str) -> String {
    let mut stream = begin(client, path, media_type, "content-length: 100");
    for byte in body.as_bytes() {
        std::thread::sleep(Duration::from_millis(100));
        // On a busy machine, the server may have given up already.
        if stream.write_all(&[*byte]).is_err() {
            break;
        }
    }
    answer(stream)
}

#[test]
fn a_body_that_drips_is_given_up() {
    let server = limited(Limits { body_time: Duration::from_secs(2), ..Limits::default() });
    let request = r#"{"lines": [{"hcpcs": "99213"}]}"#;
    let whole = drip(&server, "/v1/estimates", JSON, &request[..15]);
    let detail = "The body took longer than 2 seconds and one more for each 100 kB.";
    assert!(whole.starts_with("HTTP/1.1 400 ") && whole.contains(detail), "{whole}");
    // A batch that arrives is answered row by row, however slowly; one that drips is given up.
    let batch = drip(&server, "/v1/estimates/batch", "text/csv", "hcpcs\n99213\n9300");
    let detail = "The body took longer than 2 seconds and one more for each 1 kB.";
    assert!(batch.starts_with("HTTP/1.1 200 ") && batch.contains(r#""hcpcs":"99213""#), "{batch}");
    assert!(batch.contains(detail) && !batch.contains("\r\n0\r\n"), "{batch}");
}

#[test]
fn a_batch_that_arrives_at_a_slow_rate_is_answered_to_its_end() {
    let server = limited(Limits { body_time: Duration::from_millis(500), ..Limits::default() });
    let mut stream = begin(&server, "/v1/estimates/batch", "text/csv", "transfer-encoding: chunked");
    // 4 kB a second, for twice the time of a whole body.
    write!(stream, "6\r\nhcpcs\n\r\n").unwrap();
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(100));
        write!(stream, "190\r\n99213{}\n\r\n", " ".repeat(394)).unwrap();
    }
    write!(stream, "0\r\n\r\n").unwrap();
    let answer = answer(stream);
    assert_eq!(answer.matches(r#""hcpcs":"99213""#).count(), 10, "{answer}");
    assert!(answer.ends_with("\r\n0\r\n\r\n"), "{answer}");
}

/// Sends the head, and then the rest again and again, and reads nothing. Returns how long it took until the connection was reset.
fn time_until_cut(client: &Client, head: &str, rest: &str) -> Duration {
    let mut stream = TcpStream::connect(client.address()).unwrap();
    // The buffers of both sides fill up sooner.
    setsockopt(&stream, RcvBuf, &4096).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut next = head;
    let began = Instant::now();
    // The buffers fill up, then nothing moves, then the connection is reset.
    let error = loop {
        if let Err(error) = stream.write_all(next.as_bytes()) {
            break error;
        }
        next = rest;
    };
    assert!([ErrorKind::ConnectionReset, ErrorKind::BrokenPipe].contains(&error.kind()), "{error:?}");
    began.elapsed()
}

#[test]
fn a_client_that_reads_nothing_is_cut_off() {
    let server = limited(Limits { answer_pause: Duration::from_secs(1), ..Limits::default() });
    let health = server.health_limited(Limits { answer_pause: Duration::from_secs(1), ..Limits::default() });
    let post = |path: &str, media_type: &str, framing: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: {media_type}\r\n{framing}\r\n\r\n")
    };
    let rows = format!("{}\n", ["99213"; 5_000].join("\n"));
    let batch = post("/v1/estimates/batch", "text/csv", "transfer-encoding: chunked") + "6\r\nhcpcs\n\r\n";
    let claims =
        post("/v1/estimates/x12", X12, &format!("content-length: {}", CLINIC_CLAIMS.len())) + CLINIC_CLAIMS;
    let estimate = r#"{"lines": [{"hcpcs": "99213"}]}"#;
    let estimates = post("/v1/estimates", JSON, "content-length: 31") + estimate;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
    for (client, name, head, rest) in [
        (&*server, "batch", batch, format!("{:x}\r\n{rows}\r\n", rows.len())),
        (&*server, "X12", String::new(), claims),
        (&*server, "estimates", String::new(), estimates.repeat(20)),
        (&*server, "pages", String::new(), get("/codes/76377").repeat(20)),
        (&*server, "documents", String::new(), get("/openapi.json").repeat(20)),
        (&health, "health", String::new(), get("/livez").repeat(200)),
    ] {
        let time = time_until_cut(client, &head, &rest);
        assert!(time < Duration::from_secs(25), "{name}: {time:?}");
        assert_eq!(server.get("/livez").status, 200, "{name}");
    }
}

/// A body of 40 kB that lacks its end, and the paths that hold all of it. The last one reads a form.
const LONG: [(&str, &str); 7] = [
    ("/v1/estimates", JSON),
    ("/v1/estimates/x12", X12),
    ("/v1/edits/check", JSON),
    ("/v1/remittances", X12),
    ("/v1/remittances/variance", X12),
    ("/v1/estimates/batch", "application/x-ndjson"),
    ("/claim", "multipart/form-data; boundary=x"),
];

/// Sends 40 kB of a body of 60 kB in two pieces.
fn begin_long(client: &Client, path: &str, media_type: &str) -> TcpStream {
    let mut stream = begin(client, path, media_type, "content-length: 60000");
    let head = match media_type {
        JSON | "application/x-ndjson" => "{".to_owned(),
        X12 => format!("{:<106}", "ISA*00*"),
        _ => "--x\r\ncontent-disposition: form-data; name=file; filename=a\r\n\r\n".to_owned(),
    };
    write!(stream, "{head}{}", " ".repeat(20_000 - head.len())).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    // If the server has refused it already, the connection is closed.
    _ = write!(stream, "{}", " ".repeat(20_000));
    std::thread::sleep(Duration::from_millis(200));
    stream
}

#[test]
fn long_bodies_that_arrive_together_share_a_limited_memory() {
    let limits = Limits { bodies_bytes: 64 * 1024, ..Limits::default() };
    // Each of them waits five seconds for memory, so they do so at the same time.
    std::thread::scope(|threads| {
        for (path, media_type) in LONG {
            threads.spawn(move || {
                let server = limited(limits);
                let held = begin_long(&server, path, media_type);
                let refused = answer(begin_long(&server, "/v1/estimates", JSON));
                assert!(
                    refused.starts_with("HTTP/1.1 503 ") && refused.contains("Too many long bodies"),
                    "{path}: {refused}"
                );
                // Short bodies need none of it, in one piece or in two.
                let short = r#"{"lines": [{"hcpcs": "99213"}]}"#;
                assert_eq!(server.post("/v1/estimates", short).status, 200, "{path}");
                let mut stream = begin(&server, "/v1/estimates", JSON, "content-length: 31");
                write!(stream, "{}", &short[..10]).unwrap();
                std::thread::sleep(Duration::from_millis(100));
                write!(stream, "{}", &short[10..]).unwrap();
                let answered = answer(stream);
                assert!(answered.starts_with("HTTP/1.1 200 "), "{path}: {answered}");
                drop(held);
            });
        }
    });
}

#[test]
fn a_declared_length_holds_no_memory() {
    let server = limited(Limits { bodies_bytes: 64 * 1024, ..Limits::default() });
    let mut held: Vec<_> =
        (0..8).map(|_| begin(&server, "/v1/estimates", JSON, "content-length: 200000")).collect();
    for stream in &mut held {
        write!(stream, "{{").unwrap();
        std::thread::sleep(Duration::from_millis(50));
        write!(stream, " ").unwrap();
    }
    let body = format!("{}{}", r#"{"lines": [{"hcpcs": "99213"}]}"#, " ".repeat(30_000));
    assert_eq!(server.post("/v1/estimates", &body).status, 200);
}

#[test]
fn a_long_body_holds_its_memory_until_its_work_ends() {
    let limits = Limits {
        bodies_bytes: 64 * 1024,
        heavy_work: 0,
        heavy_work_wait: Duration::from_secs(15),
        ..Limits::default()
    };
    let server = limited(limits);
    let body = format!("{}{}", r#"{"lines": [{"hcpcs": "99213"}]}"#, " ".repeat(60_000));
    std::thread::scope(|threads| {
        let waiting = threads.spawn(|| server.post("/v1/estimates", &body).problem());
        std::thread::sleep(Duration::from_millis(500));
        let refused = server.post("/v1/estimates", &body).problem();
        assert_eq!(refused, "503 unavailable: Too many long bodies are arriving at once.");
        let busy = "503 unavailable: The service is busy with other long requests.";
        assert_eq!(waiting.join().unwrap(), busy);
    });
}

#[test]
fn a_chunked_body_that_never_ends_holds_no_connection() {
    let server = limited(Limits { body_pause: Duration::from_secs(1), ..Limits::default() });
    let health = server.health();
    let request = |client: &Client, line: &str| {
        let mut stream = TcpStream::connect(client.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let head = format!("{line} HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\n");
        write!(stream, "{head}transfer-encoding: chunked\r\n\r\n").unwrap();
        stream
    };
    for (client, line, status) in [
        (&*server, "GET /livez", "200"),
        (&*server, "POST /nothing", "404"),
        (&*server, "POST /v1/estimates", "400"),
        (&health, "GET /livez", "200"),
    ] {
        let mut answer = String::new();
        request(client, line).read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
    }
    // The connection of a body that ends serves the next request.
    let mut stream = request(&server, "POST /v1/estimates");
    for _ in 0..2 {
        let body = r#"{"lines": [{"hcpcs": "99213"}]}"#;
        write!(stream, "{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).unwrap();
        let mut answer = [0; 4096];
        let length = stream.read(&mut answer).unwrap();
        assert!(answer[..length].starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(&answer));
        let head = format!("POST /v1/estimates HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\n");
        write!(stream, "{head}transfer-encoding: chunked\r\n\r\n").unwrap();
    }
}

#[test]
fn an_idle_connection_is_closed_after_the_time_of_the_limit() {
    // The server's clock ticks twice a second: an end comes up to half a second early.
    let server = limited(Limits { keep_alive: Duration::from_secs(2), ..Limits::default() });
    let began = Instant::now();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /livez HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let open = began.elapsed();
    assert!((Duration::from_secs(1)..Duration::from_secs(10)).contains(&open), "{open:?}");
}

#[test]
fn connections_beyond_the_limit_wait_and_health_checks_are_answered() {
    let limits = Limits { connections: 1, request_head: Duration::from_secs(60), ..Limits::default() };
    let server = limited(limits);
    let health = server.health();
    let held = TcpStream::connect(server.address()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let mut second = TcpStream::connect(server.address()).unwrap();
    write!(second, "GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    second.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let waits = second.read(&mut [0; 1]).unwrap_err();
    assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&waits.kind()), "{waits:?}");
    for _ in 0..20 {
        assert_eq!((health.get("/livez").status, health.get("/readyz").status), (200, 200));
    }
    drop(held);
    second.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(answer(second).starts_with("HTTP/1.1 200 "));
}

#[test]
fn the_limit_of_open_files_is_raised_to_what_the_system_allows() {
    let database = Database::with_starter_data();
    let url = database.url();
    let serve = command(&["serve"], &[("DATABASE_URL", &url), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]);
    let mut limited = Command::new("sh");
    limited.args(["-c", r#"ulimit -Sn 256 && exec "$0" serve"#]).arg(serve.get_program()).env_clear();
    limited.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let service = Service::begin(limited);
    let most = Command::new("sh").args(["-c", "ulimit -Hn"]).output().unwrap().stdout;
    let most = String::from_utf8(most).unwrap();
    assert_ne!(most.trim(), "256", "the test needs a higher limit");
    // The metric is a number with an exponent if it is large.
    let shown = || {
        let metrics = service.client.get("/metrics").text().to_owned();
        let line = metrics.lines().find_map(|line| line.strip_prefix("process_max_fds ").map(str::to_owned));
        line.and_then(|number| number.parse::<f64>().ok()).map(|number| format!("{number}"))
    };
    wait_until("the limit is raised", || shown().as_deref() == Some(most.trim()));
}
