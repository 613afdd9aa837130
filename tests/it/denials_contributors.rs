//! Limits on contributors of denial reports, and what is kept about them.

use crate::denials::whole;
use crate::support::cluster::Database;
use crate::support::program::{Folder, Service, command, run_on};
use crate::support::reporting::{
    contribute, covered, limiting_server, report, retract, send, server, somebody, token,
};
use crate::support::server::Server;
use crate::support::wait_until;
use medpayiq::api::Reporting;
use medpayiq::store::forget_contributors;
use serde_json::json;

const CODE: &str = "/v1/codes/76377/denials";

#[test]
fn reports_of_a_contributor_are_limited_by_the_hour() {
    let reporting = Reporting { trusts_forwarded_for: true, reports_per_hour: 3, ..Reporting::default() };
    let server = Server::reporting(reporting);
    server.database.own_clock();
    let (from, body) = ("192.0.2.7", report(&json!({})).to_string());
    for _ in 0..3 {
        token(&send(&server, from, None, &body));
    }
    let refused = send(&server, from, None, &body);
    assert!(refused.problem().starts_with("429 too-many-reports: "), "{}", refused.problem());
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1190..=1200).contains(&wait), "{wait}");
    // The last address of the header is the proxy's word, those before it are the caller's.
    assert_eq!(send(&server, "198.51.100.1, 192.0.2.7", None, &body).status, 429);
    assert_eq!(send(&server, "192.0.2.7, 198.51.100.1", None, &body).status, 202);
    server.database.move_clock("20 minutes");
    assert_eq!(send(&server, from, None, &body).status, 202);
    assert_eq!(send(&server, from, None, &body).status, 429);
}

#[test]
fn x_forwarded_for_is_ignored_unless_the_operator_trusts_it() {
    let server = Server::reporting(Reporting { reports_per_hour: 2, ..Reporting::default() });
    let body = report(&json!({})).to_string();
    let statuses =
        ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|from| send(&server, from, None, &body).status);
    assert_eq!(statuses, [202, 202, 429]);
}

#[test]
fn without_a_limit_one_contributor_can_open_a_table() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let seen: Vec<_> = (0..11)
        .map(|_| {
            token(&send(&server, &from, None, &body));
            covered(&server, "76377")
        })
        .collect();
    let expected = (1..=11).map(|sent| (sent >= 5).then_some(sent / 5 * 5));
    assert_eq!(seen, expected.collect::<Vec<_>>());
}

#[test]
fn a_contributor_cannot_deduce_another_s_report() {
    let server = limiting_server();
    let victim = json!({
        "payer": "tricare", "group": "PR", "carc": "50", "rarc": ["N386"], "modifiers": ["GA"],
        "appeal": {"strategy": "medical_necessity_letter", "outcome": "upheld"},
    });
    contribute(&server, &victim);
    let none = whole(&server.get(CODE));
    let from = somebody();
    // Guess at it, look, take the guesses back and guess again: half of the guesses are right.
    let mut guesses = Vec::new();
    for round in 0..4 {
        guesses.drain(..).for_each(|guess: String| assert_eq!(retract(&server, &guess), 204));
        for guess in 0..5 {
            let fields = if guess % 2 == 0 { victim.clone() } else { json!({"rarc": [], "modifiers": []}) };
            guesses.push(token(&send(&server, &from, None, &report(&fields).to_string())));
            assert_eq!(whole(&server.get(CODE)), none, "guess {guess} of round {round}");
        }
    }
    // Two others make a step. The guesser has at most two reports in it, and retracted ones do not count.
    (0..3).for_each(|_| _ = contribute(&server, &json!({})));
    assert_eq!(covered(&server, "76377"), None);
    contribute(&server, &json!({}));
    assert_eq!(covered(&server, "76377"), Some(5));
    assert!(!server.get(CODE).text().contains("N386"), "{}", server.get(CODE).text());
}

