//! The summary: how many lines have each verdict and change, and how much money they are.

use super::change::Change;
use super::verdict::{JudgedLine, LineSource, Verdict};
use crate::vocabulary::Money;
use std::collections::{BTreeMap, BTreeSet};

/// The lines with one verdict and one likeliest change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SummaryRow {
    /// The verdict.
    pub verdict: Verdict,
    /// The likeliest change; `None` if the payment needs no explanation or has none.
    pub change: Option<Change>,
    /// How many lines.
    pub lines: usize,
    /// Expected minus paid of their allowed amounts.
    pub difference: Money,
    /// Expected minus paid of their payments.
    pub paid_difference: Money,
}

/// The sums of a row.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    lines: usize,
    difference: Money,
    paid_difference: Money,
}

/// The sums by verdict and change, and what the lines were judged by.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    sums: BTreeMap<(Verdict, Option<Change>), Sums>,
    sources: BTreeSet<LineSource>,
}

impl Summary {
    /// Adds a line.
    pub fn add(&mut self, line: &JudgedLine) {
        let sums = self.sums.entry((line.verdict, line.change())).or_default();
        sums.lines += 1;
        sums.difference += line.difference().unwrap_or_default();
        sums.paid_difference += line.paid_difference().unwrap_or_default();
        if let Some(source) = line.source.as_ref().filter(|source| !self.sources.contains(*source)) {
            self.sources.insert(source.clone());
        }
    }

    /// The releases that the lines were judged by.
    pub fn sources(&self) -> impl Iterator<Item = &LineSource> {
        self.sources.iter()
    }

    /// The rows by verdict, then by change.
    pub fn rows(&self) -> impl Iterator<Item = SummaryRow> {
        self.sums.iter().map(|((verdict, change), sums)| {
            let (verdict, change) = (*verdict, *change);
            let Sums { lines, difference, paid_difference } = *sums;
            SummaryRow { verdict, change, lines, difference, paid_difference }
        })
    }
}
