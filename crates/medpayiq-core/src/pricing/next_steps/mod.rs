//! What a biller can do about a denial: correct the claim, have the line reopened, appeal, bill somebody else, or write the
//! line off; whether an appeal can help; and by when.

mod action;
mod deadline;
mod of_code;
mod of_edit;
mod of_estimate;
mod of_refusal;

pub use action::{AppealChance, NextAction, NextStep};
pub use deadline::{AppealLevel, CountedFrom, Deadline, DeadlineKind, TimeUnit};
