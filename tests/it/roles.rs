//! The three database roles: each can do its work, and not the work of the others.

use crate::support::checkout;
use crate::support::cluster::Database;
use crate::support::importing::fixture;
use crate::support::program::{Outcome, Service, command, run};
use crate::support::reporting::{covered, report, retract, send, somebody, token};
use crate::support::wait_until;
use expect_test::expect;
use serde_json::json;

/// A database with the roles, in which nothing has been done yet as one of them.
struct WithRoles(Database);

impl WithRoles {
    /// Runs the script that operators run.
    fn over(database: Database) -> Self {
        let script = std::fs::read_to_string(checkout("scripts/create-roles.sql")).unwrap();
        database.run(&script).unwrap();
        Self(database)
    }

    /// A database with tables and rights.
    fn ready() -> Self {
        let roles = Self::over(Database::with_starter_data());
        roles.run_as("owner", &["migrate"]).printed();
        roles
    }

    fn url(&self, role: &str) -> String {
        self.0.url().replace("user=medpayiq ", &format!("user=medpayiq_{role} "))
    }

    fn run_as(&self, role: &str, arguments: &[&str]) -> Outcome {
        run(arguments, &[("DATABASE_URL", &self.url(role)), ("MEDPAYIQ_LOG", "warn")])
    }

    fn serve(&self, settings: &[(&str, &str)]) -> Service {
        let url = self.url("server");
        let usual = [("DATABASE_URL", url.as_str()), ("MEDPAYIQ_TRUST_FORWARDED_FOR", "true")];
        Service::start(&[&usual, settings].concat())
    }

    /// What PostgreSQL answers to a statement of a role: `done`, or the error.
    fn ask_as(&self, role: &str, statement: &str) -> String {
        let mut config = self.0.config();
        config.user(format!("medpayiq_{role}"));
        self.0.run_with(&config, statement).map_or_else(|error| error, |()| "done".to_owned())
    }
}

