//! What would deny the codes of a toolkit: the claims of its tips that Medicare would deny.

use super::words::claim_in_words;
use crate::pricing::{AppealChance, NextAction, NextStep, PredictedDenial, Refusal, may_be_visit};
use crate::tips::{
    Case, EditRemedy, Effect, Medicare, OtherWay, Side, Tip, TipFigures, TipOrigin, is_planned_operation,
    needed_modifiers, other_way, remedy_of, tip_explains_limit, with_code_in_place, with_discipline,
};
use crate::vocabulary::{Claim, HcpcsCode, Money, PtpIndicator};

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
    /// What to do about that denial, if it says enough.
    pub next_step: Option<NextStep>,
    /// Why, and what to do if something can be done.
    pub reason: String,
    /// What Medicare pays instead, in words: the same services billed otherwise, or the code that bundles this one and pays at least as
    /// much. `None` if there is neither.
    pub instead: Option<String>,
    /// What is lost, if that is known.
    pub at_stake: Option<Money>,
    /// The source of the tip.
    pub source: String,
}

/// The denials of the tips' claims, each once for a code.
pub(super) fn denial_triggers(tips: &[(HcpcsCode, Tip)], medicare: &Medicare<'_>) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = Vec::new();
    for trigger in tips.iter().filter_map(|(hcpcs, tip)| trigger(*hcpcs, tip, medicare)) {
        let is_known = |known: &Trigger| known.hcpcs == trigger.hcpcs && known.reason == trigger.reason;
        if !triggers.iter().any(is_known) {
            triggers.push(trigger);
        }
    }
    triggers
}

fn trigger(hcpcs: HcpcsCode, tip: &Tip, medicare: &Medicare<'_>) -> Option<Trigger> {
    let figures = tip.figures.as_ref().filter(|_| tip.effect == Effect::Denied)?;
    // A claim without the code is about another one.
    figures.claim.claim.lines().iter().find(|line| line.hcpcs() == hcpcs)?;
    let predicted = *figures.claim.answer.predicted_denials.first()?;
    let denial = Denial::new(hcpcs, tip, figures, medicare);
    let instead = denial.paid_instead(medicare).and_then(|claim| {
        let allowed = medicare.allowed_in_all(&claim)?;
        Some((claim, allowed))
    });
    let at_stake = denial.at_stake(instead.as_ref().map(|(_, allowed)| *allowed), medicare);
    // Nobody bills a cheaper claim.
    let instead = instead.filter(|(_, allowed)| Some(*allowed) >= at_stake);
    Some(Trigger {
        hcpcs,
        tip: tip.id.to_string(),
        origin: tip.origin,
        billed: claim_in_words(&figures.claim.claim, medicare),
        denial: predicted,
        next_step: denial.next_step(),
        reason: denial.reason(hcpcs, tip),
        instead: instead.map(|(claim, _)| claim_in_words(&claim, medicare)),
        at_stake,
        source: tip.source.clone(),
    })
}

/// A denied claim of a tip, and what is known of it besides its refusal.
struct Denial<'a> {
    claim: &'a Side,
    /// The claim that the tip compares it with, if Medicare pays that.
    paid: Option<&'a Side>,
    remedy: Option<EditRemedy>,
    /// The code that an edit pays instead, and how the two services are billed.
    other_way: Option<(HcpcsCode, &'static OtherWay)>,
    /// The claim with one code for both services, or with another code in place of the denied one.
    otherwise: Option<Claim>,
    /// Whether it is the visit before a planned operation.
    is_planned: bool,
    /// Whether it is a whole test with codes for its parts.
    is_whole_test: bool,
    /// Whether it has units for which there is another code, which is on the claim that is paid.
    is_above_limit: bool,
    /// Whether it has units above a limit that only the tip explains.
    tip_explains: bool,
}

impl<'a> Denial<'a> {
    fn new(hcpcs: HcpcsCode, tip: &Tip, figures: &'a TipFigures, medicare: &Medicare<'_>) -> Self {
        let claim = &figures.claim;
        let paid = figures.compared_with.as_ref().filter(|side| side.price().is_some());
        let other_way = other_way_of(claim, medicare);
        let is_of_limit =
            claim.refusal().is_some_and(|refusal| refusal.code().starts_with("units_above_limit"));
        Self {
            claim,
            paid,
            remedy: edit_remedy(claim, medicare),
            other_way,
            otherwise: other_way.and_then(|(_, way)| billed_otherwise(claim, way, medicare)),
            is_planned: is_planned_operation(medicare, hcpcs) && is_of_visit(claim, medicare),
            is_whole_test: tip.id == "technical-part-in-hospital",
            is_above_limit: is_of_limit && paid.is_some_and(|paid| has_new_code(paid, claim)),
            tip_explains: is_of_limit && tip_explains_limit(hcpcs),
        }
    }

