//! Every figure of a page equals the JSON API's. A page writes each figure with its exact value and its place in the API: the
//! name of an answer, and a JSON pointer into it.

use crate::in_memory::CLIENT;
use crate::support::http::Client;
use crate::support::reporting::{contribute, server};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DATE: &str = "2025-01-15";
const ZIP: &str = "94110";

/// A figure of a page.
struct Figure<'a> {
    value: &'a str,
    at: &'a str,
    /// The columns of the edit that it belongs to, if it belongs to one.
    pair: Option<&'a str>,
}

/// The figures of a page, in order.
fn figures(html: &str) -> Vec<Figure<'_>> {
    let mut pair = None;
    let mut figures = Vec::new();
    for tag in html.split('<').skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
            rest.split('"').next()
        };
        if tag.starts_with("li") {
            pair = attribute("data-pair");
        }
        if tag.starts_with("data ") {
            let (value, at) = (attribute("value").unwrap(), attribute("data-at").unwrap());
            figures.push(Figure { value, at, pair });
        }
    }
    figures
}

/// What the page of a code is asked.
struct Asked<'a> {
    client: &'a Client,
    code: &'a str,
    place: &'a str,
}

impl Asked<'_> {
    fn get(&self, path: &str) -> Value {
        self.client.get(&format!("/v1/codes/{}{path}", self.code)).json()
    }

    /// The answer with this name.
    fn answer(&self, name: &str, earlier: &BTreeMap<String, Value>) -> Value {
        match name {
            "code" => self.get(&format!("?date={DATE}&zip={ZIP}")),
            "history" => self.get("/history"),
            "edits" | "pair" => self.get(&format!("/edits?date={DATE}&limit=500")),
            "tips" => self.get(&format!("/tips?date={DATE}&zip={ZIP}")),
            "denials" => self.get("/denials"),
            estimate => {
                let request = self.request(estimate, &earlier["code"]);
                self.client.post("/v1/estimates", &request.to_string()).json()
            }
        }
    }

    /// The request behind an estimate of the page.
    fn request(&self, name: &str, code: &Value) -> Value {
        let typical = code["typical"].as_array().unwrap();
        let entry = match name.strip_prefix("chip") {
            Some(position) => typical.get(position.parse::<usize>().unwrap()),
            None => typical.iter().find(|entry| entry["result"] == "priced"),
        };
        let entry = entry.cloned().unwrap_or_else(|| json!({"modifiers": [], "provider": "physician"}));
        let place = match name {
            "office" => "11",
            "hospital" => "22",
            _ => self.place,
        };
        let mut line = json!({"hcpcs": self.code, "modifiers": entry["modifiers"]});
        let mut lines = Vec::new();
        if let Some(primary) = typical.iter().find_map(|entry| entry["beside"].as_str()) {
            lines.push(json!({"hcpcs": primary}));
        }
        if let Some(minutes) = entry["minutes"].as_u64() {
            line["minutes"] = minutes.into();
            for primary in &mut lines {
                primary["minutes"] = minutes.into();
                primary["modifiers"] = entry["modifiers"].clone();
            }
        }
        lines.push(line);
        let participating = !["assigned", "unassigned"].contains(&name);
        json!({
            "date_of_service": DATE, "zip": ZIP, "place_of_service": place, "lines": lines,
            "provider": {"kind": entry["provider"], "participating": participating, "accepts_assignment": name != "unassigned"},
        })
    }

    /// The figure of the API at this place.
    fn of_api(&self, figure: &Figure<'_>, answers: &mut BTreeMap<String, Value>) -> String {
        let (name, pointer) = figure.at.split_once('/').unwrap();
        if !answers.contains_key(name) {
            answers.insert(name.to_owned(), self.answer(name, answers));
        }
        let mut answer = &answers[name];
        if let Some(pair) = figure.pair.filter(|_| name == "pair") {
            let columns: Vec<&str> = pair.split('-').collect();
            let is_it = |pair: &&Value| json!([pair["column_one"], pair["column_two"]]) == json!(columns);
            answer = answer["ptp"].as_array().unwrap().iter().find(is_it).unwrap();
        }
        let found = answer.pointer(&format!("/{pointer}")).cloned();
        match found {
            Some(Value::String(text)) => text,
            Some(number @ Value::Number(_)) => number.to_string(),
            other => panic!("{} of {} is {other:?}", figure.at, self.code),
        }
    }

    /// Checks every figure of the page, and returns how many there are.
    fn check(&self) -> usize {
        let Self { client, code, place } = self;
        let page = client.get(&format!("/codes/{code}?zip={ZIP}&date={DATE}&pos={place}"));
        assert_eq!(page.status, 200, "{code}: {}", page.text());
        let mut answers = BTreeMap::new();
        answers.insert("code".to_owned(), self.answer("code", &BTreeMap::new()));
        let figures = figures(page.text());
        for figure in &figures {
            assert_eq!(figure.value, self.of_api(figure, &mut answers), "{} of {code}", figure.at);
        }
        figures.len()
    }
}

