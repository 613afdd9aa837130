//! The rates of a code in the schedules of Part B besides the physician fee schedule.

use crate::api::wire::closed_lists::PaymentScheduleName;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::schedule::{RateRelease, Schedule};
use crate::vocabulary::{
    DrugLimit, EquipmentFee, HcpcsCode, LaboratoryRate, Modifier, PaymentSchedule, RateRow, StateFees,
    format_date,
};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// The rate of a code in another schedule of Part B.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScheduleRate)]
pub(crate) struct ScheduleRateResponse<'a> {
    /// `clinical_laboratory`: the clinical laboratory fee schedule. `drug_limits`: the payment limits of Part B drugs (ASP).
    /// `equipment`: the fee schedules of equipment and supplies (DMEPOS) and of nutrition (DMEPEN).
    #[schema(value_type = PaymentScheduleName)]
    pub(crate) schedule: &'static str,
    /// The release that has the rate.
    #[schema(example = "CLFS_2026Q1")]
    pub(crate) release: &'a str,
    /// The modifier with which the rate applies: QW for a waived test, NU for new equipment. Null for the rate without a modifier.
    #[schema(value_type = Option<String>, example = "QW", required = true)]
    pub(crate) modifier: Option<Shown<Modifier>>,
    /// A second modifier with which a fee of equipment applies, if there is one.
    #[schema(value_type = Option<String>, example = "KF", required = true)]
    pub(crate) second_modifier: Option<Shown<Modifier>>,
    /// The first day of the rate.
    #[schema(example = "2026-01-01", format = Date)]
    pub(crate) effective_from: String,
    /// What Medicare allows for one unit, in dollars; null if the Medicare contractor sets the price, and for equipment, which has
    /// `fees` by state. The limit of a drug has three decimals: the amount of all units is rounded to the cent.
    #[schema(example = "10.74", pattern = r"^\d+\.\d{2,3}$", required = true)]
    pub(crate) rate: Option<String>,
    /// What one billing unit of a drug is; null for other services.
    #[schema(example = "10 MG", required = true)]
    pub(crate) unit: Option<&'a str>,
    /// The patient's part of a drug in percent, after the deductible; 0 if there is no deductible either. Null for other services.
    #[schema(example = "19.596", required = true)]
    pub(crate) coinsurance_percent: Option<String>,
    /// CMS's note about the rate, if there is one.
    #[schema(example = "Inflation-adjusted coinsurance", required = true)]
    pub(crate) note: Option<&'a str>,
    /// The fees of equipment or nutrition by state; null for other services.
    #[schema(required = true)]
    pub(crate) equipment: Option<EquipmentResponse<'a>>,
}

/// An item of the fee schedules of equipment and nutrition.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EquipmentItem)]
pub(crate) struct EquipmentResponse<'a> {
    /// Which Medicare contractor takes the claims: `D` the equipment contractor, `L` the practitioner's, `J` the practitioner's
    /// if the item belongs to one of their services.
    #[schema(example = "L")]
    pub(crate) jurisdiction: &'static str,
    /// CMS's payment category, such as `CR` for capped rental; empty for nutrition.
    #[schema(example = "SC")]
    pub(crate) category: &'a str,
    /// The most that a fee of a contiguous state may be, in dollars; null if there is none.
    #[schema(required = true)]
    pub(crate) ceiling: Option<Dollars>,
    /// The least that it may be, in dollars; null if there is none.
    #[schema(required = true)]
    pub(crate) floor: Option<Dollars>,
    /// The fees of each state.
    pub(crate) fees: Vec<StateFeesResponse>,
}

/// The fees of an item in a state, in dollars.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StateFees)]
pub(crate) struct StateFeesResponse {
    /// The postal abbreviation.
    #[schema(example = "AL")]
    pub(crate) state: String,
    /// The fee outside rural areas; null if there is none.
    #[schema(required = true)]
    pub(crate) non_rural: Option<Dollars>,
    /// The fee in rural areas; null if it is the same.
    #[schema(required = true)]
    pub(crate) rural: Option<Dollars>,
}

