//! A code that tips are computed for: its rows, its usual place, its primary, and its price.

use super::case::Case;
use super::discipline::usual_modifiers;
use super::examples::EXAMPLES;
use super::medicare::{MOST_TRIED, Medicare};
use super::partners::likely_partners;
use super::tip::{Effect, Evidence, Side, Tip, TipFigures, TipOrigin};
use super::usual::{priced_place, usual_place, usual_visit};
use crate::pricing::Refusal;
use crate::vocabulary::{
    AssistantSurgery, Component, GlobalDays, HcpcsCode, Modifier, PlaceOfService, ServiceRow, Setting,
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
    /// The modifier that every line of it has: of its discipline if it is therapy, AT if it is manipulation.
    pub(super) line_modifiers: &'static [&'static [u8; 2]],
    /// The primary code with which it is paid, if it is an add-on code. If that is an add-on code too, its own primary comes first.
    primaries: Vec<HcpcsCode>,
    /// The answer to the code at that place, alone or with its primary, and without modifiers but those of every line.
    pub plain: Side,
}

impl<'a> Subject<'a> {
    /// The code; `None` if the release does not list it.
    #[must_use]
    pub fn new(hcpcs: HcpcsCode, medicare: Medicare<'a>) -> Option<Self> {
        let rows = medicare.rates.services.rows_of(hcpcs);
        let row = rows.iter().find(|row| row.component == Component::Global).or_else(|| rows.first())?;
        let part = part_in_hospital(row, &medicare).or_else(|| priced_part(rows));
        let own_place = priced_place(row, part, &medicare);
        let part_modifiers = part.unwrap_or_default();
        let (place, primaries) = with_primaries(hcpcs, own_place, part_modifiers, medicare);
        let line_modifiers = usual_modifiers(hcpcs, place, &medicare);
        let plain = medicare.allowed(&case(hcpcs, place, &primaries).with(line_modifiers))?;
        Some(Self { medicare, rows, row, place, part, line_modifiers, primaries, plain })
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

    /// The same without a modifier.
    #[must_use]
    pub fn unmodified(&self) -> Case {
        case(self.hcpcs(), self.place, &self.primaries)
    }

    /// One unit of the code for both sides, with modifier 50. The primary of an add-on is for both sides too. `None` if it has no sides:
    /// then each further limb is a unit of the add-on.
    pub(super) fn on_both_sides(&self) -> Option<Case> {
        let has_sides = |code: &HcpcsCode| {
            let mut rows = self.medicare.rates.services.rows_of(*code).iter();
            rows.any(|row| row.bilateral.pays_each_side())
        };
        if self.row.bilateral.pays_each_side() && !self.primaries.iter().all(has_sides) {
            return None;
        }
        let marked = |case: Case, code: &HcpcsCode| if has_sides(code) { case.with(&[b"50"]) } else { case };
        let case = self.primaries.iter().fold(None, |case: Option<Case>, code| {
            let case = case.map_or_else(|| Case::with_line(*code, self.place), |case| case.and(*code));
            Some(marked(case, code))
        });
        let own =
            case.map_or_else(|| Case::with_line(self.hcpcs(), self.place), |case| case.and(self.hcpcs()));
        Some(own.with(self.line_modifiers).with(&[b"50"]))
    }

    /// One unit of the code and nothing else.
    #[must_use]
    pub fn case_alone(&self) -> Case {
        Case::with_line(self.hcpcs(), self.place).with(self.line_modifiers)
    }

    /// One unit of the code after one of another code, at its usual place. Therapy names its discipline.
    #[must_use]
    pub fn after(&self, other: HcpcsCode) -> Case {
        let of_other = usual_modifiers(other, self.place, &self.medicare);
        Case::with_line(other, self.place).with(of_other).and(self.hcpcs()).with(self.line_modifiers)
    }

    /// The codes that are on the claim before it, if it is an add-on.
    pub(crate) fn primaries(&self) -> &[HcpcsCode] {
        &self.primaries
    }

    /// The modifiers that every priced line of the code has.
    #[must_use]
    pub fn needed_modifiers(&self) -> Vec<Modifier> {
        let needed = self.line_modifiers.iter().chain(self.part.into_iter().flatten());
        needed.map(|text| Modifier::known(text)).collect()
    }

    /// Whether the code has a price without modifiers.
    #[must_use]
    pub const fn is_priced(&self) -> bool {
        self.plain.price().is_some()
    }

    /// Whether it is an operation of surgeons, or an add-on to one.
    #[must_use]
    pub fn is_major_surgery(&self) -> bool {
        let of_primaries = self.primaries.iter().flat_map(|code| self.medicare.rates.services.rows_of(*code));
        std::iter::once(self.row).chain(of_primaries).any(is_operation)
    }

    /// Whether the code is chiropractic manipulation.
    #[must_use]
    pub fn is_manipulation(&self) -> bool {
        self.line_modifiers.contains(&b"AT")
    }

    /// Whether nonphysician practitioners bill the code: it is no major surgery, no manipulation, and no service of a field that
    /// belongs to physicians.
    #[must_use]
    pub fn may_be_by_nonphysician(&self) -> bool {
        !self.is_major_surgery() && !self.is_manipulation() && !EXAMPLES.by_physicians.contain(self.hcpcs())
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

/// Whether a row is an operation of surgeons: with 90 global days, the care of a birth, or in a facility with an assistant whom
/// Medicare may pay.
fn is_operation(row: &ServiceRow) -> bool {
    let is_in_facility = row.is_na(Setting::NonFacility) && row.global_days.is_procedure();
    let is_assisted = row.assistant != AssistantSurgery::NotPaid;
    matches!(row.global_days, GlobalDays::Ninety | GlobalDays::Maternity) || (is_in_facility && is_assisted)
}

/// One unit of a code, after its primaries if there are any.
fn case(hcpcs: HcpcsCode, place: PlaceOfService, primaries: &[HcpcsCode]) -> Case {
    let mut codes = primaries.iter().copied().chain([hcpcs]);
    let first = Case::with_line(codes.next().unwrap_or(hcpcs), place);
    codes.fold(first, Case::and)
}

/// The place of a code and its primary codes. An add-on is furnished where its primary usually is, if Medicare pays both there.
fn with_primaries(
    hcpcs: HcpcsCode,
    own_place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> (PlaceOfService, Vec<HcpcsCode>) {
    let own = primaries(hcpcs, own_place, part, medicare);
    let first = own.first().and_then(|code| medicare.rates.services.rows_of(*code).first());
    let of_primary = first.map(usual_place).filter(|place| *place != own_place);
    let elsewhere = of_primary.filter(|_| EXAMPLES.named_place(hcpcs).is_none()).and_then(|place| {
        let there = primaries(hcpcs, place, part, medicare);
        (there.first() == own.first()).then_some((place, there))
    });
    elsewhere.unwrap_or((own_place, own))
}

/// The primary codes with which a code is paid that is not paid alone; empty if it is paid alone, or with none of them.
fn primaries(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> Vec<HcpcsCode> {
    let listed = listed_primaries(hcpcs, place, part, medicare);
    let likely = likely_partners(&medicare, hcpcs, place, listed.iter().copied());
    let tried = || likely.iter().chain(&listed).copied().take(MOST_TRIED);
    let is_paid = |before: &[HcpcsCode]| {
        let claim = medicare.allowed(&case(hcpcs, place, before).with(part));
        claim.is_some_and(|add_on| add_on.price().is_some())
    };
    if let Some(primary) = tried().find(|primary| is_paid(&[*primary])) {
        return vec![primary];
    }
    // The code of further units is billed after that of the first, also if the contractor defines its primaries.
    if let Some(first) = EXAMPLES.first_unit(hcpcs).filter(|first| is_paid(&[*first])) {
        return vec![first];
    }
    // An add-on to an add-on, such as a second half hour of prevention.
    let chained = tried().find_map(|primary| {
        let of_primary = listed_primaries(primary, place, &[], medicare);
        let likely = likely_partners(&medicare, primary, place, of_primary);
        likely.into_iter().take(MOST_TRIED).map(|first| vec![first, primary]).find(|chain| is_paid(chain))
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

/// Modifier 26, if a code is furnished in a hospital and a practitioner is paid only its professional component there. No example bills
/// a catheter of the heart as a whole in an office.
fn part_in_hospital(row: &ServiceRow, medicare: &Medicare<'_>) -> Option<&'static [&'static [u8; 2]]> {
    const PROFESSIONAL: &[&[u8; 2]] = &[b"26"];
    let case = Case::with_line(row.hcpcs, EXAMPLES.named_place(row.hcpcs)?);
    let whole = medicare.allowed(&case)?;
    whole.refusal().filter(|refusal| refusal.code() == "global_test_in_hospital")?;
    medicare.allowed(&case.with(PROFESSIONAL))?.price()?;
    Some(PROFESSIONAL)
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
