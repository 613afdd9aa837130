//! What a denial by an edit says to do: the modifiers that fit the pair, or the code that was done.

use crate::edit_files::NCCI_2024Q3;
use crate::in_memory::serve_in_memory;
use crate::support::asking::estimate;
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{read_together, whole_rvu25a};
use crate::support::schedule::{schedule_of, schedule_with};
use expect_test::{Expect, expect};
use medpayiq_cms_files::cms_files;
use std::fmt::Write;

/// The reasons of the denied lines of each claim that is not indented, and the advice of their edits.
fn check(client: &Client, table: &Expect) {
    crate::support::check_answers(table, |claim| {
        let answer = estimate(client, claim);
        let mut said = String::new();
        for line in answer["lines"].as_array().unwrap() {
            let text = |name: &str| line["reason"][name].as_str().unwrap_or("paid").to_owned();
            writeln!(said, "{} {}: {}", line["hcpcs"].as_str().unwrap(), text("code"), text("text")).unwrap();
            let denied = line["edits"].as_array().unwrap().iter().filter(|edit| edit["state"] == "denied");
            for edit in denied {
                writeln!(said, "  {}", edit["resolution"]["advice"].as_str().unwrap()).unwrap();
            }
        }
        said.trim_end().to_owned()
    });
}

#[test]
fn a_denial_names_the_modifiers_that_fit_its_pair() {
    let pairs = "45385>45380:1 20610>20550:1 20600>11730:1 11641>11042:1 92941>92928:1";
    let client = serve_in_memory(schedule_with(vec![whole_rvu25a()], edits(pairs)));
    check(
        &client,
        &expect![[r#"
            45385+45380 @22
              45385 paid: paid
              45380 ptp_column_two: NCCI edit: this code is not paid with 45385. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line.
            20610+20550
              20610 paid: paid
              20550 ptp_column_two: NCCI edit: this code is not paid with 20610. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both. If they were on different sites, name the site on each line: RT and LT.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line. If they were on different sites, name the site on each line: RT and LT.
            20600+11730
              20600 paid: paid
              11730 ptp_column_two: NCCI edit: this code is not paid with 20600. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both. If they were on different sites, name the site on each line: RT and LT, FA and F1 to F9, or TA and T1 to T9.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line. If they were on different sites, name the site on each line: RT and LT, FA and F1 to F9, or TA and T1 to T9.
            11641+11042
              11641 paid: paid
              11042 ptp_column_two: NCCI edit: this code is not paid with 11641. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both. If they were on different sites, name the site on each line: RT and LT, or E1 to E4.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line. If they were on different sites, name the site on each line: RT and LT, or E1 to E4.
            92941+92928 @21
              92941 paid: paid
              92928 ptp_column_two: NCCI edit: this code is not paid with 92941. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both. If they were on different sites, name the site on each line: LC, LD, LM, RC and RI.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line. If they were on different sites, name the site on each line: LC, LD, LM, RC and RI."#]],
    );
}

#[test]
fn a_denial_of_a_visit_names_the_modifier_of_its_case() {
    let pairs = "20610>99213:1 27447>99213:1 33533>99291:1 20600>36620:1 99213>G0444:1 99291>31500:1 93000>99213:1 \
        27447>G0439:1 93005>99291:1";
    let client = serve_in_memory(schedule_with(vec![whole_rvu25a()], edits(pairs)));
    check(
        &client,
        &expect![[r#"
            20610+99213
              20610 paid: paid
              99213 ptp_column_two: NCCI edit: this code is not paid with 20610. If the record shows a separate visit, modifier 25 on the visit allows both.
                Only if the record shows a separate visit: put modifier 25 on the line of the visit.
                Medicare pays a visit with the procedure only if it was more than the procedure's usual care and the record shows it.
            27447+99213 @21
              27447 paid: paid
              99213 ptp_column_two: NCCI edit: this code is not paid with 27447. If the surgery was decided on in the visit, modifier 57 on the visit allows both.
                Only if the record shows that the surgery was decided on in the visit: put modifier 57 on the line of the visit.
                Medicare pays a visit on the day of the surgery or the day before only if the surgery was decided on in it and the record shows it.
            27447+99213-25 @21
              27447 paid: paid
              99213 visit_in_package: The visit is part of the package of 27447 on this day. If the surgery was decided on in it, modifier 57 says so.
                Medicare pays a visit on the day of the surgery or the day before only if the surgery was decided on in it and the record shows it.
            27447-78+99213 @21
              27447 paid: paid
              99213 visit_in_package: The visit is part of the package of 27447 on this day. On the day of a return to the operating room the first operation still includes visits. If this one had nothing to do with it, modifier 24 says so.
                Medicare pays a visit on the day of a return to the operating room only if it had nothing to do with the first operation and the record shows it.
            27447-78+99213-24 @21
              27447 paid: paid
              99213 paid: paid"#]],
    );
}

#[test]
fn a_denial_beside_a_visit_names_the_modifier_of_its_case() {
    let pairs =
        "99213>G0444:1 99291>31500:1 93000>99213:1 27447>G0439:1 93005>99291:1 33533>99291:1 20600>36620:1";
    let client = serve_in_memory(schedule_with(vec![whole_rvu25a()], edits(pairs)));
    check(
        &client,
        &expect![[r#"
            99213+G0444
              99213 paid: paid
              G0444 ptp_column_two: NCCI edit: this code is not paid with 99213. If the record shows that the services were separate, modifier 25 on the visit allows both, or 59, XE, XS, XP or XU on this line.
                Only if the record shows that the services were separate: put modifier 25 on the line of the visit, or a modifier that says how on the column two line.
            99213-25+G0444
              99213 paid: paid
              G0444 paid: paid
            99213+G0444-XE
              99213 paid: paid
              G0444 paid: paid
            99291+31500 @21
              99291 paid: paid
              31500 ptp_ring: NCCI edit: this code is not paid with 99291, which other edits of the claim deny in turn. No CMS text says which line of such a ring Medicare pays.
                Only if the record shows critical care that was separate from the other service: put modifier 25 on it.
            99291-25+31500 @21
              99291 paid: paid
              31500 paid: paid
            93000+99213
              93000 paid: paid
              99213 ptp_column_two: NCCI edit: this code is not paid with 93000. If the record shows a separate visit, modifier 25 on the visit allows both.
                Only if the record shows a separate visit: put modifier 25 on the line of the visit.
            93000+99213-57
              93000 paid: paid
              99213 paid: paid
            27447+G0439 @21
              27447 paid: paid
              G0439 ptp_column_two: NCCI edit: this code is not paid with 27447. If the record shows a separate visit, modifier 25 on the visit allows both.
                Only if the record shows a separate visit: put modifier 25 on the line of the visit.
            27447+G0439-25 @21
              27447 paid: paid
              G0439 paid: paid
            93005+99291
              93005 paid: paid
              99291 ptp_column_two: NCCI edit: this code is not paid with 93005. If the record shows critical care that was separate from the other service, modifier 25 on it allows both.
                Only if the record shows critical care that was separate from the other service: put modifier 25 on it.
            33533+99291-FT @21
              33533 paid: paid
              99291 ptp_column_two: NCCI edit: this code is not paid with 33533. If the critical care had nothing to do with the surgery, modifiers 25 and FT on it allow both. If the surgery was decided on in it, 57 does.
                Only if the record shows that the critical care had nothing to do with the surgery: put modifiers 25 and FT on it. If the surgery was decided on in it, put 57 on it instead.
            33533+99291-25-FT @21
              33533 paid: paid
              99291 paid: paid
            33533+99291-57 @21
              33533 paid: paid
              99291 paid: paid
            33533+99291-25 @21
              33533 paid: paid
              99291 visit_in_package: The visit is part of the package of 33533 on this day. If it was critical care that had nothing to do with the surgery, modifier FT says so.
                Medicare pays critical care on the day of the surgery only if it had nothing to do with it, or if the surgery was decided on in it, and the record shows it."#]],
    );
}

#[test]
fn a_unit_limit_says_how_both_sides_are_billed() {
    let limits = "27447<=1:2 20610<=2:3 69210<=1:2 97110<=2:3 20605<=2:2 64493<=1:3 93880<=1:3 77067<=1:2 \
        93922<=2:3 92014<=1:3 92285<=1:2 63047<=2:2";
    let client = serve_in_memory(schedule_with(vec![whole_rvu25a()], edits(limits)));
    check(
        &client,
        &expect![[r#"
            27447-RT+27447-LT @21
              27447 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
                If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If the units are wrong, correct them.
              27447 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
                If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If the units are wrong, correct them.
            20610*3
              20610 units_above_limit_of_day: The claim has 3 units of this code, and its unit limit (MUE) is 2 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
                If some of the units are two sides of one site, such as both knees, bill these on one line with modifier 50 and one unit: they count as one. If the units are still above the limit and all were necessary, appeal the denial with the documentation. If the units are wrong, correct them.
            20605*3
              20605 units_above_limit_of_day: The claim has 3 units of this code, and its unit limit (MUE) is 2 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
                If some of the units are two sides of one site, such as both knees, bill these on one line with modifier 50 and one unit: they count as one. Above that the limit is absolute. If the units are wrong, correct them.
            69210-RT+69210-LT
              69210 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. One unit is for one side or for both.
                Bill one line with one unit. One unit is for one side or for both.
              69210 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. One unit is for one side or for both.
                Bill one line with one unit. One unit is for one side or for both.
            64493*2
              64493 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. Both sides count as one unit if one line bills them with modifier 50.
                If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. If more was furnished and necessary, appeal the denial with the documentation. If the units are wrong, correct them.
            93880*2
              93880 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. One unit is for both sides. For one side bill 93882.
                Bill one line with one unit. One unit is for both sides. For one side bill 93882.
            77067*2
              77067 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. One unit is for both sides. If only one side was done, add modifier 52.
                Bill one line with one unit. One unit is for both sides. If only one side was done, add modifier 52.
            93922*3
              93922 units_above_limit_of_day: The claim has 3 units of this code, and its unit limit (MUE) is 2 a day. Medicare denies every line of the code. One unit is for both sides. If only one side was done, add modifier 52.
                If the units count sides, correct them. One unit is for both sides. If only one side was done, add modifier 52. If all units were furnished and necessary, appeal the denial with the documentation.
            92014*2
              92014 units_above_limit_of_day: The claim has 2 visits of this code, and its unit limit (MUE) is one a day. Medicare denies every line of the code.
                Bill one visit at the level that the whole day reached. Medicare pays one a day to a practitioner and to everybody of the same specialty in the group.
            92285*2
              92285 units_above_limit_of_day: The claim has 2 units of this code, and its unit limit (MUE) is 1 a day. Medicare denies every line of the code. One unit is for the whole service, on both sides if it has two.
                Bill one line with one unit. One unit is for the whole service, on both sides if it has two.
            63047*3 @22
              63047 units_above_limit_of_day: The claim has 3 units of this code, and its unit limit (MUE) is 2 a day. Medicare denies every line of the code. One unit is for one side or for both.
                If the units count sides, correct them. One unit is for one side or for both. Above that the limit is absolute.
            97110-GP*3
              97110 units_above_limit_of_day: The claim has 3 units of this code, and its unit limit (MUE) is 2 a day. Medicare denies every line of the code. All lines of the day count together. More units are paid only with documentation, usually on appeal.
                If the units are wrong, correct them. If all were furnished and necessary, appeal the denial with the documentation. No modifier helps."#]],
    );
}

/// Of CMS's own edits.
#[test]
fn cms_s_edits_are_resolved_by_sites_of_both_services_only() {
    let (Some(rvus), Some(ncci)) = (cms_files(["fee-schedule/rvu25a.zip"]), cms_files(NCCI_2024Q3)) else {
        return;
    };
    let client = serve_in_memory(schedule_of(read_together(&[rvus.as_slice(), &ncci].concat())));
    let state = |claim: &str| {
        let answer = estimate(&client, &format!("{claim} in:10112-00"));
        let lines = answer["lines"].as_array().unwrap().iter();
        let edits =
            lines.flat_map(|line| line["edits"].as_array().unwrap()).filter(|edit| edit["kind"] == "ptp");
        let states: Vec<&str> = edits.map(|edit| edit["state"].as_str().unwrap()).collect();
        states.join(" ")
    };
    // An epidural, a central line and a breast have no finger, a retina and a lens no lid, a heart no coronary artery of its own.
    for claim in [
        "62323+64483-F1 @22",
        "36561+36556-F1 @22",
        "19081+10005-F1",
        "66984+67028-E1 @24",
        "67108+66984-E1 @24",
        "11056+11721-E1",
        "92920-LD+93458-26-LC @21",
        "36561+36556-T5 @22",
        "26720+29125-F1",
    ] {
        assert_eq!(state(claim), "denied", "{claim}");
    }
    for claim in [
        "26735-F2+29130-F4",
        "28285-T1+28010-T3 @22",
        "11042-T5+97597-TA",
        "67904-E1+15823-E3",
        "11056+11721-59",
        "66984-RT+66821-LT @24",
        "62323+64483-59 @22",
    ] {
        assert_eq!(state(claim), "resolved_by_modifier", "{claim}");
    }
    // NCCI has no edit between the regions of the spine.
    for claim in ["62321+62323 @22", "64490+64493 @22", "64479+64483 @22"] {
        assert_eq!(state(claim), "", "{claim}");
    }
    check_words_of_cms_s_edits(&client);
}

/// Says what to do if no modifier helps, and names the modifiers of visits and critical care.
fn check_words_of_cms_s_edits(client: &Client) {
    check(
        client,
        &expect![[r#"
            11719+11721 in:10112-00
              11719 paid: paid
              11721 ptp_column_two: NCCI edit: this code is not paid with 11719. No modifier allows both services: column two is denied.
                Nothing helps: no modifier allows both services. Coding rules allow one of the two codes only: bill the one for what was done.
            99490+90951 in:10112-00
              99490 paid: paid
              90951 ptp_column_two: NCCI edit: this code is not paid with 99490. No modifier allows both services: column two is denied.
                Nothing helps: no modifier allows both services. Coding rules allow one of the two codes only: bill the one for what was done.
            36556+99238 @21 in:10112-00
              36556 paid: paid
              99238 ptp_column_two: NCCI edit: this code is not paid with 36556. If the record shows a separate visit, modifier 25 on the visit allows both.
                Only if the record shows a separate visit: put modifier 25 on the line of the visit.
                Medicare pays a visit with the procedure only if it was more than the procedure's usual care and the record shows it.
            36556+99238-25 @21 in:10112-00
              36556 paid: paid
              99238 paid: paid
            45385+45380 @22 in:10112-00
              45385 paid: paid
              45380 ptp_column_two: NCCI edit: this code is not paid with 45385. If the record shows that the services were separate, modifier 59, XE, XS, XP or XU on this line allows both.
                Only if the record shows that the services were separate: put a modifier that says how on the column two line.
            33533+99291-FT @21 in:10112-00
              33533 paid: paid
              99291 ptp_column_two: NCCI edit: this code is not paid with 33533. If the critical care had nothing to do with the surgery, modifiers 25 and FT on it allow both. If the surgery was decided on in it, 57 does.
                Only if the record shows that the critical care had nothing to do with the surgery: put modifiers 25 and FT on it. If the surgery was decided on in it, put 57 on it instead.
            33533+99291-25-FT @21 in:10112-00
              33533 paid: paid
              99291 paid: paid"#]],
    );
}

/// Modifier 78 resolves the edit, and what could do so in its place is that of a visit after an operation.
#[test]
fn an_edit_of_a_return_names_the_modifier_of_a_visit_after_an_operation() {
    let client = serve_in_memory(schedule_with(vec![whole_rvu25a()], edits("27447>99213:1")));
    let modifiers = |claim: &str| {
        let edits = estimate(&client, claim)["lines"][1]["edits"].clone();
        let edit = edits.as_array().unwrap().iter().find(|edit| edit["kind"] == "ptp").unwrap().clone();
        let named = edit["resolution"]["modifiers"].as_array().unwrap().iter();
        let named: Vec<&str> = named.map(|named| named["modifier"].as_str().unwrap()).collect();
        format!("{} {}", edit["state"].as_str().unwrap(), named.join(" "))
    };
    assert_eq!(modifiers("27447+99213 @21"), "denied 57");
    assert_eq!(modifiers("27447-78+99213 @21"), "resolved_by_modifier 24");
}
