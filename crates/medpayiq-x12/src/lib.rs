//! X12 interchanges: claims as practice-management systems send them (005010X222, the professional 837), and
//! remittances as payers answer them (005010X221, the 835).
//!
//! The room is pure, and it forgets: of a claim it keeps what a price or a denial depends on and nothing of the
//! patient. Names, numbers, dates of birth, addresses and the provider's own claim number are passed over, and an
//! [`X12Error`] can only hold a fixed text, so that no part of a body can reach an answer or a log through it.
//!
//! [`Segments`] are cut out of the bytes, or of a body that comes in pieces by a [`SegmentCutter`]; an [`Envelope`]
//! watches over ISA, GS, ST and their ends: they serve any transaction set. [`read_claims`] reads the professional
//! claim, a [`RemittanceReader`] the remittance.

mod claim;
mod elements;
mod envelope;
mod error;
mod note;
mod open_claim;
mod professional;
mod remittance;
mod remittance_reader;
mod remitted_claim;
mod segments;
mod service;
mod taxonomy;

#[cfg(test)]
mod professional_tests;
#[cfg(test)]
mod remittance_tests;

pub use claim::{
    Assignment, Frequency, LastDay, Practitioner, Quantity, ServiceClaim, ServiceLine, ZipOwner, ZipSeen,
};
pub use envelope::{Envelope, Part, TransactionKind};
pub use error::X12Error;
pub use note::Note;
pub use professional::{MAX_CLAIMS, ReadClaim, read_claims};
pub use remittance::{Adjusted, ClaimIdentity, ClaimStatus, PlanKind, RemittedClaim, RemittedLine, Service};
pub use remittance_reader::RemittanceReader;
pub use segments::{Delimiters, Segment, SegmentCutter, Segments};
