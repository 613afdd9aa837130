//! Figures that the law changes by date, outside the quarterly files: factors, deductible, rates, waivers.

use crate::pricing::{Cuts, DatedRules, ListedCodes, PracticeScope, TechnicalCutCodes, WaivedService};
use crate::vocabulary::{ConversionFactor, DateRange, Money, PlaceOfService, ProviderKind, Share};
use time::Date;

/// Everything that the law dates, as the database holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Conversion factors by date of service.
    pub conversion_factors: Vec<CalendarFactor>,
    /// Part B deductibles.
    pub deductibles: Vec<Dated<Money>>,
    /// Coinsurance rates.
    pub coinsurance: Vec<Dated<Share>>,
    /// Sequestration rates.
    pub sequestration: Vec<Dated<Share>>,
    /// The parts of a payment that rules take off or keep.
    pub rates: PaymentRates,
    /// The codes whose technical part FX, FY and CT cut.
    pub technical_cut_codes: TechnicalCutCodes,
    /// Past how much therapy in a year a claim needs KX.
    pub therapy_thresholds: Vec<Dated<Money>>,
    /// Past how much therapy in a year a contractor may review claims.
    pub therapy_review_thresholds: Vec<Dated<Money>>,
    /// National anesthesia conversion factors.
    pub anesthesia_factors: Vec<Dated<ConversionFactor>>,
    /// National anesthesia conversion factors of qualifying APM participants.
    pub qualifying_apm_anesthesia_factors: Vec<Dated<ConversionFactor>>,
    /// Services without cost sharing, sorted by code.
    pub waived: Vec<WaivedService>,
    /// The days on which no locality's work GPCI is under 1.000.
    pub work_floor: Vec<DateRange>,
    /// The days on which rules hold.
    pub rules: RuleDays,
    /// The services that CMS lists for telehealth.
    pub telehealth_services: Vec<ListedCodes>,
    /// Preventive services beside those without cost sharing.
    pub preventive_services: Vec<ListedCodes>,
    /// Places of service that came late, with their first day.
    pub place_starts: Vec<(PlaceOfService, Date)>,
    /// Professions that Medicare pays since late, with the first day.
    pub profession_starts: Vec<(ProviderKind, Date)>,
    /// The codes of professions whose benefit is narrow.
    pub practice_scopes: Vec<PracticeScope>,
}

/// The days on which rules that the law switches on and off hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleDays {
    /// Place of service tells telehealth and its setting.
    pub telehealth_told_by_place: Vec<DateRange>,
    /// Telehealth is paid wherever the patient is.
    pub telehealth_anywhere: Vec<DateRange>,
    /// G2211 stands beside a visit with modifier 25 and a preventive service.
    pub complexity_beside_prevention: Vec<DateRange>,
    /// G2211 stands beside home visits too.
    pub complexity_at_home: Vec<DateRange>,
}

impl RuleDays {
    /// The days of the rule of this name in the database, or `None` where the program knows no such rule.
    pub fn named(&mut self, name: &str) -> Option<&mut Vec<DateRange>> {
        Some(match name {
            "telehealth_told_by_place" => &mut self.telehealth_told_by_place,
            "telehealth_anywhere" => &mut self.telehealth_anywhere,
            "complexity_beside_prevention" => &mut self.complexity_beside_prevention,
            "complexity_at_home" => &mut self.complexity_at_home,
            _ => return None,
        })
    }
}

impl Calendar {
    /// The dated rules as they stand on a day.
    pub(super) fn rules_on(&self, day: Date) -> DatedRules<'_> {
        let holds = |ranges: &[DateRange]| ranges.iter().any(|range| range.contains(day));
        DatedRules {
            telehealth_told_by_place: holds(&self.rules.telehealth_told_by_place),
            telehealth_anywhere: holds(&self.rules.telehealth_anywhere),
            telehealth_services: &self.telehealth_services,
            complexity_beside_prevention: holds(&self.rules.complexity_beside_prevention),
            complexity_at_home: holds(&self.rules.complexity_at_home),
            preventive_services: &self.preventive_services,
            therapy_review_threshold: on(&self.therapy_review_thresholds, day),
            place_starts: &self.place_starts,
            profession_starts: &self.profession_starts,
            practice_scopes: &self.practice_scopes,
        }
    }
}

/// The parts of a payment that rules take off or keep, each by date.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentRates {
    /// FX.
    pub film_cut: Vec<Dated<Share>>,
    /// FY.
    pub computed_radiography_cut: Vec<Dated<Share>>,
    /// CT.
    pub scanner_cut: Vec<Dated<Share>>,
    /// The technical part of later imaging studies.
    pub imaging_technical_cut: Vec<Dated<Share>>,
    /// The professional part of later imaging studies.
    pub imaging_professional_cut: Vec<Dated<Share>>,
    /// The technical part of later cardiovascular tests.
    pub cardiovascular_technical_cut: Vec<Dated<Share>>,
    /// The technical part of later ophthalmology tests.
    pub ophthalmology_technical_cut: Vec<Dated<Share>>,
    /// What is paid when a therapy assistant furnished the service.
    pub therapy_assistant_share: Vec<Dated<Share>>,
    /// The coinsurance of a screening that turned diagnostic.
    pub screening_turned_diagnostic_coinsurance: Vec<Dated<Share>>,
}

impl PaymentRates {
    /// The rates of this name in the database, or `None` where the program knows no such rate.
    pub fn named(&mut self, name: &str) -> Option<&mut Vec<Dated<Share>>> {
        Some(match name {
            "film_cut" => &mut self.film_cut,
            "computed_radiography_cut" => &mut self.computed_radiography_cut,
            "scanner_cut" => &mut self.scanner_cut,
            "imaging_technical_cut" => &mut self.imaging_technical_cut,
            "imaging_professional_cut" => &mut self.imaging_professional_cut,
            "cardiovascular_technical_cut" => &mut self.cardiovascular_technical_cut,
            "ophthalmology_technical_cut" => &mut self.ophthalmology_technical_cut,
            "therapy_assistant_share" => &mut self.therapy_assistant_share,
            "screening_turned_diagnostic_coinsurance" => &mut self.screening_turned_diagnostic_coinsurance,
            _ => return None,
        })
    }

    /// What rules take off on a day; nothing where a rate was not in force.
    pub(super) fn cuts_on(&self, day: Date) -> Cuts {
        let share = |rates: &[Dated<Share>]| on(rates, day).unwrap_or(Share::ZERO);
        Cuts {
            film: share(&self.film_cut),
            computed_radiography: share(&self.computed_radiography_cut),
            scanner: share(&self.scanner_cut),
            imaging_technical: share(&self.imaging_technical_cut),
            imaging_professional: share(&self.imaging_professional_cut),
            cardiovascular_technical: share(&self.cardiovascular_technical_cut),
            ophthalmology_technical: share(&self.ophthalmology_technical_cut),
        }
    }
}

/// A conversion factor and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CalendarFactor {
    /// The days.
    pub range: DateRange,
    /// The factor.
    pub factor: ConversionFactor,
    /// Whether it is that of qualifying APM participants.
    pub for_qualifying_apm: bool,
}

/// A figure and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dated<T> {
    /// The days.
    pub range: DateRange,
    /// The figure.
    pub value: T,
}

/// The figure in force on a day.
pub(super) fn on<T: Copy>(figures: &[Dated<T>], day: Date) -> Option<T> {
    figures.iter().find(|figure| figure.range.contains(day)).map(|figure| figure.value)
}
