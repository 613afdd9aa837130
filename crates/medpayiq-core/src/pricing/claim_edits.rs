//! NCCI's edits that concern one claim, looked up before any rule runs.

use crate::vocabulary::{AddOnRule, HcpcsCode, PtpEdit, Quarter, UnitLimit};
use std::collections::BTreeSet;

/// The edits in force on a claim's day that concern its codes, by kind; `None` where no edits of the kind are loaded for
/// the day.
#[derive(Clone, Debug, Default)]
pub struct ClaimEdits<'a> {
    /// Procedure-to-procedure edits between the claim's codes.
    pub ptp: Option<LoadedEdits<PtpEdit<'a>>>,
    /// Medically unlikely edits of the claim's codes.
    pub unit_limits: Option<LoadedEdits<(HcpcsCode, UnitLimit<'a>)>>,
    /// What the add-on codes of the claim are paid beside.
    pub add_ons: Option<LoadedEdits<(HcpcsCode, AddOnRule)>>,
}

impl ClaimEdits<'_> {
    /// The quarter of the edits, as answers cite it: that of the procedure-to-procedure edits where they are loaded.
    #[must_use]
    pub fn quarter(&self) -> Option<Quarter> {
        let ptp = self.ptp.as_ref().map(|edits| edits.quarter);
        let unit_limits = self.unit_limits.as_ref().map(|edits| edits.quarter);
        ptp.or(unit_limits).or(self.add_ons.as_ref().map(|edits| edits.quarter))
    }

    /// The codes of the claim of which loaded edits, an extract, say nothing.
    #[must_use]
    pub fn unknown_codes(&self) -> BTreeSet<HcpcsCode> {
        let ptp = self.ptp.iter().flat_map(|edits| &edits.unknown);
        let unit_limits = self.unit_limits.iter().flat_map(|edits| &edits.unknown);
        let add_ons = self.add_ons.iter().flat_map(|edits| &edits.unknown);
        ptp.chain(unit_limits).chain(add_ons).copied().collect()
    }
}

/// The edits of one kind, from the release in force on the claim's day.
#[derive(Clone, Debug)]
pub struct LoadedEdits<T> {
    /// The quarter that they were published for.
    pub quarter: Quarter,
    /// Whether it is older than the day's, so that later edits are missing.
    pub is_older: bool,
    /// Codes of the claim of which the release, an extract, says nothing.
    pub unknown: Vec<HcpcsCode>,
    /// Those that concern the claim; none twice.
    pub found: Vec<T>,
}

impl<T> LoadedEdits<T> {
    /// Whether the release says all there is to say of a code.
    #[must_use]
    pub fn knows(&self, hcpcs: HcpcsCode) -> bool {
        !self.unknown.contains(&hcpcs)
    }
}

impl<T> LoadedEdits<(HcpcsCode, T)> {
    /// What is found of a code.
    pub(super) fn of(&self, hcpcs: HcpcsCode) -> Option<&T> {
        self.found.iter().find(|(code, _)| *code == hcpcs).map(|(_, value)| value)
    }
}
