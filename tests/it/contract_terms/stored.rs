//! Stored terms: the commands, servers that learn of a change, and who may name them.

use super::clinic;
use super::exported::INTERCHANGE;
use crate::keys::{ask, create, start};
use crate::support::cluster::Database;
use crate::support::http::Client;
use crate::support::importing::fixture;
use crate::support::program::{Folder, Service, run, run_on};
use crate::support::server::Server;
use crate::support::wait_until;
use expect_test::expect;
use serde_json::{Value, json};

const REMITTANCE: &str = include_str!("../../../openapi/variance.835");

fn import(database: &Database, folder: &Folder, name: &str, toml: &str) -> String {
    let file = folder.write(name, toml.as_bytes());
    run_on(database, &["terms", "import", file.to_str().unwrap()]).printed()
}

/// The allowed amount of 76377-26 under terms, or the status of the answer.
fn allowed(client: &Client, name: &str) -> String {
    let request = json!({
        "date_of_service": "2025-01-15", "locality": "01112-05", "terms": name,
        "lines": [{"hcpcs": "76377", "modifiers": ["26"]}],
    });
    let answer = client.post("/v1/estimates", &request.to_string());
    if answer.status != 200 {
        return answer.status.to_string();
    }
    answer.json()["lines"][0]["amounts"]["allowed"].as_str().unwrap().to_owned()
}

#[test]
fn servers_learn_of_imported_replaced_and_deleted_terms() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let services = [(); 2].map(|()| Service::start(&[("DATABASE_URL", &*database.url())]));
    let both = |expected: &str| {
        for Service { client, .. } in &services {
            wait_until(expected, || allowed(client, "clinic") == expected);
        }
    };
    both("422");
    assert_eq!(import(&database, &folder, "clinic.toml", &clinic()), "clinic: new\n");
    both("55.00");
    assert_eq!(import(&database, &folder, "clinic.toml", &clinic()), "clinic: unchanged\n");
    // 41.69 x 1.1 = 45.859.
    assert_eq!(import(&database, &folder, "clinic.toml", "percent = \"110\"\n"), "clinic: replaced\n");
    both("45.86");
    assert_eq!(run_on(&database, &["terms", "delete", "Clinic"]).printed(), "deleted terms clinic\n");
    both("422");
    services.into_iter().for_each(Service::stop);
}

