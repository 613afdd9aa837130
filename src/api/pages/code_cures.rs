//! The modifiers that the line of a code's page lacks, each as a link to the same page with it.

use super::code_prices::AskedLine;
use super::cures::Cures;
use super::missing_modifiers::{Lack, lack_of};
use crate::api::estimates::priced_claim::PricedClaim;
use crate::api::estimates::request::EstimateRequest;
use crate::schedule::Schedule;

/// What the line lacks, and what to do.
#[derive(Default)]
pub(super) struct CodeCures {
    /// What a priced line lacks; `None` for a line without a price, which has its reason.
    pub(super) lack: Option<Lack>,
    pub(super) cures: Vec<CodeCure>,
}

/// A modifier with which Medicare pays the line.
pub(super) struct CodeCure {
    pub(super) modifier: String,
    /// What must be true.
    pub(super) condition: String,
    /// The address of the page with it.
    pub(super) address: String,
}

impl CodeCures {
    /// What the last line of a claim lacks, which is the line of the page.
    pub(super) fn of(
        schedule: &Schedule,
        asked: &AskedLine<'_>,
        request: &EstimateRequest,
        claim: &PricedClaim<'_>,
    ) -> Self {
        let last = claim.estimate.lines.len().checked_sub(1);
        let Some((position, line)) = last.and_then(|at| Some((at, claim.estimate.lines.get(at)?))) else {
            return Self::default();
        };
        let cures = Cures::of(schedule, request, claim).for_line(position).into_iter().map(|cure| {
            let modifiers = cure.lines.get(position).and_then(|line| line.modifiers.clone());
            let joined = modifiers.unwrap_or_default().join("-");
            let params = asked.params.with("mod", Some(&joined)).with("by", asked.chosen.kind.as_deref());
            CodeCure {
                modifier: cure.modifiers,
                condition: cure.condition,
                address: params.address_of(&asked.hcpcs),
            }
        });
        Self { lack: lack_of(line), cures: cures.collect() }
    }

    /// The modifiers that the price needs; one of them is enough: `GP, GO or GN`.
    pub(super) fn needed(&self) -> Option<String> {
        self.lack.as_ref().filter(|lack| lack.is_certain)?;
        let names: Vec<&str> = self.cures.iter().map(|cure| cure.modifier.as_str()).collect();
        any_of(&names)
    }
}

/// Names in a sentence: `GP, GO or GN`.
pub(super) fn any_of(names: &[&str]) -> Option<String> {
    Some(match names {
        [] => return None,
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    })
}
