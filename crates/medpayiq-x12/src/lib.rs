//! Reads X12 interchanges of Medicare billing: professional claims (837P, 005010X222) and remittances (835,
//! 005010X221).
//!
//! [`read_claims`] reads all claims of an 837P. Each of its services is a [`Claim`](medpayiq_core::vocabulary::Claim) that
//! is ready to price. A [`RemittanceReader`] reads an 835 that arrives in pieces, and hands over each claim as soon as it is
//! complete.
//!
//! # Nothing about a patient is kept
//!
//! The crate reads only what a price or a denial depends on. It skips names, addresses, dates of birth, member numbers and
//! the provider's claim number. Only if it is asked to ([`Kept`]), it keeps a remittance's days, fingerprints of the numbers
//! that link claims of one patient and practitioner, and the provider's own claim numbers. An [`X12Error`] names a segment, an element and what was expected there. It cannot
//! contain any part of the input, so no part of a claim can reach an answer or a log through it.
//!
//! # A professional claim
//!
//! ```
//! use medpayiq_x12::read_claims;
//!
//! let interchange = "\
//! ISA*00*          *00*          *ZZ*CLINIC         *ZZ*MEDICARE       *250131*0930*^*00501*000000001*0*T*:~
//! GS*HC*CLINIC*MEDICARE*20250131*0930*1*X*005010X222A1~
//! ST*837*0001*005010X222A1~
//! HL*1**20*1~
//! NM1*85*2*MADE UP CLINIC*****XX*1999999984~
//! N4*SAN FRANCISCO*CA*94110~
//! HL*2*1*22*0~
//! CLM*A1*300***11:B:1*Y*A*Y*Y~
//! LX*1~
//! SV1*HC:76377:26*300*UN*1***1~
//! DTP*472*D8*20250115~
//! SE*10*0001~
//! GE*1*1~
//! IEA*1*000000001~";
//!
//! let claims = read_claims(interchange.as_bytes()).unwrap();
//! let services = claims[0].services.as_ref().unwrap();
//! let claim = &services[0].claim;
//! let line = &claim.lines()[0];
//! assert_eq!(claim.date_of_service().to_string(), "2025-01-15");
//! assert_eq!(claim.place_of_service().code(), "11");
//! assert_eq!(line.hcpcs().to_string(), "76377");
//! assert_eq!(line.modifiers()[0].to_string(), "26");
//! assert_eq!(line.charge().unwrap().amount().to_string(), "300.00");
//! assert_eq!(services[0].zip.unwrap().zip.to_string(), "94110");
//!
//! let broken = interchange.replace("HC:76377:26", "HC:7637");
//! let claims = read_claims(broken.as_bytes()).unwrap();
//! let faults = claims[0].services.as_ref().unwrap_err();
//! assert_eq!((faults[0].segment, faults[0].element), (10, "SV101-2"));
//! ```
//!
//! # A remittance
//!
//! ```
//! use medpayiq_x12::RemittanceReader;
//!
//! let interchange = "\
//! ISA*00*          *00*          *ZZ*MEDICARE       *ZZ*CLINIC         *250214*0930*^*00501*000000002*0*T*:~
//! GS*HP*MEDICARE*CLINIC*20250214*0930*2*X*005010X221A1~
//! ST*835*0001~
//! LX*1~
//! CLP*A1*1*300*0**MB*9000001*11~
//! SVC*HC:76377:26*300*0~
//! DTM*472*20250115~
//! CAS*CO*97*300~
//! SE*7*0001~
//! GE*1*2~
//! IEA*1*000000002~";
//!
//! let mut claims = Vec::new();
//! let mut reader = RemittanceReader::default();
//! for piece in interchange.as_bytes().chunks(64) {
//!     reader.feed(piece, |claim| claims.push(claim)).unwrap();
//! }
//! reader.finish(|claim| claims.push(claim)).unwrap();
//!
//! let line = &claims[0].lines[0];
//! assert_eq!(line.charge.to_string(), "300.00");
//! assert_eq!(line.adjustments[0].carc.unwrap().to_string(), "97");
//! ```

mod claim;
mod elements;
mod envelope;
mod error;
mod line_group;
mod note;
mod open_claim;
mod professional;
mod remittance;
mod remittance_reader;
mod remitted_amounts;
mod remitted_claim;
mod remitted_details;
mod segments;
mod service;
mod standing_claims;
mod taxonomy;

#[cfg(test)]
mod practice_tests;
#[cfg(test)]
mod professional_tests;
#[cfg(test)]
mod remittance_tests;

pub use claim::{ClaimFrequency, ClaimZip, LastDay, ServiceClaim, ZipOwner};
pub use error::X12Error;
pub use note::ClaimNote;
pub use professional::{MAX_CLAIMS, ReadClaim, read_claims};
pub use remittance::{
    ClaimIdentity, ClaimStatus, PlanKind, RemittedAdjustment, RemittedClaim, RemittedLine, RemittedService,
};
pub use remittance_reader::RemittanceReader;
pub use remitted_details::{ClaimDetails, ControlNumber, Fingerprint, Kept, LineDetails};
pub use segments::{Segment, Segments};
pub use standing_claims::StandingClaims;
pub use taxonomy::profession;
