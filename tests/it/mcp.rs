//! Assistants call the service by the Model Context Protocol. The client is that of the official Rust SDK, over HTTP and over the
//! standard streams.

use crate::in_memory::{CLIENT, serve_for};
use crate::support::cluster::Database;
use crate::support::http::{Answer, Client};
use crate::support::program::command;
use crate::support::schedule::schedule;
use crate::support::server::Server;
use expect_test::expect;
use medpayiq::api::Limits;
use rmcp::model::{CallToolRequestParams, CallToolResult, Tool};
use rmcp::service::RunningService;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{RoleClient, ServiceExt};
use serde_json::{Value, json};
use std::future::Future;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::Stdio;

/// The client of an assistant.
type Assistant = RunningService<RoleClient, ()>;

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

async fn connect(address: SocketAddr) -> Assistant {
    ().serve(StreamableHttpClientTransport::from_uri(format!("http://{address}/mcp"))).await.unwrap()
}

async fn call(assistant: &Assistant, tool: &'static str, arguments: Value) -> CallToolResult {
    let arguments = arguments.as_object().unwrap().clone();
    assistant.call_tool(CallToolRequestParams::new(tool).with_arguments(arguments)).await.unwrap()
}

/// The text of a result.
fn text(result: &CallToolResult) -> &str {
    &result.content[0].as_text().unwrap().text
}

/// The value of a successful result. Its text is the same.
fn value(result: &CallToolResult) -> Value {
    assert_eq!(result.is_error, Some(false), "{result:?}");
    let value = result.structured_content.clone().unwrap();
    assert_eq!(serde_json::from_str::<Value>(text(result)).unwrap(), value);
    value
}

fn claim() -> Value {
    json!({
        "date_of_service": "2025-01-15", "zip": "94110",
        "lines": [{"hcpcs": "99213", "modifiers": ["25"], "charge": "180"}, {"hcpcs": "20610", "units": 1}],
    })
}

