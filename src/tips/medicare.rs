//! Medicare's answer to hypothetical claims: the one place where a tip meets the pricing rules.

use super::case::Case;
use super::tip::{Effect, Evidence, Figures, Measure, Side, Tip};
use crate::pricing::{Rates, estimate};
use crate::schedule::{InForce, Located, Schedule};
use crate::vocabulary::{Component, HcpcsCode, PlaceOfService, ServiceRow, Setting};
use std::borrow::Cow;
use time::Date;

/// How many other codes are tried before the search for one that fits is given up.
pub(super) const MOST_TRIED: usize = 40;

/// Whom hypothetical claims are put to: the rates of a day and a place.
#[derive(Clone, Copy, Debug)]
pub struct Medicare<'a> {
    /// The day.
    pub date: Date,
    /// The figures in force, without the edits that depend on a claim.
    pub rates: &'a Rates<'a>,
    /// The schedule, whose edits are those of each claim.
    pub schedule: &'a Schedule,
    /// The release in force on the day.
    pub in_force: &'a InForce<'a>,
    /// The place.
    pub located: &'a Located<'a>,
    /// The release they are of.
    pub release: &'a str,
}

impl Medicare<'_> {
    /// What Medicare would answer to one line of a claim; `None` if the case is no valid claim or has no such line.
    #[must_use]
    pub fn answer(&self, case: &Case, position: usize, measure: Measure) -> Option<Side> {
        let claim = case.claim(self.date).ok()?;
        let rates = self.schedule.rates_for(&claim, self.in_force, self.located);
        let answer = estimate(&claim, &rates).lines.into_iter().nth(position)?;
        Some(Side { claim, position, measure, answer })
    }

    /// What would be allowed for the last line, which is the one a case is about.
    #[must_use]
    pub fn allowed(&self, case: &Case) -> Option<Side> {
        self.told(case, Measure::Allowed)
    }

    /// Another amount of the last line.
    #[must_use]
    pub fn told(&self, case: &Case, measure: Measure) -> Option<Side> {
        self.answer(case, case.line_count().checked_sub(1)?, measure)
    }
}

/// A code that tips are computed for.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Whom its claims are put to.
    pub medicare: Medicare<'a>,
    /// Its rows.
    pub rows: &'a [ServiceRow],
    /// The row that prices it without a modifier, or its first one.
    pub row: &'a ServiceRow,
    /// Where it is usually furnished.
    pub place: PlaceOfService,
    /// The modifiers without which it has no price: none where it has one without, 26 where only its reading has one;
    /// `None` where no row of it has a published amount.
    pub part: Option<&'static [&'static [u8; 2]]>,
    /// Of an add-on code, a primary code beside which it is paid.
    primary: Option<HcpcsCode>,
    /// The answer to the plain code at that place, alone or beside its primary.
    pub plain: Side,
}

impl<'a> Subject<'a> {
    /// The code, where the release lists it.
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

    /// One unit of the code, where it is usually furnished: the last line of the claim, after its primary where it is an
    /// add-on.
    #[must_use]
    pub fn case(&self) -> Case {
        case(self.hcpcs(), self.place, self.primary)
    }

    /// One unit of the code and nothing else.
    #[must_use]
    pub fn case_alone(&self) -> Case {
        Case::of(self.hcpcs(), self.place)
    }

    /// Whether the plain code is priced.
    #[must_use]
    pub const fn is_priced(&self) -> bool {
        self.plain.price().is_some()
    }

    /// A computed tip; `rule` is the text that orders what it tells.
    pub(super) fn tip(
        &self,
        id: &'static str,
        effect: Effect,
        rule: &str,
        text: String,
        figures: Figures,
    ) -> Tip {
        Tip {
            id: Cow::Borrowed(id),
            text,
            effect,
            evidence: Evidence::Computed,
            source: format!("{}; {rule}", self.medicare.release),
            date: self.medicare.date,
            figures: Some(figures),
        }
    }
}

/// One unit of a code, after its primary where it has one.
fn case(hcpcs: HcpcsCode, place: PlaceOfService, primary: Option<HcpcsCode>) -> Case {
    match primary {
        Some(primary) => Case::of(primary, place).and(hcpcs),
        None => Case::of(hcpcs, place),
    }
}

/// A primary beside which an add-on code is paid that alone is not.
fn primary(
    hcpcs: HcpcsCode,
    place: PlaceOfService,
    part: &[&[u8; 2]],
    medicare: Medicare<'_>,
) -> Option<HcpcsCode> {
    let alone = medicare.allowed(&Case::of(hcpcs, place).with(part))?;
    alone.refusal().filter(|refusal| refusal.code() == "add_on_without_primary")?;
    let listed = medicare.schedule.edits_on(medicare.date).add_ons?.of(hcpcs)?.primaries;
    listed.into_iter().take(MOST_TRIED).find(|primary| {
        let beside = medicare.allowed(&Case::of(*primary, place).and(hcpcs).with(part));
        beside.is_some_and(|beside| beside.price().is_some())
    })
}

/// The modifiers without which a code has no price, where some row of it has a published amount.
fn priced_part(rows: &[ServiceRow]) -> Option<&'static [&'static [u8; 2]]> {
    let has_amount =
        |component| rows.iter().any(|row| row.component == component && row.has_published_amount());
    match (has_amount(Component::Global), has_amount(Component::Professional)) {
        (true, _) => Some(&[]),
        (false, true) => Some(&[b"26"]),
        (false, false) => None,
    }
}

/// An office, or a hospital's outpatient department for what is rarely done outside a facility.
fn usual_place(row: &ServiceRow) -> PlaceOfService {
    if row.is_na(Setting::NonFacility) { PlaceOfService::HOSPITAL_OUTPATIENT } else { PlaceOfService::OFFICE }
}