#[test]
fn reports_of_one_contributor_count_two_a_turn_and_none_is_lost() {
    let server = limiting_server();
    let from = somebody();
    let body = report(&json!({"payer": "medicaid"})).to_string();
    let tokens: Vec<_> = (0..7).map(|_| token(&send(&server, &from, None, &body))).collect();
    let medicaid = || {
        let payers = server.get(CODE).json()["payers"]["values"].clone();
        let named = payers.as_array().into_iter().flatten().find(|value| value["payer"] == "medicaid");
        named.map(|value| value["reports"].as_u64().unwrap())
    };
    let mut seen = Vec::new();
    for _ in 0..12 {
        contribute(&server, &json!({}));
        seen.push((covered(&server, "76377"), medicaid()));
    }
    let expected = [(None, None), (Some(5), Some(2)), (Some(10), Some(4)), (Some(15), Some(6))];
    let expected: Vec<_> =
        [0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 3].into_iter().map(|step| expected[step]).collect();
    assert_eq!(seen, expected);
    assert_eq!(
        server.database.ask("select count(*)::text from denial_reports where state = 'accepted'"),
        "19"
    );
    // The next day nobody knows the guesser, and a report retracted before its turn does not count.
    assert_eq!(retract(&server, &tokens[6]), 204);
    assert_eq!(server.database.ask("select count(*)::text from denial_reports"), "18");
}

#[test]
fn a_contributor_is_recognized_over_midnight_and_for_a_day() {
    let server = limiting_server();
    server.database.own_clock();
    let from = somebody();
    let turns = || {
        server
            .database
            .ask("select string_agg(turn::text, ' ' order by received_on, turn) from denial_reports")
    };
    let send = || token(&send(&server, &from, None, &report(&json!({})).to_string()));
    (0..2).for_each(|_| _ = send());
    server.database.move_clock("23 hours");
    send();
    assert_eq!(turns(), "1 1 2");
    server.database.move_clock("48 hours");
    send();
    assert_eq!(turns(), "1 1 2 1");
}

#[test]
fn a_clock_that_was_ahead_locks_nobody_out() {
    let reporting = Reporting { trusts_forwarded_for: true, reports_per_hour: 1, ..Reporting::default() };
    let server = Server::reporting(reporting);
    let (from, body) = (somebody(), report(&json!({})).to_string());
    server.database.own_clock();
    server.database.move_clock("3 days");
    let first = token(&send(&server, &from, Some("key"), &body));
    assert_eq!(send(&server, &from, None, &body).status, 429);
    server.database.move_clock("0 days");
    assert_ne!(token(&send(&server, &from, Some("key"), &body)), first);
    assert_eq!(send(&server, &from, None, &body).status, 429);
}

#[test]
fn contributors_are_forgotten_after_a_day_even_if_nobody_contributes() {
    let server = server();
    let database = &server.database;
    database.own_clock();
    // Contributions go with the day on which they came, so the clock begins at noon.
    let noon = 36 - i64::from(time::OffsetDateTime::now_utc().hour());
    let move_clock = |hours: i64| database.move_clock(&format!("{} hours", noon + hours));
    move_clock(0);
    let store = database.store();
    let rows = || {
        database.wait(forget_contributors(&store)).unwrap();
        database.ask(
            "select concat_ws(' ', (select count(*) from contributions), (select count(*) from idempotency_keys),
                              (select count(*) from denial_reports))",
        )
    };
    token(&send(&server, &somebody(), Some("key"), &report(&json!({})).to_string()));
    // One row is for the allowance of all codes, one for the code.
    assert_eq!(rows(), "2 1 1");
    for (hours, left) in [(24, "2 1 1"), (27, "2 0 1"), (72, "0 0 1")] {
        move_clock(hours);
        assert_eq!(rows(), left, "after {hours} hours");
    }
    // What came while the clock was ahead goes as well.
    token(&send(&server, &somebody(), Some("key"), &report(&json!({})).to_string()));
    assert_eq!(rows(), "2 1 2");
    move_clock(0);
    assert_eq!(rows(), "0 0 2");
}

#[test]
fn a_server_forgets_old_contributors_by_itself_and_leaves_nothing_on_the_disk() {
    let database = Database::with_starter_data();
    let slot = |days: i32| format!("((now() at time zone 'utc')::date - date '2000-01-01' + {days}) % 3");
    let row = |days: i32, hours: i32| {
        format!(
            "insert into contributions (slot, began_hour, sealed)
             select {}, date_trunc('hour', now() + interval '{hours} hours', 'UTC'), '\\x01'",
            slot(days)
        )
    };
    // Of the day before yesterday, of this hour, and of a clock that was ahead.
    for statement in [row(1, -48), row(0, 0), row(0, 5)] {
        database.ask(&statement);
    }
    database.ask(
        "insert into idempotency_keys
         select sha256('\\x01'), sha256('\\x02'), date_trunc('hour', now() - interval '1 hour' * age, 'UTC')
         from unnest(array[1, 30]) as age",
    );
    let old = database.ask(&format!("select ({})::text", slot(1)));
    let file = || database.ask(&format!("select pg_relation_filepath('contributions_{old}')"));
    let before = file();
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    let left = "select concat_ws(' ', (select count(*) from contributions), (select count(*) from idempotency_keys))";
    wait_until("old ones are forgotten", || database.ask(left) == "1 1");
    // Deleted rows would stay in the file of their table.
    assert_ne!(file(), before);
    assert!(!service.log().contains("could not be forgotten"), "{}", service.log());
}

