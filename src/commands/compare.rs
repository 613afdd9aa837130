//! What a release to import is like beside what is loaded: what changed is told, and what was cut off is refused.

use super::error::AnyError;
use crate::import::checks::{drift, unlike_a_whole_release};
use crate::import::{is_suspicious_loss, list_remarks, list_rows};
use crate::schedule::content::{FeeScheduleTables, ReleaseContent, ReleaseTables};
use crate::store::{Consent, Earlier, StarterData, Store, earlier_rows, earlier_tables};

/// What changed against the loaded releases before this one, or what is unusual about a first one, in words.
///
/// A table that lost more than a tenth of its rows was cut off somewhere: it is refused without consent.
pub(super) async fn compare(
    store: &Store,
    release: &ReleaseContent,
    consent: Consent,
) -> Result<Vec<String>, AnyError> {
    match &release.tables {
        ReleaseTables::FeeSchedule(tables) => compare_tables(store, release, tables, consent).await,
        ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::ZipLocalities(_)
        | ReleaseTables::Explanations(_)
        | ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_)
        | ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_)
        | ReleaseTables::Law(_) => compare_rows(store, release, consent).await,
    }
}

/// Compares each table of a fee schedule, whole or a supplement.
async fn compare_tables(
    store: &Store,
    release: &ReleaseContent,
    tables: &FeeScheduleTables,
    consent: Consent,
) -> Result<Vec<String>, AnyError> {
    if consent != Consent::Replace {
        let earlier = earlier_tables(store, release, tables, StarterData::WholeTables).await?;
        let losses: Vec<_> =
            drift(&earlier.tables, tables).suspicious_losses().iter().map(ToString::to_string).collect();
        if !losses.is_empty() {
            return Err(cut_off(release, "a table", &earlier.labels.join(" and "), &losses.join("; ")));
        }
    }
    let Earlier { labels, tables: old } =
        earlier_tables(store, release, tables, StarterData::LeftOut).await?;
    let (drift, earlier) = (drift(&old, tables), labels.join(" and "));
    let mut remarks = unlike_a_whole_release(&old, tables);
    if !labels.is_empty() {
        remarks.push(format!("against {earlier}:"));
        remarks.extend(drift.to_string().lines().map(|line| format!("  {line}")));
    }
    Ok(remarks)
}

/// Compares a release of one list, such as ZIP codes or edits, by its rows.
async fn compare_rows(
    store: &Store,
    release: &ReleaseContent,
    consent: Consent,
) -> Result<Vec<String>, AnyError> {
    let Some(rows) = list_rows(release) else { return Ok(Vec::new()) };
    let mut remarks = list_remarks(release);
    if let Some((earlier, before)) = earlier_rows(store, release).await? {
        if is_suspicious_loss(before, rows) && consent != Consent::Replace {
            return Err(cut_off(release, "its rows", &earlier, &format!("{rows}, before {before}")));
        }
        remarks.push(format!("against {earlier}: {rows} rows, before {before}"));
    }
    Ok(remarks)
}

fn cut_off(release: &ReleaseContent, of: &str, earlier: &str, losses: &str) -> AnyError {
    format!(
        "{} has lost more than a tenth of {of} against {earlier} ({losses}): a file may be cut off. \
         Download it again, or add --replace if it is as CMS published it",
        release.label
    )
    .into()
}
