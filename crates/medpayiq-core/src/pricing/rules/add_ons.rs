//! Add-on codes: Medicare pays them only with a primary code that is itself paid (NCCI add-on code edits; Pub. 100-04
//! ch. 12, 30).
//!
//! Tests: claim_edits.rs, audited_rules.rs, figures.txt "Add-ons and visits", figures_under_edits.txt "Add-on codes".

use crate::pricing::caveat::Caveat;
use crate::pricing::claim_edits::LoadedEdits;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::work::Work;
use crate::vocabulary::{AddOnRule, AddOnType, HcpcsCode};

/// The first critical care of a day, and the care after it. A partner of the group may have billed the first.
const FIRST_CRITICAL_CARE: HcpcsCode = HcpcsCode::known(b"99291");
const MORE_CRITICAL_CARE: HcpcsCode = HcpcsCode::known(b"99292");

type AddOnRules = LoadedEdits<(HcpcsCode, AddOnRule)>;

/// Denies add-on lines without a payable primary, and then the add-ons of the lines it denied.
pub(in crate::pricing) fn deny_without_primary(work: &mut Work<'_>) {
    let Some(add_ons) = add_ons(work) else { return };
    // Denying a line can leave another add-on without its primary, so repeat until nothing changes.
    while let Some((position, rule)) = first_without_primary(work, add_ons) {
        work.apply_edit(position, edit(rule), EditState::Denied, None);
    }
}

/// Adds a caveat to each add-on line if only the contractor can say which primary codes it accepts.
pub(in crate::pricing) fn caveat_contractor_primaries(work: &mut Work<'_>) {
    let Some(add_ons) = add_ons(work) else { return };
    for position in 0..work.lines.len() {
        if let Some((rule, why, caveat)) = open_question(work, add_ons, position) {
            work.apply_edit(position, edit(rule), EditState::Review(why), Some(caveat));
        }
    }
}

/// The add-on rules of the claim's codes, if there are any.
fn add_ons<'a>(work: &Work<'a>) -> Option<&'a AddOnRules> {
    work.rates.edits.add_ons.as_ref().filter(|add_ons| !add_ons.found.is_empty())
}

/// The first payable add-on line without a payable primary.
fn first_without_primary<'a>(work: &Work<'_>, add_ons: &'a AddOnRules) -> Option<(usize, &'a AddOnRule)> {
    let is_paid = |position: usize| work.is_payable(position);
    (0..work.lines.len()).find_map(|position| {
        let rule = unsupported(work, add_ons, position, &is_paid)?;
        (work.exempt != Some(position)).then_some((position, rule))
    })
}

/// Whether a paid line is an add-on with listed primary codes, and none of them is paid.
pub(in crate::pricing) fn is_denied(
    work: &Work<'_>,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> bool {
    add_ons(work).is_some_and(|add_ons| unsupported(work, add_ons, position, is_paid).is_some())
}

fn unsupported<'a>(
    work: &Work<'_>,
    add_ons: &'a AddOnRules,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> Option<&'a AddOnRule> {
    let rule = missing_primary(work, add_ons, position, is_paid)?;
    (rule.kind == AddOnType::Listed && !is_shared_care(work, position)).then_some(rule)
}

/// The question that only the contractor can decide about an add-on line without a listed primary.
fn open_question<'a>(
    work: &Work<'_>,
    add_ons: &'a AddOnRules,
    position: usize,
) -> Option<(&'a AddOnRule, &'static str, Caveat)> {
    let rule = missing_primary(work, add_ons, position, &|position| work.is_payable(position))?;
    let (why, caveat) = match rule.kind {
        AddOnType::Listed if is_shared_care(work, position) => {
            ("a partner may have billed the first critical care", Caveat::CriticalCareOfPartner)
        }
        AddOnType::Listed => return None,
        AddOnType::ContractorDefined | AddOnType::PartlyListed => {
            ("the Medicare contractor decides which primary codes it accepts", Caveat::PrimaryByContractor)
        }
    };
    Some((rule, why, caveat))
}

/// The rule of a payable add-on line if the claim has no payable primary for it.
fn missing_primary<'a>(
    work: &Work<'_>,
    add_ons: &'a AddOnRules,
    position: usize,
    is_paid: &dyn Fn(usize) -> bool,
) -> Option<&'a AddOnRule> {
    let line = work.lines.get(position).filter(|_| is_paid(position))?;
    let rule = add_ons.of(line.billed.hcpcs())?;
    let is_primary = |hcpcs: &HcpcsCode| rule.primaries.binary_search(hcpcs).is_ok();
    let mut others = work.lines.iter().enumerate();
    let has_primary = others.any(|(other, line)| is_paid(other) && is_primary(&line.billed.hcpcs()));
    (!has_primary).then_some(rule)
}

/// Whether the line is more critical care on a claim that does not bill the first. If a partner of the same specialty
/// furnished that, Medicare pays this line.
fn is_shared_care(work: &Work<'_>, position: usize) -> bool {
    let lines = work.claim.lines();
    lines.get(position).is_some_and(|line| line.hcpcs() == MORE_CRITICAL_CARE)
        && !lines.iter().any(|line| line.hcpcs() == FIRST_CRITICAL_CARE)
}

fn edit(rule: &AddOnRule) -> Edit {
    Edit::AddOn { kind: rule.kind, primaries: rule.primaries.clone() }
}
