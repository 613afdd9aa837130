//! Reads query parameters, and names every one that is at fault.

use super::error::{Error, Fault};
use super::fault_code::FaultCode;
use super::faults::MOST_FAULTS;
use super::hints::did_you_mean;
use super::pointer::escape_pointer;
use actix_web::HttpRequest;
use actix_web::web::Query;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// Reads the query of an operation.
///
/// # Errors
/// 400 if a parameter is unknown or given more than once.
pub(crate) fn decode<T: DeserializeOwned + IntoParams>(request: &HttpRequest) -> Result<T, Error> {
    decode_text(request.query_string())
}

/// Reads a query that is no part of an HTTP request.
///
/// # Errors
/// Those of [`decode`].
pub(crate) fn decode_text<T: DeserializeOwned + IntoParams>(query: &str) -> Result<T, Error> {
    let decoded = Query::<T>::from_query(query).map(Query::into_inner);
    decoded.map_err(|_| Error::Malformed(faults(query, &names_of::<T>(), wrong_value::<T>)))
}

/// Reads the query of an operation with two groups of parameters: its own, and some that it shares with others.
///
/// # Errors
/// 400 if a parameter is unknown or given more than once.
pub(crate) fn decode_both<A, B>(request: &HttpRequest) -> Result<(A, B), Error>
where
    A: DeserializeOwned + IntoParams,
    B: DeserializeOwned + IntoParams,
{
    decode_both_text(request.query_string())
}

/// Reads a query with two groups of parameters that is no part of an HTTP request.
///
/// # Errors
/// Those of [`decode_both`].
pub(crate) fn decode_both_text<A, B>(query: &str) -> Result<(A, B), Error>
where
    A: DeserializeOwned + IntoParams,
    B: DeserializeOwned + IntoParams,
{
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields, bound(deserialize = "A: DeserializeOwned, B: DeserializeOwned"))]
    struct Both<A, B> {
        #[serde(flatten)]
        own: A,
        #[serde(flatten)]
        shared: B,
    }
    let decoded = Query::<Both<A, B>>::from_query(query).map(Query::into_inner);
    let names = || [names_of::<A>(), names_of::<B>()].concat();
    let Both { own, shared } =
        decoded.map_err(|_| Error::Malformed(faults(query, &names(), wrong_value::<Both<A, B>>)))?;
    Ok((own, shared))
}

/// Checks the query of an operation that takes no parameters.
///
/// # Errors
/// 400 if there is one.
pub(crate) fn none(request: &HttpRequest) -> Result<(), Error> {
    let faults = faults(request.query_string(), &[], |_| None);
    if faults.is_empty() { Ok(()) } else { Err(Error::Malformed(faults)) }
}

/// Checks the query of an operation that takes no parameters, and has a minimal answer.
///
/// # Errors
/// 400 if there is one. The fault of a parameter that would ask for less says how to do that.
pub(crate) fn none_but_prefer(request: &HttpRequest) -> Result<(), Error> {
    let Err(Error::Malformed(mut faults)) = none(request) else { return Ok(()) };
    for fault in &mut faults {
        let name = fault.pointer.rsplit('/').next().unwrap_or_default().to_lowercase();
        if ASKS_FOR_PARTS.contains(&name.as_str()) {
            fault.detail.push_str(" To get amounts and codes only, send the header Prefer: return=minimal.");
        }
    }
    Err(Error::Malformed(faults))
}

/// The parameters by which callers of other services ask for a part of an answer.
const ASKS_FOR_PARTS: [&str; 9] =
    ["include", "fields", "select", "exclude", "expand", "view", "trace", "minimal", "_elements"];

/// Replaces every fault of a query by what is expected. For operations to which somebody might send what nobody should read:
/// the answer must not repeat it.
pub(crate) fn without_content<T>(read: Result<T, Error>, expected: &str) -> Result<T, Error> {
    read.map_err(|_| Error::Malformed(vec![Fault::coded(FaultCode::UnknownParameter, "/query", expected)]))
}

/// The names of an operation's query parameters, as they are documented.
fn names_of<T: IntoParams>() -> Vec<String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect()
}

/// Why the value of a parameter, given as `name=value`, cannot be read.
fn wrong_value<T: DeserializeOwned>(pair: &str) -> Option<String> {
    let error = Query::<T>::from_query(pair).err()?.to_string();
    Some(in_words(&name_of(pair), error.trim_start_matches("Query deserialize error: ")))
}

/// What serde says of a value that is not one of a closed list, as a sentence of ours. Other errors stay as they are.
fn in_words(name: &str, error: &str) -> String {
    let of_list = error.strip_prefix("unknown variant `").and_then(|rest| rest.rsplit_once("`, expected "));
    if let Some((value, expected)) = of_list {
        return format!("{value:?} is not a value of {name}. Write {}.", expected.replace('`', ""));
    }
    match error {
        "provided string was not `true` or `false`" => format!("Write true or false for {name}."),
        other => other.to_owned(),
    }
}

/// Every parameter of a query that is unknown, is given more than once, or has a value that cannot be read.
fn faults(query: &str, known: &[String], wrong_value: impl Fn(&str) -> Option<String>) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let name = name_of(pair);
        let (code, detail) = if !known.contains(&name) {
            (FaultCode::UnknownParameter, unknown_parameter(&name, known))
        } else if seen.contains(&name) {
            let detail = format!("The parameter {name} is given more than once. Send it once.");
            (FaultCode::RepeatedParameter, detail)
        } else if let Some(error) = wrong_value(pair) {
            (FaultCode::InvalidValue, error)
        } else {
            seen.insert(name);
            continue;
        };
        faults.push(Fault::coded(code, format!("/query/{}", escape_pointer(&name)), detail));
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    faults
}

fn unknown_parameter(name: &str, known: &[String]) -> String {
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let meant = did_you_mean(name, &names);
    let known = match known {
        [] => "It takes none".to_owned(),
        [only] => format!("Its only parameter is {only}"),
        [others @ .., last] => format!("Its parameters are {} and {last}", others.join(", ")),
    };
    format!("{name:?} is not a parameter of this operation.{meant} {known}.")
}

/// The name of a parameter, decoded.
fn name_of(pair: &str) -> String {
    let pairs = Query::<Vec<(String, String)>>::from_query(pair).map(Query::into_inner).unwrap_or_default();
    pairs.into_iter().next().map_or_else(|| pair.to_owned(), |(name, _)| name)
}

/// The number of items for one page: `usual` if the parameter is absent.
///
/// # Errors
/// A description of the fault, if the text is not a whole number from 1 to `most`.
pub(crate) fn page_size(text: Option<&str>, usual: usize, most: usize) -> Result<usize, String> {
    let Some(text) = text else { return Ok(usual) };
    let size = text.parse().ok().filter(|size| (1..=most).contains(size));
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let fault = if is_number { "is out of range" } else { "is not a whole number" };
    size.ok_or_else(|| format!("{text:?} {fault}. Write a whole number from 1 to {most}."))
}

/// The query string of a link, with the parameters that have a value; empty if none has. The values must need no escaping.
pub(crate) fn query_string<const N: usize>(parameters: [(&str, Option<&str>); N]) -> String {
    let given = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.enumerate().fold(String::new(), |query, (position, (name, value))| {
        let separator = if position == 0 { '?' } else { '&' };
        format!("{query}{separator}{name}={value}")
    })
}
