//! Reading the figures of a code, and what reason codes mean.

use super::super::{Store, StoreError};
use crate::denials::{
    AdjustmentReason, Published, Reason, ReasonClass, ReasonCodes, Remark, RemarkCode, Tally, Terms,
};
use crate::vocabulary::HcpcsCode;
use std::fmt::Display;
use std::str::FromStr;
use tokio_postgres::Row;

/// What may be published of a code's denials, or `None` where too few were reported.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn published_denials(
    store: &Store,
    hcpcs: HcpcsCode,
    terms: Terms,
) -> Result<Option<Published>, StoreError> {
    let sql = "select ledger.covered_reports, counts.reports, counts.field,
                      split_part(counts.value, ' ', 1), split_part(counts.value, ' ', 2),
                      groups.meaning, coalesce(reasons.meaning, remarks.meaning),
                      coalesce(reasons.typical_fix, remarks.typical_fix)
               from denial_ledgers as ledger
               join denial_counts as counts using (hcpcs)
               left join adjustment_groups as groups
                   on counts.field = 'reason' and groups.group_code = split_part(counts.value, ' ', 1)
               left join adjustment_reasons as reasons
                   on counts.field = 'reason' and reasons.carc = split_part(counts.value, ' ', 2)
               left join remark_codes as remarks on counts.field = 'remark' and remarks.rarc = counts.value
               where ledger.hcpcs = $1 and ledger.is_open and ledger.live_reports >= $2";
    let threshold = i32::try_from(terms.threshold()).unwrap_or(i32::MAX);
    let rows = store.client().await?.query(sql, &[&hcpcs.as_str(), &threshold]).await?;
    let mut tally = Tally::default();
    for row in &rows {
        tally.reports = count(row.try_get(0)?);
        add(&mut tally, row)?;
    }
    Ok(Published::build(tally, terms))
}

fn count(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn add(tally: &mut Tally, row: &Row) -> Result<(), StoreError> {
    let reports = count(row.try_get(1)?);
    let (field, value, second): (&str, &str, &str) = (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
    match field {
        "reason" => {
            let text = |column| row.try_get(column).map(Option::unwrap_or_default);
            let reason = Reason {
                group: read(value)?,
                group_meaning: text(5)?,
                carc: read(second)?,
                meaning: text(6)?,
                typical_fix: text(7)?,
            };
            tally.reasons.push((reason, reports));
        }
        "remark" => {
            let (rarc, meaning, typical_fix) = (read(value)?, row.try_get(6)?, row.try_get(7)?);
            tally.remarks.push((Remark { rarc, meaning, typical_fix }, reports));
        }
        "payer" => tally.payers.push((read(value)?, reports)),
        "modifier" => tally.modifiers.push((read(value)?, reports)),
        "appeal" => tally.appeals.push(((read(value)?, read(second)?), reports)),
        other => return Err(wrong("field", format!("{other:?} is not a field this program knows"))),
    }
    Ok(())
}

fn read<T: FromStr<Err: Display>>(value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|error: T::Err| wrong("value", error.to_string()))
}

fn wrong(column: &'static str, detail: String) -> StoreError {
    StoreError::Value { table: "denial_counts", column, detail }
}

/// Every reason code that is known, with its class and what it means.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn reason_codes(store: &Store) -> Result<ReasonCodes, StoreError> {
    let sql = "select carc, class, meaning, typical_fix from adjustment_reasons";
    let rows = store.client().await?.query(sql, &[]).await?;
    let wrong = |column, detail| StoreError::Value { table: "adjustment_reasons", column, detail };
    let reason = |row: &Row| {
        let (carc, class): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let carc = carc.parse().map_err(|_| wrong("carc", carc.to_owned()))?;
        let known = ReasonClass::ALL.into_iter().find(|known| known.as_str() == class);
        let class = known.ok_or_else(|| wrong("class", class.to_owned()))?;
        Ok((carc, AdjustmentReason { class, meaning: row.try_get(2)?, typical_fix: row.try_get(3)? }))
    };
    rows.iter().map(reason).collect()
}

/// Every remark code that is known, with what it means.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn remark_codes(store: &Store) -> Result<Vec<RemarkCode>, StoreError> {
    let sql = "select rarc, kind, meaning, typical_fix from remark_codes order by rarc";
    let rows = store.client().await?.query(sql, &[]).await?;
    let remark = |row: &Row| {
        let rarc: &str = row.try_get(0)?;
        let wrong = |_| StoreError::Value { table: "remark_codes", column: "rarc", detail: rarc.to_owned() };
        let rarc = rarc.parse().map_err(wrong)?;
        let (kind, meaning, typical_fix) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        Ok(RemarkCode { rarc, kind, meaning, typical_fix })
    };
    rows.iter().map(remark).collect()
}
