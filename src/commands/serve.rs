//! `medpayiq serve`: the API, from the first connection to the last answer.

use super::contributor_key::contributor_key;
use super::database::{Database, prepare};
use super::error::{AnyError, UsageError};
use super::server_settings::Arguments;
use super::stop::Stop;
use crate::api::{AllowedOrigins, Certificate, DatabaseState, Limits, State, TermsBook, serve, serve_health};
use crate::keys::KeyPolicy;
use crate::settings::{CommonSettings, ListenAddress};
use crate::store::{self, ContributorKey, DatabaseSeen, Listener, Outage, Store, StoreChange, StoreError};
use crate::telemetry::{self, Repeats};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// The first pause before a server tries again to reach its database. Each pause is twice as long as the one before.
const RETRY: Duration = Duration::from_secs(1);
/// The longest such pause.
const LONGEST_RETRY: Duration = Duration::from_secs(15);
/// How often the files of the certificate are read.
const CERTIFICATE_INTERVAL: Duration = Duration::from_secs(5);
/// The pause between two looks for contributors to forget.
const FORGETTING_INTERVAL: Duration = Duration::from_secs(60);

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let limits = arguments.limits()?;
    let listener = listen("MEDPAYIQ_LISTEN", &arguments.listen.listen)?;
    let health = arguments.listen.health_listen.as_ref();
    let health = health.map(|address| listen("MEDPAYIQ_HEALTH_LISTEN", address)).transpose()?;
    let certificate = certificate(&arguments)?;
    raise_open_files();
    if !listener.local_addr()?.ip().is_loopback() {
        warn_of_strangers(&limits);
    }
    let stop = Stop::listen()?;
    let database = Database::open(&settings).await?;
    let key = match contributor_key(&settings, &arguments.contributions) {
        Err(error) if error.is::<UsageError>() => {
            database.close().await;
            return Err(error);
        }
        key => key,
    };
    let options =
        ServeOptions { key, origins: arguments.origins(), drain_time: arguments.drain_time(), limits };
    let sockets = Sockets { listener, certificate, health };
    let outcome = run_with(options, &database, sockets, stop).await;
    database.close().await;
    outcome.map(|()| ExitCode::SUCCESS)
}

/// What a server serves with.
struct ServeOptions {
    /// The key of contributors, or why there is none.
    key: Result<ContributorKey, AnyError>,
    origins: AllowedOrigins,
    /// How long to serve on after a request to stop.
    drain_time: Duration,
    limits: Limits,
}

/// Where the server listens, and how it proves who it is.
struct Sockets {
    listener: TcpListener,
    certificate: Option<Arc<Certificate>>,
    health: Option<TcpListener>,
}

/// The certificate of the service, if it has one.
fn certificate(arguments: &Arguments) -> Result<Option<Arc<Certificate>>, AnyError> {
    let Some(files) = arguments.certificate_files()? else { return Ok(None) };
    let certificate = Certificate::read(files);
    certificate
        .map(Some)
        .map_err(|error| UsageError(format!("MEDPAYIQ_TLS_CERT and MEDPAYIQ_TLS_KEY: {error}.")).into())
}

/// Takes a new certificate as soon as its files have changed.
async fn keep_certified(certificate: Option<Arc<Certificate>>) {
    let Some(certificate) = certificate else { return };
    let mut reported = String::new();
    loop {
        tokio::time::sleep(CERTIFICATE_INTERVAL).await;
        match certificate.reload() {
            Ok(false) => {}
            Ok(true) => {
                reported.clear();
                tracing::info!("New connections get the new certificate.");
            }
            Err(error) => {
                let error = error.to_string();
                if error != reported {
                    tracing::error!(error, "The new certificate cannot be used. The old one stays.");
                }
                reported = error;
            }
        }
    }
}

/// Warns if strangers can reach this server and may do what it is not safe to let them do.
fn warn_of_strangers(limits: &Limits) {
    let policy = limits.access.policy;
    if policy.lets_strangers_contribute() && limits.reporting.terms.most_of_one().is_none() {
        tracing::warn!(
            "Others can reach this server. If strangers contribute denial reports, set MEDPAYIQ_DENIAL_MOST_OF_ONE=2: without it, \
             somebody who sends four reports of a code can read the fifth."
        );
    }
    if policy == KeyPolicy::Open {
        tracing::warn!(
            "Others can reach this server, and it asks nobody for an API key: anybody on its network may use all of it and read its \
             metrics. Set MEDPAYIQ_KEYS=required and make keys with `medpayiq keys create`, or put a gateway in front."
        );
    }
}

