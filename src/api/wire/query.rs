//! Reading query parameters, with the parameter named that is wrong.

use super::error::{Error, Fault};
use super::json::escaped;
use actix_web::HttpRequest;
use actix_web::web::Query;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// Reads the query of an operation.
///
/// # Errors
/// 400 where parameters are unknown or given twice.
pub(crate) fn decode<T: DeserializeOwned>(request: &HttpRequest) -> Result<T, Error> {
    let query = request.query_string();
    Query::<T>::from_query(query).map(Query::into_inner).map_err(|_| Error::Malformed(faults::<T>(query)))
}

/// Reads the query of an operation to which somebody could tell what nobody should read: a refusal repeats nothing of it.
///
/// # Errors
/// 400 with what is expected, where parameters are unknown, wrong or given twice.
pub(crate) fn decode_unrepeated<T: DeserializeOwned>(
    request: &HttpRequest,
    expected: &str,
) -> Result<T, Error> {
    let fault = |_| Error::Malformed(vec![Fault::new("/query", format!("expected {expected}"))]);
    decode(request).map_err(fault)
}

/// Every parameter at fault, found by reading each alone.
fn faults<T: DeserializeOwned>(query: &str) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = name(pair);
        let pointer = format!("/query/{}", escaped(&name));
        if let Err(error) = Query::<T>::from_query(pair) {
            let error = error.to_string().replace("unknown field", "unknown parameter");
            let error = error.replace("there are no fields", "there are none");
            faults.push(Fault::new(pointer, error.trim_start_matches("Query deserialize error: ")));
        } else if !seen.insert(name) {
            faults.push(Fault::new(pointer, "given more than once"));
        }
    }
    faults
}

/// The name of a parameter, decoded.
fn name(pair: &str) -> String {
    let pairs = Query::<Vec<(String, String)>>::from_query(pair).map(Query::into_inner).unwrap_or_default();
    pairs.into_iter().next().map_or_else(|| pair.to_owned(), |(name, _)| name)
}

/// How many to give at a time, where `usual` are given unasked.
///
/// # Errors
/// A text that says so, where it is no number from 1 to `most`.
pub(crate) fn limit(text: Option<&str>, usual: usize, most: usize) -> Result<usize, String> {
    let Some(text) = text else { return Ok(usual) };
    let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
    limit.ok_or_else(|| format!("{text:?} is out of range: expected a whole number from 1 to {most}"))
}

/// The query of a link, of the parameters that have a value; empty where none has. Their values need no escaping.
pub(crate) fn link_query<const N: usize>(parameters: [(&str, Option<&str>); N]) -> String {
    let given = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.enumerate().fold(String::new(), |query, (position, (name, value))| {
        let before = if position == 0 { '?' } else { '&' };
        format!("{query}{before}{name}={value}")
    })
}
