//! `medpayiq reports`: what a moderator does with the denial reports that billers contributed.

use super::AnyError;
use super::database::Database;
use crate::config::Config;
use crate::denials::Terms;
use crate::store::{KeptReport, Moderation, Store, kept_reports, moderate};
use crate::vocabulary::format_date;
use clap::Subcommand;
use std::process::ExitCode;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the held reports, oldest first, and then the most recent others, each with its note.
    List {
        /// How many of the others.
        #[arg(long, default_value_t = 50)]
        recent: u16,
    },
    /// Take a report out of the count until it is released.
    Hold(Which),
    /// Let a held report count.
    Release(Which),
    /// Delete a report.
    Delete(Which),
}

/// Which report.
#[derive(clap::Args, Clone, Copy, Debug)]
pub(super) struct Which {
    /// The report's number, as `list` shows it.
    id: i64,
}

pub(super) async fn run(config: Config, command: Command) -> Result<ExitCode, AnyError> {
    let database = Database::open(&config).await?;
    let outcome = run_on(&database, command, config.denial_terms).await;
    database.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn run_on(database: &Database, command: Command, terms: Terms) -> Result<(), AnyError> {
    let store = &database.store;
    store.migrate().await?;
    match command {
        Command::List { recent } => list(store, recent).await,
        Command::Hold(Which { id }) => change(store, id, Moderation::Hold, terms).await,
        Command::Release(Which { id }) => change(store, id, Moderation::Release, terms).await,
        Command::Delete(Which { id }) => change(store, id, Moderation::Delete, terms).await,
    }
}

async fn list(store: &Store, recent: u16) -> Result<(), AnyError> {
    let reports = kept_reports(store, recent.into()).await?;
    if reports.is_empty() {
        println!("no reports");
    }
    for KeptReport { id, state, received_on, summary, note } in reports {
        println!("{id} {state} {} {summary}", format_date(received_on));
        note.iter().for_each(|note| println!("  note: {note}"));
    }
    Ok(())
}

async fn change(store: &Store, id: i64, what: Moderation, terms: Terms) -> Result<(), AnyError> {
    let (done, expected) = match what {
        Moderation::Hold => ("held", "no report that stands"),
        Moderation::Release => ("released", "no held report"),
        Moderation::Delete => ("deleted", "no report"),
    };
    if !moderate(store, id, what, terms).await? {
        return Err(format!("{expected} has the number {id}: see medpayiq reports list").into());
    }
    println!("{done} report {id}");
    Ok(())
}