#[test]
fn a_server_that_cannot_forget_contributors_warns_and_counts() {
    let database = Database::with_starter_data();
    database.ask("alter table idempotency_keys rename to hidden");
    let service = Service::start(&[("DATABASE_URL", &database.url())]);
    wait_until("it warns", || service.log().contains("WARN Old contributors could not be forgotten."));
    let metrics = service.client.get("/metrics").text().to_owned();
    assert!(metrics.contains("\nmedpayiq_forgetting_failures_total 1\n"), "{metrics}");
}

#[test]
fn many_rows_of_others_are_opened_to_find_those_of_a_contributor() {
    let reporting = Reporting { trusts_forwarded_for: true, reports_per_hour: 2, ..Reporting::default() };
    let server = Server::reporting(reporting);
    let (from, body) = (somebody(), report(&json!({})).to_string());
    let first = send(&server, &from, Some("a key"), &body);
    server.database.ask(
        "insert into contributions (slot, began_hour, hcpcs, sealed)
         select slot, began_hour, hcpcs, substr(sealed, 1, 20) || substr(sealed || sha256(number::text::bytea), 53, 68)
         from contributions, generate_series(1, 1000) as number",
    );
    assert_eq!(server.database.ask("select count(*)::text from contributions"), "2002");
    assert_eq!(token(&send(&server, &from, Some("a key"), &body)), token(&first));
    assert_eq!(send(&server, &from, None, &body).status, 202);
    assert_eq!(send(&server, &from, None, &body).status, 429);
}

#[test]
fn a_turn_is_stored_only_while_a_report_waits_for_it() {
    let server = limiting_server();
    let from = somebody();
    let turns =
        || server.database.ask("select string_agg(turn::text, ' ' order by turn, id) from denial_reports");
    (0..7).for_each(|_| _ = token(&send(&server, &from, None, &report(&json!({})).to_string())));
    assert_eq!(turns(), "1 1 2 2 3 3 4");
    // Each time that others complete a step, the next two have their turn and look like any others.
    for shown in ["1 1 1 1 1 1 1 3 3 4", "1 1 1 1 1 1 1 1 1 1 1 1 4", "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"] {
        (0..3).for_each(|_| _ = contribute(&server, &json!({})));
        assert_eq!(turns(), shown);
    }
}

#[test]
fn an_ipv6_subscriber_is_one_contributor() {
    let reporting = Reporting { trusts_forwarded_for: true, reports_per_hour: 2, ..Reporting::default() };
    let server = Server::reporting(reporting);
    let body = report(&json!({})).to_string();
    let from = ["2001:db8:7:100::1", "2001:db8:7:1ff::2", "2001:db8:7:180::3", "2001:db8:7:200::1"];
    let statuses = from.map(|from| send(&server, from, None, &body).status);
    assert_eq!(statuses, [202, 202, 429, 202]);
}

