//! A claim in words, as reports show it.

use crate::vocabulary::{Claim, ClaimLine, Provider};

/// Such as `20610 + 99213-25 at 11 (office)`.
pub(super) fn claim_in_words(claim: &Claim) -> String {
    let lines: Vec<String> = claim.lines().iter().map(line_in_words).collect();
    let place = claim.place_of_service();
    let by = if claim.provider().kind == Provider::default().kind {
        String::new()
    } else {
        format!(", by a {}", spelled_profession(claim.provider().kind.as_str()))
    };
    format!("{} at {} ({}){by}", lines.join(" + "), place.code(), place.name())
}

/// A profession in words, such as `marriage and family therapist`, from its name in requests.
#[must_use]
pub fn spelled_profession(name: &str) -> String {
    match name {
        "crna" => "nurse anesthetist (CRNA)".to_owned(),
        "marriage_family_therapist" => "marriage and family therapist".to_owned(),
        other => other.replace('_', " "),
    }
}

fn line_in_words(line: &ClaimLine) -> String {
    let modifiers: String = line.modifiers().iter().map(|modifier| format!("-{modifier}")).collect();
    let units = if line.units() > 1 { format!(" x {}", line.units()) } else { String::new() };
    let minutes = line.minutes().map(|minutes| format!(" for {minutes} minutes")).unwrap_or_default();
    format!("{}{modifiers}{units}{minutes}", line.hcpcs())
}
