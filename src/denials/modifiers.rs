//! The modifiers of a report: those that exist, whether a rule of Medicare reads them or not.

use crate::vocabulary::Modifier;

/// Whether a modifier exists.
pub(super) fn exists(modifier: Modifier) -> bool {
    modifier.known_use().is_some()
}

/// Why a text is no modifier of a report. The text itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModifierError {
    /// It is not of the form.
    #[error("not a modifier: expected two letters or digits, such as 26 or RT")]
    Shape,
    /// There is no such modifier.
    #[error("no modifier of CPT or HCPCS, such as 26 or RT")]
    Unknown,
}

/// Reads a modifier of a report: one that exists.
///
/// # Errors
/// When there is no such modifier.
pub fn billed_modifier(text: &str) -> Result<Modifier, ModifierError> {
    let modifier = text.parse().map_err(|_| ModifierError::Shape)?;
    if exists(modifier) { Ok(modifier) } else { Err(ModifierError::Unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_modifier_exists_or_it_does_not() {
        for text in ["26", "tc", "59", "XS", "GA", "P3", "1P", "HN", "QW", "JZ", "U4", "99", "RH", "SX"] {
            assert_eq!(billed_modifier(text).unwrap().as_str(), text.to_uppercase());
        }
        for text in ["00", "01", "15", "47X", "94", "ZZ", "JO", "DO", "XR"] {
            assert!(billed_modifier(text).is_err(), "{text}");
        }
    }
}
