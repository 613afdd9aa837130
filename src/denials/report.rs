//! A denial report: one denied line in values of closed lists, without anything about the patient.

use super::lists::{AppealOutcome, AppealStrategy, BilledBucket, Payer, Statement};
use super::note::Note;
use super::service_month::ServiceMonth;
use crate::vocabulary::{Carc, GroupCode, HcpcsCode, Modifier, PlaceOfService, Rarc};

/// The most remark codes of a report. No payer sends more with a line.
pub const MAX_REMARKS: usize = 10;
/// The most statements of a report.
pub const MAX_STATEMENTS: usize = 5;

/// One denied line, from a biller or a remittance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The service that was denied.
    pub hcpcs: HcpcsCode,
    /// Its modifiers, each once: up to [`crate::vocabulary::MAX_MODIFIERS`].
    pub modifiers: Vec<Modifier>,
    /// The place of service, if it is known.
    pub place_of_service: Option<PlaceOfService>,
    /// Who denied it.
    pub payer: Payer,
    /// Who is responsible for the amount.
    pub group: GroupCode,
    /// Why it was denied: a code that [`super::ReasonCodes::check`] accepts.
    pub carc: Carc,
    /// The remark codes, each once: up to [`MAX_REMARKS`].
    pub rarcs: Vec<Rarc>,
    /// The month of the service; never its day.
    pub service_month: ServiceMonth,
    /// The range of the charge, if it is known.
    pub billed: Option<BilledBucket>,
    /// What was done about the denial, if anything.
    pub appeal: Option<Appeal>,
    /// What the contributor says about the denial, each once: up to [`MAX_STATEMENTS`]. Never published.
    pub statements: Vec<Statement>,
    /// The contributor's note to the moderator; never published.
    pub note: Option<Note>,
}

/// What was done about a denial, and the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appeal {
    /// What was done.
    pub strategy: AppealStrategy,
    /// The result.
    pub outcome: AppealOutcome,
}
