//! What is kept of a remittance: of each claim what a denial report is made of, and nothing that names anybody.

use medpayiq_core::vocabulary::{Carc, GroupCode, HcpcsCode, Modifier, Money, PlaceOfService, Rarc};
use std::fmt;
use time::Date;

/// A claim as its payer answered it: CLP and what follows until the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedClaim {
    /// Its position in the body, from 1.
    pub position: usize,
    /// The segment with which it begins: CLP.
    pub segment: u32,
    /// Whether two claims are the same: all that is kept of their numbers.
    pub identity: ClaimIdentity,
    /// How it was processed: CLP02.
    pub status: ClaimStatus,
    /// What was charged: CLP03.
    pub charge: Money,
    /// What was paid: CLP04.
    pub paid: Money,
    /// The kind of plan: CLP06.
    pub plan: PlanKind,
    /// The place of service of a professional claim: CLP08. An institutional claim has a type of bill there.
    pub place_of_service: Option<PlaceOfService>,
    /// Whether it is an institution's: a revenue code, a diagnosis related group, or the remarks of an inpatient claim.
    pub is_institutional: bool,
    /// What was taken off the claim as a whole.
    pub adjustments: Vec<Adjusted>,
    /// The remarks on the claim as a whole: MOA03 to MOA07.
    pub remarks: Vec<Rarc>,
    /// How many remarks on the claim and its lines have not the form that these codes have: payers invent their own.
    pub unknown_remarks: usize,
    /// The services, in their order.
    pub lines: Vec<RemittedLine>,
    /// The first day of the month in which the claim's services began: DTM*232.
    pub(super) month: Option<Date>,
}

/// One service as its payer answered it: SVC and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemittedLine {
    /// The segment of the service: SVC.
    pub segment: u32,
    /// What was furnished: SVC01.
    pub service: Service,
    /// What was charged: SVC02.
    pub charge: Money,
    /// What was paid: SVC03.
    pub paid: Money,
    /// What the payer says it allowed: AMT*B6.
    pub allowed: Option<Money>,
    /// The first day of the month of the service: DTM*472, DTM*150, or the claim's. The day itself is not kept.
    pub month: Option<Date>,
    /// What was taken off the line.
    pub adjustments: Vec<Adjusted>,
    /// The remarks on the line: LQ*HE.
    pub remarks: Vec<Rarc>,
}

/// A part of a charge that was not paid, with who bears it and why: a triplet of CAS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Adjusted {
    /// Who bears it.
    pub group: GroupCode,
    /// Why; none where the code has not the form that these codes have.
    pub carc: Option<Carc>,
    /// How much, negative where it was added.
    pub amount: Money,
}

/// What the payer says was furnished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// HC: a code of HCPCS with its modifiers.
    Hcpcs(HcpcsCode, Vec<Modifier>),
    /// HC, or nothing that could be read, and no code of five letters and digits after it.
    Unreadable,
    /// NU: an institution's revenue code.
    Revenue,
    /// AD: a dental code.
    Dental,
    /// N1 to N6: a national drug code.
    Drug,
    /// A code of another list.
    OtherList,
}

/// What CLP02 says of how a claim was processed, as far as its denials depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimStatus {
    /// Paid or denied, by whichever payer in turn: Medicare denies single lines under 1, 2, 3 and 19 to 21, too.
    Adjudicated,
    /// 22: an earlier claim is taken back, with its amounts negated.
    Reversal,
    /// 25: what would be paid, before anything was furnished.
    Predetermination,
}

/// The kind of plan that pays: the claim filing indicator, CLP06.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanKind {
    /// MB: Medicare Part B.
    MedicareB,
    /// MA: Medicare Part A, which pays institutions.
    MedicareA,
    /// 16: a health maintenance organization at Medicare's risk.
    MedicareAdvantage,
    /// MC.
    Medicaid,
    /// CH: TRICARE, once CHAMPUS.
    Tricare,
    /// WC.
    WorkersCompensation,
    /// 12 to 15, BL, CI and HM: preferred provider, point of service and exclusive provider plans, indemnity insurance,
    /// Blue Cross and Blue Shield, commercial insurance, any other health maintenance organization.
    Commercial,
    /// Any other, or none told.
    Other,
}

impl PlanKind {
    pub(super) const fn of_filing_indicator(code: &[u8]) -> Self {
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

/// Tells whether two claims of one body are the same, and nothing else: a fingerprint under a key that no other
/// body is read with.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClaimIdentity(pub(super) u64);

impl fmt::Debug for ClaimIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim's identity")
    }
}
