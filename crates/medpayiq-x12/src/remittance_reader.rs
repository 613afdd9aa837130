//! The health care claim payment/advice, 005010X221: from the pieces of a body to the claims that a payer answered.
//!
//! A claim is read as a walk over its segments: CLP, CAS, SVC, DTM, AMT, LQ, MOA and MIA each say by themselves
//! whether anything of them is kept. Everything else, every name, number and address among it, is passed over unread.
//! Claims are handed over as soon as they have ended, so that a body may be long and little of it is in memory.

use super::envelope::{Envelope, Part, TransactionKind};
use super::remittance::{ClaimIdentity, RemittedClaim};
use super::{Segment, SegmentCutter, X12Error};
use std::hash::{BuildHasher, RandomState};

/// The most faults that are named of one body.
const MOST_FAULTS: usize = 50;

const PAYMENT_ADVICE: TransactionKind = TransactionKind {
    set: "835",
    version: "005010X221",
    expected: "835 and 005010X221, the health care claim payment/advice",
};

/// Reads a remittance that comes in pieces.
pub struct RemittanceReader {
    cutter: SegmentCutter,
    walk: Walk,
}

/// Where the walk over the segments stands.
struct Walk {
    envelope: Envelope,
    fingerprints: RandomState,
    /// The fingerprint of the payer's own number, TRN03: two payers may give two claims one number.
    payer: u64,
    claims: usize,
    open: Option<RemittedClaim>,
    faults: Vec<X12Error>,
}

impl Default for RemittanceReader {
    fn default() -> Self {
        let walk = Walk {
            envelope: Envelope::new(PAYMENT_ADVICE),
            fingerprints: RandomState::new(),
            payer: 0,
            claims: 0,
            open: None,
            faults: Vec::new(),
        };
        Self { cutter: SegmentCutter::default(), walk }
    }
}

impl RemittanceReader {
    /// Reads the next piece and hands over each claim that ends in it.
    ///
    /// What was handed over stands only once [`RemittanceReader::finish`] has found no fault.
    ///
    /// # Errors
    /// Where the body is no remittance, or has more faults than are named.
    pub fn feed(&mut self, piece: &[u8], mut kept: impl FnMut(RemittedClaim)) -> Result<(), Vec<X12Error>> {
        let walk = &mut self.walk;
        let fed = self.cutter.feed(piece, |segment| walk.read(segment, &mut kept));
        fed.map_err(|error| self.walk.refusal(error))
    }

    /// Ends the body.
    ///
    /// # Errors
    /// Every fault of the body.
    pub fn finish(self, mut kept: impl FnMut(RemittedClaim)) -> Result<(), Vec<X12Error>> {
        let Self { cutter, mut walk } = self;
        let ended = cutter.finish(|segment| walk.read(segment, &mut kept));
        ended.and_then(|()| walk.envelope.finish()).map_err(|error| walk.refusal(error))?;
        if walk.faults.is_empty() { Ok(()) } else { Err(walk.faults) }
    }
}

impl Walk {
    /// Every fault so far, and the one that ended the walk.
    fn refusal(&mut self, last: X12Error) -> Vec<X12Error> {
        let mut faults = std::mem::take(&mut self.faults);
        faults.push(last);
        faults
    }

    fn read(&mut self, segment: &Segment<'_>, kept: impl FnMut(RemittedClaim)) -> Result<(), X12Error> {
        match self.envelope.admit(segment)? {
            Part::Control => self.close(kept),
            Part::Start => self.payer = 0,
            Part::Body => self.step(segment, kept),
        }
        if self.faults.len() < MOST_FAULTS {
            return Ok(());
        }
        self.faults.pop().map_or(Ok(()), Err)
    }

    fn step(&mut self, segment: &Segment<'_>, kept: impl FnMut(RemittedClaim)) {
        match (segment.id(), &mut self.open) {
            (b"TRN", None) => self.payer = self.fingerprints.hash_one(segment.element(3)),
            (b"CLP", _) => {
                self.close(kept);
                self.begin(segment);
            }
            (b"LX" | b"PLB", _) => self.close(kept),
            (_, Some(claim)) => claim.read(segment, &mut self.faults),
            (b"SVC" | b"CAS", None) => self.faults.push(segment.expected("", "CLP, the claim, before this")),
            (_, None) => {}
        }
    }

    fn begin(&mut self, segment: &Segment<'_>) {
        self.claims += 1;
        let identity = self.identity(segment);
        self.open = Some(RemittedClaim::begin(segment, self.claims, identity, &mut self.faults));
    }

    /// The payer's number of the claim, CLP07; without one the provider's, CLP01, with the charge, for one account
    /// may have many claims.
    fn identity(&self, claim: &Segment<'_>) -> ClaimIdentity {
        let number = claim.element(7);
        let unsigned = |amount: &'_ [u8]| amount.strip_prefix(b"-").unwrap_or(amount).to_vec();
        ClaimIdentity(if number.is_empty() {
            self.fingerprints.hash_one((self.payer, claim.element(1), unsigned(claim.element(3))))
        } else {
            self.fingerprints.hash_one((self.payer, number))
        })
    }

    fn close(&mut self, mut kept: impl FnMut(RemittedClaim)) {
        if let Some(claim) = self.open.take() {
            kept(claim.end());
        }
    }
}