#[test]
fn every_figure_on_200_pages_equals_that_of_the_api() {
    let codes = CLIENT.get(&format!("/v1/codes?limit=200&date={DATE}")).json();
    let codes: Vec<&str> =
        codes["codes"].as_array().unwrap().iter().map(|code| code["hcpcs"].as_str().unwrap()).collect();
    assert_eq!(codes.len(), 200);
    let places = ["11", "22"].iter().cycle();
    let counts = codes.iter().zip(places).map(|(code, place)| Asked { client: &CLIENT, code, place }.check());
    let all: usize = counts.sum();
    assert!(all > 200 * 40, "only {all} figures");
}

#[test]
fn the_counts_of_reported_denials_equal_those_of_the_api() {
    let server = server();
    server.reload();
    for _ in 0..5 {
        contribute(&server, &json!({}));
    }
    assert!(Asked { client: &server, code: "76377", place: "11" }.check() > 40);
    let page = server.get("/codes/76377");
    assert!(figures(page.text()).iter().any(|figure| figure.at == "denials/reports" && figure.value == "5"));
}

#[test]
fn every_figure_of_a_claim_equals_that_of_the_api() {
    let page = CLIENT.get(
        "/claim?lines=99213%20%24150%0A20610%20%2490.50%0A97110-GP%20x4%20%24200&zip=94110&date=2025-01-15",
    );
    let request = json!({
        "date_of_service": DATE, "zip": ZIP,
        "lines": [
            {"hcpcs": "99213", "charge": "150"}, {"hcpcs": "20610", "charge": "90.50"},
            {"hcpcs": "97110", "modifiers": ["GP"], "units": 4, "charge": "200"},
        ],
    });
    let answer = CLIENT.post("/v1/estimates", &request.to_string()).json();
    let figures = figures(page.text());
    assert!(figures.len() > 15);
    for Figure { value, at, .. } in figures {
        let pointer = at.strip_prefix("claim").unwrap();
        assert_eq!(Some(value), answer.pointer(pointer).and_then(Value::as_str), "{at}");
    }
}

#[test]
fn every_figure_of_a_toolkit_equals_that_of_the_api() {
    let query = "codes=76377,76376,99213,20610,45380,45385,17003&zip=94110&date=2025-01-15";
    let page = CLIENT.get(&format!("/toolkit?{query}"));
    let answer = CLIENT.get(&format!("/v1/toolkit?{query}")).json();
    let figures = figures(page.text());
    assert!(figures.len() > 20);
    for Figure { value, at, .. } in figures {
        let found = answer.pointer(at.strip_prefix("toolkit").unwrap()).unwrap();
        assert_eq!(value, found.as_str().map_or_else(|| found.to_string(), str::to_owned), "{at}");
    }
}
