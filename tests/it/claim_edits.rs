//! NCCI's edits within a claim over HTTP: what they deny, what resolves them, which amounts they change.

use crate::in_memory::{self, serve_in_memory};
use crate::support::asking::{estimate, request, short};
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::schedule::schedule_with;
use expect_test::{Expect, expect, expect_file};
use medpayiq::schedule::EditReleases;
use medpayiq::vocabulary::HcpcsCode;
use serde_json::Value;

fn server(edits: EditReleases) -> Client {
    serve_in_memory(schedule_with(vec![of_year("RVU19A", "2019-01-01"), whole_rvu25a()], edits))
}

/// Sends each claim of the table that is not indented. Below it are its lines, and below each line its edits.
fn check(in_force: &str, table: &Expect) {
    check_with(edits(in_force), table);
}

fn check_with(in_force: EditReleases, table: &Expect) {
    let client = server(in_force);
    crate::support::check_answers(table, |claim| {
        let answer = estimate(&client, claim);
        let lines = answer["lines"].as_array().unwrap().iter();
        lines.map(describe).collect::<Vec<_>>().join("\n")
    });
}

/// A line with its edits, in short.
fn describe(line: &Value) -> String {
    let mut words = vec![format!("{} {}", line["hcpcs"].as_str().unwrap(), short(line))];
    words.extend(line["edits"].as_array().unwrap().iter().map(|edit| format!("  {}", describe_edit(edit))));
    words.join("\n")
}

