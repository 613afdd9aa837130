//! Why a claim has no estimate.

use super::fault::Fault;

/// Why a claim has no estimate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The form of the claim is wrong, such as a text for a number.
    #[error("The claim is malformed.")]
    Malformed(Vec<Fault>),
    /// Some values are not valid.
    #[error("Some values are not valid.")]
    Invalid(Vec<Fault>),
    /// No fee schedule is loaded. The text says so.
    #[error("{0}")]
    NothingLoaded(String),
}