/// The rates of a code on a day.
pub(crate) fn rates_of(schedule: &Schedule, hcpcs: HcpcsCode, day: Date) -> Vec<ScheduleRateResponse<'_>> {
    let laboratory = schedule.laboratory_rates_on(day).into_iter();
    let laboratory = laboratory.flat_map(|release| rows(release, hcpcs, laboratory_rate));
    let begun = laboratory.filter(|rate| rate.effective_from <= format_date(day));
    let drugs = schedule.drug_limits_on(day).into_iter();
    let drugs = drugs.flat_map(|release| rows(release, hcpcs, drug_limit));
    let equipment = schedule.equipment_fees_on(day).into_iter().chain(schedule.nutrition_fees_on(day));
    begun.chain(drugs).chain(equipment.flat_map(|release| rows(release, hcpcs, equipment_fee))).collect()
}

/// The rates of a code in every loaded release, oldest first.
pub(crate) fn all_rates_of(schedule: &Schedule, hcpcs: HcpcsCode) -> Vec<ScheduleRateResponse<'_>> {
    let laboratory = schedule.laboratory_rates().iter();
    let laboratory = laboratory.flat_map(|release| rows(release, hcpcs, laboratory_rate));
    let drugs = schedule.drug_limits().iter();
    let drugs = drugs.flat_map(|release| rows(release, hcpcs, drug_limit));
    let equipment = schedule.equipment_fees().iter().chain(schedule.nutrition_fees());
    laboratory.chain(drugs).chain(equipment.flat_map(|release| rows(release, hcpcs, equipment_fee))).collect()
}

type Response<T> = for<'a> fn(&'a RateRelease<T>, &'a T) -> ScheduleRateResponse<'a>;

fn rows<T: RateRow>(
    release: &RateRelease<T>,
    hcpcs: HcpcsCode,
    response: Response<T>,
) -> impl Iterator<Item = ScheduleRateResponse<'_>> {
    release.rates_of(hcpcs).iter().map(move |row| response(release, row))
}

fn laboratory_rate<'a>(
    release: &'a RateRelease<LaboratoryRate>,
    rate: &'a LaboratoryRate,
) -> ScheduleRateResponse<'a> {
    ScheduleRateResponse {
        schedule: PaymentSchedule::ClinicalLaboratory.as_str(),
        release: &release.label,
        modifier: rate.modifier.map(Shown),
        second_modifier: None,
        effective_from: format_date(rate.effective_from),
        rate: rate.rate.map(|rate| rate.to_string()),
        unit: None,
        coinsurance_percent: None,
        note: None,
        equipment: None,
    }
}

fn drug_limit<'a>(release: &'a RateRelease<DrugLimit>, drug: &'a DrugLimit) -> ScheduleRateResponse<'a> {
    ScheduleRateResponse {
        schedule: PaymentSchedule::DrugLimits.as_str(),
        release: &release.label,
        modifier: None,
        second_modifier: None,
        effective_from: format_date(release.effective_from),
        rate: drug.limit.map(|limit| limit.to_string()),
        unit: Some(&drug.dosage),
        coinsurance_percent: Some(drug.coinsurance.percent().trimmed().to_owned()),
        note: drug.note.as_deref(),
        equipment: None,
    }
}

fn equipment_fee<'a>(
    release: &'a RateRelease<EquipmentFee>,
    item: &'a EquipmentFee,
) -> ScheduleRateResponse<'a> {
    let [modifier, second_modifier] = item.modifiers.map(|modifier| modifier.map(Shown));
    let fees = |StateFees { state, non_rural, rural }: &StateFees| StateFeesResponse {
        state: state.to_string(),
        non_rural: non_rural.map(Shown),
        rural: rural.map(Shown),
    };
    ScheduleRateResponse {
        schedule: PaymentSchedule::Equipment.as_str(),
        release: &release.label,
        modifier,
        second_modifier,
        effective_from: format_date(release.effective_from),
        rate: None,
        unit: None,
        coinsurance_percent: None,
        note: None,
        equipment: Some(EquipmentResponse {
            jurisdiction: item.jurisdiction.code(),
            category: &item.category,
            ceiling: item.ceiling.map(Shown),
            floor: item.floor.map(Shown),
            fees: item.fees.0.iter().map(fees).collect(),
        }),
    }
}
