//! A ZIP code that lies in several localities, as an estimate answers it.

use crate::api::wire::decimal::{Dollars, Shown};
use crate::vocabulary::Locality;
use serde::Serialize;
use utoipa::ToSchema;

/// A ZIP code whose last four digits decide between localities.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct BorderZip<'a> {
    /// Why there are several.
    pub(in crate::api) detail: &'static str,
    /// The localities it may lie in, its default among them.
    pub(in crate::api) candidates: Vec<Candidate<'a>>,
    /// The least and the most that the claim's allowed amount can be among them; null where only the default is known, which `detail` tells.
    pub(in crate::api) allowed_range: Option<Range>,
}

/// A locality that a ZIP code may lie in.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Candidate<'a> {
    /// The locality.
    #[schema(value_type = String, example = "01112-05")]
    pub(in crate::api) locality: Shown<Locality>,
    /// Its name.
    pub(in crate::api) name: &'a str,
    /// What the claim's allowed amounts come to there.
    pub(in crate::api) allowed: Dollars,
}

/// A range of amounts.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Range {
    /// The least.
    pub(in crate::api) low: Dollars,
    /// The most.
    pub(in crate::api) high: Dollars,
}
