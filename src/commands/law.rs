//! `medpayiq law`: the imported files of the law, next to the law that comes with the program.

use super::database::{Database, with_database};
use super::output::Output;
use super::{AnyError, INTERRUPTED};
use crate::settings::CommonSettings;
use crate::store::{Store, delete_law, imported_laws};
use crate::vocabulary::format_date;
use clap::Subcommand;
use std::process::ExitCode;

/// What to do. `medpayiq import` adds a file.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the imported files of the law, in the order in which they apply.
    List,
    /// Delete an imported file of the law. Servers stop using it within seconds.
    Delete {
        /// The name of the file, as `list` shows it, such as LAW-2027.
        name: String,
    },
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
        Command::List => list(store, output).await,
        Command::Delete { name } => match delete_law(store, &name).await? {
            Some(label) => {
                output.line(format_args!("deleted {label}"));
                Ok(())
            }
            None => {
                Err(format!("No file of the law named {name:?} is imported. See `medpayiq law list`.").into())
            }
        },
    }
}

async fn list(store: &Store, output: &mut Output) -> Result<(), AnyError> {
    let files = imported_laws(store).await?;
    if files.is_empty() {
        output.line("No file of the law is imported.");
    }
    for file in files {
        let (label, day, values) = (&file.label, format_date(file.effective_from), file.amendment.len());
        match file.amendment.faults() {
            None => output.line(format_args!("{label}, in force from {day}: {}", dated_values(values))),
            Some(faults) => {
                output.line(format_args!("{label}: this program cannot read it, so it changes nothing"));
                output.line(format_args!("  {faults}"));
            }
        }
    }
    Ok(())
}

/// `1 dated value of the law`, or more.
pub(super) fn dated_values(count: usize) -> String {
    let values = if count == 1 { "value" } else { "values" };
    format!("{count} dated {values} of the law")
}
