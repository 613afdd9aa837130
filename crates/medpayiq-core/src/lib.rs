//! Medicare's payment rules for practitioners, as a pure library.
//!
//! A [`Claim`](vocabulary::Claim) and the rates that a [`Schedule`](schedule::Schedule) has for it go into
//! [`pricing::estimate`]. An amount with its reasons comes out for each line:
//!
//! ```
//! # #[cfg(not(feature = "snapshot"))]
//! # fn main() {}
//! # #[cfg(feature = "snapshot")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use medpayiq_core::law::Law;
//! use medpayiq_core::pricing::{Outcome, estimate};
//! use medpayiq_core::schedule::Whereabouts;
//! use medpayiq_core::snapshot::Snapshot;
//! use medpayiq_core::vocabulary::{Claim, ClaimLine, parse_date};
//!
//! // A few rows of CMS's release RVU25A. `medpayiq snapshot schedule.mpiq` writes all that is loaded.
//! let schedule = Snapshot::open("tests/tiny.mpiq".as_ref())?.into_schedule(Law::shipped()?);
//! let line = ClaimLine::new("76377".parse()?).with_modifiers(["26".parse()?])?;
//! let claim = Claim::new(parse_date("2025-01-15")?, "11".parse()?, vec![line])?;
//!
//! let in_force = schedule.in_force(Some(claim.date_of_service()), None)?;
//! let place = schedule.locate(in_force.release, Whereabouts::Locality("01112-05".parse()?))?;
//! let estimate = estimate(&claim, &schedule.rates_for(&claim, &in_force, &place));
//!
//! let Outcome::Priced(price) = &estimate.lines[0].outcome else { panic!("Medicare does not pay it") };
//! assert_eq!(price.allowed.dollars().to_string(), "$41.69");
//! # Ok(())
//! # }
//! ```
//!
//! | module | content |
//! |---|---|
//! | [`vocabulary`] | the field's words as types that cannot be wrong |
//! | [`edits`] | the edits of the National Correct Coding Initiative (NCCI) as compact tables |
//! | [`law`] | what the law dates: figures and lists of codes, each with its source |
//! | [`contract`] | what a payer and a practice agreed on in place of Medicare's amounts |
//! | [`pricing`] | Medicare's payment rules |
//! | [`schedule`] | the loaded releases as one immutable value, looked up by date |
//! | `snapshot` | a schedule in one file; with the feature `snapshot` |
//!
//! The crate knows no clock, no database and no network, and no float touches money. Without the feature `snapshot` it
//! depends on `time`, `thiserror` and a TOML reader for the law.

pub mod contract;
pub mod edits;
pub mod law;
pub mod pricing;
pub mod schedule;
#[cfg(feature = "snapshot")]
pub mod snapshot;
pub mod vocabulary;
