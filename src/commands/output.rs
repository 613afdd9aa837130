//! The standard streams of a command. If their reader ends early, the work goes on.

use super::error::AnyError;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Standard output. A command writes to its end, and a failure to write is reported only then.
#[derive(Debug, Default)]
pub(super) struct Output {
    failure: Option<io::Error>,
}

impl Output {
    /// Writes a text as a line, unless an earlier write has failed.
    pub(super) fn line(&mut self, text: impl Display) {
        self.bytes(format!("{text}\n").as_bytes());
    }

    /// Writes a value as indented JSON.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub(super) fn json(&mut self, value: &impl Serialize) -> Result<(), AnyError> {
        self.line(serde_json::to_string_pretty(value)?);
        Ok(())
    }

    /// Writes bytes as they are, unless an earlier write has failed.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        if self.failure.is_none() {
            let mut stream = io::stdout().lock();
            self.failure = stream.write_all(bytes).and_then(|()| stream.flush()).err();
        }
    }

    /// Ends the output. It is no error if the reader ended early, as `head` does.
    ///
    /// # Errors
    /// If the output could not be written, for example because the disk is full.
    pub(super) fn end(self) -> Result<(), AnyError> {
        match self.failure {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(format!("Standard output cannot be written: {error}").into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Writes a failure to standard error.
pub(super) fn complain(text: impl Display) {
    let _ = writeln!(io::stderr(), "medpayiq: {text}");
}
