//! A code that tips are computed for: its rows, its usual place, its primary, and its price.

use super::case::Case;
use super::discipline::usual_discipline;
use super::medicare::{MOST_TRIED, Medicare};
use super::partners::likely_partners;
use super::tip::{Effect, Evidence, Side, Tip, TipFigures, TipOrigin};
use super::usual::{priced_place, usual_visit};
use crate::pricing::Refusal;
use crate::vocabulary::{
    AssistantSurgery, Component, GlobalDays, HcpcsCode, Modifier, PlaceOfService, ServiceRow, Setting, Status,
};
use std::borrow::Cow;

/// A code that tips are computed for.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What its claims are priced with.
    pub medicare: Medicare<'a>,
    /// Its rows.
    pub rows: &'a [ServiceRow],
    /// The row that prices it without a modifier, or else its first row.
    pub row: &'a ServiceRow,
    /// The place where it is usually furnished, or another one if Medicare pays it only there.
    pub place: PlaceOfService,
    /// The modifiers that it needs to have a price: none if it has a price without, 26 if only its reading has one, AT if it is
    /// manipulation.
    /// `None` if no row of it has a published amount.
    pub part: Option<&'static [&'static [u8; 2]]>,
    /// The modifier of its discipline, if it is therapy. Every line of it has that.
    pub(super) discipline: &'static [&'static [u8; 2]],
    /// A primary code with which it is paid, if it is an add-on code.
    primary: Option<HcpcsCode>,
    /// The answer to the code at that place, alone or with its primary, and without modifiers but that of its discipline.
    pub plain: Side,
}

impl<'a> Subject<'a> {
    /// The code; `None` if the release does not list it.
    #[must_use]
    pub fn new(hcpcs: HcpcsCode, medicare: Medicare<'a>) -> Option<Self> {
        let rows = medicare.rates.services.rows_of(hcpcs);
        let row = rows.iter().find(|row| row.component == Component::Global).or_else(|| rows.first())?;
        let part = priced_part(rows).map(|part| needed_modifiers(hcpcs, part, medicare));
        let place = priced_place(row, part, &medicare);
        let primary = primary(hcpcs, place, part.unwrap_or_default(), medicare);
        let discipline = usual_discipline(hcpcs, place, &medicare);
        let plain = medicare.allowed(&case(hcpcs, place, primary).with(discipline))?;
        Some(Self { medicare, rows, row, place, part, discipline, primary, plain })
    }

    /// The code.
    #[must_use]
    pub const fn hcpcs(&self) -> HcpcsCode {
        self.row.hcpcs
    }

    /// One unit of the code at its usual place, as the last line of a claim. The primary of an add-on is the line before, and
    /// therapy names its discipline.
    #[must_use]
    pub fn case(&self) -> Case {
        self.unmodified().with(self.discipline)
    }

    /// The same without a modifier.
    #[must_use]
    pub fn unmodified(&self) -> Case {
        case(self.hcpcs(), self.place, self.primary)
    }

    /// One unit of the code and nothing else.
    #[must_use]
    pub fn case_alone(&self) -> Case {
        Case::with_line(self.hcpcs(), self.place).with(self.discipline)
    }

    /// One unit of the code after one of another code, at its usual place. Therapy names its discipline.
    #[must_use]
    pub fn after(&self, other: HcpcsCode) -> Case {
        let of_other = usual_discipline(other, self.place, &self.medicare);
        Case::with_line(other, self.place).with(of_other).and(self.hcpcs()).with(self.discipline)
    }

    /// The modifiers that every priced line of the code has.
    #[must_use]
    pub fn needed_modifiers(&self) -> Vec<Modifier> {
        let needed = self.discipline.iter().chain(self.part.into_iter().flatten());
        needed.map(|text| Modifier::known(text)).collect()
    }

    /// Whether the code has a price without modifiers.
    #[must_use]
    pub const fn is_priced(&self) -> bool {
        self.plain.price().is_some()
    }

    /// Whether it is an operation of surgeons: with 90 global days, or in a facility with an assistant whom Medicare may pay.
    #[must_use]
    pub fn is_major_surgery(&self) -> bool {
        let is_in_facility = self.row.is_na(Setting::NonFacility) && self.row.global_days.is_procedure();
        let is_assisted = self.row.assistant != AssistantSurgery::NotPaid;
        self.row.global_days == GlobalDays::Ninety || (is_in_facility && is_assisted)
    }

