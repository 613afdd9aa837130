//! Terms of contracts that tests store.

use medpayiq::api::read_terms_file;
use medpayiq::store::{StoredTerms, TermsFile};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

/// A file of terms as `medpayiq terms import` stores it.
pub(crate) fn terms_file(name: &str, toml: &str) -> TermsFile {
    let terms = read_terms_file(name, toml).unwrap_or_else(|error| panic!("{error}"));
    TermsFile {
        name: name.to_owned(),
        file: format!("{name}.toml"),
        sha256: hex::encode(Sha256::digest(toml)),
        terms: serde_json::to_string(&terms).unwrap(),
    }
}

/// The same, as a database has it.
pub(crate) fn stored(name: &str, toml: &str) -> StoredTerms {
    StoredTerms { file: terms_file(name, toml), imported_at: OffsetDateTime::UNIX_EPOCH }
}