fn listen(variable: &str, address: &ListenAddress) -> Result<TcpListener, AnyError> {
    address.bind().map_err(|error| format!("Cannot listen on {address} ({variable}): {error}").into())
}

/// Raises the limit of open files to the most that the system allows. The usual 1,024 are used up by idle connections.
fn raise_open_files() {
    let raised = getrlimit(Resource::RLIMIT_NOFILE)
        .and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
    if let Err(error) = raised {
        tracing::warn!(%error, "The limit of open files could not be raised.");
    }
}

async fn run_with(
    options: ServeOptions,
    database: &Database,
    Sockets { listener, certificate, health }: Sockets,
    mut stop: Stop,
) -> Result<(), AnyError> {
    let ServeOptions { key, origins, drain_time, limits } = options;
    let mut state = State::new(database.store.for_requests()?);
    match key {
        Ok(key) => state = state.with_contributor_key(key),
        Err(error) => tracing::error!(
            %error,
            "There is no contributor key, so this server takes no denial reports. Set MEDPAYIQ_CONTRIBUTOR_KEY_FILE to a file that it may write."
        ),
    }
    let address = listener.local_addr()?;
    let scheme = if certificate.is_some() { "https" } else { "http" };
    let server = serve(listener, certificate.clone(), state.clone(), limits, &origins)?;
    if let Some(listener) = health {
        // It answers until the process ends.
        tokio::spawn(serve_health(listener, state.clone(), limits)?);
    }
    let handle = server.handle();
    let keeping = database.keep_running();
    let forgetting = tokio::spawn(keep_forgetting(state.clone()));
    let certifying = tokio::spawn(keep_certified(certificate));
    let mut loading = tokio::spawn(keep_loaded(database.store.clone(), state.clone()));
    tracing::info!(%address, "Serving. The API is at {scheme}://{address}/v1, its documentation at {scheme}://{address}/docs, and the pages for billers at {scheme}://{address}/.");
    let serving = tokio::spawn(server);
    let outcome = tokio::select! {
        () = stop.requested() => {
            drain(&state, drain_time, &mut stop).await;
            Ok(())
        }
        ended = &mut loading => ended?,
    };
    tracing::info!("Stopping. Open requests are finished first.");
    handle.stop(true).await;
    serving.await??;
    for task in [keeping, forgetting, certifying] {
        task.abort();
        let _ = task.await;
    }
    if !loading.is_finished() {
        loading.abort();
        let _ = loading.await;
    }
    outcome
}

/// Serves on while load balancers learn from `/readyz` that this server is leaving. Another signal ends the wait.
async fn drain(state: &State, time: Duration, stop: &mut Stop) {
    if time.is_zero() {
        return;
    }
    state.drain();
    tracing::info!(
        seconds = time.as_secs(),
        "Stopping soon. /readyz answers 503, other requests are still answered."
    );
    tokio::select! {
        () = tokio::time::sleep(time) => {}
        () = stop.requested() => {}
    }
}

/// Loads tips and schedule as soon as the database can be reached, and again after each change of them.
///
/// # Errors
/// If a newer program has migrated the database: waiting does not help.
pub(super) async fn keep_loaded(store: Store, state: State) -> Result<(), AnyError> {
    static UNPREPARED: Repeats = Repeats::new();
    let mut pause = RETRY;
    let is_locked = || {
        let waiting = "Another program is migrating the database. This one waits until it has finished.";
        state.set_database(DatabaseState::Starting(waiting.to_owned()));
    };
    while let Err(error) = prepare(&store, is_locked).await {
        let chain = telemetry::chain(&*error);
        let (outage, is_kept_out) = match error.downcast_ref::<StoreError>() {
            Some(StoreError::NewerDatabase { .. }) => return Err(error),
            Some(error) => (error.outage(), error.is_kept_out()),
            None => (None, false),
        };
        state.set_database(match outage {
            // Until it was prepared once, nobody knows whether its tables fit, so nothing may be written into it.
            Some(Outage::Away) if is_kept_out => {
                DatabaseState::Starting(format!("The database has not been reached yet: {chain}"))
            }
            Some(Outage::Away) => DatabaseState::default(),
            Some(Outage::Refused) | None => DatabaseState::Unprepared(chain.clone()),
        });
        if let Some(unlogged) = UNPREPARED.count() {
            let database = store.address();
            tracing::warn!(%database, unlogged, error = chain, "The database is not ready. Trying again.");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_RETRY);
    }
    state.set_database(DatabaseState::Up);
    // Room for one change of each kind.
    let (sender, mut changes) = mpsc::channel(3);
    let listener = Listener {
        sees: |seen| state.set_database(database_state(seen)),
        takes_keys: |records| state.swap_keys(records),
    };
    let listening = store::listen(store.clone(), sender, listener);
    let reloading = async {
        // Tips and terms that cannot be read are tried again later, so that releases do not wait for them.
        let (mut are_tips_due, mut are_terms_due) = (false, false);
        loop {
            let wait = if are_tips_due || are_terms_due { RETRY } else { Duration::MAX };
            match tokio::time::timeout(wait, changes.recv()).await {
                Ok(None) => return,
                Ok(Some(StoreChange::Releases)) => reload(&store, &state).await,
                Ok(Some(StoreChange::Tips)) => are_tips_due = true,
                Ok(Some(StoreChange::Terms)) => are_terms_due = true,
                Err(_) => {}
            }
            are_tips_due = are_tips_due && !reload_tips(&store, &state).await;
            are_terms_due = are_terms_due && !reload_terms(&store, &state).await;
        }
    };
    tokio::join!(listening, reloading);
    Ok(())
}

