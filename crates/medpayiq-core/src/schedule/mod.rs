//! The loaded releases as one immutable value in memory, and what an import brings to it.
//!
//! Postgres is where everything is written; a [`Schedule`] is what one reading of it found. Handlers borrow
//! from it and never wait. A new release makes a new value, and the old one goes when its last reader is done.

mod anesthesia;
mod claim_edits;
mod cms_calendar;
pub mod columns;
pub mod content;
mod currency;
#[cfg(test)]
mod currency_tests;
mod edits;
mod factors;
mod loaded;
mod locate;
mod other_files;
mod part_b;
mod release;
mod resolve;
pub(crate) mod table_rows;
mod zips;

pub use cms_calendar::{CmsPage, NamedRelease};
pub use currency::{Currency, CurrencyState};
pub use edits::{
    AddOns, EditRelease, EditReleases, Edits, EditsInForce, PtpEdits, RecordedRelease, UnitLimits,
};
pub use factors::{DatedFactor, FactorPeriod, NotUsed};
pub use loaded::LoadedRelease;
pub use locate::{FoundZip, LocateError, Located, Whereabouts};
pub use other_files::AlsoUsed;
pub use part_b::RateRelease;
pub use release::{Release, Title};
pub use resolve::{InForce, NotInForce};
pub use table_rows::ServiceColumn;
pub use zips::ZipDirectory;

use crate::law::{Amendment, Law, LawFault, LawFaults, Source};
use crate::vocabulary::{DrugLimit, EquipmentFee, HcpcsCode, LaboratoryRate};
use content::{FeeScheduleTables, SourceFile};
use factors::Laws;
use std::collections::BTreeMap;
use time::Date;

/// Everything that estimates and look-ups read, as it was at one moment.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// Relative value releases, by first day and label.
    releases: Vec<Release>,
    zips: Option<ZipDirectory>,
    anesthesia_base_units: Vec<AnesthesiaBaseUnitList>,
    explanations: BTreeMap<HcpcsCode, String>,
    law: Law,
    laws: Vec<LawRelease>,
    /// What the amendments contradict.
    law_conflicts: Vec<LawFault>,
    edits: EditReleases,
    older_ptp: Vec<RecordedRelease>,
    /// Releases of the clinical laboratory fee schedule, by first day.
    laboratory_rates: Vec<RateRelease<LaboratoryRate>>,
    /// Releases of the payment limits of drugs, by first day.
    drug_limits: Vec<RateRelease<DrugLimit>>,
    /// Releases of the fee schedule of equipment, by first day.
    equipment_fees: Vec<RateRelease<EquipmentFee>>,
    /// Releases of the fee schedule of nutrition, by first day.
    nutrition_fees: Vec<RateRelease<EquipmentFee>>,
}

/// A release of CMS's anesthesia base units.
#[derive(Clone, Debug)]
pub struct AnesthesiaBaseUnitList {
    /// Its name.
    pub label: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// Base units, sorted by code.
    pub base_units: Vec<(HcpcsCode, u8)>,
}

/// A file of the law that was imported: dated values beyond those that came with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawRelease {
    /// Its name, such as `LAW-2027`.
    pub label: String,
    /// The first day on which it changes something.
    pub effective_from: Date,
    /// The file it was read from.
    pub files: Vec<SourceFile>,
    /// Its values.
    pub amendment: Amendment,
}

/// One published relative value release as the database has it.
#[derive(Clone, Debug)]
pub struct PublishedRelease {
    /// CMS's name of it.
    pub label: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// Whether it is the starter extract.
    pub is_extract: bool,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// Its tables. The printed totals, caps and flags that no estimate reads may be left out.
    pub tables: FeeScheduleTables,
}

/// The parts that a [`Schedule`] is made of.
#[derive(Clone, Debug, Default)]
pub struct Parts {
    /// Relative value releases.
    pub releases: Vec<PublishedRelease>,
    /// The newest ZIP code release.
    pub zips: Option<ZipDirectory>,
    /// Anesthesia base unit lists.
    pub anesthesia_base_units: Vec<AnesthesiaBaseUnitList>,
    /// Plain-language explanations.
    pub explanations: BTreeMap<HcpcsCode, String>,
    /// The amendments of the law that are loaded, in the order in which they were imported.
    pub laws: Vec<LawRelease>,
    /// NCCI's edits. Quarters of PTP edits that a newer one replaces may be among them; the schedule drops their tables.
    pub edits: EditReleases,
    /// Quarters of PTP edits that a newer one replaces, without their tables.
    pub older_ptp: Vec<RecordedRelease>,
    /// Releases of the clinical laboratory fee schedule.
    pub laboratory_rates: Vec<RateRelease<LaboratoryRate>>,
    /// Releases of the payment limits of drugs.
    pub drug_limits: Vec<RateRelease<DrugLimit>>,
    /// Releases of the fee schedule of equipment.
    pub equipment_fees: Vec<RateRelease<EquipmentFee>>,
    /// Releases of the fee schedule of nutrition.
    pub nutrition_fees: Vec<RateRelease<EquipmentFee>>,
}

