//! The codes of a toolkit: whether they are paid, and how much in which setting.

use crate::tips::{Medicare, Subject};
use crate::vocabulary::{GlobalDays, HcpcsCode, Money, PlaceOfService, Status};

/// A code.
#[derive(Clone, Debug)]
pub struct Service {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// What it is, in plain words of our own, where they are written.
    pub explanation: Option<String>,
    /// Whether and how Medicare pays it.
    pub status: Status,
    /// The days of its surgical package.
    pub global_days: GlobalDays,
    /// What is allowed for one unit, billed plainly in an office (11); `None` where that is not priced.
    pub office: Option<Money>,
    /// The same, in a hospital's outpatient department (22).
    pub hospital: Option<Money>,
}

pub(super) fn service(subject: &Subject<'_>, medicare: Medicare<'_>) -> Service {
    let hcpcs = subject.hcpcs();
    let allowed = |place: PlaceOfService| {
        let side = medicare.allowed(&subject.case().at(place))?;
        side.price().map(|price| price.allowed)
    };
    Service {
        hcpcs,
        explanation: medicare.schedule.explanation(hcpcs).map(str::to_owned),
        status: subject.row.status,
        global_days: subject.row.global_days,
        office: allowed(PlaceOfService::OFFICE),
        hospital: allowed(PlaceOfService::HOSPITAL_OUTPATIENT),
    }
}
