//! From a claim to NCCI's edits that concern it.

use super::Schedule;
use super::edits::{Edits, EditsInForce};
use crate::pricing::{ClaimEdits, LoadedEdits, resolving_modifiers};
use crate::vocabulary::{Claim, ClaimLine, HcpcsCode, Modifier, PtpEdit};
use std::slice;
use time::Date;

impl Schedule {
    /// The edits of a claim's day that concern its codes: those between two of them, and each one's unit limit and add-on
    /// rule. A claim of one line asks for no pairs.
    #[must_use]
    pub fn edits_of(&self, claim: &Claim) -> ClaimEdits<'_> {
        self.edits_on(claim.date_of_service()).of_claim(claim)
    }
}

impl<'a> EditsInForce<'a> {
    /// Those that concern the codes of a claim of the day.
    #[must_use]
    pub fn of_claim(&self, claim: &Claim) -> ClaimEdits<'a> {
        let Self { ptp, unit_limits, add_ons } = *self;
        let (only, several);
        let codes = match claim.lines() {
            [line] => {
                only = line.hcpcs();
                slice::from_ref(&only)
            }
            lines => {
                several = distinct(lines);
                several.as_slice()
            }
        };
        ClaimEdits {
            ptp: ptp.map(|edits| loaded(&edits, codes, edits.among(codes))),
            unit_limits: unit_limits
                .map(|limits| loaded(&limits, codes, of_each(codes, |code| limits.of(code)))),
            add_ons: add_ons.map(|rules| {
                let rules_of_codes = codes.iter().filter_map(|code| Some((*code, rules.of(*code)?)));
                loaded(&rules, codes, rules_of_codes.collect())
            }),
        }
    }
}

/// What is found for each of the codes. Nearly every code has a limit, so the list does not grow.
fn of_each<T>(codes: &[HcpcsCode], find: impl Fn(HcpcsCode) -> Option<T>) -> Vec<(HcpcsCode, T)> {
    let mut found = Vec::with_capacity(codes.len());
    found.extend(codes.iter().filter_map(|code| Some((*code, find(*code)?))));
    found
}

/// The codes of a claim, each once, sorted.
fn distinct(lines: &[ClaimLine]) -> Vec<HcpcsCode> {
    let mut codes: Vec<HcpcsCode> = lines.iter().map(|line| line.hcpcs()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn loaded<T, F>(edits: &Edits<'_, T>, codes: &[HcpcsCode], found: Vec<F>) -> LoadedEdits<F> {
    LoadedEdits {
        quarter: edits.release().quarter(),
        is_older: edits.is_older(),
        unknown: codes.iter().copied().filter(|code| !edits.covers(*code)).collect(),
        found,
    }
}

impl Schedule {
    /// The modifiers that make both codes of an edit payable on a day, if the record supports one of them. They are those that
    /// an estimate accepts on the line of column two, or on that of a visit in column one.
    #[must_use]
    pub fn resolving_modifiers(&self, edit: &PtpEdit<'_>, day: Date) -> Vec<Modifier> {
        let release = self.in_force(Some(day), None).ok().map(|in_force| in_force.release);
        let row = |code| release.and_then(|release| release.services.rows_of(code).first());
        resolving_modifiers(edit, row, self.law.on(day))
    }
}
