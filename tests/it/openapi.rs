//! The OpenAPI document describes every operation, and its examples are true.

use crate::support::http::{Answer, Client};
use crate::support::server::Server;
use crate::support::{checkout, program};
use expect_test::expect_file;
use medpayiq::api;
use serde_json::Value;

/// Every operation, with the request that the document shows the answer to.
pub(crate) const OPERATIONS: &[(&str, &str)] = &[
    ("get_livez", "GET /livez"),
    ("get_readyz", "GET /readyz"),
    ("get_version", "GET /version"),
    ("get_metrics", "GET /metrics"),
    ("list_codes", "GET /v1/codes?q=7637&limit=1"),
    ("get_code", "GET /v1/codes/76377?locality=01112-05"),
    ("get_toolkit", "GET /v1/toolkit?codes=76377,20610&locality=01112-05"),
    ("get_toolkit_workbook", "GET /v1/toolkit.xlsx?codes=76377"),
    ("get_toolkit_page", "GET /v1/toolkit.html?codes=76377"),
    ("list_code_tips", "GET /v1/codes/76377/tips?locality=01112-05"),
    ("get_code_edits", "GET /v1/codes/76377/edits?date=2025-01-15&limit=2"),
    ("get_code_history", "GET /v1/codes/76377/history"),
    ("create_estimate", "POST /v1/estimates"),
    ("create_x12_estimates", "POST /v1/estimates/x12"),
    ("create_estimates_batch", "POST /v1/estimates/batch"),
    ("check_edits", "POST /v1/edits/check"),
    ("predetermine_fhir_claim", "POST /fhir/Claim/$predetermine"),
    ("get_fhir_metadata", "GET /fhir/metadata"),
    ("call_mcp", "POST /mcp"),
    ("list_localities", "GET /v1/localities"),
    ("get_locality", "GET /v1/localities/01112-05"),
    ("list_releases", "GET /v1/releases?date=2026-11-28"),
    ("get_fee_schedule", "GET /v1/fee-schedule.csv?locality=01112-05&codes=99213"),
    ("get_fee_schedule_workbook", "GET /v1/fee-schedule.xlsx?locality=01112-05&codes=99213"),
    ("get_zip", "GET /v1/zips/94110"),
    ("list_terms", "GET /v1/terms"),
    ("get_terms", "GET /v1/terms/clinic"),
    ("get_vocabulary", "GET /v1/vocabulary"),
    ("list_problem_types", "GET /problems"),
    ("get_problem_type", "GET /problems/invalid-value"),
    ("list_reason_codes", "GET /v1/reason-codes"),
    ("create_denial_report", "POST /v1/denial-reports"),
    ("delete_denial_report", "DELETE /v1/denial-reports/0123456789abcdef0123456789abcdef01234567"),
    ("create_remittance", "POST /v1/remittances"),
    ("create_appeal_letter", "POST /v1/appeal-letters"),
    ("create_variance", "POST /v1/remittances/variance?locality=01112-05"),
    ("get_code_denials", "GET /v1/codes/76377/denials"),
];

/// Parameters without an example. The documentation page sends all parameters that have one, and these would contradict the
/// others, skip the first page, return numbers of claims, ask for another form of the answer, or name terms that a server does
/// not have.
const UNSHOWN: [&str; 5] = ["zip", "cursor", "echo", "Prefer", "terms"];

/// The media type of FHIR in JSON.
const FHIR_JSON: &str = "application/fhir+json";

/// How many items of a long list an example shows.
const SHOWN: usize = 2;

/// An operation of the document, with its path and method.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    detail: &'a Value,
}

pub(crate) fn document() -> Value {
    serde_json::to_value(api::document()).unwrap()
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, detail)| Operation { path, method, detail })
        })
        .collect()
}

