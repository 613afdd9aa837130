//! Rows of PTP edits on their way into a table.

use super::Day;
use super::ptp_edit::{PackedEdit, TooLarge};
use crate::vocabulary::{HcpcsCode, PtpIndicator};

/// Rows of PTP edits. Each names its rationale by number, because CMS has only about twelve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PtpRows {
    edits: Vec<PackedEdit>,
    rationales: Vec<String>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct PtpRow<'a> {
    /// Column one and column two.
    pub columns: [HcpcsCode; 2],
    /// The first day.
    pub effective: Day,
    /// The last day of an edit that was deleted.
    pub deleted: Option<Day>,
    /// Whether a modifier may allow both services.
    pub indicator: PtpIndicator,
    /// Whether the edit existed before 1996.
    pub before_1996: bool,
    /// Why NCCI has the edit.
    pub rationale: &'a str,
}

impl PtpRows {
    /// Adds a row.
    ///
    /// # Errors
    /// If its rationale is the 257th.
    pub fn push(&mut self, row: PtpRow<'_>) -> Result<(), TooLarge> {
        let rationale = self.number_of(row.rationale)?;
        let PtpRow { columns, effective, deleted, indicator, before_1996, .. } = row;
        self.edits.push(PackedEdit::new(columns, effective, deleted, indicator, before_1996, rationale));
        Ok(())
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edits.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }

    /// The edits of several parts with one list of rationales.
    pub(super) fn merged(
        parts: impl IntoIterator<Item = Self>,
    ) -> Result<(Vec<PackedEdit>, Vec<String>), TooLarge> {
        let mut all = Self::default();
        for part in parts {
            let numbers: Vec<u8> =
                part.rationales.iter().map(|text| all.number_of(text)).collect::<Result<_, _>>()?;
            all.edits.reserve(part.edits.len());
            all.edits.extend(part.edits.into_iter().map(|edit| renumbered(edit, &numbers)));
        }
        Ok((all.edits, all.rationales))
    }

    fn number_of(&mut self, rationale: &str) -> Result<u8, TooLarge> {
        let known = self.rationales.iter().position(|known| known == rationale);
        let number =
            u8::try_from(known.unwrap_or(self.rationales.len())).map_err(|_| TooLarge::Rationales)?;
        if known.is_none() {
            self.rationales.push(rationale.to_owned());
        }
        Ok(number)
    }
}

fn renumbered(edit: PackedEdit, numbers: &[u8]) -> PackedEdit {
    let number = numbers.get(usize::from(edit.rationale())).copied();
    edit.with_rationale(number.unwrap_or(edit.rationale()))
}

/// Numbers the rationales of edits in alphabetical order, and returns them in that order.
pub(super) fn number_rationales(edits: &mut [PackedEdit], rationales: &[String]) -> Vec<String> {
    let mut is_used = [false; 256];
    for edit in edits.iter() {
        if let Some(used) = is_used.get_mut(usize::from(edit.rationale())) {
            *used = true;
        }
    }
    let used = rationales.iter().zip(is_used).filter(|(_, is_used)| *is_used);
    let mut sorted: Vec<String> = used.map(|(text, _)| text.clone()).collect();
    sorted.sort_unstable();
    sorted.dedup();
    let number =
        |text: &String| u8::try_from(sorted.partition_point(|known| known < text)).unwrap_or(u8::MAX);
    let numbers: Vec<u8> = rationales.iter().map(number).collect();
    if (0..=u8::MAX).zip(&numbers).any(|(old, new)| old != *new) {
        edits.iter_mut().for_each(|edit| *edit = renumbered(*edit, &numbers));
    }
    sorted
}
