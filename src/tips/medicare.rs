//! Medicare's answer to hypothetical claims: the one place where a tip meets the pricing rules.

use super::case::Case;
use super::tip::{Effect, Evidence, Figures, Measure, Side, Tip};
use crate::pricing::{Rates, estimate};
use crate::vocabulary::{Component, HcpcsCode, PlaceOfService, ServiceRow, Setting};
use std::borrow::Cow;
use time::Date;

/// Whom hypothetical claims are put to: the rates of a day and a place.
#[derive(Clone, Copy, Debug)]
pub struct Medicare<'a> {
    /// The day.
    pub date: Date,
    /// The rates in force.
    pub rates: &'a Rates<'a>,
    /// The release they are of.
    pub release: &'a str,
}

impl Medicare<'_> {
    /// What Medicare would answer to one line of a claim; `None` where the claim has no such line.
    #[must_use]
    pub fn answer(&self, case: &Case, position: usize, measure: Measure) -> Option<Side> {
        let claim = case.claim(self.date);
        let answer = estimate(&claim, self.rates).lines.into_iter().nth(position)?;
        Some(Side { claim, position, measure, answer })
    }

    /// What would be allowed for the first line.
    #[must_use]
    pub fn allowed(&self, case: &Case) -> Option<Side> {
        self.answer(case, 0, Measure::Allowed)
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
    /// The answer to the plain code, alone, at that place.
    pub plain: Side,
}

impl<'a> Subject<'a> {
    /// The code, where the release lists it.
    #[must_use]
    pub fn new(hcpcs: HcpcsCode, medicare: Medicare<'a>) -> Option<Self> {
        let rows = medicare.rates.services.rows_of(hcpcs);
        let row = rows.iter().find(|row| row.component == Component::Global).or_else(|| rows.first())?;
        let place = usual_place(row);
        let plain = medicare.allowed(&Case::of(hcpcs, place))?;
        Some(Self { medicare, rows, row, place, plain })
    }

    /// The code.
    #[must_use]
    pub const fn hcpcs(&self) -> HcpcsCode {
        self.row.hcpcs
    }

    /// One unit of the code, where it is usually furnished.
    #[must_use]
    pub fn case(&self) -> Case {
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

/// An office, or a hospital's outpatient department for what is rarely done outside a facility.
fn usual_place(row: &ServiceRow) -> PlaceOfService {
    if row.is_na(Setting::NonFacility) { hospital_outpatient() } else { PlaceOfService::OFFICE }
}

/// Place of service 22.
pub(super) fn hospital_outpatient() -> PlaceOfService {
    PlaceOfService::all().find(|place| place.code() == "22").unwrap_or(PlaceOfService::OFFICE)
}
