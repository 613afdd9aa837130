//! Counts in steps, so that single events cannot be seen.

use crate::denials::PublicationTerms;
use std::sync::{Mutex, PoisonError};

/// Events that wait until there are enough of them for a step.
///
/// The published figures of denials change only when as many reports as the threshold have come, so that no single report can be
/// seen. A counter that went up with each report would reveal when it came, and how many wait for the next step. So the counter
/// goes up by a whole step at a time too.
pub(crate) struct Steps<T> {
    step: usize,
    waiting: Mutex<Vec<T>>,
}

impl<T> Steps<T> {
    /// Steps of as many events as it takes to change the figures of denials.
    pub(crate) fn new(terms: PublicationTerms) -> Self {
        let step = usize::try_from(terms.threshold()).unwrap_or(usize::MAX);
        Self { step: step.max(1), waiting: Mutex::new(Vec::new()) }
    }

    /// Adds events, and returns those of every complete step.
    pub(crate) fn add(&self, more: impl IntoIterator<Item = T>) -> Vec<T> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend(more);
        let whole = waiting.len() - waiting.len() % self.step;
        let left_over = waiting.split_off(whole);
        std::mem::replace(&mut waiting, left_over)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_returned_in_whole_steps_and_none_is_lost() {
        let steps = Steps::new(PublicationTerms::default());
        let taken = [1, 3, 0, 1, 12, 3].map(|more| steps.add(std::iter::repeat_n((), more)).len());
        assert_eq!(taken, [0, 0, 0, 5, 10, 5]);
    }
}
