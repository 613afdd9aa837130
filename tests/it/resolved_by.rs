//! The modifiers that a page lists for a pair of codes, and what an estimate of both codes does with them.

use crate::edit_files::NCCI_2024Q3;
use crate::naive::sites::{ARTERIES, EYELIDS, FINGERS, TOES, sites_of};
use crate::support::edits::edits;
use crate::support::releases::{read_together, whole_rvu25a};
use crate::support::schedule::{schedule_of, schedule_with};
use expect_test::expect;
use medpayiq::api::{EstimateRequest, price};
use medpayiq::pricing::EditState;
use medpayiq::schedule::Schedule;
use medpayiq::vocabulary::{HcpcsCode, Modifier, PtpEdit, PtpIndicator};
use medpayiq_cms_files::cms_files;
use serde_json::json;
use std::collections::BTreeSet;

/// The modifiers that resolve some edit, and some that never do.
const TRIED: &[&str] = &[
    "E1", "E4", "FA", "F9", "TA", "T5", "LT", "RT", "LC", "RI", "24", "25", "57", "58", "78", "79", "27",
    "59", "91", "XE", "XS", "XP", "XU", "76", "51", "22", "GA",
];

/// The caveats of a modifier that resolves an edit, but not for sure.
const IN_DOUBT: &[&str] = &["modifier_on_column_one", "modifier_of_other_case"];

/// Whether no edit denies a line if the line of a column carries the modifier, and no caveat doubts the modifier: `None` if another
/// edit or rule decides.
fn resolves(schedule: &Schedule, edit: &PtpEdit<'_>, modifier: &str, column: usize) -> Option<bool> {
    let modifiers = |own: usize| if own == column { vec![modifier] } else { vec![] };
    let request = json!({
        "date_of_service": "2025-01-15", "place_of_service": "22", "lines": [
            {"hcpcs": edit.column_one.as_str(), "modifiers": modifiers(0)},
            {"hcpcs": edit.column_two.as_str(), "modifiers": modifiers(1)},
        ],
    });
    let request: EstimateRequest = serde_json::from_value(request).unwrap();
    let estimate = price(schedule, request).unwrap().estimate;
    let hits = estimate.lines[1].edits.iter();
    let states: Vec<EditState> =
        hits.filter(|hit| hit.edit.kind().as_str() == "ptp").map(|hit| hit.state).collect();
    let mut packages = estimate.lines.iter().flat_map(|line| &line.edits);
    let is_packaged =
        packages.any(|hit| hit.edit.kind().as_str() == "global_period" && hit.state == EditState::Denied);
    let mut caveats = estimate.lines.iter().flat_map(|line| &line.confidence.reasons);
    let is_doubted = caveats.any(|caveat| IN_DOUBT.contains(&caveat.code()));
    match states.as_slice() {
        [EditState::ResolvedBy { .. }] if is_packaged => Some(false),
        // The caveats of a line that another rule denies are about that rule.
        [EditState::ResolvedBy { .. }] if estimate.lines[1].outcome.price().is_none() => None,
        [EditState::ResolvedBy { .. }] => Some(!is_doubted),
        [EditState::Denied] => Some(false),
        _ => None,
    }
}

/// What [`compare`] compared.
#[derive(Debug)]
struct Compared {
    /// The pairs.
    pairs: usize,
    /// The pairs of which an estimate answered for at least one modifier. In the others, another edit or rule refuses one of
    /// the codes, so no modifier of this edit matters.
    answered: usize,
    /// The estimates in which this edit decided.
    answers: usize,
}

/// Compares the lists of at most so many pairs, spread evenly over all of them, with estimates. Each pair must agree for every
/// modifier tried.
fn compare(schedule: &Schedule, codes: &[HcpcsCode], most: usize) -> Compared {
    let day = time::macros::date!(2025 - 01 - 15);
    let edits = schedule.edits_on(day).ptp.unwrap();
    let pairs = codes.iter().flat_map(|code| edits.of(*code).filter(|edit| edit.column_one == *code));
    let pairs = pairs.filter(|edit| edit.indicator == PtpIndicator::Allowed && edit.is_in_force_on(day));
    let pairs: Vec<PtpEdit<'_>> = pairs.collect();
    let count = most.min(pairs.len());
    let mut compared = Compared { pairs: count, answered: 0, answers: 0 };
    for edit in (0..count).map(|number| &pairs[number * pairs.len() / count]) {
        let listed = schedule.resolving_modifiers(edit, day);
        let before = compared.answers;
        for text in TRIED {
            let modifier: Modifier = text.parse().unwrap();
            let Some(on_two) = resolves(schedule, edit, text, 1) else { continue };
            // A visit in column one takes its modifiers on its own line.
            let is_of_visit = ["24", "25", "57"].contains(text);
            let on_one = if is_of_visit { resolves(schedule, edit, text, 0) } else { Some(false) };
            let Some(on_one) = on_one else { continue };
            compared.answers += 1;
            let resolves = on_two || on_one;
            let is_listed = listed.contains(&modifier);
            assert_eq!(is_listed, resolves, "{} {} {text}", edit.column_one, edit.column_two);
        }
        compared.answered += usize::from(compared.answers > before);
    }
    compared
}

