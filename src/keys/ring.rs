//! The keys of a server in memory. A request finds its key without the database, in a time that does not grow with their number.

use super::rate::{Allowance, LimitExceeded, Rate, RateCounter};
use super::scope::Scopes;
use super::secret::{KeyDigest, KeyId, KeyText};
use std::collections::HashMap;
use std::sync::Arc;

/// A key as the database has it.
#[derive(Clone)]
pub struct KeyRecord {
    /// Its public part.
    pub id: KeyId,
    /// The name that the operator gave it.
    pub name: String,
    /// Its SHA-256.
    pub digest: KeyDigest,
    /// What it may do.
    pub scopes: Scopes,
    /// How often; `None` for any number of requests.
    pub rate: Option<Rate>,
}

/// A key that is not revoked, and the requests that it has made of this server.
pub struct ApiKey {
    record: KeyRecord,
    counter: Option<RateCounter>,
}

impl ApiKey {
    fn new(record: KeyRecord) -> Self {
        let counter = record.rate.map(RateCounter::new);
        Self { record, counter }
    }

    /// The name that the operator gave it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.record.name
    }

    /// What it may do.
    #[must_use]
    pub const fn scopes(&self) -> Scopes {
        self.record.scopes
    }

    /// Counts a request; `None` if the key has no limit.
    ///
    /// # Errors
    /// If the request came too early.
    pub fn count(&self) -> Result<Option<Allowance>, LimitExceeded> {
        self.counter.as_ref().map(RateCounter::count).transpose()
    }

    /// Whether it is the same key as this record, which was read again.
    fn is_of(&self, record: &KeyRecord) -> bool {
        let (own, rate) = (&self.record, self.counter.as_ref().map(RateCounter::rate));
        own.name == record.name
            && own.scopes == record.scopes
            && rate == record.rate
            && own.digest.is_same(&record.digest)
    }
}

/// Every key that is not revoked.
#[derive(Default)]
pub struct KeyRing(HashMap<KeyId, Arc<ApiKey>>);

impl KeyRing {
    /// A ring of these keys. A key that the earlier ring has too keeps its count of requests.
    #[must_use]
    pub fn new(records: Vec<KeyRecord>, earlier: Option<&Self>) -> Self {
        let key = |record: KeyRecord| {
            let known =
                earlier.and_then(|earlier| earlier.0.get(&record.id)).filter(|key| key.is_of(&record));
            (record.id, known.map_or_else(|| Arc::new(ApiKey::new(record)), Arc::clone))
        };
        Self(records.into_iter().map(key).collect())
    }

    /// The key with this text.
    ///
    /// It is found by its public part. The rest is compared by digest, in a time that reveals nothing of it.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<&Arc<ApiKey>> {
        let (id, digest) = KeyText::read(text)?;
        self.0.get(&id).filter(|key| key.record.digest.is_same(&digest))
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::secret::COMPARISONS;
    use super::*;

    fn record(text: &KeyText, name: &str, rate: Option<&str>) -> KeyRecord {
        let (id, digest) = KeyText::read(text.as_str()).unwrap();
        let rate = rate.map(|rate| rate.parse().unwrap());
        KeyRecord { id, digest, name: name.to_owned(), scopes: Scopes::ALL, rate }
    }

    #[test]
    fn a_key_is_found_by_its_whole_text_only() {
        let [first, second] = [(); 2].map(|()| KeyText::random().unwrap());
        let ring = KeyRing::new(vec![record(&first, "first", None)], None);
        assert_eq!(ring.find(first.as_str()).unwrap().name(), "first");
        assert!(ring.find(second.as_str()).is_none());
        // The public part of one with the secret of the other.
        let (id, secret) = (&first.as_str()[..18], &second.as_str()[18..]);
        assert!(ring.find(&format!("{id}{secret}")).is_none());
    }

    #[test]
    fn a_key_among_ten_thousand_is_found_with_one_comparison() {
        let texts: Vec<_> = (0..10_000).map(|_| KeyText::random().unwrap()).collect();
        let records = texts.iter().map(|text| record(text, "a", None)).collect();
        let ring = KeyRing::new(records, None);
        let comparisons = |text: &KeyText| {
            let before = COMPARISONS.get();
            let is_found = ring.find(text.as_str()).is_some();
            (is_found, COMPARISONS.get() - before)
        };
        for text in [&texts[0], &texts[5_000], &texts[9_999]] {
            assert_eq!(comparisons(text), (true, 1));
        }
        assert_eq!(comparisons(&KeyText::random().unwrap()), (false, 0));
    }

    #[test]
    fn a_key_keeps_its_count_when_the_keys_are_read_again() {
        let text = KeyText::random().unwrap();
        let read =
            |earlier: Option<&KeyRing>, rate| KeyRing::new(vec![record(&text, "a", Some(rate))], earlier);
        let count = |ring: &KeyRing| ring.find(text.as_str()).unwrap().count();
        let first = read(None, "1/h");
        assert!(count(&first).is_ok());
        assert!(count(&read(Some(&first), "1/h")).is_err());
        assert!(count(&read(Some(&first), "2/h")).is_ok());
    }
}
