//! The report as a page to read or to print.

use super::tables::{Cell, ReportColumn, ReportTable, tables};
use super::{Origin, Reported, Toolkit};
use crate::vocabulary::format_date;
use askama::Template;

/// The page; everything in it is escaped.
#[derive(Template)]
#[template(path = "toolkit.html")]
struct Page<'a> {
    releases: String,
    /// The form that made the report, with its codes.
    back: String,
    facts: Vec<(&'static str, String)>,
    disclaimer: &'a str,
    tables: Vec<ReportTable>,
}

/// The report as HTML.
///
/// # Errors
/// If the page cannot be written, which no report causes.
pub fn page(toolkit: &Toolkit, disclaimer: &str) -> Result<String, askama::Error> {
    let origin = &toolkit.origin;
    let page = Page {
        releases: releases(origin),
        back: form_address(toolkit),
        facts: facts(toolkit),
        disclaimer,
        tables: tables(toolkit),
    };
    page.render()
}

/// The address of the form that made the report, with its codes, day and place.
fn form_address(toolkit: &Toolkit) -> String {
    let codes: Vec<String> = toolkit.services.iter().map(|service| service.hcpcs.to_string()).collect();
    let place = toolkit.origin.locality.as_ref().map(|(locality, _)| format!("&zip={locality}"));
    let day = format_date(toolkit.origin.date);
    format!("/toolkit?codes={}&date={day}{}", codes.join(","), place.unwrap_or_default())
}

/// The day, place and releases of a report, each with its name.
pub(super) fn facts(toolkit: &Toolkit) -> Vec<(&'static str, String)> {
    let origin = &toolkit.origin;
    let place = origin.locality.as_ref().map_or_else(
        || "National amounts, which no locality is paid".to_owned(),
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
    ];
    if !origin.other_schedules.is_empty() {
        facts.push(("Other schedules", format!("CMS {}", origin.other_schedules.join(", "))));
    }
    facts.push(("Reported denials", covered(&toolkit.reported_denials)));
    facts.extend(origin.notices.iter().map(|notice| ("Note", notice.clone())));
    facts
}

/// How many reports the figures cover.
fn covered(reported: &Reported) -> String {
    let (reports, codes) = (reported.reports(), reported.available().count());
    match (&reported.codes, codes) {
        (None, _) => "unknown: the database did not answer".to_owned(),
        (Some(_), 0) => format!("fewer than {} reports for each code", reported.threshold),
        (Some(all), _) => format!("{reports} reports for {codes} of the {} codes", all.len()),
    }
}

/// The names of a report's releases.
pub(super) fn releases(origin: &Origin) -> String {
    let edits = [&origin.ptp, &origin.unit_limits, &origin.add_ons].into_iter().flatten();
    let all = std::iter::once(&origin.release).chain(edits).chain(&origin.other_schedules);
    all.cloned().collect::<Vec<_>>().join(", ")
}

impl ReportTable {
    /// The anchor for links to it.
    fn anchor(&self) -> String {
        self.name.to_lowercase().replace(' ', "-")
    }

    /// The width of a column, in percent of the page.
    fn share(&self, column: &ReportColumn) -> u16 {
        let whole: u16 = self.columns.iter().map(|column| column.width).sum();
        (column.width * 100).checked_div(whole).unwrap_or_default()
    }

    /// The cells of a row, each with its column's class.
    fn cells(&self, row: &[Cell]) -> impl Iterator<Item = (String, &'static str)> {
        row.iter().zip(self.columns).map(|(cell, column)| (cell.text_on_page(), column.class()))
    }
}

impl ReportColumn {
    /// Whether its texts fit on one line.
    const fn is_short(&self) -> bool {
        /// The most characters of a short text.
        const SHORT: u16 = 12;
        self.width <= SHORT
    }

    /// The CSS class of its cells.
    const fn class(&self) -> &'static str {
        match (self.is_figure, self.is_short()) {
            (true, _) => "figure",
            (false, true) => "short",
            (false, false) => "text",
        }
    }
}

impl Cell {
    fn text_on_page(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Dollars(amount) => amount.to_string(),
            Self::Count(count) => count.to_string(),
            Self::Blank => String::new(),
        }
    }
}
