//! The command line.

mod cluster;
mod generate;
mod impact;
mod price;
mod sql;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::process::ExitCode;

/// Any error of a command.
type AnyError = Box<dyn Error + Send + Sync>;

/// Price files of claims by Medicare's rules, on this machine or on a cluster.
#[derive(Debug, Parser)]
#[command(name = "medpayiq-bulk", version)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Price files of claims. What is finished is not priced again.
    Price(price::Arguments),
    /// Answer a query, in which medpayiq_price(claim) prices a claim.
    Sql(sql::Arguments),
    /// Compare what two snapshots pay for the same claims.
    Impact(impact::Arguments),
    /// Run the scheduler of a cluster.
    Scheduler(cluster::SchedulerArguments),
    /// Run an executor of a cluster.
    Executor(cluster::ExecutorArguments),
    /// Write made-up claims, to try and to measure with.
    Generate(generate::Arguments),
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let program = Program::parse();
    match run_command(program.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_command(command: Command) -> Result<(), AnyError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Price(arguments) => price::run(arguments).await,
            Command::Sql(arguments) => sql::run(arguments).await,
            Command::Impact(arguments) => impact::run(arguments).await,
            Command::Scheduler(arguments) => cluster::run_scheduler(arguments).await,
            Command::Executor(arguments) => cluster::run_executor(arguments).await,
            Command::Generate(arguments) => generate::run(&arguments),
        }
    })
}

/// Returns the address of a scheduler as HTTP. `df://host:50050` is how Ballista writes it.
fn scheduler_url(address: &str) -> String {
    let bare = address.strip_prefix("df://").or_else(|| address.strip_prefix("http://")).unwrap_or(address);
    format!("http://{}", bare.trim_end_matches('/'))
}
