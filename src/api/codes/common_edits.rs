//! The edits of a code that billers meet most often.

use super::edits::{CodeEdits, FoundEdits, MOST_PAIRS, first_row_amounts};
use crate::api::wire::error::Error;
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};
use std::cmp::Reverse;
use time::Date;

/// The pairs of a code's page.
pub(crate) struct CommonPairs {
    /// Return only the pairs with this other code.
    pub(crate) with: Option<HcpcsCode>,
    /// Return as many pairs as one page of the API can have. If not, the most common ones.
    pub(crate) shows_all: bool,
}

/// The edits of a code, pairs with common codes first: those with an explanation, which are the most billed, and of them those
/// with the most money at stake. Pairs of anesthesia with other services come last, because one practitioner rarely bills both.
///
/// # Errors
/// [`Error::NotFound`] if neither a fee schedule nor an edit has the code.
pub(crate) fn common_edits<'a>(
    schedule: &'a Schedule,
    hcpcs: HcpcsCode,
    day: Date,
    shown: &CommonPairs,
) -> Result<CodeEdits<'a>, Error> {
    /// The pairs that a code's page shows at first.
    const COMMON_PAIRS: usize = 12;
    let found = FoundEdits::new(schedule, hcpcs, day)?;
    let is_asked =
        |edit: &PtpEdit<'_>| shown.with.is_none_or(|code| edit.column_one == code || edit.column_two == code);
    let mut pairs: Vec<PtpEdit<'a>> = found.pairs().filter(is_asked).collect();
    let at_stake = |edit: &PtpEdit<'_>| {
        let amounts = first_row_amounts(found.prices.as_ref()?, edit.column_two)?;
        Some(amounts.non_facility.0.max(amounts.facility.0))
    };
    pairs.sort_by_cached_key(|edit| {
        let partner = if edit.column_one == hcpcs { edit.column_two } else { edit.column_one };
        let is_over = edit.indicator == PtpIndicator::NotApplicable;
        let is_other_field = is_anesthesia(partner) != is_anesthesia(hcpcs);
        (is_over, is_other_field, schedule.explanation(partner).is_none(), Reverse(at_stake(edit)), partner)
    });
    let count = pairs.len();
    pairs.truncate(if shown.shows_all { MOST_PAIRS } else { COMMON_PAIRS });
    Ok(found.answer(shown.with, count, &pairs))
}

/// Whether a code is of CPT's section of anesthesia: 00100 to 01999.
fn is_anesthesia(hcpcs: HcpcsCode) -> bool {
    hcpcs.as_str().starts_with('0') && hcpcs.as_str().ends_with(|last: char| last.is_ascii_digit())
}
