//! What would deny the codes of a toolkit: the claims of its tips that Medicare would deny.

use super::words::claim_in_words;
use crate::pricing::PredictedDenial;
use crate::tips::{Effect, Side, Tip, TipOrigin};
use crate::vocabulary::{Claim, HcpcsCode, Money};

/// A way of billing a code that would be denied.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The name of the tip that explains it.
    pub tip: String,
    /// Who wrote that tip.
    pub origin: TipOrigin,
    /// The claim, in words.
    pub billed: String,
    /// The denial that a remittance would show.
    pub denial: PredictedDenial,
    /// Why, and what to do if something can be done.
    pub reason: String,
    /// What Medicare pays instead, in words: the same services billed otherwise, or the code that bundles this one. `None` if
    /// there is neither.
    pub instead: Option<String>,
    /// What is lost, if that is known.
    pub at_stake: Option<Money>,
    /// The source of the tip.
    pub source: String,
}

/// The denials of the tips' claims, each once for a code.
pub(super) fn denial_triggers(tips: &[(HcpcsCode, Tip)]) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = Vec::new();
    for trigger in tips.iter().filter_map(|(hcpcs, tip)| trigger(*hcpcs, tip)) {
        let is_known = |known: &Trigger| known.hcpcs == trigger.hcpcs && known.reason == trigger.reason;
        if !triggers.iter().any(is_known) {
            triggers.push(trigger);
        }
    }
    triggers
}

fn trigger(hcpcs: HcpcsCode, tip: &Tip) -> Option<Trigger> {
    let figures = tip.figures.as_ref().filter(|_| tip.effect == Effect::Denied)?;
    let denial = figures.claim.answer.predicted_denials.first()?;
    let paid = figures.compared_with.as_ref().filter(|side| side.price().is_some());
    let reason = figures.claim.refusal().map_or_else(|| tip.text.clone(), ToString::to_string);
    Some(Trigger {
        hcpcs,
        tip: tip.id.to_string(),
        origin: tip.origin,
        billed: claim_in_words(&figures.claim.claim),
        denial: *denial,
        reason,
        instead: paid.and_then(|side| paid_instead(&figures.claim, side)).as_ref().map(claim_in_words),
        at_stake: paid.map(Side::amount).or_else(|| figures.claim.price().map(|price| price.allowed)),
        source: tip.source.clone(),
    })
}

/// The claim that Medicare pays instead of the denied one. The patient's place and the services are facts. So another place is
/// no way to bill. If the other claim has a code in place of the denied one, it is what is paid. If it leaves out a service, the
/// denied claim without its denied line is.
fn paid_instead(denied: &Side, paid: &Side) -> Option<Claim> {
    if paid.claim.place_of_service() != denied.claim.place_of_service() {
        return None;
    }
    let has = |hcpcs| paid.claim.lines().iter().any(|line| line.hcpcs() == hcpcs);
    let denied_line = denied.claim.lines().get(denied.position);
    let is_replaced = denied.claim.lines().len() == 1 && denied_line.is_some_and(|line| !has(line.hcpcs()));
    if is_replaced || denied.claim.lines().iter().all(|line| has(line.hcpcs())) {
        return Some(paid.claim.clone());
    }
    let lines = denied.claim.lines().iter().enumerate();
    let others = lines.filter(|(position, _)| *position != denied.position).map(|(_, line)| line.clone());
    denied.claim.clone().with_lines(others.collect()).ok()
}
