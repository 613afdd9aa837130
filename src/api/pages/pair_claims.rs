//! The claims behind the edits of a code's page: both codes of an edit, and one of them without the other.

use super::code_prices::{AskedLine, LineChoice, Participation};
use crate::api::estimates::request::{EstimateRequest, LineRequest};
use crate::tips::{Medicare, Subject, needed_modifiers};
use crate::vocabulary::{HcpcsCode, Modifier};

impl AskedLine<'_> {
    /// The claim of the two codes of an edit, at the same place and by the same practitioner. Each line has the modifiers that it
    /// needs to be paid. `None` if the code of the page needs another line, or minutes.
    pub(super) fn claim_of_pair(
        &self,
        pair: [HcpcsCode; 2],
        medicare: &Medicare<'_>,
    ) -> Option<EstimateRequest> {
        if !self.primaries.is_empty() || self.chosen.minutes.is_some() {
            return None;
        }
        self.claim_of(pair.map(|code| self.line(code, medicare)).into())
    }

    /// The claim of one code of an edit, at the same place and by the same practitioner. An add-on comes after its primaries.
    pub(super) fn claim_of_one(&self, code: HcpcsCode, medicare: &Medicare<'_>) -> Option<EstimateRequest> {
        let own = self.line(code, medicare);
        let primaries = if code == self.hcpcs {
            self.primaries.clone()
        } else {
            Subject::new(code, *medicare).map(|subject| subject.primaries().to_vec()).unwrap_or_default()
        };
        let before = primaries.into_iter().map(|primary| LineRequest {
            modifiers: own.modifiers.clone().filter(|_| own.minutes.is_some()),
            minutes: own.minutes,
            ..self.line(primary, medicare)
        });
        self.claim_of(before.chain([own.clone()]).collect())
    }

    fn claim_of(&self, lines: Vec<LineRequest>) -> Option<EstimateRequest> {
        let by = Participation::of(self.params.text("part"));
        let alone = LineChoice { kind: self.chosen.kind.clone(), ..LineChoice::default() };
        let request = self.request(self.when.place, by, &alone).ok()?;
        Some(EstimateRequest { lines, patient: None, ..request })
    }

    /// A code with the modifiers that it needs. The code of the page keeps the part that the reader chose, and its minutes.
    fn line(&self, code: HcpcsCode, medicare: &Medicare<'_>) -> LineRequest {
        let is_own = code == self.hcpcs;
        let minutes = self.chosen.minutes.filter(|_| is_own);
        let needed = needed_modifiers(code, self.when.place, medicare);
        let mut modifiers: Vec<String> = needed.iter().map(Modifier::to_string).collect();
        if minutes.is_some() {
            modifiers.clone_from(&self.chosen.modifiers);
        } else if let Some(part) = self.chosen.part().filter(|part| is_own && !modifiers.contains(part)) {
            modifiers.push(part.clone());
        }
        LineRequest {
            hcpcs: code.to_string(),
            modifiers: Some(modifiers).filter(|list| !list.is_empty()),
            minutes,
            ..LineRequest::default()
        }
    }
}

impl LineChoice {
    /// The part of a test, if one is chosen: 26 or TC.
    fn part(&self) -> Option<&String> {
        self.modifiers.iter().find(|modifier| ["26", "TC"].contains(&modifier.as_str()))
    }
}
