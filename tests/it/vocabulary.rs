//! The published codes of answers, and the pages of problems.

use crate::in_memory::CLIENT;
use crate::support::http::Answer;
use expect_test::expect_file;
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

/// A table of Markdown. A row that repeats the first cell of the row before it leaves it empty.
fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let mut text = row(&heads) + &row(&vec!["---".to_owned(); heads.len()]).replace(' ', "");
    let mut last = String::new();
    for mut cells in rows {
        let first = cells[0].clone();
        if first == last {
            cells[0].clear();
        }
        last = first;
        text += &row(&cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>());
    }
    text
}

/// The codes of a list with their meanings: the code in backticks, the cells of `of`, and the text.
fn meanings(
    vocabulary: &Value,
    list: &str,
    of: impl Fn(&Value) -> Vec<String>,
) -> impl Iterator<Item = Vec<String>> {
    let listed = vocabulary[list].as_array().unwrap().iter();
    let rows = listed.flat_map(|listed| {
        let code = format!("`{}`", listed["code"].as_str().unwrap());
        let rows = listed["meanings"].as_array().unwrap().iter();
        rows.map(|meaning| [vec![code.clone()], of(meaning)].concat()).collect::<Vec<_>>()
    });
    rows.collect::<Vec<_>>().into_iter()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn the_documentation_lists_every_code_of_the_vocabulary() {
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let reason = |one: &Value| vec![format!("`{}`", text(&one["result"])), text(&one["text"])];
    let caveat = |one: &Value| {
        let is_warning = if one["warning"] == true { "yes" } else { "" };
        vec![text(&one["confidence"]), is_warning.to_owned(), text(&one["text"])]
    };
    let list = |name: &str| vocabulary[name].as_array().unwrap().iter();
    let rules = list("rules")
        .map(|one| vec![format!("`{}`", text(&one["rule"])), text(&one["meaning"]), text(&one["source"])]);
    let doubts = list("doubts").map(|one| vec![format!("`{}`", text(&one["code"])), text(&one["text"])]);
    let problems = list("problems").map(|one| {
        vec![format!("`{}`", text(&one["type"])), one["status"].to_string(), text(&one["meaning"])]
    });
    let page = format!(
        "# The codes of answers\n\n\
         The codes of these lists are open: a new version may add some. `GET /v1/vocabulary` has them for programs, with the sources \
         of the reasons. Names in\nbraces stand for values of the line. A test compares this page with the service.\n\n\
         ## Reasons: why a line has no price\n\n{}\n\
         ## Caveats: what lowers the confidence, and warnings\n\n{}\n\
         ## Rules: the steps of the trace\n\n{}\n\
         ## Doubts: why a line of a remittance cannot be judged\n\n{}\n\
         ## Types of problems\n\n{}",
        table(&["code", "result", "text"], meanings(&vocabulary, "reasons", reason)),
        table(&["code", "confidence at most", "warning", "text"], meanings(&vocabulary, "caveats", caveat)),
        table(&["rule", "what it does", "source"], rules),
        table(&["code", "text"], doubts),
        table(&["type", "status", "when it occurs"], problems),
    );
    expect_file!["../../docs/codes.md"].assert_eq(&page);
}

#[test]
fn all_types_of_problems_are_on_one_page_and_in_the_vocabulary() {
    let page = CLIENT.get("/problems");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let vocabulary = CLIENT.get("/v1/vocabulary").json();
    let problems = vocabulary["problems"].as_array().unwrap();
    assert!(problems.len() > 15, "{problems:?}");
    assert!(page.text().contains("<code>errors</code>") && !page.text().contains('`'), "{}", page.text());
    for problem in problems {
        let (kind, help) = (text(&problem["type"]), text(&problem["help"]));
        assert!(page.text().contains(&kind) && page.text().contains(&format!("href=\"{help}\"")), "{kind}");
        let own = CLIENT.get(&help);
        assert!(own.text().contains(&format!("Status {}", problem["status"])), "{help}");
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
    assert_eq!(
        CLIENT.get("/problems/lost-temper").problem(),
        "404 not-found: No problem has this type. /problems lists the types."
    );
}
