//! What a release holds, in words.

use super::law::dated_values;
use crate::schedule::content::{ReleaseContent, ReleaseTables};

/// The rows of each table of a release, such as `18865 service rows, 109 localities, conversion factor 32.3465`.
pub(super) fn counts(release: &ReleaseContent) -> String {
    match &release.tables {
        ReleaseTables::FeeSchedule(tables) => {
            let counts = [
                (tables.services.len(), "service rows"),
                (tables.localities.len(), "localities"),
                (tables.counties.len(), "county rows"),
                (tables.anesthesia_factors.len(), "anesthesia factors"),
                (tables.opps_caps.len(), "OPPS caps"),
            ];
            let brought =
                counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
            let factor = tables.conversion_factor.map(|factor| format!("conversion factor {factor}"));
            brought.chain(factor).collect::<Vec<_>>().join(", ")
        }
        ReleaseTables::AnesthesiaBaseUnits(rows) => format!("{} anesthesia codes", rows.len()),
        ReleaseTables::ZipLocalities(rows) => format!("{} ZIP codes", rows.len()),
        ReleaseTables::Explanations(rows) => format!("{} explanations", rows.len()),
        ReleaseTables::PtpEdits(edits) => format!("{} PTP edits", edits.table.len()),
        ReleaseTables::UnitLimits(edits) => format!("{} unit limits", edits.table.limits().len()),
        ReleaseTables::AddOnCodes(edits) => format!("{} add-on rules", edits.table.pairs().len()),
        ReleaseTables::LaboratoryRates(rows) => format!("{} laboratory rates", rows.len()),
        ReleaseTables::DrugLimits(rows) => format!("{} payment limits of drugs", rows.len()),
        ReleaseTables::EquipmentFees(rows) => format!("{} fees of equipment", rows.len()),
        ReleaseTables::NutritionFees(rows) => format!("{} fees of nutrition", rows.len()),
        ReleaseTables::Law(amendment) => dated_values(amendment.len()),
    }
}
