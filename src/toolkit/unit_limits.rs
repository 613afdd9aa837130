//! How many units of a toolkit's codes Medicare pays a day.

use super::{Section, ToolkitService};
use crate::schedule::UnitLimits;
use crate::tips::{Case, Medicare, Subject, limit_advice};
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode, Money, PlaceOfService, UnitLimit};

/// A code's unit limit.
#[derive(Clone, Debug)]
pub struct CodeLimit {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The most units; `None` if CMS publishes no limit.
    pub units: Option<u32>,
    /// How Medicare applies it to claims.
    pub adjudication: Option<AdjudicationIndicator>,
    /// How Medicare applies the limit, and how both sides are billed under it; `None` if CMS publishes none.
    pub meaning: Option<String>,
    /// The reason for the limit, in the words of the file.
    pub rationale: Option<String>,
    /// What that many units are allowed on one line. One more unit puts it at stake.
    pub at_stake: Option<Money>,
}

/// The limits of all codes of a report. A code that only another schedule lists, such as a drug, is no subject of tips.
pub(super) fn code_limits(
    services: &[ToolkitService],
    subjects: &[Subject<'_>],
    limits: &UnitLimits<'_>,
    medicare: Medicare<'_>,
) -> Section<CodeLimit> {
    let codes = services.iter().map(|service| service.hcpcs);
    let of_code = |hcpcs| {
        let subject = subjects.iter().find(|subject| subject.hcpcs() == hcpcs);
        let case = subject.map_or_else(|| Case::with_line(hcpcs, PlaceOfService::OFFICE), Subject::case);
        code_limit(hcpcs, limits.of(hcpcs), case, medicare)
    };
    Section {
        release: Some(limits.release().label.clone()),
        is_older: limits.is_older(),
        unknown: codes.clone().filter(|code| !limits.covers(*code)).collect(),
        rows: codes.map(of_code).collect(),
    }
}

/// The limit of a code, and what that many units of the case come to.
fn code_limit(
    hcpcs: HcpcsCode,
    limit: Option<UnitLimit<'_>>,
    case: Case,
    medicare: Medicare<'_>,
) -> CodeLimit {
    let units = limit.map(|limit| limit.units);
    let row = medicare.rates.services.rows_of(hcpcs).first();
    let at_limit = units.filter(|units| *units > 0).and_then(|units| {
        let side = medicare.allowed(&case.times(units))?;
        side.price().map(|price| price.allowed)
    });
    CodeLimit {
        hcpcs,
        units,
        adjudication: limit.map(|limit| limit.adjudication),
        meaning: limit.map(|limit| limit_advice(&limit, row, (medicare.schedule, medicare.date))),
        rationale: limit.map(|limit| limit.rationale.to_owned()),
        at_stake: at_limit,
    }
}
