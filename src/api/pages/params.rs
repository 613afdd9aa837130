//! The parameters of a page, as its form or its address has them.

use super::options::title_case;
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::schedule::content::LocalityIndices;
use crate::vocabulary::{HcpcsCode, PlaceOfService, format_date};
use actix_web::HttpRequest;
use actix_web::web::Query;
use std::fmt::Write;
use time::{Date, Duration, OffsetDateTime};

/// The parameters in order. A form sends its empty fields too, so an empty value counts as absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// The parameters of the address.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        Self::parse(request.query_string())
    }

    /// The parameters of an encoded text: a query, or the body of a form.
    pub(crate) fn parse(encoded: &str) -> Self {
        let read = Query::<Vec<(String, String)>>::from_query(encoded).map(Query::into_inner);
        let trimmed = |(name, value): (String, String)| {
            let value = value.trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        };
        Self(read.unwrap_or_default().into_iter().filter_map(trimmed).collect())
    }

    /// The fields of a form that was sent as a body.
    pub(crate) fn of_body(body: &[u8]) -> Self {
        Self::parse(std::str::from_utf8(body).unwrap_or_default())
    }

    /// The first value of a parameter.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The first value of a parameter, or an empty text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Every value of a parameter.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same parameters with another value for one of them; without it if the value is `None`.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> Self {
        let mut others: Vec<_> = self.0.iter().filter(|(known, _)| known != name).cloned().collect();
        others.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        Self(others)
    }

    /// Only the parameters with these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect())
    }

    /// The names and values.
    pub(crate) fn items(&self) -> &[(String, String)] {
        &self.0
    }

    /// The address of a code's page with these parameters.
    pub(crate) fn address_of(&self, code: &HcpcsCode) -> String {
        self.address(&format!("/codes/{code}"))
    }

    /// An address with these parameters.
    pub(crate) fn address(&self, path: &str) -> String {
        self.0.iter().enumerate().fold(path.to_owned(), |mut address, (position, (name, value))| {
            address.push(if position == 0 { '?' } else { '&' });
            push_encoded(&mut address, name);
            address.push('=');
            push_encoded(&mut address, value);
            address
        })
    }
}

/// Adds a text to an address, percent-encoded.
fn push_encoded(address: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' => {
                address.push(char::from(byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(address, "%{byte:02X}")),
        }
    }
}

/// The names of the parameters that every page keeps.
pub(crate) const KEPT: [&str; 3] = ["zip", "date", "pos"];

/// The place, the day and the place of service of a page.
#[derive(Clone, Debug)]
pub(crate) struct When {
    /// The ZIP code, if the reader named one.
    pub(crate) zip: Option<String>,
    /// The locality, if the reader named one by number or name.
    pub(crate) locality: Option<String>,
    /// The date of service. `None` if the reader named none and no release covers today.
    pub(crate) day: Option<Date>,
    /// The place of service.
    pub(crate) place: PlaceOfService,
}

impl When {
    /// Reads `zip`, `date` and `pos`. A value that is not valid is a fault, and counts as absent.
    pub(crate) fn of(params: &Params, schedule: &Schedule, faults: &mut Faults) -> Self {
        let (zip, locality) = place_of(params, schedule, faults);
        let day = match params.get("date") {
            Some(text) => faults.day("/query/date", Some(text)),
            None => Some(today()).filter(|today| schedule.in_force(Some(*today), None).is_ok()),
        };
        let place = faults.parse("/query/pos", params.get("pos")).unwrap_or(PlaceOfService::OFFICE);
        Self { zip, locality, day, place }
    }

    /// An office anywhere, on the first day of the newest release.
    pub(super) const fn anywhere() -> Self {
        Self { zip: None, locality: None, day: None, place: PlaceOfService::OFFICE }
    }

    /// The date for the field of a form: what was typed, or the date that counts instead.
    pub(crate) fn date_text(&self, params: &Params) -> String {
        let typed = params.get("date").map(str::to_owned);
        typed.or_else(|| self.day.map(format_date)).unwrap_or_default()
    }
}

/// Today on the east coast of the United States, without daylight saving time.
fn today() -> Date {
    (OffsetDateTime::now_utc() - Duration::hours(5)).date()
}

/// The ZIP code or the locality that the reader typed into one field: a ZIP code, the number of a locality or a part of its name.
fn place_of(params: &Params, schedule: &Schedule, faults: &mut Faults) -> (Option<String>, Option<String>) {
    const LOCALITY_DIGITS: usize = 7;
    let Some(typed) = params.get("zip").or_else(|| params.get("locality")) else { return (None, None) };
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if typed.chars().any(char::is_alphabetic) {
        return match localities_named(schedule, typed).as_slice() {
            [(number, _)] => (None, Some(number.clone())),
            several => {
                faults.add("/query/zip", describe_named(typed, several));
                (None, None)
            }
        };
    }
    if digits == LOCALITY_DIGITS { (None, Some(typed.to_owned())) } else { (Some(typed.to_owned()), None) }
}

/// The localities of the newest release with all words of a text in their name or state, each with its name.
///
/// CMS names a locality by its area and, in brackets, its counties: several share the area of San Francisco, but only one has the
/// county. So if only one has all words in the brackets, it is meant.
fn localities_named(schedule: &Schedule, typed: &str) -> Vec<(String, String)> {
    let rows = schedule.newest_release().map(|release| release.localities.as_slice()).unwrap_or_default();
    let named = rows.iter().filter(|row| has_words(&format!("{}, {}", row.name, row.state), typed));
    let named: Vec<&LocalityIndices> = named.collect();
    let counties =
        |row: &LocalityIndices| row.name.split_once('(').map_or("", |(_, counties)| counties).to_owned();
    let mut of_county = named.iter().copied().filter(|row| has_words(&counties(row), typed));
    let meant = match (of_county.next(), of_county.next()) {
        (Some(only), None) => vec![only],
        (None, None) | (Some(_) | None, Some(_)) => named,
    };
    meant
        .into_iter()
        .map(|row| (row.locality.to_string(), format!("{}, {}", title_case(&row.name), row.state)))
        .collect()
}

/// Whether each word of a text begins a word of the name.
fn has_words(name: &str, text: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let upper = text.to_uppercase();
        let words = upper.split(|one: char| !one.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let of_name = words(name);
    words(text).iter().all(|word| of_name.iter().any(|part| part.starts_with(word)))
}

fn describe_named(typed: &str, named: &[(String, String)]) -> String {
    const SHOWN: usize = 8;
    if named.is_empty() {
        return format!("No payment locality is named {typed:?}. Write a ZIP code, such as 94110.");
    }
    let listed = named.iter().take(SHOWN).map(|(number, name)| format!("{number} ({name})"));
    let listed: Vec<String> = listed.collect();
    let more = if named.len() > SHOWN { " and others" } else { "" };
    format!(
        "{} localities have {typed:?} in their name. Write a ZIP code or one of {}{more}.",
        named.len(),
        listed.join("; ")
    )
}
