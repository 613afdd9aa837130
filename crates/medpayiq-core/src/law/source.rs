//! The law or CMS text that sets a value.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The law or CMS text that a value is from.
///
/// Each step of a trace holds one, and steps are copied and outlive the law they came from. So every text is kept for the
/// life of the program, once: there are a few hundred, they are short, and reading the law again brings the same ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Source(&'static str);

static KNOWN: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

impl Source {
    /// The source that a text names.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(same) = known.get(text) {
            return Self(same);
        }
        let kept: &'static str = Box::leak(text.to_owned().into_boxed_str());
        known.insert(kept);
        Self(kept)
    }

    /// The text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let again = String::from("42 CFR 414.46, as a test names it");
        let (first, second) = (Source::new("42 CFR 414.46, as a test names it"), Source::new(&again));
        assert!(std::ptr::eq(first.as_str(), second.as_str()));
    }
}