impl Schedule {
    /// Puts the parts together: amends the law, sorts tables, dates factors, and lends each release that came without
    /// localities those of another release of its year.
    ///
    /// `law` is the law that came with the program. Every loaded amendment wins over it and over those imported earlier;
    /// [`Schedule::law_conflicts`] has what they contradict.
    #[must_use]
    pub fn new(parts: Parts, law: Law) -> Self {
        let Parts { releases, zips, mut anesthesia_base_units, explanations, laws, edits, .. } = parts;
        let mut older_ptp = parts.older_ptp;
        let shipped = law.clone();
        let (law, law_conflicts) = law.overlaid_by(laws.iter().map(|release| &release.amendment));
        let of_factors = Laws { shipped: &shipped, amended: &law };
        let mut releases: Vec<Release> =
            releases.into_iter().map(|published| assemble(published, &of_factors)).collect();
        releases.sort_by(|a, b| (a.effective_from, &a.label).cmp(&(b.effective_from, &b.label)));
        lend_localities(&mut releases);
        anesthesia_base_units.sort_by_key(|list| list.effective_from);
        let mut edits = edits.sorted();
        older_ptp.extend(edits.take_older_ptp());
        older_ptp.sort_by_key(|release| release.effective_from);
        Self {
            releases,
            zips,
            anesthesia_base_units,
            explanations,
            law,
            laws,
            law_conflicts,
            edits,
            older_ptp,
            laboratory_rates: RateRelease::by_first_day(parts.laboratory_rates),
            drug_limits: RateRelease::by_first_day(parts.drug_limits),
            equipment_fees: RateRelease::by_first_day(parts.equipment_fees),
            nutrition_fees: RateRelease::by_first_day(parts.nutrition_fees),
        }
    }

    /// Every relative value release, oldest first.
    #[must_use]
    pub fn releases(&self) -> &[Release] {
        &self.releases
    }

    /// The release of this name. Upper and lower case are the same.
    #[must_use]
    pub fn release(&self, label: &str) -> Option<&Release> {
        self.releases.iter().find(|release| release.label.eq_ignore_ascii_case(label.trim()))
    }

    /// The names of the releases that are no fee schedules.
    fn other_labels(&self) -> impl Iterator<Item = &str> {
        let EditReleases { ptp, unit_limits, add_ons } = &self.edits;
        let zips = self.zips.iter().map(|zips| zips.label.as_str());
        let base_units = self.anesthesia_base_units.iter().map(|list| list.label.as_str());
        let ptp = ptp.iter().map(|release| release.label.as_str());
        let unit_limits = unit_limits.iter().map(|release| release.label.as_str());
        let add_ons = add_ons.iter().map(|release| release.label.as_str());
        let older_ptp = self.older_ptp.iter().map(|release| release.label.as_str());
        let laws = self.laws.iter().map(|release| release.label.as_str());
        let laboratory = self.laboratory_rates.iter().map(|release| release.label.as_str());
        let drugs = self.drug_limits.iter().map(|release| release.label.as_str());
        let equipment = self.equipment_fees.iter().chain(&self.nutrition_fees);
        let equipment = equipment.map(|release| release.label.as_str());
        let edits = ptp.chain(older_ptp).chain(unit_limits).chain(add_ons);
        zips.chain(base_units).chain(edits).chain(laboratory).chain(drugs).chain(equipment).chain(laws)
    }

    /// Whether any release of any schedule has a row of the code.
    #[must_use]
    pub fn lists(&self, hcpcs: HcpcsCode) -> bool {
        self.releases.iter().any(|release| !release.services.rows_of(hcpcs).is_empty())
            || self.is_in_other_schedules(hcpcs)
    }

    /// Whether no release is more than an extract.
    #[must_use]
    pub fn is_extract(&self) -> bool {
        self.releases.iter().all(|release| release.is_extract)
    }

    /// The ZIP codes, if a release of them is loaded.
    #[must_use]
    pub fn zips(&self) -> Option<&ZipDirectory> {
        self.zips.as_ref()
    }

