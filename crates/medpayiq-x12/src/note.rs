//! What a reader of the price should know about how a claim was read.

use medpayiq_core::vocabulary::ProviderKind;
use std::fmt;

/// Something that was assumed or left out while a claim was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimNote {
    /// The billing provider's ZIP code was used as the place of the services.
    BillingProviderZip,
    /// The claim has no ZIP code that can be used.
    NoZip,
    /// The services were furnished in the patient's home, and that address is never read.
    HomeNotRead,
    /// A line covers several days.
    SeveralDays {
        /// The segment with the line's days.
        segment: u32,
    },
    /// A line bills a part of a unit.
    PartOfUnit {
        /// The segment of the service.
        segment: u32,
    },
    /// A line charges nothing.
    ZeroCharge {
        /// The segment of the service.
        segment: u32,
    },
    /// CLM05-3 is 7.
    Replacement,
    /// CLM05-3 is 8.
    Void,
    /// The claim was split into several.
    Split {
        /// How many.
        parts: usize,
    },
    /// The charges of the lines do not add up to the charge of the claim.
    ChargesDiffer,
    /// SBR01 is not P: another payer pays the claim first.
    NotFirstPayer {
        /// The segment with the order of payers: SBR.
        segment: u32,
    },
    /// CLM07 is empty.
    NoAssignment,
    /// CLM07 is B or C.
    Unassigned,
    /// A taxonomy code names the profession.
    Profession {
        /// The profession.
        kind: ProviderKind,
        /// The segment of the taxonomy code: PRV.
        segment: u32,
    },
}

impl ClaimNote {
    /// The machine code of the note. It does not change.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BillingProviderZip => "billing_provider_zip",
            Self::NoZip => "no_zip",
            Self::HomeNotRead => "home_not_read",
            Self::SeveralDays { .. } => "several_days",
            Self::PartOfUnit { .. } => "part_of_unit",
            Self::ZeroCharge { .. } => "zero_charge",
            Self::Replacement => "replacement_claim",
            Self::Void => "void_claim",
            Self::Split { .. } => "claim_split",
            Self::ChargesDiffer => "charges_differ",
            Self::NotFirstPayer { .. } => "not_first_payer",
            Self::NoAssignment => "no_assignment_code",
            Self::Unassigned => "unassigned",
            Self::Profession { .. } => "profession_from_taxonomy",
        }
    }
}

impl fmt::Display for ClaimNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BillingProviderZip => f.write_str(
                "The claim names no service facility with a ZIP code, so the billing provider's ZIP code was used.",
            ),
            Self::NoZip => f.write_str(
                "Neither a service facility nor the billing provider has a valid ZIP code, so national amounts are shown.",
            ),
            Self::HomeNotRead => f.write_str(
                "Medicare prices a service in the patient's home by the ZIP code of the home. That address is never read \
                 from a claim.",
            ),
            Self::SeveralDays { segment } => {
                write!(
                    f,
                    "Segment {segment} gives several days for one line. The line was priced on the first day. Its units were \
                     divided by its days for the unit limits of a day."
                )
            }
            Self::PartOfUnit { segment } => {
                write!(f, "Segment {segment} bills a part of a unit. The answer shows the units rounded up.")
            }
            Self::ZeroCharge { segment } => write!(
                f,
                "Segment {segment} charges $0.00, and Medicare never pays more than the charge. The line was priced as if \
                 its charge were unknown, so its amounts show what it would be worth."
            ),
            Self::Replacement => f.write_str(
                "CLM05-3 is 7: the claim replaces an earlier one. The amounts are for all of its services, not for the \
                 difference from the earlier claim.",
            ),
            Self::Void => f.write_str(
                "CLM05-3 is 8: the claim cancels an earlier one, so Medicare pays nothing for it. It was not priced and is \
                 not part of the totals.",
            ),
            Self::Split { parts } => write!(
                f,
                "The lines differ in date, place or practitioner, so they were priced as {parts} claims. Rules that compare \
                 lines were applied within each of them."
            ),
            Self::ChargesDiffer => {
                f.write_str("The charge of the claim (CLM02) is not the sum of the charges of its lines.")
            }
            Self::NotFirstPayer { segment } => write!(
                f,
                "SBR01 in segment {segment} is not P: another payer pays this claim first. The amounts are what Medicare \
                 pays as the first payer. As a later payer it pays no more than what is left (42 CFR 411.33)."
            ),
            Self::NoAssignment => {
                f.write_str("CLM07 is empty. The claim was priced as if the provider accepts assignment.")
            }
            Self::Unassigned => f.write_str(
                "CLM07 says that the provider does not accept assignment for these services. A participating provider \
                 always does, so the claim was priced for a nonparticipating one.",
            ),
            Self::Profession { kind, segment } => write!(
                f,
                "The claim was priced for the profession that the taxonomy code in segment {segment} names: {}.",
                kind.as_str()
            ),
        }
    }
}
