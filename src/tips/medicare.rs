//! Medicare's answer to hypothetical claims: the only place where tips call the pricing rules.

use super::case::Case;
use super::tip::{Effect, Evidence, Measure, Side, Tip, TipFigures, TipOrigin};
use crate::pricing::{Rates, estimate};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{Component, HcpcsCode, PlaceOfService, ServiceRow, Setting};
use std::borrow::Cow;
use time::Date;

/// How many other codes a search for an example tries.
pub(super) const MOST_TRIED: usize = 40;

/// What hypothetical claims are priced with: the rates of a day and a place.
#[derive(Clone, Copy, Debug)]
pub struct Medicare<'a> {
    /// The day.
    pub date: Date,
    /// The figures in force, without the edits that depend on a claim.
    pub rates: &'a Rates<'a>,
    /// The schedule, for the edits of each claim.
    pub schedule: &'a Schedule,
    /// The release in force on the day.
    pub in_force: &'a InForce<'a>,
    /// The place.
    pub located: &'a Located<'a>,
    /// The name of the release.
    pub release: &'a str,
}

impl Medicare<'_> {
    /// Prices one line of a claim; `None` if the case is not a valid claim or has no such line.
    #[must_use]
    pub fn price_line(&self, case: &Case, position: usize, measure: Measure) -> Option<Side> {
        let claim = case.claim(self.date).ok()?;
        let rates = self.schedule.rates_for(&claim, self.in_force, self.located);
        let answer = estimate(&claim, &rates).lines.into_iter().nth(position)?;
        Some(Side { claim, position, measure, answer })
    }

    /// Prices the last line, the one that a case is about, by its allowed amount.
    #[must_use]
    pub fn allowed(&self, case: &Case) -> Option<Side> {
        self.price_last_line(case, Measure::Allowed)
    }

    /// Prices the last line by this amount.
    #[must_use]
    pub fn price_last_line(&self, case: &Case, measure: Measure) -> Option<Side> {
        self.price_line(case, case.line_count().checked_sub(1)?, measure)
    }
}

/// A code that tips are computed for.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// What its claims are priced with.
    pub medicare: Medicare<'a>,
    /// Its rows.
    pub rows: &'a [ServiceRow],
    /// The row that prices it without a modifier, or else its first row.
    pub row: &'a ServiceRow,
    /// The place where it is usually furnished.
    pub place: PlaceOfService,
    /// The modifiers that it needs to have a price: none if it has a price without, 26 if only its reading has one.
    /// `None` if no row of it has a published amount.
    pub part: Option<&'static [&'static [u8; 2]]>,
    /// A primary code with which it is paid, if it is an add-on code.
    primary: Option<HcpcsCode>,
    /// The answer to the code without modifiers at that place, alone or with its primary.
    pub plain: Side,
}

impl<'a> Subject<'a> {
    /// The code; `None` if the release does not list it.
    #[must_use]
    pub fn new(hcpcs: HcpcsCode, medicare: Medicare<'a>) -> Option<Self> {
        let rows = medicare.rates.services.rows_of(hcpcs);
        let row = rows.iter().find(|row| row.component == Component::Global).or_else(|| rows.first())?;
        let place = usual_place(row);
        let part = priced_part(rows);
        let primary = primary(hcpcs, place, part.unwrap_or_default(), medicare);
        let plain = medicare.allowed(&case(hcpcs, place, primary))?;
        Some(Self { medicare, rows, row, place, part, primary, plain })
    }

    /// The code.
    #[must_use]
    pub const fn hcpcs(&self) -> HcpcsCode {
        self.row.hcpcs
    }

    /// One unit of the code at its usual place, as the last line of a claim. The primary of an add-on is the line before.
    #[must_use]
    pub fn case(&self) -> Case {
        case(self.hcpcs(), self.place, self.primary)
    }

    /// One unit of the code and nothing else.
    #[must_use]
    pub fn case_alone(&self) -> Case {
        Case::with_line(self.hcpcs(), self.place)
    }

    /// Whether the code has a price without modifiers.
    #[must_use]
    pub const fn is_priced(&self) -> bool {
        self.plain.price().is_some()
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
            text,
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
    alone.refusal().filter(|refusal| refusal.code() == "add_on_without_primary")?;
    let listed = medicare.schedule.edits_on(medicare.date).add_ons?.of(hcpcs)?.primaries;
    listed.into_iter().take(MOST_TRIED).find(|primary| {
        let both = medicare.allowed(&Case::with_line(*primary, place).and(hcpcs).with(part));
        both.is_some_and(|add_on| add_on.price().is_some())
    })
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

/// An office, or a hospital outpatient department for services that are rarely done outside a facility.
fn usual_place(row: &ServiceRow) -> PlaceOfService {
    if row.is_na(Setting::NonFacility) { PlaceOfService::HOSPITAL_OUTPATIENT } else { PlaceOfService::OFFICE }
}
