//! The professional claim (837P, 005010X222): from segments to the services that are priced.
//!
//! The reader walks over the segments. The identifier of a segment decides whether anything is kept: CLM, LX, SV1, DTP*472,
//! PRV, SBR01 of the subscriber, and the N4 after NM1*85 or NM1*77. All others are skipped unread.

use super::claim::{ClaimFrequency, ClaimZip, ZipOwner};
use super::elements::value;
use super::envelope::{Envelope, SegmentRole, TransactionKind, transaction_kind};
use super::open_claim::{ClaimLevels, OpenClaim};
use super::service::Practitioner;
use super::taxonomy::profession;
use super::{Segment, Segments, ServiceClaim, X12Error};

/// The most claims in one input: the most that the implementation guide recommends for one transaction.
pub const MAX_CLAIMS: usize = 5_000;

const PROFESSIONAL: TransactionKind = transaction_kind!(
    "837",
    "005010X222",
    "837 and version 005010X222, a professional claim; institutional and dental claims are not supported",
    &[
        "BHT", "NM1", "N2", "N3", "N4", "REF", "PER", "HL", "PRV", "CUR", "SBR", "PAT", "DMG", "CLM", "DTP",
        "PWK", "CN1", "AMT", "K3", "NTE", "CR1", "CR2", "CR3", "CRC", "HI", "HCP", "CAS", "OI", "MOA", "LX",
        "SV1", "SV5", "QTY", "MEA", "PS1", "LIN", "CTP", "SVD", "LQ", "FRM",
    ]
);

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
            SegmentRole::Start => reader.levels = ClaimLevels::default(),
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
    levels: ClaimLevels,
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
            b"SBR" => self.read_payer_order(segment),
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

    /// HL ends a claim. Level 20 begins another billing provider, level 22 another subscriber.
    fn read_level(&mut self, segment: &Segment<'_>) {
        self.end_claim();
        match segment.element(3) {
            b"20" => self.levels = ClaimLevels::default(),
            b"22" => self.levels.not_first_payer = None,
            _ => {}
        }
    }

    /// Reads SBR01 of the subscriber. An SBR within a claim is about another payer and is not read.
    fn read_payer_order(&mut self, segment: &Segment<'_>) {
        if self.open.is_none() {
            // U is the mark of an order that the sender does not know.
            let is_first = matches!(segment.element(1), b"" | b"P" | b"U");
            self.levels.not_first_payer = (!is_first).then_some(segment.number);
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
            None => self.levels.zip = zip,
        }
    }

    fn read_taxonomy(&mut self, segment: &Segment<'_>) {
        let kind = profession(segment.element(3));
        let practitioner = kind.map(|kind| Practitioner { kind, segment: segment.number });
        match (segment.element(1), &mut self.open) {
            (b"BI", None) => self.levels.practitioner = practitioner,
            (b"PE", Some(claim)) => claim.set_practitioner(practitioner),
            _ => {}
        }
    }

    fn begin_claim(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.end_claim();
        if self.claims.len() >= MAX_CLAIMS {
            return Err(segment.expected("CLM", "no more than 5000 claims in one input"));
        }
        self.open = Some(OpenClaim::new(segment, self.levels));
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
