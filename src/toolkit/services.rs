//! The codes of a toolkit: whether Medicare pays them, and how much in each setting.

use crate::pricing::RefusalKind;
use crate::tips::{Case, Medicare, Side, Subject, trials};
use crate::vocabulary::{GlobalDays, HcpcsCode, Modifier, Money, PlaceOfService, Status};

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
    /// The modifiers that the amounts need: of manipulation, therapy and anesthesia.
    pub modifiers: Vec<Modifier>,
    /// The minutes of anesthesia of the amounts.
    pub minutes: Option<u32>,
    /// Whether the Medicare contractor sets the price by the documentation.
    pub is_by_report: bool,
    /// The allowed amount of one unit with these modifiers in an office (11); `None` if that is not priced.
    pub office: Option<Money>,
    /// The same in a hospital outpatient department (22).
    pub hospital: Option<Money>,
    /// Another place and the amount there, if Medicare prices the code neither in an office nor in a hospital outpatient
    /// department.
    pub other_place: Option<(PlaceOfService, Money)>,
}

pub(super) fn service(subject: &Subject<'_>, medicare: Medicare<'_>) -> ToolkitService {
    if subject.row.status == Status::Anesthesia {
        return anesthesia(subject, medicare);
    }
    let allowed = |place: PlaceOfService| {
        let side = medicare.allowed(&subject.case().at(place))?;
        side.price().map(|price| price.allowed)
    };
    let (office, hospital) = (allowed(PlaceOfService::OFFICE), allowed(PlaceOfService::HOSPITAL_OUTPATIENT));
    let other_place = subject.plain.price().filter(|_| office.or(hospital).is_none());
    ToolkitService {
        office,
        hospital,
        other_place: other_place.map(|price| (subject.place, price.allowed)),
        ..of_line(subject, medicare, &subject.plain)
    }
}

/// A code of anesthesia, which has a price only with a modifier for who gave it. The price is the same everywhere.
fn anesthesia(subject: &Subject<'_>, medicare: Medicare<'_>) -> ToolkitService {
    let personally = trials(subject).into_iter().next().map(|trial| trial.side);
    let Some((side, price)) = personally.as_ref().and_then(|side| Some((side, side.price()?))) else {
        return of_line(subject, medicare, &subject.plain);
    };
    let allowed = Some(price.allowed);
    ToolkitService { office: allowed, hospital: allowed, ..of_line(subject, medicare, side) }
}

/// A code with the modifiers of its line, and without amounts.
fn of_line(subject: &Subject<'_>, medicare: Medicare<'_>, side: &Side) -> ToolkitService {
    let hcpcs = subject.hcpcs();
    let line = side.claim.lines().get(side.position);
    let kind = subject.plain.refusal().map(|refusal| refusal.kind());
    ToolkitService {
        hcpcs,
        explanation: medicare.schedule.explanation(hcpcs).map(str::to_owned),
        status: Some(subject.row.status),
        global_days: Some(subject.row.global_days),
        modifiers: line.map(|line| line.modifiers().to_vec()).unwrap_or_default(),
        minutes: line.and_then(|line| line.minutes()),
        is_by_report: kind == Some(RefusalKind::ContractorPriced),
        office: None,
        hospital: None,
        other_place: None,
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
        modifiers: Vec::new(),
        minutes: None,
        is_by_report: false,
        office: allowed(PlaceOfService::OFFICE),
        hospital: allowed(PlaceOfService::HOSPITAL_OUTPATIENT),
        other_place: None,
    }
}
