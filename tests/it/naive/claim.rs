//! The request, and the state of each line.

use super::money::scaled;
use super::tables::{Area, Reference, Row};
use serde_json::Value;
use std::collections::BTreeSet;

/// A request with what the steps decide.
pub(crate) struct Claim {
    pub(crate) place: String,
    pub(crate) facility: bool,
    pub(crate) area: Area,
    pub(crate) kind: String,
    pub(crate) participating: bool,
    pub(crate) accepts_assignment: bool,
    /// The MIPS adjustment, in hundredths of a percent. A qualifying APM participant has none.
    pub(crate) mips: i64,
    pub(crate) deductible: i64,
    /// What counts toward the therapy threshold so far, if it is known.
    pub(crate) therapy_used: Option<i64>,
    /// The code of each line, and whether it has modifier PT: of all lines, also while only those of one ranking are priced.
    pub(crate) billed: Vec<(String, bool)>,
    pub(crate) lines: Vec<Line>,
}

/// One line.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) code: String,
    pub(crate) modifiers: BTreeSet<String>,
    pub(crate) units: i64,
    pub(crate) charge: Option<i64>,
    pub(crate) minutes: i64,
    pub(crate) row: Option<Row>,
    /// The result and its rule, if the line has no price.
    pub(crate) out: Option<(&'static str, String)>,
    /// The group and the reason code of the denial, if the rules name them.
    pub(crate) denial: Option<(&'static str, &'static str)>,
    /// Payable, with an amount that only the contractor decides (52, 53, 66).
    pub(crate) by_report: bool,
    /// One unit before any modifier, if the row does not have it (anesthesia).
    pub(crate) unit: Option<i64>,
    pub(crate) adjusted: i64,
    /// The line of the other side, if both are one service.
    pub(crate) other_side: Option<usize>,
    pub(crate) limiting: Option<i64>,
    pub(crate) note: String,
}

const FACILITY: [&str; 16] =
    ["02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61"];

impl Claim {
    pub(crate) fn read(reference: &Reference, request: &Value) -> Self {
        let place = request["place_of_service"].as_str().unwrap_or("11").trim().to_owned();
        let provider = &request["provider"];
        let lines: Vec<Line> = request["lines"].as_array().unwrap().iter().map(Line::read).collect();
        Self {
            facility: FACILITY.contains(&place.as_str()),
            place,
            area: reference.area(request["locality"].as_str()),
            kind: provider["kind"].as_str().unwrap_or("physician").to_owned(),
            participating: provider["participating"].as_bool().unwrap_or(true),
            accepts_assignment: provider["accepts_assignment"].as_bool().unwrap_or(true),
            mips: mips(provider),
            therapy_used: request["patient"]["therapy_used"].as_str().map(|text| scaled(text, 2)),
            deductible: request["patient"]["deductible_remaining"].as_str().map_or(0, |text| scaled(text, 2)),
            billed: lines.iter().map(|line| (line.code.clone(), line.has("PT"))).collect(),
            lines,
        }
    }

    pub(crate) fn is_physician(&self) -> bool {
        self.kind == "physician"
    }

    /// Whether the technical part belongs to the hospital at this place.
    pub(crate) fn in_hospital(&self) -> bool {
        ["19", "21", "22", "23"].contains(&self.place.as_str())
    }
}

fn mips(provider: &Value) -> i64 {
    let Some(text) =
        provider["mips_adjustment_percent"].as_str().filter(|_| provider["qualifying_apm"] != "yes")
    else {
        return 0;
    };
    text.strip_prefix('-').map_or_else(|| scaled(text, 2), |text| -scaled(text, 2))
}

impl Line {
    fn read(line: &Value) -> Self {
        let modifiers = line["modifiers"].as_array().into_iter().flatten();
        Self {
            code: line["hcpcs"].as_str().unwrap().trim().to_uppercase(),
            modifiers: modifiers.map(|text| text.as_str().unwrap().trim().to_uppercase()).collect(),
            units: line["units"].as_i64().unwrap_or(1),
            charge: line["charge"].as_str().map(|text| scaled(text, 2)),
            minutes: line["minutes"].as_i64().unwrap_or(0),
            ..Self::default()
        }
    }

    pub(crate) fn has(&self, modifier: &str) -> bool {
        self.modifiers.contains(modifier)
    }

    pub(crate) fn has_any(&self, modifiers: &[&str]) -> bool {
        modifiers.iter().any(|modifier| self.has(modifier))
    }

    pub(crate) fn count(&self, modifiers: &[&str]) -> usize {
        modifiers.iter().filter(|modifier| self.has(modifier)).count()
    }

    /// Whether the line still can get a price.
    pub(crate) fn is_alive(&self) -> bool {
        self.out.is_none()
    }

    /// Whether the line can get a price by a formula.
    pub(crate) fn is_priced(&self) -> bool {
        self.is_alive() && !self.by_report
    }

    pub(crate) fn is_anesthesia(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.status == 'J')
    }

    pub(crate) fn is_assistant(&self) -> bool {
        self.has_any(&ASSISTANT)
    }

    pub(crate) fn leave(&mut self, result: &'static str, why: impl Into<String>) {
        self.out = Some((result, why.into()));
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.note = if self.note.is_empty() { text.to_owned() } else { format!("{}; {text}", self.note) };
    }
}

pub(crate) fn is_critical_care(code: &str) -> bool {
    code == "99291" || code == "99292"
}

pub(crate) const ASSISTANT: [&str; 4] = ["80", "81", "82", "AS"];

/// The evaluation and management chapter: 99202 to 99499.
pub(crate) fn is_visit(code: &str) -> bool {
    code.parse::<u32>().is_ok_and(|number| (99_202..=99_499).contains(&number))
}
