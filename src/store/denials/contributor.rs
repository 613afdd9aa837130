//! Contributors as keyed hashes. Each key is deleted after two days, and nobody can recognize them any more.

use super::super::StoreError;
use super::super::session::Transaction;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::net::IpAddr;
use time::Date;

/// The sender of a request, as far as senders can be distinguished.
///
/// It has no `Debug`, and is used only in keyed hashes.
#[derive(Clone)]
pub struct Contributor {
    network: Vec<u8>,
}

impl From<IpAddr> for Contributor {
    /// An IPv4 address, or the network of one IPv6 subscriber: its first 64 bits.
    fn from(address: IpAddr) -> Self {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().into_iter().take(8).collect(),
        };
        Self { network }
    }
}

impl Contributor {
    pub(super) fn network(&self) -> &[u8] {
        &self.network
    }
}

/// The key of a day.
pub(super) struct DayKey {
    pub(super) day: Date,
    secret: Vec<u8>,
}

/// The purpose of a hash. Hashes for two purposes never match.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Allowance,
    Code,
    Key,
    Request,
    Tokens,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Allowance => b"allowance",
            Self::Code => b"code",
            Self::Key => b"key",
            Self::Request => b"request",
            Self::Tokens => b"tokens",
        }
    }
}

impl DayKey {
    /// The keyed hash of these parts.
    pub(super) fn hash(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let parts: Vec<&[u8]> = std::iter::once(purpose.label()).chain(parts.iter().copied()).collect();
        hmac(&self.secret, &parts)
    }
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

/// 256 random bits.
pub(super) fn random() -> Result<[u8; 32], StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Random(error.to_string()))?;
    Ok(bytes)
}

/// The keys in use, today's first. The first call of a day makes its key and deletes old ones.
pub(super) async fn day_keys(transaction: &Transaction<'_>) -> Result<Vec<DayKey>, StoreError> {
    let sql = "select valid_on, secret, valid_on = (now() at time zone 'utc')::date from contributor_keys
               where valid_on >= (now() at time zone 'utc')::date - 1 order by valid_on desc";
    let rows = transaction.query(sql, &[]).await?;
    let has_today = rows.first().map_or(Ok(false), |row| row.try_get(2))?;
    let rows = if has_today {
        rows
    } else {
        let make = "insert into contributor_keys values ((now() at time zone 'utc')::date, $1) on conflict do nothing";
        transaction.execute(make, &[&random()?.as_slice()]).await?;
        let forget = "delete from contributor_keys where valid_on < (now() at time zone 'utc')::date - 1";
        transaction.execute(forget, &[]).await?;
        transaction.query(sql, &[]).await?
    };
    rows.iter().map(|row| Ok(DayKey { day: row.try_get(0)?, secret: row.try_get(1)? })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Vec<u8> {
        Contributor::from(address.parse::<IpAddr>().unwrap()).network
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_contributor() {
        assert_eq!(network("2001:db8:1:2::3"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::3"), network("2001:db8:1:3::3"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn hashes_differ_by_parts_purpose_and_key() {
        let key = |byte| DayKey { day: Date::MIN, secret: vec![byte; 32] };
        let hashes = [
            key(1).hash(Purpose::Code, &[b"ab", b"c"]),
            key(1).hash(Purpose::Code, &[b"a", b"bc"]),
            key(1).hash(Purpose::Key, &[b"ab", b"c"]),
            key(2).hash(Purpose::Code, &[b"ab", b"c"]),
        ];
        for (place, hash) in hashes.iter().enumerate() {
            assert_eq!(hashes.iter().position(|other| other == hash), Some(place));
        }
    }
}
