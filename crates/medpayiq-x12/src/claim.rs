//! What is kept of a professional claim: everything a price depends on, and the segment of each value.

use super::ClaimNote;
use medpayiq_core::vocabulary::{HcpcsCode, Modifier, Money, PlaceOfService, ProviderKind, Zip};
use time::Date;

/// The services of a claim that share a date, a place and a practitioner. They are priced together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceClaim {
    /// The date of the services: DTP*472. If lines cover several days, the first.
    pub date: Date,
    /// The segment of the first line's date.
    pub date_segment: u32,
    /// The place of service: SV105, else CLM05-1.
    pub place_of_service: PlaceOfService,
    /// The ZIP code of the place, if the claim gives one.
    pub zip: Option<ClaimZip>,
    /// The practitioner, if a taxonomy code names a profession that Medicare pays differently.
    pub practitioner: Option<Practitioner>,
    /// Whether the provider accepts assignment: CLM07.
    pub assignment: Option<Assignment>,
    /// The segment of the claim: CLM.
    pub claim_segment: u32,
    /// The last days of lines that cover several days.
    pub last_days: Vec<LastDay>,
    /// The services in the order of the claim.
    pub lines: Vec<ServiceLine>,
    /// What a reader of the price should know about how the claim was read.
    pub notes: Vec<ClaimNote>,
}

/// The last day of a line that covers several days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The day.
    pub day: Date,
    /// Its segment: DTP*472.
    pub segment: u32,
}

/// CLM05-3: how the claim relates to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimFrequency {
    /// 1, and every code but 7 and 8: the claim is a new one.
    Original,
    /// 7: the claim replaces an earlier one.
    Replacement,
    /// 8: the claim cancels an earlier one.
    Void,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLine {
    /// The segment of the service: SV1.
    pub segment: u32,
    /// The number of the line on the claim, in digits: LX01.
    pub number: Option<String>,
    /// The code: SV101-2.
    pub hcpcs: HcpcsCode,
    /// The modifiers, each once: SV101-3 to SV101-6.
    pub modifiers: Vec<Modifier>,
    /// The charge for the line, 0 or more: SV102.
    pub charge: Money,
    /// How much of the service was furnished: SV103 and SV104.
    pub quantity: Quantity,
}

/// How much of a service was furnished, from 1 to [`MAX_UNITS`](medpayiq_core::vocabulary::MAX_UNITS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// UN: a number of units.
    Units(u32),
    /// MJ: a number of minutes. Anesthesia is billed so.
    Minutes(u32),
}

/// A ZIP code of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimZip {
    /// The ZIP code.
    pub zip: Zip,
    /// The owner of the address.
    pub owner: ZipOwner,
    /// Its segment: N4.
    pub segment: u32,
}

/// The owner of the address that has the ZIP code. The patient's address is never read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZipOwner {
    /// The service facility of the line or the claim: NM1*77.
    ServiceFacility,
    /// The billing provider: NM1*85.
    BillingProvider,
}

/// The profession of the practitioner who furnished a service, from a taxonomy code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Practitioner {
    /// The profession.
    pub kind: ProviderKind,
    /// Its segment: PRV.
    pub segment: u32,
}

/// CLM07: whether the provider accepts assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// A: yes.
    Accepted,
    /// B: for clinical laboratory services only, which the physician fee schedule does not price.
    LaboratoryOnly,
    /// C: no.
    NotAccepted,
}

impl Assignment {
    /// Returns whether the provider accepts assignment for services of the physician fee schedule.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        match self {
            Self::Accepted => true,
            Self::LaboratoryOnly | Self::NotAccepted => false,
        }
    }
}
