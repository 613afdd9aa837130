//! What the rules need to know besides the claim: the figures in force on its date, at its place.

use super::caveat::Caveat;
use super::claim_edits::ClaimEdits;
use super::cost_share::CostShareRules;
use crate::vocabulary::{
    ConversionFactor, DateRange, Gpcis, HcpcsCode, Money, PlaceOfService, ProviderKind, ServiceTable, Share,
};
use time::Date;

/// The figures in force for one claim, borrowed from the schedule.
#[derive(Clone, Debug)]
pub struct Rates<'a> {
    /// The rows of the release in force.
    pub services: &'a ServiceTable,
    /// Whether the rows are an extract, so that a missing code means nothing.
    pub is_extract: bool,
    /// Where the services were furnished, as far as payment goes.
    pub geography: Geography,
    /// Dollars for one adjusted RVU.
    pub conversion_factor: ConversionFactor,
    /// The factors of a qualifying APM participant, where it is not known whether the practitioner is one.
    pub if_qualifying: Option<QualifyingFactors>,
    /// What anesthesia is priced with.
    pub anesthesia: AnesthesiaRates<'a>,
    /// Parts of a payment that rules take off.
    pub cuts: Cuts,
    /// The codes whose technical part FX, FY and CT cut.
    pub technical_cut_codes: &'a TechnicalCutCodes,
    /// Past how much therapy in the year a claim needs KX.
    pub therapy_threshold: Option<Money>,
    /// What the law switches on and off by date.
    pub dated: DatedRules<'a>,
    /// Deductible, coinsurance, sequestration and waivers.
    pub cost_share: CostShareRules<'a>,
    /// NCCI's edits that concern the claim.
    pub edits: ClaimEdits<'a>,
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
}

/// What qualifying APM participants are paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualifyingFactors {
    /// Dollars for one adjusted RVU.
    pub services: ConversionFactor,
    /// Dollars for one anesthesia unit, where they are known for the place.
    pub anesthesia: Option<ConversionFactor>,
}

/// The indices of a locality, or of the nation where no locality is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geography {
    /// A payment locality's GPCIs.
    Locality(Gpcis),
    /// No locality: all indices 1.000, an amount that no locality is paid.
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

/// What anesthesia is priced with.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnesthesiaRates<'a> {
    /// Dollars for one unit at the place, where they are loaded.
    pub factor: Option<ConversionFactor>,
    /// Whether the factor is that of other practitioners, while the claim's has one of their own.
    pub is_others: bool,
    /// Base units, sorted by code.
    pub base_units: &'a [(HcpcsCode, u8)],
    /// The name of the list, where it is of an earlier year than the date.
    pub older_list: Option<&'a str>,
}

impl AnesthesiaRates<'_> {
    /// The same with another factor.
    pub(super) const fn at(self, factor: ConversionFactor) -> Self {
        Self { factor: Some(factor), ..self }
    }

    /// The base units of an anesthesia code.
    #[must_use]
    pub fn base_units(&self, hcpcs: HcpcsCode) -> Option<u8> {
        let position = self.base_units.binary_search_by_key(&hcpcs, |(code, _)| *code).ok()?;
        self.base_units.get(position).map(|(_, units)| *units)
    }
}

/// The parts that rules take off an amount on the date of service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// FX: film.
    pub film: Share,
    /// FY: computed radiography.
    pub computed_radiography: Share,
    /// CT: a scanner below the standard.
    pub scanner: Share,
    /// The technical part of later imaging studies.
    pub imaging_technical: Share,
    /// The professional part of later imaging studies.
    pub imaging_professional: Share,
    /// The technical part of later cardiovascular tests.
    pub cardiovascular_technical: Share,
    /// The technical part of later ophthalmology tests.
    pub ophthalmology_technical: Share,
}

/// What the law switches on and off by date, as it stands on the date of service, and the lists that go with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatedRules<'a> {
    /// Place of service tells telehealth and its setting (from 2024).
    pub telehealth_told_by_place: bool,
    /// Telehealth is paid wherever the patient is, at home and in a city too.
    pub telehealth_anywhere: bool,
    /// The services that CMS lists for telehealth; empty where no list is loaded.
    pub telehealth_services: &'a [ListedCodes],
    /// G2211 stands beside a visit with modifier 25 and a preventive service (from 2025).
    pub complexity_beside_prevention: bool,
    /// G2211 stands beside home visits too (from 2026).
    pub complexity_at_home: bool,
    /// Preventive services and vaccine administration, beside the services whose cost sharing is waived.
    pub preventive_services: &'a [ListedCodes],
    /// Past how much therapy in the year a contractor may review claims.
    pub therapy_review_threshold: Option<Money>,
    /// Places of service that came late, with their first day.
    pub place_starts: &'a [(PlaceOfService, Date)],
    /// Professions that Medicare pays since late, with the first day.
    pub profession_starts: &'a [(ProviderKind, Date)],
    /// The codes of professions whose benefit is narrow.
    pub practice_scopes: &'a [PracticeScope],
}

/// A range of codes on a dated list, first and last code included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedCodes {
    /// The first code.
    pub first: HcpcsCode,
    /// The last code.
    pub last: HcpcsCode,
    /// The days on which the list has them.
    pub range: DateRange,
}

impl ListedCodes {
    /// Whether the list has the code on the day.
    #[must_use]
    pub fn has(&self, hcpcs: HcpcsCode, day: Date) -> bool {
        (self.first..=self.last).contains(&hcpcs) && self.range.contains(day)
    }
}

/// A range of codes in the benefit of a profession, first and last code included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PracticeScope {
    /// The profession.
    pub kind: ProviderKind,
    /// The first code.
    pub first: HcpcsCode,
    /// The last code.
    pub last: HcpcsCode,
}

/// Ranges of codes whose technical part a modifier cuts, first and last code included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TechnicalCutCodes {
    /// FX and FY: plain radiography.
    pub radiography: Vec<(HcpcsCode, HcpcsCode)>,
    /// CT.
    pub scanner: Vec<(HcpcsCode, HcpcsCode)>,
}
