//! NCCI's edits as the field names them: procedure-to-procedure pairs, unit limits (MUE), add-on codes.

use super::{AddOnType, AdjudicationIndicator, HcpcsCode, PtpIndicator};
use time::Date;

/// A procedure-to-procedure edit: of the two codes, on one day by one provider, Medicare pays column one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PtpEdit<'a> {
    /// The code that is paid.
    pub column_one: HcpcsCode,
    /// The code that is denied.
    pub column_two: HcpcsCode,
    /// The first day the edit is in force.
    pub effective: Date,
    /// The last day it is in force; `None` while it has not been deleted.
    pub deleted: Option<Date>,
    /// Whether a modifier may tell that both services are due.
    pub indicator: PtpIndicator,
    /// Whether the edit existed before 1996.
    pub before_1996: bool,
    /// Why NCCI holds the edit, in the file's words.
    pub rationale: &'a str,
}

impl PtpEdit<'_> {
    /// Whether the edit applies to services of a day: the deletion day is its last, and an edit whose indicator says that
    /// it does not apply never does.
    #[must_use]
    pub fn is_in_force_on(&self, day: Date) -> bool {
        self.indicator != PtpIndicator::NotApplicable
            && self.effective <= day
            && self.deleted.is_none_or(|deleted| day <= deleted)
    }
}

/// A medically unlikely edit: the most units of a code that Medicare pays one provider for one patient on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitLimit<'a> {
    /// The most units; some drugs are billed in tens of thousands.
    pub units: u32,
    /// How claims are held to it.
    pub adjudication: AdjudicationIndicator,
    /// Why the limit stands where it does, in the file's words.
    pub rationale: &'a str,
}

/// What an add-on code is paid beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOnRule {
    /// Who lists the primaries.
    pub kind: AddOnType,
    /// The primaries that CMS lists, in force on the day asked for, sorted.
    pub primaries: Vec<HcpcsCode>,
}
