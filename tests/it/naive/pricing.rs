//! Steps 15 to 23: the amount of each line before the charge.

use super::claim::{Claim, Line};
use super::money::part;
use super::ranking;
use super::tables::{Reference, Row};

/// One unit of pricing: a line, or the two lines of a right and a left side.
pub(crate) struct Work {
    pub(crate) lines: Vec<usize>,
    pub(crate) row: Row,
    /// How often it was done, and how much each counts (3/2 for both sides).
    pub(crate) quantity: i64,
    pub(crate) sides: (i64, i64),
    /// One time, one side, after FX, FY, CT.
    pub(crate) fee: i64,
    pub(crate) technical: i64,
    pub(crate) professional: i64,
    pub(crate) kind: Kind,
    pub(crate) cap: Option<i64>,
    pub(crate) technical_cap: Option<i64>,
    pub(crate) assistant: bool,
    pub(crate) returned: bool,
    pub(crate) own_session: bool,
    /// The higher charge of its lines; 0 if it is unknown. It ranks services of equal fee.
    pub(crate) charge: i64,
    /// The factors that come after ranking, in millionths. They break ties the same way in every order of lines.
    pub(crate) later: i64,
    pub(crate) amount: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole,
    Technical,
    Professional,
    Global,
}

pub(crate) fn adjusted(reference: &Reference, claim: &mut Claim) {
    let mut works = works(reference, claim);
    for work in &mut works {
        let fee = work.cap.map_or(work.fee, |cap| cap.min(work.fee));
        work.amount = part(fee, work.sides.0, work.sides.1) * work.quantity;
    }
    ranking::imaging(&mut works);
    ranking::technical(&mut works, '6', 25);
    ranking::technical(&mut works, '7', 20);
    ranking::therapy(&mut works, claim);
    for work in &works {
        share_out(claim, work);
    }
    ranking::surgery(reference, claim, &works);
    for line in claim.lines.iter_mut().filter(|line| line.is_priced() && !line.is_anesthesia()) {
        split_and_surgeons(line);
    }
}

/// Divides an amount over its lines in halves; the odd cent goes to the first.
pub(crate) fn halves(amount: i64, lines: usize) -> Vec<i64> {
    let first = part(amount, 1, 2);
    if lines == 1 { vec![amount] } else { vec![first, amount - first] }
}

fn share_out(claim: &mut Claim, work: &Work) {
    if let [first, second] = work.lines[..] {
        claim.lines[first].other_side = Some(second);
        claim.lines[second].other_side = Some(first);
    }
    for (index, amount) in work.lines.iter().zip(halves(work.amount, work.lines.len())) {
        claim.lines[*index].adjusted = amount;
    }
}

fn works(reference: &Reference, claim: &Claim) -> Vec<Work> {
    let priced = (0..claim.lines.len())
        .filter(|index| claim.lines[*index].is_priced() && !claim.lines[*index].is_anesthesia());
    let mut works: Vec<Work> = priced.map(|index| work(reference, claim, index)).collect();
    // Right and left on two lines are one bilateral service.
    for alike in [true, false] {
        let mut index = 0;
        while index < works.len() {
            if let Some(other) = partner(claim, &works, index, alike) {
                let other = works.remove(other);
                works[index].charge = works[index].charge.max(other.charge);
                works[index].lines.extend(other.lines);
                works[index].sides = if works[index].row.bilateral == '1' { (3, 2) } else { (1, 1) };
            }
            index += 1;
        }
    }
    works
}

/// The line of the other side. Lines that are alike come first.
fn partner(claim: &Claim, works: &[Work], index: usize, alike: bool) -> Option<usize> {
    let side = |work: &Work| {
        let line = &claim.lines[work.lines[0]];
        let single = work.lines.len() == 1 && line.units == 1 && !work.returned;
        match (single, line.has("RT"), line.has("LT")) {
            (true, true, false) => 'R',
            (true, false, true) => 'L',
            _ => '-',
        }
    };
    let work = &works[index];
    let mine = side(work);
    if mine == '-' || !matches!(work.row.bilateral, '0' | '1' | '2') {
        return None;
    }
    let fits = |other: &Work| {
        other.row == work.row
            && !matches!(side(other), '-')
            && side(other) != mine
            && other.fee == work.fee
            && other.assistant == work.assistant
            && same_role(&claim.lines[other.lines[0]], &claim.lines[work.lines[0]])
    };
    let same = |other: &Work| other.later == work.later && other.own_session == work.own_session;
    (index + 1..works.len()).find(|other| fits(&works[*other]) && (!alike || same(&works[*other])))
}

