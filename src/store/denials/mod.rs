//! Denial reports: contributing, retracting and moderating them, and the figures that may be published.
//!
//! A report of a code and the code's figures change only under the lock of its [`ledger`] row, so that servers side by side
//! count every report once and no figure moves early.

mod contribute;
mod contributor;
mod ledger;
mod moderate;
mod read;

pub use contribute::{Contribution, Submission, contribute};
pub use contributor::Contributor;
pub use moderate::{KeptReport, Moderation, kept_reports, moderate, retract};
pub use read::{published_denials, reason_codes, remark_codes};
