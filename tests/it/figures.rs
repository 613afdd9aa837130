//! The worked figures of `figures.txt`, from the starter data and, if CMS's files are at hand, from RVU25D.

use crate::support::schedule::{schedule, schedule_with, schedule_without_edits};
use medpayiq::api::{EstimateRequest, LineRequest, PatientRequest, PricedClaim, ProviderRequest, price};
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::pricing::{LineEstimate, Outcome, Price};
use medpayiq::schedule::{EditReleases, Schedule};
use medpayiq_cms_files::cms_files;

const FIGURES: &str = include_str!("figures.txt");
const FIGURES_UNDER_EDITS: &str = include_str!("figures_under_edits.txt");

/// RVU25D and the anesthesia base units, with the rates of 2025.
pub(crate) fn rvu25d() -> Option<Schedule> {
    rvu25d_with(EditReleases::default())
}

/// The same with these edits.
pub(crate) fn rvu25d_with(edits: EditReleases) -> Option<Schedule> {
    let paths =
        cms_files(["fee-schedule/rvu25d.zip", "anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt"])?;
    let options = Options::default();
    let releases = paths
        .iter()
        .flat_map(|path| read_releases(std::slice::from_ref(path), &options, &Silent).unwrap().releases);
    Some(schedule_with(releases.collect(), edits))
}

/// A line such as `20610-50x2$180`.
fn line(text: &str) -> LineRequest {
    let mut line = LineRequest { hcpcs: text[..5].to_owned(), ..LineRequest::default() };
    let (rest, charge) = match text[5..].split_once('$') {
        Some((rest, charge)) => (rest, Some(charge.to_owned())),
        None => (&text[5..], None),
    };
    let numbers_at = rest.find(|c: char| c.is_ascii_lowercase()).unwrap_or(rest.len());
    let (modifiers, numbers) = rest.split_at(numbers_at);
    line.modifiers = Some(modifiers.split('-').skip(1).map(str::to_owned).collect());
    line.charge = charge;
    for (kind, number) in
        [('x', &mut line.units), ('m', &mut line.minutes), ('d', &mut line.postoperative_days)]
    {
        let digits =
            numbers.split_once(kind).map(|(_, rest)| rest.trim_end_matches(|c: char| !c.is_ascii_digit()));
        *number = digits.map(|digits| digits.parse().unwrap());
    }
    line
}

/// A claim in the notation of `figures.txt`.
fn request(text: &str) -> EstimateRequest {
    let mut provider = ProviderRequest::default();
    let mut patient =
        PatientRequest { deductible_remaining: Some("0.00".to_owned()), ..PatientRequest::default() };
    let mut request =
        EstimateRequest { date_of_service: Some("2025-01-15".to_owned()), ..EstimateRequest::default() };
    for word in text.split_whitespace().filter(|word| *word != "+") {
        if let Some(place) = word.strip_prefix('@') {
            request.place_of_service = Some(place.to_owned());
        } else if let Some(kind) = word.strip_prefix('~') {
            provider.kind = Some(kind.to_owned());
        } else if let Some(locality) = word.strip_prefix("in:") {
            request.locality = Some(locality.to_owned());
        } else if let Some(remaining) = word.strip_prefix("ded") {
            patient.deductible_remaining = Some(remaining.to_owned());
        } else if word == "nonpar" {
            provider.participating = Some(false);
        } else if word == "unassigned" {
            provider.accepts_assignment = Some(false);
        } else {
            request.lines.push(line(word));
        }
    }
    EstimateRequest { provider: Some(provider), patient: Some(patient), ..request }
}

fn priced<'a>(schedule: &'a Schedule, text: &str, release: &str) -> PricedClaim<'a> {
    price(schedule, EstimateRequest { release: Some(release.to_owned()), ..request(text) }).unwrap()
}

fn outcome(line: &LineEstimate) -> String {
    match &line.outcome {
        Outcome::Priced(price) => price.adjusted.to_string(),
        Outcome::NotPriced(refusal) => refusal.kind().as_str().to_owned(),
    }
}

