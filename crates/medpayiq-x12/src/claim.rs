//! What is kept of a professional claim: what a price depends on, and where in the body each of it stood.

use super::Note;
use medpayiq_core::vocabulary::{HcpcsCode, Modifier, Money, ProviderKind, Zip};
use time::Date;

/// The services of one claim that share a day, a place and a practitioner: what is priced together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceClaim {
    /// The day of the services: DTP*472.
    pub date: Date,
    /// The segment of the first line's date.
    pub date_segment: u32,
    /// Place of service, two digits: SV105, else CLM05-1.
    pub place_of_service: String,
    /// The segment it is from.
    pub place_segment: u32,
    /// Where the services were furnished, as far as the claim says.
    pub zip: Option<ZipSeen>,
    /// Who furnished them, where a taxonomy code tells.
    pub practitioner: Option<Practitioner>,
    /// Whether the provider accepts assignment: CLM07.
    pub assignment: Option<Assignment>,
    /// The segment of the claim: CLM.
    pub claim_segment: u32,
    /// The last days of lines that name several, each with its segment.
    pub last_days: Vec<LastDay>,
    /// The services, in their order on the claim.
    pub lines: Vec<ServiceLine>,
    /// What a reader of the price should know of how the claim was read.
    pub notes: Vec<Note>,
}

/// The last day of a line that names several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay {
    /// The day.
    pub day: Date,
    /// Its segment: DTP*472.
    pub segment: u32,
}

/// CLM05-3: what a claim is to an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// 1 and whatever else: a claim of its own.
    Original,
    /// 7: it stands in place of an earlier one.
    Replacement,
    /// 8: it takes an earlier one back.
    Void,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLine {
    /// The segment of the service: SV1.
    pub segment: u32,
    /// The line's number on the claim, digits: LX01.
    pub id: Option<String>,
    /// The code: SV101-2.
    pub hcpcs: HcpcsCode,
    /// The modifiers: SV101-3 to SV101-6.
    pub modifiers: Vec<Modifier>,
    /// What is charged for the line: SV102.
    pub charge: Money,
    /// How much of it: SV103 and SV104.
    pub quantity: Quantity,
}

/// How much of a service was furnished, 1 to [`MAX_UNITS`](medpayiq_core::vocabulary::MAX_UNITS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// UN: how often.
    Units(i64),
    /// MJ: for how many minutes, which is how anesthesia is billed.
    Minutes(i64),
}

/// A ZIP code of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZipSeen {
    /// The ZIP code.
    pub zip: Zip,
    /// Whose it is.
    pub owner: ZipOwner,
    /// Its segment: N4.
    pub segment: u32,
}

/// Whose address a ZIP code is from. The patient's is never read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZipOwner {
    /// The service facility of the line or the claim: NM1*77.
    ServiceFacility,
    /// The billing provider: NM1*85.
    BillingProvider,
}

/// The profession of the one who furnished a service, told by a taxonomy code.
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
    /// A: accepted.
    Accepted,
    /// B: accepted for clinical laboratory services only, which the physician fee schedule does not price.
    LaboratoryOnly,
    /// C: not accepted.
    NotAccepted,
}

impl Assignment {
    /// Whether it is accepted for what the physician fee schedule prices.
    #[must_use]
    pub const fn is_accepted(self) -> bool {
        match self {
            Self::Accepted => true,
            Self::LaboratoryOnly | Self::NotAccepted => false,
        }
    }
}
