//! A denial as a remittance shows it.

use crate::vocabulary::{Carc, GroupCode, Rarc};

/// A denial that a remittance would show, with its group code, claim adjustment reason code (CARC) and
/// remittance advice remark codes (RARC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PredictedDenial {
    /// Who bears it.
    pub group: GroupCode,
    /// The claim adjustment reason code.
    pub carc: Carc,
    /// The remittance advice remark codes.
    pub rarc: &'static [Rarc],
}

impl PredictedDenial {
    /// A denial that the patient bears.
    pub(super) const fn of_patient(carc: &str) -> Self {
        Self { group: GroupCode::PatientResponsibility, carc: Carc::known(carc), rarc: &[] }
    }

    /// A denial that the provider bears.
    pub(super) const fn contractual(carc: &str, rarc: &'static [Rarc]) -> Self {
        Self { group: GroupCode::Contractual, carc: Carc::known(carc), rarc }
    }
}
