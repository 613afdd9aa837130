//! The modifiers of a report: those that exist, whether or not a Medicare rule uses them.

use crate::vocabulary::Modifier;

/// Whether a modifier exists.
pub(super) fn exists(modifier: Modifier) -> bool {
    modifier.known_use().is_some()
}

/// Why a text is not a modifier of a report. The error does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModifierError {
    /// It does not have two letters or digits.
    #[error("not a modifier. Write two letters or digits, such as 26 or RT")]
    Shape,
    /// There is no such modifier.
    #[error("not a modifier of CPT or HCPCS. Write one such as 26 or RT")]
    Unknown,
}

/// Parses a modifier of a report.
///
/// # Errors
/// If there is no such modifier.
pub fn billed_modifier(text: &str) -> Result<Modifier, ModifierError> {
    let modifier = text.parse().map_err(|_| ModifierError::Shape)?;
    if exists(modifier) { Ok(modifier) } else { Err(ModifierError::Unknown) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_modifiers_of_cpt_and_hcpcs_are_accepted() {
        for text in ["26", "tc", "59", "XS", "GA", "P3", "1P", "HN", "QW", "JZ", "U4", "99", "RH", "SX"] {
            assert_eq!(billed_modifier(text).unwrap().as_str(), text.to_uppercase());
        }
        for text in ["00", "01", "15", "47X", "94", "ZZ", "JO", "DO", "XR"] {
            assert!(billed_modifier(text).is_err(), "{text}");
        }
    }
}
