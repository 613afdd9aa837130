//! Lists that are written item by item.

use serde::{Serialize, Serializer};

/// Items that are written one by one, with no list of what is written in between.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Each<'a, T, W>(pub(crate) &'a [T], pub(crate) fn(&'a T) -> W);

impl<'a, T, W> Each<'a, T, W> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is written of each.
    pub(crate) fn items(&self) -> impl Iterator<Item = W> + use<'a, T, W> {
        self.0.iter().map(self.1)
    }
}

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items())
    }
}
