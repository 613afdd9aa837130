//! The schedules of Part B besides the physician fee schedule.

use super::cms_calendar::due;
use super::content::{ReleaseKind, SourceFile};
use super::{Located, Release, Schedule};
use crate::law::Source;
use crate::pricing::{Caveat, OtherSchedules, RatesInForce, RatesOfOtherDays, UnloadedSchedules, rates_of};
use crate::vocabulary::{
    DrugLimit, EquipmentFee, HcpcsCode, LaboratoryRate, PaymentSchedule, Quarter, RateRow, StateCode,
};
use time::Date;

/// A quarterly release of the rates of one schedule.
#[derive(Clone, Debug)]
pub struct RateRelease<T> {
    /// Its name, such as `CLFS_2026Q1`.
    pub label: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// The files it was read from.
    pub files: Vec<SourceFile>,
    /// The release as a trace cites it.
    pub source: Source,
    /// The rates, sorted by code.
    pub rates: Vec<T>,
}

impl<T: RateRow> RateRelease<T> {
    /// Sorts the rates of a release.
    #[must_use]
    pub fn new(label: String, effective_from: Date, files: Vec<SourceFile>, mut rates: Vec<T>) -> Self {
        rates.sort_by_key(|rate| (rate.hcpcs(), rate.modifiers()));
        let source = Source::new(&format!("CMS {label}"));
        Self { label, effective_from, files, source, rates }
    }

    /// The rates of a code.
    #[must_use]
    pub fn rates_of(&self, hcpcs: HcpcsCode) -> &[T] {
        rates_of(&self.rates, hcpcs)
    }

    /// The same releases, oldest first.
    pub(super) fn by_first_day(mut releases: Vec<Self>) -> Vec<Self> {
        releases.sort_by_key(|release| release.effective_from);
        releases
    }

    /// The latest of the releases of a day's year that had begun.
    fn of_year(releases: &[Self], day: Date) -> Option<&Self> {
        releases
            .iter()
            .rev()
            .find(|release| release.effective_from <= day && release.effective_from.year() == day.year())
    }

    /// The rates as pricing reads them.
    fn in_force(&self, caveat: Option<Caveat>) -> RatesInForce<'_, T> {
        RatesInForce { rates: &self.rates, source: self.source, caveat }
    }

    /// Unless a release is in force on a day, one that does not price it: the newest of those that began before it, or else the oldest.
    /// `due` names the release that prices a day.
    fn unless(
        is_in_force: bool,
        releases: &[Self],
        day: Date,
        due: fn(Date) -> String,
    ) -> Option<RatesOfOtherDays<'_, T>> {
        if is_in_force {
            return None;
        }
        let before = releases.iter().rev().find(|release| release.effective_from <= day);
        let other = before.or_else(|| releases.first())?;
        Some(RatesOfOtherDays { rates: &other.rates, loaded: &other.label, day, due })
    }
}

impl Schedule {
    /// The releases of the clinical laboratory fee schedule, oldest first.
    #[must_use]
    pub fn laboratory_rates(&self) -> &[RateRelease<LaboratoryRate>] {
        &self.laboratory_rates
    }

    /// The release of the clinical laboratory fee schedule that prices a day: the latest of its year that had begun.
    #[must_use]
    pub fn laboratory_rates_on(&self, day: Date) -> Option<&RateRelease<LaboratoryRate>> {
        RateRelease::of_year(&self.laboratory_rates, day)
    }

    /// The releases of the payment limits of drugs, oldest first.
    #[must_use]
    pub fn drug_limits(&self) -> &[RateRelease<DrugLimit>] {
        &self.drug_limits
    }

    /// The payment limits that price a day: those of its quarter. Limits follow the market, so those of another quarter say
    /// nothing about the day.
    #[must_use]
    pub fn drug_limits_on(&self, day: Date) -> Option<&RateRelease<DrugLimit>> {
        self.drug_limits.iter().rev().find(|release| {
            release.effective_from <= day && Quarter::of(release.effective_from) == Quarter::of(day)
        })
    }

