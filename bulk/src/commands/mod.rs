//! The command line.

mod cluster;
mod generate;
mod impact;
mod price;
mod sql;

use clap::{Parser, Subcommand};
use std::error::Error;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

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
        // An executor ends by itself: it takes no more work, and finishes what it has.
        if !matches!(command, Command::Executor(_)) {
            tokio::spawn(end_when_told(matches!(command, Command::Scheduler(_))));
        }
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

/// Ends the program when it is told to. As the first process of a container it would go on otherwise. A program of a cluster has
/// then done what it should; any other command has not.
async fn end_when_told(is_success: bool) -> Result<(), std::io::Error> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => (),
        _ = interrupt.recv() => (),
    }
    if is_success {
        std::process::exit(0);
    }
    eprintln!(
        "error: The program was told to end. Give the same command again: `price` goes on with what is not finished."
    );
    std::process::exit(1);
}

/// Where a scheduler listens if its address names no port.
const SCHEDULER_PORT: u16 = 50050;

/// Returns the host and the port of a scheduler. `df://host:50050` is how Ballista writes its address.
///
/// # Errors
/// If it is no such address.
fn host_and_port(address: &str) -> Result<(&str, u16), AnyError> {
    let refused = || format!("{address} is not the address of a scheduler. Write it like df://host:50050.");
    let bare = match address.split_once("://") {
        Some(("df" | "http", rest)) => rest,
        Some(_) => return Err(refused().into()),
        None => address,
    };
    let bare = bare.trim_end_matches('/');
    // The colons of an IPv6 address are in brackets.
    match bare.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) if !host.is_empty() && (!host.contains(':') || host.ends_with(']')) => {
            Ok((host, port.parse().map_err(|_| refused())?))
        }
        None if !bare.is_empty() => Ok((bare, SCHEDULER_PORT)),
        Some(_) | None => Err(refused().into()),
    }
}

/// Returns the address of a scheduler as HTTP.
///
/// # Errors
/// Those of [`host_and_port`].
fn scheduler_url(address: &str) -> Result<String, AnyError> {
    let (host, port) = host_and_port(address)?;
    Ok(format!("http://{host}:{port}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_port_has_that_of_a_scheduler() {
        for (address, url) in [
            ("df://host:50051", "http://host:50051"),
            ("df://host", "http://host:50050"),
            ("http://host/", "http://host:50050"),
            ("host:1", "http://host:1"),
            ("df://[::1]", "http://[::1]:50050"),
            ("df://[::1]:7", "http://[::1]:7"),
        ] {
            assert_eq!(scheduler_url(address).unwrap(), url);
        }
        for address in ["https://host:1", "s3://host", "host:x", "df://host:50050/x", "::1", "df://", ":7"] {
            let words = scheduler_url(address).unwrap_err().to_string();
            assert!(words.contains("Write it like df://host:50050."), "{address}: {words}");
        }
    }
}
