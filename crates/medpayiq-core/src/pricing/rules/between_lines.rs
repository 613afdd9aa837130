//! What the payment of each line depends on, before any edit between lines denies one.
//!
//! Tests: claim_edits.rs, edit_laws.rs, effort.rs.

use super::{add_ons, global_package, paid_alone, unit_limits};
use crate::pricing::edit_outcomes::Dependencies;
use crate::pricing::visits::is_visit;
use crate::pricing::work::{LineWork, Work};

/// Finds what the payment of each line depends on. The denials of column two lines are added with their edits.
pub(in crate::pricing) fn find_dependencies(work: &mut Work<'_>) {
    let law = work.rates.law;
    let visits = work.lines_that(|line| is_visit(law, line.billed.hcpcs()));
    let (add_ons, open_add_ons) = add_ons::ties(work);
    let (above_limit, day_limits) = unit_limits::limits(work);
    work.dependencies = Dependencies {
        payable: work.lines_that(LineWork::is_payable),
        open: work.lines_that(|line| line.refusal.is_none()),
        denials: Vec::new(),
        above_limit,
        day_limits,
        paid_alone: work.lines_that(paid_alone::is_paid_alone),
        other_services: work.lines_that(paid_alone::is_other),
        add_ons,
        open_add_ons,
        visits,
        packages: global_package::ties(work, visits),
    };
}
