//! Every figure of a page equals the JSON API's. A page writes each figure with its exact value and its place in the API: the
//! name of an answer, and a JSON pointer into it.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::page_forms::upload;
use crate::support::checkout;
use crate::support::http::{Answer, Client};
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::reporting::{contribute, server};
use crate::support::schedule::schedule_with;
use medpayiq::schedule::EditReleases;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const DATE: &str = "2025-01-15";
const ZIP: &str = "94110";

/// A figure of a page.
struct Figure<'a> {
    value: &'a str,
    at: &'a str,
    /// The lines of the claim that it belongs to, if the page names them.
    lines: Option<&'a str>,
}

/// The figures of a page, in order.
fn figures(html: &str) -> Vec<Figure<'_>> {
    let mut lines = None;
    let mut figures = Vec::new();
    for tag in html.split('<').skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = tag.split('>').next()?.split_once(&format!(" {name}=\""))?;
            rest.split('"').next()
        };
        if tag.starts_with("li") {
            lines = attribute("data-lines");
        }
        if tag.starts_with("data ") {
            let (value, at) = (attribute("value").unwrap(), attribute("data-at").unwrap());
            figures.push(Figure { value, at, lines });
        }
    }
    figures
}

/// A line as a page writes it, such as `00142-AA 60min`.
fn line_of(text: &str) -> Value {
    let (code, minutes) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = code.split('-');
    let hcpcs = parts.next().unwrap();
    let minutes: Option<u32> = minutes.strip_suffix("min").map(|minutes| minutes.parse().unwrap());
    json!({"hcpcs": hcpcs, "modifiers": parts.collect::<Vec<_>>(), "minutes": minutes})
}

/// What the page of a code is asked.
#[derive(Clone, Copy)]
struct Asked<'a> {
    client: &'a Client,
    code: &'a str,
    place: &'a str,
    date: &'a str,
    /// What the reader typed into the other fields: names and values.
    typed: &'a [(&'a str, &'a str)],
}

impl<'a> Asked<'a> {
    fn new(client: &'a Client, code: &'a str) -> Self {
        Self { client, code, place: "11", date: DATE, typed: &[] }
    }

    fn get(&self, path: &str) -> Value {
        self.client.get(&format!("/v1/codes/{}{path}", self.code)).json()
    }

    /// The value of a field.
    fn typed(&self, name: &str) -> Option<&'a str> {
        self.typed.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The answer with this name. `lines` has the lines of its claim.
    fn answer(&self, name: &str, lines: Option<&str>, earlier: &BTreeMap<String, Value>) -> Value {
        let Self { date, .. } = self;
        match name {
            "code" => self.get(&format!("?date={date}&zip={ZIP}")),
            "history" => self.get("/history"),
            "edits" => self.get(&format!("/edits?date={date}&limit=500")),
            "lines" => {
                let mut request = self.request("chosen", &earlier["code"]);
                request["lines"] = lines.unwrap().split(", ").map(line_of).collect();
                request.as_object_mut().unwrap().remove("patient");
                self.client.post("/v1/estimates", &request.to_string()).json()
            }
            "tips" => self.get(&format!("/tips?date={date}&zip={ZIP}")),
            "denials" => self.get("/denials"),
            fees if fees.starts_with("fees") => {
                let number: usize = fees["fees".len()..].parse().unwrap();
                earlier["code"]["other_schedules"][number]["equipment"]["fees"].clone()
            }
            estimate => {
                let request = self.request(estimate, &earlier["code"]);
                self.client.post("/v1/estimates", &request.to_string()).json()
            }
        }
    }

    /// The request behind an estimate of the page.
    fn request(&self, name: &str, code: &Value) -> Value {
        let typical = code["typical"].as_array().unwrap();
        let usual = typical.iter().find(|entry| entry["result"] == "priced").cloned();
        let usual = usual.unwrap_or_else(|| json!({"modifiers": [], "provider": "physician"}));
        let entry = match (name.strip_prefix("chip"), self.typed("mod")) {
            (Some(position), _) => typical[position.parse::<usize>().unwrap()].clone(),
            (None, None) => usual,
            (None, Some(modifiers)) => {
                let modifiers: Vec<&str> = modifiers.split('-').filter(|one| *one != "none").collect();
                json!({"modifiers": modifiers, "provider": "physician", "minutes": usual["minutes"]})
            }
        };
        let place = match name {
            "office" => "11",
            "hospital" => "22",
            _ => self.place,
        };
        let mut line = json!({"hcpcs": self.code, "modifiers": entry["modifiers"]});
        let primaries = typical.iter().map(|entry| entry["primaries"].as_array().unwrap());
        let primaries = primaries.into_iter().find(|codes| !codes.is_empty()).into_iter().flatten();
        let mut lines: Vec<Value> = primaries.map(|primary| json!({"hcpcs": primary})).collect();
        if let Some(minutes) = entry["minutes"].as_u64() {
            line["minutes"] = minutes.into();
            for primary in &mut lines {
                primary["minutes"] = minutes.into();
                primary["modifiers"] = entry["modifiers"].clone();
            }
        }
        if let Some(charge) = self.typed("charge") {
            line["charge"] = charge.into();
        }
        if let Some(units) = self.typed("units") {
            line["units"] = units.parse::<u64>().unwrap().into();
        }
        lines.push(line);
        let part = match name {
            "participates" | "assigned" | "unassigned" => name,
            _ => self.typed("part").unwrap_or("participates"),
        };
        let mut request = json!({
            "date_of_service": self.date, "zip": ZIP, "place_of_service": place, "lines": lines,
            "provider": {
                "kind": entry["provider"], "participating": part == "participates",
                "accepts_assignment": part != "unassigned",
            },
        });
        if let Some(left) = self.typed("deductible") {
            request["patient"] = json!({"deductible_remaining": left});
        }
        request
    }

