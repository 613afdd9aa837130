//! From loaded releases to the parts of a schedule.

use super::content::{EditTable, ReleaseContent, ReleaseTables};
use super::{
    AnesthesiaBaseUnitList, EditRelease, LawRelease, Parts, PublishedRelease, RateRelease, ZipDirectory,
};

/// A release as it is loaded: from a database, a snapshot or files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedRelease {
    /// The release. The printed totals, caps and flags that no estimate reads may be left out.
    pub content: ReleaseContent,
    /// Whether it is an extract that came with the program, not CMS's whole release.
    pub is_extract: bool,
}

impl Parts {
    /// Adds a release, its files by name. Of several ZIP code releases the newest is kept: a ZIP code's locality follows the map, not the
    /// date of service.
    pub fn add(&mut self, release: LoadedRelease) {
        let LoadedRelease { content, is_extract } = release;
        let ReleaseContent { label, effective_from, mut files, tables } = content;
        files.sort_by(|one, other| one.name.cmp(&other.name));
        match tables {
            ReleaseTables::FeeSchedule(tables) => {
                let tables = *tables;
                self.releases.push(PublishedRelease { label, effective_from, is_extract, files, tables });
            }
            ReleaseTables::AnesthesiaBaseUnits(rows) => {
                let mut base_units: Vec<_> = rows.iter().map(|row| (row.hcpcs, row.base_units)).collect();
                base_units.sort_unstable();
                let list = AnesthesiaBaseUnitList { label, effective_from, files, base_units };
                self.anesthesia_base_units.push(list);
            }
            ReleaseTables::ZipLocalities(rows) => {
                if self.zips.as_ref().is_none_or(|known| known.effective_from < effective_from) {
                    self.zips = Some(ZipDirectory::new(label, effective_from, is_extract, files, rows));
                }
            }
            ReleaseTables::Explanations(rows) => self.explanations.extend(rows),
            ReleaseTables::PtpEdits(EditTable { table, extract_of }) => {
                let release = EditRelease { label, effective_from, extract_of, files, table };
                self.edits.ptp.push(release);
            }
            ReleaseTables::UnitLimits(EditTable { table, extract_of }) => {
                let release = EditRelease { label, effective_from, extract_of, files, table };
                self.edits.unit_limits.push(release);
            }
            ReleaseTables::AddOnCodes(EditTable { table, extract_of }) => {
                let release = EditRelease { label, effective_from, extract_of, files, table };
                self.edits.add_ons.push(release);
            }
            ReleaseTables::LaboratoryRates(rates) => {
                self.laboratory_rates.push(RateRelease::new(label, effective_from, files, rates));
            }
            ReleaseTables::DrugLimits(limits) => {
                self.drug_limits.push(RateRelease::new(label, effective_from, files, limits));
            }
            ReleaseTables::EquipmentFees(fees) => {
                self.equipment_fees.push(RateRelease::new(label, effective_from, files, fees));
            }
            ReleaseTables::NutritionFees(fees) => {
                self.nutrition_fees.push(RateRelease::new(label, effective_from, files, fees));
            }
            ReleaseTables::Law(amendment) => {
                let amendment = amendment.named(&label);
                self.laws.push(LawRelease { label, effective_from, files, amendment });
            }
        }
    }
}

impl Extend<LoadedRelease> for Parts {
    fn extend<I: IntoIterator<Item = LoadedRelease>>(&mut self, releases: I) {
        releases.into_iter().for_each(|release| self.add(release));
    }
}
