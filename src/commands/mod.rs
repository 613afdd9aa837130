//! The command line: one binary, and one file for each subcommand.

mod compare;
mod contributor_key;
mod database;
mod error;
mod estimate;
mod explain;
mod fee_schedule;
mod healthcheck;
mod import;
mod input;
mod keys;
mod law;
mod mcp;
mod output;
mod release_counts;
mod releases;
mod remit;
mod reports;
mod serve;
mod server_settings;
mod shell;
mod snapshot;
mod stop;
mod terms;
mod tips;
mod verify;

use crate::settings::{CommonSettings, UnsetVariables, invalid_variable, unknown_variable, variable};
use crate::store::{self, Granted};
use crate::telemetry::{self, LogSettings};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;
use database::with_database;
use error::{AnyError, INTERRUPTED, UsageError};
use output::Output;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

/// What Medicare pays a practitioner for a service, why, and what would get it denied.
///
/// Every setting is a flag and an environment variable. `medpayiq serve --help` lists all of them.
#[derive(Debug, Parser)]
#[command(version = telemetry::VERSION.as_str())]
struct Cli {
    #[command(flatten, next_help_heading = "Database and log")]
    common: CommonSettings,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API. This is the default command.
    Serve(Box<server_settings::Arguments>),
    /// Import CMS's files: zips, folders or single files.
    Import(import::Arguments),
    /// Show whether the loaded releases are current, and what to get from CMS.
    Releases(releases::Arguments),
    /// Compute the amounts that CMS has published and report every difference.
    Verify(verify::Arguments),
    /// Price a service or a whole claim.
    Estimate(Box<estimate::Arguments>),
    /// Price a claim in the notation of billers, such as `medpayiq explain 99213-25 20610 --zip 94110`, step by step.
    Explain(Box<explain::Arguments>),
    /// Write the whole fee schedule of a place, to load into another system.
    FeeSchedule(Box<fee_schedule::Arguments>),
    /// Serve an assistant over standard input and output, with the Model Context Protocol (MCP).
    Mcp,
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
    /// Keep the terms of contracts that requests name.
    #[command(subcommand)]
    Terms(terms::Command),
    /// Keep a practice's own billing tips.
    #[command(subcommand)]
    Tips(tips::Command),
    /// Prepare the database: apply this program's migrations, load its starter data, and give the database roles of importers and
    /// servers their rights.
    Migrate,
    /// Print the OpenAPI document.
    Openapi,
    /// Ask the running service whether it is ready.
    Healthcheck(healthcheck::Arguments),
    /// Print the completions of a shell: source them, or put them where the shell looks for them.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Write a manual with a page for each command (man).
    Man {
        /// The folder to write to, or - to print the page of the program.
        folder: PathBuf,
    },
}

/// Runs the command of the command line.
#[must_use]
pub fn run() -> ExitCode {
    let outcome = parse().and_then(|Cli { common, command }| {
        let serve = if let Some(Command::Serve(arguments)) = &command { Some(arguments) } else { None };
        let logs = LogSettings {
            format: common.log_format,
            filter: &common.log,
            has_access: serve.is_some_and(|arguments| arguments.access_log),
            has_colours: variable("NO_COLOR").is_none_or(|value| value.is_empty()),
        };
        let traces = serve.map(|arguments| arguments.traces()).transpose()?.flatten();
        telemetry::start(logs, traces.as_ref());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        // `parse` adds the default command.
        let outcome =
            command.map_or(Ok(ExitCode::SUCCESS), |command| runtime.block_on(dispatch(command, common)));
        // A read of standard input cannot be ended, and is not waited for.
        runtime.shutdown_background();
        if let Some(traces) = traces {
            traces.end();
        }
        outcome
    });
    outcome.unwrap_or_else(|error| error::report(&error))
}

/// Reads the command line and the settings. If clap refuses them or prints its help, the program ends here.
fn parse() -> Result<Cli, AnyError> {
    let command = Cli::command();
    if let Some(unknown) = unknown_variable(&command) {
        return Err(UsageError(unknown.to_string()).into());
    }
    let command = command.unset_empty_variables();
    read_arguments(&command).map_err(|error| {
        let status = error.exit_code();
        match invalid_variable(&error, &command) {
            Some(said) => output::complain(said),
            // A closed standard error is no reason to go on.
            None => _ = without_variables(error, command).print(),
        }
        std::process::exit(status)
    })
}

/// Reads the arguments of the program.
fn read_arguments(command: &clap::Command) -> Result<Cli, clap::Error> {
    let read = |arguments: Vec<OsString>| {
        let matches = command.clone().try_get_matches_from(arguments)?;
        Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command.clone()))
    };
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let cli = read(arguments.clone())?;
    if cli.command.is_some() {
        Ok(cli)
    } else {
        read(arguments.into_iter().chain(["serve".into()]).collect())
    }
}

/// The same error as it is without variables. clap would show in its usage line the flags whose variables are set, as if they were
/// needed.
fn without_variables(error: clap::Error, command: clap::Command) -> clap::Error {
    let is_help = !error.use_stderr();
    match read_arguments(&command.unset_variables()) {
        Err(plain) if !is_help && plain.kind() == error.kind() => plain,
        Err(_) | Ok(_) => error,
    }
}

async fn dispatch(command: Command, settings: CommonSettings) -> Result<ExitCode, AnyError> {
    match command {
        Command::Serve(arguments) => serve::run(settings, *arguments).await,
        Command::Import(arguments) => import::run(settings, arguments).await,
        Command::Releases(arguments) => releases::run(settings, arguments).await,
        Command::Verify(arguments) => verify::run(settings, arguments).await,
        Command::Estimate(arguments) => estimate::run(settings, *arguments).await,
        Command::Explain(arguments) => explain::run(settings, *arguments).await,
        Command::FeeSchedule(arguments) => fee_schedule::run(settings, *arguments).await,
        Command::Mcp => mcp::run(settings).await,
        Command::Remit(command) => remit::run(settings, command).await,
        Command::Snapshot(arguments) => snapshot::run(settings, arguments).await,
        Command::Reports(command) => reports::run(settings, command).await,
        Command::Keys(command) => keys::run(settings, command).await,
        Command::Law(command) => law::run(settings, command).await,
        Command::Terms(command) => terms::run(settings, command).await,
        Command::Tips(command) => tips::run(settings, command).await,
        Command::Migrate => migrate(settings).await,
        Command::Openapi => {
            let mut output = Output::default();
            output.line(crate::api::document_text()?);
            output.end().map(|()| ExitCode::SUCCESS)
        }
        Command::Healthcheck(arguments) => healthcheck::run(&arguments),
        Command::Completions { shell } => shell::completions(Cli::command(), shell),
        Command::Man { folder } => shell::manual(Cli::command(), &folder),
    }
}

const NOTHING_GRANTED: &str = "The database has all that this program needs, but the role of this connection does not own its \
     tables, so the roles of importers and servers got no rights. Run `medpayiq migrate` as the owner, such as medpayiq_owner";

async fn migrate(settings: CommonSettings) -> Result<ExitCode, AnyError> {
    let granted = with_database(&settings, INTERRUPTED, async |database| {
        database.prepare().await?;
        Ok(database.store.grant_to_roles().await?)
    });
    if granted.await? == Granted::NotOwner {
        return Err(NOTHING_GRANTED.into());
    }
    let mut output = Output::default();
    let newest = store::newest_migration();
    output.line(format_args!("The database has the tables of migration {newest} and the starter data."));
    output.end().map(|()| ExitCode::SUCCESS)
}
