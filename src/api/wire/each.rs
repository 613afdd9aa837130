//! Lists that are written without a list of intermediate values.

use serde::{Serialize, Serializer};

/// A list that converts each item only while it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Each<'a, T, W>(pub(crate) &'a [T], pub(crate) fn(&'a T) -> W);

impl<'a, T, W> Each<'a, T, W> {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list, if it has an item.
    pub(crate) fn non_empty(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }

    /// The converted items.
    pub(crate) fn items(&self) -> impl Iterator<Item = W> + use<'a, T, W> {
        self.0.iter().map(self.1)
    }
}

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items())
    }
}
