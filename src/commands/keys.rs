//! `medpayiq keys`: makes, lists and revokes API keys.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED, UsageError};
use super::output::Output;
use crate::keys::{Rate, Scope, Scopes};
use crate::settings::CommonSettings;
use crate::store::{ListedKey, NewKey, Store, create_key, listed_keys, revoke_key};
use crate::vocabulary::format_date;
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;
use time::format_description::well_known::Rfc3339;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it. It is shown this once and cannot be shown again.
    Create {
        /// What to call it, such as the program or the practice that gets it: up to 64 characters.
        #[arg(long)]
        name: String,
        /// What it may do: one or several of estimate, batch, contribute, remit, terms and metrics, separated by commas. Every
        /// key may look up codes and releases.
        #[arg(long)]
        scope: Scopes,
        /// How often: a number of requests and s, m or h, such as 100/s. Default: no limit.
        #[arg(long)]
        rate: Option<Rate>,
    },
    /// List the keys, without the keys themselves.
    List {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Revoke a key. Every running server refuses it within five seconds.
    Revoke {
        /// Its name, or its public part, as `list` shows them.
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
        Command::Create { name, scope, rate } => create(store, &name, scope, rate, output).await,
        Command::List { json } => {
            let keys = listed_keys(store).await?;
            if json {
                return output.json(&keys.into_iter().map(as_json).collect::<Result<Vec<_>, _>>()?);
            }
            list(keys, output);
            Ok(())
        }
        Command::Revoke { name } => {
            if !revoke_key(store, &name).await? {
                return Err(format!("There is no valid key {name:?}. See `medpayiq keys list`.").into());
            }
            output.line(format_args!("revoked {name}"));
            Ok(())
        }
    }
}

async fn create(
    store: &Store,
    name: &str,
    scopes: Scopes,
    rate: Option<Rate>,
    output: &mut Output,
) -> Result<(), AnyError> {
    let name = name.trim();
    if !(1..=64).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(UsageError(format!("{name:?} is not a name. Write 1 to 64 characters.")).into());
    }
    let key = NewKey { name: name.to_owned(), scopes, rate };
    match create_key(store, &key).await? {
        Some(text) => output.line(text.as_str()),
        None => {
            return Err(format!(
                "A valid key has the name {name:?}. Choose another, or revoke that one first with `medpayiq keys revoke`."
            )
            .into());
        }
    }
    Ok(())
}

fn list(keys: Vec<ListedKey>, output: &mut Output) {
    if keys.is_empty() {
        output.line("There are no keys.");
    }
    for ListedKey { record, created_at, revoked_at } in keys {
        let (id, name, scopes) = (record.id, &record.name, record.scopes);
        let rate = record.rate.map_or_else(|| "no limit".to_owned(), |rate| rate.to_string());
        let made = format_date(created_at.date());
        let state = revoked_at.map_or_else(String::new, |at| format!(", revoked {}", format_date(at.date())));
        output.line(format_args!("mpiq_{id} {name:?} {scopes} {rate}, made {made}{state}"));
    }
}

fn as_json(key: ListedKey) -> Result<Value, time::error::Format> {
    let ListedKey { record, created_at, revoked_at } = key;
    Ok(json!({
        "id": format!("mpiq_{}", record.id),
        "name": record.name,
        "scopes": record.scopes.iter().map(Scope::as_str).collect::<Vec<_>>(),
        "rate": record.rate.map(|rate| rate.to_string()),
        "created_at": created_at.format(&Rfc3339)?,
        "revoked_at": revoked_at.map(|at| at.format(&Rfc3339)).transpose()?,
    }))
}
