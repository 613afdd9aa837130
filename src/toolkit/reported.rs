//! What billers reported of a toolkit's codes, as far as it may be published.

use crate::denials::{Published, Terms};
use crate::vocabulary::HcpcsCode;
use std::collections::BTreeMap;

/// The reported denials of a toolkit's codes.
#[derive(Clone, Debug)]
pub struct Reported {
    /// How many reports it takes to show any of a code's.
    pub threshold: u32,
    /// Of each code, in the order asked for, what may be published, or `None` where too few were reported. `None` as a whole
    /// where the database did not give it: then nothing is known.
    pub codes: Option<Vec<(HcpcsCode, Option<Published>)>>,
}

impl Reported {
    /// What was read of these codes, where it was.
    #[must_use]
    pub fn of(codes: &[HcpcsCode], published: Option<BTreeMap<HcpcsCode, Published>>, terms: Terms) -> Self {
        let each = |mut published: BTreeMap<_, _>| {
            codes.iter().map(|hcpcs| (*hcpcs, published.remove(hcpcs))).collect()
        };
        Self { threshold: terms.threshold(), codes: published.map(each) }
    }

    /// The codes whose figures may be seen, with them.
    pub fn available(&self) -> impl Iterator<Item = (HcpcsCode, &Published)> {
        let codes = self.codes.iter().flatten();
        codes.filter_map(|(hcpcs, published)| Some((*hcpcs, published.as_ref()?)))
    }

    /// The codes of which too few denials were reported.
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
