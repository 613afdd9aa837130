//! Reading the figures of codes, and the meanings of reason and remark codes.

use super::super::{Store, StoreError};
use super::code_lists::CodeLists;
use crate::denials::{
    AdjustmentReason, DenialReason, DenialRemark, DenialTally, PublicationTerms, PublishedDenials,
    ReasonClass, ReasonCodes, RemarkCode,
};
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;
use tokio_postgres::Row;

/// The figures of codes with open tables.
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

/// What may be published about each code's denials. Codes with too few reports are left out.
///
/// It is one statement, so that all codes are shown at the same moment.
///
/// # Errors
/// If the database is away or holds a value that this program does not know.
pub async fn published_denials(
    store: &Store,
    codes: &[HcpcsCode],
    terms: PublicationTerms,
) -> Result<BTreeMap<HcpcsCode, PublishedDenials>, StoreError> {
    let codes: Vec<&str> = codes.iter().map(HcpcsCode::as_str).collect();
    let threshold = i32::try_from(terms.threshold()).unwrap_or(i32::MAX);
    let rows = store.query(FIGURES, &[&codes, &threshold]).await?;
    let mut tallies: BTreeMap<HcpcsCode, DenialTally> = BTreeMap::new();
    for row in &rows {
        let tally = tallies.entry(parse_column("hcpcs", row.try_get(0)?)?).or_default();
        tally.reports = count(row.try_get(1)?);
        add(tally, row)?;
    }
    let published =
        tallies.into_iter().map(|(hcpcs, tally)| Some((hcpcs, PublishedDenials::build(tally, terms)?)));
    Ok(published.flatten().collect())
}

fn count(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn add(tally: &mut DenialTally, row: &Row) -> Result<(), StoreError> {
    let reports = count(row.try_get(2)?);
    let (field, value, second): (&str, &str, &str) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
    match field {
        "reason" => {
            let text = |column| row.try_get(column).map(Option::unwrap_or_default);
            let reason = DenialReason {
                group: parse_column("value", value)?,
                group_meaning: text(6)?,
                carc: parse_column("value", second)?,
                meaning: text(7)?,
                typical_fix: text(8)?,
            };
            tally.reasons.push((reason, reports));
        }
        "remark" => {
            let (rarc, meaning, typical_fix) =
                (parse_column("value", value)?, row.try_get(7)?, row.try_get(8)?);
            tally.remarks.push((DenialRemark { rarc, meaning, typical_fix }, reports));
        }
        "payer" => tally.payers.push((parse_column("value", value)?, reports)),
        "modifier" => tally.modifiers.push((parse_column("value", value)?, reports)),
        "appeal" => {
            tally.appeals.push(((parse_column("value", value)?, parse_column("value", second)?), reports))
        }
        other => return Err(unknown_value("field", format!("{other:?} is not a field this program knows"))),
    }
    Ok(())
}

fn parse_column<T: FromStr<Err: Display>>(column: &'static str, value: &str) -> Result<T, StoreError> {
    value.parse().map_err(|error: T::Err| unknown_value(column, error.to_string()))
}

fn unknown_value(column: &'static str, detail: String) -> StoreError {
    StoreError::Value { table: "denial_counts", column, detail }
}

/// The reason and remark codes, which are read the first time.
///
/// # Errors
/// If they were not read yet, and the database is away or holds a value that this program does not know.
pub async fn code_lists(store: &Store) -> Result<Arc<CodeLists>, StoreError> {
    if let Some(lists) = store.code_lists.get() {
        return Ok(Arc::clone(lists));
    }
    // Requests that come meanwhile read them too. If the database is away, none of them waits for the failure of another.
    let lists = Arc::new(read_code_lists(store).await?);
    Ok(Arc::clone(store.code_lists.get_or_init(|| lists)))
}

async fn read_code_lists(store: &Store) -> Result<CodeLists, StoreError> {
    let remarks = remark_codes(store).await?;
    let worded_remarks = Arc::new(remarks.iter().map(|remark| remark.rarc).collect());
    Ok(CodeLists { reasons: Arc::new(reason_codes(store).await?), remarks, worded_remarks })
}

async fn reason_codes(store: &Store) -> Result<ReasonCodes, StoreError> {
    let sql = "select carc, class, meaning, typical_fix from adjustment_reasons";
    let rows = store.query(sql, &[]).await?;
    let unknown = |column, detail| StoreError::Value { table: "adjustment_reasons", column, detail };
    let reason = |row: &Row| {
        let (carc, class): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        let carc = carc.parse().map_err(|_| unknown("carc", carc.to_owned()))?;
        let known = ReasonClass::ALL.into_iter().find(|known| known.as_str() == class);
        let class = known.ok_or_else(|| unknown("class", class.to_owned()))?;
        Ok((carc, AdjustmentReason { class, meaning: row.try_get(2)?, typical_fix: row.try_get(3)? }))
    };
    rows.iter().map(reason).collect()
}

async fn remark_codes(store: &Store) -> Result<Vec<RemarkCode>, StoreError> {
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
