//! A tip as its file or its row in the database holds it, before it is checked.

use time::Date;

/// A tip before it is checked: its values are still text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TipRecord {
    /// Its name, such as `joint-injection-drug`.
    pub id: String,
    /// The codes that it is about.
    pub codes: Vec<String>,
    /// What to do. `{claim}` and `{compared_with}` become amounts.
    pub text: String,
    /// The name of an [`Effect`](super::Effect).
    pub effect: String,
    /// `cms_rule`, `computed` or `editorial`.
    pub evidence: String,
    /// The CMS document of a rule.
    pub document: Option<String>,
    /// The part of that document.
    pub section: Option<String>,
    /// A hypothetical claim in one line, such as `20610+code-25 @22`.
    pub claim: Option<String>,
    /// The claim that it is compared with.
    pub compared_with: Option<String>,
    /// The line of both claims that the figures are about, from 1.
    pub line: Option<u32>,
    /// The name of a [`Measure`](super::Measure).
    pub measure: Option<String>,
    /// The day on which the tip was last checked.
    pub reviewed: Date,
}

/// A value of a [`TipRecord`] that is not valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// The name of the field.
    pub field: &'static str,
    /// What is wrong, and what to write instead.
    pub detail: String,
}
