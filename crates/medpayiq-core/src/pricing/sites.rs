//! The sites of the body that anatomic modifiers name.

use crate::vocabulary::Modifier;
use std::ops::BitAnd;

/// A kind of site that a modifier can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// The right or the left side: RT and LT.
    Side,
    /// An eyelid: E1 to E4.
    Eyelid,
    /// A finger: FA, F1 to F9.
    Finger,
    /// A toe: TA, T1 to T9.
    Toe,
    /// A coronary artery: LC, LD, LM, RC, RI.
    CoronaryArtery,
}

impl Site {
    /// Every kind, in the order of texts.
    pub(super) const ALL: [Self; 5] =
        [Self::Side, Self::Eyelid, Self::Finger, Self::Toe, Self::CoronaryArtery];

    /// The kind of site that a modifier names; `None` if it names none.
    pub(super) fn of(modifier: Modifier) -> Option<Self> {
        match &modifier.bytes() {
            b"LT" | b"RT" => Some(Self::Side),
            b"E1" | b"E2" | b"E3" | b"E4" => Some(Self::Eyelid),
            b"FA" | b"F1" | b"F2" | b"F3" | b"F4" | b"F5" | b"F6" | b"F7" | b"F8" | b"F9" => {
                Some(Self::Finger)
            }
            b"TA" | b"T1" | b"T2" | b"T3" | b"T4" | b"T5" | b"T6" | b"T7" | b"T8" | b"T9" => Some(Self::Toe),
            b"LC" | b"LD" | b"LM" | b"RC" | b"RI" => Some(Self::CoronaryArtery),
            _ => None,
        }
    }

    /// Its modifiers, as a sentence names them.
    pub(super) const fn modifiers(self) -> &'static str {
        match self {
            Self::Side => "RT and LT",
            Self::Eyelid => "E1 to E4",
            Self::Finger => "FA and F1 to F9",
            Self::Toe => "TA and T1 to T9",
            Self::CoronaryArtery => "LC, LD, LM, RC and RI",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Side => 1,
            Self::Eyelid => 2,
            Self::Finger => 4,
            Self::Toe => 8,
            Self::CoronaryArtery => 16,
        }
    }
}

/// Some kinds of sites, such as those that both services of an edit can be furnished on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sites(u8);

impl Sites {
    /// Whether the kind is among them.
    #[must_use]
    pub const fn has(self, site: Site) -> bool {
        self.0 & site.bit() != 0
    }

    /// The modifiers of all of them, as a sentence names them; `None` if there are none.
    pub(super) fn modifiers(self) -> Option<String> {
        let named: Vec<&str> =
            Site::ALL.into_iter().filter(|site| self.has(*site)).map(Site::modifiers).collect();
        let (last, others) = named.split_last()?;
        Some(if others.is_empty() { (*last).to_owned() } else { format!("{}, or {last}", others.join(", ")) })
    }
}

/// The kinds of sites that are in both.
impl BitAnd for Sites {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl FromIterator<Site> for Sites {
    fn from_iter<I: IntoIterator<Item = Site>>(sites: I) -> Self {
        Self(sites.into_iter().fold(0, |bits, site| bits | site.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_named_in_one_sentence() {
        let named = |sites: &[Site]| sites.iter().copied().collect::<Sites>().modifiers();
        assert_eq!(named(&[]), None);
        assert_eq!(named(&[Site::Toe]).as_deref(), Some("TA and T1 to T9"));
        assert_eq!(named(&[Site::Toe, Site::Side]).as_deref(), Some("RT and LT, or TA and T1 to T9"));
        let all: Sites = Site::ALL.into_iter().collect();
        assert!(Site::ALL.into_iter().all(|site| all.has(site)));
        assert!(!Sites::default().has(Site::Side));
    }
}
