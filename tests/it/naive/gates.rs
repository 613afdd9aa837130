//! Steps 3 to 6: the row, impossible combinations, the status, the place.

use super::benefits::{is_any_visit, is_counseling_of_inpatient, is_of_named_discipline};
use super::claim::{ASSISTANT, Claim, Line, is_visit};
use super::tables::{Reference, Row};

type Gate = Result<(), (&'static str, String)>;

const ANESTHESIA: [&str; 6] = ["AA", "QK", "QX", "QY", "QZ", "AD"];

pub(crate) fn before_price(reference: &Reference, claim: &mut Claim) {
    for index in 0..claim.lines.len() {
        let row = choose(reference, claim, &claim.lines[index]);
        let outcome = row.and_then(|row| {
            claim.lines[index].row = Some(row.clone());
            claim.lines[index].by_report = is_by_report(&claim.lines[index], &row);
            combinations(claim, &claim.lines[index], &row)?;
            modifiers(claim, &claim.lines[index])?;
            status(reference, claim, &claim.lines[index], &row)?;
            place(reference, claim, &row)?;
            let denial = denial(claim, &claim.lines[index], &row);
            claim.lines[index].denial = denial.map(|(_, group, carc, _)| (group, carc));
            denial.map_or(Ok(()), |(result, _, _, why)| stop(result, why))
        });
        if let Err((result, why)) = outcome {
            claim.lines[index].leave(result, why);
        }
    }
}

fn stop<T>(result: &'static str, why: &str) -> Result<T, (&'static str, String)> {
    Err((result, why.to_owned()))
}

fn choose(reference: &Reference, claim: &Claim, line: &Line) -> Result<Row, (&'static str, String)> {
    if ["05", "06", "07", "08"].contains(&claim.place.as_str()) {
        return stop("other_schedule", "3: Indian health and tribal places");
    }
    if !reference.knows(&line.code) {
        return stop("unknown_code", "2: not in the file");
    }
    if line.has("26") && line.has("TC") {
        return stop("invalid", "4: 26 with TC");
    }
    let blank = reference.row(&line.code, "");
    for part in ["26", "TC"] {
        if line.has(part) {
            let own = reference.row(&line.code, part);
            return match own.or(blank.filter(|row| row.pctc == '1')) {
                Some(row) => Ok(row.clone()),
                None => stop("invalid", "4: 26 or TC on a code without that part"),
            };
        }
    }
    if let Some(row) = reference.row(&line.code, "53").filter(|_| line.has("53")) {
        return Ok(row.clone());
    }
    match blank {
        Some(row) => Ok(row.clone()),
        None => stop("other_schedule", "4: only the interpretation of this lab test is on the schedule"),
    }
}

fn is_by_report(line: &Line, row: &Row) -> bool {
    let is_without_figure = line.charge.is_none() || row.status == 'J';
    (line.has("52") && is_without_figure) || (line.has("53") && row.part != "53")
}

fn combinations(claim: &Claim, line: &Line, row: &Row) -> Gate {
    let assistant_count = line.count(&ASSISTANT);
    let payment_count = line.count(&ANESTHESIA);
    let may_use_as = ["nurse_practitioner", "physician_assistant", "clinical_nurse_specialist"]
        .contains(&claim.kind.as_str());
    let bad = [
        (line.has("50") && row.bilateral == '9', "8: 50 where bilateral does not apply"),
        (line.has("50") && line.has_any(&["RT", "LT"]), "25.1: 50 with RT or LT"),
        (line.has_any(&["54", "55"]) && zero_percentages(row), "6.2: 54 or 55 on a row without percentages"),
        (line.has("54") && line.has("55"), "6.2: 54 with 55 on one line"),
        (line.count(&["58", "78", "79"]) > 1, "25.1: two of 58, 78, 79"),
        (line.has("AS") && !may_use_as, "9: AS by other than PA, NP, CNS"),
        (
            line.has_any(&["80", "81", "82"]) && !claim.is_physician(),
            "9: 80, 81, 82 by other than a physician",
        ),
        (line.has("AS") && assistant_count > 1, "9: AS with 80, 81, 82"),
        (line.has("62") && line.has("66"), "10: 62 with 66"),
        (line.has("62") && assistant_count > 0, "25.1: 62 with an assistant's modifier"),
        (line.has("62") && !claim.is_physician(), "10: only physicians are co-surgeons"),
        (line.has("52") && line.has("53"), "11: 52 with 53"),
        (line.has_any(&["52", "53"]) && is_visit(&line.code), "11: 52 or 53 on a visit"),
        (line.has_any(&["73", "74"]), "11: 73 and 74 are the facility's"),
        (line.has("FX") && line.has("FY"), "15: FX with FY"),
        (line.has("CQ") && !line.has("GP"), "14.2: CQ without GP"),
        (line.has("CO") && !line.has("GO"), "14.2: CO without GO"),
        (line.count(&["GN", "GO", "GP"]) > 1, "25.1: two disciplines"),
        (row.multiple == '5' && !line.has_any(&["GN", "GO", "GP"]), "14.4: no discipline"),
        (row.status != 'J' && payment_count > 0, "25.1: an anesthesia modifier on another service"),
        (row.status == 'J' && payment_count != 1, "12: exactly one payment modifier"),
    ];
    bad.iter().find(|(bad, _)| *bad).map_or(Ok(()), |(_, why)| stop("invalid", why))
}

fn zero_percentages(row: &Row) -> bool {
    row.pre == 0 && row.intra == 0 && row.post == 0
}

fn status(reference: &Reference, claim: &Claim, line: &Line, row: &Row) -> Gate {
    let by_surgeon = claim.lines.iter().any(|line| line.has("47"));
    match row.status {
        'A' | 'R' | 'T' if row.is_published() => Ok(()),
        'A' | 'C' | 'R' | 'T' => stop("contractor_priced", "2: the contractor prices it"),
        'B' => stop("bundled", "2: status B"),
        'E' | 'X' => stop("other_schedule", "2: status E or X"),
        'I' => stop("use_other_code", "2: status I"),
        'M' => stop("report_only", "2: status M"),
        'N' => stop("not_covered", "2: status N"),
        'P' => Ok(()),
        'J' if reference.base_units(&line.code).is_none() => stop("figure_missing", "12: no base units"),
        'J' if line.minutes == 0 && line.code != "01996" && line.code != "01953" => {
            stop("invalid", "12: no minutes")
        }
        'J' if by_surgeon => stop("bundled", "12: anesthesia by the surgeon"),
        'J' => Ok(()),
        _ => stop("invalid", "2: deleted"),
    }
}

fn place(reference: &Reference, claim: &Claim, row: &Row) -> Gate {
    let splits = reference.row(&row.code, "26").is_some();
    let therapist = ["physical_therapist", "occupational_therapist", "speech_language_pathologist"];
    match row.pctc {
        '8' if claim.place != "21" => return stop("bundled", "4: only for inpatients"),
        _ if !claim.in_hospital() => (),
        '1' if row.part.is_empty() && splits => {
            return stop("invalid", "4: the global service in a hospital");
        }
        '1' if row.part == "TC" => return stop("bundled", "4: the technical part in a hospital"),
        '3' | '5' => return stop("bundled", "4: the hospital's own part"),
        '4' => return stop("invalid", "4: the global service in a hospital"),
        '7' if therapist.contains(&claim.kind.as_str()) => {
            return stop("bundled", "4: therapy in a hospital");
        }
        _ => (),
    }
    Ok(())
}

/// Section 30.1, rows 6, 12, 13, 17 and 23: modifiers that contradict the line, the place or the practitioner.
fn modifiers(claim: &Claim, line: &Line) -> Gate {
    let own = discipline(&line.code);
    let hospital_or_nursing = ["19", "21", "22", "23", "31", "51", "61"].contains(&claim.place.as_str());
    let is_visit_in_facility = is_any_visit(&line.code) && hospital_or_nursing;
    let bad = [
        (
            !payment_modifiers(&claim.kind).iter().any(|one| line.has(one)) && line.has_any(&ANESTHESIA),
            "12: the practitioner does not use this payment modifier",
        ),
        (
            line.has("FS") && !is_visit_in_facility,
            "row 12: FS on other than a visit in a hospital or a skilled nursing facility",
        ),
        (line.has("GC") && line.has("GE"), "row 13: GC with GE"),
        (line.has("GE") && !PRIMARY_CARE.contains(&line.code.as_str()), "row 13: GE above level 3"),
        (
            line.count(&["GA", "GX", "GZ"]) > 1 || (line.has("GY") && line.has("GZ")),
            "row 17: notices that contradict each other",
        ),
        (
            own.is_some_and(|own| ["GN", "GO", "GP"].iter().any(|one| *one != own && line.has(one))),
            "row 23: an evaluation of another discipline",
        ),
        (own.is_some() && line.has_any(&["CQ", "CO"]), "row 23: an assistant may not evaluate"),
    ];
    bad.iter().find(|(bad, _)| *bad).map_or(Ok(()), |(_, why)| stop("invalid", why))
}

/// What each profession may bill for anesthesia.
fn payment_modifiers(kind: &str) -> &'static [&'static str] {
    match kind {
        "physician" => &["AA", "QK", "QY", "AD"],
        "crna" => &["QX", "QZ"],
        "anesthesiologist_assistant" => &["QX"],
        _ => &[],
    }
}

