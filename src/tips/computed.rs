//! The rules that compute tips: one visible list, in the order in which a biller meets them.

use super::rules;
use super::subject::Subject;
use super::tip::Tip;

/// One rule: its tip for a code, if it has one.
type TipRule = for<'a> fn(&Subject<'a>) -> Option<Tip>;

/// Every rule. Each goes with one pricing rule and has one tip with a name of its own.
const RULES: &[TipRule] = &[
    // Whether the code is paid at all.
    rules::status::not_paid,
    rules::status::restricted,
    rules::status::paid_alone,
    rules::status::add_on,
    // Which part of it, and where.
    rules::components::missing_26_in_hospital,
    rules::components::technical_part_in_hospital,
    rules::components::reading_only,
    rules::components::laboratory_interpretation,
    rules::place::only_place,
    rules::place::setting,
    // With which other services.
    rules::package::visit_same_day,
    rules::package::visit_with_procedure,
    rules::edits::bundled_codes,
    rules::edits::unit_limit,
    rules::several::second_procedure,
    rules::several::endoscopy_family,
    rules::several::second_imaging_study,
    rules::several::second_cardiovascular_test,
    rules::several::second_ophthalmology_test,
    rules::several::second_therapy_unit,
    // With which modifiers.
    rules::sides::both_sides,
    rules::surgeons::assistant,
    rules::surgeons::nonphysician_assistant,
    rules::surgeons::co_surgeons,
    rules::package::aftercare_elsewhere,
    rules::package::return_to_operating_room,
    rules::package::discontinued,
    rules::technical::film,
    rules::technical::computed_radiography,
    rules::technical::scanner,
    rules::technical::opps_cap,
    rules::therapy::discipline,
    rules::therapy::threshold,
    rules::therapy::assistant,
    rules::anesthesia::who_gave_it,
    rules::anesthesia::minutes,
    rules::anesthesia::direction,
    rules::anesthesia::quarter_hour,
    // By whom, and who pays.
    rules::practitioner::nonphysician,
    rules::practitioner::dietitian,
    rules::practitioner::social_worker,
    rules::practitioner::nonparticipating,
    rules::cost::deductible,
    rules::cost::waived,
    rules::cost::screening_turned_diagnostic,
];

/// Every computed tip of a code.
#[must_use]
pub fn computed_tips(subject: &Subject<'_>) -> Vec<Tip> {
    RULES.iter().filter_map(|rule| rule(subject)).collect()
}
