//! The closed lists that a report's values come from.

use super::reasons::ReasonCodes;
use super::services::ServiceCodes;
use crate::vocabulary::Rarc;
use std::collections::BTreeSet;

/// The lists that are loaded: reasons, remarks and services. All other lists are part of the program.
#[derive(Debug)]
pub struct ClosedLists {
    /// The reason codes.
    pub reasons: ReasonCodes,
    /// The known remark codes.
    pub remarks: BTreeSet<Rarc>,
    /// The services that a report can be about.
    pub services: ServiceCodes,
}

/// A remark code that is not known. The error does not repeat the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a known remark code. Leave it out, or use one from GET /v1/reason-codes")]
pub struct UnknownRemarkError;

impl ClosedLists {
    /// Returns the remark code if it is known.
    ///
    /// # Errors
    /// If it is not known.
    pub fn check_remark(&self, rarc: Rarc) -> Result<Rarc, UnknownRemarkError> {
        if self.remarks.contains(&rarc) { Ok(rarc) } else { Err(UnknownRemarkError) }
    }
}
