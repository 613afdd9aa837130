//! What is remembered of a contributor for a day, to limit how much one contributor sends. It is sealed.
//!
//! Each submission adds rows and changes none: a changed row would show that two submissions had one contributor. To find
//! a contributor's rows, those of the code and of the last hour are opened.

use super::super::StoreError;
use super::super::session::Transaction;
use super::contribute::Submission;
use super::contributor_key::{DayKey, Purpose};
use super::moment::Moment;
use super::sealed_fields::{Fields, Reader};
use crate::denials::Turns;
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;
use time::Date;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

const TABLE: &str = "contributions";
const HOUR_MICROSECONDS: i64 = 3_600_000_000;

/// What one contributor sent within the last day.
#[derive(Default)]
pub(super) struct Contributions {
    /// When the allowance is full again, in microseconds since 1970.
    full_at: i64,
    by_code: BTreeMap<HcpcsCode, SentReports>,
}

/// The reports of a code that a contributor has sent before.
#[derive(Clone, Copy, Default)]
pub(super) struct SentReports {
    /// When the hour began in which `this_hour` came, in microseconds since 1970.
    hour_began_at: i64,
    /// Their number since then.
    pub(super) this_hour: u32,
    /// Their turns.
    pub(super) turns: Turns,
}

impl Contributions {
    /// What the contributor of a submission sent of these codes within the last day, and how much of the hour's allowance is
    /// used. The caller holds the contributor's lock.
    pub(super) async fn read(
        transaction: &Transaction<'_>,
        moment: &Moment,
        submission: &Submission<'_>,
        codes: &[&str],
    ) -> Result<Self, StoreError> {
        // Hours after this one come from a clock that was ahead.
        let sql = "select hcpcs, (began_hour at time zone 'utc')::date, sealed from contributions
                   where (hcpcs is null and began_hour >= $2 or hcpcs = any($1) and began_hour >= $3) and began_hour <= $4";
        let parameters: [&(dyn ToSql + Sync); 4] =
            [&codes, &moment.hours_ago(1), &moment.hours_ago(24), &moment.hour];
        let rows = transaction.query(sql, &parameters).await?;
        let mut newest: BTreeMap<Option<HcpcsCode>, Entry> = BTreeMap::new();
        let contributors = moment.keys.each_ref().map(|key| contributor(key, submission));
        for row in &rows {
            let (day, sealed): (Date, &[u8]) = (row.try_get(1)?, row.try_get(2)?);
            let key = moment.keys.iter().zip(&contributors).find(|(key, _)| key.day == day);
            let own = key.and_then(|(key, contributor)| Entry::open(key, contributor, sealed));
            let Some(entry) = own.filter(|entry| moment.is_within_a_day(entry.came_at)) else { continue };
            let known = newest.entry(code(row)?).or_insert(entry);
            if known.came_at < entry.came_at {
                *known = entry;
            }
        }
        let full_at = newest.remove(&None).map_or(0, |entry| entry.time);
        let by_code = newest.into_iter().filter_map(|(code, entry)| Some((code?, entry.sent(moment))));
        Ok(Self { full_at, by_code: by_code.collect() })
    }

    /// Takes reports from the hour's allowance, or returns after how many seconds it will be enough.
    ///
    /// The allowance is a token bucket that is kept as one time: when it will be full again. Each report moves that time by
    /// its part of an hour. A submission takes at most the whole allowance.
    pub(super) fn take(&mut self, moment: &Moment, reports: usize, per_hour: u32) -> Result<(), i64> {
        let (allowance, now) = (i64::from(per_hour.max(1)), moment.microseconds());
        let reports = i64::try_from(reports).unwrap_or(i64::MAX).min(allowance);
        let full_at = self.full_at.max(now).saturating_add(reports * (HOUR_MICROSECONDS / allowance));
        let wait = full_at.saturating_sub(now).saturating_sub(HOUR_MICROSECONDS);
        if wait > 0 {
            return Err(wait.saturating_add(999_999) / 1_000_000);
        }
        self.full_at = full_at;
        Ok(())
    }

