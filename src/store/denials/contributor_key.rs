//! The secret key of contributors. It is never in the database, so nobody who has only the database can recognize one.

use super::super::StoreError;
use hmac::{Hmac, KeyInit, Mac};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::Sha256;
use time::Date;

/// The shortest secret of an operator, in bytes. It is what `openssl rand -hex 32` prints, or half of it.
const LEAST_SECRET_BYTES: usize = 32;

/// The key under which contributors are recognized for a day. All servers of one database need the same key.
///
/// It has no `Debug` and never leaves the process.
#[derive(Clone)]
pub struct ContributorKey([u8; 32]);

/// A secret that is too short to be a key. The error does not repeat it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The secret is too short. Write at least 32 random characters, such as what `openssl rand -hex 32` prints."
)]
pub struct ShortSecret;

impl ContributorKey {
    /// The key of an operator's secret.
    ///
    /// # Errors
    /// If the secret has fewer than 32 bytes.
    pub fn from_secret(secret: &str) -> Result<Self, ShortSecret> {
        let secret = secret.trim().as_bytes();
        if secret.len() < LEAST_SECRET_BYTES {
            return Err(ShortSecret);
        }
        Ok(Self(hmac(b"medpayiq contributor key", &[secret])))
    }

    /// A new random secret, for [`from_secret`](Self::from_secret).
    ///
    /// # Errors
    /// If the operating system gives no random bytes.
    pub fn random_secret() -> Result<String, StoreError> {
        Ok(hex::encode(random::<32>()?))
    }

    /// The number of an advisory lock on these parts. PostgreSQL keeps it in memory only.
    pub(super) fn lock(&self, purpose: Purpose, parts: &[&[u8]]) -> i64 {
        let hash = labelled(&self.0, purpose, parts);
        hash.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
    }

    /// The key of a day.
    pub(super) fn of_day(&self, day: Date) -> Result<DayKey, StoreError> {
        let number = day.to_julian_day().to_be_bytes();
        let sealing = labelled(&self.0, Purpose::DaySeals, &[&number]);
        let sealing = UnboundKey::new(&AES_256_GCM, &sealing).map_err(|_| unsealable())?;
        Ok(DayKey {
            day,
            hashing: labelled(&self.0, Purpose::DayHashes, &[&number]),
            sealing: LessSafeKey::new(sealing),
        })
    }
}

/// The keys of one day.
pub(super) struct DayKey {
    /// The day (UTC).
    pub(super) day: Date,
    hashing: [u8; 32],
    sealing: LessSafeKey,
}

/// The purpose of a hash. Hashes for two purposes never match.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// The hashes of a day.
    DayHashes,
    /// What is sealed on a day.
    DaySeals,
    /// The contributor of a request.
    Contributor,
    /// An Idempotency-Key.
    IdempotencyKey,
    /// The body of a request.
    Request,
    /// What the retraction tokens of a request are made of.
    TokenSeed,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::DayHashes => b"day hashes",
            Self::DaySeals => b"day seals",
            Self::Contributor => b"contributor",
            Self::IdempotencyKey => b"idempotency key",
            Self::Request => b"request",
            Self::TokenSeed => b"token seed",
        }
    }
}

impl DayKey {
    /// The keyed hash of these parts.
    pub(super) fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        labelled(&self.hashing, purpose, parts)
    }

    /// Encrypts a text under a new nonce, which comes first. Nobody without the key can read it, or see whether two texts are
    /// the same. `table` is bound to it, so that it cannot be read from another table. Random nonces are safe for four billion
    /// texts a day.
    pub(super) fn seal(&self, table: &'static str, mut text: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        let nonce = random::<NONCE_LEN>()?;
        let (unique, table) = (Nonce::assume_unique_for_key(nonce), Aad::from(table));
        self.sealing.seal_in_place_append_tag(unique, table, &mut text).map_err(|_| unsealable())?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// Decrypts what was [sealed](Self::seal) with this key for this table; `None` if it was not.
    pub(super) fn open(&self, table: &'static str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let (nonce, mut text) = (Nonce::assume_unique_for_key(*nonce), text.to_vec());
        let opened = self.sealing.open_in_place(nonce, Aad::from(table), &mut text).ok()?.len();
        text.truncate(opened);
        Some(text)
    }
}

fn unsealable() -> StoreError {
    StoreError::Random("nothing can be sealed".to_owned())
}

fn labelled(secret: &[u8; 32], purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
    let parts: Vec<&[u8]> = std::iter::once(purpose.label()).chain(parts.iter().copied()).collect();
    hmac(secret, &parts)
}

/// HMAC-SHA256 of parts. The length of each part comes before it, so that no two lists of parts make the same text.
pub(super) fn hmac(secret: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC accepts keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return [0; 32] };
    for part in parts {
        mac.update(&part.len().to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Random bytes of the operating system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn key(secret: &str) -> DayKey {
        ContributorKey::from_secret(&secret.repeat(32)).unwrap().of_day(date!(2026 - 11 - 29)).unwrap()
    }

    #[test]
    fn a_secret_has_32_bytes_or_more() {
        let secret = ContributorKey::random_secret().unwrap();
        assert_eq!(secret.len(), 64);
        assert!(ContributorKey::from_secret(&secret).is_ok());
        assert!(ContributorKey::from_secret(&"x".repeat(31)).is_err());
        assert!(ContributorKey::from_secret(&format!("{}\n ", "x".repeat(31))).is_err());
    }

    #[test]
    fn hashes_differ_by_parts_purpose_key_and_day() {
        let hashes = [
            key("a").hash(Purpose::Contributor, &[b"ab", b"c"]),
            key("a").hash(Purpose::Contributor, &[b"a", b"bc"]),
            key("a").hash(Purpose::Request, &[b"ab", b"c"]),
            key("b").hash(Purpose::Contributor, &[b"ab", b"c"]),
            ContributorKey::from_secret(&"a".repeat(32))
                .unwrap()
                .of_day(date!(2026 - 11 - 30))
                .unwrap()
                .hash(Purpose::Contributor, &[b"ab", b"c"]),
        ];
        for (place, hash) in hashes.iter().enumerate() {
            assert_eq!(hashes.iter().position(|other| other == hash), Some(place));
        }
    }

    #[test]
    fn sealed_text_opens_with_its_key_and_table_only() {
        let (mine, other) = (key("a"), key("b"));
        let [first, second] = [(); 2].map(|()| mine.seal("here", b"text".to_vec()).unwrap());
        assert_eq!(mine.open("here", &first).as_deref(), Some(b"text".as_slice()));
        assert_eq!(mine.open("here", &second).as_deref(), Some(b"text".as_slice()));
        assert_eq!(first.len(), second.len());
        assert!(first.iter().zip(&second).filter(|(a, b)| a == b).count() < 8, "{first:?} {second:?}");
        assert_eq!((mine.open("there", &first), other.open("here", &first)), (None, None));
        assert_eq!((mine.open("here", &first[1..]), mine.open("here", b"short")), (None, None));
    }
}
