//! Rule 12: base units and time.

use super::claim::{Claim, Line};
use super::money::part;
use super::tables::Reference;

/// Codes that are paid with the one anesthesia of a session.
const BESIDE: [&str; 4] = ["01953", "01968", "01969", "01996"];

pub(crate) fn adjusted(reference: &Reference, claim: &mut Claim) {
    let factor = claim.area.anesthesia;
    let session: Vec<usize> = (0..claim.lines.len())
        .filter(|index| {
            let line = &claim.lines[*index];
            let own = line.has_any(&["58", "59", "76", "77", "78", "79", "XE"]);
            line.is_priced() && line.is_anesthesia() && !BESIDE.contains(&line.code.as_str()) && !own
        })
        .collect();
    let minutes: i64 = session.iter().map(|index| claim.lines[*index].minutes).sum();
    // The highest base counts. Of equals the one that pays more does, so that the order of lines does not matter.
    let rank = |line: &Line| {
        let base = reference.base_units(&line.code).unwrap_or(0);
        (base, part(dollars(tenths(line, base, minutes), factor), share(line).0, share(line).1))
    };
    let mut winner = session.first().copied();
    for index in &session {
        if winner.is_some_and(|best| rank(&claim.lines[*index]) > rank(&claim.lines[best])) {
            winner = Some(*index);
        }
    }
    for index in 0..claim.lines.len() {
        let line = &mut claim.lines[index];
        if !line.is_anesthesia() {
            continue;
        }
        let base = reference.base_units(&line.code).unwrap_or(0);
        line.unit = Some(dollars(tenths(line, base, line.minutes), factor));
        if !line.is_priced() {
            continue;
        }
        if session.contains(&index) && winner != Some(index) {
            line.leave("bundled", "12: another anesthesia of the session is paid");
            continue;
        }
        let time = if session.contains(&index) { minutes } else { line.minutes };
        let whole = dollars(tenths(line, base, time), factor);
        let (numerator, denominator) = share(line);
        line.adjusted = part(whole, numerator, denominator);
        line.say("12: anesthesia");
    }
}

/// Units in tenths: the base and the minutes, in quarters of an hour rounded to one decimal.
fn tenths(line: &Line, base: i64, minutes: i64) -> i64 {
    if line.has("AD") {
        30
    } else if line.code == "01953" {
        base * line.units * 10
    } else if line.code == "01996" {
        base * 10
    } else {
        base * 10 + part(minutes, 10, 15)
    }
}

fn dollars(tenths: i64, factor: i64) -> i64 {
    part(tenths, factor, 1000)
}

fn share(line: &Line) -> (i64, i64) {
    if line.has_any(&["QK", "QX", "QY"]) { (1, 2) } else { (1, 1) }
}
