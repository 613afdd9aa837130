//! Rules 20 to 22: what NCCI's files do to the lines of a claim.

use super::claim::{Claim, Line};
use std::collections::{BTreeMap, BTreeSet};

/// Five characters; there are millions of them.
type Code = [u8; 5];

fn code(text: &str) -> Code {
    text.as_bytes().try_into().unwrap()
}

/// NCCI's files, as far as they are in force on the days of the claims.
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

    /// The codes that stand in a pair with this one.
    pub(super) fn partners(&self, of: &str) -> &[Code] {
        self.partners.get(&code(of)).map_or(&[], Vec::as_slice)
    }
}

fn is_open(line: &str, cells: std::ops::Range<usize>) -> bool {
    line[cells].trim().is_empty()
}

/// Rule 22, step 8.
pub(crate) fn pairs(ncci: &Ncci, claim: &mut Claim) {
    let count = claim.lines.len();
    let mut denies = BTreeSet::new();
    for (one, first) in claim.lines.iter().enumerate().filter(|(_, line)| is_payable(line)) {
        for (two, second) in claim.lines.iter().enumerate().filter(|(_, line)| is_payable(line)) {
            let Some(indicator) = ncci.pairs.get(&(code(&first.code), code(&second.code))) else { continue };
            if *indicator == '0' || !(tells_as_one(first) || tells_as_two(second)) {
                denies.insert((one, two));
            }
        }
    }
    // A line that no paid line denies is paid, and then denies others; what is left over is a ring.
    let mut paid = BTreeSet::new();
    let mut denied = BTreeSet::new();
    while let Some(next) = (0..count).find(|line| {
        let free = (0..count).all(|one| !denies.contains(&(one, *line)) || denied.contains(&one));
        !paid.contains(line) && !denied.contains(line) && free
    }) {
        paid.insert(next);
        denied.extend((0..count).filter(|two| denies.contains(&(next, *two)) && !paid.contains(two)));
    }
    for (index, line) in claim.lines.iter_mut().enumerate() {
        if !paid.contains(&index) {
            line.leave("denied_by_edit", "22: column two");
        }
    }
}

/// Payable by the schedule or the contractor, as far as the steps before go.
fn is_payable(line: &Line) -> bool {
    let open = line.is_alive() || line.out.as_ref().is_some_and(|(result, _)| *result == "contractor_priced");
    open && line.row.as_ref().is_some_and(|row| row.status != 'P')
}

const SITES: &str =
    "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI";

fn tells_as_two(line: &Line) -> bool {
    let site = SITES.split(' ').any(|site| line.has(site));
    let visit = is_evaluation(&line.code);
    site || line.has_any(&["58", "78", "79", "27", "91", "XE", "XS", "XP", "XU"])
        || (line.has("59") && !visit)
        || (visit && line.has_any(&["24", "25", "57"]))
}

/// All claims are of 2025; a modifier that belongs on column two is taken from column one too, with a doubt.
fn tells_as_one(line: &Line) -> bool {
    tells_as_two(line)
}

fn is_evaluation(code: &str) -> bool {
    const WELLNESS: [&str; 7] = ["G0402", "G0438", "G0439", "G0463", "G0466", "G0467", "G0468"];
    let number = code.parse::<u32>().unwrap_or(0);
    (99_202..=99_499).contains(&number) || (92_002..=92_014).contains(&number) || WELLNESS.contains(&code)
}

/// Rule 21, step 9.
pub(crate) fn limits(ncci: &Ncci, claim: &mut Claim) {
    let counts = |line: &Line| is_payable(line) && !line.is_anesthesia() && !line.has("55");
    let units = |line: &Line| if line.has("50") { 1 } else { line.units };
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
