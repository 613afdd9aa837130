//! NCCI's edits that concern one claim, looked up before any rule runs.

use crate::vocabulary::{AddOnRule, HcpcsCode, PtpEdit, UnitLimit};

/// The edits in force on a claim's day that concern its codes, by kind; `None` where no edits of the kind are loaded for
/// the day.
#[derive(Clone, Debug, Default)]
pub struct ClaimEdits<'a> {
    /// Procedure-to-procedure edits between the claim's codes.
    pub ptp: Option<LoadedEdits<'a, PtpEdit<'a>>>,
    /// Medically unlikely edits of the claim's codes.
    pub unit_limits: Option<LoadedEdits<'a, (HcpcsCode, UnitLimit<'a>)>>,
    /// What the add-on codes of the claim are paid beside.
    pub add_ons: Option<LoadedEdits<'a, (HcpcsCode, AddOnRule)>>,
}

impl<'a> ClaimEdits<'a> {
    /// The quarter of the edits, as answers cite it: that of the procedure-to-procedure edits where they are loaded.
    #[must_use]
    pub fn release(&self) -> Option<&'a str> {
        let ptp = self.ptp.as_ref().map(|edits| edits.release);
        let unit_limits = self.unit_limits.as_ref().map(|edits| edits.release);
        ptp.or(unit_limits).or(self.add_ons.as_ref().map(|edits| edits.release))
    }
}

/// The edits of one kind, from the release in force on the claim's day.
#[derive(Clone, Debug)]
pub struct LoadedEdits<'a, T> {
    /// The release that they are from.
    pub release: &'a str,
    /// Whether it is of an older quarter than the day, so that later edits are missing.
    pub is_older: bool,
    /// Codes of the claim that the release, an extract, says nothing of.
    pub unknown: Vec<HcpcsCode>,
    /// Those that concern the claim; none twice.
    pub found: Vec<T>,
}

impl<T> LoadedEdits<'_, T> {
    /// Whether the release says all there is to say of a code.
    #[must_use]
    pub fn knows(&self, hcpcs: HcpcsCode) -> bool {
        !self.unknown.contains(&hcpcs)
    }
}

impl<T> LoadedEdits<'_, (HcpcsCode, T)> {
    /// What is found of a code.
    pub(super) fn of(&self, hcpcs: HcpcsCode) -> Option<&T> {
        self.found.iter().find(|(code, _)| *code == hcpcs).map(|(_, value)| value)
    }
}