impl Operation<'_> {
    fn id(&self) -> &str {
        self.detail["operationId"].as_str().unwrap_or_default()
    }

    fn parameters(&self) -> &[Value] {
        self.detail["parameters"].as_array().map_or(&[], Vec::as_slice)
    }

    fn responses(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.detail["responses"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(status, response)| (status.as_str(), response))
    }

    /// The successful response.
    fn success(&self) -> &Value {
        let (_, response) = self.responses().find(|(status, _)| status.starts_with('2')).expect("a success");
        response
    }

    fn answers(&self, status: &str) -> bool {
        self.responses().any(|(documented, _)| documented == status)
    }

    /// The path with the example of each of its parameters.
    fn example_path(&self) -> String {
        let of_path = self.parameters().iter().filter(|parameter| parameter["in"] == "path");
        of_path.fold(self.path.to_owned(), |path, parameter| {
            let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
            path.replace(&name, &text(&parameter["example"]))
        })
    }
}

/// A string without its quotes, or a number.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference =
        value["$ref"].as_str().and_then(|reference| document.pointer(reference.strip_prefix('#')?));
    reference.unwrap_or(value)
}

/// A body that an operation's documentation shows, and its media type.
struct Example {
    media_type: String,
    body: String,
}

/// The bodies that the documentation of an operation shows, the main one first.
fn example_bodies(document: &Value, operation: &Operation<'_>) -> Vec<Example> {
    let contents = operation.detail["requestBody"]["content"].as_object().into_iter().flatten();
    let shown = contents.map(|(media_type, content)| {
        let example = [&content["example"], &follow(document, &content["schema"])["example"]];
        let example = example.into_iter().find(|example| !example.is_null()).expect("an example");
        Example { media_type: media_type.clone(), body: text(example) }
    });
    let mut shown: Vec<_> = shown.collect();
    shown.sort_by_key(|example| !example.media_type.ends_with("json"));
    shown
}

fn ask(client: &Client, method: &str, path: &str, example: Option<&Example>) -> Answer {
    let method = method.to_uppercase();
    let Some(Example { media_type, body }) = example else { return client.send(&method, path, &[], b"") };
    client.send(&method, path, &[("content-type", media_type)], body.as_bytes())
}

#[test]
fn the_openapi_document_is_the_one_in_the_repository() {
    expect_file!["../../openapi/openapi.json"].assert_eq(&(api::document_text().unwrap() + "\n"));
}

#[test]
fn the_openapi_document_is_served_and_printed() {
    let server = Server::with_starter_data();
    assert_eq!(server.get("/openapi.json").json(), document());
    let printed = program::run(&["openapi"], &[]).printed();
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), document());
}

#[test]
fn every_operation_of_the_openapi_document_is_called_by_the_tests() {
    let document = document();
    let mut documented: Vec<_> =
        operations(&document).iter().map(|operation| operation.id().to_owned()).collect();
    let mut called: Vec<_> = OPERATIONS.iter().map(|(id, _)| (*id).to_owned()).collect();
    documented.sort();
    called.sort();
    assert_eq!(documented, called);
}

#[test]
fn every_operation_of_the_openapi_document_is_fully_described() {
    let document = document();
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect();
    for operation in operations(&document) {
        let (id, detail) = (operation.id(), operation.detail);
        assert!(!id.is_empty(), "{}", operation.path);
        for field in ["summary", "description"] {
            assert!(detail[field].as_str().is_some_and(|text| !text.is_empty()), "{field} of {id}");
        }
        assert!(detail["tags"].as_array().unwrap().iter().all(|tag| tags.contains(tag)), "{id}");
        for parameter in operation.parameters() {
            assert!(parameter["description"].is_string(), "{id}: {parameter}");
            let is_shown = !UNSHOWN.contains(&parameter["name"].as_str().unwrap());
            assert_eq!(
                !parameter["example"].is_null(),
                is_shown || parameter["in"] == "path",
                "{id}: {parameter}"
            );
        }
        assert_eq!(example_bodies(&document, &operation).is_empty(), operation.method != "post", "{id}");
        for (status, response) in operation.responses() {
            check_response(&document, id, status, response);
        }
        check_failures(&operation);
    }
}

