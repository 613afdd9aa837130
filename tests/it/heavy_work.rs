//! Work that takes long: it never holds up other requests, and it is refused if too much of it waits.

use crate::in_memory::serve_limited;
use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::schedule::schedule;
use crate::support::server::Server;
use medpayiq::api::Limits;
use medpayiq::vocabulary::MAX_LINES;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const LOCALITIES: [&str; 8] =
    ["01112-05", "13202-01", "10112-00", "09102-03", "04412-31", "06102-16", "01112-51", "03102-00"];

/// Some codes of the starter data.
const CODES: &str = "99213,99214,99215,99203,99204,20610,20611,76377,76376,70553,71046,71260,74177,45380,45385,17000,17003,\
                     97110,97140,93000,93306,36415,27447,66984,43239";

/// A claim of so many lines.
fn claim(lines: usize) -> String {
    let line = |id: usize| format!(r#"{{"id": "{id}", "hcpcs": "99213"}}"#);
    let lines: Vec<String> = (1..=lines).map(|id| line(id + 100)).collect();
    format!(r#"{{"lines": [{}]}}"#, lines.join(", "))
}

/// The time that an answer takes.
fn time_of(ask: impl Fn()) -> Duration {
    let began = Instant::now();
    ask();
    began.elapsed()
}

fn get_toolkit(client: &Client, number: usize) {
    let (place, date) = (LOCALITIES[number % 8], 1 + number / 8 % 28);
    let path = format!("/v1/toolkit.xlsx?codes={CODES}&locality={place}&date=2025-01-{date:02}");
    assert!([200, 503].contains(&client.get(&path).status));
}

#[test]
fn toolkits_of_many_clients_hold_up_no_other_request() {
    let limits = Limits { workers: 1, heavy_work: 2, ..Limits::default() };
    let client = serve_limited(schedule(), limits);
    let alone = time_of(|| get_toolkit(&client, 200));
    let is_over = AtomicBool::new(false);
    let (livez, estimates) = std::thread::scope(|threads| {
        for number in 0..16 {
            let (client, is_over) = (&client, &is_over);
            threads.spawn(move || {
                for round in 0.. {
                    get_toolkit(client, number + 16 * round);
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        // The clients have sent their first requests.
        std::thread::sleep(alone);
        let claim = claim(1);
        let times = |ask: &dyn Fn()| {
            let mut times: Vec<Duration> = (0..11).map(|_| time_of(ask)).collect();
            times.sort();
            times[5]
        };
        let livez = times(&|| assert_eq!(client.get("/livez").status, 200));
        let estimates = times(&|| assert_eq!(client.post("/v1/estimates", &claim).status, 200));
        is_over.store(true, Ordering::Relaxed);
        (livez, estimates)
    });
    // On the threads that serve requests, each of the others would have to wait for several toolkits.
    assert!(livez < alone && estimates < alone, "{livez:?}, {estimates:?} and a toolkit {alone:?}");
}

#[test]
fn heavy_work_that_has_no_turn_is_refused_and_light_work_goes_on() {
    let limits = Limits { heavy_work: 0, heavy_work_wait: Duration::from_millis(20), ..Limits::default() };
    let client = serve_limited(schedule(), limits);
    let busy = "503 unavailable: The service is busy with other long requests.";
    let get = |path: &str| client.get(path);
    let post = |path: &str, kind: &str, body: &str| {
        client.send("POST", path, &[("content-type", kind)], body.as_bytes())
    };
    let padded = format!("{}{}", claim(1), " ".repeat(20_000));
    let interchange = include_str!("../fixtures/x12/clinic.837");
    let remittance = include_str!("../fixtures/x12/clinic.835");
    let form = format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{interchange}\r\n--x--\r\n"
    );
    let lines = ["99213"; MAX_LINES].join("%0A");
    for answer in [
        get(&format!("/claim?lines={lines}")),
        post("/claim", "multipart/form-data; boundary=x", &form),
        post("/claim", "application/edi-x12", interchange),
        post("/v1/remittances/variance", "application/edi-x12", remittance),
        post("/v1/estimates/x12", "application/edi-x12", interchange),
        get("/v1/toolkit?codes=99213"),
        get("/v1/toolkit.xlsx?codes=99213"),
        get("/v1/toolkit.html?codes=99213"),
        get("/toolkit?codes=99213"),
        post("/v1/estimates", "application/json", &claim(MAX_LINES)),
        post("/v1/estimates", "application/json", &padded),
        post("/v1/edits/check", "application/json", &claim(MAX_LINES)),
        post("/v1/estimates", "application/edi-x12", interchange),
    ] {
        assert_eq!((answer.problem().as_str(), answer.header("retry-after")), (busy, Some("5")));
    }
    let claim = claim(3);
    assert_eq!(get("/livez").status, 200);
    assert_eq!(get("/v1/codes/99213").status, 200);
    assert_eq!(get("/toolkit").status, 200);
    assert_eq!(get("/claim?lines=99213").status, 200);
    assert_eq!(post("/v1/estimates", "application/json", &claim).status, 200);
    assert_eq!(post("/v1/edits/check", "application/json", &claim).status, 200);
    // A fault of the request is answered before it waits.
    assert_eq!(get("/v1/toolkit?codes=99213&zip=00001").status, 422);
}

#[test]
fn reads_of_codes_have_turns_of_their_own() {
    let limits = Limits { code_reads: 0, heavy_work_wait: Duration::from_millis(20), ..Limits::default() };
    let client = serve_limited(schedule(), limits);
    let busy = "503 unavailable: The service is busy with other long requests.";
    for path in [
        "/v1/codes/99213",
        "/v1/codes/99213/tips",
        "/v1/codes/99213/edits",
        "/v1/codes/99213/history",
        "/codes/99213",
        "/claim?lines=99213",
    ] {
        let answer = client.get(path);
        assert_eq!((answer.problem().as_str(), answer.header("retry-after")), (busy, Some("5")), "{path}");
    }
    for path in ["/", "/?q=mri", "/v1/codes?q=mri", "/v1/toolkit?codes=99213", "/livez"] {
        assert_eq!(client.get(path).status, 200, "{path}");
    }
    assert_eq!(client.post("/v1/estimates", &claim(3)).status, 200);
    // A fault of the request is answered before it waits.
    assert_eq!(client.get("/v1/codes/99213/tips?zip=1").status, 422);
}

#[test]
fn a_remittance_that_has_no_turn_is_refused() {
    let limits = Limits { heavy_work: 0, heavy_work_wait: Duration::from_millis(20), ..Limits::default() };
    let server = Server::limited(Database::with_starter_data(), limits);
    server.reload();
    let headers = [("content-type", "application/edi-x12")];
    let body = include_str!("../fixtures/x12/clinic.835").as_bytes();
    let answer = server.send("POST", "/v1/remittances", &headers, body);
    let busy = "503 unavailable: The service is busy with other long requests.";
    assert_eq!((answer.problem().as_str(), answer.header("retry-after")), (busy, Some("5")));
}

#[test]
fn a_toolkit_that_was_made_is_answered_while_others_have_no_turn() {
    let limits = Limits { heavy_work: 1, heavy_work_wait: Duration::from_millis(1), ..Limits::default() };
    let client = serve_limited(schedule(), limits);
    let made = format!("/v1/toolkit.xlsx?codes={CODES}&locality=01112-05&date=2025-03-03");
    let whole = client.get(&made);
    assert_eq!(whole.status, 200);
    let (is_over, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|threads| {
        for place in LOCALITIES.iter().take(4) {
            let (client, is_over, refused) = (&client, &is_over, &refused);
            threads.spawn(move || {
                for round in 0.. {
                    let date = 1 + round % 28;
                    let path =
                        format!("/v1/toolkit.xlsx?codes={CODES}&locality={place}&date=2025-02-{date:02}");
                    if client.get(&path).status == 503 {
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                    if is_over.load(Ordering::Relaxed) {
                        return;
                    }
                }
            });
        }
        let deadline = Instant::now() + Duration::from_secs(20);
        let mut answered = 0;
        while answered < 40 || refused.load(Ordering::Relaxed) == 0 {
            assert!(Instant::now() < deadline, "no toolkit was refused");
            let answer = client.get(&made);
            assert_eq!((answer.status, answer.body == whole.body), (200, true));
            answered += 1;
        }
        is_over.store(true, Ordering::Relaxed);
    });
}
