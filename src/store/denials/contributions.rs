//! What is remembered of a contributor for a day, to limit how much one contributor sends. It is sealed.
//!
//! Each submission adds rows and changes none: a changed row would show that two submissions had one contributor. To find
//! a contributor's rows, those of the code and of the last hour are opened.

use super::super::StoreError;
use super::contribute::Submission;
use super::contributor_key::{DayKey, Purpose};
use super::moment::{Moment, is_within_a_day};
use super::sealed_fields::{Fields, Reader};
use crate::denials::Turns;
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use time::Date;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_postgres::Row;

const TABLE: &str = "contributions";
const HOUR_MICROSECONDS: i64 = 3_600_000_000;
/// The length of a sealed row: its nonce, the fields of [`Entry`] and the contributor's hash, and the tag.
pub(super) const SEALED_BYTES: usize = 12 + 32 + 8 + 8 + 4 + 4 + 4 + 16;
/// The most rows that a thread that serves requests opens. It takes a quarter of a millisecond.
const MOST_OPENED_AT_ONCE: usize = 500;
/// How long a submission waits for its turn to open more of them.
const OPENING_WAIT: Duration = Duration::from_secs(5);

/// Rows to insert: the code of each, `None` for the allowance of all codes, and its sealed bytes.
pub(super) type SealedEntries = (Vec<Option<String>>, Vec<Vec<u8>>);

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
    /// Opens the rows that are of the contributor of a submission: what they sent of its codes within the last day, and how much
    /// of the hour's allowance is used. The caller holds the contributor's lock.
    pub(super) async fn open(
        moment: &Moment,
        submission: &Submission<'_>,
        sealed: SealedRows,
    ) -> Result<Self, StoreError> {
        let opener = Opener {
            contributors: moment.keys.each_ref().map(|key| contributor(key, submission)),
            keys: Arc::clone(&moment.keys),
            now: moment.microseconds(),
        };
        let mut newest = opener.open(sealed).await?;
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

    /// The rows that remember what has been sent by now: the code of each and its sealed bytes.
    pub(super) fn rows(
        &self,
        moment: &Moment,
        submission: &Submission<'_>,
    ) -> Result<SealedEntries, StoreError> {
        let [today, _] = &*moment.keys;
        let (contributor, came_at) = (contributor(today, submission), moment.microseconds());
        let allowance = Entry { came_at, time: self.full_at, ..Entry::default() };
        let of_codes =
            self.by_code.iter().map(|(code, sent)| (Some(code.to_string()), Entry::of(*sent, came_at)));
        let (codes, entries): (Vec<_>, Vec<_>) = std::iter::once((None, allowance)).chain(of_codes).unzip();
        let sealed = entries.iter().map(|entry| entry.seal(today, &contributor));
        Ok((codes, sealed.collect::<Result<_, _>>()?))
    }
}

/// Sealed rows that are not opened yet: the code of each, the day, and the rows of both, one after the other.
pub(super) struct SealedRows {
    rows: Vec<Row>,
    turn: Option<Turn>,
}

impl SealedRows {
    /// Rows that were read in a turn, if there was one.
    pub(super) const fn new(rows: Vec<Row>, turn: Option<Turn>) -> Self {
        Self { rows, turn }
    }
}

/// The turn of a submission to read and open many rows. They are megabytes, so one submission does so at a time.
pub(super) struct Turn(
    #[expect(dead_code, reason = "it is given back when it is dropped")] SemaphorePermit<'static>,
);

static OPENING: Semaphore = Semaphore::const_new(1);
/// Whether the last submission had to open many rows.
static WERE_MANY: AtomicBool = AtomicBool::new(false);

impl Turn {
    /// Waits for a turn before many rows are read, if there were many the last time.
    pub(super) async fn if_there_were_many() -> Result<Option<Self>, StoreError> {
        if WERE_MANY.load(Ordering::Relaxed) { Self::wait().await.map(Some) } else { Ok(None) }
    }

    async fn wait() -> Result<Self, StoreError> {
        let turn = timeout(OPENING_WAIT, OPENING.acquire()).await;
        let turn = turn.ok().and_then(Result::ok);
        turn.map(Self).ok_or(StoreError::Slow(OPENING_WAIT))
    }
}

/// The newest entry of each code, and of the allowance of all codes.
type NewestEntries = BTreeMap<Option<HcpcsCode>, Entry>;

/// Finds the rows of one contributor by opening all.
struct Opener {
    keys: Arc<[DayKey; 2]>,
    /// The contributor under each of the keys.
    contributors: [[u8; 32]; 2],
    now: i64,
}

impl Opener {
    /// The contributor's newest row of each code. Many rows are opened on another thread, those of one submission after those of
    /// another, so that a flood of reports delays reports and nothing else.
    async fn open(self, SealedRows { rows, turn }: SealedRows) -> Result<NewestEntries, StoreError> {
        let mut count = 0;
        for row in &rows {
            count += row.try_get::<_, &[u8]>(2)?.len() / SEALED_BYTES;
        }
        let are_many = count > MOST_OPENED_AT_ONCE;
        WERE_MANY.store(are_many, Ordering::Relaxed);
        if !are_many {
            return self.newest(&rows);
        }
        let _turn = match turn {
            Some(turn) => turn,
            None => Turn::wait().await?,
        };
        let opened = spawn_blocking(move || self.newest(&rows)).await;
        opened.map_err(|error| StoreError::Random(error.to_string()))?
    }

    fn newest(&self, rows: &[Row]) -> Result<NewestEntries, StoreError> {
        let mut newest = NewestEntries::new();
        for row in rows {
            let (code, day, sealed): (_, Date, &[u8]) = (code(row)?, row.try_get(1)?, row.try_get(2)?);
            let key = self.keys.iter().zip(&self.contributors).find(|(key, _)| key.day == day);
            let Some((key, contributor)) = key else { continue };
            let own =
                sealed.chunks_exact(SEALED_BYTES).filter_map(|sealed| Entry::open(key, contributor, sealed));
            for entry in own.filter(|entry| is_within_a_day(entry.came_at, self.now)) {
                let known = newest.entry(code).or_insert(entry);
                if known.came_at < entry.came_at {
                    *known = entry;
                }
            }
        }
        Ok(newest)
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
