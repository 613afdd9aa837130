//! Rules 20 to 22: NCCI's edits on the lines of a claim.

use super::claim::{Claim, Line};
use super::sites::names_a_shared_site;
use std::collections::{BTreeMap, BTreeSet};

/// Five characters. An array is small, and there are millions of them.
type Code = [u8; 5];

fn code(text: &str) -> Code {
    text.as_bytes().try_into().unwrap()
}

/// The edits of NCCI's files that are in force on the days of the claims.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ncci {
    /// Column one, column two, indicator.
    pub(crate) pairs: BTreeMap<(Code, Code), char>,
    /// The other codes of each code's pairs.
    partners: BTreeMap<Code, Vec<Code>>,
    /// Code to limit and MAI.
    pub(crate) limits: BTreeMap<String, (i64, char)>,
    /// Add-on code to type and listed primaries.
    pub(crate) add_ons: BTreeMap<String, (char, BTreeSet<String>)>,
}

impl Ncci {
    /// Reads the texts of a practitioner PTP file's parts, the MUE table and the add-on list; `day` as YYYYMMDD.
    pub(crate) fn load(ptp: &[String], mue: &str, aoc: &str, day: &str) -> Self {
        let mut ncci = Self::default();
        for line in ptp.iter().flat_map(|text| text.lines()) {
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let &[one, two, _, from, to, indicator, _] = &cells[..] else { continue };
            if one.len() == 5 && from <= day && (to == "*" || day <= to) && indicator != "9" {
                ncci.pair(one, two, indicator.chars().next().unwrap());
            }
        }
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(mue.as_bytes());
        for cells in reader.records().map(|record| record.unwrap()).filter(|cells| cells[0].trim().len() == 5)
        {
            let limit = (cells[1].trim().parse().unwrap(), cells[2].trim().chars().next().unwrap());
            ncci.limits.insert(cells[0].trim().to_owned(), limit);
        }
        for line in aoc.lines().filter(|line| {
            line.len() >= 39 && is_open(line, 6..13) && is_open(line, 18..25) && is_open(line, 32..39)
        }) {
            let kind = line.chars().next().unwrap();
            let rule = ncci.add_ons.entry(line[1..6].to_owned()).or_insert_with(|| (kind, BTreeSet::new()));
            if rule.0 != kind {
                rule.0 = '3';
            }
            if &line[13..18] != "CCCCC" {
                rule.1.insert(line[13..18].to_owned());
            }
        }
        ncci
    }

    pub(crate) fn pair(&mut self, one: &str, two: &str, indicator: char) {
        self.pairs.insert((code(one), code(two)), indicator);
        self.partners.entry(code(one)).or_default().push(code(two));
        self.partners.entry(code(two)).or_default().push(code(one));
    }

    pub(crate) fn pairs_with(&self, one: &str, two: &str) -> bool {
        self.pairs.contains_key(&(code(one), code(two)))
    }

    /// The codes that have an edit with this one.
    pub(super) fn partners(&self, of: &str) -> &[Code] {
        self.partners.get(&code(of)).map_or(&[], Vec::as_slice)
    }
}

fn is_open(line: &str, cells: std::ops::Range<usize>) -> bool {
    line[cells].trim().is_empty()
}

/// Rule 22, step 8: column one denies column two if column one itself is paid after all steps.
pub(crate) fn pairs(ncci: &Ncci, claim: &mut Claim) {
    let mut denies = BTreeSet::new();
    for (one, first) in claim.lines.iter().enumerate().filter(|(_, line)| is_payable(line)) {
        for (two, second) in claim.lines.iter().enumerate().filter(|(_, line)| is_payable(line)) {
            let Some(indicator) = ncci.pairs.get(&(code(&first.code), code(&second.code))) else { continue };
            // A status T service is not paid with a service of another status.
            let gives_way = is_status_t(first) && !is_status_t(second);
            if !gives_way && (*indicator == '0' || !(tells(first, second) || tells(second, first))) {
                denies.insert((one, two));
            }
        }
    }
    if denies.is_empty() {
        return;
    }
    let mut out: BTreeSet<usize> =
        (0..claim.lines.len()).filter(|line| !is_payable(&claim.lines[*line])).collect();
    let mut left = what_is_left(ncci, claim, &denies, &out);
    let rings: Vec<usize> = (0..left.len()).filter(|line| left[*line].is_none()).collect();
    if !rings.is_empty() {
        out.extend(&rings);
        left = what_is_left(ncci, claim, &denies, &out);
    }
    for (index, line) in claim.lines.iter_mut().enumerate() {
        if rings.contains(&index) || (left[index] == Some(false) && !out.contains(&index)) {
            line.leave("denied_by_edit", "22: column two");
        }
    }
}

fn is_status_t(line: &Line) -> bool {
    line.row.as_ref().is_some_and(|row| row.status == 'T')
}

