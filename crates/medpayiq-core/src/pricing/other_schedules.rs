//! The rates of Part B's schedules besides the physician fee schedule, as pricing reads them.

use super::caveat::Caveat;
use super::refusal::Refusal;
use crate::law::Source;
use crate::vocabulary::{
    DrugLimit, EquipmentFee, HcpcsCode, LaboratoryRate, Money, PaymentSchedule, RateRow, StateCode,
};
use time::Date;

/// The other schedules that are in force for a claim. A schedule is `None` if no release of it is loaded.
#[derive(Clone, Debug, Default)]
pub struct OtherSchedules<'a> {
    /// The clinical laboratory fee schedule.
    pub laboratory: Option<RatesInForce<'a, LaboratoryRate>>,
    /// The payment limits of drugs.
    pub drugs: Option<RatesInForce<'a, DrugLimit>>,
    /// The fee schedule of equipment, prosthetics, orthotics and supplies.
    pub equipment: Option<RatesInForce<'a, EquipmentFee>>,
    /// The fee schedule of parenteral and enteral nutrition.
    pub nutrition: Option<RatesInForce<'a, EquipmentFee>>,
    /// The state that decides the fees of equipment.
    pub state: Option<StateCode>,
    /// Whether the place is in a rural area, if that is known.
    pub is_rural: Option<bool>,
    /// The schedules that are loaded, but not for the day.
    pub unloaded: UnloadedSchedules<'a>,
}

/// The schedules of which releases are loaded, but none that prices the day. Each names one that does not.
#[derive(Clone, Debug, Default)]
pub struct UnloadedSchedules<'a> {
    /// The clinical laboratory fee schedule.
    pub laboratory: Option<RatesOfOtherDays<'a, LaboratoryRate>>,
    /// The payment limits of drugs.
    pub drugs: Option<RatesOfOtherDays<'a, DrugLimit>>,
    /// The fee schedule of equipment, prosthetics, orthotics and supplies.
    pub equipment: Option<RatesOfOtherDays<'a, EquipmentFee>>,
    /// The fee schedule of parenteral and enteral nutrition.
    pub nutrition: Option<RatesOfOtherDays<'a, EquipmentFee>>,
}

/// The rates of a release that does not price the day of a claim.
#[derive(Clone, Debug)]
pub struct RatesOfOtherDays<'a, T> {
    /// The rates, sorted by code.
    pub rates: &'a [T],
    /// The name of the release.
    pub loaded: &'a str,
    /// The day of the claim.
    pub day: Date,
    /// Names the release that prices a day. Only a refusal needs the name.
    pub due: fn(Date) -> String,
}

impl<T: RateRow> RatesOfOtherDays<'_, T> {
    /// The refusal of a code that the release lists.
    fn refusal(&self, hcpcs: HcpcsCode) -> Option<Refusal> {
        (!rates_of(self.rates, hcpcs).is_empty()).then(|| self.not_loaded())
    }

    /// The refusal of a line that the missing release would price.
    pub(super) fn not_loaded(&self) -> Refusal {
        Refusal::ScheduleNotLoaded { wanted: (self.due)(self.day), loaded: self.loaded.to_owned() }
    }
}

impl UnloadedSchedules<'_> {
    /// The schedule that lists a code on other days, and the refusal of its lines.
    pub(super) fn refusal(&self, hcpcs: HcpcsCode) -> Option<(PaymentSchedule, Refusal)> {
        let laboratory = || self.laboratory.as_ref()?.refusal(hcpcs);
        let drugs = || self.drugs.as_ref()?.refusal(hcpcs);
        let equipment = || self.equipment.as_ref()?.refusal(hcpcs);
        // All nutrition is the equipment contractor's, whatever the release.
        let nutrition = || self.nutrition.as_ref()?.refusal(hcpcs).map(|_| Refusal::EquipmentContractor);
        let of = |schedule| move |refusal| (schedule, refusal);
        laboratory()
            .map(of(PaymentSchedule::ClinicalLaboratory))
            .or_else(|| drugs().map(of(PaymentSchedule::DrugLimits)))
            .or_else(|| equipment().or_else(nutrition).map(of(PaymentSchedule::Equipment)))
    }
}

/// The rates of a schedule on the date of a claim.
#[derive(Clone, Debug)]
pub struct RatesInForce<'a, T> {
    /// The rates, sorted by code.
    pub rates: &'a [T],
    /// The release.
    pub source: Source,
    /// Why the release is less than certain.
    pub caveat: Option<Caveat>,
}

impl<'a, T: RateRow> RatesInForce<'a, T> {
    /// The rates of a code.
    pub(super) fn of(&self, hcpcs: HcpcsCode) -> &'a [T] {
        rates_of(self.rates, hcpcs)
    }
}

/// The rates of a code among rates that are sorted by code.
pub(crate) fn rates_of<T: RateRow>(rates: &[T], hcpcs: HcpcsCode) -> &[T] {
    let start = rates.partition_point(|rate| rate.hcpcs() < hcpcs);
    let end = rates.partition_point(|rate| rate.hcpcs() <= hcpcs);
    rates.get(start..end).unwrap_or_default()
}

/// The rate of another schedule that prices a line, and its release.
#[derive(Clone, Copy, Debug)]
pub(super) enum ScheduleRate<'a> {
    /// A rate of the clinical laboratory fee schedule.
    Laboratory(&'a LaboratoryRate, Source),
    /// The payment limit of a drug.
    Drug(&'a DrugLimit, Source),
    /// The fee of an item of equipment in the state, and the row.
    Equipment(Money, &'a EquipmentFee, Source),
    /// The fee of a contract.
    Contract(Money),
}

impl ScheduleRate<'_> {
    /// The schedule.
    pub(super) const fn schedule(self) -> PaymentSchedule {
        match self {
            Self::Laboratory(..) => PaymentSchedule::ClinicalLaboratory,
            Self::Drug(..) => PaymentSchedule::DrugLimits,
            Self::Equipment(..) => PaymentSchedule::Equipment,
            Self::Contract(_) => PaymentSchedule::Contract,
        }
    }
}

/// What another schedule says about a line that it lists.
pub(super) type Listed<'a> = Result<ScheduleRate<'a>, Refusal>;
