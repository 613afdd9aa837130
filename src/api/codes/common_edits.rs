//! The edits of a code that billers meet most often.

use super::edits::{CodeEdits, FoundEdits, MOST_PAIRS};
use crate::api::shared::pricing_context::PricingContext;
use crate::api::wire::error::Error;
use crate::tips::partner_rank;
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};

/// The pairs of a code's page.
pub(crate) struct CommonPairs {
    /// Return only the pairs with this other code.
    pub(crate) with: Option<HcpcsCode>,
    /// Return as many pairs as one page of the API can have. If not, the most common ones.
    pub(crate) shows_all: bool,
}

/// The edits of a code, those with the codes that it is most likely billed with first. Edits that no longer apply come last.
///
/// # Errors
/// [`Error::NotFound`] if neither a fee schedule nor an edit has the code.
pub(crate) fn common_edits<'a>(
    context: &PricingContext<'a>,
    hcpcs: HcpcsCode,
    shown: &CommonPairs,
) -> Result<CodeEdits<'a>, Error> {
    /// The pairs that a code's page shows at first.
    const COMMON_PAIRS: usize = 12;
    let found = FoundEdits::new(context.schedule, hcpcs, context.in_force.date)?;
    let is_asked =
        |edit: &PtpEdit<'_>| shown.with.is_none_or(|code| edit.column_one == code || edit.column_two == code);
    let mut pairs: Vec<PtpEdit<'a>> = found.pairs().filter(is_asked).collect();
    let medicare = context.medicare();
    pairs.sort_by_cached_key(|edit| {
        let partner = if edit.column_one == hcpcs { edit.column_two } else { edit.column_one };
        (edit.indicator == PtpIndicator::NotApplicable, partner_rank(&medicare, hcpcs, partner))
    });
    let count = pairs.len();
    pairs.truncate(if shown.shows_all { MOST_PAIRS } else { COMMON_PAIRS });
    Ok(found.answer(shown.with, count, &pairs))
}
