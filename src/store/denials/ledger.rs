//! The ledger of a code in the database, and the steps of its figures.

use super::super::StoreError;
use super::super::session::Transaction;
use crate::denials::{FigureStep, Ledger, PublicationTerms};
use crate::vocabulary::HcpcsCode;
use tokio_postgres::types::ToSql;

/// Counts the oldest waiting reports, takes out those that left, and adds the difference to the figures.
const MOVE_FIGURES: &str = "
    with arrived as (
        update denial_reports set counted = true
        where id in (select id from denial_reports
                     where hcpcs = $1 and unsettled and state = 'accepted' and turn <= $3
                     order by received_on, id limit $2)
        returning *),
    departed as (
        update denial_reports set counted = false
        where hcpcs = $1 and unsettled and state <> 'accepted' and counted
        returning *),
    changed as (select 1 as by, * from arrived union all select -1 as by, * from departed),
    spread as (
        select by, 'reason' as field, group_code || ' ' || carc as value from changed
        union all select by, 'payer', payer from changed
        union all select by, 'remark', unnest(rarcs) from changed
        union all select by, 'modifier', unnest(modifiers) from changed
        union all select by, 'appeal', appeal_strategy || ' ' || appeal_outcome from changed
                  where appeal_strategy is not null),
    moved as (
        insert into denial_counts (hcpcs, field, value, reports)
        select $1, field, value, sum(by) from spread group by field, value having sum(by) <> 0
        on conflict (hcpcs, field, value) do update set reports = denial_counts.reports + excluded.reports)
    update denial_ledgers
    set covered_reports = covered_reports + (select count(*) from arrived) - (select count(*) from departed)
    where hcpcs = $1";

/// Locks a code's ledger until the transaction ends, and reads it.
pub(super) async fn lock(transaction: &Transaction<'_>, hcpcs: HcpcsCode) -> Result<Ledger, StoreError> {
    let sql = "insert into denial_ledgers (hcpcs, live_reports, waiting_reports, covered_reports, is_open)
               values ($1, 0, 0, 0, false)
               on conflict (hcpcs) do update set hcpcs = excluded.hcpcs
               returning live_reports, waiting_reports, turn, is_open";
    let row = transaction.query_one(sql, &[&hcpcs.as_str()]).await?;
    let count = |column: usize| -> Result<u32, StoreError> {
        let count: i32 = row.try_get(column)?;
        Ok(u32::try_from(count).unwrap_or(0))
    };
    Ok(Ledger { live: count(0)?, waiting: count(1)?, turn: count(2)?, open: row.try_get(3)? })
}

/// Settles a locked ledger turn by turn, changes the figures as it says, and writes it back.
pub(super) async fn settle(
    transaction: &Transaction<'_>,
    hcpcs: HcpcsCode,
    mut ledger: Ledger,
    terms: PublicationTerms,
) -> Result<(), StoreError> {
    let code = hcpcs.as_str();
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    loop {
        let FigureStep { arrivals, departures, ends_turn } = ledger.settle(terms);
        if departures {
            let parameters: [&(dyn ToSql + Sync); 3] = [&code, &i64::from(arrivals), &number(ledger.turn)];
            transaction.execute(MOVE_FIGURES, &parameters).await?;
            transaction
                .execute("delete from denial_counts where hcpcs = $1 and reports = 0", &[&code])
                .await?;
        }
        if !ends_turn {
            break;
        }
        ledger.begin_turn(admit(transaction, code, number(ledger.turn.saturating_add(1))).await?);
    }
    let forget =
        "delete from denial_reports where hcpcs = $1 and unsettled and state = 'gone' and not counted";
    transaction.execute(forget, &[&code]).await?;
    let sql = "update denial_ledgers set live_reports = $2, waiting_reports = $3, turn = $4, is_open = $5
               where hcpcs = $1";
    let (live, waiting, turn) = (number(ledger.live), number(ledger.waiting), number(ledger.turn));
    transaction.execute(sql, &[&code, &live, &waiting, &turn, &ledger.open]).await?;
    Ok(())
}

/// Admits the reports of a code that wait for a turn, and returns their number. Nothing shows any more that they had to wait.
async fn admit(transaction: &Transaction<'_>, code: &str, turn: i32) -> Result<u32, StoreError> {
    let sql = "update denial_reports set turn = 1
               where hcpcs = $1 and unsettled and turn = $2 and state = 'accepted'";
    let admitted = transaction.execute(sql, &[&code, &turn]).await?;
    Ok(u32::try_from(admitted).unwrap_or(u32::MAX))
}