#[test]
fn the_listed_modifiers_are_those_that_an_estimate_accepts() {
    let schedule = &crate::support::schedule::SCHEDULE;
    let compared = compare(schedule, &medpayiq::starter::codes().unwrap(), 2_000);
    assert_eq!(compared.pairs, 2_000);
    assert!(compared.answers > 10 * compared.pairs, "{compared:?}");
}

/// What each kind of pair lists: a visit has one modifier, by the other service, and the service in column two has its own.
#[test]
fn each_kind_of_pair_lists_its_own_modifiers() {
    let pairs = "20610>99213:1 17000>99213:1 27447>99213:1 27447>99291:1 27447>92014:1 27447>G0439:1 93000>99213:1 17003>99213:1 \
        59400>99213:1 99213>G0444:1 99213>99490:1 99291>31500:1 45385>45380:1 85025>85027:1 97110>97140:1 20610>20550:1 \
        93000>93005:1 17999>99213:1 99213>27447:1";
    let edits = edits(pairs);
    let schedule = schedule_with(vec![whole_rvu25a()], edits);
    let day = time::macros::date!(2025 - 01 - 15);
    let listed = pairs.split_whitespace().map(|pair| {
        let (one, two) = pair.strip_suffix(":1").unwrap().split_once('>').unwrap();
        let (one, two): (HcpcsCode, HcpcsCode) = (one.parse().unwrap(), two.parse().unwrap());
        let table = schedule.edits_on(day).ptp.unwrap();
        let edit = table.between(one, two).next().unwrap();
        let listed = schedule.resolving_modifiers(&edit, day);
        let listed: Vec<&str> = listed.iter().map(Modifier::as_str).collect();
        format!("{one}/{two}: {}", listed.join(" "))
    });
    expect![[r#"
        20610/99213: 25
        17000/99213: 25
        27447/99213: 57
        27447/99291: 57
        27447/92014: 57
        27447/G0439: 25
        93000/99213: 25
        17003/99213: 25
        59400/99213: 25
        99213/G0444: 25 59 XE XS XP XU
        99213/99490: 25
        99291/31500: 25
        45385/45380: 58 78 79 59 XE XS XP XU
        85025/85027: 58 78 79 59 91 XE XS XP XU
        97110/97140: 59 XE XS XP XU
        20610/20550: LT RT 58 78 79 59 XE XS XP XU
        93000/93005: 59 XE XS XP XU
        17999/99213: 25 57
        99213/27447: 57"#]]
    .assert_eq(&listed.collect::<Vec<_>>().join("\n"));
}

/// Every code of a release is on the fingers, toes, eyelids and coronary arteries that an independent table of the families of
/// codes says.
#[test]
fn the_sites_of_each_code_are_those_of_an_independent_table() {
    let law = medpayiq::law::Law::shipped().unwrap();
    let law = law.on(time::macros::date!(2025 - 01 - 15));
    let files = cms_files(["fee-schedule/rvu25d.zip"]);
    let codes: BTreeSet<HcpcsCode> = match files {
        Some(files) => {
            let schedule = schedule_of(read_together(&files));
            schedule.releases()[0].services.rows().iter().map(|row| row.hcpcs).collect()
        }
        None => medpayiq::starter::codes().unwrap().into_iter().collect(),
    };
    let lists = [
        (EYELIDS, &law.eyelid_services),
        (FINGERS, &law.finger_services),
        (TOES, &law.toe_services),
        (ARTERIES, &law.coronary_services),
    ];
    let mut apart = Vec::new();
    for code in &codes {
        let there = sites_of(code.as_str());
        for (modifiers, list) in lists {
            if list.as_ref().unwrap().has(*code) != there.contains(&modifiers) {
                apart.push(format!("{code} {}", modifiers[0]));
            }
        }
    }
    assert_eq!(apart, [""; 0]);
    let of_site = |site: &[&str]| codes.iter().filter(|code| sites_of(code.as_str()).contains(&site)).count();
    assert!([EYELIDS, FINGERS, TOES, ARTERIES].map(of_site).iter().all(|count| *count > 0));
}

/// Of CMS's own edits. RESOLVED_PAIRS asks for more pairs.
#[test]
fn the_listed_modifiers_of_cms_s_edits_are_those_that_an_estimate_accepts() {
    let (Some(rvus), Some(ncci)) = (cms_files(["fee-schedule/rvu25a.zip"]), cms_files(NCCI_2024Q3)) else {
        return;
    };
    let schedule = schedule_of(read_together(&[rvus.as_slice(), &ncci].concat()));
    let release = &schedule.releases()[0];
    let codes: BTreeSet<HcpcsCode> = release.services.rows().iter().map(|row| row.hcpcs).collect();
    let codes: Vec<HcpcsCode> = codes.into_iter().collect();
    let most = std::env::var("RESOLVED_PAIRS").map_or(1_000, |text| text.parse().unwrap());
    let compared = compare(&schedule, &codes, most);
    eprintln!("{compared:?}");
    assert_eq!(compared.pairs, most, "the files have more pairs");
    assert!(compared.answers > 5 * compared.pairs, "{compared:?}");
}