#[test]
fn more_than_thirty_reports_of_a_code_in_an_hour_are_held() {
    let server = server();
    let (from, body) = (somebody(), report(&json!({"note": "Always append XS."})).to_string());
    for _ in 0..36 {
        token(&send(&server, &from, None, &body));
    }
    assert_eq!(covered(&server, "76377"), Some(30));
    let reports = |arguments: &[&str]| run_on(&server.database, &[&["reports"], arguments].concat());
    let listed = reports(&["list", "--recent", "100"]).printed();
    let lines: Vec<_> = listed.lines().collect();
    assert_eq!(lines.len(), 72, "{listed}");
    let day = server.database.ask("select max(received_on)::text from denial_reports");
    let summary = "76377-26 medicare CO-97 M15 2025-01 POS 11 100_to_249";
    let id = |line: usize, state: &str| {
        let (id, rest) = lines[2 * line].split_once(' ').unwrap();
        assert_eq!(
            (rest, lines[2 * line + 1]),
            (&*format!("{state} {day} {summary}"), "  note: Always append XS.")
        );
        id
    };
    let held: Vec<_> = (0..6).map(|line| id(line, "held")).collect();
    let [first, second] = [id(6, "accepted"), id(7, "accepted")];
    assert_eq!(reports(&["list", "--recent", "1"]).printed().lines().count(), 14);
    // A long list is cut, and can be of one code.
    let some = reports(&["list", "--held", "2", "--recent", "0"]).printed();
    assert_eq!(some.lines().count(), 5, "{some}");
    assert!(some.ends_with("2 of 6 held reports are listed. Add --held 6 to list all.\n"), "{some}");
    assert_eq!(reports(&["list", "--code", "99213"]).printed(), "There are no reports.\n");
    assert_eq!(reports(&["list", "--code", "76377", "--recent", "100"]).printed(), listed);
    assert_eq!(covered(&server, "76377"), Some(30));
    assert_eq!(reports(&["release", held[0]]).printed(), format!("released report {}\n", held[0]));
    assert_eq!(covered(&server, "76377"), Some(30));
    let several: Vec<_> = held[1..5].iter().map(|id| format!("released report {id}\n")).collect();
    assert_eq!(reports(&[&["release"], &held[1..5]].concat()).printed(), several.concat());
    assert_eq!(covered(&server, "76377"), Some(35));
    // Held and deleted ones leave with the next step.
    assert_eq!(reports(&["hold", first]).printed(), format!("held report {first}\n"));
    for deleted in [second, held[5]] {
        assert_eq!(reports(&["delete", deleted]).printed(), format!("deleted report {deleted}\n"));
    }
    assert_eq!(covered(&server, "76377"), Some(35));
    (0..5).for_each(|_| _ = contribute(&server, &json!({})));
    assert_eq!(covered(&server, "76377"), Some(38));
    assert_eq!(
        server.database.ask("select string_agg(id::text, ' ') from denial_reports where state <> 'accepted'"),
        first
    );
    for (command, said) in
        [("hold", "no counted report"), ("release", "no held report"), ("delete", "no report")]
    {
        let refused = reports(&[command, second]).refused();
        assert!(refused.contains(&format!("{said} with the number {second}")), "{refused}");
    }
    assert!(reports(&["hold", first]).refused().contains("no counted report"));
}

#[test]
fn a_server_that_others_can_reach_asks_for_a_limit_of_one_contributor_once() {
    let database = Database::with_starter_data();
    let warns = |listen: &str, most: &str| {
        let environment = [
            ("DATABASE_URL", database.url()),
            ("MEDPAYIQ_LISTEN", listen.to_owned()),
            ("MEDPAYIQ_DENIAL_MOST_OF_ONE", most.to_owned()),
        ];
        let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
        let service = Service::begin(command(&["serve"], &environment));
        let count = service.log().matches("MEDPAYIQ_DENIAL_MOST_OF_ONE=2").count();
        service.stop();
        count
    };
    assert_eq!([warns("0.0.0.0:0", ""), warns("0.0.0.0:0", "2"), warns("127.0.0.1:0", "")], [1, 0, 0]);
}

#[test]
fn a_secret_that_is_too_short_ends_the_start() {
    let database = Database::with_starter_data();
    let environment = [("DATABASE_URL", database.url()), ("MEDPAYIQ_CONTRIBUTOR_KEY", "short".to_owned())];
    let environment = environment.each_ref().map(|(name, value)| (*name, value.as_str()));
    let output = command(&["serve", "--listen", "127.0.0.1:0"], &environment).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("MEDPAYIQ_CONTRIBUTOR_KEY: The secret is too short."), "{said}");
}

#[test]
fn a_server_without_a_contributor_key_takes_no_report_and_says_why() {
    let (database, folder) = (Database::with_starter_data(), Folder::new());
    let short = folder.write("short.key", b"too short\n");
    let service = Service::start(&[
        ("DATABASE_URL", &database.url()),
        ("MEDPAYIQ_CONTRIBUTOR_KEY", ""),
        ("MEDPAYIQ_CONTRIBUTOR_KEY_FILE", short.to_str().unwrap()),
    ]);
    let refused = send(&service.client, "192.0.2.1", None, &report(&json!({})).to_string());
    assert_eq!(
        refused.problem(),
        "503 unavailable: This server takes no reports, because it has no contributor key. Its log says why."
    );
    assert!(service.log().contains("short.key: The secret is too short."), "{}", service.log());
    assert_eq!(service.client.post("/v1/estimates", r#"{"lines": [{"hcpcs": "99213"}]}"#).status, 200);
}
