//! The professional claim, 005010X222: from segments to the services that are priced.
//!
//! A claim is read as a walk over its segments, each of which says by its identifier alone whether anything of it is
//! kept: CLM, LX, SV1, DTP*472, the N4 after NM1*85 or NM1*77, PRV. Everything else is passed over unread.

use super::claim::{Assignment, Practitioner, ZipOwner, ZipSeen};
use super::elements::value;
use super::envelope::{Envelope, Part, TransactionKind};
use super::open_claim::OpenClaim;
use super::taxonomy::profession;
use super::{Frequency, Segment, Segments, ServiceClaim, X12Error};

/// The most claims of one body: what the implementation guide recommends as the most of one transaction set.
pub const MAX_CLAIMS: usize = 5_000;

const PROFESSIONAL: TransactionKind = TransactionKind {
    set: "837",
    version: "005010X222",
    expected: "837 and 005010X222, the professional claim (institutional and dental claims are not priced here)",
};

/// A claim of a body: its services by day and place, or all that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadClaim {
    /// Its position in the body, from 1.
    pub position: usize,
    /// The segment with which it begins: CLM.
    pub segment: u32,
    /// What it is to an earlier claim.
    pub frequency: Frequency,
    /// Its services.
    pub services: Result<Vec<ServiceClaim>, Vec<X12Error>>,
}

/// Reads every claim of a body.
///
/// # Errors
/// When the body is no whole interchange of professional claims, or holds none, or more than [`MAX_CLAIMS`]. What is
/// wrong within one claim is that claim's own error.
pub fn read_claims(body: &[u8]) -> Result<Vec<ReadClaim>, X12Error> {
    let mut envelope = Envelope::new(PROFESSIONAL);
    let mut reader = Reader::default();
    let mut last = 0;
    for segment in Segments::new(body) {
        let segment = segment?;
        last = segment.number;
        match envelope.admit(&segment)? {
            Part::Control => reader.close(),
            Part::Start => reader.billing = Billing::default(),
            Part::Body => reader.read(&segment)?,
        }
    }
    envelope.finish()?;
    if reader.claims.is_empty() {
        return Err(X12Error {
            segment: last,
            element: "",
            expected: "at least one claim (CLM) before the body's end",
        });
    }
    Ok(reader.claims)
}

/// What a billing provider lends to the claims after it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Billing {
    pub(super) zip: Option<ZipSeen>,
    pub(super) practitioner: Option<Practitioner>,
}

/// Whose N4 comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Address {
    /// Somebody's whose address is not read.
    #[default]
    Other,
    BillingProvider,
    ServiceFacility,
}

#[derive(Debug, Default)]
struct Reader {
    billing: Billing,
    address: Address,
    open: Option<OpenClaim>,
    claims: Vec<ReadClaim>,
}

impl Reader {
    fn read(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        match segment.id() {
            b"HL" => self.level(segment),
            b"NM1" => self.party(segment),
            b"N4" => self.place(segment),
            b"PRV" => self.practitioner(segment),
            b"CLM" => self.begin(segment)?,
            b"LX" | b"SV1" | b"SV2" | b"SV3" | b"DTP" => {
                if let Some(claim) = &mut self.open {
                    claim.read(segment);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// HL ends a claim; level 20 begins another billing provider.
    fn level(&mut self, segment: &Segment<'_>) {
        self.close();
        if segment.element(3) == b"20" {
            self.billing = Billing::default();
        }
    }

    fn party(&mut self, segment: &Segment<'_>) {
        self.address = match (segment.element(1), &self.open) {
            (b"85", None) => Address::BillingProvider,
            (b"77", Some(_)) => Address::ServiceFacility,
            _ => Address::Other,
        };
    }

    fn place(&mut self, segment: &Segment<'_>) {
        let owner = match self.address {
            Address::Other => return,
            Address::BillingProvider => ZipOwner::BillingProvider,
            Address::ServiceFacility => ZipOwner::ServiceFacility,
        };
        let zip = value(segment.element(3)).map(|zip| ZipSeen { zip, owner, segment: segment.number });
        match &mut self.open {
            Some(claim) => claim.facility(zip),
            None => self.billing.zip = zip,
        }
    }

    fn practitioner(&mut self, segment: &Segment<'_>) {
        let told = profession(segment.element(3));
        let told = told.map(|kind| Practitioner { kind, segment: segment.number });
        match (segment.element(1), &mut self.open) {
            (b"BI", None) => self.billing.practitioner = told,
            (b"PE", Some(claim)) => claim.practitioner(told),
            _ => {}
        }
    }

    fn begin(&mut self, segment: &Segment<'_>) -> Result<(), X12Error> {
        self.close();
        if self.claims.len() >= MAX_CLAIMS {
            return Err(segment.expected("CLM", "no more than 5000 claims in one body"));
        }
        self.address = Address::Other;
        self.open = Some(OpenClaim::new(segment, self.billing));
        Ok(())
    }

    fn close(&mut self) {
        self.address = Address::Other;
        if let Some(open) = self.open.take() {
            let (position, segment, frequency) = (self.claims.len() + 1, open.segment, open.frequency);
            self.claims.push(ReadClaim { position, segment, frequency, services: open.finish() });
        }
    }
}

impl Assignment {
    /// Reads CLM07: `None` where it is empty.
    pub(super) fn read(claim: &Segment<'_>) -> Result<Option<Self>, X12Error> {
        match claim.element(7) {
            b"" => Ok(None),
            b"A" => Ok(Some(Self::Accepted)),
            b"B" => Ok(Some(Self::LaboratoryOnly)),
            b"C" => Ok(Some(Self::NotAccepted)),
            _ => Err(claim.expected("CLM07", "A, B or C: whether assignment is accepted")),
        }
    }
}
