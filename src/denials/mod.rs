//! Denials that billers met: what a report is, how reports are counted, and what may be published of them.
//!
//! Pure: values in, values out. A [`Report`] holds nothing but closed lists and a screened [`Note`]. Reports of a code are
//! counted by its [`Ledger`], which says when the figures move; what the figures say is [`Published`], which only who
//! knows the [`Terms`] can make.

mod ledger;
mod lists;
mod note;
mod published;
mod reasons;
mod report;
mod screen;
mod terms;
mod token;
mod words;

pub use ledger::{Ledger, Place, Step};
pub use lists::{AppealOutcome, AppealStrategy, BilledBucket, Payer, UnknownValue};
pub use note::{MAX_NOTE_CHARACTERS, Note, NoteError};
pub use published::{Published, Reason, Remark, Strategy, Table, Tally};
pub use reasons::{AdjustmentReason, CarcError, ReasonClass, ReasonCodes, RemarkCode};
pub use report::{Appeal, CodeShapeError, MAX_REMARKS, ParseMonthError, Report, ServiceMonth, billed_code};
pub use screen::Sign;
pub use terms::{Terms, TermsError};
pub use token::{ParseTokenError, RetractionToken};
