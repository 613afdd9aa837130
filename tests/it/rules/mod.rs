//! Medicare's answers to claims at the boundary of a rule. Each rule of `medpayiq-core` names the files of its tests in its
//! first lines; a file in this folder has the name of its rule.
//!
//! The amounts are national ones of 2025, and no edit is loaded, unless a test says otherwise.

use crate::in_memory::serve_in_memory;
use crate::support::asking::{check, estimate};
use crate::support::check_answers;
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::schedule::schedule_with;
use expect_test::Expect;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::starter;
use serde_json::Value;
use std::sync::LazyLock;
use time::macros::date;

mod anesthesia;
mod base;
mod bilateral;
mod by_report;
mod combinations;
mod cost_sharing;
mod diagnostics;
mod global_package;
mod paid_alone;
mod participation;
mod place;
mod ptp;
mod shortage_area;
mod split_care;
mod surgeons;
mod surgery;
mod technical_cuts;
mod telehealth;
mod therapy;
mod unit_limits;
mod visit_complexity;

/// RVU25A as if whole. No code has an edit.
pub(crate) static WHOLE: LazyLock<Client> = LazyLock::new(|| under(""));

/// The figures of RVU25A in each year from 2016. A year without a conversion factor of its own has 36.0000.
pub(crate) static YEARS: LazyLock<Client> = LazyLock::new(|| {
    let earlier = (2016..2025).chain([2026]);
    let mut releases: Vec<ReleaseContent> =
        earlier.map(|year| of_year(&format!("RVU{}A", year % 100), &format!("{year}-01-01"))).collect();
    releases.extend([whole_rvu25a(), anesthesia_base_units()]);
    serve_in_memory(schedule_with(releases, edits("")))
});

/// RVU25A as if whole, with these edits in force.
fn under(in_force: &str) -> Client {
    serve_in_memory(schedule_with(vec![whole_rvu25a(), anesthesia_base_units()], edits(in_force)))
}

/// The starter data's base units of anesthesia codes, as if in force in each year from 2016.
fn anesthesia_base_units() -> ReleaseContent {
    let releases = starter::releases().unwrap().into_iter();
    let mut list = releases.filter(|release| matches!(release.tables, ReleaseTables::AnesthesiaBaseUnits(_)));
    let (label, effective_from) = ("ANES_BASE_2016".to_owned(), date!(2016 - 01 - 01));
    ReleaseContent { label, effective_from, ..list.next().unwrap() }
}

/// Compares result, amount, denial and confidence of each claim of the table.
fn check_amounts(table: &Expect) {
    check(&WHOLE, table);
}

/// Compares who pays what of each claim of the table, in the years of [`YEARS`].
fn check_shares(table: &Expect) {
    check_answers(table, |claim| each_line(&YEARS, claim, shares));
}

/// One text for each line of the answer.
pub(crate) fn each_line(client: &Client, claim: &str, text: impl Fn(&Value) -> String) -> String {
    let answer = estimate(client, claim);
    answer["lines"].as_array().unwrap().iter().map(text).collect::<Vec<_>>().join("\n")
}

/// Who pays what of a line's allowed amount, or the reason why nobody pays.
fn shares(line: &Value) -> String {
    let Some(amounts) = line.get("amounts") else {
        return format!("{} {}", line["result"].as_str().unwrap(), line["reason"]["code"].as_str().unwrap());
    };
    let amount = |name: &str| amounts[name].as_str().unwrap();
    format!(
        "{} = deductible {} + coinsurance {} + sequestration {} + paid {}",
        amount("allowed"),
        amount("deductible"),
        amount("coinsurance"),
        amount("sequestration"),
        amount("medicare_paid")
    )
}

/// The codes of a line's warnings.
fn warnings(line: &Value) -> String {
    let codes = line["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap());
    let codes: Vec<&str> = codes.collect();
    if codes.is_empty() { "no warning".to_owned() } else { codes.join(" ") }
}

/// How a remittance would split a line's charge.
fn adjustments(line: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let adjustments = line["adjustments"].as_array().unwrap().iter().map(|adjustment| {
        let remarks: String = adjustment["rarc"]
            .as_array()
            .unwrap()
            .iter()
            .map(|remark| format!(" {}", text(remark)))
            .collect();
        let (group, reason) = (text(&adjustment["group"]), text(&adjustment["carc"]));
        format!("{group}-{reason} {}{remarks}", text(&adjustment["amount"]))
    });
    let paid = line["amounts"]["medicare_paid"].as_str().unwrap_or("0.00").to_owned();
    std::iter::once(format!("paid {paid}")).chain(adjustments).collect::<Vec<_>>().join(", ")
}
