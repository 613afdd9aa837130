//! The history of PTP edits: one quarter in CMS's layout answers for earlier days, and older quarters change nothing.

use crate::edit_files::NCCI_2024Q3;
use crate::support::asking::estimate;
use crate::support::cluster::Database;
use crate::support::program::Folder;
use crate::support::releases::{of_year, read_together, whole_rvu25a};
use crate::support::schedule::schedule_of;
use crate::support::server::Server;
use crate::support::workbook::workbook;
use expect_test::expect;
use medpayiq::edits::PtpTable;
use medpayiq::schedule::Schedule;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::store::{Consent, published_releases};
use medpayiq::vocabulary::{Claim, ClaimLine, HcpcsCode, PlaceOfService, PtpEdit, format_date};
use medpayiq_cms_files::cms_files;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use time::macros::date;
use time::{Date, Duration};

/// What a file of PTP edits begins with. CMS stacks the column names over lines 3 to 6.
const TOP: [&str; 6] = [
    "A notice\t\t\t\t\t\t",
    "Column1/Column2 Edits\t\t\t\t\t\t",
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale",
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t",
    "\t\t\t\t*=no data\t1=allowed\t",
    "\t\t\t\t\t9=not applicable\t",
];

/// Writes the four files of a quarter, the last two as workbooks.
fn write_quarter(folder: &Folder, version: &str, rows: &[String]) -> Vec<PathBuf> {
    let write = |(part, rows): (usize, &[String])| {
        let lines: Vec<&str> = TOP.into_iter().chain(rows.iter().map(String::as_str)).collect();
        if part < 2 {
            let text = lines.join("\r\n") + "\r\n";
            folder.write(&format!("ccipra-{version}-f{}.txt", part + 1), text.as_bytes())
        } else {
            folder.write(&format!("ccipra-{version}-f{}.xlsx", part + 1), &workbook(&lines))
        }
    };
    rows.chunks(rows.len().div_ceil(4)).enumerate().map(write).collect()
}

/// The release of a quarter of these edits, such as `45385 45380 20230401 20240930 1`.
pub(crate) fn quarter(version: &str, edits: [&str; 4]) -> ReleaseContent {
    let row = |edit: &str| {
        let cells: Vec<&str> = edit.split(' ').collect();
        let [one, two, first, last, indicator] = cells[..] else { panic!("{edit}") };
        let mark = if first == "19960101" { "*" } else { "" };
        format!("{one}\t{two}\t{mark}\t{first}\t{last}\t{indicator}\tMore extensive procedure")
    };
    let rows = edits.map(row);
    read_together(&write_quarter(&Folder::new(), version, &rows)).remove(0)
}

/// 2026Q3: the order of 45385 and 45380 changes on 2024-10-01. 2024Q2 has a contrary edit.
pub(crate) fn newest_and_older() -> [ReleaseContent; 2] {
    [
        quarter(
            "v322r0",
            [
                "43239 43235 19960101 * 1",
                "45385 45380 20230401 20240930 1",
                "45380 45385 20241001 * 1",
                "76377 99213 20240101 20240101 9",
            ],
        ),
        quarter(
            "v301r0",
            [
                "43235 43239 19960101 * 0",
                "45385 45380 19960101 * 0",
                "99213 76377 20240101 * 0",
                "36592 36591 20090101 * 0",
            ],
        ),
    ]
}

/// The lines that edits deny on days around those on which edits begin and end, with the quarter that the answer cites.
fn denials(server: &Server) -> String {
    let days =
        ["2023-03-31", "2023-04-01", "2024-01-01", "2024-09-30", "2024-10-01", "2025-01-15", "2025-12-31"];
    let mut denials = String::new();
    for day in days {
        let mut denied = Vec::new();
        for claim in ["45380+45385", "43235+43239", "76377+99213", "36591+36592"] {
            let answer = estimate(server, &format!("{claim} on:{day}"));
            for line in answer["lines"].as_array().unwrap() {
                let doubts = line["confidence"]["reasons"].to_string();
                assert!(!doubts.contains("edits_not_checked") && !doubts.contains("older_edits"), "{doubts}");
                if line["result"] == "denied_by_edit" {
                    denied.push(line["hcpcs"].as_str().unwrap().to_owned());
                }
            }
        }
        let edits = server.get(&format!("/v1/codes/45380/edits?date={day}")).json();
        let source = &edits["source"]["ptp"];
        writeln!(denials, "{day} {} {}: {}", source["release"], source["older_than_date"], denied.join(" "))
            .unwrap();
    }
    denials
}

/// CMS's releases of PTP edits, as `GET /v1/releases` lists them.
fn listed(server: &Server) -> String {
    let answer = server.get("/v1/releases").json();
    let is_whole_ptp = |release: &&Value| release["kind"] == "ptp_edits" && release["extract"] == false;
    let all = answer["releases"].as_array().unwrap().iter().filter(is_whole_ptp);
    let shown = all.map(|release| {
        format!("{} {} {}", release["release"], release["rows"], release["notice"].as_str().unwrap_or("-"))
    });
    shown.collect::<Vec<_>>().join("\n")
}

