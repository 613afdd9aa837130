//! Add-on codes: paid only beside a primary code that is itself paid (NCCI add-on code edits; Pub. 100-04 ch. 12, 30).

use crate::pricing::claim_edits::LoadedEdits;
use crate::pricing::doubt::Doubt;
use crate::pricing::edit_hit::{Edit, EditState};
use crate::pricing::pipeline::Work;
use crate::vocabulary::{AddOnRule, AddOnType, ClaimLine, HcpcsCode};

/// The further critical care of a patient, and the first of the day, which a partner of the group may have billed.
const CRITICAL_CARE: (&str, &str) = ("99292", "99291");

type AddOns = LoadedEdits<(HcpcsCode, AddOnRule)>;

/// Denies add-on lines without a primary, or whose primary an edit denied, and the add-ons that lean on these in turn.
pub(in crate::pricing) fn deny_without_primary(work: &mut Work<'_>) {
    let Some(add_ons) = add_ons(work) else { return };
    // Whoever falls may be another's primary.
    while let Some((position, rule)) = first_to_fall(work, add_ons) {
        work.touch(position, edit(rule), EditState::Denied, None);
    }
}

/// Tells of each add-on line what only the contractor decides of its primary.
pub(in crate::pricing) fn question_primaries(work: &mut Work<'_>) {
    let Some(add_ons) = add_ons(work) else { return };
    for position in 0..work.lines.len() {
        if let Some((rule, why, doubt)) = open_question(work, add_ons, position) {
            work.touch(position, edit(rule), EditState::Review(why), Some(doubt));
        }
    }
}

/// The add-on rules of the claim's codes, where there are any.
fn add_ons<'a>(work: &Work<'a>) -> Option<&'a AddOns> {
    work.rates.edits.add_ons.as_ref().filter(|add_ons| !add_ons.found.is_empty())
}

/// The first payable line of a code whose primaries CMS lists that has none of them beside it.
fn first_to_fall<'a>(work: &Work<'_>, add_ons: &'a AddOns) -> Option<(usize, &'a AddOnRule)> {
    (0..work.lines.len()).find_map(|position| {
        let rule = lonely(work, add_ons, position)?;
        let falls = rule.kind == AddOnType::Listed && !is_shared_care(work, position);
        (falls && work.spared != Some(position)).then_some((position, rule))
    })
}

/// What only the contractor decides of an add-on line without a listed primary.
fn open_question<'a>(
    work: &Work<'_>,
    add_ons: &'a AddOns,
    position: usize,
) -> Option<(&'a AddOnRule, &'static str, Doubt)> {
    let rule = lonely(work, add_ons, position)?;
    let (why, doubt) = match rule.kind {
        AddOnType::Listed if is_shared_care(work, position) => {
            ("the first critical care may stand on a partner's claim", Doubt::CriticalCareOfPartner)
        }
        AddOnType::Listed => return None,
        AddOnType::ContractorDefined | AddOnType::PartlyListed => {
            ("the Medicare contractor decides on its primary codes", Doubt::PrimaryByContractor)
        }
    };
    Some((rule, why, doubt))
}

/// The rule of a payable add-on line that no payable line of a listed primary stands beside.
fn lonely<'a>(work: &Work<'_>, add_ons: &'a AddOns, position: usize) -> Option<&'a AddOnRule> {
    let line = work.lines.get(position).filter(|line| line.is_payable())?;
    let rule = add_ons.of(line.line.hcpcs)?;
    let is_primary = |hcpcs: &HcpcsCode| rule.primaries.binary_search(hcpcs).is_ok();
    let has_primary = work.lines.iter().any(|other| other.is_payable() && is_primary(&other.line.hcpcs));
    (!has_primary).then_some(rule)
}

/// Whether the line is further critical care on a claim that does not bill the first: a partner of the same specialty may
/// have furnished it, and then this is paid.
fn is_shared_care(work: &Work<'_>, position: usize) -> bool {
    let (further, first) = CRITICAL_CARE;
    let is = |code: &str, line: &ClaimLine| line.hcpcs.as_str() == code;
    let lines = &work.claim.lines;
    lines.get(position).is_some_and(|line| is(further, line)) && !lines.iter().any(|line| is(first, line))
}

fn edit(rule: &AddOnRule) -> Edit {
    Edit::AddOn { kind: rule.kind, primaries: rule.primaries.clone() }
}
