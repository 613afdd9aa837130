//! What is kept of a remittance (835): what a denial report needs of each claim, and nothing that identifies anyone.

use super::remitted_details::{ClaimDetails, LineDetails};
use medpayiq_core::vocabulary::{Carc, GroupCode, HcpcsCode, Modifier, Money, PlaceOfService, Rarc};
use std::fmt;
use time::Date;

/// A claim as its payer decided it: CLP and the segments up to the next claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedClaim {
    /// The position of the claim in the input, from 1.
    pub position: usize,
    /// The segment that begins the claim: CLP.
    pub segment: u32,
    /// Equal for two entries of one input that are about the same claim. It replaces all claim numbers, which are not kept.
    pub identity: ClaimIdentity,
    /// How the payer processed the claim: CLP02.
    pub status: ClaimStatus,
    /// The charge: CLP03.
    pub charge: Money,
    /// The payment: CLP04.
    pub paid: Money,
    /// The kind of plan: CLP06.
    pub plan: PlanKind,
    /// The place of service of a professional claim: CLP08. An institutional claim has its type of bill there.
    pub place_of_service: Option<PlaceOfService>,
    /// Whether the claim is institutional: it has a revenue code, a diagnosis related group, or remarks on an inpatient stay.
    pub is_institutional: bool,
    /// The adjustments of the claim as a whole: CAS before the first line.
    pub adjustments: Vec<RemittedAdjustment>,
    /// The remark codes (RARC) of the claim as a whole: MOA03 to MOA07.
    pub remarks: Vec<Rarc>,
    /// How many remark codes of the claim and its lines do not have the form of a RARC. Some payers invent their own.
    pub unknown_remarks: usize,
    /// The services in the order of the input.
    pub lines: Vec<RemittedLine>,
    /// What the claim is priced again from. `None` unless the reader keeps it.
    pub details: Option<ClaimDetails>,
    /// The first day of the month in which the services of the claim began: DTM*232.
    pub(super) month: Option<Date>,
    /// The first and last day of the services of the claim, if days are kept: DTM*232 and 233.
    pub(super) days: Option<(Date, Date)>,
}

/// One service as its payer decided it: SVC and the segments up to the next service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedLine {
    /// The segment of the service: SVC.
    pub segment: u32,
    /// The service: SVC01.
    pub service: RemittedService,
    /// How many modifiers of SVC01 do not have the form of one. They are left out.
    pub malformed_modifiers: usize,
    /// The charge: SVC02.
    pub charge: Money,
    /// The payment: SVC03.
    pub paid: Money,
    /// The allowed amount, if the payer gives it: AMT*B6.
    pub allowed: Option<Money>,
    /// The first day of the month of the service: DTM*472, else DTM*150, else the claim's. The day itself is not kept.
    pub month: Option<Date>,
    /// The adjustments of the line.
    pub adjustments: Vec<RemittedAdjustment>,
    /// The remark codes (RARC) of the line, from its LQ segments.
    pub remarks: Vec<Rarc>,
    /// What the line is priced again from. It has no day and no practitioner unless the reader keeps them.
    pub details: LineDetails,
}

/// A part of a charge that was not paid, who bears it and why: three elements of CAS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemittedAdjustment {
    /// Who bears it.
    pub group: GroupCode,
    /// The claim adjustment reason code (CARC). None if the code does not have the form of one.
    pub carc: Option<Carc>,
    /// The amount. It is negative if the adjustment increases the payment.
    pub amount: Money,
}

/// The service that a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemittedService {
    /// HC: a HCPCS code and its modifiers.
    Hcpcs(HcpcsCode, Vec<Modifier>),
    /// HC with a code that is not valid, or no qualifier.
    Unreadable,
    /// NU: a revenue code of an institution.
    Revenue,
    /// AD: a dental code.
    Dental,
    /// N1 to N6: a national drug code.
    Drug,
    /// A code of any other list.
    OtherList,
}

/// How the payer processed a claim (CLP02), as far as denials depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimStatus {
    /// It was paid or denied, by the first payer or a later one. Every code but 22 and 25 means this, because Medicare
    /// denies single lines under 1, 2, 3 and 19 to 21 too.
    Adjudicated,
    /// 22: an earlier decision is reversed. The amounts are those of the earlier decision, negated.
    Reversal,
    /// 25: an answer to what would be paid, before any service.
    Predetermination,
}

/// The kind of plan that pays: the claim filing indicator, CLP06.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// MB: Medicare Part B.
    MedicareB,
    /// MA: Medicare Part A, which pays institutions.
    MedicareA,
    /// 16: a Medicare Advantage plan.
    MedicareAdvantage,
    /// MC.
    Medicaid,
    /// CH: TRICARE, formerly CHAMPUS.
    Tricare,
    /// WC.
    WorkersCompensation,
    /// 12 to 15, BL, CI and HM: commercial plans, among them Blue Cross and Blue Shield.
    Commercial,
    /// Any other code, or none.
    Other,
}

impl PlanKind {
    pub(super) const fn from_filing_indicator(code: &[u8]) -> Self {
        match code {
            b"MB" => Self::MedicareB,
            b"MA" => Self::MedicareA,
            b"16" => Self::MedicareAdvantage,
            b"MC" => Self::Medicaid,
            b"CH" => Self::Tricare,
            b"WC" => Self::WorkersCompensation,
            b"12" | b"13" | b"14" | b"15" | b"BL" | b"CI" | b"HM" => Self::Commercial,
            _ => Self::Other,
        }
    }
}

/// Compares equal for two entries of one input that are about the same claim. It is a fingerprint of the numbers of the claim
/// under a key that is made anew for every input, so it identifies nothing outside of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClaimIdentity {
    /// Of the payer's number: CLP07.
    pub(super) of_payer: u64,
    /// Of the provider's own number: CLP01. It is the payer's if the provider gave none.
    pub(super) of_provider: u64,
}

impl fmt::Debug for ClaimIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim's identity")
    }
}
