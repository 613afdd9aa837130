//! The PTP edits among a toolkit's codes.

use super::Section;
use crate::pricing::{Edit, may_be_visit};
use crate::schedule::PtpEdits;
use crate::tips::{Medicare, Subject};
use crate::vocabulary::{HcpcsCode, Modifier, Money, PtpEdit, PtpIndicator};

/// A pair of codes: Medicare pays one of them.
#[derive(Clone, Debug)]
pub struct BundlingConflict {
    /// The code that is paid.
    pub column_one: HcpcsCode,
    /// The code that is denied.
    pub column_two: HcpcsCode,
    /// Whether a modifier can make both payable.
    pub indicator: PtpIndicator,
    /// Why NCCI has the edit, in the words of its file.
    pub rationale: String,
    /// What may be done.
    pub advice: &'static str,
    /// The modifiers that may apply, each with its condition.
    pub modifiers: &'static [(Modifier, &'static str)],
    /// What column two is allowed alone, at its usual place.
    pub at_stake: Option<Money>,
}

/// The edits between the codes on the day, in the order of the codes.
pub(super) fn bundling_conflicts(
    codes: &[HcpcsCode],
    edits: &PtpEdits<'_>,
    medicare: Medicare<'_>,
) -> Section<BundlingConflict> {
    let mut rows = Vec::new();
    for (position, one) in codes.iter().enumerate() {
        for other in codes.iter().skip(position + 1) {
            rows.extend(edits.between(*one, *other).map(|edit| conflict(&edit, medicare)));
        }
    }
    Section {
        release: Some(edits.release().label.clone()),
        is_older: edits.is_older(),
        unknown: codes.iter().copied().filter(|code| !edits.covers(*code)).collect(),
        rows,
    }
}

fn conflict(edit: &PtpEdit<'_>, medicare: Medicare<'_>) -> BundlingConflict {
    let PtpEdit { column_one, column_two, effective, deleted, indicator, rationale, .. } = *edit;
    let rationale = rationale.to_owned();
    let edit = Edit::Ptp {
        column_one,
        column_two,
        indicator,
        effective,
        deleted,
        rationale: rationale.clone(),
        is_ring: false,
        is_of_visit: [column_one, column_two].iter().any(|code| may_be_visit(medicare.rates.law, *code)),
    };
    let resolution = edit.resolution();
    BundlingConflict {
        column_one,
        column_two,
        indicator,
        rationale,
        advice: resolution.advice,
        modifiers: resolution.modifiers,
        at_stake: Subject::new(column_two, medicare)
            .and_then(|subject| subject.plain.price().map(|price| price.allowed)),
    }
}
