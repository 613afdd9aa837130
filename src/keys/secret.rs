//! The text of a key, which only its holder has, and what others keep of it.

use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq;

/// What every key begins with, so that people and programs recognize one, such as in a file that must not have it.
const PREFIX: &str = "mpiq_";
/// The bytes of an id.
const ID_BYTES: usize = 6;
/// The bytes of the secret: 256 bits.
const SECRET_BYTES: usize = 32;

/// The operating system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("cannot read random bytes from the operating system: {0}")]
pub struct NoRandomBytes(String);

/// The public part of a key, by which it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct KeyId([u8; ID_BYTES]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A text that is not the id of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 12 hexadecimal digits")]
pub struct InvalidKeyId;

impl FromStr for KeyId {
    type Err = InvalidKeyId;

    fn from_str(text: &str) -> Result<Self, InvalidKeyId> {
        let mut id = [0; ID_BYTES];
        hex::decode_to_slice(text, &mut id).map_err(|_| InvalidKeyId)?;
        Ok(Self(id))
    }
}

/// The SHA-256 of a key. Two are compared in a time that does not depend on where they differ.
#[derive(Clone, Copy)]
pub struct KeyDigest([u8; 32]);

impl KeyDigest {
    /// A digest from its bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        #[cfg(test)]
        COMPARISONS.set(COMPARISONS.get() + 1);
        self.0.ct_eq(&other.0).into()
    }
}

#[cfg(test)]
thread_local! {
    /// How many digests this thread has compared.
    pub(super) static COMPARISONS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// A key as its holder has it: `mpiq_`, the id in 12 hexadecimal digits, `_`, and 256 random bits in 64 digits.
///
/// It has no `Debug`, so that it gets into no log.
pub struct KeyText(String);

impl KeyText {
    /// A new random key.
    ///
    /// # Errors
    /// If the operating system gives no random bytes.
    pub fn random() -> Result<Self, NoRandomBytes> {
        let (mut id, mut secret) = ([0; ID_BYTES], [0; SECRET_BYTES]);
        for bytes in [id.as_mut_slice(), &mut secret] {
            getrandom::fill(bytes).map_err(|error| NoRandomBytes(error.to_string()))?;
        }
        Ok(Self(format!("{PREFIX}{}_{}", hex::encode(id), hex::encode(secret))))
    }

    /// The key itself, to show to its holder once.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id and the digest of a key; `None` if the text does not have the form of one.
    #[must_use]
    pub fn read(text: &str) -> Option<(KeyId, KeyDigest)> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_secret = secret.len() == 2 * SECRET_BYTES && secret.as_bytes().iter().all(is_digit);
        let id = id.parse().ok().filter(|_| is_secret)?;
        Some((id, KeyDigest(Sha256::digest(text.as_bytes()).into())))
    }

    /// Whether a text begins as a key does.
    #[must_use]
    pub fn looks_like_one(text: &str) -> bool {
        text.starts_with(PREFIX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_key_is_read_back_and_differs_from_every_other() {
        let [first, second] = [(); 2].map(|()| KeyText::random().unwrap());
        let [(id, digest), (other_id, other)] =
            [&first, &second].map(|key| KeyText::read(key.as_str()).unwrap());
        assert_eq!(first.as_str().len(), 5 + 12 + 1 + 64);
        assert!(id != other_id && !digest.is_same(&other));
        assert!(digest.is_same(&KeyText::read(first.as_str()).unwrap().1));
        assert_eq!(id.to_string().parse::<KeyId>().unwrap(), id);
    }

    /// A function of each type, and another of each type with `==`: which of the two is meant is unclear for a type with `==`.
    trait WithoutEquality<A> {
        fn is_checked() {}
    }
    struct HasEquality;
    impl<T> WithoutEquality<()> for T {}
    impl<T: PartialEq> WithoutEquality<HasEquality> for T {}

    #[test]
    fn digests_are_compared_by_the_crate_subtle_alone() {
        // This does not compile if the digest has `==`, so only `is_same` can compare two.
        <KeyDigest as WithoutEquality<_>>::is_checked();
        let text = include_str!("secret.rs");
        assert!(
            text.contains("use subtle::ConstantTimeEq;") && text.contains("self.0.ct_eq(&other.0).into()")
        );
        assert_eq!(text.matches(concat!("fn is_", "same")).count(), 1);
        let digest = |byte: u8| KeyDigest::new([byte; 32]);
        assert!(digest(1).is_same(&digest(1)) && !digest(1).is_same(&digest(2)));
    }

    #[test]
    fn a_text_of_another_form_is_no_key() {
        let key = KeyText::random().unwrap();
        let key = key.as_str();
        let (longer, shorter, upper) = (format!("{key}0"), &key[..key.len() - 1], key.to_uppercase());
        for text in ["", "mpiq_", &longer, shorter, &upper, &key[5..], &key.replacen('_', "-", 2)] {
            assert!(KeyText::read(text).is_none(), "{text}");
        }
    }
}
