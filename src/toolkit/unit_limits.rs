//! How many units of a toolkit's codes Medicare pays a day.

use super::Section;
use crate::schedule::UnitLimits;
use crate::tips::Subject;
use crate::vocabulary::{AdjudicationIndicator, HcpcsCode, Money, UnitLimit};

/// A code's unit limit.
#[derive(Clone, Debug)]
pub struct CodeLimit {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The most units; `None` if CMS publishes no limit.
    pub units: Option<u32>,
    /// How Medicare applies it to claims.
    pub adjudication: Option<AdjudicationIndicator>,
    /// The reason for the limit, in the words of the file.
    pub rationale: Option<String>,
    /// What that many units are allowed on one line. One more unit puts it at stake.
    pub at_stake: Option<Money>,
}

impl CodeLimit {
    /// How Medicare applies the limit, in a sentence; `None` if CMS publishes none.
    #[must_use]
    pub fn meaning(&self) -> Option<&'static str> {
        let adjudication = self.adjudication?;
        Some(if self.units == Some(0) { NO_UNIT } else { adjudication.text() })
    }
}

/// The meaning of a limit of 0.
const NO_UNIT: &str = "Medicare allows no unit.";

pub(super) fn code_limits(subjects: &[Subject<'_>], limits: &UnitLimits<'_>) -> Section<CodeLimit> {
    let codes = subjects.iter().map(Subject::hcpcs);
    Section {
        release: Some(limits.release().label.clone()),
        is_older: limits.is_older(),
        unknown: codes.filter(|code| !limits.covers(*code)).collect(),
        rows: subjects.iter().map(|subject| code_limit(subject, limits.of(subject.hcpcs()))).collect(),
    }
}

fn code_limit(subject: &Subject<'_>, limit: Option<UnitLimit<'_>>) -> CodeLimit {
    let units = limit.map(|limit| limit.units);
    let at_limit = units.filter(|units| *units > 0).and_then(|units| {
        let side = subject.medicare.allowed(&subject.case().times(units))?;
        side.price().map(|price| price.allowed)
    });
    CodeLimit {
        hcpcs: subject.hcpcs(),
        units,
        adjudication: limit.map(|limit| limit.adjudication),
        rationale: limit.map(|limit| limit.rationale.to_owned()),
        at_stake: at_limit,
    }
}
