//! Denials that billers met: what a report is, how reports are counted, and what may be published of them.
//!
//! Pure: values in, values out. A [`Report`] holds nothing but closed lists and a screened [`Note`]. Reports of a code are
//! counted by its [`Ledger`], which says when the figures move; what the figures say is [`Published`], which only who
//! knows the [`Terms`] can make. An [`Intake`] finds the denied lines of a remittance and makes reports of them.

mod closed_lists;
mod denied_line;
mod intake;
mod ledger;
mod lists;
mod modifiers;
mod note;
mod numbers;
mod published;
mod reasons;
mod remitted;
mod report;
mod screen;
mod services;
mod terms;
mod token;
mod turns;
mod words;

#[cfg(test)]
mod remitting_tests;

pub use closed_lists::{ClosedLists, UnknownRemarkError};
pub use intake::Intake;
pub use ledger::{Ledger, Place, Step};
pub use lists::{AppealOutcome, AppealStrategy, BilledBucket, Payer, UnknownValue};
pub use modifiers::{ModifierError, billed_modifier};
pub use note::{MAX_NOTE_CHARACTERS, Note, NoteError};
pub use published::{NOTICE, Published, Reason, Remark, Strategy, Table, Tally};
pub use reasons::{AdjustmentReason, CarcError, ReasonClass, ReasonCodes, RemarkCode};
pub use remitted::{Remitted, RemittedDenial, RemittedPlace, RemittedPlaces, Skip};
pub use report::{Appeal, MAX_REMARKS, ParseMonthError, Report, ServiceMonth};
pub use screen::Sign;
pub use services::{CodeError, ServiceCodes};
pub use terms::{Terms, TermsError};
pub use token::{ParseTokenError, RetractionToken};
pub use turns::Turns;
