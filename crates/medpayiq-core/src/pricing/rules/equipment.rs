//! Equipment, prosthetics, orthotics and supplies that the practitioner's contractor pays (Social Security Act 1834(a), (h),
//! (i); Pub. 100-04 ch. 20). Another contractor pays most items. Their lines say so.
//!
//! Tests: equipment.rs.

use crate::pricing::caveat::Caveat;
use crate::pricing::modifiers as m;
use crate::pricing::other_schedules::{Listed, OtherSchedules, ScheduleRate};
use crate::pricing::refusal::Refusal;
use crate::pricing::work::LineWork;
use crate::vocabulary::{
    EquipmentFee, HcpcsCode, Jurisdiction, Modifier, Money, PlaceOfService, Setting, StateFees,
};

/// What the fee schedules of equipment and nutrition say about a line.
pub(super) fn item<'a>(line: &LineWork<'a>, schedules: &OtherSchedules<'a>) -> Option<Listed<'a>> {
    let hcpcs = line.billed.hcpcs();
    match (jurisdiction(hcpcs, schedules)?, schedules.equipment.as_ref()) {
        (Jurisdiction::Local | Jurisdiction::Joint, Some(equipment)) => {
            let found = fee(line, equipment.of(hcpcs), schedules);
            Some(found.map(|(fee, row)| ScheduleRate::Equipment(fee, row, equipment.source)))
        }
        (Jurisdiction::Equipment, _) | (_, None) => Some(Err(Refusal::EquipmentContractor)),
    }
}

/// Whose an item is, if a schedule of equipment or nutrition lists it. All nutrition is the equipment contractor's.
pub(super) fn jurisdiction(hcpcs: HcpcsCode, schedules: &OtherSchedules<'_>) -> Option<Jurisdiction> {
    let equipment = schedules.equipment.as_ref().and_then(|equipment| equipment.of(hcpcs).first());
    let is_nutrition =
        || schedules.nutrition.as_ref().is_some_and(|nutrition| !nutrition.of(hcpcs).is_empty());
    equipment.map(|row| row.jurisdiction).or_else(|| is_nutrition().then_some(Jurisdiction::Equipment))
}

/// The fee of one unit in the state, and the row that has it.
fn fee<'a>(
    line: &LineWork<'a>,
    rows: &'a [EquipmentFee],
    schedules: &OtherSchedules<'a>,
) -> Result<(Money, &'a EquipmentFee), Refusal> {
    let Some(row) = row_of(line, rows) else { return Err(modifier_missing(rows)) };
    if let Some(other) = other_row(line, rows, row) {
        return Err(contradiction(row, other));
    }
    if row.is_capped_rental() {
        return Err(Refusal::CappedRental);
    }
    let state = schedules.state.ok_or(Refusal::EquipmentStateUnknown)?;
    let fees = row.fees.of(state).and_then(|fees| fees.fee(schedules.is_rural == Some(true)));
    fees.map(|fee| (fee, row)).ok_or(Refusal::EquipmentWithoutFee { state })
}

/// The row with the most modifiers that are all on the line.
fn row_of<'a>(line: &LineWork<'_>, rows: &'a [EquipmentFee]) -> Option<&'a EquipmentFee> {
    let fitting = rows.iter().filter_map(|row| Some((row.fits(line.billed.modifiers())?, row)));
    fitting.max_by_key(|(count, _)| *count).map(|(_, row)| row)
}

/// Another row that fits the line as well. Its modifiers then ask for two fees at once, such as NU and RR, or KE and KU.
fn other_row<'a>(
    line: &LineWork<'_>,
    rows: &'a [EquipmentFee],
    row: &EquipmentFee,
) -> Option<&'a EquipmentFee> {
    let count = |row: &EquipmentFee| row.fits(line.billed.modifiers());
    rows.iter().find(|other| other.modifiers != row.modifiers && count(other) == count(row))
}

/// The refusal of modifiers that ask for the fees of two rows.
fn contradiction(row: &EquipmentFee, other: &EquipmentFee) -> Refusal {
    let only_of = |row: &EquipmentFee, other: &EquipmentFee| {
        row.modifiers.iter().flatten().copied().find(|modifier| !other.modifiers.contains(&Some(*modifier)))
    };
    match only_of(other, row).zip(only_of(row, other)) {
        Some((first, second)) => Refusal::Clash { first, second },
        None => modifier_missing(&[row.clone(), other.clone()]),
    }
}

/// The refusal of a line without a modifier that every row of the item has.
fn modifier_missing(rows: &[EquipmentFee]) -> Refusal {
    let of_row = |row: &EquipmentFee| {
        let modifiers: Vec<&str> = row.modifiers.iter().flatten().map(Modifier::as_str).collect();
        modifiers.join(" with ")
    };
    let mut needed: Vec<String> = rows.iter().map(of_row).collect();
    needed.dedup();
    Refusal::EquipmentModifierMissing { modifiers: needed.join(", ") }
}

/// Adds what is not certain about the fee of an item.
pub(super) fn caveat_item(
    line: &mut LineWork<'_>,
    row: &EquipmentFee,
    schedules: &OtherSchedules<'_>,
    place: PlaceOfService,
) {
    line.add_caveat(schedules.equipment.as_ref().and_then(|equipment| equipment.caveat.clone()));
    line.add_caveat(Caveat::EquipmentByPatientsState);
    if row.jurisdiction == Jurisdiction::Joint {
        line.add_caveat(Caveat::JointJurisdiction);
    }
    if place.setting() == Some(Setting::Facility) {
        line.add_caveat(Caveat::EquipmentInFacility { place });
    }
    if line.has(m::RENTED) {
        line.add_caveat(Caveat::EarlierRentalNotChecked);
    }
    if let Some(fees) = schedules.state.and_then(|state| row.fees.of(state)) {
        line.add_caveat(rural_caveat(fees, schedules.is_rural));
    }
}

/// What is not certain about a fee that rural areas have another one of.
fn rural_caveat(fees: StateFees, is_rural: Option<bool>) -> Option<Caveat> {
    let (non_rural, rural) = fees.non_rural.zip(fees.rural)?;
    if non_rural == rural {
        return None;
    }
    Some(match is_rural {
        Some(true) => {
            Caveat::RuralByZipFile { taken: "rural", fee: rural, not_taken: "non-rural", other: non_rural }
        }
        Some(false) => {
            Caveat::RuralByZipFile { taken: "non-rural", fee: non_rural, not_taken: "rural", other: rural }
        }
        None => Caveat::RuralNotKnown { rural },
    })
}
