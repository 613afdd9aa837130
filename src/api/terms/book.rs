//! The stored terms of contracts in memory, by name.

use super::check::check_terms;
use super::request::TermsRequest;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::json;
use crate::contract::Terms;
use crate::store::{StoredTerms, TermsFile};
use std::collections::BTreeMap;
use std::sync::Arc;
use time::Date;

/// The longest name of stored terms.
const MAX_NAME: usize = 64;

/// How the name of stored terms is written.
pub const NAME_FORM: &str =
    "Write up to 64 letters, digits, points, hyphens and underscores, such as north-clinic.";

/// Whether stored terms can have this name: letters in lower case, digits, points, hyphens and underscores.
#[must_use]
pub fn is_terms_name(name: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    let begins_well = name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric());
    begins_well && name.len() <= MAX_NAME && name.bytes().all(is_part)
}

/// Stored terms that this program could read.
#[derive(Debug)]
pub(crate) struct NamedTerms {
    /// Their name.
    pub(crate) name: String,
    /// The name of their file.
    pub(crate) file: String,
    /// The SHA-256 digest of the file, in hexadecimal.
    pub(crate) sha256: String,
    /// The day on which they were imported, in UTC.
    pub(crate) imported_on: Date,
    /// The terms as a request can send them.
    pub(crate) request: TermsRequest,
    /// The terms.
    pub(crate) terms: Arc<Terms>,
}

/// Every stored terms, by name.
#[derive(Debug, Default)]
pub struct TermsBook(BTreeMap<String, Arc<NamedTerms>>);

impl TermsBook {
    /// Reads what the database has. Terms that this program cannot read, because a newer one stored them, are left out with a
    /// warning in the log.
    #[must_use]
    pub fn read(stored: Vec<StoredTerms>) -> Self {
        let named = stored.into_iter().filter_map(|stored| {
            let name = stored.file.name.clone();
            match read_stored(stored) {
                Ok(named) => Some((name, Arc::new(named))),
                Err(error) => {
                    let faults = error.faults();
                    tracing::warn!(name, ?faults, "Stored terms are not valid. They are left out.");
                    None
                }
            }
        });
        Self(named.collect())
    }

    /// The terms of this name. Upper and lower case are the same.
    pub(crate) fn find(&self, name: &str) -> Option<&Arc<NamedTerms>> {
        self.0.get(&name.trim().to_ascii_lowercase())
    }

    /// All of them, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &NamedTerms> {
        self.0.values().map(|named| &**named)
    }
}

fn read_stored(StoredTerms { file, imported_at }: StoredTerms) -> Result<NamedTerms, Error> {
    let TermsFile { name, file, sha256, terms } = file;
    let request: TermsRequest = json::decode_bytes(terms.as_bytes())?;
    let mut faults = Faults::default();
    let terms = check_terms(&mut faults, "", &request);
    let terms = Arc::new(faults.end(terms).map_err(Error::Invalid)?);
    Ok(NamedTerms { name, file, sha256, imported_on: imported_at.date(), request, terms })
}
