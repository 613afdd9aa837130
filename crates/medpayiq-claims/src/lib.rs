//! Checks claims as people send them. [`check()`] takes the texts of a [`RawClaim`] and returns a valid
//! [`Claim`](medpayiq_core::vocabulary::Claim) with the release and the place to price it from, or every fault of the claim with
//! its JSON pointer, its code, and words that say what to write instead.
//!
//! The service, its batches, `medpayiq-bulk` and the Python package all check claims here, so their answers have the same words.
//!
//! | module | content |
//! |---|---|
//! | [`raw`] | a claim before it is checked |
//! | [`check`](mod@check) | from a raw claim to a valid one |
//! | [`rows`] | the cells of tables, and the two forms of a row |
//! | [`price`] | what is left to check when the rates are known |
//! | [`lookup`] | what claims need of a schedule |
//! | [`places`] | the release in force and the place |
//! | [`fault`], [`fault_code`], [`faults`], [`refused`] | what is wrong, and all of it at once |
//! | [`hints`], [`locality_hint`] | what was most likely meant |

pub mod check;
pub mod fault;
pub mod fault_code;
pub mod faults;
pub mod hints;
pub mod locality_hint;
pub mod lookup;
pub mod places;
pub mod price;
pub mod raw;
pub mod refused;
pub mod rows;

pub use check::{Checked, check};
pub use fault::Fault;
pub use fault_code::FaultCode;
pub use faults::Faults;
pub use lookup::Lookup;
pub use raw::{Given, RawClaim, RawLine};
pub use refused::Refused;
