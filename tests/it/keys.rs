//! API keys: which requests need one, what each may do, and that a revoked one is refused soon.

use crate::support::cluster::Database;
use crate::support::http::{Answer, Client};
use crate::support::program::{Outcome, Service, run, run_on};
use crate::support::reporting::report;
use crate::support::{checkout, wait_until};
use expect_test::{expect, expect_file};
use medpayiq::api;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Makes a key, and returns what its holder sends.
pub(crate) fn create(database: &Database, name: &str, options: &[&str]) -> String {
    let arguments = [&["keys", "create", "--name", name], options].concat();
    format!("Bearer {}", run_on(database, &arguments).printed().trim())
}

pub(crate) fn start(database: &Database, settings: &[(&str, &str)]) -> Service {
    let url = database.url();
    Service::start(&[&[("DATABASE_URL", url.as_str())], settings].concat())
}

pub(crate) fn ask(client: &Client, request: &str, key: &str, body: (&str, &str)) -> Answer {
    let (method, path) = request.split_once(' ').unwrap();
    client.send(method, path, &[("authorization", key), ("content-type", body.0)], body.1.as_bytes())
}

/// One request of each group of operations, with a body that is answered if the key may send it.
const REQUESTS: &[(&str, &str, &str)] = &[
    ("GET /v1/codes/76377", "", ""),
    ("GET /v1/releases", "", ""),
    ("GET /v1/terms", "", ""),
    ("POST /v1/estimates", "application/json", r#"{"lines": [{"hcpcs": "76377"}]}"#),
    ("POST /v1/edits/check", "application/json", r#"{"lines": [{"hcpcs": "76377"}]}"#),
    ("POST /fhir/Claim/$predetermine", "application/fhir+json", "FHIR"),
    ("GET /fhir/metadata", "", ""),
    ("POST /mcp", "application/json", r#"{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}"#),
    ("POST /v1/estimates/batch", "application/x-ndjson", r#"{"lines": [{"hcpcs": "76377"}]}"#),
    ("POST /v1/denial-reports", "application/json", "REPORT"),
    ("DELETE /v1/denial-reports/0123456789abcdef0123456789abcdef01234567", "", ""),
    ("POST /v1/remittances", "application/edi-x12", "REMITTANCE"),
    ("POST /v1/remittances?contribute=true", "application/edi-x12", "REMITTANCE"),
    ("POST /v1/remittances/variance?locality=01112-05", "application/edi-x12", "REMITTANCE"),
    ("GET /metrics", "", ""),
    ("GET /", "", ""),
    ("GET /claim", "", ""),
    ("GET /contribute/76377", "", ""),
    ("GET /livez", "", ""),
    ("GET /readyz", "", ""),
    ("GET /openapi.json", "", ""),
    ("GET /problems/key-required", "", ""),
];

/// The statuses of every request with this key.
fn statuses(client: &Client, key: &str) -> Vec<u16> {
    let remittance = std::fs::read_to_string(checkout("openapi/remittance.835")).unwrap();
    let report = report(&json!({})).to_string();
    let body = |body: &'static str| match body {
        "REPORT" => report.clone(),
        "REMITTANCE" => remittance.clone(),
        "FHIR" => std::fs::read_to_string(checkout("openapi/fhir-claim.json")).unwrap(),
        body => body.to_owned(),
    };
    let asked = REQUESTS.iter().map(|(request, kind, text)| ask(client, request, key, (kind, &body(text))));
    asked.map(|answer| answer.status).collect()
}

#[test]
fn each_scope_opens_its_operations_and_no_others() {
    let database = Database::with_starter_data();
    let all = ["estimate", "batch", "contribute", "remit", "terms", "metrics"];
    let mut keys = vec![("none", "Bearer nothing".to_owned())];
    keys.extend(all.map(|scope| (scope, create(&database, scope, &["--scope", scope]))));
    keys.push(("remit,contribute", create(&database, "both", &["--scope", "remit,contribute"])));
    let service = start(&database, &[("MEDPAYIQ_KEYS", "required")]);
    let columns = keys.iter().map(|(_, key)| statuses(&service.client, key)).collect::<Vec<_>>();
    let mut table = format!("{:68}", "");
    keys.iter().for_each(|(scope, _)| write!(table, " {scope:>10}").unwrap());
    for (row, (request, ..)) in REQUESTS.iter().enumerate() {
        write!(table, "\n{request:68}").unwrap();
        for column in &columns {
            write!(table, " {:>10}", column[row]).unwrap();
        }
    }
    expect![[r#"
                                                                                   none   estimate      batch contribute      remit      terms    metrics remit,contribute
        GET /v1/codes/76377                                                         401        200        200        200        200        200        200        200
        GET /v1/releases                                                            401        200        200        200        200        200        200        200
        GET /v1/terms                                                               401        403        403        403        403        200        403        403
        POST /v1/estimates                                                          401        200        403        403        403        403        403        403
        POST /v1/edits/check                                                        401        200        403        403        403        403        403        403
        POST /fhir/Claim/$predetermine                                              401        200        403        403        403        403        403        403
        GET /fhir/metadata                                                          200        200        200        200        200        200        200        200
        POST /mcp                                                                   401        200        403        403        403        403        403        403
        POST /v1/estimates/batch                                                    401        403        200        403        403        403        403        403
        POST /v1/denial-reports                                                     401        403        403        202        403        403        403        202
        DELETE /v1/denial-reports/0123456789abcdef0123456789abcdef01234567          401        403        403        404        403        403        403        404
        POST /v1/remittances                                                        401        403        403        403        200        403        403        200
        POST /v1/remittances?contribute=true                                        401        403        403        403        403        403        403        200
        POST /v1/remittances/variance?locality=01112-05                             401        403        403        403        200        403        403        200
        GET /metrics                                                                401        403        403        403        403        403        200        403
        GET /                                                                       401        200        200        200        200        200        200        200
        GET /claim                                                                  401        200        403        403        403        403        403        403
        GET /contribute/76377                                                       401        403        403        200        403        403        403        200
        GET /livez                                                                  200        200        200        200        200        200        200        200
        GET /readyz                                                                 200        200        200        200        200        200        200        200
        GET /openapi.json                                                           200        200        200        200        200        200        200        200
        GET /problems/key-required                                                  200        200        200        200        200        200        200        200"#]].assert_eq(&table);
}

#[test]
fn every_operation_says_which_scopes_it_needs() {
    let document = serde_json::to_value(api::document()).unwrap();
    let mut listed = String::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let needed = match operation["security"].as_array() {
                None => "open".to_owned(),
                Some(choices) => {
                    assert_eq!(choices[0], json!({}), "{path}: without a key, if the operator asks for none");
                    let scopes = choices[1]["api_key"].as_array().unwrap();
                    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.as_str().unwrap()).collect();
                    format!("a key {}", scopes.join(" "))
                }
            };
            let line = format!("{} {path}: {needed}", method.to_uppercase());
            writeln!(listed, "{}", line.trim_end()).unwrap();
        }
    }
    expect_file![checkout("tests/it/golden/access.txt")].assert_eq(&listed);
}

/// The row of a scope in docs/keys-and-limits.md names the operations that need it: paths, or with `...` what they begin with.
#[test]
fn the_documented_scopes_are_those_of_the_operations() {
    let (page, listed) = ("docs/keys-and-limits.md", "tests/it/golden/access.txt");
    let [page, listed] = [page, listed].map(|path| std::fs::read_to_string(checkout(path)).unwrap());
    let operations = |scope: &str| {
        let cells = page.lines().map(|line| line.split(" | ").collect::<Vec<_>>());
        let row = cells.into_iter().find(|cells| cells[0] == format!("| {scope}") && cells.len() > 1);
        row.unwrap_or_else(|| panic!("{scope} has no row"))[1].to_owned()
    };
    for line in listed.lines() {
        let (operation, needed) = line.split_once(": ").unwrap();
        let path = operation.split_once(' ').unwrap().1;
        let scope = match needed {
            "open" => "open to all".to_owned(),
            "a key" => "none, any key".to_owned(),
            _ => format!("`{}`", needed.strip_prefix("a key ").unwrap()),
        };
        let documented = operations(&scope);
        let is_named = documented.split('`').map(|part| part.rsplit(' ').next().unwrap()).any(|named| {
            named == path
                || named.strip_suffix("...").is_some_and(|begin| !begin.is_empty() && path.starts_with(begin))
        });
        assert!(is_named, "{operation} is not in the row of {scope}: {documented}");
    }
}

#[test]
fn a_refused_request_says_what_it_needs() {
    let database = Database::with_starter_data();
    let key = create(&database, "metrics", &["--scope", "metrics"]);
    let unknown = format!("{}0", &key[..key.len() - 1]);
    let unknown = if unknown == key { format!("{}1", &key[..key.len() - 1]) } else { unknown };
    let service = start(&database, &[("MEDPAYIQ_KEYS", "required")]);
    let batch = |key: &str| {
        let answer = ask(&service.client, "POST /v1/estimates/batch", key, ("text/csv", ""));
        format!("{}\n{}", answer.problem(), answer.header("www-authenticate").unwrap())
    };
    expect![[r#"
        401 key-required: Send an API key in the header `Authorization: Bearer KEY`. The operator of this service has them.
        Bearer realm="medpayiq"

        401 key-required: The API key is unknown or revoked. Ask the operator of this service for a new one.
        Bearer realm="medpayiq", error="invalid_token"

        403 missing-scope: The API key has no scope for this. It needs batch. Ask the operator of this service for a key with it.
        Bearer realm="medpayiq", error="insufficient_scope", scope="batch""#]].assert_eq(&["Bearer of-a-gateway", &unknown, &key].map(batch).join("\n\n"));
}

#[test]
fn listed_scopes_alone_need_a_key() {
    let database = Database::with_starter_data();
    let key = create(&database, "contributor", &["--scope", "contribute"]);
    let service = start(&database, &[("MEDPAYIQ_KEYS", "required:contribute,metrics")]);
    let status = |request: &str, key: &str| {
        ask(&service.client, request, key, ("application/json", &report(&json!({})).to_string())).status
    };
    assert_eq!(status("GET /v1/codes/76377", "none"), 200);
    assert_eq!(status("GET /metrics", "none"), 401);
    assert_eq!(status("GET /metrics", &key), 403);
    assert_eq!(status("POST /v1/denial-reports", "none"), 401);
    assert_eq!(status("POST /v1/denial-reports", &key), 202);
    let remittance = std::fs::read_to_string(checkout("openapi/remittance.835")).unwrap();
    let remit = |path: &str, key: &str| {
        ask(&service.client, &format!("POST {path}"), key, ("application/edi-x12", &remittance)).status
    };
    assert_eq!(remit("/v1/remittances", "none"), 200);
    assert_eq!(remit("/v1/remittances?contribute=true", "none"), 401);
    assert_eq!(remit("/v1/remittances?contribute=true", &key), 200);
}

#[test]
fn without_a_policy_nobody_needs_a_key_but_a_revoked_one_is_refused() {
    let database = Database::with_starter_data();
    let key = create(&database, "old", &["--scope", "metrics"]);
    let service = start(&database, &[]);
    let status = |key: &str| ask(&service.client, "GET /v1/codes/76377", key, ("", "")).status;
    assert_eq!([status("Bearer of-a-gateway"), status(&key)], [200, 200]);
    run_on(&database, &["keys", "revoke", "old"]).printed();
    wait_until("the key is refused", || status(&key) == 401);
}

#[test]
fn a_revoked_key_is_refused_by_every_server_within_five_seconds() {
    let database = Database::with_starter_data();
    let key = create(&database, "short-lived", &["--scope", "estimate"]);
    let servers = [(); 2].map(|()| start(&database, &[("MEDPAYIQ_KEYS", "required")]));
    let statuses = || {
        [&servers[0], &servers[1]].map(|server| ask(&server.client, "GET /v1/codes", &key, ("", "")).status)
    };
    assert_eq!(statuses(), [200, 200]);
    // The same without notifications, as if a pooler kept them: only the regular look finds it.
    let public = key.split('_').nth(1).unwrap();
    let sql = format!("update api_keys set revoked_at = now() where public_id = '{public}' returning name");
    assert_eq!(database.ask(&sql), "short-lived");
    let revoked = Instant::now();
    wait_until("both refuse it", || statuses() == [401, 401]);
    assert!(revoked.elapsed() < Duration::from_secs(5), "{:?}", revoked.elapsed());
    let new = create(&database, "short-lived", &["--scope", "estimate"]);
    let made = Instant::now();
    let is_taken =
        || servers.iter().all(|server| ask(&server.client, "GET /v1/codes", &new, ("", "")).status == 200);
    wait_until("both take the new one", is_taken);
    assert!(made.elapsed() < Duration::from_secs(5), "{:?}", made.elapsed());
}

#[test]
fn the_key_itself_is_nowhere_in_the_database() {
    let database = Database::with_starter_data();
    let key = create(&database, "secret", &["--scope", "estimate", "--rate", "5/m"]);
    let secret = key.rsplit('_').next().unwrap();
    let row = database.ask("select api_keys::text from api_keys");
    assert!(row.contains("secret") && row.contains("5/m"), "{row}");
    assert!(!row.contains(secret), "{row}");
    let listed = run_on(&database, &["keys", "list"]).printed();
    assert!(!listed.contains(secret), "{listed}");
    let public = key.split('_').nth(1).unwrap();
    assert!(listed.starts_with(&format!("mpiq_{public} \"secret\" estimate 5/m, made ")), "{listed}");
}

#[test]
fn keys_are_listed_as_json() {
    let database = Database::with_starter_data();
    assert_eq!(run_on(&database, &["keys", "list", "--json"]).printed(), "[]\n");
    let key = create(&database, "north clinic", &["--scope", "estimate,terms", "--rate", "100/s"]);
    create(&database, "old", &["--scope", "metrics"]);
    run_on(&database, &["keys", "revoke", "old"]).printed();
    let printed = run_on(&database, &["keys", "list", "--json"]).printed();
    assert!(!printed.contains(key.rsplit('_').next().unwrap()));
    let listed: Vec<Value> = serde_json::from_str(&printed).unwrap();
    let [valid, revoked] = &listed[..] else { panic!("{printed}") };
    let public = key.split('_').nth(1).unwrap();
    let at = |value: &Value| {
        let text = value.as_str().unwrap_or_else(|| panic!("{printed}"));
        time::OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).unwrap()
    };
    assert!(
        at(&valid["created_at"]) <= at(&revoked["created_at"])
            && at(&revoked["created_at"]) <= at(&revoked["revoked_at"])
    );
    let expected = json!({
        "id": format!("mpiq_{public}"), "name": "north clinic", "scopes": ["estimate", "terms"], "rate": "100/s",
        "created_at": valid["created_at"], "revoked_at": null,
    });
    assert_eq!(*valid, expected);
    assert_eq!((&revoked["rate"], &revoked["scopes"]), (&Value::Null, &json!(["metrics"])));
    // The public part, as it is listed, revokes a key.
    run_on(&database, &["keys", "revoke", valid["id"].as_str().unwrap()]).printed();
}

#[test]
fn mistakes_with_keys_are_explained() {
    let database = Database::with_starter_data();
    let ask = |arguments: &[&str]| -> Outcome { run_on(&database, arguments) };
    create(&database, "one", &["--scope", "estimate"]);
    let mistakes = [
        ask(&["keys", "create", "--name", "one", "--scope", "batch"]),
        ask(&["keys", "create", "--name", " ", "--scope", "batch"]),
        ask(&["keys", "create", "--name", "two", "--scope", "admin"]),
        ask(&["keys", "create", "--name", "two", "--scope", "batch", "--rate", "10/d"]),
        ask(&["keys", "revoke", "two"]),
        run(&["serve"], &[("MEDPAYIQ_KEYS", "yes")]),
        run(&["serve"], &[("MEDPAYIQ_KEYS", "required:admin")]),
        run(&["serve"], &[("MEDPAYIQ_ADDRESS_RATE", "many")]),
    ];
    let said = mistakes.map(|outcome| outcome.refused().lines().next().unwrap_or_default().to_owned());
    expect![[r#"
        medpayiq: A valid key has the name "one". Choose another, or revoke that one first with `medpayiq keys revoke`.
        medpayiq: "" is not a name. Write 1 to 64 characters.
        error: invalid value 'admin' for '--scope <SCOPE>': "admin" is not a scope. Write one or several of estimate,batch,contribute,remit,terms,metrics, separated by commas
        error: invalid value '10/d' for '--rate <RATE>': "10/d" is not a rate. Write a number of requests and s, m or h, such as 100/s, 600/m or 5000/h; at most 1,000,000
        medpayiq: There is no valid key "two". See `medpayiq keys list`.
        medpayiq: MEDPAYIQ_KEYS is "yes". Write open, required, or required: with scopes, such as required:contribute,metrics.
        medpayiq: MEDPAYIQ_KEYS is "required:admin". Write open, required, or required: with scopes, such as required:contribute,metrics. "admin" is not a scope. Write one or several of estimate,batch,contribute,remit,terms,metrics, separated by commas.
        medpayiq: MEDPAYIQ_ADDRESS_RATE is "many". Write a number of requests and s, m or h, such as 20/s."#]].assert_eq(&said.join("\n"));
    assert_eq!(run_on(&database, &["keys", "revoke", "one"]).printed(), "revoked one\n");
    create(&database, "one", &["--scope", "estimate"]);
}

#[test]
fn a_page_takes_the_key_as_a_password() {
    let database = Database::with_starter_data();
    let key = create(&database, "biller", &["--scope", "estimate,contribute"]);
    let key = key.strip_prefix("Bearer ").unwrap();
    let password = format!("Basic {}", base64(&format!("biller:{key}")));
    let service = start(&database, &[("MEDPAYIQ_KEYS", "required")]);
    let get = |path: &str, headers: &[(&str, &str)]| service.client.send("GET", path, headers, b"");
    let browser = [("accept", "text/html")];
    let refused = get("/codes/76377", &browser);
    assert_eq!((refused.status, refused.header("content-type")), (401, Some("text/html; charset=utf-8")));
    let challenge = refused.header("www-authenticate").unwrap();
    assert_eq!(challenge, "Bearer realm=\"medpayiq\", Basic realm=\"medpayiq\", charset=\"UTF-8\"");
    let with_password = [browser[0], ("authorization", password.as_str())];
    assert_eq!(get("/codes/76377", &with_password).status, 200);
    // The pages link to these files.
    assert_eq!(get("/v1/toolkit.xlsx?codes=76377", &with_password).status, 200);
    // A password is for pages. No browser sends a key to an operation of its own accord.
    assert_eq!(get("/v1/codes/76377", &with_password).status, 401);
    let from = |site: &str| {
        let headers = [
            with_password[1],
            ("sec-fetch-site", site),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        service.client.send("POST", "/contribute/76377", &headers, b"").status
    };
    assert_eq!((from("cross-site"), from("same-origin")), (401, 422));
}

fn base64(text: &str) -> String {
    use ::base64::Engine as _;
    ::base64::prelude::BASE64_STANDARD.encode(text)
}

#[test]
fn a_server_that_others_reach_warns_that_it_asks_for_no_key() {
    let database = Database::with_starter_data();
    let url = database.url();
    let log = |settings: &[(&str, &str)]| {
        let environment =
            [&[("DATABASE_URL", url.as_str()), ("MEDPAYIQ_LISTEN", "0.0.0.0:0")], settings].concat();
        let mut serve = crate::support::program::command(&["serve"], &environment);
        serve.env("MEDPAYIQ_LOG", "info");
        let service = Service::begin(serve);
        service.log()
    };
    assert!(log(&[]).contains("it asks nobody for an API key"));
    assert!(!log(&[("MEDPAYIQ_KEYS", "required")]).contains("it asks nobody for an API key"));
}

#[test]
fn the_document_has_the_scheme_of_the_keys() {
    let document: Value = serde_json::to_value(api::document()).unwrap();
    let scheme = &document["components"]["securitySchemes"]["api_key"];
    assert_eq!((&scheme["type"], &scheme["scheme"]), (&json!("http"), &json!("bearer")));
    let batch = &document["paths"]["/v1/estimates/batch"]["post"];
    assert_eq!(batch["security"], json!([{}, {"api_key": ["batch"]}]));
    for status in ["401", "403", "429"] {
        assert!(batch["responses"][status].is_object(), "{status}");
    }
    assert!(document["paths"]["/livez"]["get"]["security"].is_null());
}
