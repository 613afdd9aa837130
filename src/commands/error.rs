//! How a command ends if it does not succeed.

use super::output::complain;
use crate::settings::SettingError;
use crate::telemetry;
use std::error::Error;
use std::process::ExitCode;

/// The error that ended a command. It is printed with its causes.
pub(super) type AnyError = Box<dyn Error + Send + Sync>;

/// The error of a command that was asked to stop.
pub(super) const INTERRUPTED: &str = "Interrupted.";

/// The exit status of a mistake on the command line, in a setting, or in what a command was given. clap has the same.
const USAGE: u8 = 2;

/// A mistake on the command line that only the command itself can see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct UsageError(pub(super) String);

/// The exit status of a mistake.
pub(super) fn usage() -> ExitCode {
    ExitCode::from(USAGE)
}

/// Prints the error that ended a command, and returns the exit status.
pub(super) fn report(error: &AnyError) -> ExitCode {
    complain(telemetry::chain(&**error));
    if error.is::<UsageError>() || error.is::<SettingError>() { usage() } else { ExitCode::FAILURE }
}
