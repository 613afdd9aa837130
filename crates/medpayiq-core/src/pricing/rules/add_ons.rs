//! Add-on codes: Medicare pays them only with a primary code that is itself paid (NCCI add-on code edits; Pub. 100-04
//! ch. 12, 30).
//!
//! Tests: claim_edits.rs, audited_rules.rs, figures.txt "Add-ons and visits", figures_under_edits.txt "Add-on codes".

use crate::pricing::caveat::Caveat;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::edit_outcomes::{Tie, union};
use crate::pricing::line_set::LineSet;
use crate::pricing::work::{LineWork, Work};
use crate::vocabulary::{AddOnRule, AddOnType, HcpcsCode};

/// The first critical care of a day, and the care after it. A partner of the group may have billed the first.
const FIRST_CRITICAL_CARE: HcpcsCode = HcpcsCode::known(b"99291");
const MORE_CRITICAL_CARE: HcpcsCode = HcpcsCode::known(b"99292");

/// The add-on lines of the claim, each with the lines of its primary codes: first those that Medicare denies without one of
/// them, then those for which the contractor may accept another.
pub(super) fn ties(work: &Work<'_>) -> (Vec<Tie>, Vec<Tie>) {
    let rules = work.rates.edits.add_ons.as_ref().map_or(&[][..], |add_ons| &add_ons.found);
    let (mut decided, mut open) = (Vec::new(), Vec::new());
    for (hcpcs, rule) in rules {
        let primaries = work.by_code.lines_among(&rule.primaries);
        let is_decided = rule.kind == AddOnType::Listed && !is_shared_care(work, *hcpcs);
        let ties = if is_decided { &mut decided } else { &mut open };
        let lines = work.by_code.lines_of(*hcpcs).positions();
        ties.extend(lines.map(|line| Tie { line: LineSet::of(line), to: primaries }));
    }
    (decided, open)
}

/// Denies add-on lines without a payable primary, and then the add-ons of the lines it denied.
pub(in crate::pricing) fn deny_without_primary(work: &mut Work<'_>) {
    // Denying a line can leave another add-on without its primary, so repeat until nothing changes.
    while let Some(position) = first_without_primary(work) {
        let Some(rule) = rule_of(work, position) else { return };
        if let Some(line) = work.lines.get_mut(position) {
            line.apply_edit(edit(rule), EditState::Denied, None);
        }
    }
}

/// Adds a caveat to each add-on line if only the contractor can say which primary codes it accepts.
pub(in crate::pricing) fn caveat_contractor_primaries(work: &mut Work<'_>) {
    for position in without_primary(work, &work.dependencies.open_add_ons).positions() {
        let Some(rule) = rule_of(work, position) else { return };
        let (why, caveat) = match rule.kind {
            AddOnType::Listed => {
                ("a partner may have billed the first critical care", Caveat::CriticalCareOfPartner)
            }
            AddOnType::ContractorDefined | AddOnType::PartlyListed => (
                "the Medicare contractor decides which primary codes it accepts",
                Caveat::PrimaryByContractor,
            ),
        };
        if let Some(line) = work.lines.get_mut(position) {
            line.apply_edit(edit(rule), EditState::Review(why), Some(caveat));
        }
    }
}

fn first_without_primary(work: &Work<'_>) -> Option<usize> {
    without_primary(work, &work.dependencies.add_ons).positions().next()
}

/// The payable add-on lines for which the claim has no payable primary.
fn without_primary(work: &Work<'_>, ties: &[Tie]) -> LineSet {
    let payable = if ties.is_empty() { LineSet::EMPTY } else { work.lines_that(LineWork::is_payable) };
    union(ties.iter().filter(|tie| payable.meets(tie.line) && !tie.to.meets(payable)))
}

/// The add-on rule of a line.
fn rule_of<'a>(work: &Work<'a>, position: usize) -> Option<&'a AddOnRule> {
    work.rates.edits.add_ons.as_ref()?.of(work.lines.get(position)?.billed.hcpcs())
}

/// Whether the code is more critical care on a claim that does not bill the first. If a partner of the same specialty
/// furnished that, Medicare pays the line.
fn is_shared_care(work: &Work<'_>, hcpcs: HcpcsCode) -> bool {
    hcpcs == MORE_CRITICAL_CARE && work.by_code.lines_of(FIRST_CRITICAL_CARE).is_empty()
}

fn edit(rule: &AddOnRule) -> Edit {
    Edit::AddOn { kind: rule.kind, primaries: rule.primaries.clone() }
}
