//! The command line: one binary, one subcommand a file.

mod compare;
mod database;
mod estimate;
mod healthcheck;
mod import;
mod output;
mod reports;
mod serve;
mod stop;
mod tips;
mod verify;

use crate::config::Config;
use crate::telemetry;
use clap::{Parser, Subcommand};
use database::with_database;
use output::{Output, complain};
use std::error::Error;
use std::process::ExitCode;

/// Whatever stopped a command; printed with its chain.
type AnyError = Box<dyn Error + Send + Sync>;

/// What Medicare pays a practitioner for a service, why, and what would get it denied.
///
/// Configured by the environment: `DATABASE_URL` names the Postgres to use (without it a private one is run from the
/// machine's PostgreSQL programs), MEDPAYIQ_LISTEN the address, MEDPAYIQ_DATA_DIR and MEDPAYIQ_PG_BINDIR the folders
/// of the private one, MEDPAYIQ_LOG (info) and MEDPAYIQ_LOG_FORMAT (text or json) the logs. Denial reports have
/// MEDPAYIQ_REPORTS_PER_HOUR, MEDPAYIQ_TRUST_FORWARDED_FOR, MEDPAYIQ_DENIAL_THRESHOLD, MEDPAYIQ_DENIAL_CELL_MINIMUM and
/// MEDPAYIQ_DENIAL_MOST_OF_ONE.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API; the default command.
    Serve,
    /// Import CMS's zips, folders or single files.
    Import(import::Arguments),
    /// Recompute CMS's own published amounts and report every mismatch.
    Verify(verify::Arguments),
    /// Price one service.
    Estimate(Box<estimate::Arguments>),
    /// Moderate the denial reports that billers contributed.
    #[command(subcommand)]
    Reports(reports::Command),
    /// Keep a practice's own billing tips.
    #[command(subcommand)]
    Tips(tips::Command),
    /// Bring the database to this program's migrations, and give an empty one the starter data.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Ask a running service whether it is ready.
    Healthcheck,
}

/// Runs the command of the command line.
#[must_use]
pub fn run() -> ExitCode {
    let command = Cli::parse().command.unwrap_or(Command::Serve);
    let outcome = Config::from_environment().map_err(Into::into).and_then(|config| {
        telemetry::start(config.log_format, &config.log);
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
        Command::Verify(arguments) => verify::run(config, arguments).await,
        Command::Estimate(arguments) => estimate::run(config, *arguments).await,
        Command::Reports(command) => reports::run(config, command).await,
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
    with_database(&config, "interrupted", async |database| database.prepare().await).await?;
    Ok(ExitCode::SUCCESS)
}
