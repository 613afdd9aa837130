//! The header `WWW-Authenticate` of a refused request (RFC 6750).

use crate::keys::{Scope, Scopes};
use std::fmt::Write as _;

/// What is wrong with the key of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// There is none.
    Missing,
    /// It is unknown or revoked.
    Unknown,
}

impl KeyFault {
    /// The fault for people.
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Missing => {
                "Send an API key in the header `Authorization: Bearer KEY`. The operator of this service has them."
            }
            Self::Unknown => {
                "The API key is unknown or revoked. Ask the operator of this service for a new one."
            }
        }
    }

    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Missing => None,
            Self::Unknown => Some("invalid_token"),
        }
    }
}

/// The challenge to a request with this fault.
///
/// A browser asks its reader for a password only if the challenge has `Basic`. Pages have it, with the key as the password.
/// Operations do not, so that no browser sends a key to them of its own accord.
pub(super) fn challenge(fault: KeyFault, is_page: bool) -> String {
    let basic = if is_page { ", Basic realm=\"medpayiq\", charset=\"UTF-8\"" } else { "" };
    format!("{}{basic}", bearer(fault.code(), Scopes::NONE))
}

/// The challenge to a request if its key lacks these scopes.
pub(super) fn scope_challenge(missing: Scopes) -> String {
    bearer(Some("insufficient_scope"), missing)
}

fn bearer(error: Option<&str>, scopes: Scopes) -> String {
    let mut challenge = "Bearer realm=\"medpayiq\"".to_owned();
    if let Some(error) = error {
        _ = write!(challenge, ", error=\"{error}\"");
    }
    if !scopes.is_empty() {
        let names: Vec<&str> = scopes.iter().map(Scope::as_str).collect();
        _ = write!(challenge, ", scope=\"{}\"", names.join(" "));
    }
    challenge
}
