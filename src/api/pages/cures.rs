//! The changes of a claim that make Medicare pay a denied line. A page offers only those that were tried.

use super::missing_modifiers::{MissingModifier, missing_of};
use crate::api::estimates::priced_claim::{PricedClaim, price};
use crate::api::estimates::request::{EstimateRequest, LineRequest};
use crate::pricing::{Edit, EditHit, EditState, Outcome, RefusalKind};
use crate::schedule::Schedule;
use crate::vocabulary::{HcpcsCode, MAX_LINES, Modifier, Money};
use std::cell::Cell;
use std::collections::BTreeSet;

/// A change that makes Medicare pay a denied line.
#[derive(Clone, Debug)]
pub(super) struct Cure {
    /// The modifier, or two of them: `25`, or `25 and FT`.
    pub(super) modifiers: String,
    /// The same, with the line if it is not the denied one: `RT, and LT on 20610`.
    pub(super) label: String,
    /// What must be true.
    pub(super) condition: String,
    /// The lines of the claim with the change.
    pub(super) lines: Vec<LineRequest>,
}

/// The sides, each with the other one.
const SIDES: [(&str, &str); 2] = [("RT", "LT"), ("LT", "RT")];
/// A procedure on both sides. It counts as one unit.
const BOTH_SIDES: &str = "50";
/// The most claims that are priced to find the cures of one claim.
const MOST_TRIES: usize = 400;

/// Tries changes of a claim.
pub(super) struct Cures<'a> {
    schedule: &'a Schedule,
    asked: &'a EstimateRequest,
    priced: &'a PricedClaim<'a>,
    tries_left: Cell<usize>,
}

impl<'a> Cures<'a> {
    /// Tries changes of this request, which was priced.
    pub(super) fn of(
        schedule: &'a Schedule,
        asked: &'a EstimateRequest,
        priced: &'a PricedClaim<'a>,
    ) -> Self {
        Self { schedule, asked, priced, tries_left: Cell::new(MOST_TRIES) }
    }

    /// The cures of an edit of the line at this position. Empty if the edit does not deny it, or if no change is enough. A modifier
    /// is tried with another one only if neither is enough alone.
    pub(super) fn for_edit(&self, position: usize, hit: &EditHit) -> Vec<Cure> {
        if hit.state != EditState::Denied {
            return Vec::new();
        }
        let cure = |(modifier, condition): &(Modifier, &str)| {
            let changes = self.changes(position, &hit.edit, modifier.as_str());
            let (label, lines) = changes.into_iter().find(|(_, lines)| self.pays(position, lines))?;
            Some(Cure { modifiers: modifier.to_string(), label, condition: (*condition).to_owned(), lines })
        };
        let mut cures: Vec<Cure> = hit.edit.resolution().modifiers.iter().filter_map(cure).collect();
        cures.extend(self.pairs(position, hit, &cures));
        cures
    }

    /// The cures of an edit with two modifiers on the denied line: one for this edit and one for another that denies it too. Neither
    /// is enough alone.
    fn pairs(&self, position: usize, hit: &EditHit, alone: &[Cure]) -> Vec<Cure> {
        let is_enough = |modifier: &Modifier| alone.iter().any(|cure| cure.modifiers == modifier.as_str());
        let line = self.priced.estimate.lines.get(position);
        let others = line.into_iter().flat_map(|line| &line.edits);
        let others = others.filter(|other| other.state == EditState::Denied && other.edit != hit.edit);
        let others = others.flat_map(|other| other.edit.resolution().modifiers);
        let is_own = |at: usize| at == position;
        let mut cures: Vec<Cure> = Vec::new();
        for (first, condition) in
            hit.edit.resolution().modifiers.iter().filter(|(first, _)| !is_enough(first))
        {
            let with_first = marked(&self.asked.lines, is_own, first.as_str());
            for (second, other) in others.clone().filter(|(second, _)| second != first && !is_enough(second))
            {
                let modifiers = format!("{first} and {second}");
                let lines = marked(&with_first, is_own, second.as_str());
                if cures.iter().all(|known| known.modifiers != modifiers) && self.pays(position, &lines) {
                    let condition = format!("{condition}, and {other}");
                    cures.push(Cure { label: modifiers.clone(), modifiers, condition, lines });
                }
            }
        }
        cures
    }

    /// What still denies the line if the edit's first modifier is on it. `None` if Medicare pays the line then, or if no modifier
    /// is for the edit.
    pub(super) fn also_denied_by(&self, position: usize, hit: &EditHit) -> Option<String> {
        let (modifier, _) = hit.edit.resolution().modifiers.first()?;
        let lines = marked(&self.asked.lines, |at| at == position, modifier.as_str());
        let changed = self.price(&lines)?;
        match &changed.estimate.lines.get(position)?.outcome {
            Outcome::NotPriced(refusal) => Some(refusal.to_string()),
            Outcome::Priced(_) => None,
        }
    }

    /// The modifiers that make Medicare pay a line which no edit denies, or that take away what is missing from a priced one.
    pub(super) fn for_line(&self, position: usize) -> Vec<Cure> {
        let Some(line) = self.priced.estimate.lines.get(position) else { return Vec::new() };
        let without = missing_of(line);
        let cure = |missing: &&MissingModifier| {
            let MissingModifier { modifier, condition, .. } = missing;
            let lines = marked(&self.asked.lines, |at| at == position, modifier);
            let (modifiers, condition) = ((*modifier).to_owned(), (*condition).to_owned());
            let cure = Cure { label: modifiers.clone(), modifiers, condition, lines };
            let changed = self.price(&cure.lines)?;
            let is_lifted = changed.estimate.lines.get(position).is_some_and(|line| missing.is_not_on(line));
            (is_lifted && self.keeps_paid(position, &changed)).then_some(cure)
        };
        without.iter().filter_map(cure).collect()
    }

