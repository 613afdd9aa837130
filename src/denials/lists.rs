//! The closed lists of a report. Each value has one name in requests, answers and the database.

use crate::vocabulary::Money;
use std::str::FromStr;

/// A text that is not in a closed list. The error does not repeat the text, which may be private.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of {expected}")]
pub struct UnknownValue {
    expected: String,
}

macro_rules! closed_list {
    ($(#[$list:meta])* $name:ident { $(#[doc = $doc:literal] $variant:ident = $text:literal,)+ }) => {
        $(#[$list])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $doc] $variant,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The value's name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// What the value means, in a sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $doc.trim_ascii(),)+ }
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
    /// The charge of the line, as a range that is wide enough to identify no claim.
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
    /// The range that contains a charge.
    #[must_use]
    pub fn containing(charge: Money) -> Self {
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
        /// The claim was sent again with a modifier that shows separate services.
        AddedModifier = "added_modifier",
        /// The medical record was sent.
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
        /// A physician spoke with a physician of the payer.
        PeerToPeer = "peer_to_peer",
        /// An authorization was obtained after the service.
        RetroactiveAuthorization = "retroactive_authorization",
        /// The order of payers was corrected.
        CoordinationOfBenefits = "coordination_of_benefits",
        /// Anything else.
        Other = "other",
    }
}

closed_list! {
    /// The result of an appeal.
    AppealOutcome {
        /// The line was paid.
        Overturned = "overturned",
        /// Part of the line was paid.
        PartlyOverturned = "partly_overturned",
        /// The denial was upheld.
        Upheld = "upheld",
        /// There is no decision yet.
        Pending = "pending",
    }
}

closed_list! {
    /// What a contributor says about a denial and its claim, in sentences that cannot be about a person.
    Statement {
        /// The medical record or the report of the service was sent.
        DocumentationSent = "documentation_sent",
        /// The payer found the record or the report incomplete.
        DocumentationIncomplete = "documentation_incomplete",
        /// The order, the referral or a signature was sent.
        OrderSent = "order_sent",
        /// A modifier was added.
        ModifierAdded = "modifier_added",
        /// A modifier was removed or replaced.
        ModifierChanged = "modifier_changed",
        /// The payer does not accept the modifier that Medicare accepts.
        ModifierNotRecognized = "modifier_not_recognized",
        /// A diagnosis was added or made more specific.
        DiagnosisCorrected = "diagnosis_corrected",
        /// The code was replaced by the one that the payer wanted.
        CodeReplaced = "code_replaced",
        /// The units or minutes were corrected.
        UnitsCorrected = "units_corrected",
        /// The place of service was corrected.
        PlaceCorrected = "place_corrected",
        /// A provider number, a taxonomy code or an enrollment was corrected.
        ProviderCorrected = "provider_corrected",
        /// The code of a drug (NDC) or the invoice of a supply was sent.
        ItemIdentified = "item_identified",
        /// An authorization was on file, and its number was sent.
        AuthorizationOnFile = "authorization_on_file",
        /// An authorization was obtained after the service.
        AuthorizationObtained = "authorization_obtained",
        /// A national or local coverage determination (NCD, LCD) was cited.
        CoverageDeterminationCited = "coverage_determination_cited",
        /// The payer's own policy or manual was cited.
        PayerPolicyCited = "payer_policy_cited",
        /// The payer changed its policy for this code.
        PayerPolicyChanged = "payer_policy_changed",
        /// A rule of CPT, HCPCS or NCCI was cited.
        CodingRuleCited = "coding_rule_cited",
        /// The contract with the payer was cited.
        ContractCited = "contract_cited",
        /// Timely filing was proved, for example with the clearinghouse's report.
        TimelyFilingProved = "timely_filing_proved",
        /// The line was shown to be no duplicate.
        NotADuplicate = "not_a_duplicate",
        /// Another payer's remittance was sent, or the order of payers was corrected.
        OtherPayerSettled = "other_payer_settled",
        /// Coverage on the day of the service was confirmed.
        EligibilityConfirmed = "eligibility_confirmed",
        /// A signed advance beneficiary notice (ABN) was on file.
        NoticeOnFile = "notice_on_file",
        /// The payer said that its system or its reviewer made an error.
        PayerErrorAdmitted = "payer_error_admitted",
        /// The billing software or the clearinghouse changed or lost data.
        DataLostInTransit = "data_lost_in_transit",
        /// The denial was right, and the amount was written off.
        DenialAccepted = "denial_accepted",
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
    fn an_unknown_value_is_answered_with_the_list_and_not_repeated() {
        let error = "Jane Doe".parse::<AppealOutcome>().unwrap_err();
        assert_eq!(error.to_string(), "not one of overturned, partly_overturned, upheld, pending");
    }

    #[test]
    fn every_statement_is_a_short_sentence() {
        for statement in Statement::ALL {
            let meaning = statement.meaning();
            assert!(meaning.ends_with('.') && meaning.split(' ').count() <= 20, "{meaning:?}");
        }
        assert_eq!(Statement::ModifierAdded.meaning(), "A modifier was added.");
    }

    #[test]
    fn every_charge_is_in_the_range_that_names_it() {
        let range = |charge: &str| BilledBucket::containing(charge.parse().unwrap()).as_str();
        assert_eq!(
            [range("0.00"), range("99.99"), range("100.00"), range("249.99")],
            ["under_100", "under_100", "100_to_249", "100_to_249"]
        );
        assert_eq!(
            [range("499.99"), range("999.99"), range("4999.99"), range("5000.00")],
            ["250_to_499", "500_to_999", "1000_to_4999", "5000_or_more"]
        );
    }
}