/// For each line, whether no column one denies it; `None` if the edits form a ring. Lines that are out do not count.
fn what_is_left(
    ncci: &Ncci,
    claim: &Claim,
    denies: &BTreeSet<(usize, usize)>,
    out: &BTreeSet<usize>,
) -> Vec<Option<bool>> {
    let lines = &claim.lines;
    let all = || 0..lines.len();
    let mut paid: Vec<Option<bool>> = all().map(|line| out.contains(&line).then_some(false)).collect();
    loop {
        let left: Vec<Option<bool>> = all()
            .map(|two| {
                let ones: Vec<_> =
                    all().filter(|one| denies.contains(&(*one, two))).map(|one| paid[one]).collect();
                if out.contains(&two) { Some(false) } else { none_of(&ones) }
            })
            .collect();
        let within: Vec<Option<bool>> =
            all().map(|line| both(left[line], is_within_limit(ncci, lines, &left, line))).collect();
        let with_others: Vec<Option<bool>> = all()
            .map(|line| {
                let others =
                    all().filter(|other| super::edits::is_service(&lines[*other], &['A', 'R', 'C', 'J']));
                let others: Vec<_> = others.map(|other| within[other]).collect();
                if is_status_t(&lines[line]) && lines[line].is_alive() {
                    both(within[line], none_of(&others))
                } else {
                    within[line]
                }
            })
            .collect();
        let primary = with_primaries(ncci, lines, &with_others);
        let visits: Vec<Option<bool>> = all()
            .map(|line| {
                let cleared_by = |days: &[&str], is_cleared: bool| {
                    let procedures = all().filter(|other| super::edits::has_package(&lines[*other], days));
                    let procedures: Vec<_> = procedures.map(|other| primary[other]).collect();
                    if is_cleared { Some(true) } else { none_of(&procedures) }
                };
                let visit = &lines[line];
                if !super::claim::is_visit(&visit.code) {
                    return primary[line];
                }
                let minor = cleared_by(&["000", "010"], visit.has("25"));
                let unrelated = super::edits::is_unrelated_critical_care(visit);
                let major = cleared_by(&["090"], visit.has("57") || unrelated);
                let returns = all().filter(|other| super::edits::is_return(&lines[*other]));
                let returns: Vec<_> = returns.map(|other| primary[other]).collect();
                let first = if visit.has("24") || unrelated { Some(true) } else { none_of(&returns) };
                both(primary[line], both(first, both(minor, major)))
            })
            .collect();
        let next = with_primaries(ncci, lines, &visits);
        if next == paid {
            return left;
        }
        paid = next;
    }
}

