//! The report as a page to print.

use super::tables::{Cell, Column, Table, tables};
use super::{Origin, Reported, Toolkit};
use crate::vocabulary::format_date;
use askama::Template;

/// The page; everything in it is escaped.
#[derive(Template)]
#[template(path = "toolkit.html")]
struct Page<'a> {
    releases: String,
    facts: Vec<(&'static str, String)>,
    disclaimer: &'a str,
    tables: Vec<Table>,
}

/// The report as HTML.
///
/// # Errors
/// When the page cannot be written, which nothing in a report brings about.
pub fn page(toolkit: &Toolkit, disclaimer: &str) -> Result<String, askama::Error> {
    let origin = &toolkit.origin;
    let page =
        Page { releases: releases(origin), facts: facts(toolkit), disclaimer, tables: tables(toolkit) };
    page.render()
}

/// Where a report is from, fact by fact.
pub(super) fn facts(toolkit: &Toolkit) -> Vec<(&'static str, String)> {
    let origin = &toolkit.origin;
    let place = origin.locality.as_ref().map_or_else(
        || "National amounts, which no locality pays".to_owned(),
        |(locality, name)| format!("{locality} {name}"),
    );
    let edits = |label: &Option<String>| label.clone().unwrap_or_else(|| "none loaded".to_owned());
    let mut facts = vec![
        ("Date of service", format_date(origin.date)),
        ("Place", place),
        ("Fee schedule", format!("CMS MPFS {}", origin.release)),
        ("PTP edits", edits(&origin.ptp)),
        ("Unit limits", edits(&origin.unit_limits)),
        ("Add-on rules", edits(&origin.add_ons)),
        ("Reported denials", covered(&toolkit.reported_denials)),
    ];
    facts.extend(origin.notices.iter().map(|notice| ("Note", notice.clone())));
    facts
}

/// How many reports the figures cover.
fn covered(reported: &Reported) -> String {
    let (reports, codes) = (reported.reports(), reported.available().count());
    match (&reported.codes, codes) {
        (None, _) => "not known: the database did not answer".to_owned(),
        (Some(_), 0) => format!("fewer than {} reports of each code", reported.threshold),
        (Some(all), _) => format!("{reports} reports, on {codes} of the {} codes", all.len()),
    }
}

/// The releases of a report in short.
pub(super) fn releases(origin: &Origin) -> String {
    let edits = [&origin.ptp, &origin.unit_limits, &origin.add_ons].into_iter().flatten();
    std::iter::once(&origin.release).chain(edits).cloned().collect::<Vec<_>>().join(", ")
}

impl Table {
    /// A name for links to it.
    fn anchor(&self) -> String {
        self.name.to_lowercase().replace(' ', "-")
    }

    /// A column's part of the page's width, in percent.
    fn share(&self, column: &Column) -> u16 {
        let whole: u16 = self.columns.iter().map(|column| column.width).sum();
        (column.width * 100).checked_div(whole).unwrap_or_default()
    }

    /// The cells of a row, each with its column's class.
    fn cells(&self, row: &[Cell]) -> impl Iterator<Item = (String, &'static str)> {
        row.iter().zip(self.columns).map(|(cell, column)| (cell.shown(), column.class()))
    }
}

impl Column {
    /// Whether its texts are short enough to stand on one line.
    const fn is_short(&self) -> bool {
        /// The most characters of a short text.
        const SHORT: u16 = 12;
        self.width <= SHORT
    }

    /// How the page shows it.
    const fn class(&self) -> &'static str {
        match (self.is_figure, self.is_short()) {
            (true, _) => "figure",
            (false, true) => "short",
            (false, false) => "text",
        }
    }
}

impl Cell {
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Dollars(amount) => amount.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Blank => String::new(),
        }
    }
}
