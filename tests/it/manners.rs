//! What holds for the answers of all operations: minimal forms, other origins, OPTIONS, HEAD, links, and headers of safety.

use crate::in_memory::{CLIENT, serve_for};
use crate::openapi::document;
use crate::support::http::{Answer, Client};
use crate::support::schedule::schedule;
use medpayiq::api::{AllowedOrigins, Limits};
use serde_json::{Value, json};
use std::sync::LazyLock;

const JSON: (&str, &str) = ("content-type", "application/json");
const MINIMAL: (&str, &str) = ("prefer", "return=minimal");
const CLAIM: &str =
    r#"{"lines": [{"hcpcs": "99213", "charge": "150"}], "zip": "94110", "date_of_service": "2025-01-15"}"#;
/// Lines of several results: priced, denied by an edit, bundled, of another schedule, unknown.
const LINES: &str = r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "provider": {"participating": false, "accepts_assignment": false}, "lines": [
    {"hcpcs": "76377", "modifiers": ["26"], "charge": "300"}, {"hcpcs": "20610"}, {"hcpcs": "99213"}, {"hcpcs": "99024"},
    {"hcpcs": "36415"}, {"hcpcs": "99999"}, {"hcpcs": "99213", "units": 20}]}"#;

fn estimate(body: &str, more: &[(&str, &str)]) -> Answer {
    CLIENT.send("POST", "/v1/estimates", &[&[JSON], more].concat(), body.as_bytes())
}

/// What the minimal form keeps of a full answer.
fn kept(full: &Value) -> Value {
    let codes = |reasons: &Value| -> Vec<Value> {
        reasons.as_array().unwrap().iter().map(|reason| reason["code"].clone()).collect()
    };
    let lines = full["lines"].as_array().unwrap().iter().map(|line| {
        let mut kept = json!({
            "id": line["id"], "hcpcs": line["hcpcs"], "result": line["result"],
            "confidence": {"level": line["confidence"]["level"]},
        });
        if line["amounts"].is_object() {
            kept["amounts"] = line["amounts"].clone();
            kept["amounts"].as_object_mut().unwrap().remove("adjusted");
        }
        let reasons = codes(&line["confidence"]["reasons"]);
        let mut warnings = codes(&line["warnings"]);
        warnings.retain(|warning| !reasons.contains(warning));
        warnings.dedup();
        let lists = [
            ("predicted_denials", line["predicted_denials"].as_array().unwrap().clone()),
            ("warnings", warnings),
        ];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            kept[name] = list.into();
        }
        if !reasons.is_empty() {
            kept["confidence"]["reasons"] = reasons.into();
        }
        if line["reason"].is_object() {
            kept["reason"] = line["reason"]["code"].clone();
        }
        kept
    });
    let mut kept = json!({
        "lines": lines.collect::<Vec<_>>(), "totals": full["totals"], "date_of_service": full["date_of_service"],
        "release": full["source"]["release"], "locality": full["source"]["locality"],
    });
    kept["totals"].as_object_mut().unwrap().remove("if_deductible_unmet");
    if kept["totals"]["undetermined_charge"] == "0.00" {
        kept["totals"].as_object_mut().unwrap().remove("undetermined_charge");
    }
    remove_nulls(&mut kept);
    kept
}

