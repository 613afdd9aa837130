//! A code that tips are computed for: its rows, its usual place, its primary, and its price.

use super::case::Case;
use super::examples::EXAMPLES;
use super::line_modifiers::{needed_modifiers, usual_modifiers};
use super::medicare::{MOST_TRIED, Medicare};
use super::partners::likely_partners;
use super::tip::{Effect, Evidence, Side, Tip, TipFigures, TipOrigin};
use super::usual::{priced_place, usual_place, usual_visit};
use crate::pricing::Refusal;
use crate::vocabulary::{
    AssistantSurgery, Component, GlobalDays, HcpcsCode, Modifier, PlaceOfService, ProviderKind, ServiceRow,
    Setting,
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
    /// The modifiers that it needs to have a price: none if it has a price without, 26 if only its reading has one, everywhere or in the
    /// hospital where it is furnished. `None` if no row of it has a published amount.
    pub part: Option<&'static [&'static [u8; 2]]>,
    /// The modifier that every line of it has: of its discipline if it is therapy, AT if it is manipulation, 59 if it is an add-on that NCCI
    /// bundles with its primaries.
    pub(super) line_modifiers: &'static [&'static [u8; 2]],
    /// Whether NCCI bundles the add-on with the services before it, so that its prices are those of a separate service.
    pub is_paid_if_separate: bool,
    /// The profession that bills it: dietitians for nutrition therapy, or else physicians.
    pub provider: ProviderKind,
    /// The primary service with which it is paid, if it is an add-on code. If that is an add-on code too, its own primary comes first.
    primaries: Vec<Primary>,
    /// The answer to the code at that place, alone or with its primary, and without modifiers but those of every line.
    pub plain: Side,
}

/// The modifier of both sides.
const BOTH_SIDES: &[&[u8; 2]] = &[b"50"];

/// The modifier of a service that is separate from those of the same day.
const SEPARATE: &[&[u8; 2]] = &[b"59"];

/// A service on the claim before an add-on code.
#[derive(Clone, Copy, Debug)]
struct Primary {
    hcpcs: HcpcsCode,
    /// What its line needs to be paid at the place of the claim.
    part: &'static [&'static [u8; 2]],
}

impl Primary {
    fn at(place: PlaceOfService, hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> Self {
        let row = medicare.rates.services.rows_of(hcpcs).first();
        let part = row.and_then(|row| part_in_hospital(row, place, medicare));
        Self { hcpcs, part: part.unwrap_or_else(|| usual_modifiers(hcpcs, place, medicare)) }
    }
}

impl<'a> Subject<'a> {
    /// The code; `None` if the release does not list it.
    #[must_use]
    pub fn new(hcpcs: HcpcsCode, medicare: Medicare<'a>) -> Option<Self> {
        let rows = medicare.rates.services.rows_of(hcpcs);
        let row = rows.iter().find(|row| row.component == Component::Global).or_else(|| rows.first())?;
        let named = EXAMPLES.named_place(hcpcs);
        let in_hospital = named.and_then(|place| part_in_hospital(row, place, &medicare));
        let part = in_hospital.or_else(|| priced_part(rows));
        let own_place = priced_place(row, part, &medicare);
        let part_modifiers = part.unwrap_or_default();
        let (place, primaries) = with_primaries(hcpcs, own_place, part_modifiers, medicare);
        let bundled = if primaries.is_empty() { bundled_add_on(hcpcs, own_place, medicare) } else { None };
        let is_paid_if_separate = bundled.is_some();
        let (place, primaries, line_modifiers) = match bundled {
            Some((place, primaries)) => (place, primaries, SEPARATE),
            None => (place, primaries, usual_modifiers(hcpcs, place, &medicare)),
        };
        let provider = usual_profession(hcpcs, &medicare);
        let plain = medicare.allowed(&case(hcpcs, place, &primaries).by(provider).with(line_modifiers))?;
        Some(Self {
            medicare,
            rows,
            row,
            place,
            part,
            line_modifiers,
            is_paid_if_separate,
            provider,
            primaries,
            plain,
        })
    }

