//! The starter data's edits: those among its own codes, in its own columns, both ways.

use super::tables::{StarterError, optional, shown, value};
use crate::edits::{AddOnPair, AddOnTable, Day, PackedEdit, PtpTable, PublishedLimit, UnitLimitTable};
use crate::vocabulary::{HcpcsCode, PtpEdit, format_date, parse_date};
use serde::{Deserialize, Serialize};
use time::Date;

fn day(text: &str) -> Result<Date, StarterError> {
    parse_date(text).map_err(|error| StarterError::Value(error.to_string()))
}

fn optional_day(text: &str) -> Result<Option<Date>, StarterError> {
    if text.is_empty() { Ok(None) } else { day(text).map(Some) }
}

fn packed(date: Date) -> Result<Day, StarterError> {
    Day::of(date).ok_or_else(|| StarterError::Value(format!("{} is out of range", format_date(date))))
}

/// A row of `ptp_edits.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct PtpRecord {
    column_one: String,
    column_two: String,
    before_1996: bool,
    effective: String,
    deleted: String,
    indicator: String,
    rationale: String,
}

impl From<&PtpEdit<'_>> for PtpRecord {
    fn from(edit: &PtpEdit<'_>) -> Self {
        Self {
            column_one: edit.column_one.to_string(),
            column_two: edit.column_two.to_string(),
            before_1996: edit.before_1996,
            effective: format_date(edit.effective),
            deleted: shown(edit.deleted.map(format_date)),
            indicator: edit.indicator.code().to_owned(),
            rationale: edit.rationale.to_owned(),
        }
    }
}

/// The edits of `ptp_edits.csv` as a table.
pub(super) fn ptp_table(records: &[PtpRecord]) -> Result<PtpTable, StarterError> {
    let mut rationales: Vec<String> = records.iter().map(|record| record.rationale.clone()).collect();
    rationales.sort();
    rationales.dedup();
    let edit = |record: &PtpRecord| {
        let rationale = rationales.iter().position(|known| *known == record.rationale).unwrap_or_default();
        let rationale = u8::try_from(rationale).map_err(|error| StarterError::Value(error.to_string()))?;
        let columns = [value(&record.column_one)?, value(&record.column_two)?];
        let deleted = optional_day(&record.deleted)?.map(packed).transpose()?;
        let effective = packed(day(&record.effective)?)?;
        let indicator = value(&record.indicator)?;
        Ok(PackedEdit::new(columns, effective, deleted, indicator, record.before_1996, rationale))
    };
    let edits = records.iter().map(edit).collect::<Result<_, StarterError>>()?;
    PtpTable::new(edits, rationales).map_err(|error| StarterError::Value(error.to_string()))
}

/// The edits among codes, but for those that were deleted before a day.
pub(super) fn ptp_records(table: &PtpTable, codes: &[HcpcsCode], from: Date) -> Vec<PtpRecord> {
    let among = |edit: &PtpEdit<'_>| codes.contains(&edit.column_one) && codes.contains(&edit.column_two);
    let edits = codes.iter().flat_map(|code| table.of(*code).filter(|edit| edit.column_one == *code));
    let edits = edits.filter(among).filter(|edit| edit.deleted.is_none_or(|deleted| from <= deleted));
    edits.map(|edit| PtpRecord::from(&edit)).collect()
}

/// A row of `unit_limits.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct UnitLimitRecord {
    hcpcs: String,
    units: u32,
    adjudication: String,
    rationale: String,
}

impl From<&PublishedLimit> for UnitLimitRecord {
    fn from(limit: &PublishedLimit) -> Self {
        Self {
            hcpcs: limit.hcpcs.to_string(),
            units: limit.units,
            adjudication: limit.adjudication.code().to_owned(),
            rationale: limit.rationale.clone(),
        }
    }
}

impl TryFrom<&UnitLimitRecord> for PublishedLimit {
    type Error = StarterError;

    fn try_from(record: &UnitLimitRecord) -> Result<Self, StarterError> {
        Ok(Self {
            hcpcs: value(&record.hcpcs)?,
            units: record.units,
            adjudication: value(&record.adjudication)?,
            rationale: record.rationale.clone(),
        })
    }
}

/// The limits of codes.
pub(super) fn unit_limit_records(
    table: &UnitLimitTable,
    codes: &[HcpcsCode],
) -> impl Iterator<Item = UnitLimitRecord> {
    let limits = table.limits().iter().filter(|limit| codes.contains(&limit.hcpcs));
    limits.map(UnitLimitRecord::from)
}

/// A row of `add_on_codes.csv`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct AddOnRecord {
    add_on: String,
    #[serde(rename = "type")]
    kind: String,
    primary: String,
    add_on_deleted: String,
    primary_deleted: String,
    effective: String,
    deleted: String,
    note: String,
}

impl From<&AddOnPair> for AddOnRecord {
    fn from(pair: &AddOnPair) -> Self {
        Self {
            add_on: pair.add_on.to_string(),
            kind: pair.kind.code().to_owned(),
            primary: shown(pair.primary),
            add_on_deleted: shown(pair.add_on_deleted.map(format_date)),
            primary_deleted: shown(pair.primary_deleted.map(format_date)),
            effective: format_date(pair.effective),
            deleted: shown(pair.deleted.map(format_date)),
            note: shown(pair.note.as_ref()),
        }
    }
}

impl TryFrom<&AddOnRecord> for AddOnPair {
    type Error = StarterError;

    fn try_from(record: &AddOnRecord) -> Result<Self, StarterError> {
        Ok(Self {
            add_on: value(&record.add_on)?,
            kind: value(&record.kind)?,
            primary: optional(&record.primary)?,
            add_on_deleted: optional_day(&record.add_on_deleted)?,
            primary_deleted: optional_day(&record.primary_deleted)?,
            effective: day(&record.effective)?,
            deleted: optional_day(&record.deleted)?,
            note: optional(&record.note)?,
        })
    }
}

/// The rules of add-on codes, with every primary: a rule without one of its primaries would deny what is due.
pub(super) fn add_on_records(table: &AddOnTable, codes: &[HcpcsCode]) -> impl Iterator<Item = AddOnRecord> {
    let pairs = table.pairs().iter().filter(|pair| codes.contains(&pair.add_on));
    pairs.map(AddOnRecord::from)
}
