//! One procedure-to-procedure (PTP) edit, packed for tables of millions.

use super::Day;
use crate::vocabulary::{HcpcsCode, PtpIndicator};

/// Why edits do not fit a table. No file of CMS comes near these limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TooLarge {
    /// Codes are numbered in two bytes.
    #[error("The edits have more than 65,535 codes.")]
    Codes,
    /// Edits are numbered in four bytes.
    #[error("There are more than 4,294,967,295 edits.")]
    Edits,
    /// Rationales are numbered in one byte. CMS has about twelve.
    #[error("The edits have more than 256 different rationales.")]
    Rationales,
}

/// The days of an edit, its indicator and its rationale. Ordered by the first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EditTerms {
    pub(super) effective: Day,
    pub(super) deleted: Day,
    pub(super) indicator: PtpIndicator,
    /// The rationale's number.
    pub(super) rationale: u8,
    pub(super) before_1996: bool,
}

impl EditTerms {
    /// Whether the edit applies to services of a day. The deletion day is its last day.
    pub(super) fn apply_on(&self, day: Day) -> bool {
        self.indicator != PtpIndicator::NotApplicable && self.effective <= day && day <= self.deleted
    }

    /// Whether the edit was not deleted and applies.
    pub(super) fn still_apply(&self) -> bool {
        self.deleted == Day::NEVER && self.indicator != PtpIndicator::NotApplicable
    }
}

/// One row of a practitioner PTP file in 24 bytes, on its way into a [`PtpTable`](super::PtpTable).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackedEdit {
    pub(super) column_one: HcpcsCode,
    pub(super) column_two: HcpcsCode,
    pub(super) terms: EditTerms,
}

impl PackedEdit {
    /// An edit. Its rationale is given by its number in the table's list.
    #[must_use]
    pub fn new(
        columns: [HcpcsCode; 2],
        effective: Day,
        deleted: Option<Day>,
        indicator: PtpIndicator,
        before_1996: bool,
        rationale: u8,
    ) -> Self {
        let [column_one, column_two] = columns;
        let deleted = deleted.unwrap_or(Day::NEVER);
        let terms = EditTerms { effective, deleted, indicator, rationale, before_1996 };
        Self { column_one, column_two, terms }
    }

    /// The number of its rationale.
    pub(super) const fn rationale(&self) -> u8 {
        self.terms.rationale
    }

    /// The same edit with another number for its rationale.
    pub(super) const fn with_rationale(mut self, number: u8) -> Self {
        self.terms.rationale = number;
        self
    }
}
