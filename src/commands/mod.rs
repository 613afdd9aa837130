//! The command line: one binary, and one file for each subcommand.

mod compare;
mod contributor_key;
mod database;
mod error;
mod estimate;
mod healthcheck;
mod import;
mod input;
mod keys;
mod law;
mod output;
mod release_counts;
mod releases;
mod remit;
mod reports;
mod serve;
mod snapshot;
mod stop;
mod tips;
mod verify;

use crate::config::Config;
use crate::telemetry;
use clap::{Parser, Subcommand};
use database::with_database;
use error::{AnyError, INTERRUPTED};
use output::{Output, complain};
use std::process::ExitCode;

/// What Medicare pays a practitioner for a service, why, and what would get it denied.
///
/// Environment variables configure it. DATABASE_URL is the PostgreSQL to use; if it is not set, MedPayIQ runs a private one
/// from the machine's PostgreSQL programs, which MEDPAYIQ_PG_BINDIR finds and MEDPAYIQ_DATA_DIR gives a folder.
/// MEDPAYIQ_LISTEN is the address to serve on. MEDPAYIQ_LOG (info) and MEDPAYIQ_LOG_FORMAT (text or json) control the logs.
/// Denial reports have MEDPAYIQ_REPORTS_PER_HOUR, MEDPAYIQ_TRUST_FORWARDED_FOR, MEDPAYIQ_DENIAL_THRESHOLD,
/// MEDPAYIQ_DENIAL_CELL_MINIMUM and MEDPAYIQ_DENIAL_MOST_OF_ONE. MEDPAYIQ_KEYS (open, required or required:contribute,metrics) says
/// which requests need an API key, and MEDPAYIQ_ADDRESS_RATE, such as 20/s, limits those without one.
#[derive(Debug, Parser)]
#[command(version = telemetry::VERSION.as_str())]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API. This is the default command.
    Serve,
    /// Import CMS's files: zips, folders or single files.
    Import(import::Arguments),
    /// Show whether the loaded releases are current, and what to get from CMS.
    Releases(releases::Arguments),
    /// Compute the amounts that CMS has published and report every difference.
    Verify(verify::Arguments),
    /// Price a service or a whole claim.
    Estimate(Box<estimate::Arguments>),
    /// Compare a remittance with what Medicare owes.
    #[command(subcommand)]
    Remit(remit::Command),
    /// Write everything that is loaded into one file, which prices claims without a database.
    Snapshot(snapshot::Arguments),
    /// Moderate the denial reports that billers have sent.
    #[command(subcommand)]
    Reports(reports::Command),
    /// Make, list and revoke API keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// List or delete the imported files of the law.
    #[command(subcommand)]
    Law(law::Command),
    /// Keep a practice's own billing tips.
    #[command(subcommand)]
    Tips(tips::Command),
    /// Prepare the database: apply this program's migrations, load its starter data, and give the database roles of importers and
    /// servers their rights.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Ask the running service whether it is ready.
    Healthcheck,
}

/// Runs the command of the command line.
#[must_use]
pub fn run() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Serve);
    let outcome = Config::from_environment().map_err(Into::into).and_then(|config| {
        telemetry::start(config.log_format, &config.log, config.logs_access);
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(dispatch(command, config))
    });
    outcome.unwrap_or_else(|error| {
        complain(telemetry::chain(&*error));
        ExitCode::FAILURE
    })
}

async fn dispatch(command: Command, config: Config) -> Result<ExitCode, AnyError> {
    match command {
        Command::Serve => serve::run(config).await,
        Command::Import(arguments) => import::run(config, arguments).await,
        Command::Releases(arguments) => releases::run(config, arguments).await,
        Command::Verify(arguments) => verify::run(config, arguments).await,
        Command::Estimate(arguments) => estimate::run(config, *arguments).await,
        Command::Remit(command) => remit::run(config, command).await,
        Command::Snapshot(arguments) => snapshot::run(config, arguments).await,
        Command::Reports(command) => reports::run(config, command).await,
        Command::Keys(command) => keys::run(config, command).await,
        Command::Law(command) => law::run(config, command).await,
        Command::Tips(command) => tips::run(config, command).await,
        Command::Migrate => migrate(config).await,
        Command::Openapi => {
            let mut output = Output::default();
            output.line(crate::api::document_text()?);
            output.end().map(|()| ExitCode::SUCCESS)
        }
        Command::Healthcheck => healthcheck::run(&config),
    }
}

async fn migrate(config: Config) -> Result<ExitCode, AnyError> {
    with_database(&config, INTERRUPTED, async |database| {
        database.prepare().await?;
        Ok(database.store.grant_to_roles().await?)
    })
    .await?;
    Ok(ExitCode::SUCCESS)
}