fn describe_edit(edit: &Value) -> String {
    let text = |name: &str| edit.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut words =
        vec![text("kind").to_owned(), text("column_one").to_owned(), text("procedure").to_owned()];
    if let Some(limit) = edit.get("limit") {
        words.push(format!("{} of {limit}", edit["units"]));
    }
    words.push(text("state").to_owned());
    if let Some(resolved) = edit.get("resolved_by") {
        words.push(format!(
            "{} of line {}",
            resolved["modifier"].as_str().unwrap(),
            resolved["line"].as_str().unwrap()
        ));
    }
    words.push(text("review").to_owned());
    words.push(edit["amount"].as_str().unwrap_or("no amount").to_owned());
    let modifiers = edit["resolution"]["modifiers"].as_array().unwrap().iter();
    let modifiers: Vec<&str> = modifiers.map(|modifier| modifier["modifier"].as_str().unwrap()).collect();
    words.push(if modifiers.is_empty() { String::new() } else { format!("unless {}", modifiers.join(" ")) });
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

#[test]
fn column_two_is_denied_unless_a_modifier_shows_a_separate_service() {
    check(
        "45385>45380:1",
        &expect![[r#"
            45385+45380 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
            45380+45385 @22
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
              45385 priced 242.92 facility | high
            45385+45380-59 @22
              45385 priced 242.92 facility | high
              45380 priced 15.53 of 192.79 facility | high
                ptp 45385 resolved_by_modifier 59 of line 2 15.53 unless XE XS XP XU 59
            45385-59+45380 @22
              45385 priced 242.92 facility | high
              45380 priced 15.53 of 192.79 facility | high
                ptp 45385 resolved_by_modifier 59 of line 1 15.53 unless XE XS XP XU 59
            45385-XE+45380 @22
              45385 priced 242.92 facility | high
              45380 priced 15.53 of 192.79 facility | high
                ptp 45385 resolved_by_modifier XE of line 1 15.53 unless XE XS XP XU 59
            45385+45380-XS @22
              45385 priced 242.92 facility | high
              45380 priced 15.53 of 192.79 facility | high
                ptp 45385 resolved_by_modifier XS of line 2 15.53 unless XE XS XP XU 59
            45385+45380-76 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
            45385+45380-51 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
            45385-22+45380-77 @22
              45385 priced 242.92 facility | medium increased_service
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
            45385+45380-52 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied no amount unless XE XS XP XU 59"#]],
    );
}

#[test]
fn no_modifier_resolves_indicator_0_and_indicator_9_never_applies() {
    check(
        "45385>45380:0 20610>17000:9",
        &expect![[r#"
            45385+45380-59 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53
            20610+17000
              20610 priced 31.70 of 63.40 non_facility | high
              17000 priced 66.31 non_facility | high"#]],
    );
}

#[test]
fn column_one_is_paid_even_if_it_is_cheaper() {
    check(
        "36592>27447:1 20610>11042:1",
        &expect![[r#"
            11042+20610
              11042 denied_by_edit ptp_column_two CO-236 | high
                ptp 20610 denied 125.18 unless XE XS XP XU 59 RT LT
              20610 priced 63.40 non_facility | high"#]],
    );
}

#[test]
fn before_july_2019_modifier_59_counts_on_column_two_only() {
    check(
        "20610>11042:1",
        &expect![[r#"
            20610-59+11042 on:2019-06-30
              20610 priced 70.56 non_facility | medium older_release conversion_factors_differ
              11042 denied_by_edit ptp_column_two CO-236 | high
                ptp 20610 denied 139.32 unless XE XS XP XU 59 RT LT
            20610-59+11042 on:2019-07-01
              20610 priced 35.28 of 70.56 non_facility | medium older_release conversion_factors_differ
              11042 priced 139.32 non_facility | medium older_release conversion_factors_differ
                ptp 20610 resolved_by_modifier 59 of line 1 139.32 unless XE XS XP XU 59 RT LT
            20610+11042-59 on:2019-06-30
              20610 priced 35.28 of 70.56 non_facility | medium older_release conversion_factors_differ
              11042 priced 139.32 non_facility | medium older_release conversion_factors_differ
                ptp 20610 resolved_by_modifier 59 of line 2 139.32 unless XE XS XP XU 59 RT LT
            20610-RT+11042 on:2019-06-30
              20610 priced 35.28 of 70.56 non_facility | medium older_release conversion_factors_differ
              11042 priced 139.32 non_facility | medium older_release conversion_factors_differ
                ptp 20610 resolved_by_modifier RT of line 1 139.32 unless XE XS XP XU 59 RT LT"#]],
    );
}

#[test]
fn anatomic_modifiers_resolve_from_either_line_unless_both_name_one_site() {
    check(
        "20610>11042:1",
        &expect![[r#"
            20610-RT+11042-LT
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | high
                ptp 20610 resolved_by_modifier LT of line 2 125.18 unless XE XS XP XU 59 RT LT
            20610-RT+11042
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | high
                ptp 20610 resolved_by_modifier RT of line 1 125.18 unless XE XS XP XU 59 RT LT
            20610+11042-LT
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | high
                ptp 20610 resolved_by_modifier LT of line 2 125.18 unless XE XS XP XU 59 RT LT
            20610-RT+11042-RT
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | medium same_site
                ptp 20610 review both lines name the same site 125.18 unless XE XS XP XU 59 RT LT
            20610-RT+11042-RT-59
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | high
                ptp 20610 resolved_by_modifier 59 of line 2 125.18 unless XE XS XP XU 59 RT LT
            20610-RT+11042-LT-T5
              20610 priced 31.70 of 63.40 non_facility | high
              11042 priced 125.18 non_facility | high
                ptp 20610 resolved_by_modifier LT of line 2 125.18 unless XE XS XP XU 59 RT LT"#]],
    );
}

#[test]
fn a_modifier_for_another_session_counts_on_column_two() {
    check(
        "20610>17000:1",
        &expect![[r#"
            20610+17000-79
              20610 priced 31.70 of 63.40 non_facility | high
              17000 priced 66.31 non_facility | high
                ptp 20610 resolved_by_modifier 79 of line 2 66.31 unless XE XS XP XU 59 RT LT
            20610-79+17000
              20610 priced 31.70 of 63.40 non_facility | high
              17000 priced 66.31 non_facility | medium modifier_on_column_one
                ptp 20610 resolved_by_modifier 79 of line 1 66.31 unless XE XS XP XU 59 RT LT
            20610-58+17000-59
              20610 priced 31.70 of 63.40 non_facility | high
              17000 priced 66.31 non_facility | high
                ptp 20610 resolved_by_modifier 59 of line 2 66.31 unless XE XS XP XU 59 RT LT"#]],
    );
}

#[test]
fn modifiers_of_a_visit_resolve_from_either_column() {
    check(
        "93000>99213:1 99214>96372:1 20610>99212:1 99215>93005:1",
        &expect![[r#"
            93000+99213
              93000 priced 13.91 non_facility | high
              99213 denied_by_edit ptp_column_two CO-236 | high
                ptp 93000 denied 88.95 unless 25
            93000+99213-25
              93000 priced 13.91 non_facility | high
              99213 priced 88.95 non_facility | high
                ptp 93000 resolved_by_modifier 25 of line 2 88.95 unless 25
            93000-25+99213
              93000 priced 13.91 non_facility | medium modifier_ignored
              99213 denied_by_edit ptp_column_two CO-236 | high
                ptp 93000 denied 88.95 unless 25
            93000+99213-59
              93000 priced 13.91 non_facility | high
              99213 denied_by_edit ptp_column_two CO-236 | high
                ptp 93000 denied 88.95 unless 25
            99214-25+96372
              99214 priced 125.18 non_facility | high
              96372 priced 13.91 non_facility | high
                ptp 99214 resolved_by_modifier 25 of line 1 13.91 unless 25 XE XS XP XU 59
            99214+96372
              99214 priced 125.18 non_facility | high
              96372 denied_by_edit ptp_column_two CO-236 | high
                ptp 99214 denied 13.91 unless 25 XE XS XP XU 59
            99215+93005-59
              99215 priced 175.64 non_facility | high
              93005 priced 6.15 non_facility | high
                ptp 99215 resolved_by_modifier 59 of line 2 6.15 unless 25 XE XS XP XU 59
            20610+99212-25
              20610 priced 63.40 non_facility | high
              99212 priced 54.99 non_facility | high
                ptp 20610 resolved_by_modifier 25 of line 2 54.99 unless 25
                global_period 20610 resolved_by_modifier 25 of line 2 54.99 unless 25
            20610+99212
              20610 priced 63.40 non_facility | high
              99212 denied_by_edit ptp_column_two CO-236 | high
                ptp 20610 denied 54.99 unless 25
                global_period 20610 denied 54.99 unless 25"#]],
    );
}

#[test]
fn a_denied_code_denies_no_other() {
    check(
        "45385>45380:1 45380>43239:1 43239>20610:1 36415>93000:1",
        &expect![[r#"
            45385+45380+43239 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
              43239 priced 66.31 of 132.62 facility | medium column_one_denied
                ptp 45380 review column one is itself denied 66.31 unless XE XS XP XU 59
            45385+45380+43239+20610 @22
              45385 priced 242.92 facility | high
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
              43239 priced 66.31 of 132.62 facility | medium column_one_denied
                ptp 45380 review column one is itself denied 66.31 unless XE XS XP XU 59
              20610 denied_by_edit ptp_column_two CO-236 | high
                ptp 43239 denied 22.00 unless XE XS XP XU 59
            45385+45380-59+43239 @22
              45385 priced 242.92 facility | high
              45380 priced 15.53 of 192.79 facility | high
                ptp 45385 resolved_by_modifier 59 of line 2 15.53 unless XE XS XP XU 59
              43239 priced 66.31 of 132.62 facility | high
                ptp 45380 resolved_by_modifier 59 of line 2 66.31 unless XE XS XP XU 59
            36415+93000
              36415 other_schedule excluded_by_statute | high
              93000 priced 13.91 non_facility | high
            45380-GY+43239 @22
              45380 not_covered declared_not_covered PR-96 N425 | high
              43239 priced 132.62 facility | medium column_one_denied
                ptp 45380 review column one is itself denied 132.62 unless XE XS XP XU 59"#]],
    );
}

#[test]
fn a_column_one_code_that_another_rule_denies_denies_no_other() {
    check(
        "45385>45380:1 45385<=1:2 17003>11042:1 17003+17000:1 99213>93005:1",
        &expect![[r#"
            45385*2+45380 @22
              45385 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 2 of 1 denied 308.58
              45380 priced 192.79 facility | medium column_one_denied
                ptp 45385 review column one is itself denied 192.79 unless XE XS XP XU 59
            45380+45385-80 @22
              45380 priced 192.79 facility | medium column_one_denied
                ptp 45385 review column one is itself denied 192.79 unless XE XS XP XU 59
              45385 denied_by_edit surgeon_not_paid CO-54 | high
            45380+45385-56 @22
              45380 priced 192.79 facility | high
              45385 invalid modifier_not_allowed CO-4 | none
            45380-59+45385-80 @22
              45380 priced 192.79 facility | high
              45385 denied_by_edit surgeon_not_paid CO-54 | high
            17003+11042
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
              11042 priced 125.18 non_facility | medium column_one_denied
                ptp 17003 review column one is itself denied 125.18 unless XE XS XP XU 59 RT LT
            17003+11042+17000
              17003 priced 6.47 non_facility | high
              11042 denied_by_edit ptp_column_two CO-236 | high
                ptp 17003 denied 125.18 unless XE XS XP XU 59 RT LT
              17000 priced 66.31 non_facility | high
            45385*2+45380*2+17003 @22
              45385 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 2 of 1 denied 308.58
              45380 priced 208.32 of 192.79 facility | medium column_one_denied units_ranked
                ptp 45385 review column one is itself denied 208.32 unless XE XS XP XU 59
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 1.94
            20610+99213+93005
              20610 priced 63.40 non_facility | high
              99213 bundled visit_in_package CO-97 M144 | high
                global_period 20610 denied 88.95 unless 25
              93005 priced 6.15 non_facility | medium column_one_denied
                ptp 99213 review column one is itself denied 6.15 unless 25 XE XS XP XU 59"#]],
    );
}

#[test]
fn a_line_that_its_own_edits_lead_back_to_is_in_a_ring() {
    check(
        "17003>17000:1 17003+17000:1",
        &expect![[r#"
            17003+17000
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
              17000 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 17003 denied 66.31 unless XE XS XP XU 59 RT LT
            17000+17003
              17000 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 17003 denied 66.31 unless XE XS XP XU 59 RT LT
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
            17003+17000-59
              17003 priced 6.47 non_facility | high
              17000 priced 66.31 non_facility | high
                ptp 17003 resolved_by_modifier 59 of line 2 66.31 unless XE XS XP XU 59 RT LT"#]],
    );
}

/// 17110 is denied by a line that is paid, and would deny 17000. That does not free 17000 from its ring, so 20605 would be the
/// only procedure paid.
#[test]
fn an_amount_at_stake_counts_no_line_of_a_ring_as_paid() {
    check(
        "17000>11042:1 11042>20610:1 20610>17000:1 17110>17000:1 71046>17110:1 71046>20605:1",
        &expect![[r#"
            17000+11042+20610+17110+71046+20605
              17000 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 20610 denied 66.31 unless XE XS XP XU 59 RT LT
                ptp 17110 review column one is itself denied 66.31 unless XE XS XP XU 59 RT LT
              11042 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 17000 denied 125.18 unless XE XS XP XU 59 RT LT
              20610 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 11042 denied 31.70 unless XE XS XP XU 59 RT LT
              17110 denied_by_edit ptp_column_two CO-236 | high
                ptp 71046 denied 54.99 unless XE XS XP XU 59
              71046 priced 32.67 non_facility | high
              20605 denied_by_edit ptp_column_two CO-236 | high
                ptp 71046 denied 53.37 unless XE XS XP XU 59"#]],
    );
}

#[test]
fn status_t_denies_no_other_service() {
    check(
        "36592>99213:1 36592>36591:0",
        &expect![[r#"
            36592+99213
              36592 bundled bundled_with_paid_service CO-97 | high
              99213 priced 88.95 non_facility | high
                ptp 36592 review column one has status T and is not paid with this service 88.95 unless 25
            99213+36592
              99213 priced 88.95 non_facility | high
                ptp 36592 review column one has status T and is not paid with this service 88.95 unless 25
              36592 bundled bundled_with_paid_service CO-97 | high
            99213-25+36592
              99213 priced 88.95 non_facility | high
                ptp 36592 resolved_by_modifier 25 of line 1 88.95 unless 25
              36592 bundled bundled_with_paid_service CO-97 | high
            36592+36591
              36592 priced 28.79 non_facility | high
              36591 denied_by_edit ptp_column_two CO-236 | high
                ptp 36592 denied 26.85
            36592+36591+99213
              36592 bundled bundled_with_paid_service CO-97 | high
              36591 bundled bundled_with_paid_service CO-97 | high
                ptp 36592 review column one is itself denied no amount
              99213 priced 88.95 non_facility | high
                ptp 36592 review column one has status T and is not paid with this service 88.95 unless 25
            36592-79
              36592 priced 28.79 non_facility | high"#]],
    );
}

#[test]
fn lines_in_a_ring_of_edits_have_low_confidence() {
    check(
        "17000>11042:1 11042>20610:1 20610>17000:1",
        &expect![[r#"
            17000+11042+20610
              17000 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 20610 denied 66.31 unless XE XS XP XU 59 RT LT
              11042 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 17000 denied 125.18 unless XE XS XP XU 59 RT LT
              20610 denied_by_edit ptp_ring CO-236 | low edits_in_ring
                ptp 11042 denied 31.70 unless XE XS XP XU 59 RT LT
            17000+11042-59+20610
              17000 denied_by_edit ptp_column_two CO-236 | high
                ptp 20610 denied 33.16 unless XE XS XP XU 59 RT LT
              11042 priced 125.18 non_facility | high
                ptp 17000 resolved_by_modifier 59 of line 2 125.18 unless XE XS XP XU 59 RT LT
              20610 priced 31.70 of 63.40 non_facility | high
                ptp 11042 resolved_by_modifier 59 of line 2 31.70 unless XE XS XP XU 59 RT LT"#]],
    );
}

#[test]
fn units_above_the_limit_deny_whole_lines() {
    check(
        "69436<=1:2 17003<=4:1 97110<=4:3 00790<=1:2 66984<=1:2 20610<=0:2",
        &expect![[r#"
            69436-RT+69436-LT @22
              69436 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 2 of 1 denied 156.88 unless 50
              69436 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 2 of 1 denied 156.88 unless 50
            69436-50 @22
              69436 priced 235.32 of 156.88 facility | high
            17003*5
              17003 denied_by_edit units_above_limit_of_line CO-151 N362 | high
                mue 5 of 4 denied 32.35 unless 76 77 91 XE XS 59 RT LT
            17003*3+17003-59*2
              17003 priced 19.41 of 6.47 non_facility | medium add_on_not_listed
              17003 priced 12.94 of 6.47 non_facility | medium add_on_not_listed
            97110-GP*3+97110-GP-59*2
              97110 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 5 of 4 denied 72.45
              97110 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 5 of 4 denied 50.62
            97110-GP*4
              97110 priced 94.28 of 28.79 non_facility | high
            97110-GP*2
              97110 priced 50.62 of 28.79 non_facility | high
            66984-54+66984-55 @24
              66984 priced 417.40 of 521.75 facility | high
              66984 priced 104.35 of 521.75 facility | medium days_of_care_unknown
            00790-AA*97 @21
              00790 figure_missing base_units_unknown | none
            20610
              20610 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 1 of 0 denied 63.40"#]],
    );
}

#[test]
fn denied_lines_do_not_count_toward_a_unit_limit() {
    check(
        "45385>97110:1 97110<=2:3",
        &expect![[r#"
            45385+97110-GP-59*2+97110-GP*1
              45385 priced 435.38 non_facility | high
              97110 priced 50.62 of 28.79 non_facility | high
                ptp 45385 resolved_by_modifier 59 of line 2 50.62 unless XE XS XP XU 59
              97110 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 28.79 unless XE XS XP XU 59
            97110-GP*2+97110-GP*2
              97110 priced 50.62 of 28.79 non_facility | high
              97110 denied_by_edit exact_duplicate OA-18 | high"#]],
    );
}

#[test]
fn an_add_on_is_paid_only_with_a_paid_primary() {
    check(
        "17003+17000:1 64484+64483:1 99292+99291:1 20610>17000:1 64483<=1:2",
        &expect![[r#"
            17000+17003*3
              17000 priced 66.31 non_facility | high
              17003 priced 19.41 of 6.47 non_facility | high
            17003
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
            64484
              64484 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 106.10
            20610+17000+17003
              20610 priced 63.40 non_facility | high
              17000 denied_by_edit ptp_column_two CO-236 | high
                ptp 20610 denied 66.31 unless XE XS XP XU 59 RT LT
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
            20610+17000-59+17003
              20610 priced 31.70 of 63.40 non_facility | high
              17000 priced 66.31 non_facility | high
                ptp 20610 resolved_by_modifier 59 of line 2 66.31 unless XE XS XP XU 59 RT LT
              17003 priced 6.47 non_facility | high
            64483*2+64484
              64483 denied_by_edit units_above_limit_of_day CO-151 N362 | high
                mue 2 of 1 denied 354.20 unless 50
              64484 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 106.10
            17000-GZ+17003
              17000 denied_by_edit declared_not_necessary CO-50 | high
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
            99291+99292*2 @21
              99291 priced 205.72 facility | high
              99292 priced 205.72 of 102.86 facility | high
            99292 @21
              99292 priced 102.86 facility | low critical_care_of_partner
                add_on review a partner may have billed the first critical care 102.86"#]],
    );
}

#[test]
fn add_ons_of_denied_add_ons_are_denied_and_contractor_lists_reviewed() {
    check(
        "17003+17000:1 93010+17003:1 93000+:2 93005+93010:3",
        &expect![[r#"
            17000+17003+93010
              17000 priced 66.31 non_facility | high
              17003 priced 6.47 non_facility | high
              93010 priced 7.76 non_facility | high
            17003+93010
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 6.47
              93010 denied_by_edit add_on_without_primary CO-B15 N122 | high
                add_on denied 7.76
            93000
              93000 priced 13.91 non_facility | low primary_by_contractor
                add_on review the Medicare contractor decides which primary codes it accepts 13.91
            99213+93000
              99213 priced 88.95 non_facility | high
              93000 priced 13.91 non_facility | low primary_by_contractor
                add_on review the Medicare contractor decides which primary codes it accepts 13.91
            93005
              93005 priced 6.15 non_facility | low primary_by_contractor
                add_on review the Medicare contractor decides which primary codes it accepts 6.15
            93005+93010-59+17003+17000
              93005 priced 6.15 non_facility | high
              93010 priced 7.76 non_facility | high
              17003 priced 6.47 non_facility | high
              17000 priced 66.31 non_facility | high"#]],
    );
}

#[test]
fn a_visit_in_a_global_package_is_an_edit_with_its_modifier() {
    check(
        "17000>99213:1",
        &expect![[r#"
            99213+17000
              99213 denied_by_edit ptp_column_two CO-236 | high
                ptp 17000 denied 88.95 unless 25
                global_period 17000 denied 88.95 unless 25
              17000 priced 66.31 non_facility | high
            99213-25+17000
              99213 priced 88.95 non_facility | high
                ptp 17000 resolved_by_modifier 25 of line 1 88.95 unless 25
                global_period 17000 resolved_by_modifier 25 of line 1 88.95 unless 25
              17000 priced 66.31 non_facility | high
            99214+17000
              99214 bundled visit_in_package CO-97 M144 | high
                global_period 17000 denied 125.18 unless 25
              17000 priced 66.31 non_facility | high
            99214-57+27447 @21
              99214 priced 93.80 facility | high
                global_period 27447 resolved_by_modifier 57 of line 1 93.80 unless 57
              27447 priced 1257.63 facility | high
            99214+27447 @21
              99214 bundled visit_in_package CO-97 M144 | high
                global_period 27447 denied 93.80 unless 57
              27447 priced 1257.63 facility | high
            99214+17000-GY
              99214 priced 125.18 non_facility | high
              17000 not_covered declared_not_covered PR-96 N425 | high"#]],
    );
}

#[test]
fn edits_apply_to_a_status_t_service_before_its_status_does() {
    check(
        "99214>36592:0",
        &expect![[r#"
            99214-25$200+11042-59$250+20610-50$180+36592$40+71046-FX$60 owes:100.00
              99214 priced 125.18 non_facility | high
                global_period 11042 resolved_by_modifier 25 of line 1 125.18 unless 25
                global_period 20610 resolved_by_modifier 25 of line 1 125.18 unless 25
              11042 priced 125.18 non_facility | high
              20610 priced 47.55 of 63.40 non_facility | high
              36592 denied_by_edit ptp_column_two CO-236 | high
                ptp 99214 denied no amount
              71046 priced 28.14 of 32.67 non_facility | high
            11042+36592
              11042 priced 125.18 non_facility | high
              36592 bundled bundled_with_paid_service CO-97 | high"#]],
    );
}

#[test]
fn claims_outside_the_loaded_edits_have_a_caveat() {
    let mut extract = edits("45385>45380:1 17003<=13:2 17003+17000:1");
    let codes: Vec<HcpcsCode> =
        ["17000", "17003", "45380", "45385"].map(|code| code.parse().unwrap()).to_vec();
    extract.ptp[0].extract_of = Some(codes.clone());
    extract.unit_limits[0].extract_of = Some(codes.clone());
    extract.add_ons[0].extract_of = Some(codes);
    check_with(
        extract,
        &expect![[r#"
            17000+17003*3
              17000 priced 66.31 non_facility | high
              17003 priced 19.41 of 6.47 non_facility | high
            45385+45380+20610 @22
              45385 priced 242.92 facility | medium edits_not_checked
              45380 denied_by_edit ptp_column_two CO-236 | high
                ptp 45385 denied 15.53 unless XE XS XP XU 59
              20610 priced 22.00 of 43.99 facility | medium edits_not_checked
            20610*3
              20610 priced 126.80 of 63.40 non_facility | medium units_ranked unit_limit_not_checked
            64484
              64484 priced 106.10 non_facility | low add_on_primary_not_checked"#]],
    );
    check_with(
        EditReleases::default(),
        &expect![[r#"
            45385+45380 @22
              45385 priced 242.92 facility | medium edits_not_checked
              45380 priced 15.53 of 192.79 facility | medium edits_not_checked
            17003*3
              17003 priced 19.41 of 6.47 non_facility | low unit_limit_not_checked add_on_primary_not_checked
            99213
              99213 priced 88.95 non_facility | high"#]],
    );
}

#[test]
fn edits_of_an_older_quarter_apply_with_a_caveat() {
    check(
        "45385>45380:1 17003<=13:2 17003+17000:1",
        &expect![[r#"
            45385+45380-59 @22 on:2025-04-01
              45385 priced 242.92 facility | medium older_release older_edits
              45380 priced 15.53 of 192.79 facility | medium older_release older_edits
                ptp 45385 resolved_by_modifier 59 of line 2 15.53 unless XE XS XP XU 59
            17000+17003*3 on:2025-04-01
              17000 priced 66.31 non_facility | medium older_release older_edits
              17003 priced 19.41 of 6.47 non_facility | medium older_release older_edits
            17003 on:2025-04-01
              17003 denied_by_edit add_on_without_primary CO-B15 N122 | medium older_edits
                add_on denied 6.47
            99213 on:2025-04-01
              99213 priced 88.95 non_facility | medium older_release"#]],
    );
}

#[test]
fn an_edit_check_returns_the_edits_without_amounts() {
    let client = server(edits("45385>45380:1 99213<=2:3"));
    let request = request("45385+45380+99213 @22").to_string();
    let mut answer = client.post("/v1/edits/check", &request).json();
    for line in answer["lines"].as_array_mut().unwrap() {
        for edit in line["edits"].as_array_mut().unwrap() {
            edit["resolution"]["modifiers"].as_array_mut().unwrap().truncate(1);
        }
    }
    let text = serde_json::to_string_pretty(&answer).unwrap() + "\n";
    expect_file!["golden/edit_check.json"].assert_eq(&text);
}

#[test]
fn an_edit_check_reports_every_fault_of_a_request() {
    let client = server(edits(""));
    let request = r#"{"lines": [{"hcpcs": "9921"}, {"hcpcs": "99213", "units": 0}]}"#;
    let answer = client.post("/v1/edits/check", request);
    expect![[r#"
        422 invalid-value
          /lines/0/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
          /lines/1/units: 0 is out of range. Write a whole number from 1 to 9999."#]].assert_eq(&answer.problem());
}

#[test]
fn edits_apply_to_batches_and_x12_claims_too() {
    let row = request("45385+45380 @22 nowhere").to_string();
    let batch = in_memory::answered("/v1/estimates/batch", "application/x-ndjson", row.as_bytes());
    let batch: Value = serde_json::from_str(batch.trim()).unwrap();
    assert_eq!(batch["lines"][1]["reason"], "ptp_column_two", "{batch}");
    let interchange = include_str!("../fixtures/x12/clinic.837");
    let interchange = interchange.replace("HC:71260*", "HC:45385*").replace("HC:76377:26*", "HC:45380*");
    let answer = in_memory::answered("/v1/estimates", "application/edi-x12", interchange.as_bytes());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    let line = &answer["claims"][0]["estimate"]["lines"][1];
    assert_eq!(line["edits"][0]["state"], "denied", "{line}");
    assert_eq!(line["result"], "denied_by_edit");
}

/// The professional and the technical part of one test are one unit for the limit of a day (NCCI Policy Manual ch. 1, V), so both
/// are paid and deny the code of column two.
#[test]
fn both_parts_of_a_test_at_its_limit_deny_column_two() {
    check(
        "93306<=1:3 93306>99213:0",
        &expect![[r#"
            93306-26+93306-TC+99213
              93306 priced 65.34 non_facility | medium parts_counted_once
              93306 priced 122.59 non_facility | medium parts_counted_once
              99213 denied_by_edit ptp_column_two CO-236 | high
                ptp 93306 denied 88.95
                ptp 93306 denied 88.95"#]],
    );
}