    /// The releases of the fee schedule of equipment, oldest first.
    #[must_use]
    pub fn equipment_fees(&self) -> &[RateRelease<EquipmentFee>] {
        &self.equipment_fees
    }

    /// The releases of the fee schedule of nutrition, oldest first.
    #[must_use]
    pub fn nutrition_fees(&self) -> &[RateRelease<EquipmentFee>] {
        &self.nutrition_fees
    }

    /// The fee schedule of equipment that prices a day: the latest of its year that had begun.
    #[must_use]
    pub fn equipment_fees_on(&self, day: Date) -> Option<&RateRelease<EquipmentFee>> {
        RateRelease::of_year(&self.equipment_fees, day)
    }

    /// The fee schedule of nutrition of a day: the latest of its year that had begun.
    #[must_use]
    pub fn nutrition_fees_on(&self, day: Date) -> Option<&RateRelease<EquipmentFee>> {
        RateRelease::of_year(&self.nutrition_fees, day)
    }

    /// The releases of a schedule of Part B besides the physician fee schedule, each with its first day.
    #[must_use]
    pub fn other_releases_of(&self, schedule: PaymentSchedule) -> Vec<(&str, Date)> {
        fn named<T>(releases: &[RateRelease<T>]) -> impl Iterator<Item = (&str, Date)> {
            releases.iter().map(|release| (release.label.as_str(), release.effective_from))
        }
        match schedule {
            PaymentSchedule::Physician | PaymentSchedule::Contract => Vec::new(),
            PaymentSchedule::ClinicalLaboratory => named(&self.laboratory_rates).collect(),
            PaymentSchedule::DrugLimits => named(&self.drug_limits).collect(),
            PaymentSchedule::Equipment => {
                named(&self.equipment_fees).chain(named(&self.nutrition_fees)).collect()
            }
        }
    }

    /// The other schedules that are in force on a day, at a place.
    #[must_use]
    pub fn other_schedules_on<'a>(&'a self, day: Date, place: &Located<'a>) -> OtherSchedules<'a> {
        let laboratory = self
            .laboratory_rates_on(day)
            .map(|release| release.in_force(older(ReleaseKind::LaboratoryRates, release, day)));
        let drugs = self.drug_limits_on(day).map(|release| release.in_force(None));
        let equipment = self
            .equipment_fees_on(day)
            .map(|release| release.in_force(older(ReleaseKind::EquipmentFees, release, day)));
        let nutrition = self.nutrition_fees_on(day).map(|release| release.in_force(None));
        let state = place.state.and_then(StateCode::of);
        let unloaded = UnloadedSchedules {
            laboratory: RateRelease::unless(laboratory.is_some(), &self.laboratory_rates, day, |day| {
                due(ReleaseKind::LaboratoryRates, day).label
            }),
            drugs: RateRelease::unless(drugs.is_some(), &self.drug_limits, day, |day| {
                due(ReleaseKind::DrugLimits, day).label
            }),
            equipment: RateRelease::unless(equipment.is_some(), &self.equipment_fees, day, |day| {
                due(ReleaseKind::EquipmentFees, day).label
            }),
            nutrition: RateRelease::unless(nutrition.is_some(), &self.nutrition_fees, day, |day| {
                due(ReleaseKind::NutritionFees, day).label
            }),
        };
        OtherSchedules { laboratory, drugs, equipment, nutrition, state, is_rural: place.is_rural, unloaded }
    }

    /// Whether any release of another schedule lists a code.
    pub(super) fn is_in_other_schedules(&self, hcpcs: HcpcsCode) -> bool {
        self.laboratory_rates.iter().any(|release| !release.rates_of(hcpcs).is_empty())
            || self.drug_limits.iter().any(|release| !release.rates_of(hcpcs).is_empty())
            || self.equipment_fees.iter().any(|release| !release.rates_of(hcpcs).is_empty())
            || self.nutrition_fees.iter().any(|release| !release.rates_of(hcpcs).is_empty())
    }

