//! Everyday words of billers of every specialty find the right code first.

use crate::in_memory::serve_in_memory;
use crate::support::http::Client;
use crate::support::releases::{read_together, with_codes};
use crate::support::schedule::schedule_of;
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::starter;
use medpayiq_cms_files::cms_files;
use std::collections::BTreeSet;

/// A search on each line, and the code that it must find first.
const PHRASES: &str = include_str!("search_phrases.txt");
/// The terms that the program knows, with the codes that they name.
const SYNONYMS: &str = include_str!("../../data/search/synonyms.csv");

fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    PHRASES.lines().map(|line| line.rsplit_once(' ').unwrap())
}

/// The searches that do not find their code first, each with what they find.
fn missed(first_of: impl Fn(&str) -> String) -> Vec<String> {
    let missed = phrases().filter_map(|(words, code)| {
        let found = first_of(words);
        (found.split(' ').next() != Some(code)).then(|| format!("{words}: {found} instead of {code}"))
    });
    missed.collect()
}

/// The first codes that a page of the search lists.
fn first_on_page(client: &Client, words: &str, day: &str) -> String {
    let page = client.get(&format!("/?date={day}&q={}", words.replace('&', "%26").replace(' ', "+")));
    let links = page.text().split("<li><a href=\"/codes/").skip(1).take(5);
    links.map(|link| link.get(..5).unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_right_code_is_first_if_every_named_code_is_loaded() {
    assert!(phrases().count() > 200);
    let codes: BTreeSet<&str> =
        SYNONYMS.lines().skip(1).flat_map(|line| line.rsplit(',').next().unwrap().split(' ')).collect();
    let codes: Vec<&str> = codes.into_iter().filter(|code| !code.is_empty()).collect();
    let mut releases = starter::releases().unwrap();
    with_codes(&mut releases[0], &codes);
    let client = serve_in_memory(schedule_of(releases));
    let found = missed(|words| first_on_page(&client, words, "2025-01-15"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_right_code_is_first_among_all_of_cms() {
    let Some([july, indices, laboratory, equipment, nutrition, drugs]) = cms_files([
        "fee-schedule/rvu26c-part.zip",
        "2026/GPCI2026.csv",
        "part-b/CLFS_2026_Q1V1.xlsx",
        "part-b/DMEPOS26_JAN.xlsx",
        "part-b/DMEPEN26_JAN.xlsx",
        "part-b/section 508 version of January 2026 Medicare Part B Payment Limit File 121725.csv",
    ]) else {
        return;
    };
    let of_rvu26c = Options { release: Some("RVU26C".to_owned()), effective: None, keep_descriptors: false };
    let mut releases = read_releases(&[july, indices], &of_rvu26c, &Silent).unwrap().releases;
    for file in [laboratory, equipment, nutrition, drugs] {
        releases.extend(read_together(&[file]));
    }
    let explanations =
        starter::releases().unwrap().into_iter().filter(|release| release.label == "EXPLANATIONS");
    releases.extend(explanations);
    let client = serve_in_memory(schedule_of(releases));
    let found = missed(|words| first_on_page(&client, words, "2026-08-03"));
    assert!(found.is_empty(), "{found:#?}");
}
