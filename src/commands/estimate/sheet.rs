//! An estimate as a page of text.

use crate::api::PricedClaim;
use crate::pricing::{Deadline, LineEstimate, Outcome, Price, Totals};
use crate::vocabulary::{ClaimLine, Money, format_date};
use std::fmt;

/// Writes an estimate for people: each line with every step to its amount, and where the figures come from.
pub(super) struct Sheet<'a>(pub(super) &'a PricedClaim<'a>);

impl fmt::Display for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PricedClaim { claim, estimate, locality, release, date_given, .. } = self.0;
        let contract = self.0.contract();
        let payer = if contract.is_some() { "The payer" } else { "Medicare" };
        for (line, result) in claim.lines().iter().zip(&estimate.lines) {
            write_line(f, line, result, payer)?;
            write_next_step(f, self.0, result)?;
        }
        let unknown =
            claim.lines().iter().zip(&estimate.lines).filter(|(_, result)| !result.has_known_payment());
        let unknown: Vec<String> = unknown.map(|(line, _)| line.hcpcs().to_string()).collect();
        if unknown.len() < estimate.lines.len() {
            write_totals(f, &estimate.totals, payer)?;
            if !unknown.is_empty() {
                writeln!(f, "Not counted, because the payment is not known: {}", unknown.join(", "))?;
            }
        } else {
            writeln!(f, "Totals are not known: no line has a price.")?;
        }
        let place =
            locality.map_or_else(|| "the nation".to_owned(), |row| format!("{} {}", row.locality, row.name));
        let date = format_date(claim.date_of_service());
        let assumed = if *date_given { "" } else { " (the release's first day, because no date was given)" };
        let place_of_service = claim.place_of_service();
        let under = match contract {
            None => String::new(),
            Some("inline") => ", under the given terms".to_owned(),
            Some(name) => format!(", under the terms {name}"),
        };
        let title = release.title();
        write!(f, "{title} for {place}, {date}{assumed}, place of service {place_of_service}{under}")
    }
}

fn write_line(
    f: &mut fmt::Formatter<'_>,
    line: &ClaimLine,
    result: &LineEstimate,
    payer: &str,
) -> fmt::Result {
    write!(f, "{}", line.hcpcs())?;
    for modifier in line.modifiers() {
        write!(f, "-{modifier}")?;
    }
    if line.units() > 1 {
        write!(f, " x{}", line.units())?;
    }
    match &result.outcome {
        Outcome::Priced(price) => {
            write!(f, "  {}", price.allowed.dollars())?;
            match line.charge() {
                Some(charge) => writeln!(f, " (charge {})", charge.amount().dollars())?,
                None => writeln!(f)?,
            }
            for step in &result.trace {
                writeln!(f, "  {:>10}  {}: {step}", step.amount.dollars().to_string(), step.rule.code())?;
            }
            write_shares(f, price, payer)?;
        }
        Outcome::NotPriced(refusal) => writeln!(f, "  {}: {refusal}", refusal.kind().as_str())?,
    }
    for hit in &result.edits {
        writeln!(f, "  {hit}")?;
    }
    writeln!(f, "Confidence: {}", result.confidence.level.as_str())?;
    let other_warnings =
        result.warnings.iter().filter(|warning| !result.confidence.reasons.contains(warning));
    for caveat in result.confidence.reasons.iter().chain(other_warnings) {
        writeln!(f, "  {}: {}", caveat.code(), result.describe(caveat))?;
    }
    Ok(())
}

/// What to do about the denial that the estimate predicts. Another payer has its own rules and time limits.
fn write_next_step(
    f: &mut fmt::Formatter<'_>,
    priced: &PricedClaim<'_>,
    result: &LineEstimate,
) -> fmt::Result {
    let Some(step) = result.next_step().filter(|_| priced.contract().is_none()) else { return Ok(()) };
    let deadline = step.action.deadline().and_then(|kind| Deadline::of(kind, priced.rates.law).ok());
    writeln!(f, "If Medicare denies it: {}", step.in_short(deadline))?;
    writeln!(f, "  {} [{}]", step.why, step.source)
}

/// The totals of the claim, as at the end of a receipt. Each row with its amount to the right.
fn write_totals(f: &mut fmt::Formatter<'_>, totals: &Totals, payer: &str) -> fmt::Result {
    let (allows, pays) = (format!("{payer} allows"), format!("{payer} pays"));
    let always = [
        (allows.as_str(), Some(totals.allowed)),
        (pays.as_str(), Some(totals.medicare_paid)),
        ("The patient owes", Some(totals.patient)),
    ];
    let of_charge = |amount| totals.charge.map(|_| amount).filter(|amount| *amount != Money::ZERO);
    let others = [
        ("Written off", of_charge(totals.contractual_write_off)),
        ("Not priced here", Some(totals.undetermined_charge).filter(|amount| *amount != Money::ZERO)),
    ];
    writeln!(f, "Totals")?;
    for (name, amount) in [("Charge", totals.charge)].into_iter().chain(always).chain(others) {
        if let Some(amount) = amount {
            writeln!(f, "  {name:<16}{:>13}", amount.dollars().to_string())?;
        }
    }
    Ok(())
}

/// What the payer pays and the patient owes; of a service that the deductible applies to, with and without it met.
fn write_shares(f: &mut fmt::Formatter<'_>, price: &Price, payer: &str) -> fmt::Result {
    let in_sentence = if payer == "Medicare" { payer } else { "the payer" };
    let patient = price.patient(&price.share).dollars();
    let paid = price.share.medicare_paid.dollars();
    let Some(unmet) = &price.share_if_deductible_unmet else {
        return writeln!(f, "{payer} pays {paid} and the patient owes {patient}.");
    };
    writeln!(f, "If the deductible is met: {in_sentence} pays {paid} and the patient owes {patient}.")?;
    let (paid, patient) = (unmet.medicare_paid.dollars(), price.patient(unmet).dollars());
    writeln!(f, "If none of the deductible is met: {in_sentence} pays {paid} and the patient owes {patient}.")
}
