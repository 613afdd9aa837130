//! Logs: text for people by default, or JSON for machines.

use std::error::Error;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One line of text for each event.
    Text,
    /// One JSON object for each event.
    Json,
}

/// Always added to the filter. The database client must not log statements, because nobody should read their parameters. And the
/// web framework would log a request that it cannot parse as an error of this service.
const QUIET: &str = "tokio_postgres=warn,actix_http::h1::dispatcher=off";

/// Starts logging to standard error. `filter` is a tracing directive such as `info` or `medpayiq=debug`.
pub fn start(format: LogFormat, filter: &str) {
    let filter = format!("{filter},{QUIET}");
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new(format!("info,{QUIET}")));
    let is_terminal = std::io::stderr().is_terminal();
    // If nobody reads standard error any more, the service goes on.
    let logs = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false);
    let logs = logs.with_writer(std::io::stderr).with_ansi(is_terminal);
    match format {
        LogFormat::Text => logs.with_target(false).init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
}

/// An error and its chain of causes, in one line. A cause that the error before it has in its own text is left out, and so is
/// the database client's prefix of every answer of the database.
#[must_use]
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    let mut texts: Vec<String> = Vec::new();
    for cause in causes {
        let text = cause.to_string().replace("db error: ", "");
        let is_known = texts.last().is_some_and(|last| last.ends_with(&text));
        if !is_known && text != "db error" {
            texts.push(text);
        }
    }
    texts.join(": ")
}