#[test]
fn each_role_can_do_its_work() {
    let roles = WithRoles::ready();
    let create = ["keys", "create", "--name", "practice", "--scope", "estimate,contribute"];
    let key = roles.run_as("owner", &create).printed();
    let authorization = format!("Bearer {}", key.trim());
    roles.run_as("importer", &["import", &fixture("rvu24b")]).printed();
    let folder = crate::support::program::Folder::new();
    let tips = "reviewed = \"2026-11-24\"\n[[tip]]\nid = \"ours\"\ncodes = [\"99213\"]\ntext = \"Look twice.\"\n\
                effect = \"informs\"\nevidence = \"editorial\"\n";
    let tips = folder.write("ours.toml", tips.as_bytes());
    roles.run_as("importer", &["tips", "import", tips.to_str().unwrap()]).printed();
    let terms = folder.write("clinic.toml", b"percent = 110\n");
    roles.run_as("importer", &["terms", "import", terms.to_str().unwrap()]).printed();
    roles.run_as("importer", &["law", "list"]).printed();
    assert!(!roles.run_as("importer", &["releases"]).stderr.contains("denied"));

    let service = roles.serve(&[]);
    let client = &service.client;
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let estimate = client.send("POST", "/v1/estimates", &headers, br#"{"lines": [{"hcpcs": "76377"}]}"#);
    assert_eq!(estimate.status, 200);
    assert!(client.get("/v1/releases").text().contains("RVU24B"));
    assert!(client.get("/v1/terms").text().contains("clinic"));
    let tokens: Vec<String> =
        (0..6).map(|_| token(&send(client, &somebody(), None, &report(&json!({})).to_string()))).collect();
    assert_eq!((covered(client, "76377"), retract(client, &tokens[0])), (Some(5), 204));
    let listed = roles.run_as("server", &["reports", "list"]).printed();
    let number = listed.split(' ').next().unwrap();
    roles.run_as("server", &["reports", "hold", number]).printed();
    roles.run_as("server", &["reports", "delete", number]).printed();
    // What a release or a key changes, a server learns as ever.
    roles.run_as("importer", &["import", &fixture("rvu25d")]).printed();
    wait_until("the server has the release", || client.get("/v1/releases").text().contains("RVU25D"));
    roles.run_as("owner", &["keys", "revoke", "practice"]).printed();
    wait_until("the server refuses the key", || client.send("GET", "/v1/codes", &headers, b"").status == 401);
    service.stop();
}

#[test]
fn contributors_are_forgotten_by_the_server_role() {
    let roles = WithRoles::ready();
    for slot in 0..3 {
        assert_eq!(roles.ask_as("server", &format!("truncate contributions_{slot}")), "done");
    }
    assert_eq!(roles.ask_as("server", "delete from idempotency_keys where false"), "done");
}

#[test]
fn no_role_can_do_the_work_of_another() {
    let roles = WithRoles::ready();
    let forbidden = [
        ("importer", "select note from denial_reports"),
        ("importer", "select from contributions"),
        ("importer", "select from contributions_1"),
        ("importer", "select from idempotency_keys"),
        ("importer", "select from api_keys"),
        ("importer", "delete from denial_counts"),
        ("importer", "update refinery_schema_history set version = 1"),
        ("importer", "create table mine (id int)"),
        ("importer", "drop table releases"),
        ("importer", "create schema mine"),
        ("server", "insert into releases (label) values ('MINE')"),
        ("server", "delete from ptp_sets"),
        ("server", "update service_rows set hcpcs = '99213'"),
        ("server", "delete from tips"),
        ("server", "delete from contract_terms"),
        ("server", "insert into contract_terms (name) values ('mine')"),
        ("server", "insert into api_keys (name) values ('mine')"),
        ("server", "update api_keys set revoked_at = null"),
        ("server", "create table mine (id int)"),
        ("server", "drop table denial_reports"),
        ("server", "truncate denial_reports"),
        ("server", "create temporary table mine (id int)"),
        ("owner", "create role mine"),
        ("owner", "copy releases to program 'cat'"),
    ];
    for (role, statement) in forbidden {
        let answer = roles.ask_as(role, statement);
        let is_refused = ["permission denied", "must be owner", "must be superuser"]
            .iter()
            .any(|words| answer.contains(words));
        assert!(is_refused, "{role}: {statement}: {answer}");
    }
    let release = fixture("rvu24b");
    let commands: [(&str, &[&str]); 5] = [
        ("importer", &["keys", "list"]),
        ("importer", &["reports", "list"]),
        ("server", &["keys", "create", "--name", "mine", "--scope", "metrics"]),
        ("server", &["import", &release]),
        ("server", &["terms", "delete", "clinic"]),
    ];
    for (role, arguments) in commands {
        let refused = roles.run_as(role, arguments).refused();
        let words = format!("The role medpayiq_{role} may not do this.");
        let names_both =
            refused.contains(&words) && refused.contains(": ERROR: permission denied for table ");
        assert!(names_both, "{role} {arguments:?}: {refused}");
    }
    let stranger = "select count(*)::text from pg_roles where has_database_privilege(rolname, current_database(), 'connect')
                    and not rolsuper and rolname not like 'medpayiq%' and rolname not like 'pg_%'";
    assert_eq!(roles.0.ask(stranger), "0");
}

#[test]
fn a_server_that_may_not_migrate_says_who_must() {
    let roles = WithRoles::over(Database::empty());
    let mut serve = command(&["serve"], &[("DATABASE_URL", &roles.url("server"))]);
    serve.env("MEDPAYIQ_LISTEN", "127.0.0.1:0");
    let service = Service::begin(serve);
    let says = |words: &str| service.client.get("/readyz").text().contains(words);
    wait_until("it says that there are no tables", || {
        says("The database has no tables of MedPayIQ, and this program needs those of migration")
            && says("Run `medpayiq migrate` as the role that owns them, such as medpayiq_owner")
    });
    roles.run_as("owner", &["migrate"]).printed();
    wait_until("it serves", || service.client.get("/readyz").status == 200);
    service.stop();
    let import = roles.run_as("importer", &["import", &fixture("rvu24b")]);
    assert!(import.printed().starts_with("imported RVU24B"));
}

#[test]
fn a_role_that_may_not_migrate_uses_an_older_or_newer_database_in_no_way() {
    let roles = WithRoles::ready();
    roles.0.run("delete from refinery_schema_history where version = (select max(version) from refinery_schema_history)").unwrap();
    let refused = roles.run_as("importer", &["releases"]).refused();
    assert!(refused.contains("the tables of migration"), "{refused}");
    roles.0.run("insert into refinery_schema_history values (99, 'future', '2027-01-01', '1')").unwrap();
    let refused = roles.run_as("importer", &["releases"]).refused();
    assert!(refused.contains("A newer MedPayIQ has migrated this database (V99__future)"), "{refused}");
}

#[test]
fn a_role_that_owns_no_table_does_not_seem_to_give_rights() {
    let roles = WithRoles::ready();
    let said = roles.run_as("server", &["migrate"]).refused();
    expect![[r#"
        medpayiq: The database has all that this program needs, but the role of this connection does not own its tables, so the roles of importers and servers got no rights. Run `medpayiq migrate` as the owner, such as medpayiq_owner
    "#]].assert_eq(&said);
}

#[test]
fn a_role_that_nobody_gave_its_rights_is_named() {
    let roles = WithRoles::over(Database::with_starter_data());
    roles.0.run("revoke all on all tables in schema public from medpayiq_importer, medpayiq_server").unwrap();
    let said = roles.run_as("importer", &["releases"]).refused();
    expect![[r#"
        medpayiq: The role medpayiq_importer may not do this. Use the role that may, or give it its rights with `medpayiq migrate`, run as the role that owns the tables: ERROR: permission denied for table refinery_schema_history
    "#]].assert_eq(&said);
    let mut serve = command(&["serve"], &[("DATABASE_URL", &roles.url("server"))]);
    serve.env("MEDPAYIQ_LISTEN", "127.0.0.1:0");
    let service = Service::begin(serve);
    wait_until("the server says it too", || {
        let said = service.client.get("/readyz").text().to_owned();
        said.contains("The role medpayiq_server may not do this") && said.contains("refinery_schema_history")
    });
    roles.run_as("owner", &["migrate"]).printed();
    wait_until("it serves", || service.client.get("/readyz").status == 200);
}

#[test]
fn a_server_that_loses_a_right_says_which_and_goes_on_when_it_has_it_again() {
    let roles = WithRoles::ready();
    let service = roles.serve(&[]);
    let seen = || service.client.get("/readyz").json();
    assert_eq!(seen()["database"], "up");
    roles.0.run("revoke select on contract_terms from medpayiq_server").unwrap();
    wait_until("it is not up", || seen()["database"] == "unprepared");
    let detail = seen()["detail"].as_str().unwrap().to_owned();
    assert!(
        detail.contains("medpayiq_server") && detail.ends_with("permission denied for table contract_terms"),
        "{detail}"
    );
    assert!(service.log().contains("Changes in the database cannot be looked for"), "{}", service.log());
    assert_eq!(service.client.get("/v1/codes/76377").status, 200);
    roles.run_as("owner", &["migrate"]).printed();
    wait_until("it is up", || seen()["database"] == "up");
}

#[test]
fn a_connection_that_postgresql_refuses_is_not_called_away() {
    let roles = WithRoles::ready();
    let said = |url: &str| run(&["releases"], &[("DATABASE_URL", url), ("MEDPAYIQ_LOG", "off")]).refused();
    let stranger = said(&roles.url("nobody"));
    let words =
        "cannot be used: PostgreSQL refuses the connection: FATAL: role \"medpayiq_nobody\" does not exist";
    assert!(stranger.contains(words), "{stranger}");
    let name = roles.0.name();
    let missing = said(&roles.url("server").replace(name, "nowhere"));
    assert!(
        missing.contains("PostgreSQL refuses the connection: FATAL: database \"nowhere\" does not exist"),
        "{missing}"
    );
    roles.0.run(&format!("revoke connect on database {name} from medpayiq_server")).unwrap();
    let kept_out = said(&roles.url("server"));
    assert!(kept_out.contains(&format!("permission denied for database \"{name}\"")), "{kept_out}");
}

#[test]
fn a_server_that_is_kept_out_says_so_and_comes_back() {
    let roles = WithRoles::ready();
    let service = roles.serve(&[]);
    let name = roles.0.name();
    roles.0.run(&format!("revoke connect on database {name} from medpayiq_server")).unwrap();
    roles.0.break_connections("usename = 'medpayiq_server'");
    let detail = || service.client.get("/readyz").json()["detail"].as_str().unwrap_or_default().to_owned();
    let words =
        format!("PostgreSQL refuses the connection: FATAL: permission denied for database \"{name}\"");
    wait_until("it says why", || detail().contains(&words));
    // The caller may try again later.
    assert_eq!(send(&service.client, &somebody(), None, &report(&json!({})).to_string()).status, 503);
    roles.0.run(&format!("grant connect on database {name} to medpayiq_server")).unwrap();
    wait_until("it is up again", || service.client.get("/readyz").json()["database"] == "up");
}

#[test]
fn starter_data_that_a_role_may_not_load_is_named() {
    let roles = WithRoles::ready();
    roles.0.run("delete from releases where starter").unwrap();
    let mut serve = command(&["serve"], &[("DATABASE_URL", &roles.url("server"))]);
    serve.env("MEDPAYIQ_LISTEN", "127.0.0.1:0");
    let service = Service::begin(serve);
    wait_until("it says what is missing", || {
        service.client.get("/readyz").text().contains("does not have the starter data of this program")
    });
}

#[test]
fn the_rights_of_each_table_are_listed() {
    let roles = WithRoles::ready();
    let listed = roles.0.ask(
        "with rights as (
             select table_name, substr(grantee, 10) as role,
                    string_agg(lower(privilege_type), ' ' order by privilege_type) as granted
             from information_schema.role_table_grants
             where grantee in ('medpayiq_importer', 'medpayiq_server') and table_schema = 'public'
             group by table_name, grantee)
         select rpad(relname::text, 26) || concat_ws('; ', (
             select string_agg(role || ': ' || granted, '; ' order by role) from rights where table_name = relname))
         from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') order by relname::text collate \"C\"",
    );
    expect![[r#"
        add_on_codes              importer: delete insert select update; server: select
        adjustment_groups         importer: select; server: select
        adjustment_reasons        importer: select; server: select
        anesthesia_base_units     importer: delete insert select update; server: select
        anesthesia_factors        importer: delete insert select update; server: select
        api_keys                  server: select
        contract_terms            importer: delete insert select update; server: select
        contributions             server: delete insert select truncate update
        contributions_0           server: delete insert select truncate update
        contributions_1           server: delete insert select truncate update
        contributions_2           server: delete insert select truncate update
        denial_counts             server: delete insert select update
        denial_ledgers            server: delete insert select update
        denial_reports            server: delete insert select update
        drug_limits               importer: delete insert select update; server: select
        equipment_fees            importer: delete insert select update; server: select
        explanations              importer: delete insert select update; server: select
        extract_codes             importer: delete insert select update; server: select
        idempotency_keys          server: delete insert select update
        laboratory_rates          importer: delete insert select update; server: select
        law_texts                 importer: delete insert select update; server: select
        localities                importer: delete insert select update; server: select
        locality_counties         importer: delete insert select update; server: select
        opps_caps                 importer: delete insert select update; server: select
        ptp_edits                 importer: select; server: select
        ptp_packed                importer: delete insert select update; server: select
        ptp_rationales            importer: delete insert select update; server: select
        ptp_release_sets          importer: delete insert select update; server: select
        ptp_sets                  importer: delete insert select update; server: select
        refinery_schema_history   importer: select; server: select
        releases                  importer: delete insert select update; server: select
        remark_codes              importer: select; server: select
        service_rows              importer: delete insert select update; server: select
        source_files              importer: delete insert select update; server: select
        tip_seed                  importer: delete insert select update; server: select
        tips                      importer: delete insert select update; server: select
        unit_limits               importer: delete insert select update; server: select
        zip_localities            importer: delete insert select update; server: select"#]]
    .assert_eq(&listed);
}
