//! The closed lists of a report: each value by its name in requests, in answers and in the database.

use crate::vocabulary::Money;
use std::str::FromStr;

/// A text that is not of a closed list. The text itself is not repeated: it may hold what nobody should read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of {expected}")]
pub struct UnknownValue {
    expected: String,
}

macro_rules! closed_list {
    ($(#[$list:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$list])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value's name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let named = Self::ALL.iter().copied().find(|value| value.as_str() == text);
                named.ok_or_else(|| UnknownValue { expected: [$($text),+].join(", ") })
            }
        }
    };
}

closed_list! {
    /// Who denied the line.
    Payer {
        /// Medicare's own contractors: traditional Medicare, Part B.
        Medicare = "medicare",
        /// A Medicare Advantage plan (Part C).
        MedicareAdvantage = "medicare_advantage",
        /// A state's Medicaid program or its managed care plan.
        Medicaid = "medicaid",
        /// A commercial insurer or an employer's plan.
        Commercial = "commercial",
        /// TRICARE or another program of the armed forces.
        Tricare = "tricare",
        /// Workers' compensation.
        WorkersComp = "workers_comp",
        /// Any other payer.
        Other = "other",
    }
}

closed_list! {
    /// The line's charge, in a range wide enough that it tells no claim apart.
    BilledBucket {
        /// Less than 100 dollars.
        Under100 = "under_100",
        /// 100.00 to 249.99.
        From100To249 = "100_to_249",
        /// 250.00 to 499.99.
        From250To499 = "250_to_499",
        /// 500.00 to 999.99.
        From500To999 = "500_to_999",
        /// 1000.00 to 4999.99.
        From1000To4999 = "1000_to_4999",
        /// 5000 dollars or more.
        From5000 = "5000_or_more",
    }
}

impl BilledBucket {
    /// The range that a charge lies in.
    #[must_use]
    pub fn of(charge: Money) -> Self {
        match charge.cents() / 100 {
            ..100 => Self::Under100,
            100..250 => Self::From100To249,
            250..500 => Self::From250To499,
            500..1_000 => Self::From500To999,
            1_000..5_000 => Self::From1000To4999,
            5_000.. => Self::From5000,
        }
    }
}

closed_list! {
    /// What was done about a denial.
    AppealStrategy {
        /// A corrected claim was sent.
        CorrectedClaim = "corrected_claim",
        /// The claim was sent again with a modifier that tells the services apart.
        AddedModifier = "added_modifier",
        /// The record of the service was sent.
        Documentation = "documentation",
        /// A letter argued the medical necessity.
        MedicalNecessityLetter = "medical_necessity_letter",
        /// A coverage determination, coding rule or contract was cited.
        PolicyCitation = "policy_citation",
        /// The payer was asked to reopen the claim for a clerical error.
        Reopening = "reopening",
        /// A first formal appeal: Medicare's redetermination, another payer's first level.
        FirstLevelAppeal = "first_level_appeal",
        /// A further appeal: Medicare's reconsideration and beyond.
        HigherLevelAppeal = "higher_level_appeal",
        /// A physician spoke with the payer's.
        PeerToPeer = "peer_to_peer",
        /// An authorization was obtained after the service.
        RetroactiveAuthorization = "retroactive_authorization",
        /// The order of payers was put right.
        CoordinationOfBenefits = "coordination_of_benefits",
        /// Anything else.
        Other = "other",
    }
}

closed_list! {
    /// What came of it.
    AppealOutcome {
        /// The line was paid.
        Overturned = "overturned",
        /// A part of it was paid.
        PartlyOverturned = "partly_overturned",
        /// The denial stood.
        Upheld = "upheld",
        /// Nothing yet.
        Pending = "pending",
    }
}

impl AppealOutcome {
    /// Whether it brought any payment.
    #[must_use]
    pub const fn worked(self) -> bool {
        match self {
            Self::Overturned | Self::PartlyOverturned => true,
            Self::Upheld | Self::Pending => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_of_the_list_is_told_the_list_and_not_repeated() {
        let error = "Jane Doe".parse::<AppealOutcome>().unwrap_err();
        assert_eq!(error.to_string(), "not one of overturned, partly_overturned, upheld, pending");
    }

    #[test]
    fn every_charge_lies_in_the_range_that_names_it() {
        let of = |charge: &str| BilledBucket::of(charge.parse().unwrap()).as_str();
        assert_eq!(
            [of("0.00"), of("99.99"), of("100.00"), of("249.99")],
            ["under_100", "under_100", "100_to_249", "100_to_249"]
        );
        assert_eq!(
            [of("499.99"), of("999.99"), of("4999.99"), of("5000.00")],
            ["250_to_499", "500_to_999", "1000_to_4999", "5000_or_more"]
        );
    }
}
