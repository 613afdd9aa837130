//! How the rows of unit limits, add-on codes and extracts go into Postgres and come out.

use super::StoreError;
use super::rows::{TableRow, Values, boxed, optional_code, values};
use crate::edits::{AddOnPair, PublishedLimit};
use crate::vocabulary::HcpcsCode;
use tokio_postgres::types::{ToSql, Type};

impl TableRow for PublishedLimit {
    const TABLE: &'static str = "unit_limits";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("hcpcs", Type::TEXT),
        ("limit_units", Type::INT4),
        ("adjudication", Type::TEXT),
        ("rationale", Type::TEXT),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            self.hcpcs.to_string(),
            i32::try_from(self.units).unwrap_or(i32::MAX),
            self.adjudication.code(),
            self.rationale.clone(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            hcpcs: values.parse()?,
            units: values.scaled(|units: i32| u32::try_from(units).ok())?,
            adjudication: values.parse()?,
            rationale: values.take()?,
        })
    }
}

impl TableRow for AddOnPair {
    const TABLE: &'static str = "add_on_codes";
    const COLUMNS: &'static [(&'static str, Type)] = &[
        ("add_on_type", Type::TEXT),
        ("add_on_hcpcs", Type::TEXT),
        ("add_on_deleted_on", Type::DATE),
        ("primary_hcpcs", Type::TEXT),
        ("primary_deleted_on", Type::DATE),
        ("effective_from", Type::DATE),
        ("deleted_on", Type::DATE),
        ("note", Type::TEXT),
    ];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![
            self.kind.code(),
            self.add_on.to_string(),
            self.add_on_deleted,
            self.primary.map(|code| code.to_string()),
            self.primary_deleted,
            self.effective,
            self.deleted,
            self.note.clone(),
        ]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            kind: values.parse()?,
            add_on: values.parse()?,
            add_on_deleted: values.take()?,
            primary: optional_code(values)?,
            primary_deleted: values.take()?,
            effective: values.take()?,
            deleted: values.take()?,
            note: values.take()?,
        })
    }
}

/// A code that an extract speaks for.
impl TableRow for HcpcsCode {
    const TABLE: &'static str = "extract_codes";
    const COLUMNS: &'static [(&'static str, Type)] = &[("hcpcs", Type::TEXT)];

    fn values(&self) -> Vec<Box<dyn ToSql + Sync + Send>> {
        values![self.to_string()]
    }

    fn read(values: &mut Values<'_>) -> Result<Self, StoreError> {
        values.parse()
    }
}
