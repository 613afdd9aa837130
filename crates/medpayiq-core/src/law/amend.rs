//! Dated values that come after the program: an operator's file, and what it changes in the law.

use super::entry::{Entries, Entry, Provision};
use super::fault::{LawFault, LawFaults};
use super::figures::Statutes;
use super::read;
use crate::vocabulary::DateRange;
use time::Date;

/// Further dated values of the law, read from one file and checked by themselves.
#[derive(Clone, Debug)]
pub struct Amendment {
    file: String,
    pub(super) statutes: Statutes,
}

impl Amendment {
    /// Reads a file of the law.
    ///
    /// # Errors
    /// If the file is faulty. Every fault is named.
    pub fn read(file: &str, text: &str) -> Result<Self, LawFaults> {
        Ok(Self { file: file.to_owned(), statutes: read::statutes(file, text)? })
    }

    /// The first day on which it changes something.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.statutes.first_day()
    }

    /// How many dated values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.statutes.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fault of an entry that contradicts the law.
    fn conflict<P: Provision>(
        &self,
        figure: &str,
        entry: &Entry<P::Written>,
        law: &Entry<P::Written>,
    ) -> LawFault {
        let what = if P::IS_LIST { "one of these".to_owned() } else { P::shown(&law.value).join(", ") };
        let (days, source) = (law.days_in_words(), law.source);
        let problem =
            format!("the law has {what} {days} ({source}). Add replaces = true to take the place of it.");
        LawFault { file: self.file.clone(), line: entry.line, figure: Some(figure.to_owned()), problem }
    }
}

/// Puts the entries of an amendment into those of the law; the contradictions, in which the amendment wins.
pub(super) fn amend<P: Provision>(
    figure: &str,
    law: &mut Entries<P>,
    new: &Entries<P>,
    amendment: &Amendment,
) -> Vec<LawFault> {
    let mut conflicts = Vec::new();
    for entry in new {
        let against = law.iter().filter(|standing| contradicts::<P>(entry, standing));
        conflicts.extend(against.map(|standing| amendment.conflict::<P>(figure, entry, standing)));
    }
    for entry in new {
        *law = law.iter().flat_map(|standing| left_by::<P>(entry, standing)).collect();
    }
    law.extend(new.iter().cloned());
    law.sort_by_key(|entry| entry.days.from);
    conflicts
}

/// Whether an entry gives another value for a day that the law has one for, without replacing it.
fn contradicts<P: Provision>(entry: &Entry<P::Written>, law: &Entry<P::Written>) -> bool {
    let share_days = entry.days.intersection(&law.days).is_some();
    let is_other = P::IS_LIST || (entry.value != law.value && !gives_way(entry, law));
    share_days && is_other && !entry.replaces && P::conflicts(&entry.value, &law.value)
}

/// Whether a value of the law without a known end ends when the entry begins.
fn gives_way<W>(entry: &Entry<W>, law: &Entry<W>) -> bool {
    law.is_open() && law.days.from <= entry.days.from && !entry.replaces
}

/// What an entry of an amendment leaves of an entry of the law.
fn left_by<P: Provision>(entry: &Entry<P::Written>, law: &Entry<P::Written>) -> Vec<Entry<P::Written>> {
    let share_days = entry.days.intersection(&law.days).is_some();
    if !share_days || (P::IS_LIST && !entry.replaces) {
        return vec![law.clone()];
    }
    if !P::HAS_END {
        return Vec::new();
    }
    let before = entry.days.from.previous_day().map(|to| DateRange { from: law.days.from, to });
    let after = entry.days.to.next_day().map(|from| DateRange { from, to: law.days.to });
    let after = after.filter(|_| P::IS_LIST || !gives_way(entry, law));
    let left = [before, after].into_iter().flatten().filter(|days| days.from <= days.to);
    left.map(|days| Entry { days, ..law.clone() }).collect()
}
