//! The commands of the real binary: their output, their errors in a wrong environment, and their exit codes.

use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::importing::fixture;
use crate::support::program::{Folder, Outcome, Service, command, run, run_on};
use crate::support::releases::of_year;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use std::fs;
use std::net::TcpListener;

/// Runs a command line on a database with the starter data and compares what it prints.
fn check(line: &str, expected: &Expect) {
    let database = Database::with_starter_data();
    let arguments: Vec<&str> = line.split_whitespace().collect();
    expected.assert_eq(&run_on(&database, &arguments).printed());
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the golden answer")]
fn estimate_prints_every_step_to_the_cent() {
    check(
        "estimate 76377 --modifier 26 --locality 01112-05 --pos 11 --date 2025-01-15",
        &expect![[r#"
            76377-26  $41.69
                  $41.69  geographic_adjustment: (0.79 work x 1.088 + 0.29 non-facility PE x 1.419 + 0.04 MP x 0.445) x 32.3465
                  $33.35  coinsurance: less $8.34, 20 percent of the amount
                  $32.68  sequestration: less $0.67, 2 percent of the amount
            If the deductible is met: Medicare pays $32.68 and the patient owes $8.34.
            If none of the deductible is met: Medicare pays $0.00 and the patient owes $41.69.
            Confidence: high
            Totals
              Medicare allows        $41.69
              Medicare pays          $32.68
              The patient owes        $8.34
            CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11
        "#]],
    );
    check(
        "estimate 71275 --zip 94110 --charge 200 --provider nurse_practitioner --release RVU25A",
        &expect![[r#"
            71275  $200.00 (charge $200.00)
                 $370.70  geographic_adjustment: (1.82 work x 1.088 + 6.64 non-facility PE x 1.419 + 0.13 MP x 0.445) x 32.3465
                 $347.29  opps_cap: capped at $347.29
                 $295.20  practitioner_share: 85 percent of the amount
                 $200.00  lesser_of_charge: the charge of $200.00 is not higher than the fee
                 $160.00  coinsurance: less $40.00, 20 percent of the amount
                 $156.80  sequestration: less $3.20, 2 percent of the amount
            If the deductible is met: Medicare pays $156.80 and the patient owes $40.00.
            If none of the deductible is met: Medicare pays $0.00 and the patient owes $200.00.
            Confidence: high
            Totals
              Charge                $200.00
              Medicare allows       $200.00
              Medicare pays         $156.80
              The patient owes       $40.00
            CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-01 (the release's first day, because no date was given), place of service 11
        "#]],
    );
    check(
        "estimate 71275 --units 2 --locality 01112-05 --date 2025-01-15",
        &expect![[r#"
            71275 x2  denied_by_edit: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. All lines of the day count together. More units are paid only with documentation, usually on appeal.
              MUE of 1 with 2 units (MAI 3) denies the line. If the units are wrong, correct them. If all were furnished and necessary, appeal the denial with the documentation. No modifier helps.
            Confidence: medium
              older_edits: The NCCI edits of the date's quarter are not loaded. The older edits of 2024Q3 were applied.
            If Medicare denies it: Appeal, within 120 days of the day on which the notice arrives. An appeal can help.
              The limit is clinical (MAI 3). If all units were furnished and necessary, an appeal with the record can pay them. If the units were billed wrong, have the claim reopened and correct them. [NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V; 42 CFR 405.980(a)(3)]
            Totals
              Medicare allows         $0.00
              Medicare pays           $0.00
              The patient owes        $0.00
            CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11
        "#]],
    );
    check(
        "estimate 99024",
        &expect![[r#"
            99024  bundled: Status B: Medicare always pays this code as part of other services, even if it is billed alone.
            Confidence: high
            If Medicare denies it: Write off. An appeal cannot help.
              Medicare never pays this code separately, whatever the record shows. The patient may not be billed. [RVU file, status code; Pub. 100-04 ch. 12, 20.3]
            Totals
              Medicare allows         $0.00
              Medicare pays           $0.00
              The patient owes        $0.00
            CMS MPFS RVU26C for the nation, 2026-07-01 (the release's first day, because no date was given), place of service 11
        "#]],
    );
}

#[test]
fn estimate_prints_the_api_s_answer_as_json() {
    let server = Server::with_own_starter_data();
    let line = "estimate 76377 --modifier 26 --locality 01112-05 --charge 300 --date 2025-01-15 --json";
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let printed = run_on(&server.database, &arguments).printed();
    let request = r#"{"lines": [{"hcpcs": "76377", "modifiers": ["26"], "charge": "300"}], "locality": "01112-05", "date_of_service": "2025-01-15"}"#;
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed, server.post("/v1/estimates", request).json());
}

#[test]
fn estimate_refuses_what_the_api_refuses() {
    let database = Database::with_starter_data();
    let refused = run_on(&database, &["estimate", "9921", "--pos", "66x", "--date", "2019-01-01"]).refused();
    expect![[r#"
        medpayiq: "66x" is not a place of service code that CMS has assigned. The nearest is 66.
        medpayiq: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        medpayiq: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
    "#]]
    .assert_eq(&refused);
    let refused =
        run_on(&database, &["estimate", "99213", "--units", "-1", "--charge", "-5", "--minutes", "-30"])
            .refused();
    expect![[r#"
        medpayiq: "-5" is out of range. Write an amount from 0.01 to 99999999.99.
        medpayiq: -1 is out of range. Write a whole number from 1 to 9999.
        medpayiq: -30 is out of range. Write a whole number from 1 to 9999.
    "#]]
    .assert_eq(&refused);
    let refused =
        run_on(&database, &["estimate", "99213", "--locality", "01112-05", "--zip", "94110"]).refused();
    assert!(refused.contains("cannot be used with"), "{refused}");
}

/// Prices the claim of a file on a database, with more arguments.
fn estimate_claim(database: &Database, claim: &str, more: &[&str]) -> Outcome {
    let folder = Folder::new();
    let file = folder.write("claim.json", claim.as_bytes());
    let arguments = ["estimate", "--claim", file.to_str().unwrap()];
    run_on(database, &[&arguments, more].concat())
}

#[test]
fn estimate_names_the_place_of_each_fault_of_a_claim() {
    let database = Database::with_starter_data();
    let values = r#"{"lines": [{"hcpcs": "99213"}, {"hcpcs": "9921"}, {"hcpcs": "76377", "units": 0}]}"#;
    let form = r#"{"lines": [{"hcpcs": 99213}], "site": "11"}"#;
    let refused = [values, form, "[null]", "{"].map(|claim| estimate_claim(&database, claim, &[]).refused());
    expect![[r#"
        medpayiq: /lines/1/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
        medpayiq: /lines/2/units: 0 is out of range. Write a whole number from 1 to 9999.
        medpayiq: /lines/0/hcpcs: 99213 is not valid here. Write a text in quotes. For example: "99213".
        medpayiq: /site: "site" is not a field of this object. Its fields are date_of_service, place_of_service, locality, zip, provider, patient, lines, release, terms.
        medpayiq: A list is not valid here. Write an object.
        medpayiq: The body is not JSON: EOF while parsing an object at line 1 column 1.
    "#]]
    .assert_eq(&refused.concat());
}

#[test]
fn estimate_takes_a_claim_or_a_line_of_options() {
    let database = Database::with_starter_data();
    let claim = r#"{"date_of_service": "2025-01-15", "lines": [{"hcpcs": "76377", "modifiers": ["26"]}], "locality": "01112-05"}"#;
    let printed = estimate_claim(&database, claim, &[]).printed();
    assert!(printed.starts_with("76377-26  $41.69\n"), "{printed}");
    for option in [["--units", "1"], ["--minutes", "60"], ["--release", "RVU25A"], ["--modifier", "26"]] {
        let refused = estimate_claim(&database, claim, &option).refused();
        assert!(refused.contains("cannot be used with"), "{refused}");
    }
}

#[test]
fn estimate_works_on_an_empty_database() {
    let database = Database::empty();
    let printed =
        run_on(&database, &["estimate", "76377", "--modifier", "26", "--locality", "01112-05"]).printed();
    // Of RVU26C, the newest release of the starter data.
    assert!(printed.starts_with("76377-26  $42.53\n"), "{printed}");
}

#[test]
fn migrate_loads_the_starter_data_and_a_second_run_changes_nothing() {
    let database = Database::empty();
    let prepared = format!(
        "The database has the tables of migration {} and the starter data.\n",
        medpayiq::store::newest_migration()
    );
    assert_eq!(run_on(&database, &["migrate"]).printed(), prepared);
    let releases = || database.ask("select label || ' ' || id || ' ' || state from releases order by id");
    expect![[r#"
        RVU25A 1 published
        RVU26C 2 published
        ANES_BASE_2022 3 published
        ZIP5_2025Q4 4 published
        PTP_2024Q3 5 published
        MUE_2024Q3 6 published
        MUE_2026Q2 7 published
        AOC_2024Q3 8 published
        AOC_2026Q2 9 published
        EXPLANATIONS 10 published"#]]
    .assert_eq(&releases());
    let before = releases();
    assert_eq!(run_on(&database, &["migrate"]).printed(), prepared);
    assert_eq!(releases(), before);
}

#[test]
fn two_programs_can_migrate_one_database_at_once() {
    let database = Database::empty();
    let url = database.url();
    let begin = || command(&["migrate"], &[("DATABASE_URL", url.as_str())]).spawn().unwrap();
    let all: Vec<_> = [begin(), begin(), begin()].into_iter().collect();
    for one in all {
        let output = one.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(database.ask("select count(*)::text from releases"), "10");
    assert_eq!(database.ask("select count(*)::text from releases where state = 'published'"), "10");
}

#[test]
fn healthcheck_asks_the_running_service() {
    let server = Server::with_own_starter_data();
    let check = |listen: &str| run(&["healthcheck"], &[("MEDPAYIQ_LISTEN", listen)]);
    assert_eq!(
        check(&server.address().to_string()).printed(),
        "{\"status\":\"ready\",\"database\":\"up\"}\n"
    );
    let empty = Server::over(Database::with_starter_data());
    let outcome = check(&empty.address().to_string());
    assert!(!outcome.success && outcome.stdout.contains("No fee schedule is loaded"), "{outcome:?}");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let said = check(&free.to_string()).refused();
    assert!(said.contains(&format!("http://{free}/readyz does not answer")), "{said}");
}

#[test]
fn a_wrong_environment_is_named_with_what_was_expected() {
    let refused = |environment: &[(&str, &str)]| {
        // A server would wait for its database.
        let command = if environment[0].0 == "DATABASE_URL" { "migrate" } else { "serve" };
        run(&[command], environment).refused()
    };
    let outputs = [
        refused(&[("MEDPAYIQ_LISTEN", "8080")]),
        refused(&[("MEDPAYIQ_LOG_FORMAT", "xml")]),
        refused(&[("DATABASE_URL", "mysql://x")]),
        refused(&[("DATABASE_URL", "postgres://nobody@127.0.0.1:1/x")]),
    ];
    let said = [
        "MEDPAYIQ_LISTEN is \"8080\". Write an address and a port, such as 127.0.0.1:8080, localhost:8080, [::1]:8080, or :8080 for every address.",
        "MEDPAYIQ_LOG_FORMAT is \"xml\". Write text or json.",
        "DATABASE_URL: it is not a PostgreSQL connection string such as postgres://",
        "the database does not answer: error connecting to server: Connection refused",
    ];
    for (output, said) in outputs.iter().zip(said) {
        assert!(output.contains(said), "{output}");
    }
}

#[test]
fn a_port_in_use_is_reported() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = run(&["serve"], &[("MEDPAYIQ_LISTEN", &address)]).refused();
    assert!(said.contains(&format!("Cannot listen on {address} (MEDPAYIQ_LISTEN)")), "{said}");
}

#[test]
fn without_postgresql_programs_serve_says_how_to_install_them() {
    let folder = Folder::new();
    let mut program =
        command(&["migrate"], &[("MEDPAYIQ_DATA_DIR", folder.path().join("data").to_str().unwrap())]);
    program.env("MEDPAYIQ_PG_BINDIR", folder.path());
    let output = program.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains(folder.path().to_str().unwrap()), "{said}");
    assert!(said.contains("MEDPAYIQ_PG_BINDIR") && said.contains("DATABASE_URL"), "{said}");
}

#[test]
fn an_unreadable_folder_is_reported_differently_from_a_missing_program() {
    let folder = Folder::new();
    let (data, file) = (folder.path().join("data"), folder.write("file", b""));
    let said = |data: &std::path::Path| {
        let mut program = command(&["migrate"], &[("MEDPAYIQ_DATA_DIR", data.to_str().unwrap())]);
        let output =
            program.env("PATH", "/nonexistent").env("MEDPAYIQ_PG_BINDIR", folder.path()).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    let missing = said(&data);
    assert!(missing.contains("that folder lacks initdb, postgres or pg_ctl"), "{missing}");
    let not_a_folder = said(&file);
    assert!(!not_a_folder.contains("chmod") && !not_a_folder.contains("may not enter"), "{not_a_folder}");
}

#[test]
fn verify_names_years_that_are_not_loaded_and_files_without_an_end() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let row = r#""2018","01112","05","76377","26","0000041.69","0000041.69"," ","0","A","2","0000000.00","0000000.00","9","0000000.00","0000000.00""#;
    let path = folder.write("PFREV18.txt", format!("{row}\r\n").as_bytes());
    let outcome = run_on(&database, &["verify", path.to_str().unwrap()]);
    assert!(!outcome.success, "{outcome:?}");
    expect![[r#"
        .../PFREV18.txt: 1 rows compared with no release, 0 equal
          PFREV18.txt does not end with TRL lines, as CMS's files do: it may be incomplete.
          No release of 2018 is loaded.
    "#]]
    .assert_eq(&outcome.stdout.replace(folder.path().to_str().unwrap(), "..."));
}

/// A line of a payment file.
fn payment(year: &str, locality: &str, hcpcs: &str, modifier: &str, [outside, inside]: [&str; 2]) -> String {
    let (mac, number) = locality.split_once('-').unwrap();
    format!(
        r#""{year}","{mac}","{number}","{hcpcs}","{modifier}","{outside:0>10}","{inside:0>10}"," ","0","A","0","0000000.00","0000000.00","9","0000000.00","0000000.00""#
    ) + "\r\n"
}

const TRAILER: &str = "\"TRL- END OF FILE\"\r\n";

#[test]
fn verify_recognizes_which_of_two_conversion_factors_a_file_uses() {
    let server = Server::with_own(&[of_year("RVU24A", "2024-01-01")]);
    let folder = Folder::new();
    let outputs = ["2024-01-15", "2024-07-15"].map(|day| {
        let mut file = ["99213", "99214"].map(|hcpcs| {
            let page = server.get(&format!("/v1/codes/{hcpcs}?date={day}&locality=01112-05")).json();
            let local = &page["rows"][0]["amounts"]["local"];
            let amounts = [&local["non_facility"], &local["facility"]].map(|amount| amount.as_str().unwrap());
            payment("2024", "01112-05", hcpcs, " ", amounts)
        });
        let equal = folder.write("PFALL24.txt", (file.concat() + TRAILER).as_bytes());
        let equal = run_on(&server.database, &["verify", equal.to_str().unwrap()]).printed();
        file[1] = payment("2024", "01112-05", "99214", " ", ["0.01", "0.01"]);
        let wrong = folder.write("PFALL24.txt", (file.concat() + TRAILER).as_bytes());
        let wrong = run_on(&server.database, &["verify", wrong.to_str().unwrap()]);
        assert!(!wrong.success);
        (equal + &wrong.stdout).replace(folder.path().to_str().unwrap(), "...")
    });
    expect![[r#"
        .../PFALL24.txt: 2 rows compared with RVU24A at 32.7442, the factor of 2024-01-01 to 2024-03-08, 2 equal
        .../PFALL24.txt: 2 rows compared with RVU24A at 32.7442, the factor of 2024-01-01 to 2024-03-08, 1 equal
          line 2, 99214 in 01112-05: non-facility published 0.01, computed 154.22; facility published 0.01, computed 109.15
        .../PFALL24.txt: 2 rows compared with RVU24A at 33.2875, the factor of 2024-03-09 to 2024-12-31, 2 equal
        .../PFALL24.txt: 2 rows compared with RVU24A at 33.2875, the factor of 2024-03-09 to 2024-12-31, 1 equal
          line 2, 99214 in 01112-05: non-facility published 0.01, computed 156.78; facility published 0.01, computed 110.96
    "#]].assert_eq(&outputs.concat());
}

#[test]
fn verify_recognizes_the_factor_of_qualifying_apm_participants() {
    let server = Server::with_own(&[of_year("RVU26A", "2026-01-01")]);
    let folder = Folder::new();
    let outputs = ["no", "yes"].map(|qualifying| {
        let rows = ["99213", "99214"].map(|hcpcs| {
            let amount = |place: &str| {
                let claim = format!("{hcpcs} on:2026-01-15 in:01112-05 {place} qp:{qualifying}");
                let line = &estimate(&server, &claim)["lines"][0];
                line["amounts"]["fee_schedule"].as_str().unwrap().to_owned()
            };
            payment(
                "2026",
                "01112-05",
                hcpcs,
                " ",
                [amount("@11"), amount("@22")].each_ref().map(String::as_str),
            )
        });
        let path = folder.write("PFALL26.txt", (rows.concat() + TRAILER).as_bytes());
        let arguments = ["verify", path.to_str().unwrap(), "--release", "RVU26A"];
        let printed = run_on(&server.database, &arguments).printed();
        printed.replace(folder.path().to_str().unwrap(), "...")
    });
    expect![[r#"
        .../PFALL26.txt: 2 rows compared with RVU26A at 33.4009, the factor of all but qualifying APM participants, 2 equal
        .../PFALL26.txt: 2 rows compared with RVU26A at 33.5675, the factor of qualifying APM participants, 2 equal
    "#]].assert_eq(&outputs.concat());
}

#[test]
fn verify_names_what_is_not_loaded_for_a_row() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let row = |locality, hcpcs, modifier| payment("2025", locality, hcpcs, modifier, ["41.69", "41.69"]);
    let rows = [
        row("01112-05", "76377", "26"),
        row("01112-99", "76377", "26"),
        row("01112-05", "0042T", "  "),
        row("01112-05", "76377", "53"),
    ];
    let path = folder.write("PFREV25.txt", (rows.concat() + TRAILER).as_bytes());
    let outcome = run_on(&database, &["verify", path.to_str().unwrap()]);
    assert!(!outcome.success, "{outcome:?}");
    expect![[r#"
        .../PFREV25.txt: 4 rows compared with RVU25A, 1 equal
          line 2, 76377-26 in 01112-99: RVU25A has no locality 01112-99
          line 3, 0042T in 01112-05: RVU25A does not list 0042T
          line 4, 76377-53 in 01112-05: RVU25A has no such row of 76377
    "#]]
    .assert_eq(&outcome.stdout.replace(folder.path().to_str().unwrap(), "..."));
    let other = fixture("rvu25d/PPRRVU2025_Oct.txt");
    expect![[r#"
        medpayiq: PPRRVU2025_Oct.txt: not a payment file: expected one such as PFALL25.txt, with lines such as "2025","01112","05",...
    "#]].assert_eq(&run_on(&database, &["verify", &other]).refused());
}

#[test]
fn an_unreadable_request_is_not_logged_as_our_failure() {
    let database = Database::with_starter_data();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let answer = service.client.raw(b"GET /livez HTTP/1.1\r\nhost: x\r\nbad header\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(!service.log().contains("ERROR"), "{}", service.log());
    service.stop();
}

#[test]
fn serve_without_a_database_runs_its_own_and_stops_it() {
    let folder = Folder::new();
    let data = folder.path().join("data");
    let service = Service::start(&[("MEDPAYIQ_DATA_DIR", data.to_str().unwrap())]);
    let request = r#"{"lines": [{"hcpcs": "76377", "modifiers": ["26"]}], "locality": "01112-05", "date_of_service": "2025-01-15"}"#;
    let answer = service.client.post("/v1/estimates", request).json();
    assert_eq!(answer["lines"][0]["amounts"]["fee_schedule"], "41.69");
    assert_eq!(
        run(&["healthcheck"], &[("MEDPAYIQ_LISTEN", &service.address)]).printed(),
        "{\"status\":\"ready\",\"database\":\"up\"}\n"
    );
    assert!(data.join("cluster/postmaster.pid").exists());
    service.stop();
    assert!(!data.join("cluster/postmaster.pid").exists(), "the private PostgreSQL goes on running");
}

#[test]
fn logs_are_json_lines_if_requested() {
    let database = Database::with_starter_data();
    let url = database.url();
    let mut service = command(
        &["serve"],
        &[("DATABASE_URL", &url), ("MEDPAYIQ_LOG_FORMAT", "json"), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")],
    );
    let folder = Folder::new();
    let log = folder.write("log", b"");
    let mut child = service.stderr(fs::File::create(&log).unwrap()).spawn().unwrap();
    crate::support::wait_until("the schedule is loaded", || {
        fs::read_to_string(&log).unwrap().contains("Loaded the fee schedule.")
    });
    crate::support::program::signal(&child, "INT");
    assert!(child.wait().unwrap().success());
    for line in fs::read_to_string(&log).unwrap().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(event["message"].is_string() && event["level"].is_string(), "{line}");
    }
}

#[test]
fn a_server_waits_for_an_unreachable_database() {
    let database = Database::with_starter_data();
    let url = database.url().replace("dbname=", "dbname=not_yet_");
    let service =
        Service::begin(command(&["serve"], &[("DATABASE_URL", &url), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]));
    crate::support::wait_until("it says so", || service.log().contains("Trying again."));
    assert_eq!(service.client.get("/livez").status, 200);
    let said = format!(
        "503 unavailable: No fee schedule is loaded. The database has not been reached yet: PostgreSQL refuses the connection: \
         FATAL: database \"not_yet_{}\" does not exist",
        database.name()
    );
    assert_eq!(service.client.get("/readyz").problem(), said);
}

#[test]
fn releases_are_compared_with_what_is_due() {
    let database = Database::with_starter_data();
    expect![[r#"
        On 2026-10-01:
          kind                     loaded          due             state
          fee schedule             RVU26C          RVU26D          outdated
          ZIP codes                ZIP5_2025Q4     ZIP5_2026Q4     outdated
          anesthesia base units    ANES_BASE_2022  ANES_BASE_2026  unconfirmed
          PTP edits                PTP_2024Q3      PTP_2026Q4      outdated
          unit limits (MUE)        MUE_2026Q2      MUE_2026Q4      outdated
          add-on codes             AOC_2026Q2      AOC_2026Q4      outdated
          laboratory fee schedule  nothing         CLFS_2026Q4     missing
          payment limits of drugs  nothing         ASP_2026Q4      missing
          equipment fee schedule   nothing         DMEPOS_2026Q4   missing
          nutrition fee schedule   nothing         DMEPEN_2026Q4   missing
          figures of the law       built in        LAW-2026        current
        fee schedule: RVU26C has been out of date since 2026-10-01. RVU26D is due: import rvu26d.zip.
          PFS Relative Value Files: https://www.cms.gov/medicare/payment/fee-schedules/physician/pfs-relative-value-files
        ZIP codes: ZIP5_2025Q4 has been out of date since 2026-01-01. ZIP5_2026Q4 is due: import ZIP5_OCT2026.
          Fee Schedules, Zip Code to Carrier Locality File: https://www.cms.gov/medicare/payment/fee-schedules
        anesthesia base units: ANES_BASE_2022 is a list of an earlier year. CMS does not publish one every year. If there is a newer list, import it.
          Anesthesiologists Center: https://www.cms.gov/medicare/payment/fee-schedules/physician/anesthesiologists-center
        PTP edits: PTP_2024Q3 has been out of date since 2024-10-01. PTP_2026Q4 is due: import ccipra-v323r0-f1, ccipra-v323r0-f2, ccipra-v323r0-f3, ccipra-v323r0-f4.
          Medicare NCCI Procedure-to-Procedure (PTP) Edits, Practitioner: https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-procedure-procedure-ptp-edits
        unit limits (MUE): MUE_2026Q2 has been out of date since 2026-07-01. MUE_2026Q4 is due: import MCR_MUE_PractitionerServices_Eff_10-01-2026.
          Medicare NCCI Medically Unlikely Edits (MUEs), Practitioner Services: https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-medically-unlikely-edits-mues
        add-on codes: AOC_2026Q2 has been out of date since 2026-07-01. AOC_2026Q4 is due: import AOC_V2026Q4-MCR.
          Medicare NCCI Add-on Code Edits: https://www.cms.gov/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/medicare-ncci-add-code-edits
        laboratory fee schedule: Nothing is loaded for this day. Import CLFS_2026Q4: CLFS_2026_Q4.
          Clinical Laboratory Fee Schedule Files: https://www.cms.gov/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files
        payment limits of drugs: Nothing is loaded for this day. Import ASP_2026Q4: Payment_Limit_File_OCT_2026.
          ASP Pricing Files: https://www.cms.gov/medicare/payment/part-b-drugs/asp-pricing-files
        equipment fee schedule: Nothing is loaded for this day. Import DMEPOS_2026Q4: DMEPOS26_OCT.
          DMEPOS Fee Schedule: https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule
        nutrition fee schedule: Nothing is loaded for this day. Import DMEPEN_2026Q4: DMEPEN26_OCT.
          DMEPOS Fee Schedule: https://www.cms.gov/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule
    "#]].assert_eq(&run_on(&database, &["releases", "--date", "2026-10-01"]).printed());
    let today = run_on(&database, &["releases"]).printed();
    assert!(today.starts_with("On 20") && today.contains("fee schedule"), "{today}");
    let refused = run_on(&database, &["releases", "--date", "10/01/2026"]).refused();
    assert!(refused.contains("is not a date. Write 2026-10-01."), "{refused}");
}
