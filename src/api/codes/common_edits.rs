//! The edits of a code, first those with codes that are billed together with it. Nobody has counted them: the order is this
//! project's own.

use super::edits::{CodeEdits, FoundEdits};
use crate::api::shared::pricing_context::PricingContext;
use crate::api::wire::error::Error;
use crate::tips::partner_rank;
use crate::vocabulary::{HcpcsCode, PtpEdit, PtpIndicator};

/// The pairs that a code's page shows at first.
const COMMON_PAIRS: usize = 12;
/// The pairs of each page of all.
const PAIRS_OF_A_PAGE: usize = 66;

/// The pairs of a code's page.
pub(crate) struct CommonPairs<'a> {
    /// The other code as the reader wrote it. Then only the pairs with it are shown.
    with: Option<&'a str>,
    /// The page of all pairs, from 1. `None` shows the most common ones.
    page: Option<usize>,
}

impl<'a> CommonPairs<'a> {
    /// Reads the parameters `with` and `edits`, which is `all` or the number of a page.
    pub(crate) fn of(with: Option<&'a str>, edits: Option<&str>) -> Self {
        let page = edits.map(|text| text.parse().unwrap_or(1).max(1));
        Self { with, page }
    }
}

/// The edits of a code, those with codes that are billed together with it first.
pub(crate) struct CommonEdits<'a> {
    /// The edits that are shown, with the number of all.
    pub(crate) found: CodeEdits<'a>,
    /// The position of the first of them among all.
    pub(crate) first: usize,
    /// The numbers of the pages before and after this one.
    pub(crate) before: Option<usize>,
    pub(crate) after: Option<usize>,
    /// What the reader wrote as another code, if it is none.
    pub(crate) unreadable: Option<String>,
    /// The other code, if the loaded edits do not cover it. Then the edits of the page's code with all others are shown.
    pub(crate) unknown: Option<HcpcsCode>,
}

/// The edits of a code, those with the codes that it is most likely billed with first. Edits that no longer apply come last.
///
/// # Errors
/// [`Error::NotFound`] if neither a fee schedule nor an edit has the code.
pub(crate) fn common_edits<'a>(
    context: &PricingContext<'a>,
    hcpcs: HcpcsCode,
    shown: &CommonPairs<'_>,
) -> Result<CommonEdits<'a>, Error> {
    let found = FoundEdits::new(context.schedule, hcpcs, context.in_force.date)?;
    let with: Option<HcpcsCode> = shown.with.and_then(|text| text.parse().ok());
    let unreadable = shown.with.filter(|_| with.is_none()).map(str::to_owned);
    let unknown =
        with.filter(|code| found.state_with(None).is_loaded() && !found.state_with(Some(*code)).is_loaded());
    let with = with.filter(|code| unknown != Some(*code));
    let is_asked =
        |edit: &PtpEdit<'_>| with.is_none_or(|code| edit.column_one == code || edit.column_two == code);
    let mut pairs: Vec<PtpEdit<'a>> = found.pairs().filter(is_asked).collect();
    let medicare = context.medicare();
    let rank = |edit: &PtpEdit<'_>| {
        let partner = if edit.column_one == hcpcs { edit.column_two } else { edit.column_one };
        (edit.indicator == PtpIndicator::NotApplicable, partner_rank(&medicare, hcpcs, partner))
    };
    let count = pairs.len();
    let first = shown.page.map_or(0, |page| (page - 1).saturating_mul(PAIRS_OF_A_PAGE));
    let last = first.saturating_add(if shown.page.is_some() { PAIRS_OF_A_PAGE } else { COMMON_PAIRS });
    keep_first(&mut pairs, last, rank);
    let shown_pairs = pairs.get(first..).unwrap_or_default();
    Ok(CommonEdits {
        found: found.answer(with, count, shown_pairs),
        first,
        before: shown.page.and_then(|page| page.checked_sub(1)).filter(|page| *page > 0),
        after: shown.page.filter(|_| last < count).map(|page| page + 1),
        unreadable,
        unknown,
    })
}

/// Sorts the first items by their keys and removes the others. A code can have thousands of edits, and a page shows few.
fn keep_first<T, K: Ord>(items: &mut Vec<T>, count: usize, key: impl Fn(&T) -> K) {
    let mut keyed: Vec<(K, usize, T)> =
        items.drain(..).enumerate().map(|(at, item)| (key(&item), at, item)).collect();
    let order = |one: &(K, usize, T), other: &(K, usize, T)| (&one.0, one.1).cmp(&(&other.0, other.1));
    if count > 0 && count < keyed.len() {
        keyed.select_nth_unstable_by(count - 1, order);
        keyed.truncate(count);
    }
    keyed.sort_unstable_by(order);
    items.extend(keyed.into_iter().map(|(_, _, item)| item));
}
