//! Two laws of published figures: they change only after at least five reports, and name no value that one report gave.

use crate::support::program::run_on;
use crate::support::reporting::{contribute, report, retract, server};
use crate::support::server::Server;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What happens to the reports of a code.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// One comes, with one of a few values in each field.
    Comes { payer: usize, carc: usize, modifier: usize, appeal: usize },
    /// One that stands is taken back.
    Goes(usize),
}

const PAYERS: [&str; 3] = ["medicare", "medicaid", "commercial"];
const CARCS: [&str; 3] = ["97", "50", "16"];
const MODIFIERS: [&str; 3] = ["26", "59", "RT"];
const OUTCOMES: [&str; 3] = ["overturned", "upheld", "pending"];

fn events() -> impl Strategy<Value = Vec<Event>> {
    let comes = (0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize)
        .prop_map(|(payer, carc, modifier, appeal)| Event::Comes { payer, carc, modifier, appeal });
    prop::collection::vec(prop_oneof![3 => comes, 2 => (0..100_usize).prop_map(Event::Goes)], 1..45)
}

/// A report that is not retracted.
#[derive(Clone)]
struct LiveReport {
    token: String,
    number: usize,
    fields: Value,
}

/// Does the events with the service, and checks the figures after each.
fn follow(server: &Server, hcpcs: &str, events: &[Event]) {
    let mut standing: Vec<LiveReport> = Vec::new();
    let mut seen: Option<(Value, BTreeSet<usize>)> = None;
    let mut last = json!({"hcpcs": hcpcs, "status": "insufficient_data", "threshold": 5});
    let mut fields_of: BTreeMap<usize, Value> = BTreeMap::new();
    for (number, event) in events.iter().enumerate() {
        match *event {
            Event::Comes { payer, carc, modifier, appeal } => {
                let fields = json!({
                    "hcpcs": hcpcs, "payer": PAYERS[payer], "carc": CARCS[carc], "modifiers": [MODIFIERS[modifier]],
                    "rarc": [], "appeal": {"strategy": "documentation", "outcome": OUTCOMES[appeal]},
                });
                let token = contribute(server, &fields);
                fields_of.insert(number, fields.clone());
                standing.push(LiveReport { token, number, fields });
            }
            Event::Goes(_) if standing.is_empty() => continue,
            Event::Goes(which) => {
                let gone = standing.remove(which % standing.len());
                assert_eq!(retract(server, &gone.token), 204);
            }
        }
        let answer = server.get(&format!("/v1/codes/{hcpcs}/denials")).json();
        if answer["status"] == "available" {
            assert!(standing.len() >= 5, "open with {} reports", standing.len());
            if seen.as_ref().is_none_or(|(figures, _)| *figures != answer) || last["status"] != "available" {
                // The figures are of those that stand now: none waits when they have just moved.
                let covered: BTreeSet<usize> = standing.iter().map(|report| report.number).collect();
                check_figures(&answer, &standing);
                if let Some((_, before)) = &seen {
                    let between = covered.symmetric_difference(before).count();
                    assert!(between >= 5, "{between} reports between {before:?} and {covered:?}");
                }
                seen = Some((answer.clone(), covered));
            }
        } else {
            assert_eq!(answer, json!({"hcpcs": hcpcs, "status": "insufficient_data", "threshold": 5}));
        }
        last = answer;
    }
}

/// Compares the figures with a count of the reports that they cover.
fn check_figures(answer: &Value, covered: &[LiveReport]) {
    assert_eq!(answer["reports"], covered.len());
    let counts = |value: &dyn Fn(&Value) -> Value| {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        covered.iter().for_each(|report| *counts.entry(value(&report.fields).to_string()).or_default() += 1);
        counts
    };
    for (table, name, counts) in [
        ("payers", "payer", counts(&|fields| fields["payer"].clone())),
        ("top_reasons", "carc", counts(&|fields| fields["carc"].clone())),
        ("modifiers", "modifier", counts(&|fields| fields["modifiers"][0].clone())),
    ] {
        let named = answer[table]["values"].as_array().unwrap();
        let named: BTreeMap<String, u64> =
            named.iter().map(|value| (value[name].to_string(), value["reports"].as_u64().unwrap())).collect();
        let other: u64 = counts.values().filter(|reports| **reports == 1).sum();
        let often = counts.into_iter().filter(|(_, reports)| *reports > 1).collect();
        assert_eq!((named, answer[table]["other"].as_u64().unwrap()), (often, other), "{table}");
    }
    let worked = covered.iter().filter(|report| report.fields["appeal"]["outcome"] == "overturned").count();
    let is_named = worked != 1 && covered.len() - worked != 1;
    let expected = json!([{"strategy": "documentation", "reports": covered.len(), "worked": worked}]);
    let (expected, other) = if is_named { (expected, 0) } else { (json!([]), covered.len()) };
    assert_eq!(answer["appeal_strategies"], json!({"values": expected, "other": other}));
}

#[test]
fn figures_change_by_five_reports_and_name_no_value_of_one_report() {
    let server = server();
    let code = std::cell::Cell::new(20_000);
    let config = Config { cases: 40, failure_persistence: None, max_shrink_iters: 40, ..Config::default() };
    let outcome = TestRunner::new(config).run(&events(), |events| {
        code.set(code.get() + 1);
        follow(&server, &code.get().to_string(), &events);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn figures_agree_with_a_count_of_the_covered_reports() {
    let server = server();
    let tokens: Vec<_> =
        (0..23).map(|number| contribute(&server, &json!({"payer": PAYERS[number % 3]}))).collect();
    for token in tokens.iter().step_by(7) {
        assert_eq!(retract(&server, token), 204);
    }
    // Two reports that the figures cover, and two that wait.
    let ids = |counted: &str| {
        let sql =
            format!("select id::text from denial_reports where state = 'accepted' and counted = {counted}");
        server.database.ask(&sql).lines().map(str::to_owned).take(2).collect::<Vec<_>>()
    };
    let (counted, waiting) = (ids("true"), ids("false"));
    for (command, id) in [
        ("hold", &counted[0]),
        ("hold", &counted[1]),
        ("release", &counted[0]),
        ("delete", &waiting[0]),
        ("hold", &waiting[1]),
    ] {
        run_on(&server.database, &["reports", command, id]).printed();
    }
    (0..9).for_each(|_| _ = contribute(&server, &report(&json!({}))));
    let balance = "select concat_ws(' ',
        (select count(*) from denial_reports where counted) = (select covered_reports from denial_ledgers),
        (select count(*) from denial_reports where state = 'accepted') = (select live_reports from denial_ledgers),
        (select count(*) from denial_reports where state = 'accepted' and not counted) = (select waiting_reports from denial_ledgers),
        (select jsonb_object_agg(payer, n) from (select payer, count(*) as n from denial_reports where counted group by payer) as p)
            = (select jsonb_object_agg(value, reports) from denial_counts where field = 'payer'))";
    assert_eq!(server.database.ask(balance), "t t t t");
}
