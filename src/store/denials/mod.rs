//! Denial reports in the database: contributing, retracting and moderating them, and the figures that may be published.
//!
//! The reports and figures of a code change only under the lock of its [`ledger`] row. So several servers count every
//! report once, and no figure changes early.

mod contribute;
mod contributor;
mod ledger;
mod moderate;
mod read;

pub use contribute::{Contribution, Submission, contribute};
pub use contributor::Contributor;
pub use moderate::{KeptReport, Moderation, kept_reports, moderate, retract};
pub use read::{published_denials, reason_codes, remark_codes};
