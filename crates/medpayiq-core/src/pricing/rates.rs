//! What the rules need besides the claim: the figures in force on its date and at its place.

use super::caveat::Caveat;
use super::claim_edits::ClaimEdits;
use super::other_schedules::OtherSchedules;
use crate::contract::Terms;
use crate::law::{Missing, Provisions, Source};
use crate::vocabulary::{ConversionFactor, Gpcis, HcpcsCode, ServiceTable};
use std::sync::Arc;
use time::Date;

/// The figures in force for one claim, borrowed from the schedule.
#[derive(Clone, Debug)]
pub struct Rates<'a> {
    /// The rows of the release in force.
    pub services: &'a ServiceTable,
    /// CMS's name of the release.
    pub release: Source,
    /// Whether the rows are an extract. Then a missing code may still exist.
    pub is_extract: bool,
    /// The payment locality of the services.
    pub geography: Geography,
    /// Dollars for one adjusted RVU.
    pub conversion_factor: ConversionFactor,
    /// The law's source of the factor; `None` if it is from the release's own file.
    pub factor_source: Option<Source>,
    /// The factors of a qualifying APM participant, if it is not known whether the practitioner is one.
    pub if_qualifying: Option<QualifyingFactors>,
    /// The figures of anesthesia.
    pub anesthesia: AnesthesiaRates<'a>,
    /// The law on the date of the claim.
    pub law: &'a Provisions,
    /// The schedules that price what the physician fee schedule does not. The claims of a day and a place share them.
    pub other_schedules: Arc<OtherSchedules<'a>>,
    /// NCCI's edits that concern the claim.
    pub edits: ClaimEdits<'a>,
    /// The contract under which the claim is priced; `None` for what Medicare itself owes.
    pub terms: Option<Arc<Terms>>,
    /// Today in the earliest time zone (UTC+14): later dates of service are refused. `None` skips the check.
    pub latest_day: Option<Date>,
    /// Why these figures themselves are less than certain.
    pub caveats: Vec<Caveat>,
}

impl Rates<'_> {
    /// The same rates for a question asked while it is already this day in the earliest time zone (UTC+14). A claim of a
    /// later day is then refused.
    #[must_use]
    pub fn asked_on(self, latest_day: impl Into<Option<Date>>) -> Self {
        Self { latest_day: latest_day.into(), ..self }
    }

    /// The same rates under the terms of a contract.
    #[must_use]
    pub fn under(self, terms: impl Into<Option<Arc<Terms>>>) -> Self {
        Self { terms: terms.into(), ..self }
    }
}

/// The factors of qualifying APM participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualifyingFactors {
    /// Dollars for one adjusted RVU.
    pub services: ConversionFactor,
    /// The law's source of the factor; `None` if it is from the release's own file.
    pub source: Option<Source>,
    /// Dollars for one anesthesia unit, if they are known for the place.
    pub anesthesia: Option<AnesthesiaFigure>,
}

/// The indices of a locality, or of the nation if no locality is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geography {
    /// A payment locality's GPCIs.
    Locality(Gpcis),
    /// No locality: all indices are 1.000. No locality is paid this amount.
    National,
}

impl Geography {
    /// The indices to price with.
    #[must_use]
    pub const fn gpcis(self) -> Gpcis {
        match self {
            Self::Locality(gpcis) => gpcis,
            Self::National => Gpcis::NATIONAL,
        }
    }
}

/// Dollars for one anesthesia unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnesthesiaFigure {
    /// The factor.
    pub factor: ConversionFactor,
    /// The law's source of it; `None` if it is from the release's own file.
    pub source: Option<Source>,
    /// How it is known.
    pub origin: FactorOrigin,
}

/// How the anesthesia factor of a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorOrigin {
    /// CMS publishes it for the place, or for the nation.
    Published,
    /// It is the nation's factor, weighted with the place's GPCIs.
    Estimated,
    /// It follows from an imported law. CMS's ANES file has this factor, which was not used.
    OfLaw(ConversionFactor),
    /// It is that of others, or that of the file. The law has a factor of its own for the day or for qualifying APM
    /// participants, but no value of this figure, from which that factor would follow.
    OfOthers(Missing),
}

/// Why there is no anesthesia factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnesthesiaFactor {
    /// The release has none for the place, and the law has no value of this figure, which the estimate needs.
    NotLoaded(Missing),
    /// The law has none for the nation on the day.
    Missing(Missing),
}

/// The figures of anesthesia.
#[derive(Clone, Copy, Debug)]
pub struct AnesthesiaRates<'a> {
    /// Dollars for one unit at the place.
    pub factor: Result<AnesthesiaFigure, NoAnesthesiaFactor>,
    /// Base units, sorted by code.
    pub base_units: &'a [(HcpcsCode, u8)],
    /// The name of the list, if it is of an earlier year than the date.
    pub older_list: Option<&'a str>,
}

impl AnesthesiaRates<'_> {
    /// The same with another factor.
    pub(super) const fn at(self, figure: AnesthesiaFigure) -> Self {
        Self { factor: Ok(figure), ..self }
    }

    /// The base units of an anesthesia code.
    #[must_use]
    pub fn base_units(&self, hcpcs: HcpcsCode) -> Option<u8> {
        let position = self.base_units.binary_search_by_key(&hcpcs, |(code, _)| *code).ok()?;
        self.base_units.get(position).map(|(_, units)| *units)
    }
}
