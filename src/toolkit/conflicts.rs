//! The PTP edits among a toolkit's codes.

use super::Section;
use crate::pricing::{Edit, may_be_visit};
use crate::schedule::PtpEdits;
use crate::tips::{Medicare, Subject};
use crate::vocabulary::{HcpcsCode, Modifier, Money, PtpEdit, PtpIndicator};

/// A pair of codes of which Medicare pays one.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// The code that is paid.
    pub column_one: HcpcsCode,
    /// The code that is denied.
    pub column_two: HcpcsCode,
    /// Whether a modifier may tell that both services are due.
    pub indicator: PtpIndicator,
    /// Why NCCI holds the edit, in the file's words.
    pub rationale: String,
    /// What may be done.
    pub advice: &'static str,
    /// The modifiers that may be true, each with its condition.
    pub modifiers: &'static [(Modifier, &'static str)],
    /// What column two is allowed alone, where it is usually furnished.
    pub at_stake: Option<Money>,
}

/// The edits between the codes on the day, by the order of the codes.
pub(super) fn among(codes: &[HcpcsCode], edits: &PtpEdits<'_>, medicare: Medicare<'_>) -> Section<Conflict> {
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

fn conflict(edit: &PtpEdit<'_>, medicare: Medicare<'_>) -> Conflict {
    let PtpEdit { column_one, column_two, effective, deleted, indicator, rationale, .. } = *edit;
    let rationale = rationale.to_owned();
    let touched = Edit::Ptp {
        column_one,
        column_two,
        indicator,
        effective,
        deleted,
        rationale: rationale.clone(),
        is_ring: false,
        is_of_visit: [column_one, column_two].iter().any(|code| may_be_visit(medicare.rates.law, *code)),
    };
    let resolution = touched.resolution();
    Conflict {
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
