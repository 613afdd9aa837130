//! Compares the product's denials under NCCI's edits with those of the naive implementation, over random claims.

use crate::differential::{alike, apart, is_outside_benefit, is_read_apart, release_of_2025};
use crate::figures::rvu25d_with;
use crate::naive::claims::Codes;
use crate::naive::edit_claims::random_edit_claim;
use crate::naive::{Ncci, Reference, own_tests};
use crate::support::checkout;
use crate::support::schedule::{fee_schedules, schedule_with};
use medpayiq::api::price;
use medpayiq::edits::{AddOnPair, AddOnTable, Day, PackedEdit, PtpTable, PublishedLimit, UnitLimitTable};
use medpayiq::pricing::EditState;
use medpayiq::schedule::{EditReleases, Schedule};
use medpayiq::vocabulary::HcpcsCode;
use medpayiq_cms_files::cms_files;
use serde_json::json;
use std::fs;
use time::macros::date;

/// The number of claims that are drawn under CMS's edits; `DIFFERENTIAL_CLAIMS` overrides it.
const CLAIMS: u64 = 10_000;
/// The number of claims under made-up edits.
const CLAIMS_MADE_UP: u64 = 4_000;

/// Claims that the two readings once priced apart, because lines with equal fees ranked by their order here and by something
/// else there. README.md of the naive implementation (29) has the rule that settled them. They are always compared.
const ONCE_APART: [u64; 4] = [12_845, 33_523, 72_875, 77_421];

/// NCCI's files of the third quarter of 2024, as the naive implementation reads them.
fn ncci() -> Option<Ncci> {
    let part = |part| {
        let name = format!("ccipra-v302r0-f{part}");
        own_tests::text(&format!("ncci/{name}.zip"), &format!("{name}.txt"))
    };
    let ptp: Vec<String> = (1..=4).map(part).collect::<Option<_>>()?;
    let others = ["ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv", "ncci/AOC_V2024Q3-F-MCR.txt"];
    let [mue, add_ons] =
        cms_files(others)?.map(|file| String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned());
    Some(Ncci::load(&ptp, &mue, &add_ons, "20250615"))
}

/// The same edits as the schedule holds them.
fn releases(ncci: &Ncci) -> EditReleases {
    let from = date!(2024 - 07 - 01);
    let code = |text: &[u8]| std::str::from_utf8(text).unwrap().parse().unwrap();
    let indicator = |one: &char| one.to_string();
    let pairs = ncci.pairs.iter().map(|((one, two), allowed)| {
        let indicator = indicator(allowed).parse().unwrap();
        PackedEdit::new([code(one), code(two)], Day::of(from).unwrap(), None, indicator, false, 0)
    });
    let limits = ncci.limits.iter().map(|(hcpcs, (units, mai))| PublishedLimit {
        hcpcs: hcpcs.parse().unwrap(),
        units: u32::try_from(*units).unwrap(),
        adjudication: indicator(mai).parse().unwrap(),
        rationale: String::new(),
    });
    let add_ons = ncci.add_ons.iter().flat_map(|(add_on, (kind, primaries))| {
        let listed = primaries.iter().map(|primary| Some(primary.parse().unwrap()));
        let listed: Vec<_> = if primaries.is_empty() { vec![None] } else { listed.collect() };
        listed.into_iter().map(|primary| AddOnPair {
            add_on: add_on.parse().unwrap(),
            kind: indicator(kind).parse().unwrap(),
            primary,
            add_on_deleted: None,
            primary_deleted: None,
            effective: from,
            deleted: None,
            note: None,
        })
    });
    crate::support::edits::tables(
        from,
        PtpTable::new(pairs.collect(), vec![String::new()]).unwrap(),
        UnitLimitTable::new(limits.collect()),
        AddOnTable::new(add_ons.collect()),
    )
}