    /// The claims that a modifier can mean, each with its label.
    fn changes(&self, position: usize, edit: &Edit, modifier: &str) -> Vec<(String, Vec<LineRequest>)> {
        let lines = &self.asked.lines;
        let partner = match edit {
            Edit::Ptp { column_one, .. } => Some(*column_one),
            Edit::GlobalPeriod { procedure, .. } => Some(*procedure),
            Edit::UnitLimit { limit, .. } => {
                return vec![(modifier.to_owned(), split(lines, position, *limit, modifier))];
            }
            Edit::AddOn { .. } => None,
        };
        let own = marked(lines, |at| at == position, modifier);
        let Some(partner) = partner else { return vec![(modifier.to_owned(), own)] };
        let is_partner = |at: usize| at != position && self.code_at(at) == Some(partner);
        if let Some((_, other)) = SIDES.iter().find(|(side, _)| *side == modifier) {
            let label = format!("{modifier}, and {other} on {partner}");
            return vec![(label, marked(&own, is_partner, other))];
        }
        let on_partner = (format!("{modifier} on {partner}"), marked(lines, is_partner, modifier));
        vec![(modifier.to_owned(), own), on_partner]
    }

    fn code_at(&self, position: usize) -> Option<HcpcsCode> {
        self.priced.claim.lines().get(position).map(|line| line.hcpcs())
    }

    /// Whether Medicare pays the line with this change, and every other line that it paid without the change.
    fn pays(&self, position: usize, lines: &[LineRequest]) -> bool {
        self.price(lines).is_some_and(|changed| self.keeps_paid(position, &changed))
    }

    /// Whether a changed claim pays the line, and every other line that was paid without the change.
    fn keeps_paid(&self, position: usize, changed: &PricedClaim<'_>) -> bool {
        let is_kept = |at: usize| at == position || is_paid(self.priced, at);
        if ignores(changed, position) > ignores(self.priced, position) {
            return false;
        }
        let must_be_paid = |at: usize| at >= self.asked.lines.len() || is_kept(at);
        (0..changed.estimate.lines.len()).filter(|at| must_be_paid(*at)).all(|at| is_paid(changed, at))
    }

    /// The claim with other lines, priced. `None` if there were too many tries, or if the claim is not valid.
    fn price(&self, lines: &[LineRequest]) -> Option<PricedClaim<'a>> {
        self.tries_left.set(self.tries_left.get().checked_sub(1)?);
        price(self.schedule, EstimateRequest { lines: lines.to_vec(), ..self.asked.clone() }).ok()
    }
}

/// How many modifiers of a line do not belong on its code.
fn ignores(claim: &PricedClaim<'_>, position: usize) -> usize {
    let line = claim.estimate.lines.get(position);
    let caveats = line.into_iter().flat_map(|line| line.warnings.iter().chain(&line.confidence.reasons));
    let ignored = caveats.filter(|caveat| caveat.code() == "modifier_ignored");
    ignored.map(ToString::to_string).collect::<BTreeSet<_>>().len()
}

/// Whether Medicare pays a line: it has a price, or the contractor prices it.
fn is_paid(claim: &PricedClaim<'_>, position: usize) -> bool {
    claim.estimate.lines.get(position).is_some_and(|line| match &line.outcome {
        Outcome::Priced(_) => true,
        Outcome::NotPriced(refusal) => {
            refusal.kind() == RefusalKind::ContractorPriced && line.predicted_denials.is_empty()
        }
    })
}

/// The lines with a modifier on some of them.
fn marked(lines: &[LineRequest], is_marked: impl Fn(usize) -> bool, modifier: &str) -> Vec<LineRequest> {
    let mut lines = lines.to_vec();
    for (_, line) in lines.iter_mut().enumerate().filter(|(position, _)| is_marked(*position)) {
        line.modifiers.get_or_insert_default().push(modifier.to_owned());
    }
    lines
}

/// The lines with the units above a limit on lines of their own, at the end of the claim. A procedure on both sides stays one
/// line, with one unit.
fn split(lines: &[LineRequest], position: usize, limit: u32, modifier: &str) -> Vec<LineRequest> {
    let limit = i64::from(limit).max(1);
    if modifier == BOTH_SIDES {
        let mut lines = marked(lines, |at| at == position, modifier);
        lines.get_mut(position).into_iter().for_each(|line| line.units = Some(1));
        return lines;
    }
    let mut lines = lines.to_vec();
    let Some(first) = lines.get_mut(position) else { return lines };
    let units = first.units.unwrap_or(1);
    if units <= limit {
        return marked(&lines, |at| at == position, modifier);
    }
    let whole = LineRequest { id: None, ..first.clone() };
    let charge_of = |part: i64| charge_part(&whole, part, units);
    let mut left = units - limit;
    let mut parts = Vec::new();
    while left > 0 && lines.len() + parts.len() < MAX_LINES {
        let part = left.min(limit);
        let mut line = LineRequest { units: Some(part), charge: charge_of(part), ..whole.clone() };
        line.modifiers.get_or_insert_default().push(modifier.to_owned());
        parts.push(line);
        left -= part;
    }
    if let Some(first) = lines.get_mut(position) {
        *first = LineRequest { units: Some(limit), charge: charge_of(limit), ..first.clone() };
    }
    lines.extend(parts);
    lines
}

/// The part of a line's charge that some of its units have.
fn charge_part(line: &LineRequest, part: i64, units: i64) -> Option<String> {
    let charge: Money = line.charge.as_deref()?.parse().ok()?;
    Some(Money::from_cents(charge.cents() * part / units).to_string())
}
