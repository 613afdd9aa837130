//! The result of a remittance: reports of its denied lines, and the lines that make none.

use super::report::Report;
use crate::vocabulary::{Carc, format_date};
use crate::x12::RemittedClaim;
use std::collections::BTreeMap;
use std::fmt;
use time::Date;

/// How many places are named at most.
const MOST_PLACES: usize = 20;

/// A place in a remittance, by position. Claim numbers are never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemittedPlace {
    /// The claim's position in the body, from 1.
    pub claim: usize,
    /// The line's position in the claim, from 1; `None` for the whole claim.
    pub line: Option<usize>,
    /// The number of the segment: SVC, or CLP for the whole claim.
    pub segment: u32,
}

impl RemittedPlace {
    /// A whole claim.
    pub(super) const fn whole(claim: &RemittedClaim) -> Self {
        Self { claim: claim.position, line: None, segment: claim.segment }
    }

    /// Each line of a claim.
    pub(super) fn lines(claim: &RemittedClaim) -> impl Iterator<Item = Self> {
        let lines = claim.lines.iter().enumerate();
        lines.map(|(index, line)| Self {
            claim: claim.position,
            line: Some(index + 1),
            segment: line.segment,
        })
    }
}

/// How many places of one kind there are, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemittedPlaces {
    /// The number of places.
    pub count: usize,
    /// The first twenty.
    pub first: Vec<RemittedPlace>,
}

impl RemittedPlaces {
    pub(super) fn add(&mut self, place: RemittedPlace) {
        self.count += 1;
        if self.first.len() < MOST_PLACES {
            self.first.push(place);
        }
    }
}

/// Why a line, or a claim without lines, makes no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// The claim is from an institution.
    Institutional,
    /// The line has a dental code.
    Dental,
    /// The line has a national drug code.
    Drug,
    /// The line has a code from another list.
    OtherCodeList,
    /// Nothing was furnished yet.
    Predetermination,
    /// The claim was denied as a whole and shows no line.
    NoLine,
    /// The line was denied, and its code is not readable.
    UnreadableCode,
    /// The line was denied, and there is no such code.
    UnknownCode,
    /// The line was denied, and no date gives a possible month.
    NoMonth,
    /// The line was denied for a reason with an unknown code.
    UnknownReason,
    /// The line was denied for a reason that was stopped before the month of the service.
    StoppedReason {
        /// The reason.
        carc: Carc,
        /// The day from which it is no longer in force.
        stop: Date,
    },
    /// Nothing of the line was allowed, and no reason says why.
    OnlyPriced,
}

impl Skip {
    /// Its machine code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Institutional => "institutional",
            Self::Dental => "dental",
            Self::Drug => "drug",
            Self::OtherCodeList => "other_code_list",
            Self::Predetermination => "predetermination",
            Self::NoLine => "no_line",
            Self::UnreadableCode => "unreadable_code",
            Self::UnknownCode => "unknown_code",
            Self::NoMonth => "no_month",
            Self::UnknownReason => "unknown_reason",
            Self::StoppedReason { .. } => "stopped_reason",
            Self::OnlyPriced => "only_priced",
        }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::StoppedReason { carc, stop } => {
                let stop = format_date(*stop);
                return write!(
                    f,
                    "the line was denied, but CARC {carc} was stopped on {stop}, before the month of the service: ask the payer for the reason"
                );
            }
            Self::Institutional => {
                "the claim is from an institution: it was filed with Medicare Part A, or has a revenue code, a diagnosis \
                 related group or inpatient remarks"
            }
            Self::Dental => "SVC01 has a dental code (AD)",
            Self::Drug => "SVC01 has a national drug code (N1 to N6)",
            Self::OtherCodeList => "SVC01 has a code from a list other than HCPCS",
            Self::Predetermination => "CLP02 is 25, a predetermination: nothing was furnished yet",
            Self::NoLine => "the claim was denied as a whole and has no service line",
            Self::UnreadableCode => {
                "the line was denied, but SVC01 has no HCPCS code after HC and the component separator that ISA16 declares"
            }
            Self::UnknownCode => {
                "the line was denied, but its code is in no loaded release or in no section of CPT or HCPCS Level II"
            }
            Self::NoMonth => {
                "the line was denied, but DTM*472, DTM*150 and the claim's DTM*232 give no date between 2000 and today"
            }
            Self::OnlyPriced => {
                "nothing of the line was allowed, and only CARC 45 says why. It never takes the whole charge: ask the payer for the reason"
            }
            Self::UnknownReason => "the line was denied, but its reason code is not a known one",
        };
        f.write_str(text)
    }
}

/// A denied line and its report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedDenial {
    /// Its place in the remittance.
    pub place: RemittedPlace,
    /// Its report.
    pub report: Report,
}

/// The result of a remittance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remitted {
    /// The number of claims, including reversals.
    pub claims: usize,
    /// The number of service lines, including those of reversals.
    pub lines: usize,
    /// The number of claims that reverse others.
    pub reversals: usize,
    /// The reversals that cancel a claim of this remittance. The others cancel one of an earlier remittance.
    pub reversals_matched: usize,
    /// The number of denied lines, without those of cancelled claims.
    pub denied_lines: usize,
    /// The number of denied lines that a later reversal cancels.
    pub denied_lines_reversed: usize,
    /// The number of remarks that are not known or are not remark codes. They are ignored.
    pub unknown_remarks: usize,
    /// The number of modifiers of denied lines that do not exist. They are ignored.
    pub unknown_modifiers: usize,
    /// The reports of the denied lines.
    pub denials: Vec<RemittedDenial>,
    /// Claims and lines with adjustments that are not the difference between charge and payment.
    pub unbalanced: RemittedPlaces,
    /// The lines and claims without a report, by reason.
    pub skipped: BTreeMap<Skip, RemittedPlaces>,
}
