//! `medpayiq serve`: the API, from the first connection to the last answer.

use super::contributor_key::contributor_key;
use super::database::{Database, prepare};
use super::error::AnyError;
use super::stop::Stop;
use crate::api::{Limits, Reporting, State, serve};
use crate::config::Config;
use crate::store::{self, Store, StoreChange, StoreError};
use crate::telemetry;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// The pause before a server tries again to reach its database.
const RETRY: Duration = Duration::from_secs(1);
/// The pause between two looks for contributors to forget.
const FORGETTING_INTERVAL: Duration = Duration::from_secs(60);

pub(super) async fn run(config: Config) -> Result<ExitCode, AnyError> {
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| format!("Cannot listen on {} (MEDPAYIQ_LISTEN): {error}", config.listen))?;
    let reporting = Reporting {
        reports_per_hour: config.reports_per_hour,
        trusts_forwarded_for: config.trusts_forwarded_for,
        terms: config.denial_terms,
    };
    let limits = Limits { reporting, ..Limits::default() };
    let stop = Stop::listen()?;
    let database = Database::open(&config).await?;
    let outcome = run_with(&config, &database, listener, limits, stop).await;
    database.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

async fn run_with(
    config: &Config,
    database: &Database,
    listener: TcpListener,
    limits: Limits,
    mut stop: Stop,
) -> Result<(), AnyError> {
    let mut state = State::new(database.store.for_requests()?);
    match contributor_key(config) {
        Ok(key) => state = state.with_contributor_key(key),
        Err(error) => tracing::error!(
            %error,
            "There is no contributor key, so this server takes no denial reports. Set MEDPAYIQ_CONTRIBUTOR_KEY_FILE to a file that it may write."
        ),
    }
    let address = listener.local_addr()?;
    let server = serve(listener, state.clone(), limits)?;
    let handle = server.handle();
    let keeping = database.keep_running();
    let forgetting = tokio::spawn(keep_forgetting(state.store().clone()));
    let mut loading = tokio::spawn(keep_loaded(database.store.clone(), state));
    tracing::info!(%address, "Serving. The API is at http://{address}/v1 and its documentation at http://{address}/docs.");
    let serving = tokio::spawn(server);
    let outcome = tokio::select! {
        () = stop.requested() => Ok(()),
        ended = &mut loading => ended?,
    };
    tracing::info!("Stopping. Open requests are finished first.");
    handle.stop(true).await;
    serving.await??;
    for task in [keeping, forgetting] {
        task.abort();
        let _ = task.await;
    }
    if !loading.is_finished() {
        loading.abort();
        let _ = loading.await;
    }
    outcome
}

/// Loads tips and schedule as soon as the database can be reached, and again after each change of them.
///
/// # Errors
/// If a newer program has migrated the database: waiting does not help.
async fn keep_loaded(store: Store, state: State) -> Result<(), AnyError> {
    while let Err(error) = prepare(&store).await {
        if let Some(StoreError::NewerDatabase { .. }) = error.downcast_ref() {
            return Err(error);
        }
        tracing::warn!(error = telemetry::chain(&*error), "The database is not ready. Trying again.");
        tokio::time::sleep(RETRY).await;
    }
    let (sender, mut changes) = mpsc::channel(1);
    let listening = store::listen(store.clone(), sender);
    let reloading = async {
        // Tips that cannot be read are tried again later, so that releases do not wait for them.
        let mut are_tips_due = false;
        loop {
            let wait = if are_tips_due { RETRY } else { Duration::MAX };
            match tokio::time::timeout(wait, changes.recv()).await {
                Ok(None) => return,
                Ok(Some(StoreChange::Releases)) => reload(&store, &state).await,
                Ok(Some(StoreChange::Tips)) | Err(_) => are_tips_due = !reload_tips(&store, &state).await,
            }
        }
    };
    tokio::join!(listening, reloading);
    Ok(())
}

/// Forgets old contributors every minute, whether or not new ones come.
async fn keep_forgetting(store: Store) {
    let mut ticks = tokio::time::interval(FORGETTING_INTERVAL);
    loop {
        ticks.tick().await;
        if let Err(error) = store::forget_contributors(&store).await {
            tracing::debug!(error = telemetry::chain(&error), "Old contributors are not forgotten yet.");
        }
    }
}

/// Reads every release and swaps the new schedule in. The old one serves until then.
async fn reload(store: &Store, state: &State) {
    loop {
        let began = Instant::now();
        match store::schedule(store).await {
            Ok(schedule) => {
                let releases: Vec<_> =
                    schedule.releases().iter().map(|release| release.label.as_str()).collect();
                let releases = releases.join(", ");
                state.swap(schedule);
                let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
                tracing::info!(releases, milliseconds, "Loaded the fee schedule.");
                return;
            }
            Err(error) => {
                tracing::warn!(
                    error = telemetry::chain(&error),
                    "The fee schedule could not be loaded. Trying again."
                );
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Reads every written tip and puts them in place; returns whether it could. The old ones serve until then.
async fn reload_tips(store: &Store, state: &State) -> bool {
    match store::written_tips(store).await {
        Ok(tips) => {
            tracing::info!(tips = tips.all().len(), "Loaded the tips.");
            state.swap_tips(tips);
            true
        }
        Err(error) => {
            tracing::warn!(error = telemetry::chain(&error), "Could not load the tips. Trying again.");
            false
        }
    }
}
