//! A service in this process, with the starter data and without a database. The targets send it requests over HTTP.

use medpayiq::api::{AllowedOrigins, Limits, State, serve};
use medpayiq::denials::{ClosedLists, Intake, Remitted, ServiceCodes};
use medpayiq::law::Law;
use medpayiq::schedule::{Parts, Schedule};
use medpayiq::store::Store;
use medpayiq::x12::RemittanceReader;
use serde_json::Value;
use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock};
use ureq::Agent;

/// The first answer waits until the service listens, because its socket is bound before.
static ADDRESS: LazyLock<SocketAddr> = LazyLock::new(|| {
    let listener = TcpListener::bind("127.0.0.1:0").expect("no free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    std::thread::spawn(move || run(listener));
    address
});

/// It keeps its connection, and takes 4xx and 5xx as answers.
static AGENT: LazyLock<Agent> =
    LazyLock::new(|| Agent::config_builder().http_status_as_error(false).build().into());

fn schedule() -> Schedule {
    let mut parts = Parts::default();
    parts.extend(medpayiq::starter::loaded().expect("the starter data is valid"));
    Schedule::new(parts, Law::shipped().expect("the law that comes with the program is valid"))
}

fn run(listener: TcpListener) {
    let nowhere = "host=127.0.0.1 port=9".parse().expect("an address");
    let state = State::new(Store::new(nowhere).expect("a store without connections"));
    state.swap(schedule());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let limits = Limits { workers: 1, heavy_work: 1, ..Limits::default() };
    let served = runtime.expect("a runtime").block_on(async { serve(listener, None, state, limits, &AllowedOrigins::None)?.await });
    panic!("the service ended: {served:?}");
}

/// The text of a 200.
pub struct Answer(String);

impl Answer {
    /// Reads it as JSON, which it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_else(|error| panic!("{error} in the answer {}", self.0))
    }
}

/// Sends a body, and returns the status and the text of the answer.
fn exchange(path: &str, media_type: &str, body: &[u8]) -> Result<(u16, String), ureq::Error> {
    let address = *ADDRESS;
    let request = AGENT.post(format!("http://{address}{path}")).header("content-type", media_type);
    let mut answer = request.send(body)?;
    Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
}

/// Sends a body, and returns the answer unless the service refuses it. A refusal must be a problem (RFC 9457) that says why.
pub fn post(path: &str, media_type: &str, body: &[u8]) -> Option<Answer> {
    let (status, text) = loop {
        match exchange(path, media_type, body) {
            // libFuzzer looks at its clock by a signal, which can interrupt a wait for an answer.
            Err(ureq::Error::Io(error)) if error.kind() == ErrorKind::Interrupted => {}
            answer => break answer.expect("no answer, or one that broke off or is not UTF-8"),
        }
    };
    if status == 200 {
        return Some(Answer(text));
    }
    assert!(matches!(status, 400 | 413 | 422), "{status}: {text}");
    let problem: Value = serde_json::from_str(&text).expect("a problem is JSON");
    assert!(problem["status"] == status && problem["errors"].is_array(), "{status}: {text}");
    None
}

/// Sends a batch. Each line of the answer must be JSON, and be of a later row than the one before.
pub fn check_batch(media_type: &str, body: &[u8]) {
    let Some(Answer(answer)) = post("/v1/estimates/batch", media_type, body) else { return };
    let mut last = 0;
    for line in answer.lines() {
        let row: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in the line {line}"));
        let number = row["row"].as_u64().expect("a row has a number");
        assert!(number > last, "row {number} came after row {last}");
        assert!(row["problem"].is_object() != row["totals"].is_object(), "{line}");
        last = number;
    }
}

/// Reads the denial reports of a remittance, without the codes' words, which are in the database. None if it is refused.
pub fn read_denials(body: &[u8]) -> Option<Remitted> {
    static TODAY: LazyLock<time::Date> = LazyLock::new(|| time::OffsetDateTime::now_utc().date());
    let services = ServiceCodes::new(false, |_| true);
    let lists = ClosedLists { reasons: Arc::new(std::iter::empty().collect()), remarks: Arc::default(), services };
    let (mut reader, mut intake) = (RemittanceReader::default(), Intake::new(lists, *TODAY));
    reader.feed(body, |claim| intake.take(&claim)).ok()?;
    reader.finish(|claim| intake.take(&claim)).ok()?;
    intake.end().ok()
}
