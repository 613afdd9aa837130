//! The figures of the rules themselves, over the real tables of the October 2025 release.

use super::claims::{Codes, random_claim};
use super::tables::Reference;
use super::{LineAnswer, money};
use medpayiq_cms_files::cms_file;
use serde_json::{Value, json};
use std::fs::{File, read_to_string};

/// One file out of a zip of CMS's.
pub(crate) fn text(archive: &str, name: &str) -> Option<String> {
    use std::io::Read;
    let mut archive = zip::ZipArchive::new(File::open(cms_file(archive)?).unwrap()).unwrap();
    let mut bytes = Vec::new();
    archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

pub(crate) fn reference() -> Option<Reference> {
    let release = "fee-schedule/rvu25d.zip";
    let units = cms_file("anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt")?;
    Some(Reference::load(
        &text(release, "PPRRVU2025_Oct.csv")?,
        &text(release, "GPCI2025.csv")?,
        &text(release, "ANES2025.csv")?,
        &read_to_string(units).unwrap(),
    ))
}

/// "99214-25", "97110-GP x2", "00790-AA 97min", "99214 $200.00" as request lines.
pub(crate) fn request(place: &str, lines: &[&str]) -> Value {
    let line = |text: &&str| {
        let mut words = text.split_whitespace();
        let mut parts = words.next().unwrap().split('-');
        let code = parts.next().unwrap();
        let mut line = json!({"id": text, "hcpcs": code, "modifiers": parts.collect::<Vec<_>>(), "units": 1});
        for word in words {
            if let Some(charge) = word.strip_prefix('$') {
                line["charge"] = json!(charge);
            } else if let Some(minutes) = word.strip_suffix("min") {
                line["minutes"] = json!(minutes.parse::<i64>().unwrap());
            } else {
                line["units"] = json!(word.strip_prefix('x').unwrap().parse::<i64>().unwrap());
            }
        }
        line
    };
    json!({"date_of_service": "2025-06-03", "place_of_service": place, "provider": {"kind": "physician"},
           "patient": {"deductible_remaining": "0.00"}, "lines": lines.iter().map(line).collect::<Vec<_>>(),
           "release": "RVU25D"})
}

pub(super) fn by(kind: &str, mut request: Value) -> Value {
    request["provider"]["kind"] = json!(kind);
    request
}

fn at(locality: &str, mut request: Value) -> Value {
    request["locality"] = json!(locality);
    request
}

fn dollars(cents: Option<i64>) -> String {
    cents.map_or_else(|| "-".to_owned(), |cents| format!("{}.{:02}", cents / 100, cents % 100))
}

/// The adjusted amount of each priced line; other lines by their result.
fn outcome(answers: &[LineAnswer]) -> String {
    let one = |answer: &LineAnswer| match answer.result.as_str() {
        "priced" => dollars(answer.adjusted),
        other => other.to_owned(),
    };
    answers.iter().map(one).collect::<Vec<_>>().join(" ")
}

#[track_caller]
pub(super) fn expect(reference: &Reference, request: &Value, expected: &str) {
    assert_eq!(outcome(&reference.price(request)), expected, "{request}");
}

#[track_caller]
pub(super) fn all(reference: &Reference, cases: &[(&str, &[&str], &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(place, lines, expected)| {
            let found = outcome(&reference.price(&request(place, lines)));
            (found != *expected).then(|| format!("{place} {lines:?}: {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn base_amounts_are_those_of_the_rules() {
    let Some(reference) = reference() else { return };
    all(
        &reference,
        &[
            ("11", &["99213"], "88.95"),
            ("22", &["99213"], "63.72"),
            ("10", &["99213-95"], "88.95"),
            ("02", &["99213"], "63.72"),
            ("11", &["99214"], "125.18"),
            ("22", &["99214"], "93.80"),
            ("11", &["99204"], "163.35"),
            ("22", &["99204"], "129.06"),
            ("11", &["93000"], "13.91"),
            ("11", &["93005"], "6.15"),
            ("11", &["93010"], "7.76"),
            ("24", &["45378-53"], "88.95"),
            ("11", &["45378-53"], "164.00"),
            ("11", &["G0439"], "126.47"),
            ("11", &["36592"], "28.79"),
            ("11", &["36592", "99213"], "bundled 88.95"),
            ("22", &["93306"], "invalid"),
            ("22", &["93306-26"], "65.34"),
            ("11", &["93306"], "187.93"),
            ("11", &["93306-TC"], "122.59"),
            ("11", &["72148-26"], "67.60"),
            ("11", &["72148-TC"], "120.65"),
            ("11", &["72148"], "188.26"),
            ("11", &["G2211"], "15.53"),
            ("11", &["G0559"], "8.73"),
            ("11", &["90837"], "154.29"),
            ("11", &["97110-GP"], "28.79"),
            ("11", &["97140-GP"], "27.17"),
            ("22", &["36592"], "bundled"),
            ("11", &["85060"], "bundled"),
            ("11", &["99417", "99024", "36415"], "use_other_code bundled other_schedule"),
        ],
    );
    for (locality, code, place, amount) in [
        ("01112-05", "76377-26", "11", "41.69"),
        ("13202-01", "99214", "11", "142.07"),
        ("13202-01", "99214", "22", "105.48"),
        ("02102-01", "99214", "11", "158.97"),
        ("10112-00", "99214", "11", "115.49"),
        ("02102-01", "76145", "11", "1024.85"),
        ("13202-01", "76145", "11", "1122.21"),
        ("06302-00", "76145", "11", "904.10"),
        ("10112-00", "76145", "11", "825.49"),
        ("03602-21", "76145", "11", "951.21"),
    ] {
        expect(&reference, &at(locality, request(place, &[code])), amount);
    }
}

#[test]
fn other_conversion_factors_are_used() {
    let Some(reference) = reference() else { return };
    let mut row = reference.row("99214", "").unwrap().clone();
    for (factor, cents) in [(327_442, 12_672), (332_875, 12_882), (334_009, 12_926), (335_675, 12_991)] {
        row.factor = factor;
        assert_eq!(row.fee(reference.area(None), false), cents);
    }
}

#[test]
fn imaging_cardiovascular_and_eye_figures_hold() {
    let Some(reference) = reference() else { return };
    all(
        &reference,
        &[
            ("11", &["71275"], "261.36"),
            ("11", &["71275-TC"], "178.23"),
            ("11", &["71275-26"], "83.13"),
            ("11", &["70553", "71275"], "314.08 176.34"),
            ("11", &["70553", "72148"], "314.08 124.55"),
            ("11", &["93306", "93880"], "157.28 181.79"),
            ("11", &["92083", "92133"], "61.13 26.98"),
            ("11", &["92083-50"], "61.13"),
            ("11", &["73721-50"], "328.13"),
            ("11", &["71046-FX"], "28.14"),
            ("11", &["71046-FX-TC"], "18.11"),
            ("11", &["71046-FY"], "30.41"),
            ("11", &["74177-CT"], "265.19"),
            ("11", &["74177-CT-TC"], "181.74"),
        ],
    );
}

#[test]
fn figures_of_surgery_and_its_modifiers_hold() {
    let Some(reference) = reference() else { return };
    all(
        &reference,
        &[
            ("24", &["45385", "45380"], "242.92 15.53"),
            ("24", &["45385", "45380", "43239"], "242.92 15.53 66.31"),
            ("24", &["43235", "43239"], "bundled 132.62"),
            ("24", &["45378", "45385"], "bundled 242.92"),
            ("11", &["64483-50", "20610"], "354.20 31.70"),
            ("11", &["20610-50"], "95.10"),
            ("24", &["69436-50"], "235.32"),
            ("11", &["43246"], "192.14"),
            ("11", &["43235"], "276.24"),
            ("24", &["31267-50"], "384.77"),
            ("24", &["47562"], "648.87"),
            ("24", &["47562-80"], "103.82"),
            ("24", &["47562-78"], "525.58"),
            ("24", &["22551-62"], "1046.01"),
            ("24", &["22551-80"], "267.78"),
            ("24", &["22551"], "1673.61"),
            ("24", &["66984-80"], "denied_by_edit"),
            ("24", &["66984"], "521.75"),
            ("24", &["66984-54"], "417.40"),
            ("24", &["66984-55"], "104.35"),
            ("11", &["17000", "17003 x3"], "66.31 19.41"),
            ("21", &["99291", "99292 x2"], "205.72 205.72"),
            ("11", &["99213", "17000"], "bundled 66.31"),
            ("11", &["99213-25", "17000"], "88.95 66.31"),
            ("11", &["99213-25", "G2211"], "88.95 bundled"),
            ("11", &["99213-25", "G2211", "G0439"], "88.95 15.53 126.47"),
        ],
    );
    expect(&reference, &by("physician_assistant", request("24", &["47562-AS"])), "88.25");
    // The request has no field for 70 and 20 of the 90 days.
    assert_eq!((money::part(10_435, 70, 90), money::part(10_435, 20, 90)), (8_116, 2_319));
}

#[test]
fn figures_of_anesthesia_therapy_and_practitioners_hold() {
    let Some(reference) = reference() else { return };
    all(
        &reference,
        &[
            ("22", &["00790-AA 97min"], "274.29"),
            ("22", &["00790-QK 97min"], "137.15"),
            ("22", &["00790-AD 97min"], "60.95"),
            ("11", &["97110-GP x2", "97140-GP", "97530-GP"], "43.66 20.70 34.61"),
            ("11", &["97110-GP", "97110-GP-76", "97140-GP", "97530-GP"], "21.83 21.83 20.70 34.61"),
        ],
    );
    expect(&reference, &at("10112-00", request("22", &["00790-AA 97min"])), "260.69");
    assert_eq!(money::part(40, 203_178, 1000), 8_127, "AD at induction, which a request cannot say");
    expect(&reference, &at("02102-01", request("22", &["00790-AA 97min"])), "376.11");
    for (minutes, tenths) in
        [(1, 1), (2, 1), (3, 2), (4, 3), (5, 3), (6, 4), (7, 5), (8, 5), (16, 11), (17, 11), (97, 65)]
    {
        assert_eq!(money::part(minutes, 10, 15), tenths);
    }
    expect(&reference, &by("nurse_practitioner", request("11", &["99214"])), "106.40");
    expect(&reference, &by("clinical_social_worker", request("11", &["90837"])), "115.72");
    expect(&reference, &by("certified_nurse_midwife", request("11", &["99214"])), "125.18");
}

#[test]
fn figures_of_cost_shares_hold() {
    let Some(reference) = reference() else { return };
    let cost = |place: &str, line: &str| {
        let answer = reference.price(&request(place, &[line])).remove(0);
        [answer.coinsurance, answer.sequestration, answer.medicare_paid].map(|cents| cents.unwrap())
    };
    assert_eq!(cost("11", "99214"), [2_504, 200, 9_814]);
    assert_eq!(cost("11", "G0439"), [0, 253, 12_394]);
    assert_eq!(cost("24", "45385-PT"), [3_644, 413, 20_235]);
    let mut claim = request("11", &["99214"]);
    claim["provider"] = json!({"kind": "physician", "participating": false, "accepts_assignment": false});
    let answer = reference.price(&claim).remove(0);
    assert_eq!((answer.adjusted, answer.limiting_charge), (Some(11_892), Some(13_676)));
    assert_eq!(answer.medicare_paid, Some(9_324));
    let lines = ["97530-GP", "97110-GP-CQ"];
    let reduced = reference.price(&by("physical_therapist", request("11", &lines))).remove(1);
    assert_eq!((reduced.adjusted, reduced.coinsurance), (Some(2_183), Some(437)));
    assert_eq!((reduced.sequestration, reduced.medicare_paid), (Some(30), Some(1_454)));
}

#[test]
fn the_manual_s_worked_claim_holds() {
    let Some(reference) = reference() else { return };
    let lines =
        ["99214-25 $200.00", "11042-59 $250.00", "20610-50 $180.00", "36592 $40.00", "71046-FX $60.00"];
    let mut claim = request("11", &lines);
    claim["patient"]["deductible_remaining"] = json!("100.00");
    let answers = reference.price(&claim);
    assert_eq!(outcome(&answers), "125.18 125.18 47.55 bundled 28.14");
    let column = |of: fn(&LineAnswer) -> Option<i64>| answers.iter().map(move |answer| of(answer).unwrap());
    assert_eq!(column(|answer| answer.allowed).sum::<i64>(), 32_605);
    assert_eq!(column(|answer| answer.deductible).collect::<Vec<_>>(), [10_000, 0, 0, 0, 0]);
    assert_eq!(column(|answer| answer.coinsurance).collect::<Vec<_>>(), [504, 2_504, 951, 0, 563]);
    assert_eq!(column(|answer| answer.sequestration).collect::<Vec<_>>(), [40, 200, 76, 0, 45]);
    assert_eq!(column(|answer| answer.medicare_paid).collect::<Vec<_>>(), [1_974, 9_814, 3_728, 0, 2_206]);
    assert_eq!(column(|answer| answer.patient).sum::<i64>(), 14_522);
}

/// The place of service of a setting. An ambulatory surgical center is a facility, but not a hospital.
fn place(case: &Value) -> &'static str {
    if case["setting"] == "F" { "24" } else { "11" }
}

#[test]
fn golden_claims_hold() {
    let Some(reference) = reference() else { return };
    let Some(file) = cms_file("golden/derived_rules_2025.json") else { return };
    let text = read_to_string(file).unwrap();
    let cases: Value = serde_json::from_str(&text).unwrap();
    // 56 is not paid (6.2); a single therapy line with CQ is checked with the cost shares (14.2).
    let read_differently =
        ["global-56", "cq-97110", "cq-97110-after-mppr", "nonpar-76377", "seq-76377", "disc-53-own-row"];
    let mut wrong = Vec::new();
    for case in cases["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        if read_differently.contains(&id) {
            continue;
        }
        let lines: Vec<String> = case["lines"].as_array().unwrap().iter().map(golden_line).collect();
        let mut claim = request(place(case), &lines.iter().map(String::as_str).collect::<Vec<_>>());
        match id {
            "asst-AS" => claim = by("physician_assistant", claim),
            "npp-85" => claim = by("nurse_practitioner", claim),
            _ => (),
        }
        let answers = reference.price(&claim);
        let total: i64 = answers.iter().map(|answer| answer.adjusted.unwrap()).sum();
        let expected = case["expect"].as_str().unwrap();
        if dollars(Some(total)) != expected {
            wrong.push(format!("{id}: {} not {expected}", dollars(Some(total))));
        }
        let each: Vec<String> = answers.iter().map(|answer| dollars(answer.adjusted)).collect();
        if let Some(expected) = case["expect_lines"].as_array() {
            assert_eq!(
                &each,
                &expected.iter().map(|text| text.as_str().unwrap()).collect::<Vec<_>>(),
                "{id}"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    golden_apart(&reference);
}

/// `["97110", "", 2]`; therapy needs its discipline.
fn golden_line(line: &Value) -> String {
    let code = line[0].as_str().unwrap();
    let mut modifiers: Vec<&str> = line[1].as_str().unwrap().split_whitespace().collect();
    if code.starts_with("97") {
        modifiers.push("GP");
    }
    let words = [&[code][..], &modifiers].concat().join("-");
    format!("{words} x{}", line[2].as_i64().unwrap_or(1))
}

fn golden_apart(reference: &Reference) {
    let mut claim = request("11", &["76377"]);
    let paid = reference.price(&claim).remove(0);
    assert_eq!((paid.coinsurance, paid.medicare_paid), (Some(1_540), Some(6_035)));
    claim["provider"] = json!({"kind": "physician", "participating": false, "accepts_assignment": false});
    let answer = reference.price(&claim).remove(0);
    assert_eq!((answer.adjusted, answer.limiting_charge), (Some(7_313), Some(8_410)));
    // The seven limiting charges of CMS's tool are rounded once.
    let Some(file) = cms_file("golden/limiting_charge.csv") else { return };
    let text = read_to_string(file).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for record in reader.records() {
        let record = record.unwrap();
        let limit = money::part(money::scaled(&record[1], 2), 10_925, 10_000);
        assert_eq!(limit, money::scaled(&record[2], 2), "{record:?}");
    }
}

#[test]
fn random_claims_have_consistent_amounts() {
    let Some(reference) = reference() else { return };
    let codes = Codes::of(&reference);
    let mut results = std::collections::BTreeMap::<String, usize>::new();
    let mut moved = Vec::new();
    for seed in 0..5_000 {
        let mut claim = random_claim(seed, &codes);
        let answers = reference.price(&claim);
        let has_mips = claim["provider"]["mips_adjustment_percent"].is_string();
        assert_eq!(answers.len(), claim["lines"].as_array().unwrap().len());
        for answer in &answers {
            *results.entry(answer.result.clone()).or_default() += 1;
            // MIPS adds to what Medicare pays, but not beyond the limiting charge.
            let most = answer.limiting_charge.or(answer.allowed.filter(|_| !has_mips));
            let balance = answer.medicare_paid.zip(answer.patient).zip(most);
            assert!(balance.is_none_or(|((paid, patient), most)| paid + patient <= most), "{claim}");
        }
        let total = |answers: &[LineAnswer]| answers.iter().filter_map(|answer| answer.adjusted).sum::<i64>();
        claim["lines"].as_array_mut().unwrap().reverse();
        // Each line is rounded alone, so equal lines in another order may differ by cents.
        let count = i64::try_from(answers.len()).unwrap();
        if (total(&reference.price(&claim)) - total(&answers)).abs() > count {
            moved.push(seed);
        }
    }
    eprintln!("{results:?}");
    assert!(moved.is_empty(), "the order of lines changes the total of seeds {moved:?}");
}
