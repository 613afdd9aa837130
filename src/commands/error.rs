//! How a command ends if it does not succeed.

use std::error::Error;

/// The error that ended a command. It is printed with its causes.
pub(super) type AnyError = Box<dyn Error + Send + Sync>;

/// The error of a command that was asked to stop.
pub(super) const INTERRUPTED: &str = "Interrupted.";
