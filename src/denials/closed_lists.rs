//! The lists that the values of a report are of.

use super::reasons::ReasonCodes;
use super::services::ServiceCodes;
use crate::vocabulary::Rarc;
use std::collections::BTreeSet;

/// The lists that are loaded: reasons, remarks and services. The others do not change while the program runs.
#[derive(Debug)]
pub struct ClosedLists {
    /// Why lines are denied.
    pub reasons: ReasonCodes,
    /// The remark codes that are known.
    pub remarks: BTreeSet<Rarc>,
    /// What can be denied.
    pub services: ServiceCodes,
}

/// Why a remark code is none that a report can have. The code itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a remark code that is known here: leave it out, or take one of GET /v1/reason-codes")]
pub struct UnknownRemarkError;

impl ClosedLists {
    /// The remark code, where it is known.
    ///
    /// # Errors
    /// When it is not.
    pub fn check_remark(&self, rarc: Rarc) -> Result<Rarc, UnknownRemarkError> {
        if self.remarks.contains(&rarc) { Ok(rarc) } else { Err(UnknownRemarkError) }
    }
}
