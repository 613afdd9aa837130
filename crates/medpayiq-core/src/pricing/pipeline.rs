//! The order of the rules: visible lists, each stage one rule of `rules`.

use super::alternates::price_alternates;
use super::assemble::assemble;
use super::at_stake::find_amounts_at_stake;
use super::estimate::Estimate;
use super::rates::Rates;
use super::rules;
use super::work::{Stage, Work};
use crate::vocabulary::{Claim, Money};

/// First the rules that decide whether a line has a price.
const GATES: &[Stage] = &[
    // The line before its price: what it is, and whether it can be billed like this.
    rules::coverage::refuse_future_dates,
    rules::place::refuse_unpriced_places,
    rules::scope::refuse_professions_not_yet_paid,
    rules::component::choose_rows,
    rules::other_schedules::choose_schedules,
    rules::unknown_lists::caveat_unknown_lists,
    rules::combinations::refuse_clashing_modifiers,
    rules::combinations::note_modifiers_without_effect,
    rules::status::gate_by_status,
    rules::contract::choose_contract_fees,
    rules::status::refuse_parts_of_units,
    rules::anesthesia::gate_anesthesia,
    rules::pc_tc::gate_by_place,
    rules::place::check_places_of_services,
    rules::coverage::apply_coverage_modifiers,
    rules::scope::caveat_services_outside_benefit,
    rules::therapy::refuse_past_threshold,
    rules::therapy::caveat_other_services_of_therapists,
    rules::surgeons::gate_by_surgical_role,
    rules::by_report::refuse_care_before_surgery,
    rules::duplicates::deny_exact_duplicates,
];

/// Then the edits between lines.
const EDITS: &[Stage] = &[
    rules::between_lines::find_dependencies,
    rules::ptp::deny_column_twos,
    rules::unit_limits::deny_units_above_limits,
    rules::paid_alone::bundle_dependent_services,
    rules::add_ons::deny_without_primary,
    rules::global_package::bundle_visits,
    // A visit that the last rule denied can be the primary of an add-on.
    rules::add_ons::deny_without_primary,
    rules::add_ons::caveat_contractor_primaries,
];

/// Then the rules that decide on a line only after the edits.
const LATE_GATES: &[Stage] =
    &[rules::visit_complexity::bundle_complexity, rules::by_report::refuse_by_report];

/// Then the rules that make the price.
const PRICES: &[Stage] = &[
    // The price of one unit.
    rules::base::price_one_unit,
    rules::anesthesia::price_anesthesia,
    rules::other_schedules::price_rates,
    rules::not_available::caveat_rare_settings,
    rules::telehealth::caveat_telehealth,
    rules::technical_cuts::cut_technical_parts,
    // The price of the line: its units, then the effects of other lines and of modifiers.
    rules::bilateral::find_both_sides,
    rules::base::multiply_by_units,
    rules::opps_cap::cap_whole_tests_first,
    rules::diagnostics::reduce_later_tests,
    rules::technical_cuts::cut_reduced_tests,
    rules::opps_cap::cap_at_hospital_amount,
    rules::therapy::reduce_later_units,
    rules::therapy::caveat_discipline_and_threshold,
    rules::bilateral::pay_both_sides,
    rules::surgery::reduce_later_procedures,
    rules::split_care::share_packages,
    rules::surgeons::take_surgical_role_share,
    rules::practitioner::take_practitioner_share,
    rules::participation::take_nonparticipating_fee,
    // What a contract owes, if the claim is priced under one.
    rules::contract::apply_terms,
    rules::bilateral::split_by_charges,
    rules::charge::take_lesser_of_charge,
];

/// Then the terms on which the allowed amount is shared. A line without them has no amount.
const TERMS: &[Stage] = &[rules::cost_sharing::start_sharing];

/// Then the rules that share the allowed amount between patient and Medicare.
const SHARES: &[Stage] = &[
    rules::cost_sharing::take_deductible,
    rules::cost_sharing::take_coinsurance,
    // Medicare's own payment.
    rules::medicare_payment::reduce_for_therapy_assistants,
    rules::medicare_payment::adjust_by_mips,
    rules::medicare_payment::take_sequestration,
    // What is paid outside the allowed amount.
    rules::participation::bill_balance,
    rules::shortage_area::add_bonus,
];

/// Last the rules that add what to know about the price.
const REMARKS: &[Stage] = &[
    rules::therapy::caveat_threshold_on_this_claim,
    rules::therapy::caveat_review,
    rules::cost_sharing::caveat_preventive_for_screening,
    rules::coverage::caveat_sedation_of_endoscopy,
    rules::coverage::caveat_services_in_primary_care,
    rules::coverage::caveat_services_of_models,
    rules::left_out::warn_of_rules_left_out,
];

/// Prices a claim: returns Medicare's answer to each line, with its reasons. It cannot fail.
#[must_use]
pub fn estimate(claim: &Claim, rates: &Rates<'_>) -> Estimate {
    assemble(run(claim, rates))
}

/// How much work the estimate of a claim takes: how many times a stage, an edit, a rank or a pass looks at a line. The time
/// follows from it on any machine, so tests bound the time of every claim without a clock.
#[must_use]
pub fn effort(claim: &Claim, rates: &Rates<'_>) -> usize {
    run(claim, rates).effort
}

/// The most [`effort`] that a claim of so many lines can take, which is known before the claim is priced. Each line passes
/// every stage, and each pair of lines may have edits. Tests compare the two.
#[must_use]
pub const fn most_effort(lines: usize) -> usize {
    const OF_A_LINE: usize = 150;
    const OF_A_PAIR: usize = 40;
    lines.saturating_mul(OF_A_LINE.saturating_add(lines.saturating_mul(OF_A_PAIR)))
}

/// Runs all stages.
fn run<'a>(claim: &'a Claim, rates: &'a Rates<'a>) -> Work<'a> {
    let mut work = Work::new(claim, rates);
    work.run(GATES);
    work.run(EDITS);
    work.run(LATE_GATES);
    work.run_by_benefit(|work| {
        let open = work.lines_that(|line| line.refusal.is_none());
        work.run(PRICES);
        price_alternates(work, open, PRICES);
        work.run(TERMS);
        work.run(SHARES);
    });
    find_amounts_at_stake(&mut work, price);
    work.run(REMARKS);
    work
}

/// The sum of the amounts that Medicare allows for a claim, as in the totals of its estimate.
#[must_use]
pub fn allowed(claim: &Claim, rates: &Rates<'_>) -> Money {
    let mut work = Work::new(claim, rates);
    work.run(GATES);
    work.run(EDITS);
    price(&mut work);
    let counted = work.lines.iter().filter(|line| line.is_priced() && !line.is_outside_benefit);
    counted.map(|line| line.amount).sum()
}

/// Finds the allowed amounts of the lines that the edits left.
fn price(work: &mut Work<'_>) {
    work.run(LATE_GATES);
    work.run_by_benefit(|work| {
        work.run(PRICES);
        work.run(TERMS);
    });
}
