//! `medpayiq mcp` over the standard streams: every line is answered, and the session goes on until its input ends.

use crate::in_memory::CLIENT;
use crate::support::cluster::Database;
use crate::support::program::{Folder, command, run_on, signal};
use expect_test::expect;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};

/// A running `medpayiq mcp`.
struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Session {
    fn start(database: &Database) -> Self {
        let mut started = command(&["mcp"], &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LOG", "off")]);
        let mut child = started.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { input: child.stdin.take(), output, child }
    }

    /// One whose session has begun.
    fn begin(database: &Database) -> Self {
        let mut session = Self::start(database);
        let begun = session.ask(BEGIN);
        assert_eq!(begun["result"]["serverInfo"]["name"], "medpayiq", "{begun}");
        session
    }

    fn write(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// The next line of the output.
    fn read(&mut self) -> Value {
        serde_json::from_str(&self.output.next().unwrap().unwrap()).unwrap()
    }

    /// Sends a line and returns the answer.
    fn ask(&mut self, line: &str) -> Value {
        self.write(format!("{line}\n").as_bytes());
        self.read()
    }

    /// Calls a tool, and returns its result.
    fn call(&mut self, id: u32, tool: &str, arguments: &str) -> Value {
        let params = format!(r#"{{"name": "{tool}", "arguments": {arguments}}}"#);
        let line = format!(r#"{{"jsonrpc": "2.0", "id": {id}, "method": "tools/call", "params": {params}}}"#);
        let answer = self.ask(&line);
        assert_eq!(answer["id"], id, "{answer}");
        answer["result"].clone()
    }

    /// Ends the input, and returns the rest of the output with the exit status.
    fn end(mut self) -> (Vec<String>, ExitStatus) {
        drop(self.input.take());
        let rest = self.output.by_ref().map(Result::unwrap).collect();
        (rest, self.child.wait().unwrap())
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

const BEGIN: &str = r#"{"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}"#;

#[test]
fn a_line_that_is_no_message_is_answered_and_the_session_goes_on() {
    let database = Database::with_starter_data();
    let mut session = Session::begin(&database);
    let lines = [
        "{",
        "not json",
        r#"{"jsonrpc": "2.0", "id": 5, "method": 7}"#,
        r#"[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]"#,
        r#"{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "ping"}"#,
        r#"{"jsonrpc": "2.0", "id": 6, "method": "tools/call", "params": {"name": 7}}"#,
        r#"{"jsonrpc": "2.0", "id": "a", "method": "tools/call"}"#,
        r#"{"jsonrpc": "2.0", "id": 7, "method": "tools/list", "params": []}"#,
        r#"{"jsonrpc": "2.0", "id": 8, "method": "initialize", "params": {"protocolVersion": "2025-11-25"}}"#,
        r#"{"jsonrpc": "2.0", "id": 9, "method": "resources/list"}"#,
        r#"{"jsonrpc": "2.0", "id": 10, "method": "no/such"}"#,
        r#"{"jsonrpc": "2.0", "id": 11, "method": "tools/call", "params": {"name": "price"}}"#,
    ];
    let answers = lines.map(|line| session.ask(line).to_string());
    expect![[r#"
        {"error":{"code":-32700,"message":"The line is not JSON: EOF while parsing an object at line 1 column 1."},"id":null,"jsonrpc":"2.0"}
        {"error":{"code":-32700,"message":"The line is not JSON: expected ident at line 1 column 2."},"id":null,"jsonrpc":"2.0"}
        {"error":{"code":-32600,"message":"The line is not a message of the Model Context Protocol. Send one object of JSON-RPC 2.0, with jsonrpc, id and method."},"id":5,"jsonrpc":"2.0"}
        {"error":{"code":-32600,"message":"The protocol has no batches. Send each message on its own, as one object and not in a list."},"id":null,"jsonrpc":"2.0"}
        {"error":{"code":-32600,"message":"/id: The field id is given more than once."},"id":null,"jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"The params are not those of tools/call. Send {\"name\": \"find_code\", \"arguments\": {\"q\": \"mri brain\"}}."},"id":6,"jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"The params are not those of tools/call. Send {\"name\": \"find_code\", \"arguments\": {\"q\": \"mri brain\"}}."},"id":"a","jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"The params are not those of tools/list. Send an object, or none."},"id":7,"jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"The params are not those of initialize. Send {\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}, \"clientInfo\": {\"name\": \"my-assistant\", \"version\": \"1.0\"}}."},"id":8,"jsonrpc":"2.0"}
        {"error":{"code":-32601,"message":"\"resources/list\" is not a method of this server. Its methods are initialize, ping, server/discover, tools/list, tools/call."},"id":9,"jsonrpc":"2.0"}
        {"error":{"code":-32601,"message":"\"no/such\" is not a method of this server. Its methods are initialize, ping, server/discover, tools/list, tools/call."},"id":10,"jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"There is no such tool. The tools are price_claim, explain_code, check_edits, find_code, explain_denial, list_releases."},"id":11,"jsonrpc":"2.0"}"#]].assert_eq(&answers.join("\n"));
    session.write(b"\xff\xfe\n");
    assert_eq!(session.read()["error"]["code"], -32700);
    let long = format!(r#"{{"jsonrpc": "2.0", "id": 12, "method": "ping"}}{}"#, " ".repeat(256 * 1024));
    expect![[r#"{"error":{"code":-32600,"message":"The message exceeds the limit of 256 KiB."},"id":null,"jsonrpc":"2.0"}"#]].assert_eq(&session.ask(&long).to_string());
    // Empty lines and notifications have no answer.
    session.write(b"\n  \n{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}\r\n");
    let listed = session.ask(r#"{"jsonrpc": "2.0", "id": 13, "method": "tools/list"}"#);
    assert_eq!((&listed["id"], listed["result"]["tools"].as_array().unwrap().len()), (&json!(13), 6));
    let (rest, status) = session.end();
    assert_eq!((rest, status.code()), (Vec::new(), Some(0)));
}

#[test]
fn before_the_session_only_initialize_ping_and_discovery_are_answered() {
    let database = Database::with_starter_data();
    let mut session = Session::start(&database);
    session.write(b"{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}\n");
    let answers = [
        "{",
        r#"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#,
        r#"{"jsonrpc": "2.0", "id": 2, "method": "tools/list"}"#,
        r#"{"jsonrpc": "2.0", "id": 3, "method": "initialize", "params": {}}"#,
    ]
    .map(|line| session.ask(line).to_string());
    expect![[r#"
        {"error":{"code":-32700,"message":"The line is not JSON: EOF while parsing an object at line 1 column 1."},"id":null,"jsonrpc":"2.0"}
        {"id":1,"jsonrpc":"2.0","result":{}}
        {"error":{"code":-32600,"message":"The session has not begun. Send initialize first."},"id":2,"jsonrpc":"2.0"}
        {"error":{"code":-32602,"message":"The params are not those of initialize. Send {\"protocolVersion\": \"2025-11-25\", \"capabilities\": {}, \"clientInfo\": {\"name\": \"my-assistant\", \"version\": \"1.0\"}}."},"id":3,"jsonrpc":"2.0"}"#]].assert_eq(&answers.join("\n"));
    assert_eq!(session.ask(BEGIN)["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(session.end().1.code(), Some(0));
}

#[test]
fn the_end_of_the_input_ends_the_program_well() {
    let database = Database::with_starter_data();
    let (rest, status) = Session::start(&database).end();
    assert_eq!((rest, status.code()), (Vec::new(), Some(0)));
    // The last line may lack its end, and is answered.
    let mut session = Session::begin(&database);
    session.write(br#"{"jsonrpc": "2.0", "id": 1, "method": "ping"}"#);
    let (rest, status) = session.end();
    assert_eq!(rest, [r#"{"jsonrpc":"2.0","id":1,"result":{}}"#]);
    assert_eq!(status.code(), Some(0));
}

#[test]
fn an_interrupt_and_a_request_to_stop_end_the_program_well() {
    let database = Database::with_starter_data();
    for name in ["INT", "TERM"] {
        let mut session = Session::begin(&database);
        signal(&session.child, name);
        let status = session.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{name}: {status}");
    }
}

#[test]
fn a_field_given_twice_makes_a_tool_fail() {
    let database = Database::with_starter_data();
    let mut session = Session::begin(&database);
    let arguments =
        r#"{"zip": "94110", "zip": "10001", "lines": [{"hcpcs": "99213", "units": 1, "units": 2}]}"#;
    let failed = session.call(1, "price_claim", arguments);
    assert_eq!(failed["isError"], true, "{failed}");
    expect![[r#"
        The request is malformed.
        - /zip: The field zip is given more than once.
        - /lines/0/units: The field units is given more than once."#]]
    .assert_eq(failed["content"][0]["text"].as_str().unwrap());
    // The JSON API refuses the same body.
    let refused = CLIENT.post("/v1/estimates", arguments);
    assert_eq!(refused.status, 400, "{}", refused.text());
    let params = format!(r#"{{"name": "price_claim", "arguments": {arguments}}}"#);
    let body = format!(r#"{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {params}}}"#);
    let over_http = CLIENT.send("POST", "/mcp", &[("content-type", "application/json")], body.as_bytes());
    let over_http: Value = serde_json::from_slice(&over_http.body).unwrap();
    assert_eq!(over_http["result"]["content"], failed["content"]);
    let priced = session.call(2, "price_claim", r#"{"zip": "94110", "lines": [{"hcpcs": "99213"}]}"#);
    assert_eq!(priced["isError"], false, "{priced}");
}

#[test]
fn stored_terms_are_there_for_the_first_call() {
    let database = Database::with_starter_data();
    let folder = Folder::new();
    let file = folder.write("clinic.toml", b"percent = \"110\"\n");
    run_on(&database, &["terms", "import", file.to_str().unwrap()]).printed();
    let mut session = Session::begin(&database);
    let arguments = r#"{"zip": "94110", "terms": "clinic", "lines": [{"hcpcs": "99213"}]}"#;
    let priced = session.call(1, "price_claim", arguments);
    assert_eq!(priced["structuredContent"]["source"]["terms"]["name"], "clinic", "{priced}");
}