    /// The claim that it is compared with, if that has another code.
    fn replaced(&self) -> Option<&'a Side> {
        self.paid.filter(|paid| has_new_code(paid, self.claim))
    }

    /// Why the line is denied. The refusal of a visit names 57, which is not for the visit before a planned operation. Only the tip
    /// names the codes of the parts of a whole test, and the code of what is above a limit.
    fn reason(&self, hcpcs: HcpcsCode, tip: &Tip) -> String {
        let denied = self.claim.claim.lines().get(self.claim.position).map(|line| line.hcpcs());
        // A refusal speaks of its line, which may be that of another code.
        let named = denied.filter(|denied| *denied != hcpcs);
        let about = |text: String| match named {
            Some(denied) => text.replacen("this code", denied.as_str(), 1),
            None => text,
        };
        if let Some((column_one, way)) = self.other_way {
            let advice = way.advice(self.remedy.map_or(PtpIndicator::NotAllowed, EditRemedy::indicator));
            return about(format!("NCCI edit: this code is not paid with {column_one}. {advice}"));
        }
        let only_tip_says = self.is_planned || self.is_whole_test || self.tip_explains;
        let refusal = self.claim.refusal().filter(|_| !only_tip_says);
        let reason = refusal.map_or_else(|| tip.text.clone(), |refusal| about(refusal.to_string()));
        match self.remedy {
            Some(EditRemedy::OneOfThem) => {
                format!("{reason} Bill only the one of the two services that was done.")
            }
            Some(EditRemedy::Modifier | EditRemedy::Nothing) | None => reason,
        }
    }

    /// What Medicare pays instead.
    fn paid_instead(&self, medicare: &Medicare<'_>) -> Option<Claim> {
        self.otherwise.clone().or_else(|| match self.paid {
            Some(paid) => paid_instead(self.claim, paid, self.remedy),
            None => with_discipline(self.claim, medicare).or_else(|| self.without_denied_line()),
        })
    }

    /// The claim without its denied line, if nothing helps against the edit.
    fn without_denied_line(&self) -> Option<Claim> {
        self.remedy.filter(|remedy| *remedy == EditRemedy::Nothing)?;
        without_line(self.claim)
    }

    /// What is lost: how much more the right claim is allowed than the denied one. `instead` is what the right claim is allowed. If
    /// nothing is billed in its place, it is what another service of the day takes from the line, or what the line is worth. An add-on
    /// without its primary loses its own amount, as the primary may be on another claim.
    fn at_stake(&self, instead: Option<Money>, medicare: &Medicare<'_>) -> Option<Money> {
        let lacks_primary = matches!(
            self.claim.refusal(),
            Some(Refusal::AddOnWithoutPrimary | Refusal::ComplexityWithoutVisit)
        );
        let gained = instead.filter(|_| !lacks_primary);
        let gained = gained.map(|instead| instead - medicare.allowed_of_paid(&self.claim.claim));
        gained
            .filter(|gained| *gained > Money::ZERO)
            .or_else(|| self.replaced().filter(|_| !self.is_planned).map(Side::amount))
            .or_else(|| self.claim.lost_to_another_service())
            .or_else(|| self.paid.map(Side::amount))
            .or_else(|| self.claim.price().map(|price| price.allowed))
    }

    /// What to do about the denial. The step of the refusal knows neither an earlier visit nor another code.
    fn next_step(&self) -> Option<NextStep> {
        let step = self.claim.answer.next_step().filter(|_| !self.is_planned)?;
        Some(match self.other_way {
            _ if self.is_above_limit => bill_the_other_code(step),
            Some(_) => NextStep { action: NextAction::Reopen, why: BILL_AS_ADVISED, ..step },
            None => step,
        })
    }
}

const BILL_AS_ADVISED: &str = "Have the claim reopened and bill the services as the reason for the denial says. Add a modifier only in the case that it names.";

