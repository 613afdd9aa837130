//! Forgetting contributors: what is a day old goes, also on a service that nobody uses.

use super::super::session::Session;
use super::super::{Store, StoreError};
use super::moment::slot_of;
use time::{Duration, OffsetDateTime};

/// How long Idempotency-Keys are kept after the hour in which they came: they hold for a day.
const KEEP_HOURS: i64 = 25;

/// Deletes what is remembered of contributors of the day before yesterday and earlier, and of days that have not come yet: a
/// clock that was ahead made those. Reports stay.
///
/// # Errors
/// If the database is away.
pub async fn forget_contributors(store: &Store) -> Result<(), StoreError> {
    store.work("forget contributors", forget).await
}

async fn forget(session: Session<'_>) -> Result<(), StoreError> {
    let transaction = session.transaction().await?;
    let now: OffsetDateTime = transaction.query_one("select clock_timestamp()", &[]).await?.try_get(0)?;
    // Today and yesterday use the other two partitions. To truncate one removes its file, so nothing of it is left on disk.
    let old = slot_of(now.saturating_add(Duration::days(1)));
    let is_used = format!("select exists (select from contributions_{old})");
    if transaction.query_one(&is_used, &[]).await?.try_get(0)? {
        transaction.execute(&format!("truncate contributions_{old}"), &[]).await?;
    }
    let (first, next) = (now.saturating_sub(Duration::hours(2 * 24)), now.saturating_add(Duration::hours(1)));
    let sql = "delete from contributions where began_hour < $1 or began_hour > $2";
    transaction.execute(sql, &[&first, &next]).await?;
    // A key of a later hour of today is kept: the same request makes the same tokens today, so it must not count again.
    let (first, next) =
        (now.saturating_sub(Duration::hours(KEEP_HOURS)), now.saturating_add(Duration::hours(2 * 24)));
    let sql = "delete from idempotency_keys where began_hour < $1 or began_hour > $2";
    transaction.execute(sql, &[&first, &next]).await?;
    transaction.commit().await
}