    /// The code.
    #[must_use]
    pub const fn hcpcs(&self) -> HcpcsCode {
        self.row.hcpcs
    }

    /// One unit of the code at its usual place, as the last line of a claim. The primary of an add-on is the line before, therapy
    /// names its discipline, and manipulation has AT.
    #[must_use]
    pub fn case(&self) -> Case {
        self.unmodified().with(self.line_modifiers)
    }

    /// The same at another place, where its primaries have the modifiers that they need there.
    #[must_use]
    pub fn case_at(&self, place: PlaceOfService) -> Case {
        let primaries = self.primaries().map(|primary| Primary::at(place, primary, &self.medicare));
        case(self.hcpcs(), place, &primaries.collect::<Vec<_>>()).by(self.provider).with(self.line_modifiers)
    }

    /// The same without a modifier.
    #[must_use]
    pub fn unmodified(&self) -> Case {
        case(self.hcpcs(), self.place, &self.primaries).by(self.provider)
    }

    /// One unit of the code for both sides, with modifier 50. The primary of an add-on is for both sides too, if it has sides. `None` for
    /// what is not billed by sides.
    pub(super) fn on_both_sides(&self) -> Option<Case> {
        Some(self.beside_both_sides()?.with(BOTH_SIDES))
    }

    /// One unit of the code after its primaries for both sides, if they have sides.
    pub(super) fn beside_both_sides(&self) -> Option<Case> {
        if !EXAMPLES.takes_50(self.hcpcs()) {
            return None;
        }
        let has_sides = |primary: &Primary| {
            let mut rows = self.medicare.rates.services.rows_of(primary.hcpcs).iter();
            rows.any(|row| row.bilateral.pays_each_side())
        };
        let marks = |primary: &Primary| if has_sides(primary) { BOTH_SIDES } else { &[] };
        let marked = |primary: &Primary| (primary.hcpcs, known(&[primary.part, marks(primary)].concat()));
        let own = (self.hcpcs(), known(self.line_modifiers));
        let before = self.primaries.iter().map(marked);
        Some(Case::with_lines(self.place, before.chain([own])).by(self.provider))
    }

    /// The code, and its reading for the other side on a second line.
    #[must_use]
    pub fn with_reading_of_other_side(&self) -> Case {
        self.case().and(self.hcpcs()).with(&[b"26", b"LT"])
    }

    /// One unit of the code and nothing else.
    #[must_use]
    pub fn case_alone(&self) -> Case {
        Case::with_line(self.hcpcs(), self.place).by(self.provider).with(self.line_modifiers)
    }

    /// One unit of the code after one of another code, at its usual place. Therapy names its discipline.
    #[must_use]
    pub fn after(&self, other: HcpcsCode) -> Case {
        let of_other = usual_modifiers(other, self.place, &self.medicare);
        let other = Case::with_line(other, self.place).by(self.provider).with(of_other);
        other.and(self.hcpcs()).with(self.line_modifiers)
    }

    /// One unit of the code after its primaries, at a place. Each line has the modifiers that it needs to be paid there.
    #[must_use]
    pub fn billed_at(&self, place: PlaceOfService) -> Case {
        self.billed_after(place, &[])
    }

    /// The same after one unit of another code, which comes after its own primaries. `beside` is that code as a subject, if it is one.
    #[must_use]
    pub fn billed_beside(&self, place: PlaceOfService, code: HcpcsCode, beside: Option<&Self>) -> Case {
        let primaries =
            beside.into_iter().flat_map(Self::primaries).filter(|primary| *primary != self.hcpcs());
        self.billed_after(place, &primaries.chain([code]).collect::<Vec<_>>())
    }

    fn billed_after(&self, place: PlaceOfService, before: &[HcpcsCode]) -> Case {
        let line = |code| (code, needed_modifiers(code, place, &self.medicare));
        let primaries = self.primaries().filter(|primary| !before.contains(primary));
        let lines = before.iter().copied().chain(primaries).chain([self.hcpcs()]);
        Case::with_lines(place, lines.map(line)).by(self.provider)
    }