    /// Whether another schedule lists a code on a day.
    #[must_use]
    pub fn is_in_other_schedules_on(&self, hcpcs: HcpcsCode, day: Date) -> bool {
        let tests = self.laboratory_rates_on(day).map(|release| release.rates_of(hcpcs)).unwrap_or_default();
        tests.iter().any(|rate| rate.effective_from <= day)
            || self.drug_limits_on(day).is_some_and(|release| !release.rates_of(hcpcs).is_empty())
            || self.equipment_fees_on(day).is_some_and(|release| !release.rates_of(hcpcs).is_empty())
            || self.nutrition_fees_on(day).is_some_and(|release| !release.rates_of(hcpcs).is_empty())
    }

    /// The name of the release by which a schedule prices a day. `physician` is that of the physician fee schedule.
    #[must_use]
    pub fn release_of<'a>(
        &'a self,
        schedule: PaymentSchedule,
        physician: &'a Release,
        day: Date,
    ) -> Option<&'a str> {
        match schedule {
            PaymentSchedule::Physician => Some(physician.label.as_str()),
            PaymentSchedule::ClinicalLaboratory => {
                self.laboratory_rates_on(day).map(|release| release.label.as_str())
            }
            PaymentSchedule::DrugLimits => self.drug_limits_on(day).map(|release| release.label.as_str()),
            PaymentSchedule::Equipment => self.equipment_fees_on(day).map(|release| release.label.as_str()),
            // No release of CMS has them.
            PaymentSchedule::Contract => None,
        }
    }

    /// The other schedules that list a code on a day, each with the name of its release.
    pub fn other_schedules_listing(
        &self,
        hcpcs: HcpcsCode,
        day: Date,
    ) -> impl Iterator<Item = (PaymentSchedule, &str)> {
        fn listing<T: RateRow>(release: Option<&RateRelease<T>>, hcpcs: HcpcsCode) -> Option<&str> {
            let release = release.filter(|release| !release.rates_of(hcpcs).is_empty());
            release.map(|release| release.label.as_str())
        }
        let releases = [
            (PaymentSchedule::ClinicalLaboratory, listing(self.laboratory_rates_on(day), hcpcs)),
            (PaymentSchedule::DrugLimits, listing(self.drug_limits_on(day), hcpcs)),
            (PaymentSchedule::Equipment, listing(self.equipment_fees_on(day), hcpcs)),
            (PaymentSchedule::Equipment, listing(self.nutrition_fees_on(day), hcpcs)),
        ];
        releases.into_iter().filter_map(|(schedule, release)| Some((schedule, release?)))
    }

    /// The files of the release by which a schedule prices a day. The physician fee schedule names its files itself.
    pub(super) fn files_of(&self, schedule: PaymentSchedule, day: Date) -> &[SourceFile] {
        match schedule {
            PaymentSchedule::Physician | PaymentSchedule::Contract => &[],
            PaymentSchedule::ClinicalLaboratory => {
                self.laboratory_rates_on(day).map(|release| release.files.as_slice()).unwrap_or_default()
            }
            PaymentSchedule::DrugLimits => {
                self.drug_limits_on(day).map(|release| release.files.as_slice()).unwrap_or_default()
            }
            PaymentSchedule::Equipment => {
                self.equipment_fees_on(day).map(|release| release.files.as_slice()).unwrap_or_default()
            }
        }
    }
}

/// A caveat if CMS has published a later release for the day.
fn older<T>(kind: ReleaseKind, release: &RateRelease<T>, day: Date) -> Option<Caveat> {
    let due = due(kind, day);
    (release.effective_from < due.effective_from)
        .then(|| Caveat::OlderRelease { used: release.label.clone(), wanted: due.label })
}
