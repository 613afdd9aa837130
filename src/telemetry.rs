//! Logs: text for people by default, or JSON for machines. And traces, if there is a collector for them.

mod traces;

use clap::ValueEnum;
use std::error::Error;
use std::io::IsTerminal;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
pub use traces::{Collector, TRACES, Traces};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry, fmt};

/// The commit that the program was built from, if `MEDPAYIQ_COMMIT` named it while it was compiled; else empty.
pub const COMMIT: &str = match option_env!("MEDPAYIQ_COMMIT") {
    Some(commit) => commit,
    None => "",
};

/// The version of the program, and its commit if that is known: `0.1.0` or `0.1.0 (4053d39)`.
pub static VERSION: LazyLock<String> = LazyLock::new(|| version_with(COMMIT));

fn version_with(commit: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    if commit.is_empty() { version.to_owned() } else { format!("{version} ({commit})") }
}

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line of text for each event.
    #[default]
    Text,
    /// One JSON object for each event.
    Json,
}

/// Always added to the filter. The database client must not log statements, because nobody should read their parameters. And the
/// web framework would log a request that it cannot parse as an error of this service. rmcp would log whole messages. The pool
/// would warn of each connection that an outage broke, all at once; this program warns of the outage.
const QUIET: &str = "tokio_postgres=warn,deadpool.postgres=error,actix_http::h1::dispatcher=off,rmcp=off";

/// The target of the lines of the access log.
pub const ACCESS: &str = "access";

/// How the log is written.
#[derive(Clone, Copy, Debug)]
pub struct LogSettings<'a> {
    /// As text or as JSON.
    pub format: LogFormat,
    /// What is written: a tracing directive such as `info` or `medpayiq=debug`.
    pub filter: &'a str,
    /// Whether the access log has a line for each request, whatever the filter says.
    pub has_access: bool,
    /// Whether a terminal gets colours. Anything else never does.
    pub has_colours: bool,
}

/// Starts logging to standard error, and sending traces if there is a collector.
pub fn start(settings: LogSettings<'_>, traces: Option<&Traces>) {
    let LogSettings { format, filter, has_access, has_colours } = settings;
    let access = if has_access { "info" } else { "off" };
    let always = format!("{QUIET},{ACCESS}={access},{TRACES}=off");
    let filter = EnvFilter::try_new(format!("{filter},{always}"));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new(format!("info,{always}")));
    let has_colours = has_colours && std::io::stderr().is_terminal();
    // If nobody reads standard error any more, the service goes on.
    let logs = fmt::layer().log_internal_errors(false).with_writer(std::io::stderr).with_ansi(has_colours);
    let logs: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Text => logs.with_target(false).boxed(),
        LogFormat::Json => logs.json().flatten_event(true).boxed(),
    };
    let logs = tracing_subscriber::registry().with(logs.with_filter(filter));
    match traces {
        Some(traces) => logs.with(traces.layer()).init(),
        None => logs.init(),
    }
}

/// A line of the log that a fault may repeat many times a second: it is written at most once a minute, with the number of
/// those that were not.
#[derive(Debug)]
pub struct Repeats {
    /// The second of the process in which the line was last written, plus 1; 0 if it never was.
    written_in: AtomicU64,
    unlogged: AtomicU64,
}

/// The seconds between two lines.
const REPEAT_SECONDS: u64 = 60;

impl Repeats {
    /// A line that has not been written yet.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "each is a static of one line of the log")]
    pub const fn new() -> Self {
        Self { written_in: AtomicU64::new(0), unlogged: AtomicU64::new(0) }
    }

    /// Counts an occurrence. If the line is due, returns how many occurrences were not logged since the last line.
    pub fn count(&self) -> Option<u64> {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        self.count_at(START.elapsed().as_secs().saturating_add(1))
    }

    fn count_at(&self, second: u64) -> Option<u64> {
        let written_in = self.written_in.load(Ordering::Relaxed);
        let is_due = written_in == 0 || second >= written_in.saturating_add(REPEAT_SECONDS);
        // Of several threads, one writes the line.
        let writes = is_due
            && self
                .written_in
                .compare_exchange(written_in, second, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if writes {
            return Some(self.unlogged.swap(0, Ordering::Relaxed));
        }
        self.unlogged.fetch_add(1, Ordering::Relaxed);
        None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_commit_if_it_is_known() {
        let number = env!("CARGO_PKG_VERSION");
        assert_eq!(version_with(""), number);
        assert_eq!(version_with("4053d39"), format!("{number} (4053d39)"));
    }

    #[test]
    fn the_filter_of_what_others_log_is_valid() {
        assert_eq!(EnvFilter::try_new(QUIET).unwrap().to_string().split(',').count(), 4);
    }

    #[test]
    fn a_repeated_line_is_written_once_a_minute_with_the_number_of_the_others() {
        let line = Repeats::new();
        let written = [1, 1, 2, 60, 61, 61, 200].map(|second| line.count_at(second));
        assert_eq!(written, [Some(0), None, None, None, Some(3), None, Some(1)]);
    }
}
