//! The claims behind the edits of a code's page: both codes of an edit, and one of them without the other.

use super::code_prices::{AskedLine, LineChoice, Participation};
use crate::api::estimates::request::{EstimateRequest, LineRequest};
use crate::tips::{Medicare, Subject, needed_modifiers};
use crate::vocabulary::{HcpcsCode, Modifier};

/// Makes the claims behind the edits of one page.
pub(super) struct PairClaims<'a> {
    asked: &'a AskedLine<'a>,
    medicare: Medicare<'a>,
    /// The code of the page with the modifiers that it needs, the part that the reader chose, and its minutes.
    own: LineRequest,
}

impl<'a> PairClaims<'a> {
    pub(super) fn new(asked: &'a AskedLine<'a>, medicare: Medicare<'a>) -> Self {
        let chosen = &asked.chosen;
        let mut own = needed_line(asked.hcpcs, asked, &medicare);
        let modifiers = own.modifiers.get_or_insert_default();
        if chosen.minutes.is_some() {
            modifiers.clone_from(&chosen.modifiers);
        } else if let Some(part) = chosen.part().filter(|part| !modifiers.contains(part)) {
            modifiers.push(part.clone());
        }
        Self { asked, medicare, own: LineRequest { minutes: chosen.minutes, ..own } }
    }

    pub(super) const fn medicare(&self) -> &Medicare<'a> {
        &self.medicare
    }

    /// The claim of the two codes of an edit, at the same place and by the same practitioner. Each line has the modifiers that it
    /// needs to be paid. If the code of the page is an add-on, its primaries come first. `None` if it needs minutes.
    pub(super) fn of_pair(&self, pair: [HcpcsCode; 2]) -> Option<EstimateRequest> {
        if self.asked.chosen.minutes.is_some() {
            return None;
        }
        let primaries = self.asked.primaries.iter().copied().filter(|primary| !pair.contains(primary));
        self.claim_of(primaries.chain(pair).map(|code| self.line(code)).collect())
    }

    /// The claim of one code of an edit, at the same place and by the same practitioner. An add-on comes after its primaries.
    pub(super) fn of_one(&self, code: HcpcsCode) -> Option<EstimateRequest> {
        let line = self.line(code);
        let primaries: Vec<HcpcsCode> = if code == self.asked.hcpcs {
            self.asked.primaries.clone()
        } else {
            Subject::new(code, self.medicare).iter().flat_map(Subject::primaries).collect()
        };
        let before = primaries.into_iter().map(|primary| match line.minutes {
            Some(_) => LineRequest { hcpcs: primary.to_string(), ..line.clone() },
            None => self.line(primary),
        });
        self.claim_of(before.chain([line.clone()]).collect())
    }

    fn claim_of(&self, lines: Vec<LineRequest>) -> Option<EstimateRequest> {
        let Self { asked, .. } = self;
        let by = Participation::of(asked.params.text("part"));
        let alone = LineChoice { kind: asked.chosen.kind.clone(), ..LineChoice::default() };
        let request = asked.request(asked.when.place, by, &alone).ok()?;
        Some(EstimateRequest { lines, patient: None, ..request })
    }

    fn line(&self, code: HcpcsCode) -> LineRequest {
        if code == self.asked.hcpcs {
            self.own.clone()
        } else {
            needed_line(code, self.asked, &self.medicare)
        }
    }
}

/// A code with the modifiers that it needs at the place of the page.
fn needed_line(code: HcpcsCode, asked: &AskedLine<'_>, medicare: &Medicare<'_>) -> LineRequest {
    let needed = needed_modifiers(code, asked.when.place, medicare);
    LineRequest {
        hcpcs: code.to_string(),
        modifiers: Some(needed.iter().map(Modifier::to_string).collect()),
        ..LineRequest::default()
    }
}

impl LineChoice {
    /// The part of a test, if one is chosen: 26 or TC.
    fn part(&self) -> Option<&String> {
        self.modifiers.iter().find(|modifier| ["26", "TC"].contains(&modifier.as_str()))
    }
}
