//! The law of a database: the program's own with every file that was imported, and the check of a change to these files.

use super::read::IN_ORDER;
use super::{Store, StoreError, publish};
use crate::law::{Amendment, Law, LawFault, LawFaults};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::schedule::{Parts, Schedule};
use time::Date;
use tokio_postgres::Transaction;

/// A file of the law in the database.
#[derive(Clone, Debug)]
pub struct ImportedLaw {
    /// Its name, such as `LAW-2027`.
    pub label: String,
    /// The first day of its values.
    pub effective_from: Date,
    /// Its values.
    pub amendment: Amendment,
}

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

/// The imported files of the law, in the order in which they apply.
///
/// # Errors
/// If the database is away.
pub async fn imported_laws(store: &Store) -> Result<Vec<ImportedLaw>, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    imported(&transaction).await
}

/// Deletes an imported file of the law; returns its name as it was imported, or `None` if there is none of this name. Upper
/// and lower case are the same.
///
/// # Errors
/// If the database is away, or files imported after it would contradict the law without it.
pub async fn delete_law(store: &Store, name: &str) -> Result<Option<String>, StoreError> {
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    publish::lock(&transaction).await?;
    let files = imported(&transaction).await?;
    let is_own = |file: &ImportedLaw| file.label.eq_ignore_ascii_case(name.trim());
    let Some(position) = files.iter().position(is_own) else { return Ok(None) };
    let Some((earlier, [own, later @ ..])) = files.split_at_checked(position) else { return Ok(None) };
    let (before, _) = Law::shipped()?.overlaid_by(amendments(earlier));
    let (_, without) = before.clone().overlaid_by(amendments(later));
    let faults = new_faults(&before, Some(own), later, without);
    if !faults.is_empty() {
        return Err(StoreError::LawNeeded { label: own.label.clone(), faults: LawFaults(faults) });
    }
    publish::withdraw_law(&transaction, &own.label).await?;
    transaction.commit().await?;
    Ok(Some(own.label.clone()))
}

/// Refuses a file of the law that contradicts the law as the files imported before it leave it. A file that takes the
/// place of another is also refused if files imported after it contradict it and not the other. Other releases pass.
pub(super) async fn check(transaction: &Transaction<'_>, content: &ReleaseContent) -> Result<(), StoreError> {
    let ReleaseTables::Law(own) = &content.tables else { return Ok(()) };
    let files = imported(transaction).await?;
    let position = files.iter().position(|file| file.label == content.label);
    let (earlier, rest) = files.split_at_checked(position.unwrap_or(files.len())).unwrap_or_default();
    let (replaced, later) =
        rest.split_first().map_or((None, rest), |(replaced, later)| (Some(replaced), later));
    let (before, _) = Law::shipped()?.overlaid_by(amendments(earlier));
    let (_, with) = before.with(own)?.overlaid_by(amendments(later));
    let faults = new_faults(&before, replaced, later, with);
    if faults.is_empty() {
        return Ok(());
    }
    Err(StoreError::LaterLaw { label: content.label.clone(), faults: LawFaults(faults) })
}

/// The contradictions that are not there yet with a file in its place.
fn new_faults(
    before: &Law,
    own: Option<&ImportedLaw>,
    later: &[ImportedLaw],
    changed: Vec<LawFault>,
) -> Vec<LawFault> {
    let (_, known) = before.clone().overlaid_by(own.into_iter().chain(later).map(|file| &file.amendment));
    changed.into_iter().filter(|fault| !known.contains(fault)).collect()
}

fn amendments(files: &[ImportedLaw]) -> impl Iterator<Item = &Amendment> {
    files.iter().map(|file| &file.amendment)
}

async fn imported(transaction: &Transaction<'_>) -> Result<Vec<ImportedLaw>, StoreError> {
    let sql = format!(
        "select label, effective_from, text from releases join law_texts on release_id = id
         where state = 'published' {IN_ORDER}"
    );
    let rows = transaction.query(&sql, &[]).await?;
    let file = |row: &tokio_postgres::Row| {
        let (label, text): (String, &str) = (row.try_get(0)?, row.try_get(2)?);
        let amendment = Amendment::stored(&label, text);
        Ok(ImportedLaw { label, effective_from: row.try_get(1)?, amendment })
    };
    rows.iter().map(file).collect()
}

impl From<LawFaults> for StoreError {
    fn from(faults: LawFaults) -> Self {
        Self::Law(faults)
    }
}