/// Visits of levels 1 to 3, and the first and yearly preventive visits.
const PRIMARY_CARE: [&str; 8] = ["99202", "99203", "99211", "99212", "99213", "G0402", "G0438", "G0439"];

/// The discipline of a therapy evaluation.
pub(crate) fn discipline(code: &str) -> Option<&'static str> {
    match code {
        "97161" | "97162" | "97163" | "97164" => Some("GP"),
        "97165" | "97166" | "97167" | "97168" => Some("GO"),
        "92521" | "92522" | "92523" | "92524" | "92597" | "92607" => Some("GN"),
        _ => None,
    }
}

/// The yearly therapy threshold of 2025, in cents.
const THERAPY_THRESHOLD: i64 = 241_000;

type Denial = (&'static str, &'static str, &'static str, &'static str);

/// Denials by a modifier, or for want of one: result, group, reason code and rule.
fn denial(claim: &Claim, line: &Line, row: &Row) -> Option<Denial> {
    let maintenance = ["98940", "98941", "98942"].contains(&line.code.as_str()) && !line.has("AT");
    // CMS's list of therapy codes; the last four reduce nothing.
    let always = row.multiple == '5' || ["92608", "97039", "97139", "97799"].contains(&line.code.as_str());
    let sometimes = is_of_named_discipline(line);
    let counts = (always || sometimes) && !line.has("KX");
    let group = if line.has("GA") { "PR" } else { "CO" };
    let primary_care = ["G0442", "G0443", "G0444", "G0445", "G0446", "G0447", "G0473"];
    let is_telehealth = ["02", "10"].contains(&claim.place.as_str()) && line.code != "G0473";
    let of_primary_care = is_telehealth || ["11", "19", "22", "49", "71"].contains(&claim.place.as_str());
    if primary_care.contains(&line.code.as_str()) && !of_primary_care {
        Some(("denied_by_edit", "CO", "58", "counseling of primary care in another place"))
    } else if line.has("GY") {
        Some(("not_covered", "PR", "96", "18.4: GY"))
    } else if line.has("GZ") {
        Some(("denied_by_edit", "CO", "50", "18.4: GZ"))
    } else if maintenance {
        Some(("not_covered", group, "50", "row 7: no AT"))
    } else if is_counseling_of_inpatient(claim) {
        Some(("not_covered", "CO", "8", "row 24: a counselor's hospital inpatient"))
    } else if counts && claim.therapy_used.is_some_and(|used| used >= THERAPY_THRESHOLD) {
        Some(("denied_by_edit", "PR", "119", "14.3: past the threshold without KX"))
    } else {
        None
    }
}
