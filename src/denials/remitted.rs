//! What a remittance comes to: the reports of its denied lines, and what makes none.

use super::report::Report;
use crate::x12::RemittedClaim;
use std::collections::BTreeMap;
use std::fmt;

/// How many places are named where there are more.
const MOST_PLACES: usize = 20;

/// A place in a remittance, by position and never by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RemittedPlace {
    /// The claim's position in the body, from 1.
    pub claim: usize,
    /// The line's position in the claim, from 1; none for the claim as a whole.
    pub line: Option<usize>,
    /// The segment: SVC, or CLP for the claim as a whole.
    pub segment: u32,
}

impl RemittedPlace {
    /// A claim as a whole.
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

/// Places of one kind: how many there are, and the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemittedPlaces {
    /// How many.
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
    /// The claim is an institution's.
    Institutional,
    /// The line has a dental code.
    Dental,
    /// The line has a national drug code.
    Drug,
    /// The line has a code of another list.
    OtherCodeList,
    /// Nothing was furnished yet.
    Predetermination,
    /// The claim was denied as a whole and shows no line.
    NoLine,
    /// The line was denied, and its code cannot be read.
    UnreadableCode,
    /// The line was denied, and there is no such code.
    UnknownCode,
    /// The line was denied, and no date tells a month that can be.
    NoMonth,
    /// The line was denied for a reason whose code is not known here.
    UnknownReason,
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
            Self::OnlyPriced => "only_priced",
        }
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Institutional => {
                "the claim is an institution's: filed with Medicare Part A, with a revenue code, a diagnosis related group \
                 or inpatient remarks"
            }
            Self::Dental => "SVC01 has a dental code (AD)",
            Self::Drug => "SVC01 has a national drug code (N1 to N6)",
            Self::OtherCodeList => "SVC01 has a code of a list other than HCPCS",
            Self::Predetermination => "CLP02 is 25: a predetermination, before anything was furnished",
            Self::NoLine => "the claim was denied as a whole and shows no service line",
            Self::UnreadableCode => {
                "the line was denied, and SVC01 has no HCPCS code after HC and the component separator that ISA16 declares"
            }
            Self::UnknownCode => {
                "the line was denied, and its code is in no loaded release, or in no section of CPT or HCPCS Level II"
            }
            Self::NoMonth => "the line was denied, and neither DTM*472 nor DTM*150 nor the claim's DTM*232 dates it between 2000 and today",
            Self::OnlyPriced => {
                "nothing of the line was allowed, and CARC 45 alone, which cannot be the whole charge, says why: ask the payer for the reason"
            }
            Self::UnknownReason => "the line was denied for a reason whose code is not in the list that reports are made with",
        })
    }
}

/// A denied line and its report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedDenial {
    /// Where it stands.
    pub place: RemittedPlace,
    /// What it comes to.
    pub report: Report,
}

/// What a remittance comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remitted {
    /// How many claims there are, reversals among them.
    pub claims: usize,
    /// How many service lines there are, those of reversals among them.
    pub lines: usize,
    /// How many claims are reversals of others.
    pub reversals: usize,
    /// How many of them take back an earlier claim of this remittance; the others, one of an earlier remittance.
    pub reversals_matched: usize,
    /// How many lines were denied, those of claims that were taken back apart.
    pub denied_lines: usize,
    /// How many denied lines were taken back by a later reversal.
    pub denied_lines_reversed: usize,
    /// How many remarks are not known, or have not the form of remark codes, and are passed over.
    pub unknown_remarks: usize,
    /// How many modifiers of denied lines do not exist and are passed over.
    pub unknown_modifiers: usize,
    /// The reports of the denied lines.
    pub denials: Vec<RemittedDenial>,
    /// Claims and lines whose adjustments are not what is missing between charge and payment.
    pub unbalanced: RemittedPlaces,
    /// What makes no report, and why.
    pub skipped: BTreeMap<Skip, RemittedPlaces>,
}
