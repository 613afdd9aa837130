//! What to do about a denial, as answers show it.

use crate::api::wire::closed_lists::{
    AppealChanceName, CountedFromName, DeadlineKindName, NextActionName, TimeUnitName,
};
use crate::law::Provisions;
use crate::pricing::{CountedFrom, Deadline, NextStep};
use crate::vocabulary::format_date;
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;

/// What to do about a denied line. It holds for Medicare; other payers have their own rules and time limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NextStep)]
pub(crate) struct NextStepResponse {
    /// The action.
    #[schema(value_type = NextActionName)]
    pub(crate) action: &'static str,
    /// Whether an appeal can lead to a payment.
    #[schema(value_type = AppealChanceName)]
    pub(crate) appeal_can_help: &'static str,
    /// Why, and what to look at, in words.
    pub(crate) why: &'static str,
    /// The law or CMS document behind it.
    #[schema(example = "Pub. 100-04 ch. 1, 80.3.1")]
    pub(crate) source: &'static str,
    /// The time limit of the action. Absent if it has none, or if the law has no value of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deadline: Option<DeadlineResponse>,
}

/// What to do about a denied line, in codes. It holds for Medicare; other payers have their own rules and time limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NextStepSummary {
    /// The action.
    #[schema(value_type = NextActionName)]
    pub(crate) action: &'static str,
    /// Whether an appeal can lead to a payment.
    #[schema(value_type = AppealChanceName)]
    pub(crate) appeal_can_help: &'static str,
    /// The time limit of the action. Absent if it has none, or if the law has no value of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deadline: Option<DeadlineResponse>,
}

impl From<NextStepResponse> for NextStepSummary {
    fn from(step: NextStepResponse) -> Self {
        let NextStepResponse { action, appeal_can_help, deadline, .. } = step;
        Self { action, appeal_can_help, deadline }
    }
}

/// A time limit of Medicare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Deadline)]
pub(crate) struct DeadlineResponse {
    /// What it is for.
    #[schema(value_type = DeadlineKindName)]
    pub(crate) kind: &'static str,
    /// How many days or months.
    #[schema(example = 120)]
    pub(crate) within: u32,
    /// `days` or `months`.
    #[schema(value_type = TimeUnitName)]
    pub(crate) unit: &'static str,
    /// The day from which they count. A notice counts as received five days after its date.
    #[schema(value_type = CountedFromName)]
    pub(crate) counted_from: &'static str,
    /// The last day, if the day from which they count is known. Weekends and holidays are not taken into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-01-15", format = Date)]
    pub(crate) last_day: Option<String>,
    /// The law that sets it.
    #[schema(example = "42 CFR 405.942(a)")]
    pub(crate) source: &'static str,
}

/// The days from which time limits count, as far as they are known.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownDays {
    /// The day of the service.
    pub(crate) service: Option<Date>,
    /// The date of the initial determination.
    pub(crate) determination: Option<Date>,
    /// The day on which the notice arrived, or counts as received.
    pub(crate) receipt: Option<Date>,
}

impl NextStepResponse {
    /// A step with its time limit under a law.
    pub(crate) fn new(step: NextStep, law: &Provisions, days: KnownDays) -> Self {
        let deadline = step.action.deadline().and_then(|kind| Deadline::of(kind, law).ok());
        Self::with_deadline(step, deadline.map(|deadline| DeadlineResponse::new(deadline, days)))
    }

    /// A step with this time limit.
    pub(crate) fn with_deadline(step: NextStep, deadline: Option<DeadlineResponse>) -> Self {
        let NextStep { action, appeal_can_help, why, source } = step;
        Self { action: action.as_str(), appeal_can_help: appeal_can_help.as_str(), why, source, deadline }
    }
}

impl DeadlineResponse {
    /// A time limit, with its last day if that is known.
    pub(crate) fn new(deadline: Deadline, days: KnownDays) -> Self {
        let from = match deadline.counted_from {
            CountedFrom::Service => days.service,
            CountedFrom::Determination => days.determination,
            CountedFrom::Receipt => days.receipt,
        };
        Self {
            kind: deadline.kind.as_str(),
            within: u32::from(deadline.length),
            unit: deadline.unit.as_str(),
            counted_from: deadline.counted_from.as_str(),
            last_day: from.and_then(|from| deadline.last_day(from)).map(format_date),
            source: deadline.source.as_str(),
        }
    }
}
