//! The parameters of a page, as its form or its address has them.

use super::place_names::place_of;
use super::unknown_params::{Ignored, ignored_params, is_of_a_campaign};
use crate::api::wire::faults::Faults;
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, PlaceOfService, format_date};
use actix_web::HttpRequest;
use actix_web::web::Query;
use std::fmt::Write;
use time::{Date, Duration, OffsetDateTime};

/// The parameters in order. A form sends its empty fields too, so an empty value counts as absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    items: Vec<(String, String)>,
    /// What the address has and the page does not use.
    ignored: Vec<Ignored>,
}

impl Params {
    /// The parameters of the address of a page that knows these. The page says which of the others it ignores.
    pub(crate) fn of(request: &HttpRequest, known: &[&str]) -> Self {
        let all = Self::parse(request.query_string());
        Self { ignored: ignored_params(&all.items, known), items: all.only(known).items }
    }

    /// The parameters of an encoded text: a query, or the body of a form.
    pub(crate) fn parse(encoded: &str) -> Self {
        let read = Query::<Vec<(String, String)>>::from_query(encoded).map(Query::into_inner);
        let trimmed = |(name, value): (String, String)| {
            let value = value.trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        };
        let is_of_page = |(name, _): &(String, String)| !is_of_a_campaign(name);
        let items = read.unwrap_or_default().into_iter().filter(is_of_page).filter_map(trimmed).collect();
        Self { items, ignored: Vec::new() }
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
        self.items.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same parameters with another value for one of them; without it if the value is `None`.
    pub(crate) fn with(&self, name: &str, value: Option<&str>) -> Self {
        let mut items: Vec<_> = self.items.iter().filter(|(known, _)| known != name).cloned().collect();
        items.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        Self { items, ignored: self.ignored.clone() }
    }

    /// Only the parameters with these names.
    pub(crate) fn only(&self, names: &[&str]) -> Self {
        let items = self.items.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned().collect();
        Self { items, ignored: self.ignored.clone() }
    }

    /// The names and values.
    pub(crate) fn items(&self) -> &[(String, String)] {
        &self.items
    }

    /// What the address has and the page does not use, in sentences.
    pub(crate) fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// The address of a code's page with these parameters.
    pub(crate) fn address_of(&self, code: &HcpcsCode) -> String {
        self.address(&format!("/codes/{code}"))
    }

    /// An address with these parameters.
    pub(crate) fn address(&self, path: &str) -> String {
        self.items.iter().enumerate().fold(path.to_owned(), |mut address, (position, (name, value))| {
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
        let typed = params.get("zip").or_else(|| params.get("locality"));
        let (zip, locality) = place_of(typed, schedule, faults);
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
