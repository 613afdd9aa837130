//! What is billed for one side of a service with one fee for both sides (bilateral indicator 2).

use crate::law::{Provisions, is_listed};
use crate::vocabulary::HcpcsCode;
use std::fmt;

/// What is billed for one side of a service with one fee for both. Its text says how the sides of one unit are billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneSide {
    /// The same code: it is for one side or for both.
    SameCode,
    /// Another code.
    OtherCode(HcpcsCode),
    /// The same code with modifier 52.
    Reduced,
    /// The law does not say.
    Unknown,
}

impl OneSide {
    /// What is billed for one side of this code, by the lists of the law.
    #[must_use]
    pub fn of(law: &Provisions, hcpcs: HcpcsCode) -> Self {
        let listed = law.one_side_codes.as_ref().ok().and_then(|codes| codes.of(hcpcs)?.first());
        match listed {
            Some(own) if *own == hcpcs => Self::SameCode,
            Some(own) => Self::OtherCode(*own),
            None if is_listed(&law.services_of_both_sides, hcpcs) => Self::Reduced,
            None => Self::Unknown,
        }
    }
}

impl fmt::Display for OneSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameCode => f.write_str("One unit is for one side or for both."),
            Self::OtherCode(code) => write!(f, "One unit is for both sides. For one side bill {code}."),
            Self::Reduced => {
                f.write_str("One unit is for both sides. If only one side was done, add modifier 52.")
            }
            Self::Unknown => f.write_str("One unit is for the whole service, on both sides if it has two."),
        }
    }
}
