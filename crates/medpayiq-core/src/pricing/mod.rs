//! Medicare's payment rules for practitioners: a claim and its rates go in, an estimate comes out.
//!
//! This module is pure: no clock, no database, no network, no float. It cannot fail, because a line that Medicare does not
//! price from the fee schedule is an outcome with its reason. [`estimate()`] runs the stages of the lists in
//! `pipeline.rs`; each stage is one rule of Medicare's manuals. If no CMS text settles a point, `alternates.rs` prices the
//! claim under the other reading too.

mod alternate_reading;
mod alternates;
mod amount;
mod assemble;
mod at_stake;
mod bypass;
mod caveat;
mod claim_edits;
mod confidence;
mod cost_share;
mod edit_hit;
mod edit_outcomes;
mod estimate;
mod fitting;
mod in_sentence;
mod level;
mod line_set;
mod line_work;
mod lines_by_code;
mod listed_caveat;
mod listed_refusal;
mod modifiers;
mod next_steps;
mod one_side;
mod other_schedules;
mod pipeline;
mod precedence;
mod predicted_denial;
mod priced_together;
mod rates;
mod refusal;
mod refusal_kind;
mod resolution;
mod rules;
mod service_kind;
mod sites;
mod trace;
mod visits;
mod work;

pub use amount::{fee_schedule_amount, opps_cap_amount, therapy_reduced_amount};
pub(crate) use bypass::resolving_modifiers;
pub use caveat::Caveat;
pub use claim_edits::{ClaimEdits, LoadedEdits};
pub use confidence::Confidence;
pub use cost_share::CostShare;
pub use edit_hit::{Edit, EditEffect, EditHit, EditKind, EditState, LimitedService};
pub use estimate::{Adjustment, CaveatRange, Estimate, FeeFormula, LineEstimate, Outcome, Price, Totals};
pub use level::Level;
pub use listed_caveat::ListedCaveat;
pub use listed_refusal::ListedRefusal;
pub use next_steps::{
    AppealChance, AppealLevel, CountedFrom, Deadline, DeadlineKind, NextAction, NextStep, TimeUnit,
};
pub use one_side::OneSide;
pub(crate) use other_schedules::rates_of;
pub use other_schedules::{OtherSchedules, RatesInForce, RatesOfOtherDays, UnloadedSchedules};
pub use pipeline::{allowed, effort, estimate, most_effort};
pub use predicted_denial::PredictedDenial;
pub use rates::{
    AnesthesiaFigure, AnesthesiaRates, FactorOrigin, Geography, NoAnesthesiaFactor, QualifyingFactors, Rates,
};
pub use refusal::Refusal;
pub use refusal_kind::RefusalKind;
pub use resolution::Resolution;
pub use rules::therapy::is_always_therapy;
pub use trace::{Authority, Operation, Rule, Step};
pub use visits::may_be_visit;
