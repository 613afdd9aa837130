//! Steps 24 to 30: the charge, what the patient owes, what Medicare pays.

use super::LineAnswer;
use super::claim::{Claim, Line};
use super::money::part;

/// Services without deductible and coinsurance.
pub(crate) const WAIVED: [&str; 58] = [
    "G0402", "G0438", "G0439", "G0468", "77067", "77080", "77081", "76977", "G0101", "Q0091", "G0104",
    "G0105", "G0121", "82270", "G0328", "81528", "74263", "76706", "G0296", "71271", "99406", "99407",
    "G0442", "G0443", "G0444", "G0445", "G0446", "G0447", "G0473", "G0432", "G0433", "G0434", "G0435",
    "G0475", "G0472", "G0499", "97802", "97803", "97804", "G0270", "G0271", "G0008", "G0009", "G0010",
    "90480", "77063", "77078", "77085", "G0130", "00812", "G0011", "G0012", "G0013", "G0513", "G0514",
    "G0124", "G0141", "P3001",
];

/// Other preventive services, which have cost sharing, and the administration of vaccines.
pub(crate) const PREVENTIVE: [&str; 11] =
    ["G0102", "G0108", "G0109", "G0117", "G0118", "90460", "90461", "90471", "90472", "90473", "90474"];

pub(crate) fn answers(claim: &Claim) -> Vec<LineAnswer> {
    let mut deductible = claim.deductible;
    let mut answers = Vec::new();
    for line in &claim.lines {
        let fee = line.row.as_ref().filter(|row| row.is_published());
        let fee = fee.map(|row| row.fee(claim.area, claim.facility)).or(line.unit);
        let mut answer = match &line.out {
            Some((result, why)) => unpaid(result, why),
            None if line.by_report => unpaid("contractor_priced", "11: by report"),
            None => paid(claim, line, &mut deductible),
        };
        answer.fee_schedule = fee;
        answer.denial = line.denial;
        answer.outside_benefit = super::benefits::is_outside(claim, line);
        answers.push(answer);
    }
    answers
}

fn unpaid(result: &str, why: &str) -> LineAnswer {
    let zero =
        ["bundled", "denied_by_edit", "not_covered", "report_only", "use_other_code"].contains(&result);
    let zero = zero.then_some(0);
    LineAnswer {
        result: result.to_owned(),
        note: why.to_owned(),
        adjusted: zero,
        allowed: zero,
        deductible: zero,
        coinsurance: zero,
        sequestration: zero,
        medicare_paid: zero,
        // Services that are not covered get no shares: the patient pays them privately.
        patient: if result == "not_covered" { None } else { zero },
        ..LineAnswer::default()
    }
}

fn paid(claim: &Claim, line: &Line, remaining: &mut i64) -> LineAnswer {
    let allowed = line.charge.map_or(line.adjusted, |charge| charge.min(line.adjusted));
    let waived = WAIVED.contains(&line.code.as_str()) || is_waived_by_33(claim, line);
    let screening = is_turned_diagnostic(claim, line);
    let deductible = if waived || screening { 0 } else { allowed.min(*remaining) };
    *remaining -= deductible;
    let percent = match (waived, screening) {
        (true, _) => 0,
        (_, true) => 15,
        _ => 20,
    };
    let coinsurance = part(allowed - deductible, percent, 100);
    let mut program = allowed - deductible - coinsurance;
    if line.has_any(&["CQ", "CO"]) {
        program = part(program, 85, 100);
    }
    let with_mips = program + claim.mips.signum() * part(program, claim.mips.abs(), 10_000);
    let unassigned = line.limiting.is_some();
    if !unassigned {
        program = with_mips;
    }
    let sequestration = part(program, 2, 100);
    let medicare_paid = program - sequestration;
    // On an unassigned claim the practitioner collects the charge up to the limit, and Medicare pays the patient.
    let patient = line.limiting.map_or(deductible + coinsurance, |limit| {
        line.charge.map_or(limit, |charge| charge.min(limit)) - medicare_paid
    });
    LineAnswer {
        result: "priced".to_owned(),
        adjusted: Some(line.adjusted),
        allowed: Some(allowed),
        limiting_charge: line.limiting,
        deductible: Some(deductible),
        coinsurance: Some(coinsurance),
        sequestration: Some(sequestration),
        medicare_paid: Some(medicare_paid),
        patient: Some(patient),
        with_mips: unassigned.then(|| [part(with_mips, 2, 100), with_mips - part(with_mips, 2, 100)]),
        note: line.note.clone(),
        ..LineAnswer::default()
    }
}

/// The four services that modifier 33 makes free, each beside the service that it belongs to.
fn is_waived_by_33(claim: &Claim, line: &Line) -> bool {
    let beside: &[&str] = match line.code.as_str() {
        "99497" | "99498" | "G0136" => &["G0438", "G0439"],
        "G0500" | "99153" => &["G0105", "G0121"],
        _ => return false,
    };
    line.has("33") && claim.billed.iter().any(|(code, _)| beside.contains(&code.as_str()))
}

/// Modifier PT: the screening of the colon became diagnostic. The claim shows it by the procedure, which carries PT too. If
/// another practitioner bills the procedure, the claim has only its anesthesia.
fn is_turned_diagnostic(claim: &Claim, line: &Line) -> bool {
    let is_anesthesia = ["00811", "00812", "00813"].contains(&line.code.as_str());
    let is_surgery = line.code.parse::<u32>().is_ok_and(|number| (10_000..=69_999).contains(&number));
    let sedation = line.code == "G0500" || line.code == "99153";
    let mut procedures = claim.billed.iter().filter(|(code, _)| is_of_the_colon(code)).peekable();
    let is_with_screening = match procedures.peek() {
        Some(_) => procedures.any(|(_, has_pt)| *has_pt),
        None => is_anesthesia,
    };
    line.has("PT") && (is_surgery || sedation || is_anesthesia) && is_with_screening
}

fn is_of_the_colon(code: &str) -> bool {
    const PROCEDURES: [(&str, &str); 4] =
        [("44388", "44408"), ("45300", "45398"), ("G0104", "G0106"), ("G0120", "G0121")];
    PROCEDURES.iter().any(|(first, last)| (*first..=*last).contains(&code))
}
