//! CMS's tables as they are in the files, and the base formula.

use super::money::scaled;
use super::ncci::Ncci;
use std::collections::BTreeMap;

/// One row of PPRRVU; RVUs and percentages in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) code: String,
    pub(crate) part: String,
    pub(crate) status: char,
    pub(crate) work: i64,
    pub(crate) pe: Pair,
    pub(crate) mp: i64,
    pub(crate) total: Pair,
    pub(crate) pctc: char,
    pub(crate) global: String,
    pub(crate) pre: i64,
    pub(crate) intra: i64,
    pub(crate) post: i64,
    pub(crate) multiple: char,
    pub(crate) bilateral: char,
    pub(crate) assistant: char,
    pub(crate) co_surgeon: char,
    pub(crate) team: char,
    pub(crate) endoscopic_base: String,
    pub(crate) factor: i64,
    pub(crate) opps_pe: Pair,
    pub(crate) opps_mp: i64,
}

/// A value that depends on the setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) office: i64,
    pub(crate) facility: i64,
}

impl Pair {
    pub(crate) fn at(self, facility: bool) -> i64 {
        if facility { self.facility } else { self.office }
    }
}

/// A locality: GPCIs in thousandths, anesthesia factor in ten-thousandths of a dollar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub(crate) work: i64,
    pub(crate) pe: i64,
    pub(crate) mp: i64,
    pub(crate) anesthesia: i64,
}

const NATIONAL: Area = Area { work: 1000, pe: 1000, mp: 1000, anesthesia: 203_178 };

/// The tables of one release.
pub(crate) struct Reference {
    rows: BTreeMap<(String, String), Row>,
    areas: BTreeMap<String, Area>,
    base_units: BTreeMap<String, i64>,
    pub(super) ncci: Ncci,
}

impl Reference {
    /// Takes the texts of PPRRVU, GPCI, ANES and the list of base units.
    pub(crate) fn load(pprrvu_csv: &str, gpci_csv: &str, anes_csv: &str, base_units_txt: &str) -> Self {
        let mut areas = BTreeMap::new();
        for cells in records(gpci_csv).iter().filter(|cells| is_contractor(&cells[0])) {
            let area = Area {
                work: scaled(&cells[4], 3),
                pe: scaled(&cells[5], 3),
                mp: scaled(&cells[6], 3),
                anesthesia: 0,
            };
            areas.insert(format!("{}-{}", cells[0], cells[2]), area);
        }
        for cells in records(anes_csv).iter().filter(|cells| is_contractor(&cells[0])) {
            areas.get_mut(&format!("{}-{}", cells[0], cells[1])).unwrap().anesthesia = scaled(&cells[3], 4);
        }
        let rows = rows(pprrvu_csv).into_iter().map(|row| ((row.code.clone(), row.part.clone()), row));
        Self { rows: rows.collect(), areas, base_units: base_units(base_units_txt), ncci: Ncci::default() }
    }

    /// Takes the texts of the starter data's services, localities, anesthesia factors and base units.
    pub(crate) fn load_starter(services: &str, localities: &str, factors: &str, base_units: &str) -> Self {
        let body = |text| records(text).into_iter().filter(|cells| !cells[0].starts_with('#')).skip(1);
        let factors: BTreeMap<String, i64> =
            body(factors).map(|cells| (cells[0].clone(), scaled(&cells[1], 4))).collect();
        let areas = body(localities).map(|cells| {
            let [work, pe, mp] = [3, 5, 6].map(|column: usize| scaled(&cells[column], 3));
            (cells[0].clone(), Area { work, pe, mp, anesthesia: factors[&cells[0]] })
        });
        let rows = body(services).map(|cells| starter_row(&cells));
        Self {
            rows: rows.map(|row| ((row.code.clone(), row.part.clone()), row)).collect(),
            areas: areas.collect(),
            base_units: body(base_units).map(|cells| (cells[0].clone(), cells[1].parse().unwrap())).collect(),
            ncci: Ncci::default(),
        }
    }

    /// The same tables with NCCI's edits.
    pub(crate) fn with_edits(self, ncci: Ncci) -> Self {
        Self { ncci, ..self }
    }

