//! The edits of the National Correct Coding Initiative (NCCI): procedure-to-procedure (PTP) edits, medically unlikely edits
//! (MUE) and add-on codes.

use super::{AddOnType, AdjudicationIndicator, HcpcsCode, PtpIndicator};
use time::Date;

/// A procedure-to-procedure (PTP) edit: if one provider bills both codes on one day, Medicare pays column one only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PtpEdit<'a> {
    /// The code that is paid.
    pub column_one: HcpcsCode,
    /// The code that is denied.
    pub column_two: HcpcsCode,
    /// The first day the edit is in force.
    pub effective: Date,
    /// The last day it is in force; `None` if it was not deleted.
    pub deleted: Option<Date>,
    /// Whether a modifier allows both services.
    pub indicator: PtpIndicator,
    /// Whether the edit existed before 1996.
    pub before_1996: bool,
    /// Why NCCI has the edit, in the words of its file.
    pub rationale: &'a str,
}

impl PtpIndicator {
    /// CMS's digit as a number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::NotAllowed => 0,
            Self::Allowed => 1,
            Self::NotApplicable => 9,
        }
    }

    /// The indicator with a number; `None` if CMS has none.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|indicator| indicator.number() == number)
    }
}

impl PtpEdit<'_> {
    /// Whether the edit applies to services of a day. The deletion day is its last day. An edit with indicator 9 never
    /// applies.
    #[must_use]
    pub fn is_in_force_on(&self, day: Date) -> bool {
        self.indicator != PtpIndicator::NotApplicable
            && self.effective <= day
            && self.deleted.is_none_or(|deleted| day <= deleted)
    }
}

/// How many codes bundle a code on a day: column one is paid, and this one is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bundling {
    /// With how many of them no modifier allows both services.
    pub never: usize,
    /// With how many of them a modifier allows both services.
    pub with_modifier: usize,
}

impl Bundling {
    /// How many codes bundle it in all.
    #[must_use]
    pub const fn codes(self) -> usize {
        self.never + self.with_modifier
    }
}

/// A medically unlikely edit (MUE): the most units of a code that Medicare pays one provider for one patient on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit<'a> {
    /// The most units. Some drugs are billed in tens of thousands.
    pub units: u32,
    /// How claims are checked against it.
    pub adjudication: AdjudicationIndicator,
    /// Why the limit is what it is, in the words of CMS's file.
    pub rationale: &'a str,
}

/// The primary codes with which Medicare pays an add-on code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOnRule {
    /// Who lists the primary codes.
    pub kind: AddOnType,
    /// The primary codes that CMS lists and that are in force on the day, sorted.
    pub primaries: Vec<HcpcsCode>,
}