    /// Whether nonphysician practitioners may bill the code: it is no major surgery, no manipulation,
    /// and not read by a pathologist.
    #[must_use]
    pub fn may_be_by_nonphysician(&self) -> bool {
        const PATHOLOGY: std::ops::RangeInclusive<HcpcsCode> =
            HcpcsCode::known(b"80047")..=HcpcsCode::known(b"89398");
        let is_manipulation = self.part.is_some_and(|part| part.contains(&b"AT"));
        !self.is_major_surgery() && !is_manipulation && !PATHOLOGY.contains(&self.hcpcs())
    }

    /// The answer to the code with the modifiers that it needs to have a price; `None` if it has none then, or needs none.
    pub(super) fn marked(&self) -> Option<Side> {
        let part = self.part.filter(|part| !part.is_empty())?;
        self.medicare.allowed(&self.case().with(part)).filter(|side| side.price().is_some())
    }

    /// The text, with the place of its amounts unless that is an office or the text names it. Anesthesia has one price
    /// everywhere.
    fn with_place(&self, text: String, figures: &TipFigures) -> String {
        let place = figures.claim.claim.place_of_service();
        let other = figures.compared_with.as_ref().map_or(place, |side| side.claim.place_of_service());
        let (code, name) = (place.code(), place.name());
        let is_named =
            text.contains(&format!("({code})")) || text.contains(&format!("place of service {code}"));
        let is_plain =
            place == PlaceOfService::OFFICE || place != other || self.row.status == Status::Anesthesia;
        if is_plain || is_named || !text.contains('$') {
            return text;
        }
        format!("{text} Priced at place of service {code} ({name}).")
    }

    /// A computed tip; `rule` is the document that the tip follows from.
    pub(super) fn tip(
        &self,
        id: &'static str,
        effect: Effect,
        rule: &str,
        text: String,
        figures: TipFigures,
    ) -> Tip {
        Tip {
            id: Cow::Borrowed(id),
            text: self.with_place(text, &figures),
            effect,
            evidence: Evidence::Computed,
            origin: TipOrigin::MedPayIq,
            source: format!("{}; {rule}", self.medicare.release),
            date: self.medicare.date,
            figures: Some(figures),
        }
    }
}

/// One unit of a code, after its primary if there is one.
fn case(hcpcs: HcpcsCode, place: PlaceOfService, primary: Option<HcpcsCode>) -> Case {
    match primary {
        Some(primary) => Case::with_line(primary, place).and(hcpcs),
        None => Case::with_line(hcpcs, place),
    }
}

/// A primary with which a code is paid that is not paid alone.
fn primary(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> Option<HcpcsCode> {
    let alone = medicare.allowed(&Case::with_line(hcpcs, place).with(part))?;
    let listed = match alone.refusal() {
        Some(Refusal::AddOnWithoutPrimary) => {
            medicare.schedule.edits_on(medicare.date).add_ons?.of(hcpcs)?.primaries
        }
        Some(Refusal::ComplexityWithoutVisit) => vec![usual_visit(hcpcs, place, &medicare)],
        Some(_) | None => return None,
    };
    let likely = likely_partners(&medicare, hcpcs, place, listed.iter().copied());
    likely.into_iter().chain(listed).take(MOST_TRIED).find(|primary| {
        let both = medicare.allowed(&Case::with_line(*primary, place).and(hcpcs).with(part));
        both.is_some_and(|add_on| add_on.price().is_some())
    })
}

/// The modifiers that a code needs to have a price: also AT, without which manipulation is maintenance.
fn needed_modifiers(
    hcpcs: HcpcsCode,
    part: &'static [&'static [u8; 2]],
    medicare: Medicare<'_>,
) -> &'static [&'static [u8; 2]] {
    let alone = medicare.allowed(&Case::with_line(hcpcs, PlaceOfService::OFFICE).with(part));
    match alone.as_ref().and_then(Side::refusal) {
        Some(Refusal::MaintenanceCare) => &[b"AT"],
        Some(_) | None => part,
    }
}

/// The modifiers that a code needs to have a price; `None` if no row of it has a published amount.
fn priced_part(rows: &[ServiceRow]) -> Option<&'static [&'static [u8; 2]]> {
    let has_amount =
        |component| rows.iter().any(|row| row.component == component && row.has_published_amount());
    match (has_amount(Component::Global), has_amount(Component::Professional)) {
        (true, _) => Some(&[]),
        (false, true) => Some(&[b"26"]),
        (false, false) => None,
    }
}
