//! The edits of a code: which are in force on a day, what they say, and what is unknown.

use crate::support::releases::{of_year, read_all, whole_rvu25a};
use crate::support::server::Server;
use crate::support::{check_answers, checkout};
use expect_test::{Expect, expect};
use medpayiq::schedule::content::ReleaseContent;
use medpayiq::store::{Consent, Published};
use serde_json::Value;
use std::sync::LazyLock;

/// The small quarter 2024Q3. Its PTP edits apply to days since 1996.
fn quarter() -> Vec<ReleaseContent> {
    read_all(&checkout("tests/fixtures/cms/ncci"))
}

/// The same edits from another day on.
fn of_day(label: &str, first_day: &str) -> ReleaseContent {
    let kind = label.split('_').next().unwrap().to_owned();
    let mut release = quarter().into_iter().find(|release| release.label.starts_with(&kind)).unwrap();
    release.label = label.to_owned();
    release.effective_from = medpayiq::vocabulary::parse_date(first_day).unwrap();
    release
}

/// An answer in short: the state of each kind, its notice, and its edits.
fn short(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let release = |kind: &str| {
        let source = &answer["source"][kind];
        let older = if source["older_than_date"] == true { " (older)" } else { "" };
        format!("{}{older}", text(&source["release"]))
    };
    let pairs = answer["ptp"].as_array().unwrap().iter().map(|pair| {
        let amount = |column: &str| text(&pair["amounts"][column]["non_facility"]);
        format!(
            "  {}/{} {} {}..{} {} {} resolving, {} of {}",
            text(&pair["column_one"]),
            text(&pair["column_two"]),
            text(&pair["modifier_indicator"]["code"]),
            text(&pair["effective"]),
            text(&pair["deleted"]),
            if pair["before_1996"] == true { "*" } else { "" },
            pair["resolved_by"].as_array().unwrap().len(),
            amount("column_two"),
            amount("column_one"),
        )
    });
    let (mue, rule) = (&answer["mue"], &answer["add_on"]);
    let limit =
        || format!("{} units, MAI {}, {}", mue["units"], text(&mue["mai"]["code"]), text(&mue["rationale"]));
    let limit = if mue.is_null() { "none".to_owned() } else { limit() };
    let add_on = || format!("type {} beside {}", text(&rule["type"]["code"]), rule["primaries"]);
    let add_on = if rule.is_null() { "none".to_owned() } else { add_on() };
    let heads = [
        format!(
            "{} {} {}: {} pairs",
            text(&answer["date"]),
            text(&answer["state"]),
            release("ptp"),
            answer["ptp_count"]
        ),
        format!("  mue {} {}: {limit}", text(&answer["mue_state"]), release("mue")),
        format!("  add-on {} {}: {add_on}", text(&answer["add_on_state"]), release("add_on")),
    ];
    let notice = answer["notice"].as_str().map(|notice| format!("  {notice}"));
    let next = answer["next_cursor"].as_str().map(|cursor| format!("  more after {cursor}"));
    heads.into_iter().chain(pairs).chain(notice).chain(next).collect::<Vec<_>>().join("\n")
}

static SMALL_QUARTER: LazyLock<Server> = LazyLock::new(|| {
    let mut releases = vec![whole_rvu25a(), of_year("RVU24A", "2024-01-01")];
    releases.extend(quarter());
    Server::with(&releases)
});

fn check(server: &Server, golden: &Expect) {
    check_answers(golden, |path| {
        let answer = server.get(&format!("/v1/codes/{path}"));
        if answer.status == 200 { short(&answer.json()) } else { answer.problem() }
    });
}

