//! The rows that remember who sent a submission and which request it was. They are inserted with its reports.

use super::super::StoreError;
use super::contribute::Submission;
use super::contributions::Contributions;
use super::idempotency::used_key;
use super::moment::Moment;
use time::OffsetDateTime;

/// Rows of `contributions` and of `idempotency_keys`.
pub(super) struct Sender {
    /// The partition of the hour.
    pub(super) slot: i16,
    /// The hour of the submission.
    pub(super) hour: OffsetDateTime,
    /// The code of each sealed row; `None` for the allowance of all codes.
    pub(super) codes: Vec<Option<String>>,
    /// The sealed rows.
    pub(super) sealed: Vec<Vec<u8>>,
    /// The tag of the Idempotency-Key, if there is one.
    pub(super) key_tag: Option<Vec<u8>>,
    /// The tag of its request.
    pub(super) request_tag: Option<Vec<u8>>,
}

impl Default for Sender {
    /// Nobody: no rows.
    fn default() -> Self {
        let (codes, sealed) = (Vec::new(), Vec::new());
        Self { slot: 0, hour: OffsetDateTime::UNIX_EPOCH, codes, sealed, key_tag: None, request_tag: None }
    }
}

impl Sender {
    /// The rows of a submission after these contributions.
    pub(super) fn remembered(
        moment: &Moment,
        submission: &Submission<'_>,
        sent: &Contributions,
    ) -> Result<Self, StoreError> {
        let (codes, sealed) = sent.rows(moment, submission)?;
        let (key_tag, request_tag) =
            used_key(moment, submission).map(|used| (used.key_tag, used.request_tag)).unzip();
        Ok(Self { slot: moment.slot(), hour: moment.hour, codes, sealed, key_tag, request_tag })
    }
}
