//! The remittance (835, 005010X221): from the pieces of an input to the claims that a payer decided.
//!
//! The reader walks over the segments. The identifier of a segment decides whether anything is kept: CLP, CAS, SVC, DTM, AMT,
//! LQ, MOA and MIA. If the claims are to be priced again, N1, N4, NM1 and REF are read too, for the payee's ZIP code and for
//! fingerprints of numbers ([`Kept`]). All others, with every name and address in them, are skipped unread. A claim is handed over as
//! soon as it ends, so an input can be long while little of it is in memory.

use super::envelope::{Envelope, SegmentRole, TransactionKind, transaction_kind};
use super::remittance::{ClaimIdentity, RemittedClaim};
use super::remitted_details::{ClaimDetails, Kept, Payee};
use super::segments::SegmentCutter;
use super::{Segment, X12Error};
use std::hash::{BuildHasher, RandomState};

/// The most faults that are reported for one input.
const MOST_FAULTS: usize = 50;

const REMITTANCE: TransactionKind = transaction_kind!(
    "835",
    "005010X221",
    "835 and version 005010X221, a remittance",
    &[
        "BPR", "NTE", "TRN", "CUR", "REF", "DTM", "N1", "N2", "N3", "N4", "PER", "RDM", "LX", "TS3", "TS2",
        "CLP", "CAS", "NM1", "MIA", "MOA", "AMT", "QTY", "SVC", "LQ", "PLB",
    ]
);

/// Reads a remittance that arrives in pieces.
#[derive(Default)]
pub struct RemittanceReader {
    cutter: SegmentCutter,
    state: ReaderState,
}

/// What is known between two segments.
struct ReaderState {
    envelope: Envelope,
    fingerprints: RandomState,
    /// The fingerprint of the payer's number, TRN03. Two payers may give the same number to different claims.
    payer: u64,
    payee: Payee,
    kept: Kept,
    claims: usize,
    open: Option<RemittedClaim>,
    faults: Vec<X12Error>,
}

impl Default for ReaderState {
    fn default() -> Self {
        Self {
            envelope: Envelope::new(REMITTANCE),
            fingerprints: RandomState::new(),
            payer: 0,
            payee: Payee::default(),
            kept: Kept::default(),
            claims: 0,
            open: None,
            faults: Vec::new(),
        }
    }
}

impl RemittanceReader {
    /// A reader that keeps this much of each claim.
    #[must_use]
    pub fn keeping(kept: Kept) -> Self {
        Self { state: ReaderState { kept, ..ReaderState::default() }, ..Self::default() }
    }

    /// Reads the next piece and calls `each` with every claim that ends in it.
    ///
    /// Do not use the claims before [`RemittanceReader::finish`] has returned without an error: a later fault makes the whole
    /// remittance invalid.
    ///
    /// # Errors
    /// All faults so far, if the input is not a remittance or has too many faults.
    pub fn feed(&mut self, piece: &[u8], mut each: impl FnMut(RemittedClaim)) -> Result<(), Vec<X12Error>> {
        let state = &mut self.state;
        let fed = self.cutter.feed(piece, |segment| state.read(segment, &mut each));
        fed.map_err(|error| self.state.take_faults(error))
    }

    /// Reads the end of the input and calls `each` with the claims that are left.
    ///
    /// # Errors
    /// All faults of the input.
    pub fn finish(self, mut each: impl FnMut(RemittedClaim)) -> Result<(), Vec<X12Error>> {
        let Self { cutter, mut state } = self;
        let ended = cutter.finish(|segment| state.read(segment, &mut each));
        ended.and_then(|()| state.envelope.finish()).map_err(|error| state.take_faults(error))?;
        if state.faults.is_empty() { Ok(()) } else { Err(state.faults) }
    }
}

impl ReaderState {
    /// Returns all faults so far, with the last one at the end.
    fn take_faults(&mut self, last: X12Error) -> Vec<X12Error> {
        let mut faults = std::mem::take(&mut self.faults);
        faults.push(last);
        faults
    }

    fn read(&mut self, segment: &Segment<'_>, each: impl FnMut(RemittedClaim)) -> Result<(), X12Error> {
        match self.envelope.admit(segment)? {
            SegmentRole::Control => self.end_claim(each),
            SegmentRole::Start => (self.payer, self.payee) = (0, Payee::default()),
            SegmentRole::Content => self.read_content(segment, each),
        }
        if self.faults.len() < MOST_FAULTS {
            return Ok(());
        }
        self.faults.pop().map_or(Ok(()), Err)
    }

    fn read_content(&mut self, segment: &Segment<'_>, each: impl FnMut(RemittedClaim)) {
        match (segment.id(), &mut self.open) {
            (b"TRN", None) => self.payer = self.fingerprints.hash_one(segment.element(3)),
            (b"CLP", _) => {
                self.end_claim(each);
                self.begin_claim(segment);
            }
            (b"LX" | b"PLB", _) => self.end_claim(each),
            (_, Some(claim)) => {
                claim.read(segment, &mut self.faults);
                claim.read_details(segment, &self.payee, &self.fingerprints);
            }
            (b"SVC" | b"CAS", None) => {
                self.faults
                    .push(segment.expected("", "a CLP segment, which begins a claim, before this one"));
            }
            (_, None) if self.kept != Kept::ForReports => self.payee.read(segment, &self.fingerprints),
            (_, None) => {}
        }
    }

    fn begin_claim(&mut self, segment: &Segment<'_>) {
        self.claims += 1;
        let identity = self.identity(segment);
        let details = ClaimDetails::begin(segment, &self.payee, self.kept);
        self.open = Some(RemittedClaim::begin(segment, self.claims, identity, details, &mut self.faults));
    }

    /// Fingerprints the payer's number of the claim, CLP07, and the provider's own, CLP01. For want of the first it uses the second with
    /// the charge, because one account may have many claims.
    fn identity(&self, claim: &Segment<'_>) -> ClaimIdentity {
        let (account, number) = (claim.element(1), claim.element(7));
        let unsigned = |amount: &'_ [u8]| amount.strip_prefix(b"-").unwrap_or(amount).to_vec();
        let of_payer = if number.is_empty() {
            self.fingerprints.hash_one((self.payer, account, unsigned(claim.element(3))))
        } else {
            self.fingerprints.hash_one((self.payer, number))
        };
        // A payer writes 0 if the claim came without a number.
        let of_provider = match account {
            b"" | b"0" => of_payer,
            account => self.fingerprints.hash_one(("CLP01", self.payer, account)),
        };
        ClaimIdentity { of_payer, of_provider }
    }

    fn end_claim(&mut self, mut each: impl FnMut(RemittedClaim)) {
        if let Some(claim) = self.open.take() {
            each(claim.end());
        }
    }
}
