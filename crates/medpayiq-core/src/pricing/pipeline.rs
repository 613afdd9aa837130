//! The order of the rules: one visible list, each stage one rule of `rules`.

use super::estimate::{Estimate, Outcome};
use super::rates::Rates;
use super::reading;
use super::rules;
use super::work::Work;
use crate::vocabulary::{Claim, Money};

/// One rule, applied to every line of a claim.
pub(super) type Stage = for<'a> fn(&mut Work<'a>);

/// Every rule, in the order in which Medicare applies them: first those that decide whether a line has a price.
const GATES: &[Stage] = &[
    // The line before its price: what it is and whether it can be billed so.
    rules::coverage::refuse_days_to_come,
    rules::place::refuse_unpriced_places,
    rules::scope::refuse_professions_to_come,
    rules::component::choose_rows,
    rules::combinations::refuse_clashing_modifiers,
    rules::combinations::leave_unfit_modifiers_aside,
    rules::status::gate_by_status,
    rules::anesthesia::gate_anesthesia,
    rules::pc_tc::gate_by_place,
    rules::coverage::heed_coverage_modifiers,
    rules::scope::doubt_services_outside_benefit,
    rules::therapy::refuse_past_threshold,
    rules::surgeons::gate_by_surgical_role,
    rules::by_report::refuse_care_before_surgery,
    // Edits between lines.
    rules::duplicates::deny_exact_duplicates,
    rules::ptp::deny_column_twos,
    rules::unit_limits::deny_units_above_limits,
    rules::paid_alone::bundle_dependent_services,
    rules::add_ons::deny_without_primary,
    rules::global_package::bundle_visits,
    // A visit that a package took may have been a primary.
    rules::add_ons::deny_without_primary,
    rules::add_ons::question_primaries,
    rules::visit_complexity::bundle_complexity,
    rules::by_report::refuse_by_report,
];

/// Then those that make the price.
const PRICES: &[Stage] = &[
    // One unit's price.
    rules::base::price_one_unit,
    rules::anesthesia::price_anesthesia,
    rules::not_available::doubt_rare_settings,
    rules::telehealth::doubt_telehealth,
    rules::technical_cuts::cut_technical_parts,
    // The line's price: units, then what other lines and modifiers do to it.
    rules::bilateral::find_both_sides,
    rules::base::multiply_by_units,
    rules::opps_cap::hold_whole_tests_first,
    rules::diagnostics::reduce_later_tests,
    rules::technical_cuts::cut_what_reductions_left,
    rules::opps_cap::hold_to_hospital_amount,
    rules::therapy::reduce_later_units,
    rules::bilateral::pay_both_sides,
    rules::surgery::reduce_later_procedures,
    rules::split_care::share_packages,
    rules::surgeons::take_surgical_role_share,
    rules::practitioner::take_practitioner_share,
    rules::participation::take_nonparticipating_fee,
    rules::bilateral::split_by_charges,
    rules::charge::take_lesser_of_charge,
];

/// Last those that tell what to know about it.
const REMARKS: &[Stage] = &[
    rules::therapy::doubt_threshold_on_this_claim,
    rules::therapy::note_review,
    rules::left_out::warn_of_rules_left_out,
];

/// Prices a claim: what Medicare would answer to each line, and why. It cannot fail.
#[must_use]
pub fn estimate(claim: &Claim, rates: &Rates<'_>) -> Estimate {
    run(claim, rates, None)
}

/// What a line would be allowed if no edit of the claim denied it: what is at stake where one does. `None` where the fee
/// schedule would not price it even then.
#[must_use]
pub fn allowed_without_edits(claim: &Claim, rates: &Rates<'_>, position: usize) -> Option<Money> {
    let line = run(claim, rates, Some(position)).lines.into_iter().nth(position)?;
    match line.outcome {
        Outcome::Priced(price) => Some(price.allowed),
        Outcome::NotPriced(_) => None,
    }
}

/// Runs the stages; the edits deny every line but the spared one.
fn run(claim: &Claim, rates: &Rates<'_>, spared: Option<usize>) -> Estimate {
    let mut work = Work::new(claim, rates);
    work.spared = spared;
    work.through(GATES);
    let gated = work.unmarked();
    work.through(PRICES);
    reading::read_otherwise(&mut work, &gated, PRICES);
    work.through(REMARKS);
    work.finish()
}
