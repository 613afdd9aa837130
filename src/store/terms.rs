//! Terms of contracts in the database, as the JSON that a request can send. Who reads them checks them again.

use super::{Store, StoreError};
use time::OffsetDateTime;
use tokio_postgres::Row;

/// The channel on which servers hear of changed terms.
pub(super) const TERMS_CHANNEL: &str = "medpayiq_terms";

/// A file of terms that an operator imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsFile {
    /// The name that requests use: lower-case letters, digits, hyphens, underscores and points.
    pub name: String,
    /// The name of the file.
    pub file: String,
    /// The SHA-256 digest of the file, in hexadecimal.
    pub sha256: String,
    /// The terms in JSON.
    pub terms: String,
}

/// Stored terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTerms {
    /// The file that was imported.
    pub file: TermsFile,
    /// When it was imported.
    pub imported_at: OffsetDateTime,
}

/// What an import of terms changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermsImport {
    /// The name is new.
    Added,
    /// It replaced others with the same name.
    Replaced,
    /// The same file was there already.
    Unchanged,
}

/// Stores terms under a name, or replaces those that have it.
///
/// # Errors
/// If the database is away.
pub async fn import_terms(store: &Store, file: &TermsFile) -> Result<TermsImport, StoreError> {
    let TermsFile { name, file, sha256, terms } = file;
    let mut client = store.client().await?;
    let transaction = client.transaction().await?;
    transaction.batch_execute("lock table contract_terms in share row exclusive mode").await?;
    let sql = "select file, sha256, terms from contract_terms where name = $1";
    let earlier = transaction.query_opt(sql, &[name]).await?;
    if let Some(row) = &earlier {
        let known: (&str, &str, &str) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if known == (file, sha256, terms) {
            return Ok(TermsImport::Unchanged);
        }
        transaction.execute("delete from contract_terms where name = $1", &[name]).await?;
    }
    let sql = "insert into contract_terms (name, file, sha256, terms) values ($1, $2, $3, $4)";
    transaction.execute(sql, &[name, file, sha256, terms]).await?;
    transaction.execute("select pg_notify($1, '')", &[&TERMS_CHANNEL]).await?;
    transaction.commit().await?;
    Ok(if earlier.is_some() { TermsImport::Replaced } else { TermsImport::Added })
}

/// Deletes terms; false if there are none with this name. Servers refuse the name within seconds.
///
/// # Errors
/// If the database is away.
pub async fn delete_terms(store: &Store, name: &str) -> Result<bool, StoreError> {
    let sql = "with deleted as (delete from contract_terms where name = $1 returning 1)
               select pg_notify($2, '') from deleted";
    Ok(!store.query(sql, &[&name, &TERMS_CHANNEL]).await?.is_empty())
}

/// All terms, by name.
///
/// # Errors
/// If the database is away.
pub async fn stored_terms(store: &Store) -> Result<Vec<StoredTerms>, StoreError> {
    let sql = "select name, file, sha256, terms, imported_at from contract_terms order by name";
    let stored = |row: &Row| {
        let file = TermsFile {
            name: row.try_get(0)?,
            file: row.try_get(1)?,
            sha256: row.try_get(2)?,
            terms: row.try_get(3)?,
        };
        Ok(StoredTerms { file, imported_at: row.try_get(4)? })
    };
    store.query(sql, &[]).await?.iter().map(stored).collect()
}
