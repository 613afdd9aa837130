//! What billers reported about the codes of a toolkit, as far as it may be published.

use crate::denials::{PublicationTerms, PublishedDenials};
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;

/// The reported denials of a toolkit's codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// How many reports a code needs to be shown.
    pub threshold: u32,
    /// What may be published about each code, in the order asked for; `None` for a code with too few reports. The whole is
    /// `None` if the database did not answer: then nothing is known.
    pub codes: Option<Vec<(HcpcsCode, Option<PublishedDenials>)>>,
}

impl Reported {
    /// The reported denials of these codes; `published` is `None` if the database did not answer.
    #[must_use]
    pub fn for_codes(
        codes: &[HcpcsCode],
        published: Option<BTreeMap<HcpcsCode, PublishedDenials>>,
        terms: PublicationTerms,
    ) -> Self {
        let each = |mut published: BTreeMap<_, _>| {
            codes.iter().map(|hcpcs| (*hcpcs, published.remove(hcpcs))).collect()
        };
        Self { threshold: terms.threshold(), codes: published.map(each) }
    }

    /// The codes with published figures.
    pub fn available(&self) -> impl Iterator<Item = (HcpcsCode, &PublishedDenials)> {
        let codes = self.codes.iter().flatten();
        codes.filter_map(|(hcpcs, published)| Some((*hcpcs, published.as_ref()?)))
    }

    /// The codes with too few reports.
    pub fn insufficient(&self) -> impl Iterator<Item = HcpcsCode> {
        let codes = self.codes.iter().flatten();
        codes.filter(|(_, published)| published.is_none()).map(|(hcpcs, _)| *hcpcs)
    }

    /// The reports that the figures of all codes cover.
    #[must_use]
    pub fn reports(&self) -> u32 {
        self.available().map(|(_, published)| published.reports()).sum()
    }
}
