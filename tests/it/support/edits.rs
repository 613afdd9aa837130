//! NCCI's edits in short, made up by the tests.
//!
//! `45385>45380:1` is a PTP edit with its indicator, `17003<=13:2` a unit limit with its MAI, and `17003+17000,17004:1` an
//! add-on code with its primaries and type.

use medpayiq::edits::{AddOnPair, AddOnTable, Day, PackedEdit, PtpTable, PublishedLimit, UnitLimitTable};
use medpayiq::schedule::{EditRelease, EditReleases};
use medpayiq::vocabulary::{HcpcsCode, Quarter};
use std::collections::BTreeSet;
use time::Date;
use time::macros::date;

/// The quarter of the made-up edits.
const QUARTER: Date = date!(2025 - 01 - 01);
/// The first day of the made-up edits, which is NCCI's.
const FIRST: Date = date!(1996 - 01 - 01);

/// Reads the edits of a text, as the whole tables of 2025Q1.
pub(crate) fn edits(text: &str) -> EditReleases {
    let mut pairs = Vec::new();
    let mut limits = Vec::new();
    let mut add_ons = Vec::new();
    for word in text.split_whitespace() {
        let (edit, indicator) = word.split_once(':').unwrap();
        if let Some((hcpcs, units)) = edit.split_once("<=") {
            let (adjudication, units) = (indicator.parse().unwrap(), units.parse().unwrap());
            let rationale = "Nature of Service/Procedure".to_owned();
            limits.push(PublishedLimit { hcpcs: code(hcpcs), units, adjudication, rationale });
        } else if let Some((one, two)) = edit.split_once('>') {
            let day = Day::of(FIRST).unwrap();
            let columns = [code(one), code(two)];
            pairs.push(PackedEdit::new(columns, day, None, indicator.parse().unwrap(), false, 0));
        } else {
            let (add_on, primaries) = edit.split_once('+').unwrap();
            let primaries = primaries.split(',').map(|text| (!text.is_empty()).then(|| code(text)));
            add_ons.extend(primaries.map(|primary| AddOnPair {
                add_on: code(add_on),
                kind: indicator.parse().unwrap(),
                primary,
                add_on_deleted: None,
                primary_deleted: None,
                effective: FIRST,
                deleted: None,
                note: None,
            }));
        }
    }
    let ptp = PtpTable::new(pairs, vec!["More extensive procedure".to_owned()]).unwrap();
    tables(QUARTER, ptp, UnitLimitTable::new(limits), AddOnTable::new(add_ons))
}

/// PTP edits with indicator 0 of these pairs, as the only edits of the quarter that begins on that day. The first code of a pair
/// is paid.
pub(crate) fn pairs(quarter: Date, pairs: &BTreeSet<[HcpcsCode; 2]>) -> EditReleases {
    let (day, indicator) = (Day::of(FIRST).unwrap(), "0".parse().unwrap());
    let edits = pairs.iter().map(|columns| PackedEdit::new(*columns, day, None, indicator, false, 0));
    let ptp = PtpTable::new(edits.collect(), vec!["More extensive procedure".to_owned()]).unwrap();
    tables(quarter, ptp, UnitLimitTable::new(Vec::new()), AddOnTable::new(Vec::new()))
}

/// Whole tables as the releases of the quarter that begins on that day.
pub(crate) fn tables(
    effective_from: Date,
    ptp: PtpTable,
    unit_limits: UnitLimitTable,
    add_ons: AddOnTable,
) -> EditReleases {
    EditReleases {
        ptp: vec![release("PTP", effective_from, ptp)],
        unit_limits: vec![release("MUE", effective_from, unit_limits)],
        add_ons: vec![release("AOC", effective_from, add_ons)],
    }
}

fn code(text: &str) -> HcpcsCode {
    text.parse().unwrap()
}

fn release<T>(kind: &str, effective_from: Date, table: T) -> EditRelease<T> {
    EditRelease {
        label: format!("{kind}_{}", Quarter::of(effective_from)),
        effective_from,
        files: Vec::new(),
        extract_of: None,
        table: table.into(),
    }
}