    /// What was sent of a code.
    pub(super) fn of_code(&mut self, hcpcs: HcpcsCode, moment: &Moment) -> &mut SentReports {
        let none = SentReports { hour_began_at: moment.microseconds(), ..SentReports::default() };
        self.by_code.entry(hcpcs).or_insert(none)
    }

    /// Remembers what has been sent by now.
    pub(super) async fn write(
        &self,
        transaction: &Transaction<'_>,
        moment: &Moment,
        submission: &Submission<'_>,
    ) -> Result<(), StoreError> {
        let [today, _] = &moment.keys;
        let (contributor, came_at) = (contributor(today, submission), moment.microseconds());
        let allowance = Entry { came_at, time: self.full_at, ..Entry::default() };
        let codes = self.by_code.iter().map(|(code, sent)| (Some(code.as_str()), Entry::of(*sent, came_at)));
        let (codes, entries): (Vec<_>, Vec<_>) = std::iter::once((None, allowance)).chain(codes).unzip();
        let sealed = entries.iter().map(|entry| entry.seal(today, &contributor));
        let sealed = sealed.collect::<Result<Vec<_>, _>>()?;
        let sql = "insert into contributions (slot, began_hour, hcpcs, sealed)
                   select $1, $2, * from unnest($3::text[], $4::bytea[])";
        transaction.execute(sql, &[&moment.slot(), &moment.hour, &codes, &sealed]).await?;
        Ok(())
    }
}

/// The code of a row; `None` if it is the row for the allowance of all codes.
fn code(row: &Row) -> Result<Option<HcpcsCode>, StoreError> {
    let code: Option<&str> = row.try_get(0)?;
    code.map(|code| code.parse().map_err(|_| StoreError::wrong_value(TABLE, "hcpcs", code))).transpose()
}

fn contributor(key: &DayKey, submission: &Submission<'_>) -> [u8; 32] {
    key.hash(Purpose::Contributor, &[submission.contributor.network()])
}

/// What a row holds after the hash of its contributor. All rows have the same length.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// When the reports came, in microseconds since 1970.
    came_at: i64,
    /// When the allowance is full again, or when the hour of `this_hour` began.
    time: i64,
    this_hour: u32,
    turns: Turns,
}

impl Entry {
    fn of(sent: SentReports, came_at: i64) -> Self {
        Self { came_at, time: sent.hour_began_at, this_hour: sent.this_hour, turns: sent.turns }
    }

    /// The reports of a code; an hour later the count of the hour begins anew.
    fn sent(self, moment: &Moment) -> SentReports {
        let now = moment.microseconds();
        if now.saturating_sub(self.time) < HOUR_MICROSECONDS {
            SentReports { hour_began_at: self.time, this_hour: self.this_hour, turns: self.turns }
        } else {
            SentReports { hour_began_at: now, this_hour: 0, turns: self.turns }
        }
    }

    fn seal(&self, key: &DayKey, contributor: &[u8; 32]) -> Result<Vec<u8>, StoreError> {
        let fields = Fields::default()
            .bytes(contributor)
            .i64(self.came_at)
            .i64(self.time)
            .u32(self.this_hour)
            .u32(self.turns.last)
            .u32(self.turns.of_last);
        key.seal(TABLE, fields.into_bytes())
    }

    /// Opens a row, if it is of this contributor.
    fn open(key: &DayKey, contributor: &[u8; 32], sealed: &[u8]) -> Option<Self> {
        let opened = key.open(TABLE, sealed)?;
        let mut fields = Reader::new(&opened);
        if fields.bytes::<32>()? != contributor {
            return None;
        }
        Some(Self {
            came_at: fields.i64()?,
            time: fields.i64()?,
            this_hour: fields.u32()?,
            turns: Turns { last: fields.u32()?, of_last: fields.u32()? },
        })
    }
}