fn none_of(facts: &[Option<bool>]) -> Option<bool> {
    if facts.contains(&Some(true)) {
        Some(false)
    } else if facts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Whether a line is within its unit limit, if it counts at all.
fn is_within_limit(ncci: &Ncci, lines: &[Line], left: &[Option<bool>], line: usize) -> Option<bool> {
    let Some((limit, mai)) = ncci.limits.get(&lines[line].code).filter(|_| counts(&lines[line])) else {
        return Some(true);
    };
    let sum = |open: bool| {
        let of_code = |other: &usize| {
            let is_counted = *other == line || left[*other] == Some(true) || (open && left[*other].is_none());
            is_counted && counts(&lines[*other]) && lines[*other].code == lines[line].code
        };
        let counted: Vec<&Line> = (0..lines.len()).filter(of_code).map(|other| &lines[other]).collect();
        let but = |part: &str| -> i64 {
            counted.iter().filter(|one| one.row.as_ref().unwrap().part != part).map(|one| units(one)).sum()
        };
        but("TC").max(but("26"))
    };
    let (least, most) =
        if *mai == '1' { (units(&lines[line]), units(&lines[line])) } else { (sum(false), sum(true)) };
    if least > *limit {
        Some(false)
    } else if most <= *limit {
        Some(true)
    } else {
        None
    }
}

fn counts(line: &Line) -> bool {
    is_payable(line) && !line.is_anesthesia() && !line.has("55")
}

fn units(line: &Line) -> i64 {
    if line.has("50") { 1 } else { line.units }
}

/// The lines without add-ons that have no primary, at worst and at best.
fn with_primaries(ncci: &Ncci, lines: &[Line], payable: &[Option<bool>]) -> Vec<Option<bool>> {
    let after = |mut left: BTreeSet<usize>| loop {
        let without_primary = left.iter().copied().find(|line| {
            let shared = lines[*line].code == "99292" && lines.iter().all(|other| other.code != "99291");
            let rule = ncci.add_ons.get(&lines[*line].code).filter(|(kind, _)| *kind == '1' && !shared);
            rule.is_some_and(|(_, primaries)| {
                left.iter().all(|other| !primaries.contains(&lines[*other].code))
            })
        });
        match without_primary {
            Some(line) => left.remove(&line),
            None => return left,
        };
    };
    let all = || 0..lines.len();
    let worst = after(all().filter(|line| payable[*line] == Some(true)).collect());
    let best = after(all().filter(|line| payable[*line] != Some(false)).collect());
    let fact = |line: usize| match (worst.contains(&line), best.contains(&line)) {
        (true, _) => Some(true),
        (_, false) => Some(false),
        _ => None,
    };
    all().map(fact).collect()
}

/// Whether the schedule or the contractor pays a line, after the earlier steps.
fn is_payable(line: &Line) -> bool {
    let open = line.is_alive()
        || line
            .out
            .as_ref()
            .is_some_and(|(result, _)| ["contractor_priced", "figure_missing"].contains(result));
    open && line.row.as_ref().is_some_and(|row| row.status != 'P')
}

/// Whether a modifier of the line shows that its service was separate from the other: it must be one that fits the code, and
/// a site must be one of both codes. All claims are of 2025, so a modifier for column two also counts on column one.
fn tells(line: &Line, other: &Line) -> bool {
    let visit = is_evaluation(&line.code);
    let is_test = line.code.parse::<u32>().is_ok_and(is_clinical_test);
    let fitting: [(&[&str], bool); 3] = [
        (&["24", "25", "57", "27"], visit),
        (&["59", "XE", "XS", "XP", "XU", "58", "78", "79"], !visit),
        (&["91"], is_test),
    ];
    fitting.iter().any(|(modifiers, fits)| *fits && line.has_any(modifiers))
        || names_a_shared_site(line, other)
}

/// Laboratory tests of 80047 to 89398 but for what pathologists are paid as physicians (Pub. 100-04 ch. 16, 100.5.1).
fn is_clinical_test(number: u32) -> bool {
    const OF_PATHOLOGISTS: [(u32, u32); 16] = [
        (80_500, 80_506),
        (85_060, 85_060),
        (85_097, 85_097),
        (85_396, 85_396),
        (86_077, 86_079),
        (86_485, 86_580),
        (88_000, 88_129),
        (88_131, 88_139),
        (88_141, 88_141),
        (88_160, 88_162),
        (88_172, 88_173),
        (88_177, 88_177),
        (88_182, 88_229),
        (88_291, 88_369),
        (88_373, 88_399),
        (89_220, 89_249),
    ];
    (80_047..=89_398).contains(&number)
        && number != 89_049
        && OF_PATHOLOGISTS.iter().all(|(first, last)| !(*first..=*last).contains(&number))
}

/// Evaluation and management services: those of the chapter, eye visits and wellness visits.
pub(super) fn is_evaluation(code: &str) -> bool {
    const WELLNESS: [&str; 7] = ["G0402", "G0438", "G0439", "G0463", "G0466", "G0467", "G0468"];
    let number = code.parse::<u32>().unwrap_or(0);
    (99_202..=99_499).contains(&number) || (92_002..=92_014).contains(&number) || WELLNESS.contains(&code)
}

/// Rule 21, step 9.
pub(crate) fn limits(ncci: &Ncci, claim: &mut Claim) {
    // Code to units of the professional and of the technical part.
    let mut sums: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for line in claim.lines.iter().filter(|line| counts(line)) {
        let part = line.row.as_ref().map_or("", |row| row.part.as_str());
        let sum = sums.entry(line.code.clone()).or_default();
        sum.0 += if part == "TC" { 0 } else { units(line) };
        sum.1 += if part == "26" { 0 } else { units(line) };
    }
    for line in claim.lines.iter_mut().filter(|line| counts(line)) {
        let Some((limit, mai)) = ncci.limits.get(&line.code) else { continue };
        let tested = if *mai == '1' { units(line) } else { sums[&line.code].0.max(sums[&line.code].1) };
        if tested > *limit {
            line.leave("denied_by_edit", "21: units above the limit");
        }
    }
}

/// Rule 20, step 11.
pub(crate) fn add_ons(ncci: &Ncci, claim: &mut Claim) {
    let has_first_care = claim.lines.iter().any(|line| line.code == "99291");
    loop {
        let payable: BTreeSet<String> =
            claim.lines.iter().filter(|line| is_payable(line)).map(|line| line.code.clone()).collect();
        let falls = |line: &&mut Line| {
            let rule = ncci.add_ons.get(&line.code).filter(|(kind, _)| *kind == '1' && is_payable(line));
            let shared = line.code == "99292" && !has_first_care;
            rule.is_some_and(|(_, primaries)| primaries.is_disjoint(&payable)) && !shared
        };
        let Some(line) = claim.lines.iter_mut().find(falls) else { return };
        line.leave("denied_by_edit", "20: no primary that is paid");
    }
}