    pub(crate) fn row(&self, code: &str, part: &str) -> Option<&Row> {
        self.rows.get(&(code.to_owned(), part.to_owned()))
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    pub(crate) fn knows(&self, code: &str) -> bool {
        ["", "26", "TC", "53"].iter().any(|part| self.row(code, part).is_some())
    }

    pub(crate) fn base_units(&self, code: &str) -> Option<i64> {
        self.base_units.get(code).copied()
    }

    pub(crate) fn localities(&self) -> impl Iterator<Item = &String> {
        self.areas.keys()
    }

    /// The figures of a locality, or of the nation. Southern California is listed under one contractor only.
    pub(crate) fn area(&self, locality: Option<&str>) -> Area {
        let Some(locality) = locality else { return NATIONAL };
        let alias = locality.replacen("01112-", "01182-", 1);
        *self.areas.get(locality).or_else(|| self.areas.get(&alias)).unwrap()
    }
}

impl Row {
    /// Whether Medicare publishes an amount: status A, R or T with RVUs.
    pub(crate) fn is_published(&self) -> bool {
        matches!(self.status, 'A' | 'R' | 'T') && (self.total.office > 0 || self.total.facility > 0)
    }

    /// The fee schedule amount of one unit, in cents.
    pub(crate) fn fee(&self, area: Area, facility: bool) -> i64 {
        let rvu = self.work * area.work + self.pe.at(facility) * area.pe + self.mp * area.mp;
        (rvu * self.factor + 5_000_000) / 10_000_000
    }

    /// The same with half of the practice expense, rounded once.
    pub(crate) fn fee_of_half_expense(&self, area: Area, facility: bool) -> i64 {
        let twice = 2 * self.work * area.work + self.pe.at(facility) * area.pe + 2 * self.mp * area.mp;
        (twice * self.factor + 10_000_000) / 20_000_000
    }

    /// The hospital outpatient amount this row may not exceed.
    pub(crate) fn cap(&self, area: Area, facility: bool) -> Option<i64> {
        let rvu = self.work * area.work + self.opps_pe.at(facility) * area.pe + self.opps_mp * area.mp;
        (self.opps_pe.at(facility) > 0).then_some((rvu * self.factor + 5_000_000) / 10_000_000)
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records.map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn is_contractor(cell: &str) -> bool {
    cell.len() == 5 && cell.bytes().all(|byte| byte.is_ascii_digit())
}

fn rows(text: &str) -> Vec<Row> {
    let records = records(text);
    let header = records.iter().position(|cells| cells[0] == "HCPCS").unwrap();
    assert_eq!(records[header - 1][5], "WORK", "the columns are where they should be");
    records[header + 1..].iter().filter(|cells| cells[0].len() == 5).map(|cells| row(cells)).collect()
}

fn row(cells: &[String]) -> Row {
    let number = |column: usize| scaled(&cells[column], 2);
    let pair = |office: usize, facility: usize| Pair { office: number(office), facility: number(facility) };
    let letter = |column: usize| cells[column].chars().next().unwrap_or(' ');
    Row {
        code: cells[0].clone(),
        part: cells[1].clone(),
        status: letter(3),
        work: number(5),
        pe: pair(6, 8),
        mp: number(10),
        total: pair(11, 12),
        pctc: letter(13),
        global: cells[14].clone(),
        pre: number(15),
        intra: number(16),
        post: number(17),
        multiple: letter(18),
        bilateral: letter(19),
        assistant: letter(20),
        co_surgeon: letter(21),
        team: letter(22),
        endoscopic_base: cells[23].clone(),
        factor: scaled(&cells[24], 4),
        opps_pe: pair(28, 29),
        opps_mp: number(30),
    }
}

fn starter_row(cells: &[String]) -> Row {
    let number = |column: usize| scaled(&cells[column], 2);
    let pair = |office: usize, facility: usize| Pair { office: number(office), facility: number(facility) };
    let letter = |column: usize| cells[column].chars().next().unwrap_or(' ');
    let part = |column: usize| scaled(&cells[column], 4) / 100;
    let pe = pair(6, 8);
    let others = number(5) + number(10);
    Row {
        code: cells[0].clone(),
        part: cells[1].clone(),
        status: letter(3),
        work: number(5),
        pe,
        mp: number(10),
        total: Pair { office: pe.office + others, facility: pe.facility + others },
        pctc: letter(13),
        global: cells[14].clone(),
        pre: part(15),
        intra: part(16),
        post: part(17),
        multiple: letter(18),
        bilateral: letter(19),
        assistant: letter(20),
        co_surgeon: letter(21),
        team: letter(22),
        endoscopic_base: cells[24].clone(),
        factor: scaled(&cells[25], 4),
        opps_pe: pair(29, 30),
        opps_mp: number(31),
    }
}

fn base_units(text: &str) -> BTreeMap<String, i64> {
    let pairs = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let pairs = pairs.filter(|words| words.len() == 2 && words[0].len() == 5 && words[0].starts_with('0'));
    pairs.map(|words| (words[0].to_owned(), words[1].parse().unwrap())).collect()
}