#[test]
fn an_assistant_lists_the_tools_with_the_schemas_of_the_api() {
    let tools: Vec<Tool> =
        block_on(async { connect(CLIENT.address()).await.list_all_tools().await.unwrap() });
    let described = tools.iter().map(|tool| {
        assert!(tool.description.as_ref().is_some_and(|text| text.len() > 80), "{}", tool.name);
        assert_eq!(tool.annotations.as_ref().unwrap().read_only_hint, Some(true));
        let (input, output) = (&tool.input_schema, tool.output_schema.as_ref().unwrap());
        for schema in [input, output] {
            assert_eq!(schema["type"], "object", "{}", tool.name);
            let written = serde_json::to_string(schema).unwrap();
            assert!(!written.contains("#/components"), "{}", tool.name);
            for reference in written.split("\"$ref\":\"#/$defs/").skip(1) {
                let name = reference.split('"').next().unwrap();
                assert!(schema["$defs"][name].is_object(), "{name} of {}", tool.name);
            }
        }
        let names = |schema: &serde_json::Map<String, Value>| {
            schema["properties"].as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ")
        };
        format!("{}: {} -> {}", tool.name, names(input), names(output))
    });
    expect![[r#"
        price_claim: date_of_service lines locality patient place_of_service provider release terms zip -> date_of_service disclaimer lines source totals zip
        explain_code: date hcpcs locality release zip -> accepted confidence conversion_factor date denials descriptor edits explanation gpci hcpcs links other_schedules rows source tips typical
        check_edits: date_of_service lines locality patient place_of_service provider release terms zip -> date_of_service lines not_loaded_codes source
        find_code: cursor date limit q release status -> codes matched_by next_cursor notice release
        explain_denial: carc rarc -> reasons remarks
        list_releases: date -> currency releases"#]].assert_eq(&described.collect::<Vec<_>>().join("\n"));
    let claim = medpayiq::api::document().components.unwrap().schemas["EstimateRequest"].clone();
    let fields = serde_json::to_value(claim).unwrap()["properties"].as_object().unwrap().len();
    assert_eq!(tools[0].input_schema["properties"].as_object().unwrap().len(), fields);
}

#[test]
fn every_tool_answers_as_its_operation() {
    let server = Server::with_starter_data();
    let answers = block_on(async {
        let assistant = connect(server.address()).await;
        let asked = [
            ("price_claim", claim()),
            ("check_edits", claim()),
            ("explain_code", json!({"hcpcs": "76377", "locality": "01112-05", "date": "2025-01-15"})),
            ("find_code", json!({"q": "mri brain", "limit": 3})),
            ("list_releases", json!({"date": "2026-11-28"})),
        ];
        let mut answers = Vec::new();
        for (tool, arguments) in asked {
            answers.push(value(&call(&assistant, tool, arguments).await));
        }
        answers
    });
    let same = [
        server.post("/v1/estimates", &claim().to_string()).json(),
        server.post("/v1/edits/check", &claim().to_string()).json(),
        server.get("/v1/codes/76377?locality=01112-05&date=2025-01-15").json(),
        server.get("/v1/codes?q=mri%20brain&limit=3").json(),
        server.get("/v1/releases?date=2026-11-28").json(),
    ];
    for (answer, same) in answers.iter().zip(&same) {
        assert_eq!(answer, same);
    }
    assert!(answers[0]["totals"]["allowed"].as_str().unwrap().parse::<f64>().unwrap() > 100.0);
}

#[test]
fn a_denial_is_explained_by_its_codes() {
    let server = Server::with_starter_data();
    let (explained, unknown) = block_on(async {
        let assistant = connect(server.address()).await;
        let explained =
            value(&call(&assistant, "explain_denial", json!({"carc": ["CO-97"], "rarc": ["M15"]})).await);
        (explained, call(&assistant, "explain_denial", json!({"carc": ["PR 999"], "rarc": ["N0"]})).await)
    });
    let all = server.get("/v1/reason-codes").json();
    let listed = |list: &str, name: &str, code: &str| {
        let entries = all[list].as_array().unwrap().iter();
        json!(entries.filter(|entry| entry[name] == code).collect::<Vec<_>>())
    };
    assert_eq!(
        explained,
        json!({"reasons": listed("reasons", "carc", "97"), "remarks": listed("remarks", "rarc", "M15")})
    );
    assert!(!explained["reasons"][0]["typical_fix"].as_str().unwrap().is_empty());
    assert_eq!(unknown.is_error, Some(true));
    expect![[r#"
        The request has invalid values.
        - /rarc/0: This is not a remittance advice remark code (RARC). Write M, MA or N and one to three digits, such as M15, MA130 or N115."#]].assert_eq(text(&unknown));
}

/// Calls of tools that fail.
fn failing_calls() -> Vec<(&'static str, Value)> {
    vec![
        ("price_claim", json!({})),
        ("price_claim", json!({"zip": 94110, "lines": [{"cpt": "99213"}]})),
        ("price_claim", json!({"zip": "9411", "lines": [{"hcpcs": "9921", "units": 0}]})),
        ("price_claim", json!({"terms": "nobody", "lines": [{"hcpcs": "99213"}]})),
        ("check_edits", json!({"lines": [{"hcpcs": "99213-25"}], "date_of_service": "1999-01-15"})),
        ("explain_code", json!({})),
        ("explain_code", json!({"zip_code": "94110", "date": ["2025-01-15"]})),
        ("explain_code", json!({"hcpcs": "99999"})),
        ("explain_code", json!({"hcpcs": "7637", "zip_code": "94110", "date": ["2025-01-15"]})),
        ("explain_code", json!({"hcpcs": "7637", "zip_code": "94110"})),
        ("explain_code", json!({"hcpcs": "7637", "date": "15 January"})),
        ("find_code", json!({"q": "mri", "limit": 500})),
        ("explain_denial", json!({})),
        ("explain_denial", json!({"carc": "97"})),
        ("list_releases", json!({"day": "2025-01-15"})),
    ]
}

/// What each of them is answered.
async fn failures() -> String {
    let assistant = connect(CLIENT.address()).await;
    let mut texts = Vec::new();
    for (tool, arguments) in failing_calls() {
        let sent = arguments.to_string();
        let result = call(&assistant, tool, arguments).await;
        assert_eq!((result.is_error, &result.structured_content), (Some(true), &None), "{sent}");
        texts.push(format!("{tool} {sent}\n  {}", text(&result).replace('\n', "\n  ")));
    }
    let unknown = assistant.call_tool(CallToolRequestParams::new("price")).await;
    texts.push(format!("price\n  {}", unknown.unwrap_err()));
    texts.join("\n")
}

#[test]
fn a_tool_that_fails_says_what_to_change() {
    let failures = block_on(failures());
    expect![[r#"
        price_claim {}
          The request is malformed.
          - The field lines is missing.
        price_claim {"lines":[{"cpt":"99213"}],"zip":94110}
          The request is malformed.
          - /lines/0/cpt: "cpt" is not a field of this object. Did you mean hcpcs? Its fields are id, hcpcs, modifiers, units, charge, minutes, postoperative_days.
          - /lines/0: The field hcpcs is missing.
          - /zip: 94110 is not valid here. Write a text in quotes. For example: "94110".
        price_claim {"lines":[{"hcpcs":"9921","units":0}],"zip":"9411"}
          The request has invalid values.
          - /zip: "9411" is not a ZIP code. If it lost the zero in front, write 09411.
          - /lines/0/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
          - /lines/0/units: 0 is out of range. Write a whole number from 1 to 9999.
        price_claim {"lines":[{"hcpcs":"99213"}],"terms":"nobody"}
          Temporarily unavailable. The stored terms have not been read from the database yet.
        check_edits {"date_of_service":"1999-01-15","lines":[{"hcpcs":"99213-25"}]}
          The request has invalid values.
          - /lines/0/hcpcs: "99213-25" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439. Write "99213" here, and ["25"] as modifiers.
          - /date_of_service: No loaded release covers 1999-01-15. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
        explain_code {}
          The request is malformed.
          - /hcpcs: The argument hcpcs is missing.
        explain_code {"date":["2025-01-15"],"zip_code":"94110"}
          The request is malformed.
          - /hcpcs: The argument hcpcs is missing.
          - /date: A list or an object is not valid here. Write a text or a number. For example: "2025-01-15".
          - /zip_code: "zip_code" is not a parameter of this operation. Did you mean zip? Its parameters are date, release, locality and zip.
        explain_code {"hcpcs":"99999"}
          Not found. 99999 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up.
        explain_code {"date":["2025-01-15"],"hcpcs":"7637","zip_code":"94110"}
          The request is malformed.
          - /date: A list or an object is not valid here. Write a text or a number. For example: "2025-01-15".
          - /zip_code: "zip_code" is not a parameter of this operation. Did you mean zip? Its parameters are date, release, locality and zip.
        explain_code {"hcpcs":"7637","zip_code":"94110"}
          The request is malformed.
          - /zip_code: "zip_code" is not a parameter of this operation. Did you mean zip? Its parameters are date, release, locality and zip.
        explain_code {"date":"15 January","hcpcs":"7637"}
          The request has invalid values.
          - /hcpcs: "7637" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
          - /date: "15 January" is not a date. Write it like 2025-12-25.
        find_code {"limit":500,"q":"mri"}
          The request has invalid values.
          - /limit: "500" is out of range. Write a whole number from 1 to 200.
        explain_denial {}
          The request has invalid values.
          - Give a reason code in carc, such as CO-97, or a remark code in rarc, such as M15.
        explain_denial {"carc":"97"}
          The request is malformed.
          - /carc: "97" is not valid here. Write a list. For example: ["97"].
        list_releases {"day":"2025-01-15"}
          The request is malformed.
          - /day: "day" is not a parameter of this operation. Its only parameter is date.
        price
          Mcp error: -32602: There is no such tool. The tools are price_claim, explain_code, check_edits, find_code, explain_denial, list_releases."#]].assert_eq(&failures);
}

/// Sends a message as bytes.
fn send(client: &Client, headers: &[(&str, &str)], body: &str) -> Answer {
    let headers = [&[("content-type", "application/json")], headers].concat();
    client.send("POST", "/mcp", &headers, body.as_bytes())
}

const LIST: &str = r#"{"jsonrpc": "2.0", "id": 7, "method": "tools/list"}"#;

#[test]
fn only_pages_of_an_allowed_origin_may_call() {
    let listed = serve_for(schedule(), Limits::default(), "https://a.example".parse().unwrap());
    let status = |client: &Client, origin: &str| send(client, &[("origin", origin)], LIST).status;
    assert_eq!(["https://a.example", "https://b.example"].map(|origin| status(&listed, origin)), [200, 403]);
    let own = format!("http://{}", CLIENT.address());
    assert_eq!(["https://a.example", "null", &own].map(|origin| status(&CLIENT, origin)), [403; 3]);
    expect!["403 forbidden-origin: This service does not allow pages of this origin. The operator can allow it with MEDPAYIQ_CORS_ORIGINS."].assert_eq(&send(&CLIENT, &[("origin", "https://a.example")], LIST).problem());
    let all = serve_for(schedule(), Limits::default(), "*".parse().unwrap());
    assert_eq!(status(&all, "https://b.example"), 200);
}

#[test]
fn what_is_no_message_of_the_protocol_is_refused() {
    let sent = |headers: &[(&str, &str)], body: &str| {
        let answer = send(&CLIENT, headers, body);
        match answer.header("content-type") {
            Some("application/problem+json") => answer.problem(),
            kind => format!("{} {kind:?} {}", answer.status, answer.text()),
        }
    };
    expect![[r#"
        400 malformed-request
          : The body is not JSON: EOF while parsing an object at line 1 column 1."#]]
    .assert_eq(&sent(&[], "{"));
    expect![[r#"
        400 malformed-request
          : The protocol has no batches. Send each message on its own, as one object and not in a list."#]]
    .assert_eq(&sent(&[], "[]"));
    expect![[r#"
        400 malformed-request
          : The body is not a message of the Model Context Protocol. Send JSON-RPC 2.0, such as {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}."#]]
    .assert_eq(&sent(&[], "{}"));
    expect!["202 None "]
        .assert_eq(&sent(&[], r#"{"jsonrpc": "2.0", "method": "notifications/initialized"}"#));
    expect![[r#"200 Some("application/json") {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"\"resources/list\" is not a method of this server. Its methods are initialize, ping, server/discover, tools/list, tools/call."}}"#]]
    .assert_eq(&sent(&[], r#"{"jsonrpc": "2.0", "id": 1, "method": "resources/list"}"#));
    let method = "x".repeat(200_000);
    let said = sent(&[], &format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "{method}"}}"#));
    assert!(said.contains("is not a method of this server") && said.len() < 300, "{}", said.len());
    expect![[r#"
        400 malformed-request
          /headers/mcp-protocol-version: "1999-01-01" is not a version of the protocol that this service speaks. Send one of 2024-11-05, 2025-03-26, 2025-06-18, 2025-11-25, 2026-07-28, or leave the header out."#]]
    .assert_eq(&sent(&[("mcp-protocol-version", "1999-01-01")], LIST));
    let kind = CLIENT.send("POST", "/mcp", &[("content-type", "text/plain")], LIST.as_bytes());
    expect!["415 unsupported-media-type: Send the body with Content-Type: application/json."]
        .assert_eq(&kind.problem());
    let long = format!("{LIST}{}", " ".repeat(300 * 1024));
    expect!["413 body-too-large: The body exceeds the limit of 256 KiB."].assert_eq(&sent(&[], &long));
    let read = CLIENT.get("/mcp");
    assert_eq!((read.status, read.header("allow")), (405, Some("POST, OPTIONS")));
    let ended = CLIENT.send("DELETE", "/mcp", &[("mcp-session-id", "none")], b"");
    assert_eq!((ended.status, ended.header("allow")), (405, Some("POST, OPTIONS")));
    expect![[r#"200 Some("application/json") {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"The params are not those of tools/call. Send {\"name\": \"find_code\", \"arguments\": {\"q\": \"mri brain\"}}."}}"#]].assert_eq(&sent(
        &[],
        r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 7}}"#,
    ));
    expect![[r#"
        400 malformed-request
          /id: The field id is given more than once."#]]
    .assert_eq(&sent(&[], r#"{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "ping"}"#));
    let answered: Value =
        serde_json::from_slice(&send(&CLIENT, &[("mcp-session-id", "none")], LIST).body).unwrap();
    assert_eq!((&answered["id"], answered["result"]["tools"].as_array().unwrap().len()), (&json!(7), 6));
}

#[test]
fn an_assistant_prices_a_claim_over_the_standard_streams() {
    let database = Database::with_starter_data();
    let url = database.url();
    let priced = block_on(async {
        let started = command(&["mcp"], &[("DATABASE_URL", &url)]);
        let mut child = tokio::process::Command::from(started);
        child.stdin(Stdio::piped()).stderr(Stdio::null());
        let assistant: Assistant = ().serve(TokioChildProcess::new(child).unwrap()).await.unwrap();
        assert_eq!(assistant.list_all_tools().await.unwrap().len(), 6);
        let priced = value(&call(&assistant, "price_claim", claim()).await);
        let denial = value(&call(&assistant, "explain_denial", json!({"carc": ["97"]})).await);
        assert_eq!(denial["reasons"][0]["carc"], "97");
        assistant.cancel().await.unwrap();
        priced
    });
    assert_eq!(priced["totals"], CLIENT.post("/v1/estimates", &claim().to_string()).json()["totals"]);
}

#[test]
fn standard_output_has_messages_alone_and_the_log_nothing_of_them() {
    let database = Database::with_starter_data();
    let mut started = command(&["mcp"], &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LOG", "trace")]);
    let mut child = started.stdin(Stdio::piped()).spawn().unwrap();
    let log = child.stderr.take().unwrap();
    let logged = std::thread::spawn(move || {
        BufReader::new(log).lines().map_while(Result::ok).collect::<Vec<_>>().join("\n")
    });
    let mut input = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ask = |message: Value| {
        writeln!(input, "{message}").unwrap();
        serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap()
    };
    let client = json!({"name": "BANDERSNATCHQX", "version": "1"});
    let begin = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client});
    let begun = ask(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin}));
    assert_eq!(begun["result"]["serverInfo"]["name"], "medpayiq");
    let called = json!({"name": "find_code", "arguments": {"q": "JABBERWOCKQX"}});
    let answer = ask(json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": called}));
    assert_eq!(answer["result"]["isError"], false, "{answer}");
    drop(input);
    assert!(child.wait().unwrap().success());
    let logged = logged.join().unwrap();
    assert!(logged.contains("TRACE"), "{logged}");
    assert!(!logged.contains("JABBERWOCKQX") && !logged.contains("BANDERSNATCHQX"), "{logged}");
}
