//! The lines of a claim by their codes.

use super::line_set::LineSet;
use crate::vocabulary::{ClaimLine, HcpcsCode};

/// The lines of each code of a claim, sorted by code. Edits are between codes, so rules ask for lines by code.
#[derive(Clone, Debug, Default)]
pub(super) struct LinesByCode(Vec<(HcpcsCode, LineSet)>);

impl LinesByCode {
    pub(super) fn of(lines: &[ClaimLine]) -> Self {
        let mut codes: Vec<(HcpcsCode, LineSet)> =
            lines.iter().enumerate().map(|(position, line)| (line.hcpcs(), LineSet::of(position))).collect();
        codes.sort_unstable_by_key(|(code, _)| *code);
        codes.dedup_by(|(code, lines), (kept, all)| {
            let is_same = code == kept;
            if is_same {
                *all = *all | *lines;
            }
            is_same
        });
        Self(codes)
    }

    /// The lines of a code.
    pub(super) fn lines_of(&self, hcpcs: HcpcsCode) -> LineSet {
        let found = self.0.binary_search_by_key(&hcpcs, |(code, _)| *code).ok();
        found.and_then(|position| self.0.get(position)).map_or(LineSet::EMPTY, |(_, lines)| *lines)
    }

    /// The lines with one of these codes, which are sorted.
    pub(super) fn lines_among(&self, codes: &[HcpcsCode]) -> LineSet {
        let among = self.0.iter().filter(|(code, _)| codes.binary_search(code).is_ok());
        among.fold(LineSet::EMPTY, |all, (_, lines)| all | *lines)
    }
}
