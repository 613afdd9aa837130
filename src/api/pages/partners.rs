//! The other codes of a code's edits: what each edit does, which modifiers make Medicare pay both, and the money at stake.

use super::code_prices::AskedLine;
use super::cures::Cures;
use crate::api::codes::edits::{CodeEdits, PtpPair};
use crate::api::estimates::priced_claim::price;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::pricing::Edit;
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, Modifier, PtpIndicator};

/// The edits that do the same.
pub(super) struct PartnerGroup<'a> {
    pub(super) title: String,
    /// The modifiers that make Medicare pay both, each with what must be true.
    pub(super) cures: Vec<(String, String)>,
    /// The modifiers that may make Medicare pay both, if the page cannot try them.
    pub(super) untried: Vec<Shown<Modifier>>,
    pub(super) partners: Vec<Partner<'a>>,
}

/// The other code of an edit.
pub(super) struct Partner<'a> {
    /// The position of the edit.
    pub(super) position: usize,
    pub(super) code: HcpcsCode,
    pub(super) explanation: Option<&'a str>,
    /// The price of the code that is denied, at the place of the page, and where an estimate of both codes has it.
    pub(super) at_stake: Option<(Dollars, String)>,
}

/// What an estimate of the two codes of an edit says about it.
#[derive(Default)]
struct Tried {
    cures: Vec<(String, String)>,
    at_stake: Option<(Dollars, String)>,
}

/// The edits by what they do to the code of the page.
pub(super) fn partner_groups<'a>(
    edits: &CodeEdits<'_>,
    asked: &AskedLine<'_>,
    schedule: &'a Schedule,
) -> Vec<PartnerGroup<'a>> {
    let hcpcs = edits.hcpcs.0;
    let mut groups: Vec<PartnerGroup<'a>> = Vec::new();
    for (position, pair) in edits.ptp.iter().enumerate() {
        let denies_this = pair.column_two.0 == hcpcs;
        let code = if denies_this { pair.column_one.0 } else { pair.column_two.0 };
        let tried = try_pair(pair, asked, schedule);
        let untried = if tried.is_some() { Vec::new() } else { pair.resolved_by.clone() };
        let Tried { cures, at_stake } = tried.unwrap_or_default();
        let partner = Partner { position, code, explanation: schedule.explanation(code), at_stake };
        let is_helped = !cures.is_empty() || !untried.is_empty();
        let title = group_title(hcpcs, denies_this, pair.indicator, is_helped);
        let is_same = |group: &&mut PartnerGroup<'_>| {
            group.title == title && group.cures == cures && group.untried == untried
        };
        match groups.iter_mut().find(is_same) {
            Some(group) => group.partners.push(partner),
            None => groups.push(PartnerGroup { title, cures, untried, partners: vec![partner] }),
        }
    }
    groups
}

/// Prices a claim of both codes. `None` if the edit has no effect on it, because a code is not payable alone.
fn try_pair(pair: &PtpPair<'_>, asked: &AskedLine<'_>, schedule: &Schedule) -> Option<Tried> {
    const COLUMN_TWO: usize = 1;
    let codes = [pair.column_one.0, pair.column_two.0];
    let request = asked.claim_of_pair(codes)?;
    let priced = price(schedule, request.clone()).ok()?;
    let hits = &priced.estimate.lines.get(COLUMN_TWO)?.edits;
    let is_of_pair = |edit: &Edit| matches!(edit, Edit::Ptp { column_one, column_two, .. } if [*column_one, *column_two] == codes);
    let number = hits.iter().position(|hit| is_of_pair(&hit.edit))?;
    let hit = hits.get(number)?;
    let edit = priced.edits_of(COLUMN_TWO).into_iter().nth(number)?;
    let cures = Cures::of(schedule, &request, &priced);
    let cures = cures.for_edit(COLUMN_TWO, hit);
    Some(Tried {
        cures: cures.into_iter().map(|cure| (cure.modifiers, cure.condition)).collect(),
        at_stake: edit
            .amount
            .map(|amount| (amount, format!("both/lines/{COLUMN_TWO}/edits/{number}/amount"))),
    })
}

/// What the edits of a group do, in words. `is_helped` says whether some modifier makes Medicare pay both.
fn group_title(hcpcs: HcpcsCode, denies_this: bool, indicator: PtpIndicator, is_helped: bool) -> String {
    let denied = if denies_this {
        format!("Medicare pays these and denies {hcpcs}.")
    } else {
        format!("Medicare pays {hcpcs} and denies these.")
    };
    match indicator {
        PtpIndicator::NotAllowed => format!("{denied} No modifier helps: bill one of them."),
        PtpIndicator::Allowed if is_helped => {
            format!("{denied} A modifier helps if the services were separate and the record shows it.")
        }
        PtpIndicator::Allowed => {
            format!("{denied} The edit allows a modifier, but no modifier alone is enough.")
        }
        PtpIndicator::NotApplicable => {
            format!("These edits with {hcpcs} no longer apply. Medicare pays both.")
        }
    }
}