fn remove_nulls(value: &mut Value) {
    if let Value::Object(fields) = value {
        fields.retain(|_, field| !field.is_null());
    }
    let parts: Vec<&mut Value> = match value {
        Value::Object(fields) => fields.values_mut().collect(),
        Value::Array(items) => items.iter_mut().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    parts.into_iter().for_each(remove_nulls);
}

#[test]
fn a_minimal_estimate_of_one_line_is_shorter_than_600_bytes() {
    let minimal = estimate(CLAIM, &[MINIMAL]);
    assert_eq!(minimal.header("preference-applied"), Some("return=minimal"));
    assert!(minimal.body.len() < 600, "{} bytes: {}", minimal.body.len(), minimal.text());
    assert!(minimal.body.len() * 4 < estimate(CLAIM, &[]).body.len());
    // A modifier that does not exist, older edits, and a threshold that was not checked.
    let doubtful = r#"{"lines": [{"hcpcs": "97110", "modifiers": ["GP", "ZZ"], "units": 4}], "zip": "94110", "date_of_service": "2025-01-15"}"#;
    let minimal = estimate(doubtful, &[MINIMAL]);
    let confidence = &minimal.json()["lines"][0]["confidence"];
    assert!(confidence["reasons"].as_array().unwrap().len() >= 2, "{confidence}");
    assert!(minimal.body.len() < 600, "{} bytes: {}", minimal.body.len(), minimal.text());
}

#[test]
fn a_minimal_estimate_shows_the_unmet_deductible_if_it_is_sent() {
    let claim = json!({
        "date_of_service": "2025-01-15", "zip": "94110", "lines": [{"hcpcs": "76377"}, {"hcpcs": "99213"}]
    });
    let unmet = estimate(&claim.to_string(), &[]).json()["totals"]["if_deductible_unmet"].clone();
    assert_eq!(unmet["medicare_paid"], "0.00");
    let mut owing = claim.clone();
    owing["patient"] = json!({"deductible_remaining": "257.00"});
    let totals = |claim: &Value| estimate(&claim.to_string(), &[MINIMAL]).json()["totals"].clone();
    let (met, owed) = (totals(&claim), totals(&owing));
    assert_eq!((&owed["medicare_paid"], &owed["patient"]), (&unmet["medicare_paid"], &unmet["patient"]));
    assert_ne!(met["patient"], owed["patient"]);
}

#[test]
fn a_minimal_estimate_of_any_code_is_shorter_than_600_bytes() {
    let page = CLIENT.get("/v1/codes?limit=200&date=2025-01-15").json();
    let codes = page["codes"].as_array().unwrap();
    assert!(codes.len() > 20, "{page}");
    for code in codes {
        let claim = json!({
            "date_of_service": "2025-01-15", "zip": "94110", "lines": [{"hcpcs": code["hcpcs"], "charge": "1500"}]
        });
        let minimal = estimate(&claim.to_string(), &[MINIMAL]);
        assert!(minimal.body.len() < 600, "{} bytes: {}", minimal.body.len(), minimal.text());
    }
}

#[test]
fn a_minimal_estimate_has_the_amounts_and_codes_of_the_full_one() {
    for claim in
        [CLAIM, LINES, r#"{"lines": [{"hcpcs": "71275"}], "patient": {"deductible_remaining": "0"}}"#]
    {
        let (full, minimal) = (estimate(claim, &[]), estimate(claim, &[MINIMAL]));
        assert_eq!((full.header("preference-applied"), full.header("vary")), (None, Some("prefer")));
        assert_eq!(minimal.json(), kept(&full.json()));
    }
}

#[test]
fn a_preference_changes_no_problem() {
    let invalid = r#"{"lines": [{"hcpcs": "9921"}]}"#;
    let refused = estimate(invalid, &[MINIMAL]);
    assert_eq!(refused.problem(), estimate(invalid, &[]).problem());
    assert_eq!(refused.header("preference-applied"), None);
}

#[test]
fn a_batch_answers_minimal_rows() {
    let rows = "{\"hcpcs\": \"76377\", \"modifiers\": [\"26\"], \"locality\": \"01112-05\"}\n{\"hcpcs\": \"9921\"}\n";
    let ask = |path: &str, preference: &[(&str, &str)]| {
        let headers = [&[("content-type", "application/x-ndjson")], preference].concat();
        let answer = CLIENT.send("POST", path, &headers, rows.as_bytes());
        let lines = answer.text().lines().map(|row| serde_json::from_str(row).unwrap());
        (answer.header("preference-applied").is_some(), lines.collect::<Vec<Value>>())
    };
    let (applied, minimal) = ask("/v1/estimates/batch", &[MINIMAL]);
    let (_, full) = ask("/v1/estimates/batch", &[]);
    assert!(applied && minimal[1] == full[1], "a problem is the same: {minimal:?}");
    let claim = r#"{"lines": [{"hcpcs": "76377", "modifiers": ["26"]}], "locality": "01112-05"}"#;
    let mut single = estimate(claim, &[MINIMAL]).json();
    single["row"] = 1.into();
    assert_eq!(minimal[0], single);
    let (applied, traced) = ask("/v1/estimates/batch?trace=true", &[MINIMAL]);
    assert!(!applied && traced[0]["lines"][0]["trace"].is_array(), "a trace was asked for: {traced:?}");
    let csv = "claim,hcpcs\n1,99213\n1,93000\n";
    let headers = [("content-type", "text/csv"), MINIMAL];
    let answer = CLIENT.send("POST", "/v1/estimates/batch", &headers, csv.as_bytes());
    let row: Value = serde_json::from_str(answer.text().trim()).unwrap();
    assert_eq!(
        (&row["row"], &row["rows"], row["lines"].as_array().unwrap().len()),
        (&1.into(), &2.into(), 2)
    );
}

const ALLOWED: &str = "https://practice.example.com";
const OTHER: &str = "https://other.example.com";

/// A server that one origin may call.
static FOR_ONE: LazyLock<Client> = LazyLock::new(|| {
    serve_for(schedule(), Limits { workers: 1, ..Limits::default() }, ALLOWED.parse().unwrap())
});
/// A server that every origin may call.
static FOR_ALL: LazyLock<Client> =
    LazyLock::new(|| serve_for(schedule(), Limits { workers: 1, ..Limits::default() }, AllowedOrigins::All));

/// The origin to which a browser shows the answer.
fn shown_to(answer: &Answer) -> Option<&str> {
    answer.header("access-control-allow-origin")
}

fn preflight(client: &Client, origin: &str, method: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", method),
        ("access-control-request-headers", "content-type,prefer,idempotency-key"),
    ];
    client.send("OPTIONS", "/v1/estimates", &headers, b"")
}

#[test]
fn a_page_of_an_allowed_origin_may_call() {
    for (client, shown) in [(&*FOR_ONE, ALLOWED), (&*FOR_ALL, "*")] {
        let asked = preflight(client, ALLOWED, "POST");
        assert_eq!((asked.status, asked.body.len(), shown_to(&asked)), (204, 0, Some(shown)));
        let allowed = asked.header("access-control-allow-methods").unwrap();
        assert!(["GET", "HEAD", "POST", "DELETE"].iter().all(|method| allowed.contains(method)), "{allowed}");
        assert!(asked.header("access-control-allow-headers").unwrap().contains("idempotency-key"));
        assert_eq!(asked.header("access-control-max-age"), Some("3600"));
        let answer = client.send("POST", "/v1/estimates", &[JSON, ("origin", ALLOWED)], CLAIM.as_bytes());
        assert_eq!((answer.status, shown_to(&answer)), (200, Some(shown)));
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for header in
            ["etag", "link", "retry-after", "x-request-id", "preference-applied", "content-disposition"]
        {
            assert!(exposed.contains(header), "{exposed}");
        }
        assert!(answer.header("access-control-allow-credentials").is_none());
    }
}

#[test]
fn a_page_of_an_allowed_origin_can_read_every_problem() {
    let long = "x".repeat(300 * 1024);
    let json: &[(&str, &str)] = &[JSON];
    for (method, path, headers, body, status) in [
        ("POST", "/v1/estimates", json, "{}", 400),
        ("POST", "/v1/estimates", json, r#"{"lines": [{"hcpcs": "9921"}]}"#, 422),
        ("POST", "/v1/estimates", &[("content-type", "text/plain")], "", 415),
        ("POST", "/v1/estimates", &[JSON, ("content-encoding", "gzip")], "", 415),
        ("POST", "/v1/estimates", json, &long, 413),
        ("GET", "/v1/estimates", &[], "", 405),
        ("GET", "/v1/nothing", &[], "", 404),
    ] {
        let headers = [headers, &[("origin", ALLOWED)]].concat();
        let answer = FOR_ONE.send(method, path, &headers, body.as_bytes());
        assert_eq!((answer.status, shown_to(&answer)), (status, Some(ALLOWED)), "{method} {path}");
        assert!(answer.header("vary").unwrap().to_lowercase().contains("origin"), "{method} {path}");
        assert!(answer.problem().starts_with(&status.to_string()));
    }
}

#[test]
fn a_page_of_another_origin_may_not_call() {
    for client in [&*CLIENT, &*FOR_ONE] {
        let answer = client.send("POST", "/v1/estimates", &[JSON, ("origin", OTHER)], CLAIM.as_bytes());
        assert_eq!((answer.status, shown_to(&answer)), (200, None), "a browser hides the answer");
        assert_eq!(shown_to(&preflight(client, OTHER, "POST")), None);
    }
    let refused = preflight(&FOR_ONE, OTHER, "POST");
    assert_eq!(
        refused.problem(),
        "400 malformed-request\n  /headers/origin: This service does not allow this origin, method or header for web pages of other origins."
    );
    assert_eq!(shown_to(&preflight(&CLIENT, ALLOWED, "POST")), None, "by default no other origin may call");
}

#[test]
fn an_answer_to_a_page_keeps_what_it_says_about_caches() {
    let headers = [JSON, ("origin", ALLOWED), ("accept-encoding", "gzip")];
    let answer = FOR_ONE.try_send("POST", "/v1/estimates", &headers, CLAIM.as_bytes()).unwrap();
    let vary: Vec<&str> =
        answer.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    let vary = vary.join(", ").to_lowercase();
    assert!(["prefer", "origin", "accept-encoding"].iter().all(|name| vary.contains(name)), "{vary}");
}

/// Every path of the document with the example of each parameter, its methods in upper case, and the paths of some pages.
fn paths() -> Vec<(String, Vec<String>)> {
    let document = document();
    let documented = document["paths"].as_object().unwrap().iter().map(|(path, item)| {
        let methods = item.as_object().unwrap();
        let parameters = methods.values().flat_map(|detail| detail["parameters"].as_array()).flatten();
        let path = parameters.filter(|one| one["in"] == "path").fold(path.clone(), |path, parameter| {
            let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
            path.replace(&name, parameter["example"].as_str().unwrap())
        });
        (path, methods.keys().map(|method| method.to_uppercase()).collect())
    });
    let pages = ["/", "/claim", "/codes/76377", "/toolkit", "/assets/style.css", "/docs/", "/openapi.json"];
    let pages = pages.map(|path| (path.to_owned(), vec!["GET".to_owned()]));
    documented.chain(pages).collect()
}

#[test]
fn options_names_the_methods_of_every_path() {
    for (path, methods) in paths() {
        let answer = CLIENT.send("OPTIONS", &path, &[], b"");
        assert_eq!((answer.status, answer.body.len()), (204, 0), "{path}");
        let allow: Vec<&str> = answer.header("allow").unwrap().split(", ").collect();
        assert!(allow.contains(&"OPTIONS"), "{path}: {allow:?}");
        assert!(methods.iter().all(|method| allow.contains(&method.as_str())), "{path}: {allow:?}");
        assert_eq!(allow.contains(&"GET"), allow.contains(&"HEAD"), "{path}: {allow:?}");
    }
    assert_eq!(CLIENT.send("OPTIONS", "/v1/nothing", &[], b"").status, 404);
}

#[test]
fn head_answers_as_get_without_a_body() {
    for (path, methods) in paths().into_iter().filter(|(_, methods)| methods.contains(&"GET".to_owned())) {
        let (get, head) = (CLIENT.get(&path), CLIENT.send("HEAD", &path, &[], b""));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path} {methods:?}");
        for header in ["content-type", "etag", "cache-control"] {
            assert_eq!(head.header(header), get.header(header), "{path} {header}");
        }
    }
}

#[test]
fn no_operation_ignores_an_unknown_parameter() {
    for (path, methods) in paths().into_iter().filter(|(path, _)| path.starts_with("/v1/")) {
        for method in methods {
            let answer = CLIENT.send(&method, &format!("{path}?nonsense=1"), &[JSON], b"{}");
            assert_eq!(answer.status, 400, "{method} {path}");
            assert!(
                answer.text().contains(r#""code":"unknown_parameter""#),
                "{method} {path}: {}",
                answer.text()
            );
        }
    }
    for path in ["/livez", "/readyz", "/metrics", "/openapi.json", "/problems/invalid-value"] {
        assert_eq!(CLIENT.get(&format!("{path}?nonsense=1")).status, 400, "{path}");
    }
}

#[test]
fn nobody_keeps_the_answer_to_a_claim_and_no_browser_guesses_its_type() {
    for (path, methods) in paths() {
        for method in methods {
            let answer = CLIENT.send(&method, &path, &[JSON], CLAIM.as_bytes());
            let at = format!("{method} {path} {}", answer.status);
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{at}");
            let is_kept = answer.header("cache-control") != Some("no-store");
            assert!(method == "GET" || !is_kept, "{at}: {:?}", answer.header("cache-control"));
        }
    }
}

#[test]
fn no_other_site_shows_a_page_in_a_frame() {
    for path in ["/", "/codes/76377", "/docs/", "/v1/toolkit.html?codes=76377", "/problems/invalid-value"] {
        let page = CLIENT.get(path);
        assert!(page.header("content-type").unwrap().starts_with("text/html"), "{path}");
        assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("same-origin"), "{path}");
    }
}

#[test]
fn an_interchange_for_the_operation_of_claims_names_its_successor() {
    let body = include_str!("../fixtures/x12/clinic.837");
    let ask =
        |path: &str| CLIENT.send("POST", path, &[("content-type", "application/edi-x12")], body.as_bytes());
    let (old, new) = (ask("/v1/estimates"), ask("/v1/estimates/x12"));
    assert_eq!(old.header("deprecation"), Some("@1795910400"));
    assert_eq!(old.header("link"), Some("</v1/estimates/x12>; rel=\"successor-version\""));
    assert_eq!((new.header("deprecation"), &new.body), (None, &old.body));
}

#[test]
fn pages_of_lists_link_to_the_next() {
    for (first, items) in [
        ("/v1/codes?limit=120&date=2025-01-15", "codes"),
        ("/v1/codes/99213/edits?limit=100&date=2025-01-15", "ptp"),
    ] {
        let (mut next, mut pages, mut found) = (Some(first.to_owned()), 0, 0);
        while let Some(path) = next {
            let page = CLIENT.get(&path);
            found += page.json()[items].as_array().unwrap().len();
            pages += 1;
            let cursor = page.json()["next_cursor"].clone();
            next = page.header("link").map(|link| {
                let path =
                    link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")).unwrap();
                assert!(path.ends_with(&format!("&cursor={}", cursor.as_str().unwrap())), "{path}");
                assert_eq!(path.matches("cursor=").count(), 1, "{path}");
                path.to_owned()
            });
            assert_eq!(next.is_none(), cursor.is_null(), "{path}");
        }
        assert!(pages > 2 && found > 300, "{first}: {found} on {pages} pages");
    }
}

#[test]
fn an_edit_of_a_long_page_takes_20_bytes() {
    let path = "/v1/codes/99213/edits?date=2025-01-15&limit=500";
    let plain = CLIENT.get(path);
    let edits = plain.json()["ptp"].as_array().unwrap().len();
    assert!(edits > 400, "the starter data has {edits}");
    // The server's gzip is its fastest. Browsers and most programs prefer br.
    for (coding, most) in [("br", 20), ("zstd", 21), ("gzip", 35)] {
        let answer = CLIENT.try_send("GET", path, &[("accept-encoding", coding)], b"").unwrap();
        assert!(
            answer.body.len() < most * edits,
            "{} bytes for {edits} edits in {coding}",
            answer.body.len()
        );
    }
}
