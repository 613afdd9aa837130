//! NCCI's own files of 2024Q3, if a copy is at hand: imported whole, and look-ups compared with a slow reading.

use crate::support::cluster::Database;
use crate::support::program::run_on;
use expect_test::expect;
use medpayiq::schedule::Schedule;
use medpayiq::store;
use medpayiq::vocabulary::{HcpcsCode, PtpEdit, format_date};
use medpayiq_cms_files::cms_files;
use std::collections::HashMap;
use std::io::Read;
use std::path::PathBuf;
use time::macros::date;
use time::{Date, Duration};

/// The number of look-ups, each a pair of codes and a day.
const LOOK_UPS: usize = 50_000;
/// The first day that the files cover, which is the effective day of every edit in force.
const SPEAKS_FROM: Date = date!(2024 - 07 - 01);

/// NCCI's practitioner files of the third quarter of 2024.
pub(crate) const NCCI_2024Q3: [&str; 6] = [
    "ncci/ccipra-v302r0-f1.zip",
    "ncci/ccipra-v302r0-f2.zip",
    "ncci/ccipra-v302r0-f3.zip",
    "ncci/ccipra-v302r0-f4.zip",
    "ncci/AOC_V2024Q3-F-MCR.txt",
    "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
];

/// The text of each zip.
pub(crate) fn texts(zips: &[PathBuf]) -> Vec<String> {
    let text = |zip: &PathBuf| {
        let mut archive = zip::ZipArchive::new(std::fs::File::open(zip).unwrap()).unwrap();
        let mut text = String::new();
        archive.by_index(0).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    zips.iter().map(text).collect()
}

/// The codes and the indicator of a line of the files, if its edit is in force on a day.
fn edit_on(line: &str, day: Date) -> Option<String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let day = format_date(day).replace('-', "");
    let holds = cells[3] <= day.as_str() && (cells[4] == "*" || day.as_str() <= cells[4]) && cells[5] != "9";
    holds.then(|| format!("{}/{} {}", cells[0], cells[1], cells[5]))
}

fn describe(edit: &PtpEdit<'_>) -> String {
    format!("{}/{} {}", edit.column_one, edit.column_two, edit.indicator.code())
}

#[test]
fn look_ups_in_an_imported_quarter_agree_with_its_files() {
    let Some(files) = cms_files(NCCI_2024Q3) else { return };
    let database = Database::with_starter_data();
    let paths = files.iter().map(|file| file.to_str().unwrap());
    let arguments: Vec<&str> = ["import"].into_iter().chain(paths).collect();
    let printed = run_on(&database, &arguments).printed();
    let printed: Vec<&str> = printed.lines().filter(|line| !line.contains("sha256")).collect();
    expect![[r#"
        loaded AOC_2024Q3, in force from 2024-07-01: 7465 add-on rules
          applies to dates of service from 2024-07-01
        loaded MUE_2024Q3, in force from 2024-07-01: 14677 unit limits
        loaded PTP_2024Q3, in force from 2024-07-01: 2546017 PTP edits
          1669820 in force on 2024-07-01
          applies to dates of service from 2024-07-01
          60,511 rows overlap another row for the same pair, with the same indicator. They were kept.
          50 rows overlap another row for the same pair, with a different indicator (0387T/0388T, 0387T/0389T, 0387T/0390T, 0387T/0391T, 64708/95920, ...). Both rows were kept."#]]
    .assert_eq(&printed.join("\n"));
    let counts = database.ask(
        "select concat_ws(' ', (select count(*) from ptp_edits), (select count(*) from ptp_edits where deleted_on is null),
                (select count(*) from unit_limits join releases on release_id = id where label like '%2024Q3'),
                (select count(*) from add_on_codes join releases on release_id = id where label like '%2024Q3'))",
    );
    assert_eq!(counts, "2546017 1669820 14677 7465");
    let schedule = database.wait(store::schedule(&database.store())).unwrap();
    let texts = texts(&files[..4]);
    let lines: Vec<&str> = texts.iter().flat_map(|text| text.lines().skip(7)).collect();
    check_look_ups(&lines, &schedule);
    check_one_code(&lines, &schedule);
}

/// Pseudo-random pairs, half of them from the files, each with a day since 1996. They are the same in every run.
fn look_ups(lines: &[&str]) -> Vec<(String, String, Date)> {
    let mut number = 7_u64;
    let mut below = |end: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(number >> 33).unwrap() % end
    };
    let look_up = |at: usize| {
        let (some, other) = (lines[below(lines.len())], lines[below(lines.len())]);
        let (one, two) = (&some[..5], if at.is_multiple_of(2) { &some[6..11] } else { &other[6..11] });
        let day = date!(1996 - 01 - 01) + Duration::days(i64::try_from(below(11_000)).unwrap());
        if at % 4 < 2 { (one.to_owned(), two.to_owned(), day) } else { (two.to_owned(), one.to_owned(), day) }
    };
    (0..LOOK_UPS).map(look_up).collect()
}

/// Compares the look-ups with one reading of every line. The schedule answers from the first day that the files cover.
fn check_look_ups(lines: &[&str], schedule: &Schedule) {
    let table = &schedule.edit_releases().ptp[0].table;
    let look_ups = look_ups(lines);
    let keys = |one: &str, two: &str| [format!("{one}\t{two}"), format!("{two}\t{one}")];
    let mut of_pair: HashMap<String, Vec<&str>> = HashMap::new();
    of_pair.extend(look_ups.iter().flat_map(|(one, two, _)| keys(one, two)).map(|key| (key, Vec::new())));
    for line in lines {
        of_pair.get_mut(&line[..11]).into_iter().for_each(|found| found.push(line));
    }
    let mut found = 0;
    for (one, two, day) in &look_ups {
        let of_file = keys(one, two).into_iter().flat_map(|key| of_pair[&key].iter());
        let mut expected: Vec<String> = of_file.filter_map(|line| edit_on(line, *day)).collect();
        let codes: [HcpcsCode; 2] = [one, two].map(|code| code.parse().unwrap());
        let edits = table.between(codes[0], codes[1]).filter(|edit| edit.is_in_force_on(*day));
        let mut shown: Vec<String> = edits.map(|edit| describe(&edit)).collect();
        expected.sort();
        shown.sort();
        assert_eq!(shown, expected, "{one} {two} on {day}");
        found += shown.len();
        let in_force = schedule.edits_on(*day).ptp.map(|edits| edits.between(codes[0], codes[1]).count());
        assert_eq!(in_force, (*day >= SPEAKS_FROM).then_some(shown.len()), "{one} {two} on {day}");
    }
    assert!(found > LOOK_UPS / 10, "{found} edits found");
}

/// The pairs of 76377, by date.
fn check_one_code(lines: &[&str], schedule: &Schedule) {
    let own: Vec<&&str> = lines.iter().filter(|line| line[..11].contains("76377")).collect();
    let code: HcpcsCode = "76377".parse().unwrap();
    for day in [date!(2024 - 07 - 01), date!(2025 - 01 - 15)] {
        let expected: Vec<String> = own.iter().filter_map(|line| edit_on(line, day)).collect();
        let shown: Vec<String> =
            schedule.edits_on(day).ptp.unwrap().of(code).map(|edit| describe(&edit)).collect();
        assert_eq!((shown.len(), shown), (267, expected));
    }
    assert_eq!((own.len(), schedule.edits_on(date!(2024 - 06 - 30)).ptp.is_none()), (351, true));
}
