//! Retraction tokens, with which contributors take reports back.

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// 160 bits, which nobody can guess.
const BYTES: usize = 20;

/// The token with which a contributor takes a report back. Only its SHA-256 is stored, and logs never show it.
#[derive(Clone, PartialEq, Eq)]
pub struct RetractionToken([u8; BYTES]);

/// A text that is not a retraction token. The error does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a retraction token. Write its 40 hexadecimal digits")]
pub struct ParseTokenError;

impl RetractionToken {
    /// The token made of the first bits of a keyed digest.
    #[must_use]
    pub fn from_digest(digest: [u8; 32]) -> Self {
        let mut bytes = [0; BYTES];
        bytes.iter_mut().zip(digest).for_each(|(byte, digit)| *byte = digit);
        Self(bytes)
    }

    /// The digest that is stored.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Display for RetractionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for RetractionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RetractionToken(..)")
    }
}

impl FromStr for RetractionToken {
    type Err = ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; BYTES];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| ParseTokenError)?;
        Ok(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parsing_undoes_display(digest in any::<[u8; 32]>()) {
            let token = RetractionToken::from_digest(digest);
            prop_assert_eq!(token.to_string().parse(), Ok(token.clone()));
            prop_assert_eq!(format!("{token:?}"), "RetractionToken(..)");
        }

        #[test]
        fn token_parsing_never_panics(text in ".{0,60}") {
            let _ = text.parse::<RetractionToken>();
        }
    }
}
