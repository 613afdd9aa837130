//! Counting in whole steps, where single events must not be seen.

use crate::denials::PublicationTerms;
use std::sync::{Mutex, PoisonError};

/// What waits until there is a whole step of it.
///
/// The figures of denials move by as many reports as the threshold at a time, so that none can be told from the others. A
/// live count beside them would say when each came, and how many wait for the next step or lie under the threshold: what
/// the same number of them is shown for at once says neither.
pub(crate) struct Steps<T> {
    step: usize,
    waiting: Mutex<Vec<T>>,
}

impl<T> Steps<T> {
    /// Steps of as many as it takes to move the figures of denials.
    pub(crate) fn new(terms: PublicationTerms) -> Self {
        let step = usize::try_from(terms.threshold()).unwrap_or(usize::MAX);
        Self { step: step.max(1), waiting: Mutex::new(Vec::new()) }
    }

    /// Adds to what waits, and takes every whole step of it.
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
    fn what_is_counted_is_counted_in_whole_steps_and_none_is_lost() {
        let steps = Steps::new(PublicationTerms::default());
        let taken = [1, 3, 0, 1, 12, 3].map(|more| steps.add(std::iter::repeat_n((), more)).len());
        assert_eq!(taken, [0, 0, 0, 5, 10, 5]);
    }
}
