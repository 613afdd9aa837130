//! Medically unlikely edits (MUE): the most units of a code on a day.

use crate::vocabulary::{AdjudicationIndicator, CodeIndex, HcpcsCode, UnitLimit};

/// A row of CMS's practitioner MUE table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedLimit {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The most units.
    pub units: u32,
    /// How claims are checked against it.
    pub adjudication: AdjudicationIndicator,
    /// Why the limit is what it is, in the words of CMS's file.
    pub rationale: String,
}

/// The unit limits of a quarter, sorted by code. The file has no dates, because a limit applies to its quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitLimitTable {
    limits: Vec<PublishedLimit>,
    index: CodeIndex,
}

impl UnitLimitTable {
    /// Sorts limits into a table.
    #[must_use]
    pub fn new(mut limits: Vec<PublishedLimit>) -> Self {
        limits.sort_by_key(|limit| limit.hcpcs);
        let index = CodeIndex::of(limits.iter().map(|limit| limit.hcpcs));
        Self { limits, index }
    }

    /// Every limit, in order.
    #[must_use]
    pub fn limits(&self) -> &[PublishedLimit] {
        &self.limits
    }

    /// The limit of a code.
    #[must_use]
    pub fn of(&self, code: HcpcsCode) -> Option<UnitLimit<'_>> {
        let [PublishedLimit { units, adjudication, rationale, .. }, ..] =
            self.limits.get(self.index.rows_of(code))?
        else {
            return None;
        };
        Some(UnitLimit { units: *units, adjudication: *adjudication, rationale })
    }
}
