//! What the database has from before a submission: its Idempotency-Key and the sealed rows of contributors. One statement reads both.

use super::super::StoreError;
use super::super::session::Transaction;
use super::contribute::Submission;
use super::contributions::{SEALED_BYTES, SealedRows, Turn};
use super::idempotency::{UsedKey, key_tags};
use super::moment::Moment;
use time::Date;
use tokio_postgres::types::ToSql;

/// What came before a submission.
pub(super) struct Past {
    /// The row of its Idempotency-Key, if the key was used within the last 24 hours.
    pub(super) used_key: Option<UsedKey>,
    /// The sealed rows of its codes and of the last hour; none if the key was used.
    pub(super) sealed: SealedRows,
}

/// The sealed rows of a code and a day come as one value, which costs far less than a row for each: in an hour there may be a
/// hundred thousand. None are read for a request that came before. A row of a later hour is of a clock that was ahead. It does not
/// count, but its request is the same.
const PAST: &str = "
    select hcpcs, (began_hour at time zone 'utc')::date as day, string_agg(sealed, ''::bytea), null::bytea
    from contributions
    where (hcpcs is null and began_hour >= $2 or hcpcs = any($1) and began_hour >= $3) and began_hour <= $4
        and octet_length(sealed) = $5
        and not exists (select from idempotency_keys where key_tag = any($6) and began_hour >= $3)
    group by hcpcs, day
    union all
    select null, null, key_tag, request_tag from idempotency_keys where key_tag = any($6) and began_hour >= $3";

impl Past {
    /// Reads it. The caller holds the locks of the contributor and of the Idempotency-Key.
    pub(super) async fn read(
        transaction: &Transaction<'_>,
        moment: &Moment,
        submission: &Submission<'_>,
        codes: &[&str],
    ) -> Result<Self, StoreError> {
        let length = i32::try_from(SEALED_BYTES).unwrap_or(i32::MAX);
        let tags = key_tags(moment, submission);
        let parameters: [&(dyn ToSql + Sync); 6] =
            [&codes, &moment.hours_ago(1), &moment.hours_ago(24), &moment.hour, &length, &tags];
        let turn = Turn::if_there_were_many().await?;
        let (mut sealed, mut used_key) = (Vec::new(), None);
        for row in transaction.query(PAST, &parameters).await? {
            if row.try_get::<_, Option<Date>>(1)?.is_some() {
                sealed.push(row);
            } else {
                used_key = Some(UsedKey { key_tag: row.try_get(2)?, request_tag: row.try_get(3)? });
            }
        }
        Ok(Self { used_key, sealed: SealedRows::new(sealed, turn) })
    }
}
