//! The law in the form that the rules still read: dated vectors of figures and lists.

use crate::law::Figure;
use crate::law::{CodeList, Law, Lookup, Provisions};
use crate::pricing::{Cuts, DatedRules, ListedCodes, PracticeScope, TechnicalCutCodes, WaivedService};
use crate::vocabulary::{ConversionFactor, DateRange, HcpcsCode, Money, PlaceOfService, ProviderKind, Share};
use std::collections::BTreeMap;
use time::Date;

/// Everything that the law dates, as the database holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Calendar {
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
pub(super) struct RuleDays {
    /// Place of service tells telehealth and its setting.
    pub telehealth_told_by_place: Vec<DateRange>,
    /// Telehealth is paid wherever the patient is.
    pub telehealth_anywhere: Vec<DateRange>,
    /// G2211 stands beside a visit with modifier 25 and a preventive service.
    pub complexity_beside_prevention: Vec<DateRange>,
    /// G2211 stands beside home visits too.
    pub complexity_at_home: Vec<DateRange>,
}

impl Calendar {
    /// The dated vectors of a law.
    pub(super) fn of(law: &Law) -> Self {
        let periods: Vec<&Provisions> =
            law.periods_in(DateRange { from: Date::MIN, to: Date::MAX }).collect();
        let share = |of: fn(&Provisions) -> Lookup<Figure<Share>>| dated(&periods, of);
        let factors = |of: fn(&Provisions) -> Lookup<Figure<ConversionFactor>>, for_qualifying_apm| {
            let entries = dated(&periods, of).into_iter();
            entries.map(move |Dated { range, value: factor }| CalendarFactor {
                range,
                factor,
                for_qualifying_apm,
            })
        };
        let holds = |of: fn(&Provisions) -> Lookup<Figure<bool>>| {
            let on = dated(&periods, of).into_iter().filter(|entry| entry.value);
            on.map(|entry| entry.range).collect::<Vec<_>>()
        };
        let listed = |of: fn(&Provisions) -> Option<&CodeList>| ranges(&periods, of);
        let mut conversion_factors: Vec<CalendarFactor> = factors(|law| law.conversion_factor, false)
            .chain(factors(|law| law.qualifying_apm_conversion_factor, true))
            .collect();
        conversion_factors.sort_by_key(|entry| entry.range.from);
        let codes = |of: fn(&Provisions) -> Option<&CodeList>| {
            listed(of).into_iter().map(|codes| (codes.first, codes.last)).collect()
        };
        let waived = listed(|law| law.waived_services.as_ref().ok()).into_iter();
        Self {
            conversion_factors,
            deductibles: dated(&periods, |law| law.part_b_deductible),
            coinsurance: share(|law| law.coinsurance),
            sequestration: share(|law| law.sequestration),
            rates: PaymentRates {
                film_cut: share(|law| law.film_cut),
                computed_radiography_cut: share(|law| law.computed_radiography_cut),
                scanner_cut: share(|law| law.scanner_cut),
                imaging_technical_cut: share(|law| law.imaging_technical_cut),
                imaging_professional_cut: share(|law| law.imaging_professional_cut),
                cardiovascular_technical_cut: share(|law| law.cardiovascular_technical_cut),
                ophthalmology_technical_cut: share(|law| law.ophthalmology_technical_cut),
                therapy_assistant_share: share(|law| law.therapy_assistant_share),
                screening_turned_diagnostic_coinsurance: share(|law| {
                    law.screening_turned_diagnostic_coinsurance
                }),
            },
            technical_cut_codes: TechnicalCutCodes {
                radiography: codes(|law| law.radiography_services.as_ref().ok()),
                scanner: codes(|law| law.scanner_services.as_ref().ok()),
            },
            therapy_thresholds: dated(&periods, |law| law.therapy_threshold),
            therapy_review_thresholds: dated(&periods, |law| law.therapy_review_threshold),
            anesthesia_factors: dated(&periods, |law| law.anesthesia_conversion_factor),
            qualifying_apm_anesthesia_factors: dated(&periods, |law| {
                law.qualifying_apm_anesthesia_conversion_factor
            }),
            waived: waived.map(|codes| WaivedService { hcpcs: codes.first, range: codes.range }).collect(),
            rules: RuleDays {
                telehealth_told_by_place: holds(|law| law.telehealth_by_place),
                telehealth_anywhere: holds(|law| law.telehealth_anywhere),
                complexity_beside_prevention: holds(|law| law.complexity_beside_prevention),
                complexity_at_home: listed(|law| law.complexity_visits.as_ref().ok())
                    .into_iter()
                    .filter(|codes| codes.first == HcpcsCode::known(b"99341"))
                    .map(|codes| codes.range)
                    .collect(),
            },
            telehealth_services: listed(|law| law.telehealth_services.as_ref().ok()),
            preventive_services: listed(|law| law.preventive_services.as_ref().ok()),
            place_starts: to_come(&periods, PlaceOfService::all(), |law, place| {
                law.places_of_service_since.as_ref().ok()?.first_day(&place).map(|first| first.day)
            }),
            profession_starts: to_come(&periods, ProviderKind::ALL.iter().copied(), |law, kind| {
                law.professions_since.as_ref().ok()?.first_day(&kind).map(|first| first.day)
            }),
            practice_scopes: practice_scopes(&periods),
        }
    }

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
pub(super) struct PaymentRates {
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
pub(super) struct CalendarFactor {
    /// The days.
    pub range: DateRange,
    /// The factor.
    pub factor: ConversionFactor,
    /// Whether it is that of qualifying APM participants.
    pub for_qualifying_apm: bool,
}

/// A figure and its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated<T> {
    /// The days.
    pub range: DateRange,
    /// The figure.
    pub value: T,
}

/// The figure in force on a day.
pub(super) fn on<T: Copy>(figures: &[Dated<T>], day: Date) -> Option<T> {
    figures.iter().find(|figure| figure.range.contains(day)).map(|figure| figure.value)
}

/// A figure's values, those of periods next to each other as one.
fn dated<T: Copy + PartialEq>(
    periods: &[&Provisions],
    of: impl Fn(&Provisions) -> Lookup<Figure<T>>,
) -> Vec<Dated<T>> {
    let mut entries: Vec<Dated<T>> = Vec::new();
    for period in periods {
        let Ok(figure) = of(period) else { continue };
        match entries.last_mut() {
            Some(last)
                if last.value == figure.value && last.range.to.next_day() == Some(period.days.from) =>
            {
                last.range.to = period.days.to;
            }
            Some(_) | None => entries.push(Dated { range: period.days, value: figure.value }),
        }
    }
    entries
}

/// The ranges of a list with their days.
fn ranges(periods: &[&Provisions], of: impl Fn(&Provisions) -> Option<&CodeList>) -> Vec<ListedCodes> {
    let mut entries: BTreeMap<(HcpcsCode, HcpcsCode), Vec<DateRange>> = BTreeMap::new();
    for period in periods {
        for (first, last) in of(period).into_iter().flat_map(CodeList::ranges) {
            let days = entries.entry((first, last)).or_default();
            match days.last_mut() {
                Some(range) if range.to.next_day() == Some(period.days.from) => range.to = period.days.to,
                Some(_) | None => days.push(period.days),
            }
        }
    }
    let listed = entries.into_iter().flat_map(|((first, last), days)| {
        days.into_iter().map(move |range| ListedCodes { first, last, range })
    });
    listed.collect()
}

fn to_come<K: Copy>(
    periods: &[&Provisions],
    all: impl Iterator<Item = K>,
    first_day: impl Fn(&Provisions, K) -> Option<Date>,
) -> Vec<(K, Date)> {
    let Some(first) = periods.first() else { return Vec::new() };
    all.filter_map(|kind| Some((kind, first_day(first, kind)?))).collect()
}

fn practice_scopes(periods: &[&Provisions]) -> Vec<PracticeScope> {
    use ProviderKind as Kind;
    let lists: [(Kind, fn(&Provisions) -> Option<&CodeList>); 10] = [
        (Kind::ClinicalSocialWorker, |law| law.clinical_social_worker_services.as_ref().ok()),
        (Kind::MarriageFamilyTherapist, |law| law.marriage_family_therapist_services.as_ref().ok()),
        (Kind::MentalHealthCounselor, |law| law.mental_health_counselor_services.as_ref().ok()),
        (Kind::ClinicalPsychologist, |law| law.clinical_psychologist_services.as_ref().ok()),
        (Kind::Dietitian, |law| law.dietitian_services.as_ref().ok()),
        (Kind::AnesthesiologistAssistant, |law| law.anesthesiologist_assistant_services.as_ref().ok()),
        (Kind::Audiologist, |law| law.audiologist_services.as_ref().ok()),
        (Kind::SpeechLanguagePathologist, |law| law.speech_language_pathologist_services.as_ref().ok()),
        (Kind::PhysicalTherapist, |law| law.physical_therapist_services.as_ref().ok()),
        (Kind::OccupationalTherapist, |law| law.occupational_therapist_services.as_ref().ok()),
    ];
    let scopes = lists.into_iter().flat_map(|(kind, of)| {
        let codes = ranges(periods, of).into_iter();
        codes.map(move |codes| PracticeScope { kind, first: codes.first, last: codes.last })
    });
    scopes.collect()
}
