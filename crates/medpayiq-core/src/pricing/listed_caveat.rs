//! A caveat as the published vocabulary shows it.

use super::level::Level;

/// A caveat in the published vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedCaveat {
    /// Its machine code. Several caveats can have the same.
    pub code: &'static str,
    /// Its text, with the names of its values in braces.
    pub text: &'static str,
    /// The highest level of confidence with it.
    pub level: Level,
    /// Whether answers also list it as a warning.
    pub is_warning: bool,
}
