//! A refusal as the published vocabulary shows it.

use super::refusal_kind::RefusalKind;

/// A refusal in the published vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedRefusal {
    /// Its machine code. Several refusals can have the same.
    pub code: &'static str,
    /// Its text, with the names of its values in braces.
    pub text: &'static str,
    /// The result of a line with it.
    pub kind: RefusalKind,
    /// The law or CMS text that orders it.
    pub source: &'static str,
}