fn check_response(document: &Value, id: &str, status: &str, response: &Value) {
    assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{id} {status}");
    let response = follow(document, response);
    assert!(response["headers"]["x-request-id"].is_object(), "{id} {status}");
    match status {
        // The protocol of assistants has messages that nothing answers.
        "202" if response.get("content").is_none() => assert_eq!(id, "call_mcp"),
        "200" | "202" => {
            let contents = response["content"].as_object().unwrap();
            let (media_type, content) = contents.iter().next().unwrap();
            // A workbook and a page cannot be shown as a value.
            if !media_type.ends_with("json") {
                return;
            }
            if content["schema"]["format"] == "binary" {
                return assert!(content["example"].is_string(), "an example of {id}");
            }
            let example = &content["example"];
            assert!(example.as_object().is_some_and(|fields| !fields.is_empty()), "an example of {id}");
        }
        "204" | "304" => assert!(response.get("content").is_none(), "{id}"),
        failure => {
            // A failure of the protocol of assistants has a body of its own.
            if id == "call_mcp" && response["content"]["application/json"].is_object() {
                return;
            }
            let outcome = &response["content"]["application/fhir+json"];
            if outcome.is_object() {
                assert_eq!(
                    outcome["schema"]["$ref"], "#/components/schemas/FhirOperationOutcome",
                    "{id} {failure}"
                );
                return assert_eq!(outcome["example"]["resourceType"], "OperationOutcome", "{id} {failure}");
            }
            let content = &response["content"]["application/problem+json"];
            assert_eq!(content["schema"]["$ref"], "#/components/schemas/Problem", "{id} {failure}");
            assert_eq!(content["example"]["status"].to_string(), failure, "{id}");
        }
    }
}

/// The problems that each kind of operation can return.
fn check_failures(operation: &Operation<'_>) {
    let id = operation.id();
    let is_read = operation.method == "get";
    let takes_body = operation.method == "post";
    if operation.path.starts_with("/v1/") {
        assert!(operation.answers("400"), "{id}: it refuses unknown parameters");
        assert_eq!(operation.answers("304"), is_read, "{id}");
    }
    // A stream has no largest length, and each of its rows has its own answer.
    let is_stream = operation.path.ends_with("/batch");
    assert_eq!(operation.answers("413"), takes_body && !is_stream, "{id}");
    assert_eq!(operation.answers("415"), takes_body, "{id}");
    let is_value = |parameter: &Value| parameter["in"] != "header";
    let has_values =
        is_read && !operation.path.starts_with("/problems/") && operation.parameters().iter().any(is_value);
    // The protocol of assistants answers invalid values in the result of a tool.
    let is_mcp = operation.path == "/mcp";
    let takes_values = (takes_body && !is_mcp) || has_values;
    assert_eq!(operation.answers("422"), takes_values, "{id}");
    // Denials are never 404, which would reveal whether there are reports.
    let tells_of_absence = is_mcp || operation.path.contains('{') && !operation.path.ends_with("/denials");
    assert_eq!(operation.answers("404"), tells_of_absence, "{id}");
}

