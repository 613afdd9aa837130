//! Rows of one pair of codes with days in common.

use super::PtpTable;
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};

/// How many rows of one pair have days in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlaps {
    /// How many pairs of rows have the same indicator.
    pub agreeing: usize,
    /// The columns of each pair of rows with different indicators.
    pub contradictory: Vec<[HcpcsCode; 2]>,
}

impl PtpTable {
    /// The rows for the same codes and days as another row. Rows that never apply do not count.
    #[must_use]
    pub fn overlaps(&self) -> Overlaps {
        let mut overlaps = Overlaps::default();
        let mut pair: Vec<PtpEdit<'_>> = Vec::new();
        for (edit, _) in self.iter().filter(|(edit, _)| edit.indicator != PtpIndicator::NotApplicable) {
            pair.retain(|earlier| {
                (earlier.column_one, earlier.column_two) == (edit.column_one, edit.column_two)
            });
            for earlier in pair.iter().filter(|earlier| share_a_day(earlier, &edit)) {
                if earlier.indicator == edit.indicator {
                    overlaps.agreeing += 1;
                } else {
                    overlaps.contradictory.push([edit.column_one, edit.column_two]);
                }
            }
            pair.push(edit);
        }
        overlaps
    }
}

/// Whether both are in force on some day. `earlier` begins on the same day or before.
fn share_a_day(earlier: &PtpEdit<'_>, later: &PtpEdit<'_>) -> bool {
    earlier.deleted.is_none_or(|deleted| later.effective <= deleted)
        && later.deleted.is_none_or(|deleted| later.effective <= deleted)
}
