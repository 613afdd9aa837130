//! How many requests are allowed, and who has used how many of them.

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

/// The period of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
}

impl Period {
    const ALL: [Self; 3] = [Self::Second, Self::Minute, Self::Hour];

    const fn letter(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "m",
            Self::Hour => "h",
        }
    }

    /// The seconds of the period.
    #[must_use]
    pub const fn seconds(self) -> u32 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
        }
    }
}

/// A number of requests in a period, such as 100 in a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: NonZeroU32,
    period: Period,
}

/// A text that is not a rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a rate. Write a number of requests and s, m or h, such as 100/s, 600/m or 5000/h; at most 1,000,000"
)]
pub struct InvalidRate(String);

/// The most requests of a rate. More would limit nothing.
const MOST_REQUESTS: u32 = 1_000_000;

impl Rate {
    /// So many requests in a second; one, if the number is 0.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        let requests = match NonZeroU32::new(requests) {
            Some(requests) => requests,
            None => NonZeroU32::MIN,
        };
        Self { requests, period: Period::Second }
    }

    /// The requests that are allowed in a period, and at once after a pause.
    #[must_use]
    pub const fn requests(self) -> u32 {
        self.requests.get()
    }

    /// The period.
    #[must_use]
    pub const fn period(self) -> Period {
        self.period
    }

    /// The rate for people, such as `100 requests a second`.
    #[must_use]
    pub fn in_words(self) -> String {
        let noun = if self.requests() == 1 { "request" } else { "requests" };
        format!("{} {noun} {} {}", self.requests, self.article(), self.period.word())
    }

    const fn article(self) -> &'static str {
        match self.period {
            Period::Second | Period::Minute => "a",
            Period::Hour => "an",
        }
    }

    pub(super) fn quota(self) -> Quota {
        match self.period {
            Period::Second => Quota::per_second(self.requests),
            Period::Minute => Quota::per_minute(self.requests),
            Period::Hour => Quota::per_hour(self.requests),
        }
    }
}

impl FromStr for Rate {
    type Err = InvalidRate;

    fn from_str(text: &str) -> Result<Self, InvalidRate> {
        let read = || {
            let (requests, letter) = text.split_once('/')?;
            let period = Period::ALL.into_iter().find(|period| period.letter() == letter)?;
            let requests: NonZeroU32 = requests.parse().ok()?;
            (requests.get() <= MOST_REQUESTS).then_some(Self { requests, period })
        };
        read().ok_or_else(|| InvalidRate(text.to_owned()))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.requests, self.period.letter())
    }
}

/// What is left of a rate after a request that was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The rate.
    pub rate: Rate,
    /// The requests that may follow at once.
    pub remaining: u32,
}

/// A request that came too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitExceeded {
    /// The rate.
    pub rate: Rate,
    /// The whole seconds after which the next request is allowed.
    pub retry_after_seconds: u64,
}

/// Counts the requests of one key. It counts those of this server only.
#[derive(Debug)]
pub(super) struct RateCounter {
    rate: Rate,
    limiter: RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>,
}

impl RateCounter {
    pub(super) fn new(rate: Rate) -> Self {
        let limiter = RateLimiter::direct(rate.quota()).with_middleware();
        Self { rate, limiter }
    }

    pub(super) const fn rate(&self) -> Rate {
        self.rate
    }

    /// Counts a request.
    ///
    /// # Errors
    /// If it came too early. Then it does not count.
    pub(super) fn count(&self) -> Result<Allowance, LimitExceeded> {
        let rate = self.rate;
        match self.limiter.check() {
            Ok(state) => Ok(Allowance { rate, remaining: state.remaining_burst_capacity() }),
            Err(early) => {
                let wait = early.wait_time_from(self.limiter.clock().now());
                Err(LimitExceeded { rate, retry_after_seconds: whole_seconds(wait) })
            }
        }
    }
}

/// The whole seconds of a wait, rounded up, and at least one.
pub(super) fn whole_seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0 || wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_written_as_it_is_read() {
        for (text, words) in [
            ("100/s", "100 requests a second"),
            ("1/m", "1 request a minute"),
            ("1000000/h", "1000000 requests an hour"),
        ] {
            let rate: Rate = text.parse().unwrap();
            assert_eq!((rate.to_string().as_str(), rate.in_words().as_str()), (text, words));
        }
    }

    #[test]
    fn a_text_that_is_no_rate_is_refused() {
        for text in ["", "100", "100/d", "0/s", "1000001/s", "-1/s", "1.5/s", "100 / s", "/s"] {
            let error = text.parse::<Rate>().unwrap_err().to_string();
            assert!(error.contains("100/s"), "{text}: {error}");
        }
    }

    #[test]
    fn requests_over_the_rate_are_refused_and_do_not_count() {
        let counter = RateCounter::new("3/h".parse().unwrap());
        let left = [(); 3].map(|()| counter.count().unwrap().remaining);
        assert_eq!(left, [2, 1, 0]);
        let early = [(); 2].map(|()| counter.count().unwrap_err());
        assert!(early.iter().all(|early| (1199..=1200).contains(&early.retry_after_seconds)), "{early:?}");
    }
}
