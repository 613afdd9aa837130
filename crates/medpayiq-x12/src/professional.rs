//! The professional claim (837P, 005010X222): from segments to the services that are priced.
//!
//! The reader walks over the segments. The identifier of a segment decides whether anything is kept: CLM, LX, SV1, DTP*472,
//! PRV, and the N4 after NM1*85 or NM1*77. All others are skipped unread.

use super::claim::{ClaimFrequency, ClaimZip, ZipOwner};
use super::elements::value;
use super::envelope::{Envelope, SegmentRole, TransactionKind};
use super::open_claim::{BillingProvider, OpenClaim};
use super::service::Practitioner;
use super::taxonomy::profession;
use super::{Segment, Segments, ServiceClaim, X12Error};

/// The most claims in one input: the most that the implementation guide recommends for one transaction.
pub const MAX_CLAIMS: usize = 5_000;

const PROFESSIONAL: TransactionKind = TransactionKind {
    set: "837",
    version: "005010X222",
    expected: "837 and version 005010X222, a professional claim; institutional and dental claims are not supported",
};

/// A claim of an input: its services, or everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadClaim {
    /// The position of the claim in the input, from 1.
    pub position: usize,
    /// The segment that begins the claim: CLM.
    pub segment: u32,
    /// How the claim relates to an earlier one.
    pub frequency: ClaimFrequency,
    /// The services, grouped by date, place and practitioner; or every fault of the claim.
    pub services: Result<Vec<ServiceClaim>, Vec<X12Error>>,
}

/// Reads all claims of an input.
///
/// # Errors
/// If the input is not a complete interchange of professional claims, has no claim, or has more than [`MAX_CLAIMS`]. A fault
/// within one claim is an error of that claim only.
pub fn read_claims(input: &[u8]) -> Result<Vec<ReadClaim>, X12Error> {
    let mut envelope = Envelope::new(PROFESSIONAL);
    let mut reader = ClaimReader::default();
    let mut last = 0;
    for segment in Segments::new(input) {
        let segment = segment?;
        last = segment.number;
        match envelope.admit(&segment)? {
            SegmentRole::Control => reader.end_claim(),
            SegmentRole::Start => reader.billing = BillingProvider::default(),
            SegmentRole::Content => reader.read(&segment)?,
        }
    }
    envelope.finish()?;
    if reader.claims.is_empty() {
        let expected = "at least one claim (CLM) before the end of the input";
        return Err(X12Error { segment: last, element: "", expected });
    }
    Ok(reader.claims)
}

/// The owner of the address in the next N4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum AddressOwner {
    /// Anyone else. The address is not read.
    #[default]
    Other,
    BillingProvider,
    ServiceFacility,
}

#[derive(Debug, Default)]
struct ClaimReader {
    billing: BillingProvider,
    address: AddressOwner,
    open: Option<OpenClaim>,
    claims: Vec<ReadClaim>,
}

impl ClaimReader {
    fn read(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        match segment.id() {
            b"HL" => self.read_level(segment),
            b"NM1" => self.read_party(segment),
            b"N4" => self.read_zip(segment),
            b"PRV" => self.read_taxonomy(segment),
            b"CLM" => self.begin_claim(segment)?,
            b"LX" | b"SV1" | b"SV2" | b"SV3" | b"DTP" => {
                if let Some(claim) = &mut self.open {
                    claim.read_line_segment(segment);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// HL ends a claim. Level 20 begins another billing provider.
    fn read_level(&mut self, segment: &Segment<'_>) {
        self.end_claim();
        if segment.element(3) == b"20" {
            self.billing = BillingProvider::default();
        }
    }

    fn read_party(&mut self, segment: &Segment<'_>) {
        self.address = match (segment.element(1), &self.open) {
            (b"85", None) => AddressOwner::BillingProvider,
            (b"77", Some(_)) => AddressOwner::ServiceFacility,
            _ => AddressOwner::Other,
        };
    }

    fn read_zip(&mut self, segment: &Segment<'_>) {
        let owner = match self.address {
            AddressOwner::Other => return,
            AddressOwner::BillingProvider => ZipOwner::BillingProvider,
            AddressOwner::ServiceFacility => ZipOwner::ServiceFacility,
        };
        let zip = value(segment.element(3)).map(|zip| ClaimZip { zip, owner, segment: segment.number });
        match &mut self.open {
            Some(claim) => claim.set_facility(zip),
            None => self.billing.zip = zip,
        }
    }

    fn read_taxonomy(&mut self, segment: &Segment<'_>) {
        let kind = profession(segment.element(3));
        let practitioner = kind.map(|kind| Practitioner { kind, segment: segment.number });
        match (segment.element(1), &mut self.open) {
            (b"BI", None) => self.billing.practitioner = practitioner,
            (b"PE", Some(claim)) => claim.set_practitioner(practitioner),
            _ => {}
        }
    }

    fn begin_claim(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.end_claim();
        if self.claims.len() >= MAX_CLAIMS {
            return Err(segment.expected("CLM", "no more than 5000 claims in one input"));
        }
        self.open = Some(OpenClaim::new(segment, self.billing));
        Ok(())
    }

    fn end_claim(&mut self) {
        self.address = AddressOwner::Other;
        if let Some(open) = self.open.take() {
            let (position, segment, frequency) = (self.claims.len() + 1, open.segment, open.frequency);
            self.claims.push(ReadClaim { position, segment, frequency, services: open.finish() });
        }
    }
}
