//! The codes of a toolkit: whether Medicare pays them, and how much in each setting.

use super::words::{schedule_in_words, spelled_profession, without_price};
use crate::pricing::{Confidence, Level, RefusalKind};
use crate::tips::{Case, Medicare, Side, Subject, trials};
use crate::vocabulary::{
    GlobalDays, HcpcsCode, Modifier, Money, PaymentSchedule, PlaceOfService, ProviderKind, Setting, Status,
};

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
    /// The modifiers that the amounts need: of manipulation, therapy, anesthesia and studies, and 59 of an add-on that NCCI bundles with the
    /// services before it.
    pub modifiers: Vec<Modifier>,
    /// The profession that bills the amounts.
    pub provider: ProviderKind,
    /// Whether Medicare pays the amounts only if the service was separate from those before it.
    pub is_paid_if_separate: bool,
    /// The confidence in the amounts; `None` if there are none.
    pub confidence: Option<Confidence>,
    /// The minutes of anesthesia of the amounts.
    pub minutes: Option<u32>,
    /// Whether the Medicare contractor sets the price by the documentation.
    pub is_by_report: bool,
    /// The allowed amount of one unit with these modifiers in an office (11); `None` if that is not priced, or if CMS marks the code as
    /// rarely or never furnished there.
    pub office: Option<Money>,
    /// The same in a hospital outpatient department (22).
    pub hospital: Option<Money>,
    /// What a page says in place of the amount in an office, if that is not priced.
    pub office_words: Option<&'static str>,
    /// The same for a hospital outpatient department.
    pub hospital_words: Option<&'static str>,
    /// The schedule that prices the code, if it is another one than the physician fee schedule.
    pub other_schedule: Option<PaymentSchedule>,
    /// Another place and the amount there, if Medicare prices the code neither in an office nor in a hospital outpatient
    /// department.
    pub other_place: Option<(PlaceOfService, Money)>,
}

pub(super) fn service(subject: &Subject<'_>, medicare: Medicare<'_>) -> ToolkitService {
    if subject.row.status == Status::Anesthesia {
        return anesthesia(subject, medicare);
    }
    let settings = in_settings(|place| subject.case_at(place), medicare).without_rare(subject);
    let other_place = subject.plain.price().filter(|_| settings.amounts == [None; 2]);
    let priced = of_line(subject, medicare, &subject.plain).priced(settings);
    ToolkitService {
        other_place: other_place.map(|price| (subject.place, price.allowed)),
        confidence: other_place.map(|_| subject.plain.answer.confidence.clone()).or(priced.confidence),
        ..priced
    }
}

/// The prices of a code in an office and in a hospital outpatient department.
struct InSettings {
    amounts: [Option<Money>; 2],
    confidence: [Option<Confidence>; 2],
    words: [Option<&'static str>; 2],
    other_schedule: Option<PaymentSchedule>,
}

impl InSettings {
    /// The same without the amount in an office if the code is rarely or never furnished there: CMS marks its practice expense NA and
    /// prints that of facilities.
    fn without_rare(mut self, subject: &Subject<'_>) -> Self {
        let ([office, _], [confidence, _], [words, _]) =
            (&mut self.amounts, &mut self.confidence, &mut self.words);
        if subject.row.is_na(Setting::NonFacility) && office.take().is_some() {
            (*confidence, *words) = (None, Some(RARE_IN_OFFICE));
        }
        self
    }
}

/// What a page says in place of the amount in an office.
const RARE_IN_OFFICE: &str = "Rarely or never done in an office";

fn in_settings(case_at: impl Fn(PlaceOfService) -> Case, medicare: Medicare<'_>) -> InSettings {
    let places = [PlaceOfService::OFFICE, PlaceOfService::HOSPITAL_OUTPATIENT];
    let sides = places.map(|place| medicare.allowed(&case_at(place)));
    let prices = sides.each_ref().map(|side| side.as_ref().and_then(Side::price));
    let mut schedules = prices.iter().flatten().map(|price| price.schedule);
    let priced = sides.each_ref().map(|side| side.as_ref().filter(|side| side.price().is_some()));
    InSettings {
        confidence: priced.map(|side| side.map(|side| side.answer.confidence.clone())),
        amounts: prices.map(|price| price.map(|price| price.allowed)),
        words: sides.each_ref().map(|side| side.as_ref().and_then(|side| without_price(&side.answer))),
        other_schedule: schedules.find(|schedule| *schedule != PaymentSchedule::Physician),
    }
}

impl ToolkitService {
    /// Whether the physician fee schedule has an amount of the code.
    pub(super) fn is_of_physician_schedule(&self) -> bool {
        let has_amount = self.office.is_some() || self.hospital.is_some() || self.other_place.is_some();
        has_amount && self.other_schedule.is_none()
    }

