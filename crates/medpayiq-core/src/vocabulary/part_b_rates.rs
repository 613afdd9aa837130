//! Medicare's schedules of Part B, and the rates of those besides the physician fee schedule.

use super::{HcpcsCode, Modifier, Money, named_values};
use time::Date;

named_values! {
    /// A schedule by which Part B pays a practitioner's line.
    PaymentSchedule {
        /// The physician fee schedule.
        Physician = "physician",
        /// The clinical laboratory fee schedule (CLFS).
        ClinicalLaboratory = "clinical_laboratory",
    }
}

/// A row of the clinical laboratory fee schedule: the national rate of a test (Social Security Act 1834A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaboratoryRate {
    /// The test.
    pub hcpcs: HcpcsCode,
    /// The modifier of the row: QW for a test by a laboratory with a certificate of waiver.
    pub modifier: Option<Modifier>,
    /// The first day of the rate.
    pub effective_from: Date,
    /// What Medicare pays; `None` if each contractor sets its own rate.
    pub rate: Option<Money>,
}
