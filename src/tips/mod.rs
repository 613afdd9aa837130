//! Billing tips: what to heed when a code is billed, what it costs not to, and how that is known.
//!
//! Tips come from two sources. [`computed`] makes them for any code of a release from its indicators and amounts: each
//! rule of `rules` stands beside the pricing rule that it speaks of, puts a small hypothetical claim to
//! [`crate::pricing::estimate`] and tells what comes out, so that every figure is what the estimate of that claim
//! answers. [`written`] are the project's own texts on chosen codes, read from `data/tips/`, with the CMS text that
//! orders them, and figures of the same making. No tip names a percentage without the text it is from.

mod case;
mod computed;
mod grammar;
mod medicare;
mod modifiers;
mod rules;
mod tip;
mod written;

pub use case::Case;
pub use computed::computed;
pub use medicare::{Medicare, Subject};
pub use modifiers::{Trial, trials};
pub use tip::{Effect, Evidence, Figures, Measure, Side, Tip};
pub use written::{WrittenTip, WrittenTips, WrittenTipsError, written};
