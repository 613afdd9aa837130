//! The moment of a submission, by the clock of the database: the servers of one database may have different clocks.

use super::super::StoreError;
use super::super::session::Transaction;
use super::contribute::Submission;
use super::contributor_key::{DayKey, Purpose};
use std::sync::Arc;
use time::{Duration, OffsetDateTime, UtcOffset};

const HOUR_SECONDS: i64 = 3_600;
const DAY_MICROSECONDS: i64 = 24 * HOUR_SECONDS * 1_000_000;
/// What a day's number (the Julian day) is increased by, so that 2000-01-01 has slot 0.
const SLOT_OF_JULIAN_DAY: i32 = 1;

/// When a submission is made, and the keys with which its contributor may be recognized then.
pub(super) struct Moment {
    /// The time.
    pub(super) now: OffsetDateTime,
    /// The beginning of its hour. No finer time is stored in clear.
    pub(super) hour: OffsetDateTime,
    /// Today's key and yesterday's.
    pub(super) keys: Arc<[DayKey; 2]>,
}

impl Moment {
    /// Locks the contributor and the Idempotency-Key of a submission until the transaction ends, and reads the time then. So
    /// simultaneous requests of one contributor, or with one key, come one after the other, at whatever server.
    pub(super) async fn begin(
        transaction: &Transaction<'_>,
        submission: &Submission<'_>,
    ) -> Result<Self, StoreError> {
        let network = submission.contributor.network();
        let key = submission.idempotency_key.unwrap_or_default().as_bytes();
        let locks = [
            submission.key.lock(Purpose::IdempotencyKey, &[network, key]),
            submission.key.lock(Purpose::Contributor, &[network]),
        ];
        let sql = "with locked as materialized (select pg_advisory_xact_lock($1), pg_advisory_xact_lock($2))
                   select clock_timestamp() from locked";
        let row = transaction.query_one(sql, &[&locks[0], &locks[1]]).await?;
        let now: OffsetDateTime = row.try_get(0)?;
        let today = now.to_offset(UtcOffset::UTC).date();
        let yesterday = today.previous_day().unwrap_or(today);
        let keys = Arc::new([submission.key.of_day(today)?, submission.key.of_day(yesterday)?]);
        Ok(Self { now, hour: hour_of(now), keys })
    }

    /// The partition of the hour.
    pub(super) fn slot(&self) -> i16 {
        slot_of(self.hour)
    }

    /// The time in microseconds since 1970, in which times are sealed.
    pub(super) fn microseconds(&self) -> i64 {
        i64::try_from(self.now.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
    }

    /// The earliest hour of what came within so many hours.
    pub(super) fn hours_ago(&self, hours: i64) -> OffsetDateTime {
        self.hour.saturating_sub(Duration::hours(hours))
    }
}

/// Whether something came within the 24 hours before a time. What came later comes from a clock that was ahead. Both are in
/// microseconds since 1970.
pub(super) fn is_within_a_day(came_at: i64, now: i64) -> bool {
    (0..DAY_MICROSECONDS).contains(&now.saturating_sub(came_at))
}

fn hour_of(now: OffsetDateTime) -> OffsetDateTime {
    now.saturating_sub(Duration::seconds(now.unix_timestamp().rem_euclid(HOUR_SECONDS)))
        .replace_nanosecond(0)
        .unwrap_or(now)
}

/// The partition of a time's day (UTC).
pub(super) fn slot_of(time: OffsetDateTime) -> i16 {
    let day = time.to_offset(UtcOffset::UTC).date().to_julian_day();
    i16::try_from(day.saturating_add(SLOT_OF_JULIAN_DAY).rem_euclid(3)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn an_hour_begins_at_its_first_second() {
        let hour = datetime!(2026-11-29 13:00 UTC);
        for time in [hour, datetime!(2026-11-29 13:59:59.999999 UTC), datetime!(2026-11-29 14:20 +1)] {
            assert_eq!(hour_of(time), hour);
        }
    }

    #[test]
    fn three_days_have_three_slots() {
        let slots =
            [1, 2, 3, 4].map(|day| slot_of(datetime!(2000-01-01 23:59 UTC) + Duration::days(day - 1)));
        assert_eq!(slots, [0, 1, 2, 0]);
        assert_eq!(slot_of(datetime!(2000-01-02 00:30 +1)), 0);
    }
}
