//! How many requests are allowed from each network without a key.

use super::rate::{Allowance, LimitExceeded, Rate, whole_seconds};
use governor::RateLimiter;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the requests of each network. It counts those of this server only.
#[derive(Debug)]
pub struct AddressLimits {
    rate: Rate,
    limiter: RateLimiter<Vec<u8>, HashMapStateStore<Vec<u8>>, DefaultClock, StateInformationMiddleware>,
    until_cleaned: AtomicUsize,
}

/// After so many requests, the networks that have their full allowance again are forgotten. So memory does not grow with the
/// number of networks that ever came.
const CLEANING_INTERVAL: usize = 10_000;

impl AddressLimits {
    /// A limit for each network.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        let limiter = RateLimiter::hashmap(rate.quota()).with_middleware();
        Self { rate, limiter, until_cleaned: AtomicUsize::new(0) }
    }

    /// Counts a request from a network.
    ///
    /// # Errors
    /// If it came too early. Then it does not count.
    pub fn count(&self, network: &[u8]) -> Result<Allowance, LimitExceeded> {
        if self.until_cleaned.fetch_add(1, Ordering::Relaxed).is_multiple_of(CLEANING_INTERVAL) {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        let rate = self.rate;
        match self.limiter.check_key(&network.to_vec()) {
            Ok(state) => Ok(Allowance { rate, remaining: state.remaining_burst_capacity() }),
            Err(early) => {
                let wait = early.wait_time_from(self.limiter.clock().now());
                Err(LimitExceeded { rate, retry_after_seconds: whole_seconds(wait) })
            }
        }
    }

    /// The number of networks that are remembered.
    #[must_use]
    pub fn networks(&self) -> usize {
        self.limiter.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_network_has_an_allowance_of_its_own() {
        let limits = AddressLimits::new("2/h".parse().unwrap());
        assert!(limits.count(b"a").is_ok() && limits.count(b"a").is_ok());
        assert!(limits.count(b"a").is_err());
        assert_eq!(limits.count(b"b").unwrap().remaining, 1);
        assert_eq!(limits.networks(), 2);
    }

    #[test]
    fn networks_with_a_full_allowance_are_forgotten() {
        let limits = AddressLimits::new("1000000/s".parse().unwrap());
        for number in 0..30_000_u32 {
            limits.count(&number.to_be_bytes()).unwrap();
        }
        assert!(limits.networks() < 2 * CLEANING_INTERVAL, "{}", limits.networks());
    }
}
