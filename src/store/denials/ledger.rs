//! The ledger of a code in the database, and the steps of its figures.

use super::super::StoreError;
use super::super::session::Transaction;
use super::sender::Sender;
use crate::denials::{FigureStep, Ledger, PublicationTerms};
use crate::vocabulary::HcpcsCode;
use tokio_postgres::types::ToSql;

/// Everything that a change of a code's reports writes, in one statement.
///
/// It inserts new reports and who sent them. Then it counts the oldest of the reports that wait, new ones included, takes out those
/// that left, and adds the difference to the figures. It admits the reports of the next turn, and writes the ledger. No part sees
/// what another one writes, so new reports are in the statement twice: as rows to insert and as reports that wait.
const CHANGE: &str = "
    with fresh as (
        select *, (now() at time zone 'utc')::date as received_on
        from jsonb_to_recordset($2::text::jsonb) as report (
            id bigint, modifiers text[], place_of_service text, payer text, group_code text, carc text, rarcs text[],
            service_month date, billed_bucket text, appeal_strategy text, appeal_outcome text, note text,
            retraction_sha256 bytea, state text, turn integer, statements text[])),
    remembered as (
        insert into contributions (slot, began_hour, hcpcs, sealed)
        select $10, $11, * from unnest($12::text[], $13::bytea[])),
    used as (
        insert into idempotency_keys (key_tag, request_tag, began_hour)
        select $14::bytea, $15::bytea, $11 where $14 is not null),
    arriving as (
        select id from (
            select id, received_on from denial_reports
            where hcpcs = $1 and unsettled and state = 'accepted' and turn <= $4
            union all
            select id, received_on from fresh where state = 'accepted' and turn <= $4) as waiting
        order by received_on, id limit $3),
    inserted as (
        insert into denial_reports
            (hcpcs, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
             appeal_strategy, appeal_outcome, note, retraction_sha256, state, turn, id, statements, received_on, counted)
        select $1, modifiers, place_of_service, payer, group_code, carc, rarcs, service_month, billed_bucket,
               appeal_strategy, appeal_outcome, note, retraction_sha256, state,
               case when state = 'accepted' and turn = $6 then 1 else turn end, id, statements, received_on,
               id in (select id from arriving)
        from fresh
        returning *),
    arrived as (
        update denial_reports set counted = true
        where id in (select id from arriving)
        returning *),
    departed as (
        update denial_reports set counted = false
        where hcpcs = $1 and unsettled and state <> 'accepted' and counted and $5
        returning *),
    admitted as (
        update denial_reports set turn = 1
        where hcpcs = $1 and unsettled and state = 'accepted' and turn = $6
        returning id),
    changed as (
        select 1 as by, * from inserted where counted
        union all select 1, * from arrived
        union all select -1, * from departed),
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
        on conflict (hcpcs, field, value) do update set reports = denial_counts.reports + excluded.reports),
    entered as (
        select count(*)::integer as reports from (
            select id from admitted
            union all select id from fresh where state = 'accepted' and turn = $6) as all_admitted)
    update denial_ledgers
    set covered_reports = covered_reports + (select coalesce(sum(by), 0) from changed),
        live_reports = $7 + entered.reports, waiting_reports = $8 + entered.reports, turn = $9, is_open = $16
    from entered
    where hcpcs = $1
    returning entered.reports, (select count(*) from departed)";

/// What a submission adds to a code.
pub(super) struct Additions {
    /// The rows of its reports, as a JSON array.
    pub(super) reports: String,
    /// Who sent them.
    pub(super) sender: Sender,
}

impl Default for Additions {
    /// Nothing.
    fn default() -> Self {
        Self { reports: "[]".to_owned(), sender: Sender::default() }
    }
}

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

/// Adds reports to a locked ledger, and settles it.
pub(super) async fn add(
    transaction: &Transaction<'_>,
    hcpcs: HcpcsCode,
    ledger: Ledger,
    terms: PublicationTerms,
    additions: Additions,
) -> Result<(), StoreError> {
    if change(transaction, hcpcs, ledger, terms, additions).await? > 0 {
        clear(transaction, hcpcs).await?;
    }
    Ok(())
}

/// Settles a locked ledger after a report of its code left or came back.
pub(super) async fn settle(
    transaction: &Transaction<'_>,
    hcpcs: HcpcsCode,
    ledger: Ledger,
    terms: PublicationTerms,
) -> Result<(), StoreError> {
    change(transaction, hcpcs, ledger, terms, Additions::default()).await?;
    clear(transaction, hcpcs).await
}

/// Settles a ledger turn by turn, changes the figures as it says, and writes it back. Returns how many reports were taken out of the
/// figures.
async fn change(
    transaction: &Transaction<'_>,
    hcpcs: HcpcsCode,
    mut ledger: Ledger,
    terms: PublicationTerms,
    mut additions: Additions,
) -> Result<i64, StoreError> {
    let code = hcpcs.as_str();
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    let mut departed = 0;
    loop {
        let FigureStep { arrivals, departures, ends_turn } = ledger.settle(terms);
        let turn = number(ledger.turn);
        // No report has the turn 0.
        let after = number(ledger.turn.saturating_add(1));
        let (admitted_turn, next_turn) = if ends_turn { (after, after) } else { (0, turn) };
        let Additions { reports, sender } = std::mem::take(&mut additions);
        let parameters: [&(dyn ToSql + Sync); 16] = [
            &code,
            &reports,
            &i64::from(arrivals),
            &turn,
            &departures,
            &admitted_turn,
            &number(ledger.live),
            &number(ledger.waiting),
            &next_turn,
            &sender.slot,
            &sender.hour,
            &sender.codes,
            &sender.sealed,
            &sender.key_tag,
            &sender.request_tag,
            &ledger.open,
        ];
        let row = transaction.query_one(CHANGE, &parameters).await?;
        let admitted: i32 = row.try_get(0)?;
        departed += row.try_get::<_, i64>(1)?;
        if !ends_turn {
            return Ok(departed);
        }
        ledger.begin_turn(u32::try_from(admitted).unwrap_or(0));
        if ledger.waiting < terms.threshold() {
            return Ok(departed);
        }
    }
}

/// Deletes values that no report has any more, and reports that are gone and not in the figures.
async fn clear(transaction: &Transaction<'_>, hcpcs: HcpcsCode) -> Result<(), StoreError> {
    let sql = "with emptied as (delete from denial_counts where hcpcs = $1 and reports = 0)
               delete from denial_reports where hcpcs = $1 and unsettled and state = 'gone' and not counted";
    transaction.execute(sql, &[&hcpcs.as_str()]).await?;
    Ok(())
}
