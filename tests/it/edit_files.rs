//! NCCI's own files of 2024Q3, where a copy is at hand: imported whole, and every look-up against a slow reading.

use crate::support::cms;
use crate::support::program::run_on;
use crate::support::releases::whole_rvu25a;
use crate::support::server::Server;
use medpayiq::schedule::Schedule;
use medpayiq::store;
use medpayiq::vocabulary::{HcpcsCode, PtpEdit, format_date};
use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use time::macros::date;
use time::{Date, Duration};

/// How many pairs of codes and days are looked up.
const LOOK_UPS: usize = 50_000;

/// The first day that the files can speak of: that of every edit that they hold in force.
const SPEAKS_FROM: Date = date!(2024 - 07 - 01);

/// A row of the files as its text, read without the program.
struct Line {
    one: String,
    two: String,
    effective: u32,
    deleted: u32,
    indicator: String,
}

/// Every row of the archives.
fn lines(folder: &Path) -> Vec<Line> {
    let mut lines = Vec::new();
    for part in 1..=4 {
        let archive = std::fs::File::open(folder.join(format!("ccipra-v302r0-f{part}.zip"))).unwrap();
        let mut archive = zip::ZipArchive::new(archive).unwrap();
        let mut text = String::new();
        archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
        lines.extend(text.lines().skip(7).map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Line {
                one: cells[0].to_owned(),
                two: cells[1].to_owned(),
                effective: cells[3].parse().unwrap(),
                deleted: cells[4].parse().unwrap_or(u32::MAX),
                indicator: cells[5].to_owned(),
            }
        }));
    }
    lines
}

/// The day as the files write it.
fn number(day: Date) -> u32 {
    format_date(day).replace('-', "").parse().unwrap()
}

impl Line {
    fn is_in_force_on(&self, day: Date) -> bool {
        self.indicator != "9" && self.effective <= number(day) && number(day) <= self.deleted
    }

    fn told(&self) -> String {
        format!("{}/{} {}", self.one, self.two, self.indicator)
    }
}

fn told(edit: &PtpEdit<'_>) -> String {
    format!("{}/{} {}", edit.column_one, edit.column_two, edit.indicator.code())
}

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

#[test]
fn the_quarter_is_imported_whole_and_every_look_up_finds_what_the_files_say() {
    let Some(folder) = cms("ncci") else { return };
    let server = Server::with(&[whole_rvu25a()]);
    let printed = run_on(&server.database, &["import", folder.to_str().unwrap()]).printed();
    let told_rows: Vec<&str> = printed.lines().filter(|line| !line.contains("sha256")).collect();
    expect_test::expect![[""]].assert_eq(&told_rows.join("\n"));
    let again = run_on(&server.database, &["import", folder.to_str().unwrap()]).printed();
    assert_eq!(again.lines().filter(|line| line.starts_with("already imported")).count(), 3, "{again}");
    let counts = server.database.ask(
        "select concat_ws(' ', (select count(*) from ptp_edits), (select count(*) from ptp_edits where deleted_on is null),
                (select count(*) from unit_limits), (select count(*) from add_on_codes))",
    );
    assert_eq!(counts, "2546017 1669820 14677 7465");
    let store = server.database.store();
    server.reload();
    let schedule = server.database.wait(store::schedule(&store)).unwrap();
    let lines = lines(&folder);
    check_look_ups(&lines, &schedule);
    check_one_code(&lines, &server);
}

/// Random pairs, half of them pairs of the files, on random days since 1996. The schedule answers from the first day that
/// the files can speak of.
fn check_look_ups(lines: &[Line], schedule: &Schedule) {
    let table = &schedule.edit_releases().ptp[0].table;
    let mut by_pair: HashMap<[&str; 2], Vec<&Line>> = HashMap::new();
    for line in lines {
        by_pair.entry([&line.one, &line.two]).or_default().push(line);
    }
    let mut numbers = Numbers(7);
    let mut found = 0;
    for look_up in 0..LOOK_UPS {
        let (some, other) = (&lines[numbers.below(lines.len())], &lines[numbers.below(lines.len())]);
        let two = if look_up % 2 == 0 { &some.two } else { &other.two };
        let pair = if look_up % 4 < 2 { [some.one.as_str(), two] } else { [two.as_str(), &some.one] };
        let day = date!(1996 - 01 - 01) + Duration::days(i64::try_from(numbers.below(11_000)).unwrap());
        let [one, two] = pair;
        let of_file = [[one, two], [two, one]].map(|pair| by_pair.get(&pair).cloned().unwrap_or_default());
        let of_file = of_file.iter().flatten().filter(|line| line.is_in_force_on(day));
        let mut expected: Vec<String> = of_file.map(|line| line.told()).collect();
        let codes: [HcpcsCode; 2] = pair.map(|code| code.parse().unwrap());
        let between = table.between(codes[0], codes[1]).filter(|edit| edit.is_in_force_on(day));
        let mut shown: Vec<String> = between.map(|edit| told(&edit)).collect();
        let edits = schedule.edits_on(day).ptp;
        assert_eq!(edits.is_some(), day >= SPEAKS_FROM, "{day}");
        if let Some(edits) = edits {
            assert_eq!(edits.between(codes[0], codes[1]).count(), shown.len(), "{pair:?} on {day}");
        }
        expected.sort();
        shown.sort();
        found += shown.len();
        assert_eq!(shown, expected, "{pair:?} on {day}");
    }
    assert!(found > LOOK_UPS / 10, "{found} edits found");
}

/// The pairs of 76377, all of them, on the page and in the table with its history.
fn check_one_code(lines: &[Line], server: &Server) {
    let own: Vec<&Line> =
        lines.iter().filter(|line| [&line.one, &line.two].contains(&&"76377".to_owned())).collect();
    let in_force: Vec<String> = own
        .iter()
        .filter(|line| line.is_in_force_on(date!(2025 - 01 - 15)))
        .map(|line| line.told())
        .collect();
    let page = server.get("/v1/codes/76377/edits?date=2025-01-15&limit=500").json();
    let shown = page["ptp"].as_array().unwrap().iter().map(|pair| {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let indicator = text(&pair["modifier_indicator"]["code"]);
        format!("{}/{} {indicator}", text(&pair["column_one"]), text(&pair["column_two"]))
    });
    assert_eq!(shown.collect::<Vec<_>>(), in_force);
    assert_eq!((own.len(), in_force.len(), page["state"].as_str()), (351, 267, Some("loaded")));
    let before = server.get("/v1/codes/76377/edits?date=2024-06-30").json();
    assert_eq!(
        (before["state"].as_str(), &before["ptp_count"]),
        (Some("not_loaded"), &serde_json::Value::Null)
    );
}
