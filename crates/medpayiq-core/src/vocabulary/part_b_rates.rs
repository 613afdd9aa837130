//! Medicare's schedules of Part B, and the rates of those besides the physician fee schedule.

use super::{EquipmentFee, FineShare, HcpcsCode, Modifier, Money, UnitPrice, named_values};
use time::Date;

named_values! {
    /// A schedule by which Part B pays a practitioner's line.
    PaymentSchedule {
        /// The physician fee schedule.
        Physician = "physician",
        /// The clinical laboratory fee schedule (CLFS).
        ClinicalLaboratory = "clinical_laboratory",
        /// The payment limits of Part B drugs (ASP).
        DrugLimits = "drug_limits",
        /// The fee schedule of equipment, prosthetics, orthotics and supplies (DMEPOS).
        Equipment = "equipment",
        /// The fees of a contract, for a code that Medicare does not price.
        Contract = "contract",
    }
}

/// A row of a schedule that lists rates by code.
pub trait RateRow {
    /// The code of the row.
    fn hcpcs(&self) -> HcpcsCode;

    /// The modifiers that choose among the rows of a code.
    fn modifiers(&self) -> [Option<Modifier>; 2];
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

impl RateRow for LaboratoryRate {
    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn modifiers(&self) -> [Option<Modifier>; 2] {
        [self.modifier, None]
    }
}

/// A row of the payment limits of Part B drugs (Social Security Act 1842(o), 1847A): of a drug, a biological or a vaccine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugLimit {
    /// The drug.
    pub hcpcs: HcpcsCode,
    /// What one billing unit is, such as `150 IU`.
    pub dosage: String,
    /// What Medicare allows for one billing unit; `None` if each contractor sets its own price.
    pub limit: Option<UnitPrice>,
    /// The patient's part. Zero for a preventive vaccine and a drug against HIV infection: they have no deductible either.
    pub coinsurance: FineShare,
    /// Whether CMS publishes a limit as a vaccine: 95 percent of the average wholesale price.
    pub is_vaccine: bool,
    /// CMS's note.
    pub note: Option<String>,
}

impl DrugLimit {
    /// Whether CMS publishes the dates of the limit on another page. The limits of influenza vaccines begin in August, not with
    /// a quarter.
    #[must_use]
    pub fn is_dated_elsewhere(&self) -> bool {
        self.note.as_ref().is_some_and(|note| note.contains("webpage"))
    }
}

impl RateRow for DrugLimit {
    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn modifiers(&self) -> [Option<Modifier>; 2] {
        [None; 2]
    }
}

impl RateRow for EquipmentFee {
    fn hcpcs(&self) -> HcpcsCode {
        self.hcpcs
    }

    fn modifiers(&self) -> [Option<Modifier>; 2] {
        self.modifiers
    }
}
