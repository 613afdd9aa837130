//! Reading the figures of codes, and what reason codes mean.

use super::super::{Store, StoreError};
use crate::denials::{
    AdjustmentReason, Published, Reason, ReasonClass, ReasonCodes, Remark, RemarkCode, Tally, Terms,
};
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use tokio_postgres::Row;

/// The figures of codes whose tables are open.
const FIGURES: &str = "
    select ledger.hcpcs, ledger.covered_reports, counts.reports, counts.field,
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
    where ledger.hcpcs = any($1) and ledger.is_open and ledger.live_reports >= $2";

/// What may be published of each code's denials; a code of which too few were reported is not among them.
///
/// One statement, so that all codes are shown as they stood at one moment.
///
/// # Errors
/// When the database is away or holds what the vocabulary does not know.
pub async fn published_denials(
    store: &Store,
    codes: &[HcpcsCode],
    terms: Terms,
) -> Result<BTreeMap<HcpcsCode, Published>, StoreError> {
    let codes: Vec<&str> = codes.iter().map(HcpcsCode::as_str).collect();
    let threshold = i32::try_from(terms.threshold()).unwrap_or(i32::MAX);
    let rows = store.query(FIGURES, &[&codes, &threshold]).await?;
    let mut tallies: BTreeMap<HcpcsCode, Tally> = BTreeMap::new();
    for row in &rows {
        let tally = tallies.entry(read("hcpcs", row.try_get(0)?)?).or_default();
        tally.reports = count(row.try_get(1)?);
        add(tally, row)?;
    }
    let published = tallies.into_iter().map(|(hcpcs, tally)| Some((hcpcs, Published::build(tally, terms)?)));
    Ok(published.flatten().collect())
}

fn count(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn add(tally: &mut Tally, row: &Row) -> Result<(), StoreError> {
    let reports = count(row.try_get(2)?);
    let (field, value, second): (&str, &str, &str) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    match field {
        "reason" => {
            let text = |column| row.try_get(column).map(Option::unwrap_or_default);
            let reason = Reason {
                group: read("value", value)?,
                group_meaning: text(6)?,
                carc: read("value", second)?,
                meaning: text(7)?,
                typical_fix: text(8)?,
            };
            tally.reasons.push((reason, reports));
        }
        "remark" => {
            let (rarc, meaning, typical_fix) = (read("value", value)?, row.try_get(7)?, row.try_get(8)?);
            tally.remarks.push((Remark { rarc, meaning, typical_fix }, reports));
        }
        "payer" => tally.payers.push((read("value", value)?, reports)),
        "modifier" => tally.modifiers.push((read("value", value)?, reports)),
        "appeal" => tally.appeals.push(((read("value", value)?, read("value", second)?), reports)),
        other => return Err(wrong("field", format!("{other:?} is not a field this program knows"))),
    }
    Ok(())
}

fn read<T: FromStr<Err: Display>>(column: &'static str, value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|error: T::Err| wrong(column, error.to_string()))
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
    let rows = store.query(sql, &[]).await?;
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
    let rows = store.query(sql, &[]).await?;
    let remark = |row: &Row| {
        let rarc: &str = row.try_get(0)?;
        let wrong = |_| StoreError::Value { table: "remark_codes", column: "rarc", detail: rarc.to_owned() };
        let rarc = rarc.parse().map_err(wrong)?;
        let (kind, meaning, typical_fix) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        Ok(RemarkCode { rarc, kind, meaning, typical_fix })
    };
    rows.iter().map(remark).collect()
}