fn same_role(one: &Line, other: &Line) -> bool {
    ["54", "55", "62", "80", "81", "82", "AS"].iter().all(|modifier| one.has(modifier) == other.has(modifier))
}

fn work(reference: &Reference, claim: &Claim, index: usize) -> Work {
    let line = &claim.lines[index];
    let row = line.row.clone().unwrap();
    let fee_of = |code: &str, part: &str| {
        let row = reference.row(code, part).filter(|row| row.is_published());
        row.map(|row| row.fee(claim.area, claim.facility))
    };
    let fee = row.fee(claim.area, claim.facility);
    let (tc, pc) = (fee_of(&row.code, "TC"), fee_of(&row.code, "26"));
    let (kind, technical, professional) = match (row.part.as_str(), row.pctc, tc, pc) {
        ("TC", ..) | (_, '3', ..) => (Kind::Technical, fee, 0),
        ("26", ..) => (Kind::Professional, 0, fee),
        ("", '1', Some(tc), Some(pc)) => (Kind::Global, tc, pc),
        ("", '4', ..) => (Kind::Global, technical_siblings(reference, claim, &row.code), 0),
        _ => (Kind::Whole, 0, 0),
    };
    let cut = technical_cut(line, &row.code, technical);
    let (quantity, sides) = bilateral(line, &row);
    let technical_row = reference.row(&row.code, "TC");
    Work {
        lines: vec![index],
        quantity,
        sides,
        fee: fee - cut,
        technical: technical - cut,
        professional,
        kind,
        cap: row.cap(claim.area, claim.facility),
        technical_cap: technical_row.and_then(|row| row.cap(claim.area, claim.facility)),
        assistant: line.is_assistant(),
        returned: line.has("78"),
        own_session: line.has_any(&["59", "XE"]),
        charge: line.charge.unwrap_or(0),
        later: later(line, &row),
        amount: 0,
        row,
    }
}

fn later(line: &Line, row: &Row) -> i64 {
    let surgeon = match (line.has("62"), line.is_assistant()) {
        (true, _) => 6250,
        (_, true) => 1600,
        _ => 10_000,
    };
    split_percent(line, row) * surgeon
}

const RIGHT: [&str; 13] = ["RT", "E3", "E4", "F5", "F6", "F7", "F8", "F9", "T5", "T6", "T7", "T8", "T9"];
const LEFT: [&str; 13] = ["LT", "E1", "E2", "FA", "F1", "F2", "F3", "F4", "TA", "T1", "T2", "T3", "T4"];

/// How often, and how much each counts: step 19.
fn bilateral(line: &Line, row: &Row) -> (i64, (i64, i64)) {
    if line.has("78") {
        return (line.units, (1, 1));
    }
    // Two units of a line that names one side are both of that side.
    let one_side = line.has_any(&RIGHT) != line.has_any(&LEFT);
    match (row.bilateral, line.has("50") || (line.units == 2 && !one_side)) {
        ('1', true) => (1, (3, 2)),
        ('2', true) => (1, (1, 1)),
        ('3', true) => (2, (1, 1)),
        ('0', true) if line.has("50") => (1, (1, 1)),
        _ => (line.units, (1, 1)),
    }
}

/// Codes that are the sum of others.
const SUMS: [(&str, &[&str]); 13] = [
    ("93000", &["93005", "93010"]),
    ("93015", &["93016", "93017", "93018"]),
    ("93040", &["93041", "93042"]),
    ("93224", &["93225", "93226", "93227"]),
    ("93241", &["93242", "93243", "93244"]),
    ("93245", &["93246", "93247", "93248"]),
    ("93268", &["93270", "93271", "93272"]),
    ("93784", &["93786", "93788", "93790"]),
    ("G0403", &["G0404", "G0405"]),
    ("94014", &["94015", "94016"]),
    ("77089", &["77090", "77091", "77092"]),
    ("96931", &["96932", "96933"]),
    ("96934", &["96935", "96936"]),
];

fn technical_siblings(reference: &Reference, claim: &Claim, code: &str) -> i64 {
    let siblings = SUMS.iter().find(|(sum, _)| *sum == code).map_or(&[][..], |(_, siblings)| siblings);
    let rows = siblings.iter().filter_map(|code| reference.row(code, ""));
    let rows = rows.filter(|row| row.pctc == '3' && row.is_published());
    rows.map(|row| row.fee(claim.area, claim.facility)).sum()
}

