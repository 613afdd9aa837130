//! The law of a database: the program's own with every file that was imported, and the check of a further file.

use super::StoreError;
use crate::law::{Amendment, Law, LawFaults};
use crate::schedule::content::{ReleaseContent, ReleaseTables};
use crate::schedule::{Parts, Schedule};
use time::Date;
use tokio_postgres::Transaction;

/// The schedule of what is loaded, under the program's own law. If a newer program has another value for the days of an
/// imported one, the imported one stays in force, and the log says so.
pub(super) fn schedule_of(parts: Parts) -> Result<Schedule, StoreError> {
    let schedule = Schedule::new(parts, Law::shipped()?);
    for conflict in schedule.law_conflicts() {
        tracing::warn!(%conflict, "an imported value of the law contradicts another and is used");
    }
    Ok(schedule)
}

/// Refuses a file of the law that contradicts the law as the files before it leave it. Other releases pass.
pub(super) async fn check(transaction: &Transaction<'_>, content: &ReleaseContent) -> Result<(), StoreError> {
    let ReleaseTables::Law(own) = &content.tables else { return Ok(()) };
    let sql = "select effective_from, label, text from releases join law_texts on release_id = id
               where state = 'published' and label <> $1 order by effective_from, label";
    let others = transaction.query(sql, &[&content.label]).await?;
    let mut law = Law::shipped()?;
    for other in others {
        let (day, label, text): (Date, &str, &str) =
            (other.try_get(0)?, other.try_get(1)?, other.try_get(2)?);
        if (day, label) < (content.effective_from, content.label.as_str()) {
            law = law.overlaid(&Amendment::read(label, text)?).0;
        }
    }
    law.with(own)?;
    Ok(())
}

impl From<LawFaults> for StoreError {
    fn from(faults: LawFaults) -> Self {
        Self::Law(faults)
    }
}