pub(crate) fn server_of(releases: &[ReleaseContent]) -> Server {
    let fee_schedules = [of_year("RVU23A", "2023-01-01"), of_year("RVU24A", "2024-01-01"), whole_rvu25a()];
    Server::with_own(&[fee_schedules.as_slice(), releases].concat())
}

#[test]
fn one_quarter_has_the_edits_of_earlier_days() {
    let [newest, older] = newest_and_older();
    let server = server_of(&[newest]);
    let of_newest = denials(&server);
    expect![[r#"
        2023-03-31 "PTP_2026Q3" false: 43235
        2023-04-01 "PTP_2026Q3" false: 45380 43235
        2024-01-01 "PTP_2026Q3" false: 45380 43235
        2024-09-30 "PTP_2026Q3" false: 45380 43235
        2024-10-01 "PTP_2026Q3" false: 45385 43235
        2025-01-15 "PTP_2026Q3" false: 45385 43235
        2025-12-31 "PTP_2026Q3" false: 45385 43235
    "#]]
    .assert_eq(&of_newest);
    server.publish(&older, Consent::KeepPublished).unwrap();
    server.reload();
    assert_eq!(denials(&server), of_newest);
    expect![[r#"
        "PTP_2024Q2" 4 Kept on record only. The edits of PTP_2026Q3 apply, to earlier dates too.
        "PTP_2026Q3" 4 -"#]]
    .assert_eq(&listed(&server));
    let published = server.database.wait(published_releases(&server.database.store())).unwrap();
    let labels = published.releases.iter().map(|release| release.content.label.as_str());
    let ptp: Vec<&str> = labels.filter(|label| label.starts_with("PTP")).collect();
    assert_eq!(ptp, ["PTP_2024Q3", "PTP_2026Q3"]);
    assert_eq!(published.older_ptp[0].label, "PTP_2024Q2");
}

#[test]
fn a_newer_quarter_takes_the_place_of_an_older_one() {
    let [newest, older] = newest_and_older();
    let server = server_of(&[older]);
    let of_older = server.get("/v1/codes/36591/edits?date=2024-05-01").json();
    assert_eq!(
        (of_older["ptp_count"].as_u64(), of_older["source"]["release"].as_str()),
        (Some(1), Some("2024Q2"))
    );
    let expected = denials(&server_of(std::slice::from_ref(&newest)));
    server.publish(&newest, Consent::KeepPublished).unwrap();
    server.reload();
    assert_eq!(denials(&server), expected);
}

#[test]
fn a_quarter_without_real_first_days_does_not_cover_earlier_dates() {
    let standing_in = quarter(
        "v322r0",
        [
            "43239 43235 20260701 * 1",
            "45385 45380 20260701 * 1",
            "45380 45385 19960101 20240930 1",
            "76377 99213 20260701 * 0",
        ],
    );
    let server = server_of(&[standing_in]);
    let answer = estimate(&server, "45380+45385 on:2024-03-31");
    for line in answer["lines"].as_array().unwrap() {
        assert_eq!(line["result"], "priced");
        assert!(line["confidence"]["reasons"].to_string().contains("edits_not_checked"), "{line}");
    }
    assert_eq!(server.get("/v1/codes/45380/edits?date=2024-03-31").json()["state"], "not_loaded");
}

/// The edits of the newest quarter, as a server that starts now reads them.
pub(crate) fn newly_read(database: &Database, label: &str) -> Arc<PtpTable> {
    let published = database.wait(published_releases(&database.store())).unwrap();
    let newest = published.releases.into_iter().find(|release| release.content.label == label).unwrap();
    let ReleaseTables::PtpEdits(edits) = newest.content.tables else { panic!("{label} has edits") };
    edits.table
}

#[test]
fn a_start_reads_the_same_edits_from_packed_bytes_and_from_sets() {
    let [newest, _] = newest_and_older();
    let server = server_of(std::slice::from_ref(&newest));
    let rows = |sql: &str| {
        server
            .database
            .ask(&format!("with changed as ({sql} returning 1) select count(*)::text from changed"))
    };
    let of_release = "where release_id = (select id from releases where label = 'PTP_2026Q3')";
    // Only the packed bytes are left, then only the sets.
    server.database.ask("create table kept as select * from ptp_release_sets");
    assert_eq!(rows(&format!("delete from ptp_release_sets {of_release}")), "4");
    let packed = newly_read(&server.database, "PTP_2026Q3");
    assert_eq!(packed.len(), 4);
    assert_eq!(rows(&format!("insert into ptp_release_sets select * from kept {of_release}")), "4");
    // Bytes of another version, half of them, and none.
    server.database.ask(&format!("create table bytes as select * from ptp_packed {of_release}"));
    assert_eq!(rows(&format!("update ptp_packed set content = 'MPIQPTP9' {of_release}")), "1");
    assert_eq!(newly_read(&server.database, "PTP_2026Q3"), packed);
    let half = "set content = (select substring(content for octet_length(content) / 2) from bytes)";
    assert_eq!(rows(&format!("update ptp_packed {half} {of_release}")), "1");
    assert_eq!(newly_read(&server.database, "PTP_2026Q3"), packed);
    assert_eq!(rows(&format!("delete from ptp_packed {of_release}")), "1");
    assert_eq!(newly_read(&server.database, "PTP_2026Q3"), packed);
    // Bytes in several pieces.
    for part in 0..3 {
        let piece = format!(
            "{part} * octet_length(content) / 3 + 1 for ({part} + 1) * octet_length(content) / 3 - {part} * octet_length(content) / 3"
        );
        let insert = format!(
            "insert into ptp_packed select release_id, {part}, substring(content from {piece}) from bytes"
        );
        assert_eq!(rows(&insert), "1");
    }
    server.database.ask(&format!("delete from ptp_release_sets {of_release}"));
    assert_eq!(newly_read(&server.database, "PTP_2026Q3"), packed);
}

/// Lines of CMS's files of 2024Q3, one in so many.
fn lines_of_cms(one_in: usize) -> Option<Vec<String>> {
    let files = cms_files(NCCI_2024Q3)?;
    let texts = crate::edit_files::texts(&files[..4]);
    let lines = texts.iter().flat_map(|text| text.lines().skip(7));
    Some(lines.step_by(one_in).map(|line| line.trim_end().to_owned()).collect())
}

/// The line with a first day of our own, from 1996 to its last day.
fn with_first_day(at: usize, line: &str) -> String {
    let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let last = if cells[4] == "*" { "20240930" } else { &cells[4] };
    let (first_year, last_year) = (1996, last[..4].parse::<usize>().unwrap());
    let year = first_year + at * 7 % (last_year - first_year + 1);
    let first = format!("{year}{}", ["0101", "0401", "0701", "1001"][at % 4]);
    cells[3] = if first.as_str() < last { first } else { "19960101".to_owned() };
    cells[2] = if cells[3] == "19960101" && at.is_multiple_of(3) { "*" } else { "" }.to_owned();
    cells.join("\t")
}

fn day(text: &str) -> Date {
    medpayiq::vocabulary::parse_date(&format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])).unwrap()
}

/// The codes and the indicator of a line, if its edit is in force on a day.
fn edit_on(cells: &[&str], day: &str) -> Option<String> {
    let &[one, two, _, first, last, indicator, _] = cells else { panic!("{cells:?}") };
    let holds = first <= day && (last == "*" || day <= last) && indicator != "9";
    holds.then(|| format!("{one}/{two} {indicator}"))
}

/// The edits between the codes of a claim on its day.
fn edits_of_claim(schedule: &Schedule, codes: [&str; 2], day: Date) -> Vec<String> {
    let lines = codes.map(|code| ClaimLine::new(code.parse::<HcpcsCode>().unwrap())).to_vec();
    let office: PlaceOfService = "11".parse().unwrap();
    let claim = Claim::new(day, office, lines).unwrap();
    let edits = schedule.edits_of(&claim).ptp.unwrap();
    assert!(!edits.is_older || day > date!(2026 - 09 - 30));
    let shown =
        |edit: &PtpEdit<'_>| format!("{}/{} {}", edit.column_one, edit.column_two, edit.indicator.code());
    let mut found: Vec<String> = edits.found.iter().map(shown).collect();
    found.sort();
    found
}

#[test]
fn claims_meet_the_edits_of_their_day_in_files_of_cms_s_layout() {
    let Some(lines) = lines_of_cms(40) else { return };
    let rows: Vec<String> = lines.iter().enumerate().map(|(at, line)| with_first_day(at, line)).collect();
    let release = read_together(&write_quarter(&Folder::new(), "v322r0", &rows)).remove(0);
    assert_eq!(release.files.iter().map(|file| file.rows).sum::<u64>(), u64::try_from(rows.len()).unwrap());
    let schedule = schedule_of(vec![release]);
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.split('\t').collect()).collect();
    let mut of_pair: HashMap<[&str; 2], Vec<&[&str]>> = HashMap::new();
    for cells in &cells {
        of_pair.entry([cells[0], cells[1]]).or_default().push(cells);
    }
    let mut counts = [0; 2];
    for cells in cells.iter().step_by(11) {
        let (one, two) = (cells[0], cells[1]);
        let last = if cells[4] == "*" { date!(2026 - 09 - 30) } else { day(cells[4]) };
        let first = day(cells[3]);
        let days = [first - Duration::DAY, first, last, last + Duration::DAY];
        for day in days.into_iter().filter(|day| *day >= date!(1996 - 01 - 01)) {
            let text = format_date(day).replace('-', "");
            let own = [[one, two], [two, one]].into_iter().filter_map(|pair| of_pair.get(&pair)).flatten();
            let mut expected: Vec<String> = own.filter_map(|cells| edit_on(cells, &text)).collect();
            expected.sort();
            assert_eq!(edits_of_claim(&schedule, [one, two], day), expected, "{cells:?} on {day}");
            counts[usize::from(!expected.is_empty())] += 1;
        }
    }
    assert!(counts.iter().all(|count| *count > 1_000), "{counts:?} claims without and with edits");
}
