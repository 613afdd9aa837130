//! Collects the answers to lines, column by column.

use super::schema::{AMOUNTS, LINE_LISTS};
use super::texts::{TextLists, Texts};
use crate::error::Result;
use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, Int64Array};
use medpayiq_claims::RawLine;
use medpayiq_core::pricing::{Caveat, LineEstimate, Outcome, PredictedDenial, Price};
use medpayiq_core::vocabulary::{ClaimLine, Money};
use std::sync::Arc;

/// The ids of the first lines of a claim, if it gives none.
const POSITIONS: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// The columns of lines.
pub(super) struct LinesBuilder {
    id: Texts,
    hcpcs: Texts,
    units: Vec<i64>,
    result: Texts,
    reason: Texts,
    amounts: AmountsBuilder,
    confidence: Texts,
    lists: [TextLists; LINE_LISTS.len()],
}

impl LinesBuilder {
    /// A builder with room for so many lines.
    pub(super) fn new(lines: usize) -> Self {
        Self {
            id: Texts::new(lines, 2),
            hcpcs: Texts::new(lines, 5),
            units: Vec::with_capacity(lines),
            result: Texts::new(lines, 8),
            reason: Texts::new(lines, 8),
            amounts: AmountsBuilder::new(lines),
            confidence: Texts::new(lines, 8),
            lists: std::array::from_fn(|_| TextLists::new(lines)),
        }
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.units.len()
    }

    pub(super) fn push(
        &mut self,
        position: usize,
        raw: &RawLine<'_>,
        line: &ClaimLine,
        estimate: &LineEstimate,
    ) {
        match raw.id.or_else(|| POSITIONS.get(position).copied()) {
            Some(id) => self.id.push(id),
            None => self.id.push(&position.saturating_add(1).to_string()),
        }
        self.hcpcs.push(line.hcpcs().as_str());
        self.units.push(i64::from(line.units()));
        let (result, reason, price) = match &estimate.outcome {
            Outcome::Priced(price) => ("priced", None, Some(price)),
            Outcome::NotPriced(refusal) => (refusal.kind().as_str(), Some(refusal.code()), None),
        };
        self.result.push(result);
        self.reason.push_option(reason);
        self.amounts.push(price);
        self.confidence.push(estimate.confidence.level.as_str());
        let [modifiers, denials, reasons, warnings] = &mut self.lists;
        for modifier in line.modifiers() {
            modifiers.texts.push(modifier.as_str());
        }
        for denial in &estimate.predicted_denials {
            push_denial(&mut denials.texts, denial);
        }
        push_codes(&mut reasons.texts, &estimate.confidence.reasons);
        push_codes(&mut warnings.texts, &estimate.warnings);
        self.lists.iter_mut().for_each(TextLists::end);
    }

    /// Returns the columns.
    ///
    /// # Errors
    /// If there are too many lines.
    pub(super) fn finish(self) -> Result<Vec<ArrayRef>> {
        let [modifiers, denials, reasons, warnings] = self.lists.map(TextLists::finish);
        let mut columns: Vec<ArrayRef> = vec![
            self.id.finish()?,
            self.hcpcs.finish()?,
            modifiers?,
            Arc::new(Int64Array::from(self.units)),
            self.result.finish()?,
            self.reason.finish()?,
        ];
        columns.extend(self.amounts.finish());
        columns.extend([denials?, self.confidence.finish()?, reasons?, warnings?]);
        Ok(columns)
    }
}

/// The amounts of lines, in the order of [`AMOUNTS`]. All but two are there if the line is priced, and share their nulls.
struct AmountsBuilder {
    cents: [Vec<i64>; AMOUNTS.len()],
    of_all: NullBufferBuilder,
    of_limiting_charge: NullBufferBuilder,
    of_bonus: NullBufferBuilder,
}

impl AmountsBuilder {
    fn new(lines: usize) -> Self {
        Self {
            cents: std::array::from_fn(|_| Vec::with_capacity(lines)),
            of_all: NullBufferBuilder::new(lines),
            of_limiting_charge: NullBufferBuilder::new(lines),
            of_bonus: NullBufferBuilder::new(lines),
        }
    }

    fn push(&mut self, price: Option<&Price>) {
        let amounts = price.map_or([Money::ZERO; AMOUNTS.len()], amounts);
        for (column, amount) in self.cents.iter_mut().zip(amounts) {
            column.push(amount.cents());
        }
        self.of_all.append(price.is_some());
        self.of_limiting_charge.append(price.is_some_and(|price| price.limiting_charge.is_some()));
        self.of_bonus.append(price.is_some_and(|price| price.bonus.is_some()));
    }

    fn finish(mut self) -> impl Iterator<Item = ArrayRef> {
        let (all, limiting) = (self.of_all.finish(), self.of_limiting_charge.finish());
        let bonus = self.of_bonus.finish();
        self.cents.into_iter().zip(AMOUNTS).map(move |(cents, name)| {
            let nulls = match name {
                "limiting_charge" => &limiting,
                "bonus_estimate" => &bonus,
                _ => &all,
            };
            let column: ArrayRef = Arc::new(Int64Array::new(cents.into(), nulls.clone()));
            column
        })
    }
}

/// The amounts of a price, zero if there is none.
fn amounts(price: &Price) -> [Money; AMOUNTS.len()] {
    let share = &price.share;
    [
        price.fee_schedule,
        price.adjusted,
        price.allowed,
        price.limiting_charge.unwrap_or(Money::ZERO),
        share.deductible,
        share.coinsurance,
        share.sequestration,
        share.medicare_paid,
        price.patient(share),
        price.bonus.unwrap_or(Money::ZERO),
    ]
}

/// Writes a denial like `CO-97 M15`: group, claim adjustment reason code, and its remark codes.
fn push_denial(texts: &mut Texts, denial: &PredictedDenial) {
    for part in [denial.group.as_str(), "-", denial.carc.as_str()] {
        texts.add(part);
    }
    for rarc in denial.rarc {
        texts.add(" ");
        texts.add(rarc.as_str());
    }
    texts.end();
}

fn push_codes(texts: &mut Texts, caveats: &[Caveat]) {
    caveats.iter().for_each(|caveat| texts.push(caveat.code()));
}
