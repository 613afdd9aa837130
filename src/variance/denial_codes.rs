//! The codes of a denial, and what to do about it.

use crate::pricing::{Deadline, NextStep};
use crate::vocabulary::{Carc, GroupCode, Rarc};
use crate::x12::RemittedLine;

/// The codes with which a payer denied a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidDenial {
    /// Who bears the amount.
    pub group: GroupCode,
    /// The claim adjustment reason code.
    pub carc: Carc,
    /// The remark codes.
    pub rarc: Vec<Rarc>,
}

impl PaidDenial {
    /// The reason of the largest adjustment of a line.
    pub(super) fn of(line: &RemittedLine) -> Option<Self> {
        let coded = line.adjustments.iter().filter_map(|part| Some((part, part.carc?)));
        let (part, carc) = coded.max_by_key(|(part, _)| part.amount)?;
        Some(Self { group: part.group, carc, rarc: line.remarks.clone() })
    }
}

/// What to do about a denied line, and its time limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenialStep {
    /// What to do.
    pub step: NextStep,
    /// By when, if it has a time limit and the law has a value of it.
    pub deadline: Option<Deadline>,
}
