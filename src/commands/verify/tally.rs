//! How many published amounts are equal to the computed ones, and which are not.

use super::figures::Figures;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{Component, HcpcsCode, Locality, Money};
use serde::Serialize;
use std::fmt;

/// How many mismatches are printed. All are counted.
const SHOWN_MISMATCHES: usize = 50;

/// A published amount and the computed one.
pub(super) struct Amount {
    pub(super) what: &'static str,
    pub(super) published: Money,
    pub(super) computed: Money,
}

impl Amount {
    fn is_equal(&self) -> bool {
        self.published == self.computed
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} published {}, computed {}", self.what, self.published, self.computed)
    }
}

/// Whether all amounts of a row are there and equal.
fn is_right(amounts: &Result<Vec<Amount>, String>) -> bool {
    amounts.as_ref().is_ok_and(|amounts| amounts.iter().all(Amount::is_equal))
}

/// The row of an amount.
pub(super) struct RowName {
    pub(super) line: Option<u64>,
    pub(super) hcpcs: HcpcsCode,
    pub(super) component: Component,
    pub(super) locality: Locality,
}

impl fmt::Display for RowName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        let modifier = self.component.as_str();
        let hyphen = if modifier.is_empty() { "" } else { "-" };
        write!(f, "{}{hyphen}{modifier} in {}", self.hcpcs, self.locality)
    }
}

/// The result of a comparison.
#[derive(Serialize)]
pub(super) struct Tally {
    #[serde(rename = "file")]
    what: String,
    releases: Vec<String>,
    compared: usize,
    equal: usize,
    /// Printed before the mismatches.
    pub(super) remarks: Vec<String>,
    mismatches: Vec<String>,
}

impl Tally {
    pub(super) const fn new(what: String) -> Self {
        Self {
            what,
            releases: Vec::new(),
            compared: 0,
            equal: 0,
            remarks: Vec::new(),
            mismatches: Vec::new(),
        }
    }

    /// Compares rows of one file with a release. If the release's year has several conversion factors, the file is of the
    /// one that makes the most rows equal, or of the first of these.
    pub(super) fn compare_all<T>(
        &mut self,
        schedule: &Schedule,
        release: &Release,
        rows: &[&T],
        check: impl Fn(&Figures, &T) -> (RowName, Result<Vec<Amount>, String>),
    ) {
        let count_equal =
            |figures: &Figures| rows.iter().filter(|row| is_right(&check(figures, row).1)).count();
        let fitting = match Figures::all_of(schedule, release).as_slice() {
            [only] => Some(*only),
            several => several.iter().rev().max_by_key(|figures| count_equal(figures)).copied(),
        };
        let Some(figures) = fitting else {
            return self.leave_out(rows.len(), format!("{} has no conversion factor", release.label));
        };
        self.releases.push(figures.name());
        for row in rows {
            let (name, amounts) = check(&figures, row);
            self.compare(&name, amounts);
        }
    }

    /// Counts rows of a year without a loaded release.
    pub(super) fn leave_out(&mut self, rows: usize, why: String) {
        self.compared += rows;
        self.remarks.push(why);
    }

    /// Counts a row. It is equal if the release has it and all of its amounts are equal.
    fn compare(&mut self, name: &RowName, amounts: Result<Vec<Amount>, String>) {
        self.compared += 1;
        match amounts {
            Err(missing) => self.mismatches.push(format!("{name}: {missing}")),
            Ok(amounts) => {
                let wrong: Vec<_> =
                    amounts.iter().filter(|amount| !amount.is_equal()).map(Amount::to_string).collect();
                if wrong.is_empty() {
                    self.equal += 1;
                } else {
                    self.mismatches.push(format!("{name}: {}", wrong.join("; ")));
                }
            }
        }
    }

    pub(super) fn is_equal(&self) -> bool {
        self.compared == self.equal
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let releases =
            if self.releases.is_empty() { "no release".to_owned() } else { self.releases.join(", ") };
        write!(f, "{}: {} rows compared with {releases}, {} equal", self.what, self.compared, self.equal)?;
        self.remarks.iter().try_for_each(|remark| write!(f, "\n  {remark}"))?;
        for mismatch in self.mismatches.iter().take(SHOWN_MISMATCHES) {
            write!(f, "\n  {mismatch}")?;
        }
        if let Some(more) = self.mismatches.len().checked_sub(SHOWN_MISMATCHES).filter(|more| *more > 0) {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}
