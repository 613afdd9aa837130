//! The limits of requests.

use crate::denials::PublicationTerms;
use crate::keys::{KeyPolicy, Rate};
use std::time::Duration;

/// The least rate of a body that takes longer than [`Limits::body_time`].
pub(crate) const BODY_BYTES_PER_SECOND: u64 = 100_000;
/// The same for a batch, which is answered while it arrives.
pub(crate) const BATCH_BYTES_PER_SECOND: u64 = 1_000;

/// The limits of requests. They bound the memory that a request takes, and the time for which a slow client holds a connection.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body of an estimate. A claim of fifty lines has about ten kilobytes.
    pub body_bytes: usize,
    /// The longest X12 interchange of claims, which is about a thousand claims.
    pub x12_bytes: usize,
    /// The longest remittance, which is about thirty thousand claims. It is read in pieces and never held in memory as a whole.
    pub remittance_bytes: usize,
    /// The longest denial report.
    pub report_bytes: usize,
    /// How denial reports are accepted and published.
    pub reporting: Reporting,
    /// Who may call what, and how often.
    pub access: AccessPolicy,
    /// How long a client may take to send the head of a request.
    pub request_head: Duration,
    /// How long to wait for the next bytes of a body.
    pub body_pause: Duration,
    /// How long the service waits for a whole body, apart from a second more for each 100,000 bytes of it, or 1,000 of a batch.
    pub body_time: Duration,
    /// How long a client may read nothing of its answer before its connection is closed. Only Linux can tell.
    pub answer_pause: Duration,
    /// The most memory for the bodies of all connections together. A whole body has a share until its work ends. A remittance has
    /// one for the piece that is gathered, and a batch one for each block until its answer is sent. Bodies of 16 kB need none.
    pub bodies_bytes: usize,
    /// The most connections at one time.
    pub connections: usize,
    /// How long a connection may be idle.
    pub keep_alive: Duration,
    /// How many seconds running requests may take to finish when the server stops. Docker kills a container after ten.
    pub shutdown_seconds: u64,
    /// The number of threads that serve requests.
    pub workers: usize,
    /// The most pieces of heavy work that run at once, such as toolkits and blocks of a batch.
    pub heavy_work: usize,
    /// The most long reads that are made at once: of codes, of short claims with their cures, of metrics and long lists. Each takes
    /// milliseconds.
    pub code_reads: usize,
    /// How long a request waits for its turn of heavy work, or of a long read, before it is refused.
    pub heavy_work_wait: Duration,
    /// The most answers that are compressed at once. Others are sent as they are.
    pub compressed_answers: usize,
    /// The most memory for toolkits that are kept, so that they are not made again.
    pub toolkit_bytes: usize,
    /// The most memory for reads of codes that are kept: their pages, tips, edits and histories.
    pub code_reads_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            body_bytes: 256 * 1024,
            x12_bytes: 2 * 1024 * 1024,
            remittance_bytes: 20 * 1024 * 1024,
            report_bytes: 16 * 1024,
            reporting: Reporting::default(),
            access: AccessPolicy::default(),
            request_head: Duration::from_secs(5),
            body_pause: Duration::from_secs(60),
            body_time: Duration::from_secs(30),
            answer_pause: Duration::from_secs(60),
            bodies_bytes: 128 * 1024 * 1024,
            connections: 10_000,
            keep_alive: Duration::from_secs(15),
            shutdown_seconds: 8,
            workers: cores,
            heavy_work: cores,
            code_reads: cores,
            heavy_work_wait: Duration::from_secs(5),
            compressed_answers: 4 * cores,
            toolkit_bytes: 32 * 1024 * 1024,
            code_reads_bytes: 16 * 1024 * 1024,
        }
    }
}

/// Who may call what, and how often.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccessPolicy {
    /// Which requests need an API key.
    pub policy: KeyPolicy,
    /// How often one network may call without a key; `None` for any number of requests.
    pub address_rate: Option<Rate>,
}

/// How denial reports are accepted and published.
#[derive(Clone, Copy, Debug)]
pub struct Reporting {
    /// The most reports that one contributor may send within an hour.
    pub reports_per_hour: u32,
    /// Whether a proxy in front writes the client's address into `X-Forwarded-For`. If not, any client can write that header.
    pub trusts_forwarded_for: bool,
    /// The terms on which reports are published.
    pub terms: PublicationTerms,
}

impl Default for Reporting {
    fn default() -> Self {
        Self { reports_per_hour: 60, trusts_forwarded_for: false, terms: PublicationTerms::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures that the documentation promises.
    #[test]
    fn the_limits_are_those_of_the_documentation() {
        let limits = Limits::default();
        let times = [
            limits.request_head,
            limits.keep_alive,
            limits.body_time,
            limits.body_pause,
            limits.answer_pause,
            limits.heavy_work_wait,
        ];
        assert_eq!(times.map(|time| time.as_secs()), [5, 15, 30, 60, 60, 5]);
        assert_eq!((BODY_BYTES_PER_SECOND, BATCH_BYTES_PER_SECOND), (100_000, 1_000));
        assert_eq!((limits.connections, limits.bodies_bytes), (10_000, 128 << 20));
        assert_eq!((limits.body_bytes, limits.report_bytes), (256 << 10, 16 << 10));
        assert_eq!((limits.x12_bytes, limits.remittance_bytes), (2 << 20, 20 << 20));
        assert_eq!(limits.reporting.reports_per_hour, 60);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        assert_eq!((limits.heavy_work, limits.code_reads), (cores, cores));
        assert_eq!((limits.workers, limits.compressed_answers), (cores, 4 * cores));
    }
}
