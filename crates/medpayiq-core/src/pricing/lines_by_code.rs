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
        self.in_turn().lines_of(hcpcs)
    }

    /// The same for one code after another. Codes that are asked for in their order are found without a search.
    pub(super) fn in_turn(&self) -> InTurn<'_> {
        InTurn { codes: &self.0, next: 0 }
    }

    /// The lines with one of these codes, which are sorted.
    pub(super) fn lines_among(&self, codes: &[HcpcsCode]) -> LineSet {
        let among = self.0.iter().filter(|(code, _)| codes.binary_search(code).is_ok());
        among.fold(LineSet::EMPTY, |all, (_, lines)| all | *lines)
    }
}

/// The lines of one code after another.
pub(super) struct InTurn<'a> {
    codes: &'a [(HcpcsCode, LineSet)],
    /// The position of the code after the one that was asked for.
    next: usize,
}

impl InTurn<'_> {
    /// The lines of a code.
    pub(super) fn lines_of(&mut self, hcpcs: HcpcsCode) -> LineSet {
        let is_next = self.codes.get(self.next).is_some_and(|(code, _)| *code == hcpcs);
        let found =
            if is_next { Ok(self.next) } else { self.codes.binary_search_by_key(&hcpcs, |(code, _)| *code) };
        let Ok(position) = found else { return LineSet::EMPTY };
        self.next = position + 1;
        self.codes.get(position).map_or(LineSet::EMPTY, |(_, lines)| *lines)
    }
}