    /// The figure of the API at this place.
    fn of_api(&self, figure: &Figure<'_>, answers: &mut BTreeMap<String, Value>) -> String {
        let (name, pointer) = figure.at.split_once('/').unwrap();
        let lines = figure.lines.filter(|_| name == "lines");
        let key = lines.map_or_else(|| name.to_owned(), |lines| format!("{name} {lines}"));
        if !answers.contains_key(&key) {
            answers.insert(key.clone(), self.answer(name, lines, answers));
        }
        let answer = &answers[&key];
        let found = answer.pointer(&format!("/{pointer}")).cloned();
        match found {
            Some(Value::String(text)) => text,
            Some(number @ Value::Number(_)) => number.to_string(),
            other => panic!("{} of {} is {other:?}", figure.at, self.code),
        }
    }

    /// Checks every figure of the page, and returns their places.
    fn check(&self) -> Vec<String> {
        let Self { client, code, place, date, typed } = self;
        let typed: String = typed.iter().map(|(name, value)| format!("&{name}={value}")).collect();
        let page = client.get(&format!("/codes/{code}?zip={ZIP}&date={date}&pos={place}{typed}"));
        assert_eq!(page.status, 200, "{code}: {}", page.text());
        let mut answers = BTreeMap::new();
        answers.insert("code".to_owned(), self.answer("code", None, &BTreeMap::new()));
        let figures = figures(page.text());
        for figure in &figures {
            let of_api = self.of_api(figure, &mut answers);
            assert_eq!(figure.value, of_api, "{} of {code} with {typed:?}", figure.at);
        }
        figures.iter().map(|figure| figure.at.to_owned()).collect()
    }
}

