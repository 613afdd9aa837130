//! The codes of a toolkit: whether Medicare pays them, and how much in each setting.

use crate::tips::{Case, Medicare, Subject};
use crate::vocabulary::{GlobalDays, HcpcsCode, Money, PlaceOfService, Status};

/// A code of a toolkit.
#[derive(Clone, Debug)]
pub struct ToolkitService {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// What it is, in our own words, if there is an explanation.
    pub explanation: Option<String>,
    /// Whether and how Medicare pays it; `None` if only another schedule of Part B lists it.
    pub status: Option<Status>,
    /// The days of its surgical package.
    pub global_days: Option<GlobalDays>,
    /// The allowed amount of one unit without modifiers in an office (11); `None` if that is not priced.
    pub office: Option<Money>,
    /// The same in a hospital outpatient department (22).
    pub hospital: Option<Money>,
    /// Another place and the amount there, if Medicare prices the code neither in an office nor in a hospital outpatient
    /// department.
    pub other_place: Option<(PlaceOfService, Money)>,
}

pub(super) fn service(subject: &Subject<'_>, medicare: Medicare<'_>) -> ToolkitService {
    let hcpcs = subject.hcpcs();
    let allowed = |place: PlaceOfService| {
        let side = medicare.allowed(&subject.case().at(place))?;
        side.price().map(|price| price.allowed)
    };
    let (office, hospital) = (allowed(PlaceOfService::OFFICE), allowed(PlaceOfService::HOSPITAL_OUTPATIENT));
    let other_place = subject.plain.price().filter(|_| office.or(hospital).is_none());
    ToolkitService {
        hcpcs,
        explanation: medicare.schedule.explanation(hcpcs).map(str::to_owned),
        status: Some(subject.row.status),
        global_days: Some(subject.row.global_days),
        office,
        hospital,
        other_place: other_place.map(|price| (subject.place, price.allowed)),
    }
}

/// A code that only another schedule lists. Modifiers and partners of the physician fee schedule say nothing about it.
pub(super) fn service_of_other_schedule(hcpcs: HcpcsCode, medicare: Medicare<'_>) -> ToolkitService {
    let allowed = |place: PlaceOfService| {
        let side = medicare.allowed(&Case::with_line(hcpcs, place))?;
        side.price().map(|price| price.allowed)
    };
    ToolkitService {
        hcpcs,
        explanation: medicare.schedule.explanation(hcpcs).map(str::to_owned),
        status: None,
        global_days: None,
        office: allowed(PlaceOfService::OFFICE),
        hospital: allowed(PlaceOfService::HOSPITAL_OUTPATIENT),
        other_place: None,
    }
}
