//! A ZIP code that spans several localities: what the claim would be allowed in each of them.

use crate::api::wire::decimal::{Dollars, Shown};
use crate::schedule::Located;
use crate::schedule::content::LocalityIndices;
use crate::vocabulary::{Locality, Money};
use serde::Serialize;
use utoipa::ToSchema;

const SEVERAL_CANDIDATES: &str = "The ZIP code spans several localities, and its last four digits decide. CMS's \
     file of nine-digit ZIP codes is not loaded, so the default locality was priced. The candidates are the localities of \
     nearby ZIP codes. If you know the right one, send it as locality.";

const ONE_CANDIDATE: &str = "The ZIP code spans several localities, and its last four digits decide. CMS's file of \
     nine-digit ZIP codes is not loaded, so the default locality was priced. The other localities are unknown, because all \
     nearby ZIP codes of the state have the same one, so no range can be given. If you know the right one, send it as \
     locality.";

/// A ZIP code that spans several localities. Its last four digits decide between them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BorderZip<'a> {
    /// Why there are several localities, and what was priced.
    pub(crate) detail: &'static str,
    /// The localities that the ZIP code may belong to, among them its default.
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// The lowest and the highest amount that the claim may be allowed. Null if only the default locality is known.
    #[schema(required = true)]
    pub(crate) allowed_range: Option<Range>,
}

/// A locality that a ZIP code may belong to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Candidate<'a> {
    /// The locality.
    #[schema(value_type = String, example = "01112-05")]
    pub(crate) locality: Shown<Locality>,
    /// Its name.
    pub(crate) name: &'a str,
    /// What the claim would be allowed there.
    pub(crate) allowed: Dollars,
}

/// A range of amounts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Range {
    /// The lowest amount.
    pub(crate) low: Dollars,
    /// The highest amount.
    pub(crate) high: Dollars,
}

impl<'a> BorderZip<'a> {
    /// Prices a claim in every locality that its ZIP code may belong to. Returns `None` if there is none.
    pub(in crate::api) fn price(
        candidates: &[&'a LocalityIndices],
        allowed_at: impl Fn(&Located<'a>) -> Money,
    ) -> Option<Self> {
        let priced = candidates.iter().map(|candidate| (*candidate, allowed_at(&Located::at(candidate))));
        let priced: Vec<_> = priced.collect();
        let has_several = priced.len() > 1;
        let low = priced.iter().map(|(_, allowed)| *allowed).min()?;
        let high = priced.iter().map(|(_, allowed)| *allowed).max().unwrap_or(Money::ZERO);
        let candidates = priced.into_iter().map(|(row, allowed)| Candidate {
            locality: Shown(row.locality),
            name: &row.name,
            allowed: Shown(allowed),
        });
        Some(Self {
            detail: if has_several { SEVERAL_CANDIDATES } else { ONE_CANDIDATE },
            candidates: candidates.collect(),
            allowed_range: has_several.then_some(Range { low: Shown(low), high: Shown(high) }),
        })
    }
}