/// Codes of every kind: visits, surgery with each number of global days, add-ons, imaging, tests with two parts, laboratory,
/// drugs, anesthesia, therapy, letter codes, and statuses without a price.
fn codes_of_every_kind(date: &str) -> Vec<String> {
    const NAMED: &[&str] = &[
        "99213", "99215", "99285", "99291", "99396", "G0439", "G0008", "G2211", "G0101", "20610", "45385",
        "66984", "27447", "17000", "17003", "76377", "70551", "93000", "93010", "93306", "88305", "83036",
        "85025", "80053", "J3301", "J1885", "90662", "90471", "00142", "00812", "97110", "97161", "98940",
        "90837", "92014", "36415", "A0425", "Q0091", "99499",
    ];
    let mut codes: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = CLIENT.get(&format!("/v1/codes?limit=200&date={date}{cursor}")).json();
        let listed = page["codes"].as_array().unwrap().iter();
        codes.extend(listed.map(|code| code["hcpcs"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let every = codes.len() / 80;
    let is_named = |code: &str| NAMED.contains(&code);
    codes
        .into_iter()
        .enumerate()
        .filter(|(at, code)| at % every == 0 || is_named(code))
        .map(|(_, code)| code)
        .collect()
}

#[test]
fn every_figure_on_200_pages_equals_that_of_the_api() {
    /// What readers type: nothing, a charge, a modifier, units, what is left of the deductible, another participation.
    const TYPED: &[&[(&str, &str)]] = &[
        &[],
        &[("charge", "300.00")],
        &[("mod", "26"), ("charge", "55.50")],
        &[("units", "2"), ("charge", "1000")],
        &[("deductible", "100.00"), ("charge", "250")],
        &[("part", "unassigned"), ("charge", "90")],
        &[("mod", "52"), ("charge", "80.00")],
        &[("mod", "RT"), ("part", "assigned")],
    ];
    let places = ["11", "22", "21", "24", "10"];
    let (mut pages, mut at) = (0, Vec::new());
    for date in [DATE, "2026-08-03"] {
        for (number, code) in codes_of_every_kind(date).iter().enumerate() {
            let typed = TYPED[number % TYPED.len()];
            let place = places[number % places.len()];
            at.extend(Asked { client: &CLIENT, code, place, date, typed }.check());
            pages += 1;
        }
    }
    assert!(pages >= 200, "only {pages} pages");
    assert!(at.len() > pages * 40, "only {} figures", at.len());
    for part in [
        "/amounts/limiting_charge",
        "/totals/contractual_write_off",
        "/adjustments/",
        "lines/lines/1/edits/",
        "lines/lines/0/amounts/allowed",
    ] {
        assert!(at.iter().any(|at| at.contains(part)), "no page has a figure of {part}");
    }
}

#[test]
fn every_rate_of_another_schedule_equals_that_of_the_api() {
    let mut releases = vec![of_year("RVU26A", "2026-01-01"), fixture("clfs"), fixture("zip5")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    releases.extend(read_all(&checkout("tests/fixtures/cms/dmepos")));
    let client = serve_in_memory(schedule_with(releases, EditReleases::default()));
    let codes = ["83036", "85025", "84165", "J3301", "J1885", "90662", "A4565", "A4217", "E0143", "L8600"];
    for code in codes {
        let asked = Asked { date: "2026-01-15", typed: &[("charge", "900.00")], ..Asked::new(&client, code) };
        let at = asked.check();
        let is_rate = |at: &String| at.starts_with("code/other_schedules/") || at.starts_with("fees");
        assert!(at.iter().any(is_rate), "{code}: {at:?}");
    }
}

#[test]
fn the_counts_of_reported_denials_equal_those_of_the_api() {
    let server = server();
    server.reload();
    for _ in 0..5 {
        contribute(&server, &json!({}));
    }
    assert!(Asked::new(&server, "76377").check().len() > 40);
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

/// The figures of a page that came from an uploaded file equal those of the API's answer about the file.
fn check_file(page: &Answer, name: &str, answer: &Value) -> usize {
    let figures = figures(page.text());
    for Figure { value, at, .. } in &figures {
        let found = answer
            .pointer(at.strip_prefix(name).unwrap())
            .unwrap_or_else(|| panic!("{at} is not in {answer}"));
        assert_eq!(*value, found.as_str().map_or_else(|| found.to_string(), str::to_owned), "{at}");
    }
    figures.len()
}

/// A file of claims in which the provider accepts assignment of none.
fn without_assignment(claims: &str) -> String {
    let segments = claims.split('~').map(|segment| {
        let mut elements: Vec<&str> = segment.split('*').collect();
        if elements[0].trim() == "CLM" {
            elements[7] = "C";
        }
        elements.join("*")
    });
    segments.collect::<Vec<_>>().join("~")
}

#[test]
fn every_figure_of_a_claim_file_equals_that_of_the_api_and_of_the_linked_claim() {
    let claims = include_str!("../fixtures/x12/clinic.837");
    let mut linked = 0;
    for file in [claims.to_owned(), without_assignment(claims)] {
        let page = upload(&CLIENT, "/claim", &file);
        assert_eq!(page.status, 200, "{}", page.text());
        let headers = [("content-type", "application/edi-x12")];
        let answer = CLIENT.send("POST", "/v1/estimates", &headers, file.as_bytes()).json();
        assert!(check_file(&page, "file", &answer) > 5);
        for row in page.text().split("<td><a href=\"").skip(1) {
            let (address, row) = row.split_once('"').unwrap();
            let claim = CLIENT.get(&address.replace("&#38;", "&"));
            let totals = ["allowed", "medicare_paid", "patient"];
            let of_claim = figures(claim.text())
                .into_iter()
                .filter(|figure| totals.iter().any(|name| figure.at == format!("claim/totals/{name}")));
            let of_claim: Vec<String> = of_claim.map(|figure| figure.value.to_owned()).collect();
            let of_row: Vec<String> =
                figures(row).into_iter().take(3).map(|figure| figure.value.to_owned()).collect();
            assert_eq!(of_row, of_claim, "{address}");
            linked += 1;
        }
    }
    assert!(linked > 4, "only {linked} claims");
}

#[test]
fn every_figure_of_a_remittance_equals_that_of_the_api() {
    let server = server();
    server.reload();
    for file in [include_str!("../../openapi/remittance.835"), include_str!("../fixtures/x12/clinic.835")] {
        let page = upload(&server, "/remittance", file);
        assert_eq!(page.status, 200, "{}", page.text());
        let headers = [("content-type", "application/edi-x12")];
        let answer = server.send("POST", "/v1/remittances/variance", &headers, file.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(check_file(&page, "variance", &answer.json()) > 1);
    }
}