/// The claim with one code for the two services of a denied claim, or with another code in place of the denied one, if Medicare pays it.
pub(super) fn billed_otherwise(denied: &Side, way: &OtherWay, medicare: &Medicare<'_>) -> Option<Claim> {
    if let Some(both) = way.both {
        let place = denied.claim.place_of_service();
        let case = Case::with_line(both, place).modified(&needed_modifiers(both, place, medicare));
        return medicare.allowed(&case).filter(|side| side.price().is_some()).map(|side| side.claim);
    }
    let second = way.in_place_of(denied.claim.lines().get(denied.position)?.hcpcs())?;
    with_code_in_place(denied, second, medicare).map(|side| side.claim)
}

/// What to do if units were billed in place of another code. No appeal makes them payable.
fn bill_the_other_code(step: NextStep) -> NextStep {
    const WHY: &str = "The limit denied all units of the code. Have the claim reopened and bill the code that covers what is above the limit.";
    NextStep { action: NextAction::Reopen, appeal_can_help: AppealChance::No, why: WHY, ..step }
}

/// Whether a claim has a code that another one does not have.
fn has_new_code(side: &Side, other: &Side) -> bool {
    let has = |hcpcs| other.claim.lines().iter().any(|line| line.hcpcs() == hcpcs);
    side.claim.lines().iter().any(|line| !has(line.hcpcs()))
}

/// Whether the line of a claim is a visit.
fn is_of_visit(side: &Side, medicare: &Medicare<'_>) -> bool {
    let line = side.claim.lines().get(side.position);
    line.is_some_and(|line| may_be_visit(medicare.rates.law, line.hcpcs()))
}

/// The code that an edit pays instead of the line, and how the two services are billed.
fn other_way_of(denied: &Side, medicare: &Medicare<'_>) -> Option<(HcpcsCode, &'static OtherWay)> {
    let Some(Refusal::ColumnTwo { column_one, .. }) = denied.refusal() else { return None };
    let line = denied.claim.lines().get(denied.position)?;
    Some((*column_one, other_way(medicare, *column_one, line.hcpcs())?))
}

/// What helps if an NCCI edit denies the line.
fn edit_remedy(denied: &Side, medicare: &Medicare<'_>) -> Option<EditRemedy> {
    let Some(Refusal::ColumnTwo { column_one, .. }) = denied.refusal() else { return None };
    let line = denied.claim.lines().get(denied.position)?;
    remedy_of(medicare, *column_one, line.hcpcs())
}

/// The claim that Medicare pays instead of the denied one. The patient's place and the services are facts. So another place is
/// no way to bill. If the other claim has a code in place of the denied one, it is what is paid. If it leaves out a service, the
/// denied claim without its denied line is, unless a modifier allows both services or only one of them can have been done.
fn paid_instead(denied: &Side, paid: &Side, remedy: Option<EditRemedy>) -> Option<Claim> {
    if paid.claim.place_of_service() != denied.claim.place_of_service() {
        return None;
    }
    let has = |hcpcs| paid.claim.lines().iter().any(|line| line.hcpcs() == hcpcs);
    let denied_line = denied.claim.lines().get(denied.position);
    // The same other services, and another code in place of the denied one.
    let others = |side: &Side| {
        let lines = side.claim.lines().iter().enumerate();
        let others = lines.filter(|(position, _)| *position != side.position);
        others.map(|(_, line)| line.hcpcs()).collect::<Vec<_>>()
    };
    // One code for all of it.
    if denied.claim.lines().iter().all(|line| !has(line.hcpcs())) {
        return Some(paid.claim.clone());
    }
    let is_alone = denied.claim.lines().len() == 1;
    let is_replaced =
        denied_line.is_some_and(|line| !has(line.hcpcs())) && (is_alone || others(denied) == others(paid));
    if is_replaced || denied.claim.lines().iter().all(|line| has(line.hcpcs())) {
        return Some(paid.claim.clone());
    }
    if matches!(remedy, Some(EditRemedy::Modifier | EditRemedy::OneOfThem)) {
        return None;
    }
    without_line(denied)
}

/// The claim without the line.
fn without_line(side: &Side) -> Option<Claim> {
    let lines = side.claim.lines().iter().enumerate();
    let others = lines.filter(|(position, _)| *position != side.position).map(|(_, line)| line.clone());
    side.claim.clone().with_lines(others.collect()).ok()
}
