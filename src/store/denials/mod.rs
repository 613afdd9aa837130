//! Denial reports in the database: contributing, retracting and moderating them, and the figures that may be published.
//!
//! The reports and figures of a code change only under the lock of its [`ledger`] row. So several servers count every
//! report once, and no figure changes early.

mod code_lists;
mod contribute;
mod contributions;
mod contributor;
mod contributor_key;
mod forget;
mod idempotency;
mod ledger;
mod moderate;
mod moment;
mod past;
mod read;
mod sealed_fields;
mod sender;

pub use code_lists::CodeLists;
pub use contribute::{Contribution, Submission, contribute};
pub use contributor::Contributor;
pub use contributor_key::{ContributorKey, ShortSecret};
pub use forget::forget_contributors;
pub use moderate::{KeptReport, ListedReports, Moderation, kept_reports, moderate, retract};
pub use read::{code_lists, published_denials};

pub(super) use code_lists::KnownCodeLists;
