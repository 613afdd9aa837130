//! The published codes of answers, and the pages of problems.

use crate::in_memory::CLIENT;
use crate::support::http::Answer;
use medpayiq::pricing::{Caveat, Refusal, Rule};
use medpayiq::variance::Doubt;
use serde_json::Value;
use std::collections::BTreeSet;

fn codes<'a>(vocabulary: &'a Value, list: &str, name: &str) -> Vec<&'a str> {
    vocabulary[list].as_array().unwrap().iter().map(|listed| listed[name].as_str().unwrap()).collect()
}

#[test]
fn the_vocabulary_has_every_code_once() {
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let check = |list: &str, name: &str, expected: BTreeSet<&str>| {
        let listed = codes(&vocabulary, list, name);
        assert_eq!(listed.len(), expected.len(), "{list}");
        assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected, "{list}");
    };
    check("reasons", "code", Refusal::VOCABULARY.iter().map(|refusal| refusal.code).collect());
    check("caveats", "code", Caveat::VOCABULARY.iter().map(|caveat| caveat.code).collect());
    check("doubts", "code", Doubt::ALL.iter().map(|doubt| doubt.code()).collect());
    check("rules", "rule", Rule::ALL.iter().map(|rule| rule.code()).collect());
}

#[test]
fn every_code_of_the_vocabulary_has_a_meaning_in_words() {
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let meanings = ["reasons", "caveats"].into_iter().flat_map(|list| vocabulary[list].as_array().unwrap());
    let texts =
        meanings.flat_map(|listed| listed["meanings"].as_array().unwrap()).map(|meaning| &meaning["text"]);
    let rules = vocabulary["rules"].as_array().unwrap().iter().map(|rule| &rule["meaning"]);
    for text in texts.chain(rules) {
        let text = text.as_str().unwrap();
        assert!(text.len() > 10 && !text.starts_with(' ') && text.ends_with(['.', '}', ')']), "{text:?}");
    }
}

/// The codes of an estimate, each with the list of the vocabulary that has it.
fn codes_of_estimate(estimate: &Value) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for line in estimate["lines"].as_array().unwrap() {
        let code = |value: &Value| value["code"].as_str().unwrap().to_owned();
        found.extend(line.get("reason").map(|reason| ("reasons", code(reason))));
        let reasons = line["confidence"]["reasons"].as_array().unwrap();
        let caveats = reasons.iter().chain(line["warnings"].as_array().unwrap());
        found.extend(caveats.map(|caveat| ("caveats", code(caveat))));
        let steps = line["trace"].as_array().unwrap().iter();
        found.extend(steps.map(|step| ("rules", step["rule"].as_str().unwrap().to_owned())));
    }
    found
}

#[test]
fn the_codes_of_an_estimate_are_in_the_vocabulary() {
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let claim = r#"{"date_of_service": "2025-01-15", "lines": [{"hcpcs": "45385", "modifiers": ["22"]},
        {"hcpcs": "45380"}, {"hcpcs": "99999"}, {"hcpcs": "99213", "charge": "20"}, {"hcpcs": "76377"}]}"#;
    let found = codes_of_estimate(&CLIENT.post("/v1/estimates", claim).json());
    let lists: BTreeSet<_> = found.iter().map(|(list, _)| *list).collect();
    assert_eq!(lists, BTreeSet::from(["caveats", "reasons", "rules"]), "there is something to look up");
    for (list, code) in found {
        let name = if list == "rules" { "rule" } else { "code" };
        assert!(codes(&vocabulary, list, name).contains(&code.as_str()), "{code} of {list}");
    }
}

#[test]
fn the_vocabulary_is_not_sent_twice() {
    let first = CLIENT.get("/v1/vocabulary");
    let tag = first.header("etag").unwrap();
    let again = CLIENT.send("GET", "/v1/vocabulary", &[("if-none-match", tag)], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    let problem = CLIENT.get("/v1/vocabulary?lang=en").problem();
    assert!(problem.starts_with("400 malformed-request\n  /query/lang: "), "{problem}");
}

/// The `help` of a problem.
fn help(problem: &Answer) -> String {
    let problem: Value = serde_json::from_slice(&problem.body).unwrap();
    problem["help"].as_str().unwrap().to_owned()
}

#[test]
fn a_problem_names_a_page_that_explains_it() {
    let problems = [
        CLIENT.get("/v1/codes/9921"),
        CLIENT.get("/v1/codes/99213?x=1"),
        CLIENT.get("/v1/codes/99999"),
        CLIENT.get("/v1/nothing"),
        CLIENT.post("/v1/codes", "{}"),
        CLIENT.send("POST", "/v1/estimates", &[("content-type", "text/plain")], b"{}"),
        CLIENT.send("POST", "/v1/estimates", &[("content-encoding", "gzip")], b"{}"),
        CLIENT.post("/v1/estimates", &" ".repeat(300_000)),
    ];
    let pages: BTreeSet<_> = problems.iter().map(help).collect();
    assert_eq!(pages.len(), problems.len(), "{pages:?}");
    for page in pages {
        let answer = CLIENT.get(&page);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some("text/html; charset=utf-8")),
            "{page}"
        );
        let kind = page.replace("/problems/", "urn:medpayiq:problem:");
        assert!(answer.text().contains(&kind), "{page} is about its own type");
    }
    assert_eq!(CLIENT.get("/problems/lost-temper").problem(), "404 not-found: No problem has this type.");
}