#[test]
fn the_edits_in_force_on_a_day_are_shown_in_both_directions() {
    check(
        &SMALL_QUARTER,
        &expect![[r#"
            76377/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 2 pairs
                mue loaded MUE_2024Q3: 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3: none
                70496/76377 0 2024-07-01..-  0 resolving, 79.22 of 280.28
                76376/76377 0 2007-01-01..2024-09-30  0 resolving, 79.22 of 25.63
            76377/edits?date=2024-10-01
              2024-10-01 loaded PTP_2024Q3 (older): 2 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                70496/76377 0 2024-07-01..-  0 resolving, 79.22 of 280.28
                76377/76376 0 2024-10-01..-  0 resolving, 25.63 of 79.22
                The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15
              2025-01-15 loaded PTP_2024Q3 (older): 3 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                70496/76377 0 2024-07-01..-  0 resolving, 76.98 of 272.36
                76377/76376 0 2024-10-01..-  0 resolving, 24.91 of 76.98
                76377/99213 1 2025-01-01..-  1 resolving, 88.95 of 76.98
                The edits are of 2024Q3, an earlier quarter than the date.
            45380/edits?date=2003-09-30
              2003-09-30 loaded PTP_2024Q3: 1 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: none
                45380/45385 1 2001-01-01..2003-09-30  8 resolving, - of -
            45380/edits?date=2003-10-01
              2003-10-01 loaded PTP_2024Q3: 1 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
            45380/edits?date=2015-06-01
              2015-06-01 loaded PTP_2024Q3: 2 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
                45385/45380 0 2015-01-01..2015-12-31  0 resolving, - of -"#]],
    );
}

#[test]
fn unit_limits_and_add_on_rules_of_the_day_are_shown() {
    check(
        &SMALL_QUARTER,
        &expect![[r#"
            11045/edits?date=2011-06-01
              2011-06-01 loaded PTP_2024Q3: 0 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: none
                2024Q3 has no such edit in force on this date.
            36591/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 1 pairs
                mue loaded MUE_2024Q3: none
                add-on loaded AOC_2024Q3: none
                36592/36591 0 2009-01-01..-  0 resolving, 27.63 of 29.63
            17003/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 0 pairs
                mue loaded MUE_2024Q3: 13 units, MAI 2, Code Descriptor / CPT Instruction
                add-on loaded AOC_2024Q3: type 1 beside ["17000"]
                2024Q3 has no such edit in force on this date.
            64484/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 0 pairs
                mue loaded MUE_2024Q3: none
                add-on loaded AOC_2024Q3: type 3 beside ["64483"]
                2024Q3 has no such edit in force on this date.
            17003/edits?date=2010-12-31
              2010-12-31 loaded PTP_2024Q3: 0 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: type 1 beside ["17000","17110"]
                2024Q3 has no such edit in force on this date.
            J7212/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 0 pairs
                mue loaded MUE_2024Q3: 90000 units, MAI 1, Prescribing Information
                add-on loaded AOC_2024Q3: none
                2024Q3 has no such edit in force on this date."#]],
    );
}

#[test]
fn pairs_are_filtered_by_the_other_code_and_by_indicator() {
    check(
        &SMALL_QUARTER,
        &expect![[r#"
            76377/edits?date=2025-01-15&with=99213
              2025-01-15 loaded PTP_2024Q3 (older): 1 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                76377/99213 1 2025-01-01..-  1 resolving, 88.95 of 76.98
                The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15&with=99214
              2025-01-15 loaded PTP_2024Q3 (older): 0 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                2024Q3 has no such edit in force on this date. The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15&indicator=1
              2025-01-15 loaded PTP_2024Q3 (older): 1 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                76377/99213 1 2025-01-01..-  1 resolving, 88.95 of 76.98
                The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15&indicator=9
              2025-01-15 loaded PTP_2024Q3 (older): 0 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                2024Q3 has no such edit in force on this date. The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15&limit=2
              2025-01-15 loaded PTP_2024Q3 (older): 3 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                70496/76377 0 2024-07-01..-  0 resolving, 76.98 of 272.36
                76377/76376 0 2024-10-01..-  0 resolving, 24.91 of 76.98
                The edits are of 2024Q3, an earlier quarter than the date.
                more after 76377-76376
            76377/edits?date=2025-01-15&limit=2&cursor=76377-76376
              2025-01-15 loaded PTP_2024Q3 (older): 3 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2024Q3 (older): none
                76377/99213 1 2025-01-01..-  1 resolving, 88.95 of 76.98
                The edits are of 2024Q3, an earlier quarter than the date.
            45380/edits?date=2015-06-01&limit=1
              2015-06-01 loaded PTP_2024Q3: 2 pairs
                mue not_loaded -: none
                add-on loaded AOC_2024Q3: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
                45385/45380 0 2015-01-01..2015-12-31  0 resolving, - of -"#]],
    );
}

#[test]
fn no_edits_for_a_code_differs_from_no_edits_loaded() {
    check(
        &SMALL_QUARTER,
        &expect![[r#"
            99291/edits?date=2024-09-30
              2024-09-30 loaded PTP_2024Q3: 0 pairs
                mue loaded MUE_2024Q3: none
                add-on loaded AOC_2024Q3: none
                2024Q3 has no such edit in force on this date.
            99291/edits?date=1995-12-31
              1995-12-31 not_loaded -: null pairs
                mue not_loaded -: none
                add-on not_loaded -: none
                No PTP edits are loaded for this date, so an empty list does not mean that there are none.
            99291/edits
              2025-01-01 loaded PTP_2024Q3 (older): 0 pairs
                mue loaded MUE_2024Q3 (older): none
                add-on loaded AOC_2024Q3 (older): none
                2024Q3 has no such edit in force on this date. The edits are of 2024Q3, an earlier quarter than the date."#]],
    );
}

#[test]
fn an_extract_differs_from_no_edits_loaded() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            76377/edits?date=2025-01-15&with=70450
              2025-01-15 loaded PTP_2024Q3 (older): 0 pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2026Q2: none
                2024Q3 has no such edit in force on this date. The starter extract of 2024Q3 has only the edits between its own codes. Pairs with other codes are unknown. The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2025-01-15&with=11011
              2025-01-15 not_loaded PTP_2024Q3 (older): null pairs
                mue loaded MUE_2024Q3 (older): 2 units, MAI 3, Clinical: Data
                add-on loaded AOC_2026Q2: none
                11011 is not in the starter extract of 2024Q3, so its edits are not loaded. The edits are of 2024Q3, an earlier quarter than the date.
            76377/edits?date=2024-06-30
              2024-06-30 not_loaded -: null pairs
                mue not_loaded -: none
                add-on loaded AOC_2026Q2: none
                No PTP edits are loaded for this date, so an empty list does not mean that there are none.
            17003/edits
              2026-07-01 loaded PTP_2024Q3 (older): 6 pairs
                mue loaded MUE_2026Q2 (older): 13 units, MAI 2, Code Descriptor / CPT Instruction
                add-on loaded AOC_2026Q2 (older): type 1 beside ["17000"]
                17003/36591 0 2024-07-01..-  0 resolving, 30.39 of 6.35
                17003/36592 0 2024-07-01..-  0 resolving, 33.73 of 6.35
                17003/96523 0 2024-07-01..-  0 resolving, 26.05 of 6.35
                17004/17003 0 2024-07-01..-  0 resolving, 6.35 of 162.33
                17110/17003 1 2024-07-01..-  34 resolving, 6.35 of 111.22
                17111/17003 1 2024-07-01..-  34 resolving, 6.35 of 129.93
                The starter extract of 2024Q3 has only the edits between its own codes. Pairs with other codes are unknown. The edits are of 2024Q3, an earlier quarter than the date."#]],
    );
    let bare = Server::with_own_starter_data();
    bare.database.ask("with gone as (update releases set state = 'superseded', superseded_at = now() where label like '%2024Q3' returning 1) select count(*)::text from gone");
    bare.reload();
    check(
        &bare,
        &expect![[r#"
            76377/edits?date=2025-01-15
              2025-01-15 not_loaded -: null pairs
                mue not_loaded -: none
                add-on loaded AOC_2026Q2: none
                No PTP edits are loaded for this date, so an empty list does not mean that there are none."#]],
    );
}

#[test]
fn a_day_is_answered_from_the_release_that_covers_it() {
    let (early, late) = (of_day("PTP_2024Q1", "2024-01-01"), of_day("PTP_2025Q2", "2025-04-01"));
    let server = Server::with(&[whole_rvu25a(), of_day("MUE_2024Q1", "2024-01-01"), early, late]);
    check(
        &server,
        &expect![[r#"
            45380/edits?date=2023-12-31
              2023-12-31 loaded PTP_2025Q2: 1 pairs
                mue not_loaded -: none
                add-on loaded AOC_2026Q2: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
            45380/edits?date=2024-03-31
              2024-03-31 loaded PTP_2025Q2: 1 pairs
                mue loaded MUE_2024Q1: none
                add-on loaded AOC_2026Q2: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
            45380/edits?date=2024-04-01
              2024-04-01 loaded PTP_2025Q2: 1 pairs
                mue loaded MUE_2024Q1 (older): none
                add-on loaded AOC_2026Q2: none
                45385/45380 1 2003-10-01..-  8 resolving, - of -
            45380/edits?date=2025-06-30
              2025-06-30 loaded PTP_2025Q2: 1 pairs
                mue loaded MUE_2024Q1 (older): none
                add-on loaded AOC_2026Q2: none
                45385/45380 1 2003-10-01..-  8 resolving, 414.68 of 435.38
            45380/edits?date=2025-07-01
              2025-07-01 loaded PTP_2025Q2 (older): 1 pairs
                mue loaded MUE_2024Q1 (older): none
                add-on loaded AOC_2026Q2: none
                45385/45380 1 2003-10-01..-  8 resolving, 414.68 of 435.38
                The edits are of 2025Q2, an earlier quarter than the date."#]],
    );
}

#[test]
fn each_invalid_query_is_refused_with_its_reason() {
    check(
        &SMALL_QUARTER,
        &expect![[r#"
            00000/edits
              404 not-found: RVU25A does not list 00000. The code may be unknown, deleted, or paid under another schedule.
            ABC/edits?date=2025-02-29&with=1&indicator=5&limit=501&cursor=76377
              422 invalid-value
                /path/hcpcs: "ABC" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
                /query/date: "2025-02-29" is not a date. February 2025 has 28 days.
                /query/with: "1" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
                /query/indicator: "5" is not a known PTP modifier indicator. Write one of 0, 1, 9.
                /query/cursor: "76377" is not a cursor. Send the next_cursor of the previous page.
                /query/limit: "501" is out of range. Write a whole number from 1 to 500.
            76377/edits?dat=2025-01-15
              400 malformed-request
                /query/dat: "dat" is not a parameter of this operation. Did you mean date? Its parameters are date, with, indicator, limit and cursor."#]],
    );
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            00001/edits
              404 not-found: 00001 is not in the starter data, which is an extract of RVU26C. Import the whole release to look it up."#]],
    );
}

#[test]
fn pages_of_pairs_hold_each_pair_once() {
    let server = Server::with_starter_data();
    let all = server.get("/v1/codes/11042/edits?limit=500").json();
    let all: Vec<Value> = all["ptp"].as_array().unwrap().clone();
    assert!(all.len() > 100, "{}", all.len());
    for limit in [1, 7, 100] {
        let (mut pairs, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = server.get(&format!("/v1/codes/11042/edits?limit={limit}{cursor}")).json();
            assert_eq!(page["ptp_count"], all.len());
            pairs.extend(page["ptp"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert!(pairs == all, "{limit} a page");
    }
}

#[test]
fn cms_s_own_edits_replace_the_starter_edits_for_good() {
    let server = Server::with_own_starter_data();
    let extract = |server: &Server| {
        let releases = server.get("/v1/releases").json();
        let releases = releases["releases"].as_array().unwrap().iter();
        let edits = releases.filter(|release| release["release"].as_str().unwrap().ends_with("_2024Q3"));
        edits
            .map(|release| (release["extract"].as_bool().unwrap(), release["rows"].as_u64().unwrap()))
            .collect::<Vec<_>>()
    };
    assert!(extract(&server).iter().all(|(extract, _)| *extract));
    for release in quarter() {
        server.publish(&release, Consent::KeepPublished).unwrap();
    }
    for release in quarter() {
        assert_eq!(server.publish(&release, Consent::KeepPublished).unwrap(), Published::Unchanged);
    }
    for release in medpayiq::starter::releases().unwrap() {
        server.publish(&release, Consent::Starter).unwrap();
    }
    server.reload();
    assert_eq!(extract(&server), [(false, 13), (false, 4), (false, 6)]);
    let rows = server.database.ask("select count(*)::text from ptp_edits");
    assert_eq!(rows, "13");
}