    /// What the amounts of a code need: modifiers, minutes, another schedule or another place; or why there are none.
    pub(super) fn conditions(&self) -> String {
        let modifiers = self.modifiers.iter().map(Modifier::as_str).collect::<Vec<_>>().join("-");
        let if_separate = if self.is_paid_if_separate { " if separate" } else { "" };
        let with = Some(format!("with {modifiers}{if_separate}")).filter(|_| !modifiers.is_empty());
        let minutes = self.minutes.map(|minutes| format!("{minutes} minutes"));
        let schedule = self.other_schedule.map(|schedule| schedule_in_words(schedule).to_owned());
        let missing = if self.other_place.is_some() { None } else { missing_prices(self) };
        let level = self.confidence.as_ref().map(|confidence| confidence.level);
        let unsure = level.filter(|level| *level < Level::High);
        let unsure = unsure.map(|level| format!("{} confidence", level.as_str()));
        let is_of_others = self.provider != ProviderKind::Physician;
        let by = is_of_others.then(|| format!("by a {}", spelled_profession(self.provider.as_str())));
        let parts = [by, with, minutes, schedule, missing, self.other_place.map(in_place), unsure];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn priced(self, settings: InSettings) -> Self {
        let ([office, hospital], [office_words, hospital_words]) = (settings.amounts, settings.words);
        let other_schedule = settings.other_schedule;
        let confidence = settings.confidence.into_iter().flatten().min_by_key(|confidence| confidence.level);
        Self { office, hospital, office_words, hospital_words, other_schedule, confidence, ..self }
    }
}

/// A code of anesthesia, which has a price only with a modifier for who gave it. The price is the same everywhere.
fn anesthesia(subject: &Subject<'_>, medicare: Medicare<'_>) -> ToolkitService {
    let personally = trials(subject).into_iter().next().map(|trial| trial.side);
    let Some((side, price)) = personally.as_ref().and_then(|side| Some((side, side.price()?))) else {
        return of_line(subject, medicare, &subject.plain);
    };
    let allowed = Some(price.allowed);
    let confidence = Some(side.answer.confidence.clone());
    ToolkitService { office: allowed, hospital: allowed, confidence, ..of_line(subject, medicare, side) }
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
        provider: subject.provider,
        is_paid_if_separate: subject.is_paid_if_separate,
        confidence: None,
        minutes: line.and_then(|line| line.minutes()),
        is_by_report: kind == Some(RefusalKind::ContractorPriced),
        office: None,
        hospital: None,
        office_words: without_price(&side.answer),
        hospital_words: without_price(&side.answer),
        other_schedule: None,
        other_place: None,
    }
}

/// A code that only another schedule lists. Modifiers and partners of the physician fee schedule say nothing about it.
pub(super) fn service_of_other_schedule(hcpcs: HcpcsCode, medicare: Medicare<'_>) -> ToolkitService {
    let service = ToolkitService {
        hcpcs,
        explanation: medicare.schedule.explanation(hcpcs).map(str::to_owned),
        status: None,
        global_days: None,
        modifiers: Vec::new(),
        provider: ProviderKind::Physician,
        is_paid_if_separate: false,
        confidence: None,
        minutes: None,
        is_by_report: false,
        office: None,
        hospital: None,
        office_words: None,
        hospital_words: None,
        other_schedule: None,
        other_place: None,
    };
    service.priced(in_settings(|place| Case::with_line(hcpcs, place), medicare))
}

/// Why amounts are missing: in one setting, or in both for the same reason.
fn missing_prices(service: &ToolkitService) -> Option<String> {
    match (service.office_words, service.hospital_words) {
        (Some(office), Some(hospital)) if office == hospital => Some(office.to_lowercase()),
        (Some(office), Some(hospital)) => {
            Some(format!("office: {}; hospital: {}", office.to_lowercase(), hospital.to_lowercase()))
        }
        (Some(office), None) => Some(format!("office: {}", office.to_lowercase())),
        (None, Some(hospital)) => Some(format!("hospital: {}", hospital.to_lowercase())),
        (None, None) => None,
    }
}

/// A place and the amount there, such as `$24.26 at 21 (inpatient hospital)`.
fn in_place((place, allowed): (PlaceOfService, Money)) -> String {
    format!("{} at {} ({})", allowed.dollars(), place.code(), place.name())
}
