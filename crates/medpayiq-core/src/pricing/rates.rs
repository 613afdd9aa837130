//! What the rules need besides the claim: the figures in force on its date and at its place.

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
    /// Whether the rows are an extract. Then a missing code may still exist.
    pub is_extract: bool,
    /// The payment locality of the services.
    pub geography: Geography,
    /// Dollars for one adjusted RVU.
    pub conversion_factor: ConversionFactor,
    /// The factors of a qualifying APM participant, if it is not known whether the practitioner is one.
    pub if_qualifying: Option<QualifyingFactors>,
    /// The figures of anesthesia.
    pub anesthesia: AnesthesiaRates<'a>,
    /// The shares of a payment that rules take off.
    pub cuts: Cuts,
    /// The codes with a technical component that FX, FY and CT cut.
    pub technical_cut_codes: &'a TechnicalCutCodes,
    /// The therapy in a year above which a claim needs KX.
    pub therapy_threshold: Option<Money>,
    /// The rules that the law switches on and off by date.
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

/// The factors of qualifying APM participants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QualifyingFactors {
    /// Dollars for one adjusted RVU.
    pub services: ConversionFactor,
    /// Dollars for one anesthesia unit, if they are known for the place.
    pub anesthesia: Option<ConversionFactor>,
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

/// The figures of anesthesia.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnesthesiaRates<'a> {
    /// Dollars for one unit at the place, if they are loaded.
    pub factor: Option<ConversionFactor>,
    /// Whether the factor is not the practitioner's own: a qualifying APM participant has one, but it is not known here.
    pub is_others: bool,
    /// Base units, sorted by code.
    pub base_units: &'a [(HcpcsCode, u8)],
    /// The name of the list, if it is of an earlier year than the date.
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

/// The shares that rules take off an amount on the date of service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    /// FX: film.
    pub film: Share,
    /// FY: computed radiography.
    pub computed_radiography: Share,
    /// CT: a scanner below the standard.
    pub scanner: Share,
    /// Of the technical component of later imaging studies.
    pub imaging_technical: Share,
    /// Of the professional component of later imaging studies.
    pub imaging_professional: Share,
    /// Of the technical component of later cardiovascular tests.
    pub cardiovascular_technical: Share,
    /// Of the technical component of later ophthalmology tests.
    pub ophthalmology_technical: Share,
}

/// The rules that the law switches on and off by date, as they are on the date of service, and their lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct DatedRules<'a> {
    /// Place of service tells telehealth and its setting (from 2024).
    pub telehealth_told_by_place: bool,
    /// Telehealth is paid at any place of the patient, also at home and in a city.
    pub telehealth_anywhere: bool,
    /// The services that CMS lists for telehealth; empty if no list is loaded.
    pub telehealth_services: &'a [ListedCodes],
    /// G2211 stands beside a visit with modifier 25 and a preventive service (from 2025).
    pub complexity_beside_prevention: bool,
    /// G2211 stands beside home visits too (from 2026).
    pub complexity_at_home: bool,
    /// Preventive services and vaccine administration, in addition to the services without cost sharing.
    pub preventive_services: &'a [ListedCodes],
    /// The therapy in a year above which a contractor may review claims.
    pub therapy_review_threshold: Option<Money>,
    /// Places of service that were assigned later, with their first day.
    pub place_starts: &'a [(PlaceOfService, Date)],
    /// Professions that Medicare began to pay later, with the first day.
    pub profession_starts: &'a [(ProviderKind, Date)],
    /// The codes of professions with a narrow benefit.
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

/// Ranges of codes with a technical component that a modifier cuts, first and last code included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TechnicalCutCodes {
    /// FX and FY: plain radiography.
    pub radiography: Vec<(HcpcsCode, HcpcsCode)>,
    /// CT.
    pub scanner: Vec<(HcpcsCode, HcpcsCode)>,
}
