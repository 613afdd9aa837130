//! The actions, and whether an appeal can help.

use super::deadline::{Deadline, DeadlineKind};
use crate::vocabulary::named_values;

named_values! {
    /// What to do about a denied line.
    NextAction {
        /// Correct the line and send a new claim.
        CorrectAndResubmit = "correct_and_resubmit",
        /// Ask the contractor to reopen the claim and correct the line.
        Reopen = "reopen",
        /// Ask for a redetermination, with the record.
        Appeal = "appeal",
        /// Bill the patient.
        BillPatient = "bill_patient",
        /// Bill another payer, contractor or provider.
        BillElsewhere = "bill_elsewhere",
        /// Write the line off.
        WriteOff = "write_off",
    }
}

named_values! {
    /// Whether an appeal can lead to a payment.
    AppealChance {
        /// It can, if the record supports the line.
        Yes = "yes",
        /// It cannot.
        No = "no",
        /// It can in some cases, which the text names.
        Depends = "depends",
    }
}

/// What to do about a denied line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextStep {
    /// The action.
    pub action: NextAction,
    /// Whether an appeal can help.
    pub appeal_can_help: AppealChance,
    /// Why, and what to look at, in words.
    pub why: &'static str,
    /// The law or CMS text behind it.
    pub source: &'static str,
}

impl NextAction {
    /// What it is called.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::CorrectAndResubmit => "Correct and resubmit",
            Self::Reopen => "Reopen",
            Self::Appeal => "Appeal",
            Self::BillPatient => "Bill the patient",
            Self::BillElsewhere => "Bill elsewhere",
            Self::WriteOff => "Write off",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::CorrectAndResubmit => {
                "Correct the line and send a new claim. The contractor did not process the line as billed."
            }
            Self::Reopen => {
                "Ask the Medicare contractor to reopen the claim and correct the line. A clerical error, such as a modifier left out, may be corrected at any time. Some contractors take a corrected claim of the denied line alone instead. The whole claim again is a duplicate."
            }
            Self::Appeal => "Ask for a redetermination, the first level of appeal, and send the record.",
            Self::BillPatient => "The patient owes the amount. Bill the patient.",
            Self::BillElsewhere => "Another payer, contractor or provider pays the service. Bill it there.",
            Self::WriteOff => "Nobody may be billed. Write the amount off.",
        }
    }

    /// The time limit of the action, if it has one.
    #[must_use]
    pub const fn deadline(self) -> Option<DeadlineKind> {
        match self {
            Self::CorrectAndResubmit => Some(DeadlineKind::Claim),
            Self::Reopen => Some(DeadlineKind::Reopening),
            Self::Appeal => Some(DeadlineKind::Redetermination),
            // The other payer has its own.
            Self::BillElsewhere | Self::BillPatient | Self::WriteOff => None,
        }
    }
}

impl AppealChance {
    /// What it means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Yes => "An appeal can lead to a payment, if the record supports the line.",
            Self::No => "No appeal leads to a payment.",
            Self::Depends => "An appeal can lead to a payment in some cases. `why` names them.",
        }
    }
}

impl NextStep {
    /// The action, its time limit if that is known, and whether an appeal can help, such as
    /// `Reopen, within 12 months of the date of the initial determination. An appeal can help in some cases.`
    #[must_use]
    pub fn in_short(&self, deadline: Option<Deadline>) -> String {
        let limit = deadline.map(|deadline| format!(", {deadline}")).unwrap_or_default();
        let appeal = match self.appeal_can_help {
            AppealChance::Yes => "An appeal can help.",
            AppealChance::No => "An appeal cannot help.",
            AppealChance::Depends => "An appeal can help in some cases.",
        };
        format!("{}{limit}. {appeal}", self.action.title())
    }

    pub(super) const fn new(
        action: NextAction,
        appeal_can_help: AppealChance,
        why: &'static str,
        source: &'static str,
    ) -> Self {
        Self { action, appeal_can_help, why, source }
    }
}
