//! The command line itself: settings as flags, exit statuses, JSON for programs, completions and the manual.

use crate::support::cluster::Database;
use crate::support::importing::fixture;
use crate::support::program::{Folder, Outcome, Service, command, run, run_on};
use crate::support::reporting::contribute;
use crate::support::wait_until;
use expect_test::expect;
use serde_json::{Value, json};

const MISTAKE: Option<i32> = Some(2);
const FAILURE: Option<i32> = Some(1);

fn line(line: &str) -> Outcome {
    run(&line.split(' ').collect::<Vec<_>>(), &[])
}

fn json_on(database: &Database, arguments: &[&str]) -> Value {
    serde_json::from_str(&run_on(database, arguments).printed()).unwrap()
}

#[test]
fn a_mistake_is_exit_status_2_and_a_failure_1() {
    let folder = Folder::new();
    let claim = folder.write("claim.json", br#"{"lines": [{"hcpcs": "9921"}]}"#);
    let database = Database::with_starter_data();
    let on = |arguments: &[&str]| run_on(&database, arguments).code;
    let mistakes: [&[&str]; 10] = [
        &["estimate", "7637"],
        &["estimate", "99213", "--pos", "999"],
        &["estimate", "--claim", claim.to_str().unwrap()],
        &["estimate"],
        &["explain", "99213-25 twice"],
        &["explain", "9921"],
        &["explain", "99213-"],
        &["keys", "create", "--name", "", "--scope", "estimate"],
        &["releases", "--date", "yesterday"],
        &["nonsense"],
    ];
    for arguments in mistakes {
        assert_eq!(on(arguments), MISTAKE, "{arguments:?}");
    }
    assert_eq!(on(&["reports", "hold", "12345"]), FAILURE);
    assert_eq!(on(&["import", "/nowhere"]), FAILURE);
    assert_eq!(run(&["serve"], &[("MEDPAYIQ_DENIAL_MOST_OF_ONE", "7")]).code, MISTAKE);
    assert_eq!(run(&["migrate"], &[("DATABASE_URL", "mysql://x")]).code, MISTAKE);
    assert_eq!(line("releases --help").code, Some(0));
}

#[test]
fn a_usage_line_shows_only_what_is_needed() {
    let variables = [("MEDPAYIQ_DATA_DIR", "/nowhere"), ("MEDPAYIQ_LOG", "error")];
    let said = run(&["estimate", "--nonsense"], &variables);
    assert_eq!(said.code, MISTAKE);
    assert!(said.stderr.contains("Usage: medpayiq estimate"), "{}", said.stderr);
    assert!(!said.stderr.contains("--data-dir") && !said.stderr.contains("--log"), "{}", said.stderr);
    // The help still shows what the variables are set to.
    let help = run(&["releases", "--help"], &variables).printed();
    assert!(help.contains("MEDPAYIQ_DATA_DIR=/nowhere"), "{help}");
}

#[test]
fn a_hint_is_in_the_words_of_the_command_line() {
    let database = Database::with_starter_data();
    let said = |arguments: &[&str]| run_on(&database, arguments).refused();
    expect![[r#"
        medpayiq: "99213-25" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439. Write "99213" with --modifier 25.
    "#]].assert_eq(&said(&["estimate", "99213-25"]));
    expect![[r#"
        medpayiq: "LT,59" is not a modifier. Write two letters or digits, such as 26 or RT. Give each modifier on its own: --modifier LT --modifier 59.
    "#]].assert_eq(&said(&["estimate", "99213", "--modifier", "LT,59"]));
    expect![[r#"
        medpayiq: "99213-" has a hyphen and no modifier. Write 99213, or 99213-25.
    "#]]
    .assert_eq(&said(&["explain", "99213-"]));
    expect![[r#"
        medpayiq: No code was given. Write one, such as `medpayiq estimate 99213`, or name a file with --claim.
    "#]].assert_eq(&said(&["estimate"]));
    let place = said(&["fee-schedule"]);
    assert!(place.contains("<--locality <LOCALITY>|--zip <ZIP>>"), "{place}");
    let number = said(&["reports", "hold", "x"]);
    assert!(number.contains("\"x\" is not the number of a report. Write one such as 12"), "{number}");
    let units = said(&["estimate", "99213", "--units", "two"]);
    assert!(units.contains("\"two\" is not a whole number. Write one such as 2"), "{units}");
    let provider = said(&["estimate", "99213", "--provider", "NP"]);
    assert!(provider.contains("Did you mean nurse_practitioner?"), "{provider}");
}

#[test]
fn a_misspelled_variable_is_named() {
    let outcome = run(&["releases"], &[("MEDPAYIQ_LISTN", ":8080")]);
    assert_eq!(outcome.code, MISTAKE);
    assert_eq!(outcome.stderr, "medpayiq: MEDPAYIQ_LISTN is not a setting. Did you mean MEDPAYIQ_LISTEN?\n");
    let of_kubernetes = [("MEDPAYIQ_SERVICE_HOST", "10.0.0.1"), ("MEDPAYIQ_PORT_8080_TCP_ADDR", "10.0.0.1")];
    run(&["openapi"], &of_kubernetes).printed();
}

#[test]
fn a_variable_with_an_invalid_value_is_named_and_an_empty_one_is_not_set() {
    let refused = |variable: &str, value: &str| run(&["healthcheck"], &[(variable, value)]).refused();
    let said = refused("MEDPAYIQ_LISTEN", "8080");
    assert!(
        said.starts_with("medpayiq: MEDPAYIQ_LISTEN is \"8080\". Write an address and a port, such as"),
        "{said}"
    );
    let said = line("healthcheck --listen 8080").refused();
    assert!(said.contains("--listen") && !said.contains("MEDPAYIQ_LISTEN is"), "{said}");
    let said = refused("MEDPAYIQ_LISTEN", "");
    assert!(said.contains("http://127.0.0.1:8080/readyz does not answer"), "{said}");
}

#[test]
fn a_flag_comes_before_its_variable() {
    let database = Database::with_starter_data();
    let dead = ("DATABASE_URL", "postgres://nobody@127.0.0.1:1/x");
    let url = database.url();
    for arguments in [["--database-url", &url, "releases"], ["releases", "--database-url", &url]] {
        run(&arguments, &[dead]).printed();
    }
}

#[test]
fn serve_help_shows_every_setting_with_its_default_and_variable() {
    let help = line("serve --help").printed();
    let of = |flag: &str| {
        let rest = help.split(&format!("      {flag} ")).nth(1).unwrap_or_else(|| panic!("{flag} in {help}"));
        rest.split("\n      --").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (flag, shown) in [
        ("--listen", "[env: MEDPAYIQ_LISTEN=] [default: 127.0.0.1:8080]"),
        ("--health-listen", "[env: MEDPAYIQ_HEALTH_LISTEN=]"),
        ("--cors-origins", "[env: MEDPAYIQ_CORS_ORIGINS=]"),
        ("--reports-per-hour", "[env: MEDPAYIQ_REPORTS_PER_HOUR=] [default: 60]"),
        ("--denial-threshold", "[env: MEDPAYIQ_DENIAL_THRESHOLD=] [default: 5]"),
        ("--database-url", "[env: DATABASE_URL]"),
        ("--contributor-key", "[env: MEDPAYIQ_CONTRIBUTOR_KEY]"),
        ("--log-format", "[env: MEDPAYIQ_LOG_FORMAT=] [default: text]"),
    ] {
        assert!(of(flag).contains(shown), "{flag}: {}", of(flag));
    }
    assert!(!help.contains("a secret of the tests"), "{help}");
    assert!(!help.contains('\u{1b}'), "colours are for terminals");
}

#[test]
fn a_server_listens_on_a_name_and_on_every_address() {
    let database = Database::with_starter_data();
    for address in ["localhost:0", ":0"] {
        let mut serve = command(&["serve", "--listen", address], &[("DATABASE_URL", &database.url())]);
        serve.env("MEDPAYIQ_LOG", "info");
        let service = Service::begin(serve);
        wait_until("the service is ready", || service.client.get("/readyz").status == 200);
        let port = service.address.rsplit_once(':').unwrap().1;
        let asked = run(&["healthcheck", "--listen", &address.replace('0', port)], &[]);
        assert!(asked.printed().contains("ready"), "{address}");
    }
}

#[test]
fn a_database_that_is_away_is_named_without_its_password() {
    let url = "postgres://biller:secret@127.0.0.1:1/practice";
    let said = run(&["releases"], &[("DATABASE_URL", url)]).refused();
    assert!(said.starts_with("medpayiq: the database practice at 127.0.0.1:1 is away: "), "{said}");
    assert!(!said.contains("secret") && !said.contains("biller"), "{said}");
    let service =
        Service::begin(command(&["serve"], &[("DATABASE_URL", url), ("MEDPAYIQ_LISTEN", "127.0.0.1:0")]));
    wait_until("the log names the database", || {
        service.log().contains("the database practice at 127.0.0.1:1")
    });
    assert!(!service.log().contains("secret"), "{}", service.log());
}

#[test]
fn explain_prices_lines_in_the_notation_of_billers() {
    let database = Database::with_starter_data();
    let line = "explain 99213-25 $150.00 20610-RT x1 --zip 94110 --date 2025-01-15";
    let arguments: Vec<&str> = line.split(' ').collect();
    expect![[r#"
        99213-25  $109.15 (charge $150.00)
             $109.15  geographic_adjustment: (1.30 work x 1.088 + 1.35 non-facility PE x 1.419 + 0.10 MP x 0.445) x 32.3465
             $109.15  lesser_of_charge: the fee is lower than the charge of $150.00
              $87.32  coinsurance: less $21.83, 20 percent of the amount
              $85.57  sequestration: less $1.75, 2 percent of the amount
        If the deductible is met: Medicare pays $85.57 and the patient owes $21.83.
        If none of the deductible is met: Medicare pays $0.00 and the patient owes $109.15.
          PTP edit 20610 over 99213 (indicator 1) is resolved by modifier 25 of line 1
          package of 20610 (000 days) is resolved by modifier 25 of line 1
        Confidence: medium
          older_edits: The NCCI edits of the date's quarter are not loaded. The older edits of 2024Q3 were applied.
          earlier_procedures_not_checked: If the patient is in the global period of an earlier procedure, Medicare does not pay this visit separately. Earlier claims were not checked.
        20610-RT  $77.41
              $77.41  geographic_adjustment: (0.79 work x 1.088 + 1.04 non-facility PE x 1.419 + 0.13 MP x 0.445) x 32.3465
              $61.93  coinsurance: less $15.48, 20 percent of the amount
              $60.69  sequestration: less $1.24, 2 percent of the amount
        If the deductible is met: Medicare pays $60.69 and the patient owes $15.48.
        If none of the deductible is met: Medicare pays $0.00 and the patient owes $77.41.
        Confidence: medium
          older_edits: The NCCI edits of the date's quarter are not loaded. The older edits of 2024Q3 were applied.
        Totals
          Medicare allows       $186.56
          Medicare pays         $146.26
          The patient owes       $37.31
        CMS MPFS RVU25A for 01112-05 SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY), 2025-01-15, place of service 11
    "#]].assert_eq(&run_on(&database, &arguments).printed());
    let answer = json_on(&database, &[&arguments[..], &["--json"]].concat());
    let lines = answer["lines"].as_array().unwrap();
    let codes: Vec<_> = lines.iter().map(|line| (&line["hcpcs"], &line["modifiers"])).collect();
    assert_eq!(codes, [(&json!("99213"), &json!(["25"])), (&json!("20610"), &json!(["RT"]))]);
    let refused = run_on(&database, &["explain", "99213 twice"]).refused();
    assert_eq!(
        refused,
        "medpayiq: \"twice\" in \"99213 twice\" is not a modifier, units or a charge. Write it like 99213-25 x1 $150.00.\n"
    );
}

#[test]
fn releases_and_reports_are_printed_as_json() {
    let database = Database::with_starter_data();
    let service =
        Service::start(&[("DATABASE_URL", &database.url()), ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true")]);
    let printed = json_on(&database, &["releases", "--date", "2026-11-28", "--json"]);
    assert_eq!(printed, service.client.get("/v1/releases?date=2026-11-28").json());
    assert_eq!(json_on(&database, &["reports", "list", "--json"]), json!([]));
    contribute(&service.client, &json!({}));
    let reports = json_on(&database, &["reports", "list", "--json"]);
    let report = &reports.as_array().unwrap()[0];
    assert_eq!((&report["state"], &report["note"]), (&"accepted".into(), &Value::Null));
    run_on(&database, &["reports", "hold", &report["id"].to_string()]).printed();
    assert!(report["summary"].as_str().unwrap().contains("76377"), "{report}");
}

#[test]
fn an_import_and_its_verification_are_printed_as_json() {
    let database = Database::empty();
    let folder = fixture("rvu25d");
    let path = folder.as_str();
    let first = json_on(&database, &["import", path, "--json"]);
    let release = &first["releases"][0];
    assert_eq!((&release["release"], &release["effective_from"]), (&"RVU25D".into(), &"2025-10-01".into()));
    assert_eq!(first["refused"], json!([]));
    let files = release["files"].as_array().unwrap();
    assert!(
        !files.is_empty() && files.iter().all(|file| file["sha256"].as_str().unwrap().len() == 64),
        "{first}"
    );
    let again = json_on(&database, &["import", path, "--json"]);
    assert_eq!(again["releases"][0]["outcome"], "already imported");
    let verified = json_on(&database, &["verify", "--json"]);
    assert_eq!(verified["equal"], true);
    for file in verified["files"].as_array().unwrap() {
        assert_eq!((&file["compared"], &file["mismatches"]), (&file["equal"], &json!([])), "{file}");
    }
}

#[test]
fn import_help_lists_the_files_that_it_reads() {
    let help = line("import --help").printed();
    for name in [
        "PPRRVU*",
        "GPCI*",
        "OPPSCAP*",
        "ZIP5*",
        "*ccipra-*",
        "MCR_MUE_Practitioner*",
        "AOC_V*",
        "CLFS*",
        "*ASP Pricing*",
        "DMEPOS*",
        "law*.toml",
    ] {
        assert!(help.contains(name), "{name} in {help}");
    }
}

#[test]
fn shells_and_the_manual_know_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell], &[]).printed();
        for name in ["explain", "healthcheck", "cors-origins"] {
            assert!(script.contains(name), "{shell} does not know {name}");
        }
    }
    let folder = Folder::new();
    run(&["man", folder.path().join("man").to_str().unwrap()], &[]).printed();
    let printed = run(&["man", "-"], &[]).printed();
    assert!(printed.starts_with(".ie") && printed.contains(".TH"), "{printed}");
    let page = |name: &str| std::fs::read_to_string(folder.path().join("man").join(name)).unwrap();
    assert!(page("medpayiq.1").contains("explain"));
    assert!(page("medpayiq-serve.1").contains("MEDPAYIQ_LISTEN"));
    assert!(page("medpayiq-reports-hold.1").contains("number"));
}
