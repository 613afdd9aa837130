//! The NCCI edits that concern one claim. They are looked up before any rule runs.

use crate::vocabulary::{AddOnRule, HcpcsCode, PtpEdit, Quarter, UnitLimit};
use std::collections::BTreeSet;

/// The edits in force on a claim's day that concern its codes, by kind; `None` if no edits of the kind are loaded for the day.
#[derive(Clone, Debug, Default)]
pub struct ClaimEdits<'a> {
    /// Procedure-to-procedure (PTP) edits between the claim's codes.
    pub ptp: Option<LoadedEdits<PtpEdit<'a>>>,
    /// Medically unlikely edits (MUE) of the claim's codes.
    pub unit_limits: Option<LoadedEdits<(HcpcsCode, UnitLimit<'a>)>>,
    /// The primary codes of the claim's add-on codes.
    pub add_ons: Option<LoadedEdits<(HcpcsCode, AddOnRule)>>,
}

impl ClaimEdits<'_> {
    /// The quarter of the edits that answers cite: that of the procedure-to-procedure edits, if they are loaded.
    #[must_use]
    pub fn quarter(&self) -> Option<Quarter> {
        let ptp = self.ptp.as_ref().map(|edits| edits.quarter);
        let unit_limits = self.unit_limits.as_ref().map(|edits| edits.quarter);
        ptp.or(unit_limits).or(self.add_ons.as_ref().map(|edits| edits.quarter))
    }

    /// The codes of the claim that the loaded edits, an extract, do not cover.
    #[must_use]
    pub fn unknown_codes(&self) -> BTreeSet<HcpcsCode> {
        let ptp = self.ptp.iter().flat_map(|edits| &edits.unknown);
        let unit_limits = self.unit_limits.iter().flat_map(|edits| &edits.unknown);
        let add_ons = self.add_ons.iter().flat_map(|edits| &edits.unknown);
        ptp.chain(unit_limits).chain(add_ons).copied().collect()
    }
}

/// The edits of one kind, from the release that applies to the claim's day.
#[derive(Clone, Debug)]
pub struct LoadedEdits<T> {
    /// The quarter that they were published for.
    pub quarter: Quarter,
    /// Whether it is older than the quarter of the day. Then later edits are missing.
    pub is_older: bool,
    /// Codes of the claim that the release, an extract, does not cover.
    pub unknown: Vec<HcpcsCode>,
    /// The edits that concern the claim, each once.
    pub found: Vec<T>,
}

impl<T> LoadedEdits<T> {
    /// Whether the release covers a code.
    #[must_use]
    pub fn knows(&self, hcpcs: HcpcsCode) -> bool {
        !self.unknown.contains(&hcpcs)
    }
}

impl<T> LoadedEdits<(HcpcsCode, T)> {
    /// The edit of a code.
    pub(super) fn of(&self, hcpcs: HcpcsCode) -> Option<&T> {
        self.found.iter().find(|(code, _)| *code == hcpcs).map(|(_, value)| value)
    }
}
