//! Work on several files at once.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread::{available_parallelism, scope};

/// How many archives are read at once. Each is in memory until it is read.
pub(super) fn cores() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// Calls a function with each item, each on a thread of its own. Returns the results in the order of the items.
pub(super) fn in_parallel<T: Send, R: Send>(
    items: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    scope(|threads| {
        let work = &work;
        let running: Vec<_> = items.into_iter().map(|item| threads.spawn(move || work(item))).collect();
        running.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    })
}
