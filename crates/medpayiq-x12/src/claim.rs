//! What is kept of a professional claim: everything a price depends on, and the segments of what can still be at fault.

use super::ClaimNote;
use medpayiq_core::vocabulary::{Claim, Zip};
use time::Date;

/// The services of a claim that share a date, a place and a practitioner. They are priced together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceClaim {
    /// The claim to price. Its date is DTP*472, its place SV105 or else CLM05-1, its lines are SV1. The profession comes from
    /// the taxonomy code in PRV, and CLM07 says whether the provider accepts assignment.
    pub claim: Claim,
    /// The number of each line on the claim, in digits: LX01.
    pub line_numbers: Vec<Option<String>>,
    /// The ZIP code of the place, if the claim gives one.
    pub zip: Option<ClaimZip>,
    /// The segment of the claim: CLM.
    pub claim_segment: u32,
    /// The segment of the date: DTP*472 of the first line.
    pub date_segment: u32,
    /// The last days of lines that cover several days.
    pub last_days: Vec<LastDay>,
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
