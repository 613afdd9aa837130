//! How many units of a toolkit's codes Medicare pays a day.

use super::conflicts::may_be_paid;
use super::{Section, ToolkitService};
use crate::schedule::UnitLimits;
use crate::tips::{Case, Medicare, Subject, is_read_by_side, limit_advice};
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
        code_limit(hcpcs, limits.of(hcpcs), subject, medicare)
    };
    Section {
        release: Some(limits.release().label.clone()),
        is_older: limits.is_older(),
        unknown: codes.clone().filter(|code| !limits.covers(*code)).collect(),
        rows: codes.map(of_code).collect(),
    }
}

/// The limit of a code, and what that many units come to.
fn code_limit(
    hcpcs: HcpcsCode,
    limit: Option<UnitLimit<'_>>,
    subject: Option<&Subject<'_>>,
    medicare: Medicare<'_>,
) -> CodeLimit {
    let case = subject.map_or_else(|| Case::with_line(hcpcs, PlaceOfService::OFFICE), Subject::case);
    let units = limit.map(|limit| limit.units);
    let rows = medicare.rates.services.rows_of(hcpcs);
    let is_never_paid = !rows.is_empty() && !may_be_paid(hcpcs, medicare);
    let at_limit = units.filter(|units| *units > 0).and_then(|units| match subject {
        Some(subject) if is_read_by_side(rows) && units > 1 => {
            let claim = subject.with_reading_of_other_side().claim(medicare.date).ok()?;
            medicare.allowed_in_all(&claim)
        }
        _ => medicare.allowed(&case.times(units))?.price().map(|price| price.allowed),
    });
    CodeLimit {
        hcpcs,
        units,
        adjudication: limit.map(|limit| limit.adjudication),
        meaning: limit.map(|limit| {
            if limit.units > 0 && is_never_paid {
                NEVER_PAID.to_owned()
            } else {
                limit_advice(&limit, rows, (medicare.schedule, medicare.date))
            }
        }),
        rationale: limit.map(|limit| limit.rationale.to_owned()),
        at_stake: at_limit,
    }
}

const NEVER_PAID: &str = "Medicare does not pay this code, whatever the units are.";
