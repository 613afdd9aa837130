//! Why columns cannot be read or written.

use arrow::error::ArrowError;

/// Why columns cannot be read or written. What is wrong with a claim is an answer, and never this.
#[derive(Debug, thiserror::Error)]
pub enum ColumnError {
    /// The columns are not those of claims.
    #[error("{0}")]
    Form(String),
    /// Arrow cannot read or write a column.
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

impl ColumnError {
    pub(crate) fn form(text: impl Into<String>) -> Self {
        Self::Form(text.into())
    }
}

pub(crate) type Result<T> = std::result::Result<T, ColumnError>;
