//! The notes of an answer: reasons, warnings and sources, each once.

use crate::api::estimates::priced_claim::PricedClaim;
use crate::pricing::{LineEstimate, Outcome};
use crate::vocabulary::{ProviderKind, format_date};

/// The texts of the notes. The first has the number 1.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<String>);

impl Notes {
    /// Adds what there is to say about a line, and returns the numbers of its notes.
    pub(crate) fn of_line(&mut self, line: &LineEstimate) -> Vec<usize> {
        let refusal = match &line.outcome {
            Outcome::Priced(_) => None,
            Outcome::NotPriced(refusal) => Some(refusal.to_string()),
        };
        let reasons = &line.confidence.reasons;
        let others = line.warnings.iter().filter(|warning| !reasons.contains(warning));
        let caveats = reasons.iter().chain(others).map(|caveat| line.describe(caveat).to_string());
        refusal.into_iter().chain(caveats).map(|text| self.number_of(text)).collect()
    }

    /// Adds the release and the place that a part was priced from.
    pub(crate) fn add_source(&mut self, priced: &PricedClaim<'_>) {
        let (source, day) = (priced.source(), format_date(priced.claim.date_of_service()));
        let place = match &priced.locality {
            Some(row) => format!("locality {} ({})", row.locality, row.name),
            None => "no locality, so with national amounts".to_owned(),
        };
        self.number_of(format!("Services of {day}: priced from {} for {place}.", source.release));
        if let Some(notice) = &source.notice {
            self.number_of(notice.0.to_string());
        }
    }

    /// Adds the profession that the amounts are for.
    pub(crate) fn add_profession(&mut self, profession: Option<ProviderKind>) {
        let name = profession.unwrap_or(ProviderKind::Physician).as_str().replace('_', " ");
        self.number_of(format!("The amounts are those of this profession: {name}."));
    }

    /// Adds what the amounts assume about the patient's deductible.
    pub(crate) fn add_deductible(&mut self, parts: &[&PricedClaim<'_>]) {
        let unmet = match parts {
            [only] => only.estimate.totals.if_deductible_unmet,
            _ => None,
        };
        let unmet = unmet.map_or_else(String::new, |(medicare, patient)| {
            let (medicare, patient) = (medicare.dollars(), patient.dollars());
            format!(" If none of it is met, Medicare pays {medicare} and the patient owes {patient}.")
        });
        self.number_of(format!("The amounts assume that the patient's Part B deductible is met.{unmet}"));
    }

    /// The number of a text, which is added if it is new.
    fn number_of(&mut self, text: String) -> usize {
        let Self(texts) = self;
        let known = texts.iter().position(|known| *known == text);
        let position = known.unwrap_or(texts.len());
        if known.is_none() {
            texts.push(text);
        }
        position + 1
    }

    /// The texts, in the order of their numbers.
    pub(crate) fn into_texts(self) -> impl Iterator<Item = String> {
        self.0.into_iter()
    }
}
