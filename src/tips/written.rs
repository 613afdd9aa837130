//! Tips that somebody wrote, MedPayIQ's own and local ones, and their figures.

use super::case::Case;
use super::medicare::Medicare;
use super::record::TipRecord;
use super::tip::{Effect, Evidence, Measure, Tip, TipFigures, TipOrigin};
use crate::vocabulary::HcpcsCode;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A checked tip. Its figures are computed for a code, a day and a place.
#[derive(Clone, Debug)]
pub struct WrittenTip {
    pub(super) record: TipRecord,
    pub(super) origin: TipOrigin,
    pub(super) codes: Vec<HcpcsCode>,
    pub(super) effect: Effect,
    pub(super) evidence: Evidence,
    /// The claims of each code; empty for a tip without figures.
    pub(super) claims: BTreeMap<HcpcsCode, ClaimPair>,
}

/// The hypothetical claims that show the money at stake.
#[derive(Clone, Debug)]
pub(super) struct ClaimPair {
    pub(super) claim: Case,
    pub(super) compared_with: Option<Case>,
    /// The line of both claims, from 0.
    pub(super) position: usize,
    pub(super) measure: Measure,
}

impl WrittenTip {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// Who wrote it.
    #[must_use]
    pub const fn origin(&self) -> TipOrigin {
        self.origin
    }

    /// The codes that it is about.
    #[must_use]
    pub fn codes(&self) -> &[HcpcsCode] {
        &self.codes
    }

    /// Its values as a file writes them, blanks and letter case normalized.
    #[must_use]
    pub const fn record(&self) -> &TipRecord {
        &self.record
    }

    /// What it does to the money.
    #[must_use]
    pub(super) const fn effect(&self) -> Effect {
        self.effect
    }

    /// Its text, with the claims in place of their amounts.
    #[must_use]
    pub fn text_without_amounts(&self) -> String {
        let amount = |claim: &Option<String>| {
            let claim = claim.as_deref().unwrap_or_default();
            format!("(the amount of {claim})")
        };
        with(&self.record.text, &amount(&self.record.claim), &amount(&self.record.compared_with))
    }

    /// The claims of one of its codes with Medicare's answers.
    pub(super) fn figures(&self, hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> Option<TipFigures> {
        self.claims.get(&hcpcs)?.priced(medicare)
    }

    /// The tip for one of its codes. It has figures if every amount of them is known, and if they show what the tip says.
    #[must_use]
    pub fn priced(&self, hcpcs: HcpcsCode, medicare: &Medicare<'_>) -> Tip {
        // Without the edits of the date a claim that they would deny is paid.
        let agrees = |figures: &TipFigures| figures.are_known() && !figures.contradict(self.effect);
        let figures = self.figures(hcpcs, medicare).filter(agrees);
        let status = medicare.rates.services.rows_of(hcpcs).first().map(|row| row.status);
        Tip {
            id: Cow::Owned(self.record.id.clone()),
            text: match &figures {
                Some(figures) => figures.with_place(with_amounts(&self.record.text, figures), status),
                None => with(&self.record.text, "(amount unknown)", "(amount unknown)"),
            },
            effect: self.effect,
            evidence: self.evidence.clone(),
            source: self.source(figures.as_ref(), medicare),
            date: self.record.reviewed,
            origin: self.origin,
            figures,
        }
    }

    fn source(&self, figures: Option<&TipFigures>, medicare: &Medicare<'_>) -> String {
        match (&self.evidence, self.origin) {
            (Evidence::CmsRule { document, section }, _) => format!("{document}, {section}"),
            (Evidence::Computed, _) => {
                figures.map_or(medicare.release, |figures| medicare.release_of(figures)).to_owned()
            }
            (Evidence::Editorial, TipOrigin::MedPayIq) => "MedPayIQ's own advice".to_owned(),
            (Evidence::Editorial, TipOrigin::Local) => "The practice's own advice".to_owned(),
        }
    }
}

impl ClaimPair {
    fn priced(&self, medicare: &Medicare<'_>) -> Option<TipFigures> {
        let side = |case| medicare.price_line(case, self.position, self.measure);
        let compared_with = match &self.compared_with {
            Some(case) => Some(side(case)?),
            None => None,
        };
        Some(TipFigures { claim: side(&self.claim)?, compared_with })
    }
}

/// The text with amounts for its placeholders.
fn with_amounts(text: &str, figures: &TipFigures) -> String {
    let other = figures.compared_with.as_ref().map(|side| side.dollars().to_string());
    with(text, &figures.claim.dollars().to_string(), other.as_deref().unwrap_or_default())
}

/// The text with these words for its placeholders.
fn with(text: &str, claim: &str, compared_with: &str) -> String {
    text.replace("{claim}", claim).replace("{compared_with}", compared_with)
}

/// Every written tip, in the order in which they are shown.
#[derive(Clone, Debug, Default)]
pub struct WrittenTips {
    tips: Vec<WrittenTip>,
    /// The positions in `tips` of each code's tips.
    by_code: BTreeMap<HcpcsCode, Vec<usize>>,
}

impl FromIterator<WrittenTip> for WrittenTips {
    fn from_iter<I: IntoIterator<Item = WrittenTip>>(tips: I) -> Self {
        let tips: Vec<WrittenTip> = tips.into_iter().collect();
        let mut by_code: BTreeMap<HcpcsCode, Vec<usize>> = BTreeMap::new();
        for (position, tip) in tips.iter().enumerate() {
            for hcpcs in &tip.codes {
                by_code.entry(*hcpcs).or_default().push(position);
            }
        }
        Self { tips, by_code }
    }
}

impl WrittenTips {
    /// The tips of a code.
    pub fn for_code(&self, hcpcs: HcpcsCode) -> impl Iterator<Item = &WrittenTip> {
        let positions = self.by_code.get(&hcpcs).into_iter().flatten();
        positions.filter_map(|position| self.tips.get(*position))
    }

    /// The codes that have tips, in order.
    pub fn codes(&self) -> impl Iterator<Item = HcpcsCode> {
        self.by_code.keys().copied()
    }

    /// Every tip.
    #[must_use]
    pub fn all(&self) -> &[WrittenTip] {
        &self.tips
    }
}
