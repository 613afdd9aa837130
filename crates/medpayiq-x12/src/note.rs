//! What a reader of the price should know of how a claim was read.

use super::{Assignment, Practitioner};
use std::fmt;

/// Something that was taken, left out or assumed while a claim was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The billing provider's ZIP code stands for the place.
    BillingProviderZip,
    /// No ZIP code at all.
    NoZip,
    /// A service in the patient's home, whose address is never read.
    HomeNotRead,
    /// A line over several days.
    SeveralDays {
        /// The segment of the line's days.
        segment: u32,
    },
    /// A line that charges nothing.
    ZeroCharge {
        /// The segment of the service.
        segment: u32,
    },
    /// CLM05-3 is 7.
    Replacement,
    /// CLM05-3 is 8.
    Void,
    /// The claim was split.
    Split {
        /// Into how many.
        parts: usize,
    },
    /// The charges of the lines do not add up to the claim's.
    ChargesDiffer,
    /// CLM07 is empty.
    NoAssignment,
    /// CLM07 is B or C.
    Unassigned(Assignment),
    /// A taxonomy code told the profession.
    Profession(Practitioner),
}

impl Note {
    /// The note's machine code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BillingProviderZip => "billing_provider_zip",
            Self::NoZip => "no_zip",
            Self::HomeNotRead => "home_not_read",
            Self::SeveralDays { .. } => "several_days",
            Self::ZeroCharge { .. } => "zero_charge",
            Self::Replacement => "replacement_claim",
            Self::Void => "void_claim",
            Self::Split { .. } => "claim_split",
            Self::ChargesDiffer => "charges_differ",
            Self::NoAssignment => "no_assignment_code",
            Self::Unassigned(_) => "unassigned",
            Self::Profession(_) => "profession_from_taxonomy",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BillingProviderZip => f.write_str(
                "the claim names no service facility with a ZIP code: the billing provider's was used",
            ),
            Self::NoZip => f.write_str(
                "neither a service facility nor the billing provider has a ZIP code that can be read: national amounts are shown",
            ),
            Self::HomeNotRead => f.write_str(
                "Medicare prices a service in the patient's home by that ZIP code, which is never read here",
            ),
            Self::SeveralDays { segment } => {
                write!(f, "segment {segment} names several days of one line: it was priced on the first")
            }
            Self::ZeroCharge { segment } => write!(
                f,
                "segment {segment} charges 0.00, and Medicare pays no more than is charged: the line was priced as if its \
                 charge were not known, and its amounts are what it would be worth"
            ),
            Self::Replacement => f.write_str(
                "CLM05-3 is 7: the claim replaces an earlier one, and the amounts are those of all its services, not what \
                 is paid over the earlier claim's",
            ),
            Self::Void => f.write_str(
                "CLM05-3 is 8: the claim takes an earlier one back, so that nothing is paid for it: it was not priced and \
                 adds nothing to the totals",
            ),
            Self::Split { parts } => write!(
                f,
                "the lines differ in day, place or practitioner and were priced as {parts} claims: rules between lines \
                 were applied within each"
            ),
            Self::ChargesDiffer => f.write_str("CLM02 is not the sum of the lines' charges"),
            Self::NoAssignment => f.write_str("CLM07 is empty: assignment was taken as accepted"),
            Self::Unassigned(_) => f.write_str(
                "CLM07 does not accept assignment for these services: priced as of a nonparticipating provider, for a \
                 participating one accepts it on every claim",
            ),
            Self::Profession(Practitioner { kind, segment }) => {
                write!(f, "the taxonomy code of segment {segment} tells the profession: {}", kind.as_str())
            }
        }
    }
}
