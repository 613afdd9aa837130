//! The denials that billers reported, as several answers show them.

use crate::api::shared::next_step::{KnownDays, NextStepResponse};
use crate::api::state::State;
use crate::api::wire::closed_lists::GroupName;
use crate::api::wire::decimal::Shown;
use crate::denials::{CountTable, DenialReason, PublicationTerms, PublishedDenials};
use crate::law::Provisions;
use crate::pricing::NextStep;
use crate::store::{StoreError, published_denials};
use crate::telemetry::{self, Repeats};
use crate::vocabulary::{Carc, HcpcsCode};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;
use utoipa::ToSchema;

/// How long an answer from memory waits for reported denials. A working database answers in a hundredth of this time. One that
/// hangs must not delay the rest of the answer.
const PATIENCE: Duration = Duration::from_millis(500);

/// The reported values, most frequent first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Counts<T> {
    /// The values that enough reports have.
    pub(crate) values: Vec<T>,
    /// The number of reports with any other value.
    pub(crate) other: u32,
}

/// A reason for a denial.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportedReason {
    /// The claim adjustment group code.
    #[schema(value_type = GroupName)]
    pub(crate) group: &'static str,
    /// Who bears the amount.
    pub(crate) group_meaning: String,
    /// The claim adjustment reason code (CARC).
    #[schema(value_type = String, example = "97")]
    pub(crate) carc: Shown<Carc>,
    /// What the reason code means, in our own words.
    pub(crate) meaning: String,
    /// What usually resolves such a denial.
    pub(crate) typical_fix: String,
    /// What to do about such a denial by Medicare. Absent if the codes do not say enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_step: Option<NextStepResponse>,
    /// The number of reports with this reason.
    pub(crate) reports: u32,
}

/// The table of a kind of value, for the wire.
pub(crate) fn counts<T: Ord, U>(table: &CountTable<T>, show: impl Fn(&T, u32) -> U) -> Counts<U> {
    let values = table.named().iter().map(|(value, reports)| show(value, *reports)).collect();
    Counts { values, other: table.other() }
}

/// Why lines were denied, and what to do about it under a law.
pub(crate) fn top_reasons(published: &PublishedDenials, law: &Provisions) -> Counts<ReportedReason> {
    counts(published.reasons(), |reason: &DenialReason, reports| ReportedReason {
        group: reason.group.as_str(),
        group_meaning: reason.group_meaning.clone(),
        carc: Shown(reason.carc),
        meaning: reason.meaning.clone(),
        typical_fix: reason.typical_fix.clone(),
        next_step: NextStep::of_denial(reason.group, reason.carc, &[])
            .map(|step| NextStepResponse::new(step, law, KnownDays::default())),
        reports,
    })
}

/// Whether enough denials of a code were reported to publish them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DenialsStatus {
    /// There are enough reports.
    Available,
    /// There are too few reports, or none.
    InsufficientData,
}

/// Whether enough denials of a code were reported to publish them.
pub(crate) fn availability(published: Option<&PublishedDenials>) -> DenialsStatus {
    published.map_or(DenialsStatus::InsufficientData, |_| DenialsStatus::Available)
}

/// The published denials of codes, for an answer that does without them if the database is slow. Returns `None`, and logs a
/// warning, if the database does not answer in time.
///
/// The read runs in a task of its own, which goes on after the timeout until the store gives it up. Cancelling it at once would
/// close its connection each time, and new reads would pile up at a database that hangs. As it is, there are never more such
/// reads than the pool has connections.
pub(crate) async fn denials_if_prompt(
    state: &State,
    codes: &[HcpcsCode],
    terms: PublicationTerms,
) -> Option<BTreeMap<HcpcsCode, PublishedDenials>> {
    let (store, codes) = (state.store().clone(), codes.to_vec());
    let reading = tokio::spawn(async move { published_denials(&store, &codes, terms).await });
    let read = timeout(PATIENCE, reading).await.ok().and_then(Result::ok);
    let read = read.unwrap_or(Err(StoreError::Slow(PATIENCE)));
    let warn = |error: &StoreError| {
        static REPEATS: Repeats = Repeats::new();
        if let Some(unlogged) = REPEATS.count() {
            tracing::warn!(
                unlogged,
                error = telemetry::chain(error),
                "Answered without the reported denials."
            );
        }
    };
    read.inspect_err(warn).ok()
}
