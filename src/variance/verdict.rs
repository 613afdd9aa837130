//! The verdict about a line.

use super::change::{Change, Explanation};
use super::denial_codes::DenialStep;
use super::doubt::Doubt;
use super::paid_line::{Amounts, PaidLine};
use crate::pricing::{Confidence, PredictedDenial};
use crate::vocabulary::{Money, PaymentSchedule};

/// The verdict about a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It was paid as Medicare owes it.
    AsExpected,
    /// Less was allowed or paid.
    Underpaid,
    /// More was allowed or paid.
    Overpaid,
    /// Nothing was allowed.
    Denied,
    /// The remittance and the rules leave it open.
    CannotJudge(Doubt),
}

impl Verdict {
    /// The names of all verdicts.
    pub const NAMES: [&str; 5] = ["as_expected", "underpaid", "overpaid", "denied", "cannot_judge"];

    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsExpected => "as_expected",
            Self::Underpaid => "underpaid",
            Self::Overpaid => "overpaid",
            Self::Denied => "denied",
            Self::CannotJudge(_) => "cannot_judge",
        }
    }

    /// Why the line cannot be judged, if it cannot.
    #[must_use]
    pub const fn doubt(self) -> Option<Doubt> {
        match self {
            Self::CannotJudge(doubt) => Some(doubt),
            Self::AsExpected | Self::Underpaid | Self::Overpaid | Self::Denied => None,
        }
    }
}

/// The schedule that a line is judged by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineSource {
    /// The schedule.
    pub schedule: PaymentSchedule,
    /// The name of its release.
    pub release: String,
}

/// A line and what was found about its payment.
#[derive(Clone, Debug)]
pub struct JudgedLine {
    /// The line as it was paid.
    pub line: PaidLine,
    /// What Medicare owes, if it is known.
    pub expected: Option<Amounts>,
    /// The verdict.
    pub verdict: Verdict,
    /// For a line without a price: the machine code of the reason.
    pub reason: Option<&'static str>,
    /// The denials that billing the line like this would bring, or may bring.
    pub predicted: Vec<PredictedDenial>,
    /// What to do about the line, if it was denied and its codes say enough.
    pub next_step: Option<DenialStep>,
    /// The single changes under which the line is paid as it was paid. If the line was paid wrong and there is none, it is
    /// one unknown change.
    pub explained_by: Vec<Explanation>,
    /// The confidence in the expected amount, if there is one.
    pub confidence: Option<Confidence>,
    /// The schedule that it was judged by; `None` if it was not priced.
    pub source: Option<LineSource>,
}

impl JudgedLine {
    /// A line about which only the doubt is known.
    pub(super) const fn undecided(line: PaidLine, doubt: Doubt) -> Self {
        Self {
            line,
            expected: None,
            verdict: Verdict::CannotJudge(doubt),
            reason: None,
            predicted: Vec::new(),
            next_step: None,
            explained_by: Vec::new(),
            confidence: None,
            source: None,
        }
    }

    /// Expected minus paid of the allowed amount; `None` if nothing is known to be expected.
    #[must_use]
    pub fn difference(&self) -> Option<Money> {
        self.expected.map(|expected| expected.allowed - self.line.paid.allowed)
    }

    /// Expected minus paid of the payment; `None` if nothing is known to be expected. Sequestration, for one, changes the payment alone.
    #[must_use]
    pub fn paid_difference(&self) -> Option<Money> {
        self.expected.map(|expected| expected.medicare_paid - self.line.paid.medicare_paid)
    }

    /// The likeliest change that explains the payment.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        self.explained_by.first().map(|explanation| explanation.change)
    }
}