/// What a look at the database means for requests.
fn database_state(seen: DatabaseSeen) -> DatabaseState {
    match seen {
        DatabaseSeen::Up => DatabaseState::Up,
        DatabaseSeen::Away => DatabaseState::Away("The database does not answer.".to_owned()),
        DatabaseSeen::Refusing { why } => {
            DatabaseState::Away(format!("The database cannot be used now: {why}"))
        }
        DatabaseSeen::ReadOnly => {
            DatabaseState::Away("The database is read-only, so it takes no reports.".to_owned())
        }
        DatabaseSeen::Unreadable { why } => DatabaseState::Unprepared(why),
        DatabaseSeen::Newer { migration } => DatabaseState::Unprepared(format!(
            "A newer MedPayIQ has applied migration {migration}, which this one does not have. Run the newer one."
        )),
    }
}

/// Forgets old contributors every minute, whether or not new ones come.
async fn keep_forgetting(state: State) {
    static UNFORGOTTEN: Repeats = Repeats::new();
    loop {
        if !state.is_database_up() {
            tokio::time::sleep(RETRY).await;
            continue;
        }
        if let Err(error) = store::forget_contributors(state.store()).await {
            state.count_failed_forgetting();
            if let Some(unlogged) = UNFORGOTTEN.count() {
                let error = telemetry::chain(&error);
                tracing::warn!(unlogged, error, "Old contributors could not be forgotten. Trying again.");
            }
        }
        tokio::time::sleep(FORGETTING_INTERVAL).await;
    }
}

/// Reads every release and swaps the new schedule in. The old one serves until then, and also if the database has become empty:
/// somebody is restoring it.
async fn reload(store: &Store, state: &State) {
    static UNREAD: Repeats = Repeats::new();
    let mut pause = RETRY;
    loop {
        let began = Instant::now();
        match store::schedule(store).await {
            Ok(schedule) if schedule.releases().is_empty() && state.has_schedule() => {
                tracing::warn!(
                    "The database has no releases any more. The loaded ones are served until it has some."
                );
                return;
            }
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
                let error = telemetry::chain(&error);
                state.set_unloaded(&error);
                if let Some(unlogged) = UNREAD.count() {
                    tracing::warn!(unlogged, error, "The fee schedule could not be loaded. Trying again.");
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_RETRY);
            }
        }
    }
}

/// Reads every written tip and puts them in place; returns whether it could. The old ones serve until then.
async fn reload_tips(store: &Store, state: &State) -> bool {
    static UNREAD: Repeats = Repeats::new();
    match store::written_tips(store).await {
        Ok(tips) => {
            tracing::info!(tips = tips.all().len(), "Loaded the tips.");
            state.swap_tips(tips);
            true
        }
        Err(error) => {
            state.count_failed_reload();
            if let Some(unlogged) = UNREAD.count() {
                let error = telemetry::chain(&error);
                tracing::warn!(unlogged, error, "The tips could not be loaded. Trying again.");
            }
            false
        }
    }
}

/// Reads the terms of every contract and puts them in place; returns whether it could. The old ones serve until then.
async fn reload_terms(store: &Store, state: &State) -> bool {
    static UNREAD: Repeats = Repeats::new();
    match store::stored_terms(store).await {
        Ok(stored) => {
            tracing::info!(terms = stored.len(), "Loaded the terms of contracts.");
            state.swap_terms(TermsBook::read(stored));
            true
        }
        Err(error) => {
            state.count_failed_reload();
            if let Some(unlogged) = UNREAD.count() {
                let error = telemetry::chain(&error);
                tracing::warn!(unlogged, error, "The terms could not be loaded. Trying again.");
            }
            false
        }
    }
}
