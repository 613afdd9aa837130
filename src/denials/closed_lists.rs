//! The closed lists that a report's values come from.

use super::code_dates::{CodeAge, dates_of_remark};
use super::reasons::ReasonCodes;
use super::service_month::ServiceMonth;
use super::services::ServiceCodes;
use crate::vocabulary::{Rarc, format_date};
use std::collections::BTreeSet;
use std::sync::Arc;
use time::Date;

/// The lists that are loaded: reasons, remarks and services. All other lists are part of the program.
#[derive(Debug)]
pub struct ClosedLists {
    /// The reason codes.
    pub reasons: Arc<ReasonCodes>,
    /// The remark codes that have a meaning in our own words. A note may have them.
    pub remarks: Arc<BTreeSet<Rarc>>,
    /// The services that a report can be about.
    pub services: ServiceCodes,
}

/// Why a report cannot have a remark code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RemarkError {
    /// It is not known. The error does not repeat the code.
    #[error("not a known remark code. Leave it out, or copy it from the remittance")]
    Unknown,
    /// It was stopped before the month of the service.
    #[error("RARC {rarc} was stopped on {}, before the month of the service. Leave it out", format_date(*.stop))]
    Stopped {
        /// The code.
        rarc: Rarc,
        /// The day from which it is no longer in force.
        stop: Date,
    },
}

/// Returns a remark code that X12 lists.
///
/// # Errors
/// If it is not known.
pub fn listed_remark(rarc: Rarc) -> Result<Rarc, RemarkError> {
    dates_of_remark(rarc).map(|_| rarc).ok_or(RemarkError::Unknown)
}

impl ClosedLists {
    /// Returns the remark code if a report of a service of this month can have it. Without a month any known code can.
    ///
    /// # Errors
    /// If it is not known, or was stopped before the month.
    pub fn check_remark(&self, rarc: Rarc, month: Option<ServiceMonth>) -> Result<Rarc, RemarkError> {
        let dates = dates_of_remark(rarc).or_else(|| self.remarks.contains(&rarc).then(Default::default));
        let dates = dates.ok_or(RemarkError::Unknown)?;
        match month.map(|month| dates.age_in(month)) {
            Some(CodeAge::Older { stop }) => Err(RemarkError::Stopped { rarc, stop }),
            Some(CodeAge::InForce | CodeAge::Newer { .. }) | None => Ok(rarc),
        }
    }
}
