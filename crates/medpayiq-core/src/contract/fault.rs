//! What can be wrong with terms.

use crate::vocabulary::{HcpcsCode, Modifier, Money, Share};
use std::fmt;

/// The most ranges of codes: there are fewer sections of HCPCS.
pub const MAX_RANGES: usize = 1_000;
/// The most fixed fees: HCPCS has some 17,000 codes.
pub const MAX_FEES: usize = 20_000;

/// A part of terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsPart {
    /// The terms as a whole.
    Whole,
    /// The percentage of codes that no range has.
    Percent,
    /// All ranges.
    Ranges,
    /// The range at this position, from 0.
    Range(usize),
    /// All fees.
    Fees,
    /// The fee at this position, from 0.
    Fee(usize),
}

/// A contradiction in terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsFault {
    /// Neither a percentage, nor a fee, nor a rule of Medicare that is left out.
    Empty,
    /// A percentage of zero.
    NoPercent(TermsPart),
    /// More than [`MAX_RANGES`].
    TooManyRanges(usize),
    /// More than [`MAX_FEES`].
    TooManyFees(usize),
    /// The first code of a range comes after its last one.
    Reversed {
        /// The position of the range.
        at: usize,
        /// Its first code.
        from: HcpcsCode,
        /// Its last code.
        to: HcpcsCode,
    },
    /// A range has a code that another one has too.
    Overlapping {
        /// The position of the range.
        at: usize,
        /// A code that both have.
        code: HcpcsCode,
        /// The other range.
        other: (HcpcsCode, HcpcsCode),
    },
    /// A fee for a code and a modifier that have one already.
    RepeatedFee {
        /// The position of the fee.
        at: usize,
        /// Its code.
        hcpcs: HcpcsCode,
        /// Its modifier.
        modifier: Option<Modifier>,
    },
    /// A negative fee.
    NegativeFee {
        /// The position of the fee.
        at: usize,
        /// Its amount.
        amount: Money,
    },
}

impl TermsFault {
    /// The part that is wrong.
    #[must_use]
    pub const fn part(self) -> TermsPart {
        match self {
            Self::Empty => TermsPart::Whole,
            Self::NoPercent(part) => part,
            Self::TooManyRanges(_) => TermsPart::Ranges,
            Self::TooManyFees(_) => TermsPart::Fees,
            Self::Reversed { at, .. } | Self::Overlapping { at, .. } => TermsPart::Range(at),
            Self::RepeatedFee { at, .. } | Self::NegativeFee { at, .. } => TermsPart::Fee(at),
        }
    }
}

impl fmt::Display for TermsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str(
                "The terms change nothing. Write percent, ranges or fees, or set lesser_of_charge, no_mppr or no_sequestration.",
            ),
            Self::NoPercent(_) => {
                let most = Share::MAX_PERCENT;
                write!(f, "The percentage is out of range. Write a number from 0.01 to {most}.")
            }
            Self::TooManyRanges(count) => write!(f, "There are {count} ranges. Write at most {MAX_RANGES}."),
            Self::TooManyFees(count) => write!(f, "There are {count} fees. Write at most {MAX_FEES}."),
            Self::Reversed { from, to, .. } => {
                write!(f, "The range ends before it begins. Write {to} as its first code and {from} as its last.")
            }
            Self::Overlapping { code, other: (from, to), .. } => {
                write!(f, "The range from {from} to {to} has {code} too. A code can have one percentage only.")
            }
            Self::RepeatedFee { hcpcs, modifier: None, .. } => {
                write!(f, "An earlier fee is for {hcpcs} too. Write one of them.")
            }
            Self::RepeatedFee { hcpcs, modifier: Some(modifier), .. } => {
                write!(f, "An earlier fee is for {hcpcs} with {modifier} too. Write one of them.")
            }
            Self::NegativeFee { amount, .. } => write!(f, "{amount} is negative. Write zero or more."),
        }
    }
}