pub(crate) fn sums() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    SUMS.into_iter()
}

const CT: [(u32, u32); 9] = [
    (70_450, 70_498),
    (71_250, 71_275),
    (72_125, 72_133),
    (72_191, 72_194),
    (73_200, 73_206),
    (73_700, 73_706),
    (74_150, 74_178),
    (74_261, 74_263),
    (75_571, 75_574),
];

/// Rule 15: the reductions of the technical part for film, computed radiography and old scanners.
fn technical_cut(line: &Line, code: &str, technical: i64) -> i64 {
    let number = code.parse::<u32>().unwrap_or(0);
    let row = line.row.as_ref().unwrap();
    let x_ray = (70_010..=76_499).contains(&number) && row.multiple != '4' && matches!(row.pctc, '1' | '3');
    let mut cut = 0;
    if x_ray && line.has("FX") {
        cut += part(technical, 20, 100);
    }
    if x_ray && line.has("FY") {
        cut += part(technical, 10, 100);
    }
    if line.has("CT") && CT.iter().any(|(from, to)| (*from..=*to).contains(&number)) {
        cut += part(technical - cut, 15, 100);
    }
    cut
}

/// 54, 55, 78: the part of the package, in hundredths.
fn split_percent(line: &Line, row: &Row) -> i64 {
    let minor_or_major = row.global == "010" || row.global == "090";
    if line.has("78") {
        if minor_or_major { row.intra } else { 100 }
    } else if line.has("54") {
        row.pre + row.intra
    } else if line.has("55") {
        row.post
    } else {
        100
    }
}

fn split_and_surgeons(line: &mut Line) {
    let row = line.row.clone().unwrap();
    let percent = split_percent(line, &row);
    if percent == 0 {
        line.leave("contractor_priced", "6.3: no percentage for this return");
        return;
    }
    if percent != 100 {
        line.adjusted = part(line.adjusted, percent, 100);
        line.say("6: part of the package");
    }
    if line.has("62") {
        line.adjusted = part(line.adjusted, 625, 1000);
    } else if line.is_assistant() {
        line.adjusted = part(line.adjusted, 16, 100);
    }
}

/// Rule 8: the charges of both sides limit them together, so the other charge covers what one charge does not.
pub(crate) fn one_charge_for_both_sides(claim: &mut Claim) {
    for index in 0..claim.lines.len() {
        let line = &claim.lines[index];
        let Some(other) = line.other_side.filter(|other| claim.lines[*other].is_priced()) else { continue };
        let (Some(charge), Some(other_charge)) = (line.charge, claim.lines[other].charge) else { continue };
        let moved = (line.adjusted - charge).min(other_charge - claim.lines[other].adjusted);
        if line.is_priced() && moved > 0 {
            claim.lines[index].adjusted -= moved;
            claim.lines[other].adjusted += moved;
            // The limiting charge is 115 percent of the fee.
            for moved in [index, other] {
                let line = &mut claim.lines[moved];
                line.limiting = line.limiting.map(|_| part(line.adjusted, 115, 100));
            }
        }
    }
}

/// Steps 22 and 23, and the limiting charge.
pub(crate) fn practitioner(claim: &mut Claim) {
    let share = match claim.kind.as_str() {
        "nurse_practitioner" | "physician_assistant" | "clinical_nurse_specialist" | "dietitian" => 85,
        "clinical_social_worker" | "marriage_family_therapist" | "mental_health_counselor" => 75,
        _ => 100,
    };
    let may_refuse =
        ["physician", "physical_therapist", "occupational_therapist", "speech_language_pathologist"]
            .contains(&claim.kind.as_str())
            || claim.kind == "audiologist";
    let never_less = claim.kind == "crna" || claim.kind == "anesthesiologist_assistant";
    let physician = claim.is_physician();
    let (participating, assigned) = (claim.participating, claim.accepts_assignment);
    for line in claim.lines.iter_mut().filter(|line| line.is_priced()) {
        let anesthesia = line.is_anesthesia();
        let in_full = line.code == "G0108" || line.code == "G0109";
        if !anesthesia && !in_full {
            line.adjusted = part(line.adjusted, share, 100);
        }
        if !participating && !assigned && may_refuse {
            line.limiting = Some(part(line.adjusted, 10_925, 10_000));
        }
        if !participating && !never_less && (physician || !anesthesia) {
            line.adjusted = part(line.adjusted, 95, 100);
        }
    }
}
