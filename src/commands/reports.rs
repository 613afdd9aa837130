//! `medpayiq reports`: a moderator lists, holds, releases and deletes denial reports.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use crate::settings::{CommonSettings, TermSettings};
use crate::store::{KeptReport, ListedReports, Moderation, Store, kept_reports, moderate};
use crate::vocabulary::{HcpcsCode, format_date};
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the held reports, oldest first, then the most recent of the others. Each is shown with its statements and its note.
    List {
        /// How many of the held reports to list.
        #[arg(long, default_value_t = 100)]
        held: u16,
        /// How many of the others to list.
        #[arg(long, default_value_t = 50)]
        recent: u16,
        /// List the reports of this code only.
        #[arg(long)]
        code: Option<HcpcsCode>,
        /// Print the reports as a list in JSON.
        #[arg(long)]
        json: bool,
    },
    /// Stop counting reports until they are released.
    Hold(ReportNumbers),
    /// Count held reports again.
    Release(ReportNumbers),
    /// Delete reports.
    Delete(ReportNumbers),
}

/// Some reports.
#[derive(clap::Args, Clone, Debug)]
pub(super) struct ReportNumbers {
    /// The numbers of the reports, as `medpayiq reports list` shows them.
    #[arg(required = true, value_name = "ID", value_parser = number)]
    ids: Vec<i64>,
    #[command(flatten)]
    terms: TermSettings,
}

/// The number of a report.
fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("{text:?} is not the number of a report. Write one such as 12"))
}

pub(super) async fn run(settings: CommonSettings, command: Command) -> Result<ExitCode, AnyError> {
    let mut output = Output::default();
    let work = async |database: &Database| run_on(database, command, &mut output).await;
    with_database(&settings, INTERRUPTED, work).await?;
    output.end().map(|()| ExitCode::SUCCESS)
}

async fn run_on(database: &Database, command: Command, output: &mut Output) -> Result<(), AnyError> {
    let store = &database.store;
    store.migrate().await?;
    match command {
        Command::List { held, recent, code, json } => {
            let listed = ListedReports { held: held.into(), recent: recent.into(), hcpcs: code };
            list(store, &listed, json, output).await
        }
        Command::Hold(report) => change(store, &report, Moderation::Hold, output).await,
        Command::Release(report) => change(store, &report, Moderation::Release, output).await,
        Command::Delete(report) => change(store, &report, Moderation::Delete, output).await,
    }
}

async fn list(
    store: &Store,
    listed: &ListedReports,
    json: bool,
    output: &mut Output,
) -> Result<(), AnyError> {
    let (reports, held) = kept_reports(store, listed).await?;
    if json {
        return output.json(&reports.into_iter().map(as_json).collect::<Vec<_>>());
    }
    if reports.is_empty() {
        output.line("There are no reports.");
    }
    for KeptReport { id, state, received_on, summary, statements, note } in reports {
        output.line(format_args!("{id} {state} {} {summary}", format_date(received_on)));
        if !statements.is_empty() {
            output.line(format_args!("  statements: {}", statements.join(", ")));
        }
        note.iter().for_each(|note| output.line(format_args!("  note: {note}")));
    }
    if held > listed.held {
        output.line(format_args!(
            "{} of {held} held reports are listed. Add --held {held} to list all.",
            listed.held
        ));
    }
    Ok(())
}

/// A report as JSON.
fn as_json(report: KeptReport) -> Value {
    let KeptReport { id, state, received_on, summary, statements, note } = report;
    let received_on = format_date(received_on);
    json!({
        "id": id, "state": state, "received_on": received_on, "summary": summary, "statements": statements, "note": note,
    })
}

async fn change(
    store: &Store,
    reports: &ReportNumbers,
    what: Moderation,
    output: &mut Output,
) -> Result<(), AnyError> {
    let terms = reports.terms.terms()?;
    let (done, expected) = match what {
        Moderation::Hold => ("held", "counted report"),
        Moderation::Release => ("released", "held report"),
        Moderation::Delete => ("deleted", "report"),
    };
    for id in &reports.ids {
        if !moderate(store, *id, what, terms).await? {
            let missing =
                format!("There is no {expected} with the number {id}. See `medpayiq reports list`.");
            return Err(missing.into());
        }
        output.line(format_args!("{done} report {id}"));
    }
    Ok(())
}
