//! The other codes of a code's edits: what each edit does, which modifiers make Medicare pay both, and the money at stake.

use super::code_prices::AskedLine;
use super::cures::Cures;
use super::pair_claims::PairClaims;
use crate::api::codes::edits::{CodeEdits, PtpPair};
use crate::api::estimates::priced_claim::price;
use crate::api::estimates::request::LineRequest;
use crate::api::shared::notation::write_lines;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::wire::decimal::{Dollars, Shown};
use crate::pricing::Edit;
use crate::tips::other_way;
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
    pub(super) code: HcpcsCode,
    pub(super) explanation: Option<&'a str>,
    /// The price of the code that is denied, at the place of the page. `None` if it has none there.
    pub(super) at_stake: Option<AtStake>,
}

/// The price of a code that an edit denies.
pub(super) struct AtStake {
    pub(super) amount: Dollars,
    /// Where an estimate of the claim has it.
    pub(super) at: String,
    /// The lines of that claim.
    pub(super) lines: String,
}

/// What an estimate of the two codes of an edit says about it.
struct Tried {
    cures: Vec<(String, String)>,
    /// What denies the code too, if no modifier is enough.
    also_denied_by: Option<String>,
    at_stake: Option<AtStake>,
}

/// The edits by what they do to the code of the page.
pub(super) fn partner_groups<'a>(
    edits: &CodeEdits<'_>,
    asked: &AskedLine<'_>,
    context: &PricingContext<'a>,
) -> Vec<PartnerGroup<'a>> {
    let hcpcs = edits.hcpcs.0;
    let claims = PairClaims::new(asked, context.medicare());
    let mut groups: Vec<PartnerGroup<'a>> = Vec::new();
    for pair in &edits.ptp {
        let denies_this = pair.column_two.0 == hcpcs;
        let code = if denies_this { pair.column_one.0 } else { pair.column_two.0 };
        let tried = try_pair(pair, &claims);
        let untried = if tried.is_some() { Vec::new() } else { pair.resolved_by.clone() };
        let (cures, also_denied_by, at_stake) =
            tried.map_or_else(Default::default, |tried| (tried.cures, tried.also_denied_by, tried.at_stake));
        let at_stake = at_stake.or_else(|| price_alone(pair.column_two.0, &claims));
        let explanation = context.schedule.explanation(code);
        let partner = Partner { code, explanation, at_stake };
        let way = other_way(claims.medicare(), pair.column_one.0, pair.column_two.0);
        let way = way.filter(|_| pair.indicator != PtpIndicator::NotApplicable);
        let has_cures = way.is_none_or(|way| way.keeps_modifiers(pair.indicator));
        let takes = |modifiers: &str| has_cures && way.is_none_or(|way| way.takes(modifiers));
        let cures: Vec<_> = cures.into_iter().filter(|(modifiers, _)| takes(modifiers)).collect();
        let untried: Vec<_> = untried.into_iter().filter(|modifier| takes(modifier.0.as_str())).collect();
        let is_helped = !cures.is_empty() || !untried.is_empty();
        let title = way.map_or_else(
            || group_title(hcpcs, denies_this, pair.indicator, is_helped, also_denied_by.as_deref()),
            |way| format!("{} {}", paid_and_denied(hcpcs, denies_this), way.advice(pair.indicator)),
        );
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
fn try_pair(pair: &PtpPair<'_>, claims: &PairClaims<'_>) -> Option<Tried> {
    let codes = [pair.column_one.0, pair.column_two.0];
    let request = claims.of_pair(codes)?;
    let column_two = request.lines.len().checked_sub(1)?;
    let schedule = claims.medicare().schedule;
    let priced = price(schedule, request.clone()).ok()?;
    let hits = &priced.estimate.lines.get(column_two)?.edits;
    let is_of_pair = |edit: &Edit| matches!(edit, Edit::Ptp { column_one, column_two, .. } if [*column_one, *column_two] == codes);
    let number = hits.iter().position(|hit| is_of_pair(&hit.edit))?;
    let hit = hits.get(number)?;
    let edit = priced.edits_of(column_two).into_iter().nth(number)?;
    let tried = Cures::of(schedule, &request, &priced);
    let cures = tried.for_edit(column_two, hit);
    let also_denied_by = if cures.is_empty() { tried.also_denied_by(column_two, hit) } else { None };
    let at_stake = edit.amount.map(|amount| AtStake {
        amount,
        at: format!("lines/lines/{column_two}/edits/{number}/amount"),
        lines: written(&request.lines),
    });
    let cures = cures.into_iter().map(|cure| (cure.modifiers, cure.condition)).collect();
    Some(Tried { cures, also_denied_by, at_stake })
}

/// The price of a code without the other one, at the place of the page.
fn price_alone(code: HcpcsCode, claims: &PairClaims<'_>) -> Option<AtStake> {
    let request = claims.of_one(code)?;
    let last = request.lines.len().checked_sub(1)?;
    let lines = written(&request.lines);
    let priced = price(claims.medicare().schedule, request).ok()?;
    let amounts = priced.estimate.lines.get(last)?.outcome.price()?;
    let at = format!("lines/lines/{last}/amounts/allowed");
    Some(AtStake { amount: Shown(amounts.allowed), at, lines })
}

/// The lines of a claim on one line of text.
fn written(lines: &[LineRequest]) -> String {
    write_lines(lines).replace('\n', ", ")
}

/// Which of the codes of a group Medicare pays, and which it denies.
fn paid_and_denied(hcpcs: HcpcsCode, denies_this: bool) -> String {
    if denies_this {
        format!("Medicare pays these and denies {hcpcs}.")
    } else {
        format!("Medicare pays {hcpcs} and denies these.")
    }
}

/// What the edits of a group do, in words. `is_helped` says whether some modifier makes Medicare pay both.
fn group_title(
    hcpcs: HcpcsCode,
    denies_this: bool,
    indicator: PtpIndicator,
    is_helped: bool,
    also_denied_by: Option<&str>,
) -> String {
    let denied = paid_and_denied(hcpcs, denies_this);
    match indicator {
        PtpIndicator::NotAllowed => format!("{denied} No modifier helps: bill one of them."),
        PtpIndicator::Allowed if is_helped => {
            format!("{denied} A modifier helps if the services were separate and the record shows it.")
        }
        PtpIndicator::Allowed => match also_denied_by {
            Some(other) => {
                format!(
                    "{denied} The edit allows a modifier, but another reason denies the line too: {other}"
                )
            }
            None => format!("{denied} The edit allows a modifier, but no modifier alone is enough."),
        },
        PtpIndicator::NotApplicable => {
            format!("These edits with {hcpcs} no longer apply. Medicare pays both.")
        }
    }
}
