//! What would deny a toolkit's codes: the claims of its tips that Medicare would refuse.

use super::words;
use crate::pricing::PredictedDenial;
use crate::tips::{Effect, Side, Tip};
use crate::vocabulary::{HcpcsCode, Money};

/// A way of billing a code that would be denied.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// The code.
    pub hcpcs: HcpcsCode,
    /// The tip that tells of it.
    pub tip: String,
    /// The claim, in words.
    pub billed: String,
    /// The denial that a remittance would show.
    pub denial: PredictedDenial,
    /// Why, and where something can be done, what.
    pub reason: String,
    /// The claim that is paid instead, in words, where there is one.
    pub instead: Option<String>,
    /// What is lost, where it can be told.
    pub at_stake: Option<Money>,
    /// Who says so.
    pub source: String,
}

/// The denials that the tips' claims would meet, each once a code.
pub(super) fn among(tips: &[(HcpcsCode, Tip)]) -> Vec<Trigger> {
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
        billed: words::claim(&figures.claim.claim),
        denial: *denial,
        reason,
        instead: paid.map(|side| words::claim(&side.claim)),
        at_stake: paid.map(Side::amount).or_else(|| figures.claim.price().map(|price| price.allowed)),
        source: tip.source.clone(),
    })
}