fn check_figures(figures: &str, schedule: &Schedule, release: &str) {
    let mut wrong = Vec::new();
    for text in figures.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (claim, expected) = text.split_once(" = ").unwrap();
        let estimate = priced(schedule, claim, release).estimate;
        let found: Vec<String> = estimate.lines.iter().map(outcome).collect();
        if found.join(" ") != expected {
            wrong.push(format!("{text}: found {}", found.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_worked_figure_comes_out_of_the_starter_data() {
    check_figures(FIGURES, &schedule_without_edits(), "RVU25A");
}

#[test]
fn every_worked_figure_under_edits_comes_out_of_the_starter_data() {
    check_figures(FIGURES_UNDER_EDITS, &schedule(), "RVU25A");
}

#[test]
fn every_worked_figure_comes_out_of_rvu25d() {
    if let Some(schedule) = rvu25d() {
        check_figures(FIGURES, &schedule, "RVU25D");
    }
}

fn price_of<'a>(priced: &'a PricedClaim<'_>, position: usize) -> &'a Price {
    match &priced.estimate.lines[position].outcome {
        Outcome::Priced(price) => price,
        Outcome::NotPriced(refusal) => panic!("{refusal}"),
    }
}

#[test]
fn cost_shares_equal_those_of_the_manual_s_worked_claim() {
    let schedule = schedule_without_edits();
    let claim = "99214-25$200 + 11042-59$250 + 20610-50$180 + 36592$40 + 71046-FX$60 ded100.00";
    let priced = priced(&schedule, claim, "RVU25A");
    let expected = [
        (0, "100.00", "5.04", "0.40", "19.74"),
        (1, "0.00", "25.04", "2.00", "98.14"),
        (2, "0.00", "9.51", "0.76", "37.28"),
        (4, "0.00", "5.63", "0.45", "22.06"),
    ];
    for (position, deductible, coinsurance, sequestration, paid) in expected {
        let share = price_of(&priced, position).share;
        let found = [share.deductible, share.coinsurance, share.sequestration, share.medicare_paid];
        assert_eq!(found.map(|amount| amount.to_string()), [deductible, coinsurance, sequestration, paid]);
    }
    let totals = priced.estimate.totals;
    assert_eq!(totals.allowed.to_string(), "326.05");
    assert_eq!(totals.medicare_paid.to_string(), "177.22");
    assert_eq!(totals.patient.to_string(), "145.22");
    assert_eq!(totals.contractual_write_off.to_string(), "403.95");
}

#[test]
fn cost_shares_follow_the_manual_s_examples() {
    let schedule = schedule_without_edits();
    // Claim, coinsurance, sequestration, Medicare's payment.
    for (claim, coinsurance, sequestration, paid) in [
        ("99214", "25.04", "2.00", "98.14"),
        ("45385-PT @22", "36.44", "4.13", "202.35"),
        ("97110-CQ-GP", "5.76", "0.39", "19.19"),
        ("76377", "15.40", "1.23", "60.35"),
        ("99214 nonpar unassigned", "23.78", "1.90", "93.24"),
    ] {
        let priced = priced(&schedule, claim, "RVU25A");
        let share = price_of(&priced, 0).share;
        let found =
            [share.coinsurance, share.sequestration, share.medicare_paid].map(|amount| amount.to_string());
        assert_eq!(found, [coinsurance, sequestration, paid], "{claim}");
    }
}

#[test]
fn an_assistant_modifier_on_physician_therapy_has_a_caveat() {
    let schedule = schedule_without_edits();
    let priced = priced(&schedule, "97110-CQ-GP", "RVU25A");
    let codes: Vec<&str> =
        priced.estimate.lines[0].confidence.reasons.iter().map(medpayiq::pricing::Caveat::code).collect();
    assert!(codes.contains(&"assistant_of_physician"), "{codes:?}");
}

#[test]
fn limiting_charges_equal_those_of_cms_s_look_up_tool() {
    let schedule = schedule_without_edits();
    for (claim, expected) in [("99214 nonpar unassigned", "136.76"), ("76377 nonpar unassigned", "84.10")] {
        let priced = priced(&schedule, claim, "RVU25A");
        assert_eq!(price_of(&priced, 0).limiting_charge.unwrap().to_string(), expected);
    }
}

#[test]
fn care_before_surgery_alone_names_its_share_of_the_package() {
    let schedule = schedule_without_edits();
    let priced = priced(&schedule, "27447-56 @21", "RVU25A");
    let Outcome::NotPriced(refusal) = &priced.estimate.lines[0].outcome else {
        panic!("56 has no payment of its own")
    };
    assert!(refusal.to_string().contains("125.76"), "{refusal}");
}
