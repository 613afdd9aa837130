//! `medpayiq mcp`: the tools of an assistant, over the standard streams.

use super::database::Database;
use super::error::AnyError;
use super::serve::keep_loaded;
use super::stop::Stop;
use crate::api::{DatabaseState, Limits, State, TermsBook, serve_assistant};
use crate::settings::CommonSettings;
use crate::store;
use std::process::ExitCode;

/// Standard output belongs to the protocol, so everything else goes to standard error.
pub(super) async fn run(settings: CommonSettings) -> Result<ExitCode, AnyError> {
    let mut stop = Stop::listen()?;
    let database = Database::open(&settings).await?;
    let outcome = tokio::select! {
        outcome = assist(&database) => outcome,
        () = stop.requested() => Ok(()),
    };
    database.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

/// Loads what the tools need, serves them, and takes what changes in the database meanwhile.
async fn assist(database: &Database) -> Result<(), AnyError> {
    database.prepare().await?;
    let state = State::new(database.store.for_requests()?);
    state.swap_tips(store::written_tips(&database.store).await?);
    state.swap_terms(TermsBook::read(store::stored_terms(&database.store).await?));
    state.swap(store::schedule(&database.store).await?);
    state.set_database(DatabaseState::Up);
    let keeping = database.keep_running();
    let loading = tokio::spawn(keep_loaded(database.store.clone(), state.clone()));
    let outcome = serve_assistant(state, Limits::default()).await;
    for task in [keeping.abort_handle(), loading.abort_handle()] {
        task.abort();
    }
    _ = tokio::join!(keeping, loading);
    outcome.map_err(AnyError::from)
}