#[test]
fn every_example_of_the_openapi_document_is_a_request_that_succeeds() {
    let (server, document) = (server_with_terms(), document());
    for operation in operations(&document) {
        let path = operation.example_path();
        let examples = example_bodies(&document, &operation);
        let examples: Vec<_> =
            if examples.is_empty() { vec![None] } else { examples.iter().map(Some).collect() };
        let of_query = operation.parameters().iter().filter(|parameter| parameter["in"] == "query");
        let (required, optional): (Vec<_>, Vec<_>) =
            of_query.partition(|parameter| parameter["required"] == true);
        let shown =
            |parameter: &&Value| format!("{}={}", text(&parameter["name"]), text(&parameter["example"]));
        let always: String = required.iter().map(|parameter| shown(parameter) + "&").collect();
        let optional = optional.iter().filter(|parameter| !parameter["example"].is_null());
        let queries: Vec<_> = optional.map(shown).collect();
        // No parameter, each one alone, and all together, as the documentation page sends them.
        let all = queries.join("&");
        for query in [String::new()].into_iter().chain(queries).chain([all]) {
            let query = format!("?{always}{query}");
            for example in &examples {
                let answer = ask(&server, operation.method, &format!("{path}{query}"), *example);
                let text = String::from_utf8_lossy(&answer.body);
                // The example's token does not exist.
                let well = if operation.method == "delete" { 404..=404 } else { 200..=202 };
                assert!(well.contains(&answer.status), "{} {path}{query}: {}", operation.id(), text);
                if operation.method == "delete" {
                    continue;
                }
                assert!(!text.contains("\"problem\""), "{}", text);
            }
        }
    }
}

#[test]
fn every_answer_that_the_openapi_document_shows_is_real() {
    let (server, document) = (server_with_terms(), document());
    for operation in operations(&document).into_iter().filter(|operation| operation.method != "delete") {
        let (_, request) = OPERATIONS.iter().find(|(id, _)| *id == operation.id()).unwrap();
        let (_, path) = request.split_once(' ').unwrap();
        let example = example_bodies(&document, &operation).into_iter().next();
        let answer = ask(&server, operation.method, path, example.as_ref());
        let contents = operation.success()["content"].as_object().unwrap();
        let json =
            contents.keys().find(|media_type| ["application/json", FHIR_JSON].contains(&media_type.as_str()));
        let has_json = json.is_some();
        if contents.contains_key("application/x-ndjson") && !has_json {
            expect_file!["../../openapi/answers/create_estimates_batch.ndjson"].assert_eq(answer.text());
            continue;
        }
        if let Some(media_type) =
            contents.keys().find(|media_type| !has_json && !media_type.ends_with("json"))
        {
            assert!(answer.header("content-type").unwrap().starts_with(media_type.as_str()));
            continue;
        }
        let mut answer: Value = serde_json::from_str(answer.text()).unwrap();
        shorten(&mut answer);
        let shown = &contents[json.unwrap()]["example"];
        let file = checkout("openapi/answers").join(format!("{}.json", operation.id()));
        if file.exists() {
            expect_file![file].assert_eq(&(serde_json::to_string_pretty(&answer).unwrap() + "\n"));
        } else {
            assert_eq!(*shown, answer, "{}", operation.id());
        }
    }
}

/// A server with the starter data and the terms of the documentation.
fn server_with_terms() -> Server {
    let server = Server::with_own_starter_data();
    let text = std::fs::read_to_string(checkout("tests/fixtures/terms/clinic.toml")).unwrap();
    server.import_terms("clinic", &text);
    server
}

/// Keeps the first items of long lists, and replaces random values with the example's.
fn shorten(answer: &mut Value) {
    const LONG: [&str; 8] = [
        "localities",
        "reasons",
        "caveats",
        "rules",
        "remarks",
        "tips",
        "denial_triggers",
        "modifier_pitfalls",
    ];
    for list in LONG {
        if let Some(Value::Array(items)) = answer.get_mut(list) {
            items.truncate(SHOWN);
        }
    }
    // The day of the test.
    for day in ["/imported_on", "/terms/0/imported_on"] {
        answer.pointer_mut(day).into_iter().for_each(|day| *day = "2026-11-29".into());
    }
    if let Some(token) = answer.get_mut("retraction_token") {
        *token = "0123456789abcdef0123456789abcdef01234567".into();
    }
    if let Some(created) = answer.get_mut("created") {
        *created = "2026-11-29T14:00:00Z".into();
    }
}
