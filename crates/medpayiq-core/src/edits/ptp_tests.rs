//! Look-ups of the PTP table, compared with a plain search of all rows.

use super::{Day, Overlaps, PackedEdit, PtpRow, PtpRows, PtpTable};
use crate::vocabulary::{Bundling, HcpcsCode, PtpEdit, PtpIndicator};
use proptest::prelude::*;
use time::Date;
use time::macros::date;

/// Few codes and days, so that pairs repeat.
fn edit() -> impl Strategy<Value = PackedEdit> {
    let code = || (0_u8..6).prop_map(|digit| format!("9921{digit}").parse::<HcpcsCode>().unwrap());
    let day = || (1_u8..28).prop_map(|day| Day::of(date!(2024 - 01 - 01).replace_day(day).unwrap()).unwrap());
    let indicator = prop::sample::select(PtpIndicator::ALL);
    let rest = (prop::option::of(day()), indicator, any::<bool>(), 0_u8..2);
    let columns = (code(), code()).prop_filter("two codes", |(one, two)| one != two);
    (columns, day(), rest).prop_map(|((one, two), effective, (deleted, indicator, before, rationale))| {
        PackedEdit::new([one, two], effective, deleted, indicator, before, rationale)
    })
}

/// Codes of families that are far from each other.
fn far_code() -> impl Strategy<Value = HcpcsCode> {
    let family = prop::sample::select(vec!["1001", "2725", "6448", "7611", "9921", "G010"]);
    (family, 0_u8..10).prop_map(|(family, digit)| format!("{family}{digit}").parse::<HcpcsCode>().unwrap())
}

fn far_edit() -> impl Strategy<Value = PackedEdit> {
    let columns = (far_code(), far_code()).prop_filter("two codes", |(one, two)| one != two);
    (columns, edit()).prop_map(|((column_one, column_two), edit)| PackedEdit {
        column_one,
        column_two,
        ..edit
    })
}

const RATIONALES: [&str; 2] = ["one", "other"];

fn rationales() -> Vec<String> {
    RATIONALES.map(str::to_owned).to_vec()
}

/// The edits that a plain search of all rows finds, in the table's order.
fn plain_search(rows: &[PackedEdit], takes: impl Fn(&PtpEdit<'_>) -> bool) -> Vec<PtpEdit<'static>> {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    let shown = rows.iter().map(|row| PtpEdit {
        column_one: row.column_one,
        column_two: row.column_two,
        effective: row.terms.effective.date(),
        deleted: Some(row.terms.deleted).filter(|day| *day != Day::NEVER).map(Day::date),
        indicator: row.terms.indicator,
        before_1996: row.terms.before_1996,
        rationale: RATIONALES[usize::from(row.terms.rationale)],
    });
    shown.filter(takes).collect()
}

proptest! {
    #[test]
    fn look_ups_find_what_a_plain_search_finds(
        rows in prop::collection::vec(edit(), 0..60),
        one in 0_u8..8,
        other in 0_u8..8,
        day in 1_u8..31,
    ) {
        let table = PtpTable::new(rows.clone(), rationales()).unwrap();
        let [one, other] = [one, other].map(|digit| format!("9921{digit}").parse::<HcpcsCode>().unwrap());
        prop_assert_eq!(table.iter().map(|(edit, _)| edit).collect::<Vec<_>>(), plain_search(&rows, |_| true));
        let of = plain_search(&rows, |edit| edit.column_one == one || edit.column_two == one);
        prop_assert_eq!(table.knows(one), !of.is_empty());
        prop_assert_eq!(table.of(one).collect::<Vec<_>>(), of.clone());
        let day = date!(2024 - 01 - 01).replace_day(day).unwrap();
        let in_force: Vec<_> = of.into_iter().filter(|edit| edit.is_in_force_on(day)).collect();
        let of_two = |indicator| {
            in_force.iter().filter(|edit| edit.column_two == one && edit.indicator == indicator).count()
        };
        let (never, with_modifier) = (of_two(PtpIndicator::NotAllowed), of_two(PtpIndicator::Allowed));
        let bundles = in_force.iter().any(|edit| (edit.column_one, edit.column_two) == (other, one));
        let day = Day::nearest(day);
        prop_assert_eq!(table.bundling_on(one, day), Bundling { never, with_modifier });
        prop_assert_eq!(table.bundles_on(other, one, day), bundles);
        prop_assert_eq!(table.count_on(one, day), in_force.len());
        prop_assert_eq!(table.of_on(one, day).collect::<Vec<_>>(), in_force);
        let between = |edit: &PtpEdit<'_>| {
            [(one, other), (other, one)].contains(&(edit.column_one, edit.column_two))
        };
        let mut found: Vec<_> = table.between(one, other).collect();
        found.sort_by_key(|edit| (edit.column_one, edit.column_two));
        prop_assert_eq!(found, plain_search(&rows, between));
    }

    #[test]
    fn edits_among_codes_are_those_of_each_pair_on_the_day(
        rows in prop::collection::vec(far_edit(), 0..200),
        mut codes in prop::collection::vec(far_code(), 0..12),
        number in 1_u8..31,
    ) {
        codes.sort_unstable();
        codes.dedup();
        let table = PtpTable::new(rows.clone(), rationales()).unwrap();
        let day = date!(2024 - 01 - 01).replace_day(number).unwrap();
        let is_among = |edit: &PtpEdit<'_>| {
            codes.contains(&edit.column_one) && codes.contains(&edit.column_two) && edit.is_in_force_on(day)
        };
        let found = table.among_on(&codes, Day::nearest(day));
        prop_assert_eq!(found, if codes.len() > 1 { plain_search(&rows, is_among) } else { Vec::new() });
    }
}

