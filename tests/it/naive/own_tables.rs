//! Facts about the tables of the October 2025 release, and the amounts that CMS publishes with them.

use super::own_tests::{reference, text};
use super::{money, pricing};
use medpayiq_cms_files::cms_file;

#[test]
fn the_tables_have_the_documented_facts() {
    let Some(reference) = reference() else { return };
    let nation = reference.area(None);
    // A sum code has the RVUs of its parts.
    for (sum, parts) in pricing::sums() {
        let row = reference.row(sum, "").unwrap();
        let total: i64 = parts.iter().map(|part| reference.row(part, "").unwrap().total.office).sum();
        assert_eq!((sum, row.total.office), (sum, total));
    }
    // Rows with a cap below their fee.
    let lower = |row: &&super::tables::Row| {
        row.is_published() && row.cap(nation, false).is_some_and(|cap| cap < row.fee(nation, false))
    };
    assert_eq!(reference.rows().filter(lower).count(), 58);
    // Endoscopies worth less than their base.
    for (facility, count) in [(false, 66), (true, 2)] {
        let less = |row: &&super::tables::Row| {
            row.is_published()
                && row.multiple == '3'
                && reference.row(&row.endoscopic_base, "").unwrap().total.at(facility)
                    > row.total.at(facility)
        };
        assert_eq!(reference.rows().filter(less).count(), count);
    }
}

#[test]
fn every_published_amount_is_computed() {
    let Some(reference) = reference() else { return };
    let Some(path) = cms_file("payments/PFREV4.txt") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let mut compared = 0;
    for line in text.lines().filter(|line| line.starts_with("\"2025\"")) {
        let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"').trim()).collect();
        let row = reference.row(cells[3], cells[4]).unwrap();
        let area = reference.area(Some(&format!("{}-{}", cells[1], cells[2])));
        assert_eq!(row.fee(area, false), money::scaled(cells[5], 2), "{line}");
        assert_eq!(row.fee(area, true), money::scaled(cells[6], 2), "{line}");
        compared += 1;
    }
    assert_eq!(compared, 1_526);
}

#[test]
fn every_published_cap_is_computed() {
    let Some(reference) = reference() else { return };
    let text = text("fee-schedule/rvu25d.zip", "OPPSCAP_Oct.csv").unwrap();
    let mut compared = 0;
    for line in text.lines().skip(1).filter(|line| line.len() > 20) {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        if cells[2] != "A" && cells[2] != "R" {
            continue;
        }
        let row = reference.row(cells[0], cells[1]).unwrap();
        let area = reference.area(Some(&format!("{}-{}", cells[3], cells[4])));
        for (facility, cell) in [(true, 5), (false, 6)] {
            assert_eq!(row.cap(area, facility), Some(money::scaled(cells[cell], 2)), "{line}");
        }
        compared += 1;
    }
    assert_eq!(compared, 6_670);
}
