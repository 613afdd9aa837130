//! `medpayiq reports`: a moderator lists, holds, releases and deletes denial reports.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use crate::config::Config;
use crate::denials::PublicationTerms;
use crate::store::{KeptReport, Moderation, Store, kept_reports, moderate};
use crate::vocabulary::format_date;
use clap::Subcommand;
use std::process::ExitCode;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the held reports, oldest first, then the most recent of the others. Each is shown with its statements and its note.
    List {
        /// How many of the others to list.
        #[arg(long, default_value_t = 50)]
        recent: u16,
    },
    /// Stop counting a report until it is released.
    Hold(ReportNumber),
    /// Count a held report again.
    Release(ReportNumber),
    /// Delete a report.
    Delete(ReportNumber),
}

/// A report.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct ReportNumber {
    /// The report's number, as `medpayiq reports list` shows it.
    id: i64,
}

pub(super) async fn run(config: Config, command: Command) -> Result<ExitCode, AnyError> {
    let mut output = Output::default();
    let work = async |database: &Database| run_on(database, command, config.denial_terms, &mut output).await;
    with_database(&config, INTERRUPTED, work).await?;
    output.end().map(|()| ExitCode::SUCCESS)
}

async fn run_on(
    database: &Database,
    command: Command,
    terms: PublicationTerms,
    output: &mut Output,
) -> Result<(), AnyError> {
    let store = &database.store;
    store.migrate().await?;
    match command {
        Command::List { recent } => list(store, recent, output).await,
        Command::Hold(ReportNumber { id }) => change(store, id, Moderation::Hold, terms, output).await,
        Command::Release(ReportNumber { id }) => change(store, id, Moderation::Release, terms, output).await,
        Command::Delete(ReportNumber { id }) => change(store, id, Moderation::Delete, terms, output).await,
    }
}

async fn list(store: &Store, recent: u16, output: &mut Output) -> Result<(), AnyError> {
    let reports = kept_reports(store, recent.into()).await?;
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
    Ok(())
}

async fn change(
    store: &Store,
    id: i64,
    what: Moderation,
    terms: PublicationTerms,
    output: &mut Output,
) -> Result<(), AnyError> {
    let (done, expected) = match what {
        Moderation::Hold => ("held", "counted report"),
        Moderation::Release => ("released", "held report"),
        Moderation::Delete => ("deleted", "report"),
    };
    if !moderate(store, id, what, terms).await? {
        return Err(
            format!("There is no {expected} with the number {id}. See `medpayiq reports list`.").into()
        );
    }
    output.line(format_args!("{done} report {id}"));
    Ok(())
}