#[test]
fn look_ups_find_pairs_among_thousands_of_codes() {
    const CODES: usize = 3_000;
    let code = |number: usize| format!("{:05}", 10_000 + number).parse::<HcpcsCode>().unwrap();
    let day = Day::of(date!(2024 - 01 - 01)).unwrap();
    // Partners that are near, and on both sides of where a thousand of them begin.
    let pairs = (0..CODES)
        .flat_map(|one| [1, 15, 16, 1_023, 1_024, 2_048, 2_999].map(|step| (one, (one + step) % CODES)));
    let edit =
        |(one, two)| PackedEdit::new([code(one), code(two)], day, None, PtpIndicator::Allowed, false, 0);
    let rows: Vec<PackedEdit> = pairs.map(edit).collect();
    let table = PtpTable::new(rows.clone(), rationales()).unwrap();
    for step in [1, 5, 16, 512] {
        let codes: Vec<HcpcsCode> = (0..CODES).step_by(step).map(code).collect();
        let is_among = |code: &HcpcsCode| codes.binary_search(code).is_ok();
        let expected = plain_search(&rows, |edit| is_among(&edit.column_one) && is_among(&edit.column_two));
        assert!(!expected.is_empty());
        assert_eq!(table.among_on(&codes, day), expected, "every {step}th code");
    }
    let (first, last) = (code(0), code(CODES - 1));
    let both = |edit: &PtpEdit<'_>| {
        (edit.column_one, edit.column_two) == (first, last)
            || (edit.column_one, edit.column_two) == (last, first)
    };
    assert_eq!(table.between(last, first).count(), plain_search(&rows, both).len());
}

#[test]
fn rows_are_counted_as_they_are_added() {
    let mut rows = PtpRows::default();
    assert_eq!((rows.len(), rows.is_empty()), (0, true));
    let row = PtpRow {
        columns: ["11042".parse().unwrap(), "99213".parse().unwrap()],
        effective: Day::of(date!(2024 - 07 - 01)).unwrap(),
        deleted: None,
        indicator: PtpIndicator::Allowed,
        before_1996: false,
        rationale: "one",
    };
    rows.push(row).unwrap();
    assert_eq!((rows.len(), rows.is_empty()), (1, false));
}

#[test]
fn a_table_applies_from_the_first_day_of_its_edits_in_force() {
    let row = |one: &str, from, to, indicator| {
        let columns = [one.parse().unwrap(), "99213".parse().unwrap()];
        PackedEdit::new(columns, Day::of(from).unwrap(), to, indicator, false, 0)
    };
    let end = Day::of(date!(2024 - 06 - 30));
    let rows = vec![
        row("11042", date!(1996 - 01 - 01), end, PtpIndicator::Allowed),
        row("11043", date!(2000 - 01 - 01), None, PtpIndicator::NotApplicable),
        row("11044", date!(2024 - 07 - 01), None, PtpIndicator::Allowed),
        row("11042", date!(2020 - 01 - 01), end, PtpIndicator::NotAllowed),
        row("11042", date!(2021 - 01 - 01), end, PtpIndicator::NotAllowed),
    ];
    let table = PtpTable::new(rows, rationales()).unwrap();
    assert_eq!(table.covers_from(), Some(date!(2024 - 07 - 01)));
    let twice = ["11042".parse().unwrap(), "99213".parse().unwrap()];
    assert_eq!(table.overlaps(), Overlaps { agreeing: 1, contradictory: vec![twice, twice] });
    assert_eq!(PtpTable::default().covers_from(), None);
    assert_eq!(PtpTable::new(Vec::new(), Vec::new()).unwrap().of(twice[0]).count(), 0);
}

/// The day of deletion is the last day of an edit.
#[test]
fn rows_that_share_the_day_of_deletion_overlap() {
    let days = |from: Date, to: Option<Date>| (Day::of(from).unwrap(), to.and_then(Day::of));
    let end = date!(2024 - 06 - 30);
    for (next, agreeing) in [(date!(2024 - 06 - 30), 1), (date!(2024 - 07 - 01), 0)] {
        let spans = [days(date!(2024 - 01 - 01), Some(end)), days(next, None)];
        let rows = spans.map(|(from, to)| {
            let columns = ["11042".parse().unwrap(), "99213".parse().unwrap()];
            PackedEdit::new(columns, from, to, PtpIndicator::Allowed, false, 0)
        });
        let table = PtpTable::new(rows.to_vec(), rationales()).unwrap();
        assert_eq!(table.overlaps(), Overlaps { agreeing, contradictory: Vec::new() }, "{next}");
    }
}