    /// The codes that are on the claim before it, if it is an add-on.
    pub(crate) fn primaries(&self) -> impl Iterator<Item = HcpcsCode> {
        self.primaries.iter().map(|primary| primary.hcpcs)
    }

    /// The modifiers that every priced line of the code has.
    #[must_use]
    pub fn needed_modifiers(&self) -> Vec<Modifier> {
        known(&[self.line_modifiers, self.part.unwrap_or_default()].concat())
    }

    /// Whether the code has a price without modifiers.
    #[must_use]
    pub const fn is_priced(&self) -> bool {
        self.plain.price().is_some()
    }

    /// Whether it is an operation of surgeons, or an add-on to one.
    #[must_use]
    pub fn is_major_surgery(&self) -> bool {
        let of_primaries = self.primaries().flat_map(|code| self.medicare.rates.services.rows_of(code));
        std::iter::once(self.row).chain(of_primaries).any(is_operation)
    }

    /// Whether the code is chiropractic manipulation.
    #[must_use]
    pub fn is_manipulation(&self) -> bool {
        self.line_modifiers.contains(&b"AT")
    }

    /// Whether nonphysician practitioners bill the code: it is no major surgery, no manipulation, and no service of a field that
    /// belongs to physicians, or to another profession alone.
    #[must_use]
    pub fn may_be_by_nonphysician(&self) -> bool {
        let is_of_others = || {
            let by_nonphysician = self.medicare.allowed(&self.case().by(ProviderKind::NursePractitioner));
            by_nonphysician.is_some_and(|side| side.caveats("outside_benefit"))
        };
        !self.is_major_surgery()
            && !self.is_manipulation()
            && !EXAMPLES.by_physicians.contain(self.hcpcs())
            && !is_of_others()
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
        let release = self.medicare.release_of(&figures);
        Tip {
            id: Cow::Borrowed(id),
            text: figures.with_place(text, Some(self.row.status)),
            effect,
            evidence: Evidence::Computed,
            origin: TipOrigin::MedPayIq,
            source: format!("{release}; {rule}"),
            date: self.medicare.date,
            figures: Some(figures),
        }
    }
}

/// The profession that bills a code in examples: dietitians what they alone may bill, or else physicians.
fn usual_profession(hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> ProviderKind {
    let of_dietitians = medicare.rates.law.nutrition_therapy.as_ref();
    if of_dietitians.is_ok_and(|services| services.has(hcpcs)) {
        ProviderKind::Dietitian
    } else {
        ProviderKind::Physician
    }
}

fn known(modifiers: &[&[u8; 2]]) -> Vec<Modifier> {
    modifiers.iter().map(|text| Modifier::known(text)).collect()
}

/// Whether a row is an operation of surgeons: with 90 global days, the care of a birth, or in a facility with an assistant whom
/// Medicare may pay.
fn is_operation(row: &ServiceRow) -> bool {
    let is_in_facility = row.is_na(Setting::NonFacility) && row.global_days.is_procedure();
    let is_assisted = row.assistant != AssistantSurgery::NotPaid;
    matches!(row.global_days, GlobalDays::Ninety | GlobalDays::Maternity) || (is_in_facility && is_assisted)
}

/// One unit of a code, after its primaries if there are any.
fn case(hcpcs: HcpcsCode, place: PlaceOfService, primaries: &[Primary]) -> Case {
    let before = primaries.iter().map(|primary| (primary.hcpcs, known(primary.part)));
    Case::with_lines(place, before.chain([(hcpcs, Vec::new())]))
}

/// The place of a code and its primary codes. An add-on is furnished where its primary usually is, if Medicare pays both there.
fn with_primaries(
    hcpcs: HcpcsCode,
    own_place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> (PlaceOfService, Vec<Primary>) {
    let own = primaries(hcpcs, own_place, part, medicare);
    let first = own.first().and_then(|primary| medicare.rates.services.rows_of(primary.hcpcs).first());
    let of_primary = first.map(usual_place).filter(|place| *place != own_place);
    let elsewhere = of_primary.filter(|_| EXAMPLES.named_place(hcpcs).is_none()).and_then(|place| {
        let there = primaries(hcpcs, place, part, medicare);
        let code = |primary: &Primary| primary.hcpcs;
        (there.first().map(code) == own.first().map(code)).then_some((place, there))
    });
    elsewhere.unwrap_or((own_place, own))
}

/// The place of an add-on that NCCI bundles with its primaries, and these: it is paid with modifier 59. `None` for any other code.
fn bundled_add_on(
    hcpcs: HcpcsCode,
    own_place: PlaceOfService,
    medicare: Medicare<'_>,
) -> Option<(PlaceOfService, Vec<Primary>)> {
    let is_add_on = !EXAMPLES.services_before(hcpcs).is_empty()
        || !listed_primaries(hcpcs, own_place, &[], medicare).is_empty();
    let found = is_add_on.then(|| with_primaries(hcpcs, own_place, SEPARATE, medicare));
    found.filter(|(_, primaries)| !primaries.is_empty())
}

/// The primary codes with which a code is paid that is not paid alone; empty if it is paid alone, or with none of them.
fn primaries(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> Vec<Primary> {
    let listed = listed_primaries(hcpcs, place, part, medicare);
    let likely = likely_partners(&medicare, hcpcs, place, listed.iter().copied());
    let primary = |code: HcpcsCode| Primary::at(place, code, &medicare);
    let named: Vec<Primary> = EXAMPLES.services_before(hcpcs).into_iter().map(primary).collect();
    let tried = || likely.iter().chain(&listed).copied().take(MOST_TRIED).map(primary);
    let is_paid = |before: &[Primary]| {
        let claim = medicare.allowed(&case(hcpcs, place, before).with(part));
        claim.is_some_and(|add_on| add_on.price().is_some())
    };
    // An add-on is billed after a service also if the contractor defines its primaries.
    if !named.is_empty() && is_paid(&named) {
        return named;
    }
    if let Some(primary) = tried().find(|primary| is_paid(&[*primary])) {
        return vec![primary];
    }
    // An add-on to an add-on, such as a second half hour of prevention.
    let chained = tried().find_map(|second| {
        let of_second = listed_primaries(second.hcpcs, place, second.part, medicare);
        let likely = likely_partners(&medicare, second.hcpcs, place, of_second).into_iter();
        likely.take(MOST_TRIED).map(|first| vec![primary(first), second]).find(|chain| is_paid(chain))
    });
    chained.unwrap_or_default()
}

/// The primary codes that CMS lists for a code, if it is not paid alone.
fn listed_primaries(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> Vec<HcpcsCode> {
    let alone = medicare.allowed(&Case::with_line(hcpcs, place).with(part));
    match alone.as_ref().and_then(Side::refusal) {
        Some(Refusal::AddOnWithoutPrimary) => {
            let add_ons = medicare.schedule.edits_on(medicare.date).add_ons;
            add_ons.and_then(|add_ons| add_ons.of(hcpcs)).map(|rule| rule.primaries).unwrap_or_default()
        }
        Some(Refusal::ComplexityWithoutVisit) => vec![usual_visit(hcpcs, place, &medicare)],
        Some(_) | None => Vec::new(),
    }
}

/// Modifier 26, if a practitioner is paid only the professional component of a code at a place, as in a hospital. No example bills a
/// catheter of the heart as a whole in an office.
fn part_in_hospital(
    row: &ServiceRow,
    place: PlaceOfService,
    medicare: &Medicare<'_>,
) -> Option<&'static [&'static [u8; 2]]> {
    const PROFESSIONAL: &[&[u8; 2]] = &[b"26"];
    let case = Case::with_line(row.hcpcs, place);
    let whole = medicare.allowed(&case)?;
    whole.refusal().filter(|refusal| refusal.code() == "global_test_in_hospital")?;
    let reading = medicare.allowed(&case.with(PROFESSIONAL))?;
    reading.is_paid_with_primary().then_some(PROFESSIONAL)
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
