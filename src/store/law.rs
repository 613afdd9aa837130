//! The law of a database: the program's own with every file that was imported, and the check of a further file.

use super::StoreError;
use super::read::IN_ORDER;
use crate::law::{Amendment, Law, LawFaults};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::schedule::{Parts, Schedule};
use tokio_postgres::Transaction;

/// The schedule of what is loaded, under the program's own law. If a newer program has another value for the days of an
/// imported one, the imported one stays in force, and the log says so. It also names the files that cannot be read.
pub(super) fn schedule_of(parts: Parts) -> Result<Schedule, StoreError> {
    let schedule = Schedule::new(parts, Law::shipped()?);
    for (label, faults) in schedule.unread_laws() {
        tracing::warn!(label, %faults, "this program cannot read an imported file of the law, which is left out");
    }
    for conflict in schedule.law_conflicts() {
        tracing::warn!(%conflict, "an imported value of the law contradicts another and is used");
    }
    Ok(schedule)
}

/// Refuses a file of the law that contradicts the law as the files imported before it leave it. A file that takes the
/// place of another is also refused if files imported after it contradict it and not the other. Other releases pass.
pub(super) async fn check(transaction: &Transaction<'_>, content: &ReleaseContent) -> Result<(), StoreError> {
    let ReleaseTables::Law(own) = &content.tables else { return Ok(()) };
    let sql = format!(
        "select label, text from releases join law_texts on release_id = id where state = 'published' {IN_ORDER}"
    );
    let mut earlier = Vec::new();
    let mut later = Vec::new();
    let mut replaced = None;
    for row in transaction.query(&sql, &[]).await? {
        let (label, text): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let amendment = Amendment::stored(label, text);
        if label == content.label {
            replaced = Some(amendment);
        } else if replaced.is_some() {
            later.push(amendment);
        } else {
            earlier.push(amendment);
        }
    }
    let (before, _) = Law::shipped()?.overlaid_by(&earlier);
    let (_, contradicted) = before.with(own)?.overlaid_by(&later);
    let (_, known) = before.overlaid_by(replaced.iter().chain(&later));
    let new: Vec<_> = contradicted.into_iter().filter(|fault| !known.contains(fault)).collect();
    if new.is_empty() {
        return Ok(());
    }
    Err(StoreError::LaterLaw { label: content.label.clone(), faults: LawFaults(new) })
}

impl From<LawFaults> for StoreError {
    fn from(faults: LawFaults) -> Self {
        Self::Law(faults)
    }
}
