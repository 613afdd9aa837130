//! `medpayiq releases`: what is loaded, whether it is current, and what to get from CMS.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use crate::api::loaded_releases;
use crate::schedule::content::ReleaseKind;
use crate::schedule::{Currency, CurrencyState};
use crate::settings::CommonSettings;
use crate::store;
use crate::vocabulary::{format_date, parse_date};
use clap::Args;
use std::process::ExitCode;
use time::{Date, OffsetDateTime};

/// The day to ask about.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The day for which the releases should be current. The default is today.
    #[arg(long, value_parser = parse_date)]
    date: Option<Date>,
    /// Print the API's answer in JSON: every loaded release with its files, and what is due.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let day = arguments.date.unwrap_or_else(|| OffsetDateTime::now_utc().date());
    let work = async |database: &Database| {
        database.prepare().await?;
        Ok(store::schedule(&database.store).await?)
    };
    let schedule = with_database(&settings, INTERRUPTED, work).await?;
    let mut output = Output::default();
    if arguments.json {
        output.json(&loaded_releases(&schedule, day))?;
    } else {
        report(&mut output, day, &schedule.currency(day));
    }
    output.end().map(|()| ExitCode::SUCCESS)
}

/// Prints a table of every kind, then what to do about those that are not current.
fn report(output: &mut Output, day: Date, kinds: &[Currency]) {
    let rows = kinds.iter().map(cells);
    let rows: Vec<[String; 4]> =
        [["kind", "loaded", "due", "state"].map(str::to_owned)].into_iter().chain(rows).collect();
    let widths: [usize; 4] = std::array::from_fn(|column| {
        rows.iter().filter_map(|row| row.get(column)).map(String::len).max().unwrap_or(0)
    });
    output.line(format_args!("On {}:", format_date(day)));
    for row in &rows {
        let cells: Vec<String> =
            row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        output.line(format_args!("  {}", cells.join("  ").trim_end()));
    }
    for currency in kinds.iter().filter(|currency| currency.state != CurrencyState::Current) {
        output.line(format_args!("{}: {currency}", name(currency.kind)));
        if let Some(page) = currency.page {
            output.line(format_args!("  {}: {}", page.title, page.url));
        }
    }
}

/// A kind of data as a person calls it.
const fn name(kind: ReleaseKind) -> &'static str {
    match kind {
        ReleaseKind::FeeSchedule => "fee schedule",
        ReleaseKind::ZipLocalities => "ZIP codes",
        ReleaseKind::AnesthesiaBaseUnits => "anesthesia base units",
        ReleaseKind::PtpEdits => "PTP edits",
        ReleaseKind::UnitLimits => "unit limits (MUE)",
        ReleaseKind::AddOnCodes => "add-on codes",
        ReleaseKind::LaboratoryRates => "laboratory fee schedule",
        ReleaseKind::DrugLimits => "payment limits of drugs",
        ReleaseKind::EquipmentFees => "equipment fee schedule",
        ReleaseKind::NutritionFees => "nutrition fee schedule",
        ReleaseKind::Law => "figures of the law",
        ReleaseKind::Explanations => "explanations",
    }
}

fn cells(currency: &Currency) -> [String; 4] {
    let loaded = match (&currency.loaded, currency.state) {
        (Some(release), _) => release.label.clone(),
        // The law that comes with the program is no release.
        (None, CurrencyState::Current | CurrencyState::Incomplete) => "built in".to_owned(),
        (
            None,
            CurrencyState::Extract
            | CurrencyState::Unconfirmed
            | CurrencyState::Outdated
            | CurrencyState::Missing,
        ) => "nothing".to_owned(),
    };
    [name(currency.kind).to_owned(), loaded, currency.due.label.clone(), currency.state.as_str().to_owned()]
}