/// Made-up edits among the codes of the starter data.
fn made_up(codes: &[HcpcsCode], seed: u64) -> Ncci {
    let mut ncci = Ncci::default();
    for (at, one) in codes.iter().map(HcpcsCode::as_str).enumerate() {
        let roll = |words: &[&str], bound: u64| crate::edit_laws::roll(seed, words) % bound;
        for two in codes.iter().map(HcpcsCode::as_str).filter(|two| *two != one && roll(&[one, two], 7) == 0)
        {
            if !ncci.pairs_with(two, one) {
                ncci.pair(one, two, if roll(&[two, one, "0"], 4) == 0 { '0' } else { '1' });
            }
        }
        if roll(&[one, "limit"], 3) > 0 {
            let mai = ['1', '2', '3'][usize::try_from(roll(&[one, "mai"], 3)).unwrap()];
            ncci.limits.insert(one.to_owned(), (i64::try_from(roll(&[one, "units"], 5)).unwrap(), mai));
        }
        if roll(&[one, "add-on"], 8) == 0 {
            let primaries = codes.iter().skip(at % 5).step_by(9).filter(|code| code.as_str() != one);
            let kind = ['1', '1', '2', '3'][usize::try_from(roll(&[one, "type"], 4)).unwrap()];
            ncci.add_ons.insert(one.to_owned(), (kind, primaries.map(HcpcsCode::to_string).collect()));
        }
    }
    ncci
}

fn compare(schedule: &Schedule, reference: &Reference, ncci: &Ncci, count: u64) {
    let release = &release_of_2025(schedule).label;
    let codes = Codes::of(reference);
    let count = std::env::var("DIFFERENTIAL_CLAIMS").ok().map_or(count, |text| text.parse().unwrap());
    let mut all_apart = Vec::new();
    let (mut compared, mut denied, mut resolved) = (0, 0, 0);
    let seeds = (0..count).chain(ONCE_APART.into_iter().filter(|seed| *seed >= count));
    for seed in seeds {
        let mut claim = alike(schedule, random_edit_claim(seed, &codes, ncci));
        claim["release"] = json!(release);
        // The product denies G2211 without a paid visit; the naive implementation does not.
        let has_complexity = claim["lines"].as_array().unwrap().iter().any(|line| line["hcpcs"] == "G2211");
        if has_complexity || is_read_apart(schedule, &claim) {
            continue;
        }
        compared += 1;
        let here = price(schedule, serde_json::from_value(claim.clone()).unwrap()).unwrap().estimate;
        let is_outside = |position: usize| is_outside_benefit(&here.lines[position]);
        let there = reference.price_with_benefit(&claim, is_outside);
        let states = here.lines.iter().flat_map(|line| line.edits.iter().map(|hit| hit.state));
        for state in states {
            match state {
                EditState::Denied => denied += 1,
                EditState::ResolvedBy { .. } => resolved += 1,
                EditState::Review(_) => {}
            }
        }
        if let Some(what) = apart(&claim, &here, &there) {
            all_apart.push(format!("seed {seed} {what}\n    in {claim}"));
        }
    }
    eprintln!(
        "{compared} of {count} claims compared, {denied} edits deny, {resolved} are resolved, {} apart",
        all_apart.len()
    );
    assert!(compared * 100 > count * 75, "only {compared} of {count} claims are read alike");
    let shown = all_apart.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(all_apart.is_empty(), "{} of {compared} apart:\n{shown}", all_apart.len());
    assert!(denied > compared && resolved > compared / 10, "the claims meet edits");
}

#[test]
fn made_up_edits_deny_what_the_naive_reading_denies() {
    let text = |name: &str| fs::read_to_string(checkout("data/starter").join(name)).unwrap();
    let [services, localities, factors, base_units] = [
        "RVU25A/service_rows",
        "RVU25A/localities",
        "RVU25A/anesthesia_factors",
        "ANES_BASE_2022/anesthesia_base_units",
    ]
    .map(|table| text(&format!("{table}.csv")));
    let reference = Reference::load_starter(&services, &localities, &factors, &base_units);
    let ncci = made_up(&medpayiq::starter::codes().unwrap(), 1);
    let schedule = schedule_with(fee_schedules(), releases(&ncci));
    compare(&schedule, &reference.with_edits(ncci.clone()), &ncci, CLAIMS_MADE_UP);
}

#[test]
fn cms_s_edits_deny_what_the_naive_reading_denies() {
    let (Some(ncci), Some(reference)) = (ncci(), own_tests::reference()) else { return };
    let Some(schedule) = rvu25d_with(releases(&ncci)) else { return };
    compare(&schedule, &reference.with_edits(ncci.clone()), &ncci, CLAIMS);
}
