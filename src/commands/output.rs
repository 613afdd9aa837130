//! The standard streams of a command. Whoever reads them may go at any time, and the work goes on.

use super::AnyError;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

/// Standard output: a command writes on it to its end, and learns then whether it was read.
#[derive(Debug, Default)]
pub(super) struct Output {
    failure: Option<io::Error>,
}

impl Output {
    /// Writes a text and ends its line; nothing once a write has failed.
    pub(super) fn line(&mut self, text: impl Display) {
        if self.failure.is_none() {
            let mut stream = io::stdout().lock();
            self.failure = writeln!(stream, "{text}").and_then(|()| stream.flush()).err();
        }
    }

    /// What came of the writing. A reader that has gone, as `head` does, has read what it wanted.
    ///
    /// # Errors
    /// When the output could not be written, on a full disk for example.
    pub(super) fn end(self) -> Result<(), AnyError> {
        match self.failure {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(format!("standard output cannot be written: {error}").into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// Tells the operator of a failure, on standard error where anybody reads it.
pub(super) fn complain(text: impl Display) {
    let _ = writeln!(io::stderr(), "medpayiq: {text}");
}