#[test]
fn shown_terms_can_be_imported_again() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    assert_eq!(run_on(&database, &["terms", "list"]).printed(), "No terms are stored.\n");
    import(&database, &folder, "clinic.toml", &clinic());
    let shown = run_on(&database, &["terms", "show", "clinic"]).printed();
    expect![[r#"
        percent = "110"
        no_sequestration = true

        [[ranges]]
        from = "99202"
        to = "99499"
        percent = "120.5"

        [[ranges]]
        from = "80047"
        to = "89398"
        percent = "95"

        [[fees]]
        hcpcs = "76377"
        modifier = "26"
        amount = "55.00"

        [[fees]]
        hcpcs = "20610"
        amount = "100.00"
    "#]]
    .assert_eq(&shown);
    import(&database, &folder, "again.toml", &shown);
    import(&database, &folder, "other.toml", "lesser_of_charge = false\nno_mppr = true\n");
    assert_eq!(run_on(&database, &["terms", "show", "again"]).printed(), shown);
    let listed = run_on(&database, &["terms", "list"]).printed();
    let day = listed.split_once(", ").unwrap().1.get(..10).unwrap().to_owned();
    expect![[r#"
        again (again.toml, DAY): 110 percent of Medicare, 2 ranges, 2 fees, no sequestration
        clinic (clinic.toml, DAY): 110 percent of Medicare, 2 ranges, 2 fees, no sequestration
        other (other.toml, DAY): the charge does not count, no reductions for several procedures
    "#]]
    .assert_eq(&listed.replace(&day, "DAY"));
    for arguments in [["terms", "show", "clinc"], ["terms", "delete", "clinc"]] {
        let refused = run_on(&database, &arguments).refused();
        assert!(refused.contains("There are no stored terms with the name \"clinc\""), "{refused}");
    }
}

#[test]
fn a_file_with_faults_is_refused_line_by_line() {
    let folder = Folder::new();
    let toml = "percent = 1100\nno_mppr = 1\n\n[[ranges]]\nfrom = \"99202\"\npercent = 90\n\n[[fees]]\nhcpcs = 99213\n\
                amount = \"$50\"\nunits = 2\n";
    let refused = |toml: &str| {
        let file = folder.write("faulty.toml", toml.as_bytes());
        let file = file.to_str().unwrap();
        run(&["terms", "import", file], &[]).refused().replace(file, "faulty.toml")
    };
    expect![[r#"
        medpayiq: faulty.toml: 5 faults, so none of its terms is used
          faulty.toml line 1, percent: "1100" is out of range. Write a number from 0.01 to 999.99.
          faulty.toml line 2, no_mppr: "1" is not valid here. Write true or false.
          faulty.toml line 4, The field to is missing.
          faulty.toml line 10, amount: "$50" is not a decimal number. Write 50, without a sign and separators.
          faulty.toml line 11, units: "units" is not a field of this object. Its fields are hcpcs, modifier, amount.
    "#]].assert_eq(&refused(toml));
    expect![[r#"
        medpayiq: faulty.toml: 2 faults, so none of its terms is used
          faulty.toml line 4, amount: "$50" is not a decimal number. Write 50, without a sign and separators.
          faulty.toml line 6, hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
    "#]].assert_eq(&refused("percent = 110\n[[fees]]\nhcpcs = \"99213\"\namount = \"$50\"\n[[fees]]\nhcpcs = \"9921\"\namount = 1\n"));
    expect![[r#"
        medpayiq: faulty.toml: 3 faults, so none of its terms is used
          faulty.toml line 1, percnt: "percnt" is not a field of this object. Did you mean percent? Its fields are percent, ranges, fees, lesser_of_charge, no_mppr, no_sequestration.
          faulty.toml line 2, The range ends before it begins. Write 99202 as its first code and 99999 as its last.
          faulty.toml line 5, percent: "0" is out of range. Write a number from 0.01 to 999.99.
    "#]].assert_eq(&refused("percnt = 110\n[[ranges]]\nfrom = \"99999\"\nto = \"99202\"\npercent = 0\n"));
    expect![[r#"
        medpayiq: faulty.toml: 1 fault, so none of its terms is used
          faulty.toml line 2, not TOML: duplicate key
    "#]]
    .assert_eq(&refused("percent = 110\npercent = 120\n"));
    expect![[r#"
        medpayiq: faulty.toml: 1 fault, so none of its terms is used
          faulty.toml line 1, The terms change nothing. Write percent, ranges or fees, or set lesser_of_charge, no_mppr or no_sequestration.
    "#]].assert_eq(&refused(""));
    let file = folder.write("Unser Plan!.toml", b"percent = 110");
    let refused = run(&["terms", "import", file.to_str().unwrap()], &[]).refused();
    assert!(refused.contains("is not a name for terms. Give one with --name."), "{refused}");
}

#[test]
fn commands_price_under_stored_terms_or_a_file() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    import(&database, &folder, "clinic.toml", &clinic());
    let file = folder.write("mine.toml", b"percent = 90\nno_sequestration = true\n");
    let file = file.to_str().unwrap();
    let place = ["--locality", "01112-05", "--date", "2025-01-15"];
    let estimate = |terms: &str| {
        let line = [&["estimate", "76377", "--modifier", "26", "--terms", terms], &place[..]].concat();
        run_on(&database, &line)
    };
    expect![[r#"
        76377-26  $55.00
              $41.69  geographic_adjustment: (0.79 work x 1.088 + 0.29 non-facility PE x 1.419 + 0.04 MP x 0.445) x 32.3465
              $55.00  contract: the contract's fee of one unit is $55.00
              $44.00  coinsurance: less $11.00, 20 percent of the amount
        If the deductible is met: the payer pays $44.00 and the patient owes $11.00.
        If none of the deductible is met: the payer pays $0.00 and the patient owes $55.00.
        Confidence: medium
          contract_amount: The amount is what the contract owes, and not a figure of CMS. Deductible and coinsurance are Medicare's, and the plan may have its own.
        Totals
          The payer allows       $55.00
          The payer pays         $44.00
          The patient owes       $11.00
        CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11, under the terms clinic
    "#]].assert_eq(&estimate("clinic").printed());
    expect![[r#"
        76377-26  $37.52
              $41.69  geographic_adjustment: (0.79 work x 1.088 + 0.29 non-facility PE x 1.419 + 0.04 MP x 0.445) x 32.3465
              $37.52  contract: 90 percent of the amount
              $30.02  coinsurance: less $7.50, 20 percent of the amount
        If the deductible is met: the payer pays $30.02 and the patient owes $7.50.
        If none of the deductible is met: the payer pays $0.00 and the patient owes $37.52.
        Confidence: medium
          contract_amount: The amount is what the contract owes, and not a figure of CMS. Deductible and coinsurance are Medicare's, and the plan may have its own.
        Totals
          The payer allows       $37.52
          The payer pays         $30.02
          The patient owes        $7.50
        CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11, under the given terms
    "#]].assert_eq(&estimate(file).printed());
    let unknown = estimate("clinc").refused();
    assert!(unknown.contains("Did you mean clinic?"), "{unknown}");
    let explained = [&["explain", "99213-25", "20610-50", "--terms", "clinic"], &place[..]].concat();
    let explained = run_on(&database, &explained).printed();
    assert!(explained.contains("contract: the contract's fee of one unit is $100.00"), "{explained}");
    let files = fixture("rvu25a");
    let without = ["estimate", "76377", "--locality", "01112-05", "--terms", "clinic", "--files", &files];
    let without = run(&without, &[]).refused();
    assert!(without.contains("stored terms are in the database"), "{without}");
}

#[test]
fn a_remittance_is_compared_under_stored_terms_or_a_file() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    import(&database, &folder, "clinic.toml", &clinic());
    let file = folder.write("mine.toml", b"percent = 90\nno_sequestration = true\n");
    let file = file.to_str().unwrap();
    let remittance = folder.write("paid.835", REMITTANCE.as_bytes());
    let check = |terms: &[&str]| {
        let line = ["remit", "check", remittance.to_str().unwrap(), "--locality", "01112-05"];
        run_on(&database, &[&line[..], terms].concat()).printed()
    };
    expect![[r#"
        claim 1 line 1, 76377-26: underpaid, allowed $41.69 of $55.00, paid $32.68 of $44.00 [contract_percent 100]
        claim 1 line 2, 71260: denied, allowed $0.00 of $240.41, paid $0.00 of $192.33
            reopen, within 12 months: If the record shows a separate service and the edit takes a modifier, have the claim reopened and add it. An NCCI edit with modifier indicator 0 cannot be appealed. The edits of the code show the indicator.
        claim 2 line 1, 76377-26: underpaid, allowed $41.69 of $55.00, paid $33.35 of $44.00 [contract_percent 100]
        3 lines in 2 claims. Expected minus paid:
             2 underpaid, contract_percent: allowed $26.62, paid $21.97
             1 denied: allowed $240.41, paid $192.33
    "#]]
    .assert_eq(&check(&["--terms", "clinic"]));
    let json: Value = serde_json::from_str(&check(&["--terms", file, "--format", "json"])).unwrap();
    assert_eq!(json["terms"], json!({"name": null}));
}

#[test]
fn stored_terms_are_listed_and_shown() {
    let server = Server::with_own_starter_data();
    server.import_terms("clinic", &clinic());
    server.import_terms("plain", "percent = 110");
    let listed = server.get("/v1/terms").json();
    let names: Vec<&Value> = listed["terms"].as_array().unwrap().iter().map(|terms| &terms["name"]).collect();
    assert_eq!(names, ["clinic", "plain"]);
    assert_eq!(server.get("/v1/terms/Plain").json()["terms"], json!({"percent": "110"}));
    assert_eq!(server.get("/v1/terms/nobody").status, 404);
    assert_eq!(server.get("/v1/terms/no%20body").status, 422);
    assert_eq!(server.get("/v1/terms?x=1").status, 400);
}

/// Requests that read or name terms: the method and path, the media type and the body.
fn requests_with_terms() -> Vec<(&'static str, &'static str, String)> {
    let line =
        r#""hcpcs": "76377", "modifiers": ["26"], "locality": "01112-05", "date_of_service": "2025-01-15""#;
    let claim = |terms: &str| {
        format!(r#"{{"lines": [{{"hcpcs": "76377", "modifiers": ["26"]}}], "terms": {terms}}}"#)
    };
    vec![
        ("GET /v1/terms", "", String::new()),
        ("GET /v1/terms/clinic", "", String::new()),
        ("POST /v1/estimates", "application/json", claim(r#""clinic""#)),
        ("POST /v1/estimates", "application/json", claim(r#"{"percent": "110"}"#)),
        ("POST /v1/edits/check", "application/json", claim(r#""clinic""#)),
        ("POST /v1/estimates/batch?terms=clinic", "application/x-ndjson", format!("{{{line}}}")),
        ("POST /v1/estimates/batch", "application/x-ndjson", format!(r#"{{{line}, "terms": "clinic"}}"#)),
        (
            "POST /v1/remittances/variance?locality=01112-05&terms=clinic",
            "application/edi-x12",
            REMITTANCE.to_owned(),
        ),
        ("POST /v1/estimates/x12?terms=clinic", "application/edi-x12", INTERCHANGE.clone()),
        ("GET /v1/fee-schedule.csv?codes=99213&terms=clinic", "", String::new()),
        ("GET /v1/fee-schedule.xlsx?codes=99213&terms=clinic", "", String::new()),
        ("GET /v1/fee-schedule.csv?codes=99213", "", String::new()),
        ("POST /v1/remittances/variance?locality=01112-05", "application/edi-x12", REMITTANCE.to_owned()),
    ]
}

/// The status of each request without a key, with a key that lacks the scope, and with one that has it. Of a row of a batch, the
/// status of its problem follows.
fn statuses(database: &Database, [without, with]: [&str; 2], settings: &[(&str, &str)]) -> String {
    let service = start(database, settings);
    wait_until("the server has the terms", || {
        ask(&service.client, "GET /v1/terms/clinic", with, ("", "")).status == 200
    });
    let status = |request: &str, key: &str, kind: &str, body: &str| {
        let answer = ask(&service.client, request, key, (kind, body));
        let of_row = (kind == "application/x-ndjson" && answer.status == 200)
            .then(|| serde_json::from_str::<Value>(answer.text()).unwrap()["problem"]["status"].to_string());
        format!("{} {}", answer.status, of_row.unwrap_or_default()).trim().to_owned()
    };
    let rows = requests_with_terms();
    let rows = rows.iter().map(|(request, kind, body)| {
        let of = |key: &str| status(request, key, kind, body);
        format!("{request:66} {:>9} {:>9} {:>9}", of(""), of(without), of(with))
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    service.stop();
    rows
}

#[test]
fn only_a_key_with_the_scope_names_stored_terms() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    import(&database, &folder, "clinic.toml", &clinic());
    let without = create(&database, "without", &["--scope", "estimate,batch,remit"]);
    let with = create(&database, "with", &["--scope", "estimate,batch,remit,terms"]);
    let table = |settings: &[(&str, &str)]| statuses(&database, [&without, &with], settings);
    expect![[r#"
        GET /v1/terms                                                            401       403       200
        GET /v1/terms/clinic                                                     401       403       200
        POST /v1/estimates                                                       401       403       200
        POST /v1/estimates                                                       401       200       200
        POST /v1/edits/check                                                     401       403       200
        POST /v1/estimates/batch?terms=clinic                                    401       403  200 null
        POST /v1/estimates/batch                                                 401   200 403  200 null
        POST /v1/remittances/variance?locality=01112-05&terms=clinic             401       403       200
        POST /v1/estimates/x12?terms=clinic                                      401       403       200
        GET /v1/fee-schedule.csv?codes=99213&terms=clinic                        401       403       200
        GET /v1/fee-schedule.xlsx?codes=99213&terms=clinic                       401       403       200
        GET /v1/fee-schedule.csv?codes=99213                                     401       200       200
        POST /v1/remittances/variance?locality=01112-05                          401       200       200"#]]
    .assert_eq(&table(&[("MEDPAYIQ_KEYS", "required")]));
    expect![[r#"
        GET /v1/terms                                                            401       403       200
        GET /v1/terms/clinic                                                     401       403       200
        POST /v1/estimates                                                       401       403       200
        POST /v1/estimates                                                       200       200       200
        POST /v1/edits/check                                                     401       403       200
        POST /v1/estimates/batch?terms=clinic                                    401       403  200 null
        POST /v1/estimates/batch                                             200 401   200 403  200 null
        POST /v1/remittances/variance?locality=01112-05&terms=clinic             401       403       200
        POST /v1/estimates/x12?terms=clinic                                      401       403       200
        GET /v1/fee-schedule.csv?codes=99213&terms=clinic                        401       403       200
        GET /v1/fee-schedule.xlsx?codes=99213&terms=clinic                       401       403       200
        GET /v1/fee-schedule.csv?codes=99213                                     200       200       200
        POST /v1/remittances/variance?locality=01112-05                          200       200       200"#]]
    .assert_eq(&table(&[("MEDPAYIQ_KEYS", "required:terms")]));
    expect![[r#"
        GET /v1/terms                                                            200       200       200
        GET /v1/terms/clinic                                                     200       200       200
        POST /v1/estimates                                                       200       200       200
        POST /v1/estimates                                                       200       200       200
        POST /v1/edits/check                                                     200       200       200
        POST /v1/estimates/batch?terms=clinic                               200 null  200 null  200 null
        POST /v1/estimates/batch                                            200 null  200 null  200 null
        POST /v1/remittances/variance?locality=01112-05&terms=clinic             200       200       200
        POST /v1/estimates/x12?terms=clinic                                      200       200       200
        GET /v1/fee-schedule.csv?codes=99213&terms=clinic                        200       200       200
        GET /v1/fee-schedule.xlsx?codes=99213&terms=clinic                       200       200       200
        GET /v1/fee-schedule.csv?codes=99213                                     200       200       200
        POST /v1/remittances/variance?locality=01112-05                          200       200       200"#]]
    .assert_eq(&table(&[]));
}

#[test]
fn terms_that_this_program_cannot_read_are_left_out() {
    let server = Server::with_own_starter_data();
    server.import_terms("clinic", &clinic());
    let sql = "insert into contract_terms (name, file, sha256, terms)
               select 'newer', file, sha256, '{\"percent\": \"110\", \"bundles\": []}' from contract_terms returning name";
    assert_eq!(server.database.ask(sql), "newer");
    server.reload();
    assert_eq!((server.get("/v1/terms/newer").status, server.get("/v1/terms/clinic").status), (404, 200));
}
