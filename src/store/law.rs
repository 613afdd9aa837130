//! Files of the law that were imported: read, put over the program's own law, and checked before they are published.

use super::read::{Listed, table, wrong};
use super::rows::{TableRow, Values};
use super::{Store, StoreError};
use crate::law::{Amendment, Law, LawFaults};
use crate::schedule::LawRelease;
use crate::schedule::content::{LawText, ReleaseContent, ReleaseTables};
use time::Date;
use tokio_postgres::Transaction;
use tokio_postgres::types::{ToSql, Type};

/// Reads a published file of the law.
pub(super) async fn release(store: &Store, listed: Listed) -> Result<LawRelease, StoreError> {
    let texts: Vec<LawText> = table(store, listed.id).await?;
    let Some(LawText(text)) = texts.into_iter().next() else {
        return Err(wrong("law_texts", "text", format!("{} has none", listed.label)));
    };
    let Listed { label, effective_from, files, .. } = listed;
    let values = amendment(&label, &text)?.len();
    Ok(LawRelease { label, effective_from, files, text, values })
}

/// The program's own law with every file that was imported. If a newer program has another value for the same days, the
/// imported one stays in force, and the log says so.
pub(super) fn whole(releases: &[LawRelease]) -> Result<Law, StoreError> {
    let mut law = Law::shipped()?;
    let mut releases: Vec<&LawRelease> = releases.iter().collect();
    releases.sort_by_key(|release| (release.effective_from, &release.label));
    for release in releases {
        let (amended, conflicts) = law.overlaid(&amendment(&release.label, &release.text)?);
        for conflict in conflicts {
            tracing::warn!(
                release = release.label,
                conflict = %conflict,
                "an imported value of the law contradicts another; the imported one is used"
            );
        }
        law = amended;
    }
    Ok(law)
}

/// Refuses a file of the law that contradicts the law as the other files leave it. Other releases are not looked at.
pub(super) async fn check(transaction: &Transaction<'_>, content: &ReleaseContent) -> Result<(), StoreError> {
    let ReleaseTables::Law(LawText(own)) = &content.tables else { return Ok(()) };
    let sql = "select effective_from, label, text from releases join law_texts on release_id = id
               where state = 'published' and label <> $1 order by effective_from, label";
    let others = transaction.query(sql, &[&content.label]).await?;
    let mut law = Law::shipped()?;
    for other in others {
        let (day, label, text): (Date, &str, &str) =
            (other.try_get(0)?, other.try_get(1)?, other.try_get(2)?);
        if (day, label) < (content.effective_from, content.label.as_str()) {
            law = law.overlaid(&amendment(label, text)?).0;
        }
    }
    let name = content.files.first().map_or(content.label.as_str(), |file| file.name.as_str());
    law.with(&amendment(name, own)?)?;
    Ok(())
}

impl TableRow for LawText {
    const TABLE: &'static str = "law_texts";
    const COLUMNS: &'static [(&'static str, Type)] = &[("text", Type::TEXT)];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        vec![Box::new(self.0.clone())]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self(values.take()?))
    }
}

fn amendment(name: &str, text: &str) -> Result<Amendment, StoreError> {
    Amendment::read(name, text).map_err(|faults| wrong("law_texts", "text", faults))
}

impl From<LawFaults> for StoreError {
    fn from(faults: LawFaults) -> Self {
        Self::Law(faults)
    }
}