    /// The anesthesia base unit lists, oldest first.
    #[must_use]
    pub fn anesthesia_base_units(&self) -> &[AnesthesiaBaseUnitList] {
        &self.anesthesia_base_units
    }

    /// The newest anesthesia base unit list of a day.
    #[must_use]
    pub fn base_units_on(&self, day: Date) -> Option<&AnesthesiaBaseUnitList> {
        self.anesthesia_base_units.iter().rev().find(|list| list.effective_from <= day)
    }

    /// The explanation of a code in plain language.
    #[must_use]
    pub fn explanation(&self, hcpcs: HcpcsCode) -> Option<&str> {
        self.explanations.get(&hcpcs).map(String::as_str)
    }

    /// CMS's descriptor of a code, if it was kept: of a release, else of the newest release of any schedule that has it.
    #[must_use]
    pub fn descriptor<'a>(&'a self, hcpcs: HcpcsCode, first: Option<&'a Release>) -> Option<&'a str> {
        let releases = || self.releases.iter().rev().find_map(|release| release.descriptor(hcpcs));
        let items = || {
            let fees = self.equipment_fees.iter().chain(&self.nutrition_fees).rev();
            fees.flat_map(|release| release.rates_of(hcpcs)).find_map(|fee| fee.descriptor.as_deref())
        };
        first.and_then(|release| release.descriptor(hcpcs)).or_else(releases).or_else(items)
    }

    /// The law with every loaded amendment.
    #[must_use]
    pub const fn law(&self) -> &Law {
        &self.law
    }

    /// The amendments of the law that are loaded, in the order in which they were imported.
    #[must_use]
    pub fn laws(&self) -> &[LawRelease] {
        &self.laws
    }

    /// The amendments that this program cannot read, and why. They change nothing.
    pub fn unread_laws(&self) -> impl Iterator<Item = (&str, &LawFaults)> {
        self.laws.iter().filter_map(|release| Some((release.label.as_str(), release.amendment.faults()?)))
    }

    /// The values of amendments that contradict the law that came with the program, or an amendment imported earlier. They
    /// are in force.
    #[must_use]
    pub fn law_conflicts(&self) -> &[LawFault] {
        &self.law_conflicts
    }

    /// Whether the work GPCI's floor of 1.000 is in force on a day.
    #[must_use]
    pub fn work_floor_on(&self, day: Date) -> bool {
        self.law.on(day).work_gpci_floor.is_ok_and(|floor| floor.value)
    }
}

fn assemble(published: PublishedRelease, laws: &Laws<'_>) -> Release {
    let PublishedRelease { label, effective_from, is_extract, files, tables } = published;
    let FeeScheduleTables { services, mut localities, mut counties, mut anesthesia_factors, .. } = tables;
    let factors = tables.conversion_factor.map_or_else(Vec::new, |standard| {
        let qualifying = tables.qualifying_apm_conversion_factor;
        factors::factor_periods(effective_from, standard, qualifying, laws)
    });
    let mut descriptors = Vec::new();
    let mut rows = Vec::with_capacity(services.len());
    for service in services {
        if let Some(descriptor) = service.descriptor {
            descriptors.push((service.row.hcpcs, descriptor));
        }
        rows.push(service.row);
    }
    descriptors.sort();
    descriptors.dedup_by_key(|(code, _)| *code);
    localities.sort_by_key(|row| row.locality);
    counties.sort_by_key(|row| row.locality);
    anesthesia_factors.sort_by_key(|row| row.locality);
    Release {
        source: Source::new(&label),
        label,
        effective_from,
        is_extract,
        files,
        services: crate::vocabulary::ServiceTable::new(rows),
        descriptors,
        localities,
        localities_from: None,
        counties,
        anesthesia_factors,
        factors,
    }
}

/// GPCIs and anesthesia factors hold for a calendar year, so a release without them takes those of its year's nearest
/// release.
fn lend_localities(releases: &mut [Release]) {
    let lenders: Vec<Release> =
        releases.iter().filter(|release| !release.localities.is_empty()).map(Release::places).collect();
    for release in releases.iter_mut().filter(|release| release.localities.is_empty()) {
        let day = release.effective_from;
        let of_year = lenders.iter().filter(|lender| lender.effective_from.year() == day.year());
        if let Some(lender) = of_year.min_by_key(|lender| (lender.effective_from - day).abs()) {
            release.localities.clone_from(&lender.localities);
            release.counties.clone_from(&lender.counties);
            release.localities_from = Some(lender.label.clone());
            if release.anesthesia_factors.is_empty() {
                release.anesthesia_factors.clone_from(&lender.anesthesia_factors);
            }
        }
    }
}
