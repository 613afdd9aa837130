//! A server with the starter data in memory, for tests that need no database.

use crate::support::http::{Answer, Client};
use crate::support::schedule::schedule;
use medpayiq::api::{AllowedOrigins, Limits, State, TermsBook, serve};
use medpayiq::schedule::Schedule;
use medpayiq::store::{Store, StoredTerms};
use medpayiq::tips::{WrittenTip, shipped_tips};
use std::net::TcpListener;
use std::sync::LazyLock;

/// The client of the server that these tests share.
pub(crate) static CLIENT: LazyLock<Client> = LazyLock::new(|| serve_in_memory(schedule()));

/// Starts a server with this schedule and no database; returns its client. The server ends with the process.
pub(crate) fn serve_in_memory(schedule: Schedule) -> Client {
    serve_limited(schedule, Limits { workers: 2, ..Limits::default() })
}

/// The same with its own limits.
pub(crate) fn serve_limited(schedule: Schedule, limits: Limits) -> Client {
    serve_for(schedule, limits, AllowedOrigins::None)
}

/// The same for pages of other origins.
pub(crate) fn serve_for(schedule: Schedule, limits: Limits, origins: AllowedOrigins) -> Client {
    serve_state(limits, origins, move |state| state.swap(schedule))
}

/// A server with this schedule and these terms of contracts in memory, each with its name; returns its client.
pub(crate) fn serve_with_terms(schedule: Schedule, terms: Vec<StoredTerms>) -> Client {
    serve_state(Limits { workers: 2, ..Limits::default() }, AllowedOrigins::None, move |state| {
        state.swap_terms(TermsBook::read(terms));
        state.swap(schedule);
    })
}

/// A server with this schedule and these tips in memory; returns its client.
pub(crate) fn serve_with_tips(schedule: Schedule, tips: Vec<WrittenTip>) -> Client {
    serve_state(Limits { workers: 2, ..Limits::default() }, AllowedOrigins::None, move |state| {
        state.swap_tips(tips.into_iter().collect());
        state.swap(schedule);
    })
}

fn serve_state(
    limits: Limits,
    origins: AllowedOrigins,
    fill: impl FnOnce(&State) + Send + 'static,
) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = Client::new(listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let state = State::new(Store::new("host=127.0.0.1".parse().unwrap()).unwrap());
        state.swap_tips(shipped_tips().unwrap().tips.iter().cloned().collect());
        fill(&state);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async { serve(listener, None, state, limits, &origins).unwrap().await }).unwrap();
    });
    client
}

/// Returns the answer to a POST of this media type.
pub(crate) fn post(path: &str, media_type: &str, body: &[u8]) -> Answer {
    CLIENT.send("POST", path, &[("content-type", media_type)], body)
}

/// Returns the text of a successful answer.
pub(crate) fn answered(path: &str, media_type: &str, body: &[u8]) -> String {
    let answer = post(path, media_type, body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().to_owned()
}
