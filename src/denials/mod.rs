//! Denial reports: what a report is, how reports are counted, and what may be published about them.
//!
//! This room is pure: values in, values out. A [`Report`] has values of closed lists and a [`Note`] of lexicon words. The
//! [`Ledger`] of a code counts its reports and decides when its figures change. Only [`PublishedDenials`] can be shown,
//! and making it takes the [`PublicationTerms`]. An [`Intake`] finds the denied lines of a remittance and makes reports of
//! them.

mod closed_lists;
mod code_dates;
mod denied_line;
mod intake;
mod ledger;
mod lexicon;
mod lists;
mod modifiers;
mod note;
mod published;
mod reasons;
mod remitted;
mod report;
mod report_note;
mod service_month;
mod services;
mod slots;
mod terms;
mod token;
mod turns;

#[cfg(test)]
mod remitting_tests;

pub use closed_lists::{ClosedLists, RemarkError, listed_remark};
pub use code_dates::{CodeAge, CodeDates};
pub use intake::Intake;
pub use ledger::{FigureStep, Ledger, ReportCoverage};
pub use lexicon::RefusedWord;
pub use lists::{AppealOutcome, AppealStrategy, BilledBucket, Payer, Statement, UnknownValue};
pub use modifiers::{ModifierError, billed_modifier};
pub use note::{MAX_NOTE_CHARACTERS, MAX_NOTE_DIGITS, Note, NoteError};
pub use published::{
    CountTable, DenialReason, DenialRemark, DenialTally, NOTICE, PublishedDenials, StrategyResult,
};
pub use reasons::{AdjustmentReason, CarcError, ReasonClass, ReasonCodes, RemarkCode};
pub use remitted::{Remitted, RemittedDenial, RemittedPlace, RemittedPlaces, Skip};
pub use report::{Appeal, MAX_REMARKS, MAX_STATEMENTS, Report};
pub use report_note::ReportNote;
pub use service_month::{ParseMonthError, ServiceMonth};
pub use services::{CodeError, ServiceCodes};
pub use terms::{PublicationTerms, PublicationTermsError};
pub use token::{ParseTokenError, RetractionToken};
pub use turns::Turns;
