//! What the entries of an amendment change in those of the law.

use super::entry::{Entries, Entry, Provision};
use super::fault::LawFault;
use crate::vocabulary::DateRange;
use std::sync::Arc;

/// Puts the entries of an amendment, which is a file of this name, into those of the law. Returns the contradictions, in
/// which the amendment wins.
pub(super) fn amend<P: Provision>(
    figure: &str,
    law: &mut Entries<P>,
    new: &Entries<P>,
    file: &str,
) -> Vec<LawFault> {
    let mut conflicts = Vec::new();
    let mut dated = Vec::with_capacity(new.len());
    let name: Arc<str> = file.into();
    for entry in new {
        let next = next_value::<P>(entry, law);
        let hidden = next.filter(|next| next.is_open() && next.value != entry.value);
        let entry = Entry { amendment: Some(Arc::clone(&name)), ..until::<P>(entry, next) };
        let against = law.iter().filter(|known| contradicts::<P>(&entry, known)).chain(hidden);
        conflicts.extend(against.map(|known| conflict::<P>(file, figure, &entry, known)));
        dated.push(entry);
    }
    for entry in &dated {
        let changed: Entries<P> = law.extract_if(.., |known| changes::<P>(entry, known)).collect();
        law.extend(changed.iter().flat_map(|known| left_by::<P>(entry, known)));
    }
    law.extend(dated);
    law.sort_by_key(|entry| entry.days.from);
    conflicts
}

/// The value of the law at which a new value without a known end stops.
fn next_value<'l, P: Provision>(
    entry: &Entry<P::Written>,
    law: &'l Entries<P>,
) -> Option<&'l Entry<P::Written>> {
    let stops = !P::IS_LIST && entry.is_open() && !entry.replaces;
    law.iter().find(|known| stops && known.days.from > entry.days.from)
}

/// An entry that ends before the next value of the law, so that it does not hide that value.
fn until<P: Provision>(entry: &Entry<P::Written>, next: Option<&Entry<P::Written>>) -> Entry<P::Written> {
    let last = next.and_then(|next| next.days.from.previous_day());
    let to = last.unwrap_or(entry.days.to);
    Entry { days: DateRange { from: entry.days.from, to }, ..entry.clone() }
}

/// Whether an entry gives another value for a day that the law has one for, without replacing it.
fn contradicts<P: Provision>(entry: &Entry<P::Written>, law: &Entry<P::Written>) -> bool {
    let share_days = entry.days.intersection(&law.days).is_some();
    let is_other = P::IS_LIST || (entry.value != law.value && !gives_way(entry, law));
    share_days && is_other && !entry.replaces && P::conflicts(&entry.value, &law.value)
}

/// Whether a value of the law without a known end ends when the entry begins. On the first day of that value it does not:
/// a value that holds for no day at all was replaced.
fn gives_way<W>(entry: &Entry<W>, law: &Entry<W>) -> bool {
    law.is_open() && law.days.from < entry.days.from && !entry.replaces
}

/// Whether an entry of an amendment takes days from an entry of the law.
fn changes<P: Provision>(entry: &Entry<P::Written>, law: &Entry<P::Written>) -> bool {
    (!P::IS_LIST || entry.replaces) && entry.days.intersection(&law.days).is_some()
}

/// What an entry of an amendment leaves of an entry of the law: the days before it, and those after it if its end is known.
fn left_by<P: Provision>(entry: &Entry<P::Written>, law: &Entry<P::Written>) -> Vec<Entry<P::Written>> {
    if !P::HAS_END {
        return Vec::new();
    }
    let before = entry.days.from.previous_day().map(|to| DateRange { from: law.days.from, to });
    let after = entry.days.to.next_day().map(|from| DateRange { from, to: law.days.to });
    let left = [before, after].into_iter().flatten().filter(|days| days.from <= days.to);
    left.map(|days| Entry { days, ..law.clone() }).collect()
}

/// Elements with commas, the first of them in full.
pub(super) fn in_words(elements: &[String]) -> String {
    const SHOWN: usize = 10;
    let text = elements.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match elements.len().saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// The fault of an entry that contradicts the law.
fn conflict<P: Provision>(
    file: &str,
    figure: &str,
    entry: &Entry<P::Written>,
    law: &Entry<P::Written>,
) -> LawFault {
    let what = in_words(&P::conflicting(&entry.value, &law.value));
    let (days, source) = (law.days_in_words(), law.source);
    let problem =
        format!("the law has {what} {days} ({source}). Add replaces = true to take the place of it.");
    LawFault { file: file.to_owned(), line: entry.line, figure: Some(figure.to_owned()), problem }
}
