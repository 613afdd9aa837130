//! Steps 7 to 14: the effects of lines on each other.

use super::claim::{Claim, Line, is_critical_care, is_visit};
use super::cost::{PREVENTIVE, WAIVED};
use super::ncci::{self, Ncci};

pub(crate) fn of_the_claim(ncci: &Ncci, claim: &mut Claim) {
    for line in claim.lines.iter_mut().filter(|line| line.is_alive()) {
        if let Some((result, why)) = surgeons(line) {
            line.leave(result, why);
        } else if line.has("56") && !line.by_report {
            line.leave("bundled", "6.2: 56 has no payment");
        }
    }
    duplicates(&mut claim.lines);
    ncci::pairs(ncci, claim);
    ncci::limits(ncci, claim);
    status_t_and_p(&mut claim.lines);
    ncci::add_ons(ncci, claim);
    visits_and_procedures(&mut claim.lines);
    // A visit may have been a primary.
    ncci::add_ons(ncci, claim);
    complexity(&mut claim.lines);
}

fn duplicates(lines: &mut [Line]) {
    for index in 1..lines.len() {
        let (earlier, rest) = lines.split_at_mut(index);
        let line = &mut rest[0];
        let repeats = earlier.iter().any(|other| {
            other.is_alive()
                && other.code == line.code
                && other.modifiers == line.modifiers
                && other.units == line.units
                && other.minutes == line.minutes
                && other.charge == line.charge
        });
        // A chain of three is compared with the first, which is never denied by this step.
        if line.is_alive() && repeats {
            line.leave("denied_by_edit", "25 step 7: an exact duplicate");
        }
    }
}

/// Whether a line is payable, by formula or by the contractor.
pub(super) fn is_service(line: &Line, statuses: &[char]) -> bool {
    let open = line.is_alive()
        || line
            .out
            .as_ref()
            .is_some_and(|(result, _)| ["contractor_priced", "figure_missing"].contains(result));
    open && line.row.as_ref().is_some_and(|row| statuses.contains(&row.status))
}

fn status_t_and_p(lines: &mut [Line]) {
    let other = lines.iter().any(|line| is_service(line, &['A', 'R', 'C', 'J']));
    let any = lines.iter().any(|line| is_service(line, &['A', 'R', 'C', 'J', 'T']));
    for line in lines.iter_mut().filter(|line| line.is_alive()) {
        match line.row.as_ref().map_or(' ', |row| row.status) {
            'T' if other => line.leave("bundled", "2: status T beside another service"),
            'P' if any => line.leave("bundled", "2: status P beside a service"),
            'P' => line.leave("other_schedule", "2: status P alone"),
            _ => (),
        }
    }
}

fn visits_and_procedures(lines: &mut [Line]) {
    let minor = lines.iter().any(|line| has_package(line, &["000", "010"]));
    let major = lines.iter().any(|line| has_package(line, &["090"]));
    let returned = lines.iter().any(is_return);
    for line in lines.iter_mut().filter(|line| line.is_alive() && is_visit(&line.code)) {
        if minor && !line.has("25") {
            line.leave("bundled", "23: a visit beside a minor procedure without 25");
        } else if major && !line.has("57") && !is_unrelated_critical_care(line) {
            line.leave("bundled", "23: a visit beside a major procedure without 57");
        } else if returned && !line.has("24") && !is_unrelated_critical_care(line) {
            line.leave("bundled", "23: a visit after the first operation without 24");
        }
    }
}

/// FT is for critical care that is unrelated to the surgery. It clears a major package, as 57 does, and that of the operation
/// before a return, as 24 does.
pub(super) fn is_unrelated_critical_care(line: &Line) -> bool {
    is_critical_care(&line.code) && line.has("FT")
}

/// Whether a line begins a package of one of these lengths.
pub(super) fn has_package(line: &Line, days: &[&str]) -> bool {
    is_service(line, &['A', 'R', 'C', 'T'])
        && !line.has_any(&["55", "78"])
        && line.row.as_ref().is_some_and(|row| days.contains(&row.global.as_str()))
}

/// Whether a line is a return to the operating room. The patient is then still in the package of the first operation.
pub(super) fn is_return(line: &Line) -> bool {
    is_service(line, &['A', 'R', 'C', 'T'])
        && line.has("78")
        && !line.has("55")
        && line.row.as_ref().is_some_and(|row| ["000", "010", "090"].contains(&row.global.as_str()))
}

const BASE_VISITS: [&str; 9] =
    ["99202", "99203", "99204", "99205", "99211", "99212", "99213", "99214", "99215"];

fn complexity(lines: &mut [Line]) {
    let mut bases = lines.iter().filter(|line| BASE_VISITS.contains(&line.code.as_str())).peekable();
    let with_25 = bases.peek().is_some() && bases.all(|line| line.has("25"));
    let preventive = lines
        .iter()
        .any(|line| WAIVED.contains(&line.code.as_str()) || PREVENTIVE.contains(&line.code.as_str()));
    for line in lines.iter_mut().filter(|line| line.is_alive() && line.code == "G2211") {
        if with_25 && !preventive {
            line.leave("bundled", "24: every visit carries 25");
        }
    }
}

fn surgeons(line: &mut Line) -> Option<(&'static str, &'static str)> {
    let row = line.row.clone()?;
    if line.is_assistant() {
        match row.assistant {
            '1' => return Some(("denied_by_edit", "9: no assistant is paid")),
            '9' => return Some(("invalid", "9: assistant does not apply")),
            _ => line.say("9: assistant"),
        }
    }
    if line.has("62") {
        match row.co_surgeon {
            '0' => return Some(("denied_by_edit", "10: no co-surgeon is paid")),
            '9' => return Some(("invalid", "10: co-surgeon does not apply")),
            _ => line.say("10: co-surgeon"),
        }
    }
    if line.has("66") {
        match row.team {
            '0' => return Some(("denied_by_edit", "10: no team is paid")),
            '9' => return Some(("invalid", "10: team does not apply")),
            _ => line.by_report = true,
        }
    }
    None
}
