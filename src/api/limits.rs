//! What one caller may ask of the service.

use crate::denials::PublicationTerms;
use std::time::Duration;

/// What one caller may ask of the service. Each has a reason: memory, or a slow caller holding a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body: fifty lines are some ten kilobytes.
    pub body_bytes: usize,
    /// The longest X12 interchange: some thousand claims.
    pub x12_bytes: usize,
    /// The longest remittance: some thirty thousand claims. It is read in pieces and never held whole.
    pub remittance_bytes: usize,
    /// The longest denial report: its closed lists and a short note.
    pub report_bytes: usize,
    /// How denial reports are taken and published.
    pub reporting: Reporting,
    /// How long a caller may take to send a request's head.
    pub request_head: Duration,
    /// How long the next bytes of a body are waited for.
    pub body_pause: Duration,
    /// How long a connection may idle.
    pub keep_alive: Duration,
    /// How long requests under way may take to finish when the server stops.
    pub shutdown_seconds: u64,
    /// How many threads serve.
    pub workers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            x12_bytes: 2 * 1024 * 1024,
            remittance_bytes: 20 * 1024 * 1024,
            report_bytes: 16 * 1024,
            reporting: Reporting::default(),
            request_head: Duration::from_secs(5),
            body_pause: Duration::from_secs(60),
            keep_alive: Duration::from_secs(75),
            shutdown_seconds: 10,
            workers: std::thread::available_parallelism().map_or(2, usize::from),
        }
    }
}

/// How reports are taken and published.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    /// How many reports one contributor may send within an hour.
    pub reports_per_hour: u32,
    /// Whether a proxy in front writes who asks into `X-Forwarded-For`; where not, the header is anybody's word.
    pub trusts_forwarded_for: bool,
    /// On which terms reports are published.
    pub terms: PublicationTerms,
}

impl Default for Reporting {
    fn default() -> Self {
        Self { reports_per_hour: 60, trusts_forwarded_for: false, terms: PublicationTerms::default() }
    }
}
