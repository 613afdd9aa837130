//! What tips, toolkits and pages say if a usual example would be senseless: two services that are billed otherwise, a visit before
//! a planned operation, an operation in an office, and modifiers that nobody puts on a code.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::partners::{CODES, DAY, examples, list, text, toolkit};
use crate::support::edits::edits;
use crate::support::http::Client;
use crate::support::releases::{of_year, read_together, tables, whole_rvu25a, with_codes};
use crate::support::schedule::schedule_with;
use expect_test::expect;
use medpayiq::schedule::content::ReleaseContent;
use medpayiq_cms_files::cms_files;
use serde_json::Value;

pub(crate) fn of_codes(client: &Client, codes: &str) -> Value {
    toolkit(client, &codes.split(' ').map(str::to_owned).collect::<Vec<_>>())
}

/// The conflicts of two codes, each with its modifiers.
fn conflict(client: &Client, codes: &str) -> String {
    let answer = of_codes(client, codes);
    let rows = list(&answer["bundling_conflicts"]["rows"]).iter().map(|row| {
        let modifiers: Vec<&str> = list(&row["modifiers"]).iter().map(|one| text(&one["modifier"])).collect();
        let [one, two, advice] = [&row["column_one"], &row["column_two"], &row["advice"]].map(text);
        format!("{one}/{two} {advice} [{}]", modifiers.join(" "))
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// The denied claims of a code, each with what is paid instead, and why.
fn triggers(code: &str) -> Vec<(String, String)> {
    let answer = of_codes(&CLIENT, code);
    let triggers = list(&answer["denial_triggers"]).iter();
    let row = |row: &Value| {
        let billed = format!("{} | {}", text(&row["billed"]), row["instead"].as_str().unwrap_or("-"));
        (billed, text(&row["reason"]).to_owned())
    };
    triggers.map(row).collect()
}

#[test]
fn a_conflict_says_how_the_services_are_billed_instead() {
    let pairs = [
        "92557 69210",
        "45385 G0121",
        "45378 G0105",
        "43239 99152",
        "99152 G0500",
        "93015 93016",
        "93015 93010",
        "20610 76942",
        "70460 70450",
        "90834 99213",
        "99215 99213",
        "99223 99285",
        "96365 96374",
        "45385 00811",
        "00811 93000",
        "99223 99238",
        "17311 88342",
    ];
    let conflicts = pairs.map(|codes| conflict(&CLIENT, codes));
    expect![[r#"
        92557/69210 If a physician removed hard wax on the day of a hearing test by an audiologist, bill G0268 in place of 69210. []
        45385/G0121 If a screening becomes a treatment, bill only the code of the treatment, with modifier PT. []
        45378/G0105 Bill one of the two: the screening code if the patient came without a symptom, or else the diagnostic code. []
        43239/99152 If the practitioner who does the endoscopy sedates the patient, bill G0500 for the first quarter of an hour. No modifier against the edit is needed. []
        99152/G0500 Both are the first quarter of an hour of sedation. Bill G0500 for an endoscopy of stomach or bowel, and 99152 for other procedures. []
        93015/93016 93015 is the whole test in one practice. For a hospital patient bill only your part: 93016 for the supervision, 93018 for the reading. []
        93015/93010 The tracings of a stress test are part of it. A modifier is only for a tracing at another time and for another reason. [XE XS XP XU 59]
        20610/76942 If both were one service of one session, bill 20611 in place of the two codes. A modifier is only for two separate services. [XE XS XP XU 59 RT LT]
        70460/70450 If both were one service of one session, bill 70470 in place of the two codes. []
        90834/99213 For psychotherapy with a medical visit bill the visit, and 90833, 90836 or 90838 for the minutes of psychotherapy. []
        99215/99213 Medicare pays one office visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level of the whole day. A modifier is only for a second visit for an unrelated problem that could not be treated at the first. [25]
        99223/99285 Visits that lead to the admission on that day are part of the first hospital visit. Bill its level for the work of the whole day. []
        96365/96374 Medicare pays one initial code of an encounter. Bill what follows as an add-on: 96361 for fluid, 96366 or 96367 for an infusion, 96375 for a push, 96411, 96415 or 96417 for chemotherapy. A modifier is only for a second line into a vein or a second encounter. [XE XS XP XU 59]
        45385/00811 The practitioner who does the procedure is not paid for its anesthesia. An anesthesiologist or a nurse anesthetist bills it on a claim of their own. []
        00811/93000 Watching over the patient is part of the anesthesia. A modifier is only for a diagnostic test that was not part of the anesthesia. [XE XS XP XU 59]
        99223/99238 For eight hours or more of hospital care on one date bill 99234 to 99236 in place of both. For less than eight hours bill the first visit alone. []
        17311/88342 The first stain that Mohs surgery always has, such as hematoxylin and eosin or toluidine blue, is part of it. A modifier is only for a special stain or decalcification that the tissue needed besides. [XE XS XP XU 59]"#]].assert_eq(&conflicts.join("\n"));
}

/// A laminectomy at the interspace of a fusion is an add-on from 2022 on, and one code for two is advised only if it is listed.
#[test]
fn the_other_way_is_dated_and_needs_its_code() {
    let with_edits = |mut release: ReleaseContent, without: &str| {
        with_codes(&mut release, &["22633", "63047"]);
        tables(&mut release).services.retain(|service| service.row.hcpcs.as_str() != without);
        serve_in_memory(schedule_with(vec![release], edits("22633>63047:1 70460>70450:1")))
    };
    let today = with_edits(whole_rvu25a(), "");
    expect!["22633/63047 For decompression at the interspace of the fusion, bill the add-on 63052, and 63053 for each further interspace. A modifier is only for another interspace. [XE XS XP XU 59]"].assert_eq(&conflict(&today, "22633 63047"));
    expect!["70460/70450 If both were one service of one session, bill 70470 in place of the two codes. A modifier is only for two separate services. [XE XS XP XU 59]"].assert_eq(&conflict(&today, "70460 70450"));
    let without_both = with_edits(whole_rvu25a(), "70470");
    expect!["70460/70450 Only if the record shows that the services were separate: put the modifier that says how on the column two line. [XE XS XP XU 59]"].assert_eq(&conflict(&without_both, "70460 70450"));
    let of_2021 = with_edits(of_year("RVU21A", "2021-01-01"), "");
    let answer = of_2021.get("/v1/toolkit?codes=22633,63047&date=2021-03-01").json();
    let advice = text(&answer["bundling_conflicts"]["rows"][0]["advice"]);
    assert!(advice.starts_with("Only if the record shows that the services were separate"), "{answer}");
}

#[test]
fn an_example_of_such_a_pair_gives_the_same_advice() {
    let answer = triggers("76942");
    let guided = answer.iter().find(|(billed, _)| billed.contains("20610 + 76942")).unwrap();
    expect![[r#"
        20610 + 76942 at 11 (office) | 20611 at 11 (office)
        NCCI edit: this code is not paid with 20610. If both were one service of one session, bill 20611 in place of the two codes. A modifier is only for two separate services."#]].assert_eq(&format!("{}\n{}", guided.0, guided.1));
    let pushed = triggers("96374");
    let pushed = pushed.iter().find(|(billed, _)| billed.contains("96365 + 96374")).unwrap();
    expect![[r#"
        96365 + 96374 at 11 (office) | 96365 + 96375 at 11 (office)
        NCCI edit: this code is not paid with 96365. Medicare pays one initial code of an encounter. Bill what follows as an add-on: 96361 for fluid, 96366 or 96367 for an infusion, 96375 for a push, 96411, 96415 or 96417 for chemotherapy. A modifier is only for a second line into a vein or a second encounter."#]].assert_eq(&format!("{}\n{}", pushed.0, pushed.1));
    let page = CLIENT.get("/codes/43239?date=2025-01-15&zip=94110&with=99152");
    let says = "If the practitioner who does the endoscopy sedates the patient, bill G0500";
    assert!(page.text().contains(says));
    assert!(!page.text().contains("Modifier <b>59</b>"));
    let claim = CLIENT.get("/claim?lines=43239%0A99152&pos=22&date=2025-01-15&zip=94110");
    assert!(claim.text().contains(says) && !claim.text().contains("Price with 59"));
}

/// The pairs that an auditor called senseless are in no example of any code.
#[test]
fn no_example_bills_what_is_billed_otherwise() {
    const SENSELESS: &[[&str; 2]] =
        &[["45385", "G0121"], ["45385", "G0105"], ["45380", "G0121"], ["63047", "22633"], ["43239", "99152"]];
    let mut claims = 0;
    for code in CODES.iter() {
        for (id, request) in examples(&CLIENT, code) {
            claims += 1;
            let codes: Vec<&str> = list(&request["lines"]).iter().map(|line| text(&line["hcpcs"])).collect();
            let place = text(&request["place_of_service"]);
            let is_whole_test = |other: &&str| *other != code && ["93015", "93000", "93224"].contains(other);
            let is_in_hospital = ["21", "22", "23", "24"].contains(&place);
            assert!(!(is_in_hospital && codes.iter().any(is_whole_test)), "{code} {id}: {request}");
            let is_senseless = SENSELESS.iter().any(|pair| pair.iter().all(|one| codes.contains(one)));
            assert!(!is_senseless, "{code} {id}: {request}");
        }
    }
    assert!(claims > 1_000, "{claims}");
}

/// A removal of wax before a hearing test has a code of its own, which is on the claim that is paid instead.
#[test]
fn a_code_in_place_of_the_denied_one_is_on_the_claim_that_is_paid() {
    let billed: Vec<String> = triggers("69210").into_iter().map(|(billed, _)| billed).collect();
    assert!(
        billed.contains(&"92557 + 69210 at 11 (office) | 92557 + G0268 at 11 (office)".to_owned()),
        "{billed:?}"
    );
}

/// 57 is on the visit before an operation that is often decided on that day, and not before a planned one.
#[test]
fn only_an_urgent_operation_has_57_on_the_visit() {
    let visits = ["27447", "66984", "63047", "22551", "47562", "33533", "66821"].map(|code| {
        let triggers = triggers(code);
        let with_visit =
            triggers.iter().find(|(billed, _)| billed.starts_with("99") || billed.starts_with("92014"));
        let (billed, reason) = with_visit.unwrap();
        format!("{billed}\n  {reason}")
    });
    expect![[r#"
        99213 + 27447 at 22 (on-campus outpatient hospital) | -
          Medicare includes a visit on the day of this surgery or the day before. A planned operation was decided on at an earlier visit, which is paid on its own: $109.15 for 99213 in the office. Modifier 57 is only for a visit that decides on surgery for that day or the next.
        92014 + 66984 at 24 (ambulatory surgical center) | -
          Eye visits on the day of the operation or the day before are part of it. The operation was decided on at an earlier visit, which is paid on its own: $155.20. Modifier 57 is only for a visit that decides on surgery for that day or the next.
        99213 + 63047 at 22 (on-campus outpatient hospital) | -
          Medicare includes a visit on the day of this surgery or the day before. A planned operation was decided on at an earlier visit, which is paid on its own: $109.15 for 99213 in the office. Modifier 57 is only for a visit that decides on surgery for that day or the next.
        99213 + 22551 at 22 (on-campus outpatient hospital) | -
          Medicare includes a visit on the day of this surgery or the day before. A planned operation was decided on at an earlier visit, which is paid on its own: $109.15 for 99213 in the office. Modifier 57 is only for a visit that decides on surgery for that day or the next.
        99213 + 47562 at 22 (on-campus outpatient hospital) | 99213-57 + 47562 at 22 (on-campus outpatient hospital)
          NCCI edit: 99213 is not paid with 47562. If the surgery was decided on in the visit, modifier 57 on the visit allows both.
        99222 + 33533 at 21 (inpatient hospital) | 99222-57 + 33533 at 21 (inpatient hospital)
          NCCI edit: 99222 is not paid with 33533. If the surgery was decided on in the visit, modifier 57 on the visit allows both.
        92014 + 66821 at 11 (office) | 92014-57 + 66821 at 11 (office)
          NCCI edit: 92014 is not paid with 66821. If the surgery was decided on in the visit, modifier 57 on the visit allows both."#]].assert_eq(&visits.join("\n"));
}

#[test]
fn an_operation_that_no_office_does_has_no_amount_there() {
    let answer = of_codes(&CLIENT, "27447 66984 47562 99285 45385 20610");
    let rows = list(&answer["codes"]).iter();
    let rows = rows.map(|row| format!("{} {} {}", text(&row["hcpcs"]), row["office"], row["hospital"]));
    expect![[r#"
        27447 null "1449.34"
        66984 null "644.34"
        47562 null "726.10"
        99285 null "183.22"
        45385 "551.24" "278.13"
        20610 "77.41" "49.87""#]]
    .assert_eq(&rows.collect::<Vec<_>>().join("\n"));
    let page = CLIENT.get(&format!("/v1/toolkit.html?codes=27447&{DAY}"));
    assert!(page.text().contains("rarely or never done in an office"));
    let of = |code: &str| CLIENT.get(&format!("/codes/{code}?date=2025-01-15&zip=94110")).text().to_owned();
    assert!(
        !of("27447").contains("Office (11) <span") && of("27447").contains("Hospital outpatient (22) <span")
    );
    assert!(of("20610").contains("Office (11) <span"));
}

/// The line about other modifiers says only what matters to a biller.
#[test]
fn modifiers_that_belong_to_other_services_are_not_listed() {
    for codes in CODES.chunks(50) {
        for other in list(&of_codes(&CLIENT, &codes.join(" "))["other_modifiers"]) {
            assert!(!text(&other["effect"]).contains("Do not belong"), "{other}");
        }
    }
    let accepted = ["99454", "99490", "99211", "99213", "G0439"].map(|code| {
        let answer = of_codes(&CLIENT, code);
        let accepted: Vec<&str> = list(&answer["other_modifiers"][0]["unchanged"]).iter().map(text).collect();
        format!("{code}: {}", accepted.join(" "))
    });
    expect![[r#"
        99454: 
        99490: 
        99211: 24 25
        99213: 24 25 57
        G0439: 24 25"#]]
    .assert_eq(&accepted.join("\n"));
    // Nobody hands over the care of a procedure of ten days.
    for code in ["17000", "46221", "64635"] {
        let answer = of_codes(&CLIENT, code);
        let tried = list(&answer["modifier_pitfalls"]).iter().flat_map(|row| list(&row["modifiers"]));
        assert!(tried.map(text).all(|one| !["54", "55", "56"].contains(&one)), "{code}");
    }
}

/// A second image, an operation of 90 days and a tube of intensive care are not billed in units.
#[test]
fn a_limit_of_several_units_is_no_example_of_what_is_done_once() {
    for code in ["70450", "71046", "93000", "93010", "36620", "36561", "99152", "14060", "26055"] {
        assert!(triggers(code).iter().all(|(billed, _)| !billed.contains(" x ")), "{code}");
    }
    for (code, billed) in [("88305", "88305 x 17"), ("97110", "97110-GP x 7"), ("20610", "20610 x 3")] {
        assert!(triggers(code).iter().any(|(example, _)| example.starts_with(billed)), "{code}");
    }
    let next = ["11042", "96413", "11102", "64633", "88342", "17110"].map(|code| {
        let tips = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
        let limit = list(&tips["tips"]).iter().find(|tip| tip["id"] == "unit-limit").unwrap();
        let words = text(&limit["text"]);
        let at = words.find("What goes beyond").or_else(|| words.find("If more was done"));
        at.map_or_else(String::new, |at| words[at..].to_owned())
    });
    expect![[r#"
        What goes beyond the first is 11045, allowed $47.06.
        What goes beyond the first is 96415, allowed $33.91.
        What goes beyond the first is 11103, allowed $62.60.
        What goes beyond the first is 64634, allowed $324.18.

        If more was done than this code covers, 17111 alone is for all of it, allowed $169.60."#]]
    .assert_eq(&next.join("\n"));
}

/// 91 is for clinical tests. A slide or a stain that is read again is no test that somebody repeats.
#[test]
fn a_repeated_slide_is_not_offered_91() {
    let answer = of_codes(&CLIENT, "88360 88342 88341");
    let modifiers =
        list(&answer["bundling_conflicts"]["rows"]).iter().flat_map(|row| list(&row["modifiers"]));
    let modifiers: Vec<&str> = modifiers.map(|one| text(&one["modifier"])).collect();
    assert!(modifiers.contains(&"59") && !modifiers.contains(&"91"), "{modifiers:?}");
    for lines in ["88305%0A88305", "71046%0A71046"] {
        let page = CLIENT.get(&format!("/claim?lines={lines}&zip=94110&date=2025-01-15"));
        let offers = |modifier: &str| page.text().contains(&format!("-{modifier}"));
        assert!(offers("76") && !offers("91"), "{lines}");
    }
}

/// If an add-on is for both sides, so is its primary. An electromyography of a further limb is a unit.
#[test]
fn an_add_on_of_both_sides_has_a_primary_of_both_sides() {
    let claims = ["29826", "64484", "64494", "95886"].map(|code| {
        let tips = CLIENT.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
        let both = list(&tips["tips"]).iter().find(|tip| tip["id"] == "both-sides");
        let lines = both.map_or(&[][..], |tip| list(&tip["figures"]["claim"]["request"]["lines"]));
        let lines = lines.iter().map(|line| format!("{} {}", text(&line["hcpcs"]), line["modifiers"]));
        format!("{code}: {}", lines.collect::<Vec<_>>().join(" + "))
    });
    expect![[r#"
        29826: 29827 ["50"] + 29826 ["50"]
        64484: 64483 ["50"] + 64484 ["50"]
        64494: 64493 ["50"] + 64494 ["50"]
        95886: "#]]
    .assert_eq(&claims.join("\n"));
}

/// An add-on is furnished where its primary is: a further level of a fusion, for an inpatient.
#[test]
fn an_add_on_is_at_the_place_of_its_primary() {
    let billed = triggers("22614").into_iter().map(|(billed, _)| billed).collect::<Vec<_>>();
    assert!(billed.iter().all(|billed| billed.contains(" at 21 ")), "{billed:?}");
    let scope: Vec<String> = triggers("31624").into_iter().map(|(billed, _)| billed).collect();
    assert!(scope.iter().all(|billed| billed.contains(" at 22 ")), "{scope:?}");
}

#[test]
fn a_test_of_several_parts_is_billed_in_a_hospital_by_those_of_the_practitioner() {
    let answer = of_codes(&CLIENT, "93015");
    let mut rows = list(&answer["denial_triggers"]).iter();
    let row = rows.find(|row| text(&row["billed"]).starts_with("93015 at 22")).unwrap();
    let shown = ["instead", "at_stake", "reason"].map(|name| text(&row[name]));
    expect![[r#"
        93016 + 93018 at 22 (on-campus outpatient hospital)
        39.07
        In an office Medicare allows $91.23. For a hospital patient it pays the practice nothing. Medicare pays the equipment and staff to the hospital. Bill the code of the part that you did: 93016 ($23.32) or 93018 ($15.75). Priced at place of service 22 (on-campus outpatient hospital)."#]].assert_eq(&shown.join("\n"));
}

#[test]
fn further_units_follow_the_code_of_the_first() {
    let billed: Vec<String> = triggers("99292").into_iter().map(|(billed, _)| billed).collect();
    expect!["99291 + 99292 x 9 at 21 (inpatient hospital) | 99291 + 99292 x 8 at 21 (inpatient hospital)"]
        .assert_eq(&billed.join("\n"));
}

/// What a reading of the toolkits found besides: further levels, studies before a treatment, add-ons that NCCI bundles with their
/// primaries, several visits of a day, blocks against pain.
#[test]
fn a_conflict_names_the_code_or_the_case_that_is_left() {
    const EDITS: &str = "22513>22514:0 57454>58100:0 92928>93458:1 33361>75625:1 47540>47544:1 33533>33509:1 43632>38747:1 \
        95886>95885:1 99285>99284:1 99350>99348:1 99309>99308:1 99233>99232:1 G0463>99213:1 27447>64447:0 29827>64415:1 49083>76942:1 \
        98941>99213:1 22612>22630:1 90834>90839:0";
    let mut release = whole_rvu25a();
    let pairs: Vec<String> = EDITS.split_whitespace().map(|edit| edit[..11].replace('>', " ")).collect();
    with_codes(
        &mut release,
        &pairs.iter().flat_map(|pair| pair.split(' ')).chain(["22633"]).collect::<Vec<_>>(),
    );
    let client = serve_in_memory(schedule_with(vec![release], edits(EDITS)));
    let conflicts: Vec<String> = pairs.iter().map(|pair| conflict(&client, pair)).collect();
    expect![[r#"
        22513/22514 One of the two is for the first level. Bill each further level, in either region, as 22515. []
        57454/58100 Bill the sample of the endometrium beside a colposcopy as the add-on 58110. []
        92928/93458 The views that guide a treatment are part of it. A diagnostic study of that day is paid if no earlier one was at hand or enough, or the patient's state had changed, and if the decision to treat came from it. A modifier is only for such a diagnostic study. [XU 59]
        33361/75625 The views that guide a treatment are part of it. A diagnostic study of that day is paid if no earlier one was at hand or enough, or the patient's state had changed, and if the decision to treat came from it. A modifier is only for such a diagnostic study. [XU 59]
        47540/47544 NCCI bundles 47544 with every one of its primary codes. A modifier is only for stones that were removed, and not for debris that a balloon swept out. [XU 59]
        33533/33509 NCCI bundles 33509 with the grafts that it is for. A modifier is only for an artery of the arm that was taken out by endoscope. [XS 59]
        43632/38747 A resection includes the nodes that come out with the organ. A modifier is only for a dissection of further nodes that the resection does not include. [XS 59]
        95886/95885 A limb has one of the two codes. A modifier is only for another limb. One nerve conduction study is the primary of both. [XS 59]
        99285/99284 Medicare pays one emergency visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level of the whole day. A modifier is only for a second visit for an unrelated problem that could not be treated at the first. [25]
        99350/99348 Medicare pays one home visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level of the whole day. A modifier is only for a second visit for an unrelated problem that could not be treated at the first. [25]
        99309/99308 Medicare pays one visit a day in a nursing facility to a practitioner and to everybody of the same specialty in the group. Bill the level of the whole day. A modifier is only for a second visit for an unrelated problem that could not be treated at the first. [25]
        99233/99232 Medicare pays one hospital visit a day to a practitioner and to everybody of the same specialty in the group. Bill the level of the whole day. []
        G0463/99213 G0463 is how a hospital bills its clinic. A practitioner bills the visit alone. []
        27447/64447 The surgeon is not paid for a block against the pain after the operation. An anesthesiologist or a nurse anesthetist who gives it bills it on a claim of their own. []
        29827/64415 The surgeon is not paid for a block against the pain after the operation. An anesthesiologist or a nurse anesthetist who gives it bills it on a claim of their own. A modifier is only for a block that has nothing to do with the operation. [XE XS XP XU 59 RT LT]
        49083/76942 The code of the injection, biopsy or drainage includes its guidance. A modifier is only for the guidance of another procedure. [XE XS XP XU 59]
        98941/99213 Medicare does not cover this service of a chiropractor, and no modifier makes it payable to one. A modifier is only for a practitioner who may bill both. [25]
        22612/22630 If both were one service of one session, bill 22633 in place of the two codes. A modifier is only for two separate services. [XE XS XP XU 59]
        90834/90839 A session was one of the two. If it was for a crisis, bill 90839 alone, with 90840 for more time. []"#]].assert_eq(&conflicts.join("\n"));
}

/// A biopsy of a second lesion is an add-on on either side, one interspace has one implant, and a code that Medicare never pays has a limit
/// that means nothing.
#[test]
fn limits_lead_to_what_is_billed() {
    let Some(client) = whole_with_edits(
        "19083<=1:2 22853<=4:3 90785<=3:3 99417<=6:3 V2020<=0:2 22853+22551:1 19084+19083:1 90785+90837:1",
    ) else {
        return;
    };
    let answer = of_codes(&client, "19083 22853 90785 99417 V2020");
    let limits = list(&answer["unit_limits"]["rows"])
        .iter()
        .map(|row| format!("{} {}", text(&row["hcpcs"]), text(&row["meaning"])));
    let above = list(&answer["denial_triggers"]).iter().filter(|row| text(&row["billed"]).contains(" x "));
    let above = above.map(|row| {
        format!("{} | {} | {}", text(&row["billed"]), text(&row["instead"]), text(&row["next_step"]["why"]))
    });
    expect![[r#"
        19083 All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps. What goes beyond the first is 19084.
        22853 All lines of the day count together. More units are paid only with documentation, usually on appeal.
        90785 All lines of the day count together. More units are paid only with documentation, usually on appeal.
        99417 Medicare does not pay this code, whatever the units are.
        V2020 Medicare's contractor for practitioners pays no unit. If the code is of a supplier, the equipment contractor may pay it.
        19083 x 2 at 11 (office) | 19083 + 19084 at 11 (office) | The limit denied all units of the code. Have the claim reopened and bill the code that covers what is above the limit."#]].assert_eq(&limits.chain(above).collect::<Vec<_>>().join("\n"));
}

/// A toolkit with a service of one discipline has it on all its therapy.
#[test]
fn therapy_has_the_discipline_of_the_practice() {
    let Some(client) = whole_with_edits("97110<=6:3") else { return };
    let modifiers = [
        "97165 97535 97110",
        "92507 97535",
        "92507 97110 97140",
        "97161 97110",
        "97161 97165 97110",
        "97110",
    ]
    .map(|codes| {
        let answer = of_codes(&client, codes);
        let joined = |row: &Value| list(&row["modifiers"]).iter().map(text).collect::<Vec<_>>().join("-");
        let rows =
            list(&answer["codes"]).iter().map(|row| format!("{}-{}", text(&row["hcpcs"]), joined(row)));
        rows.collect::<Vec<_>>().join(" ")
    });
    expect![[r#"
        97165-GO 97535-GO 97110-GO
        92507-GN 97535-GN
        92507-GN 97110-GP 97140-GP
        97161-GP 97110-GP
        97161-GP 97165-GO 97110-GP
        97110-GP"#]]
    .assert_eq(&modifiers.join("\n"));
}

/// The price of an add-on in a hospital is with its primary as it is billed there, and what an edit puts at stake is the price where both
/// services are done.
#[test]
fn amounts_in_a_hospital_are_those_of_claims_there() {
    let Some(client) = whole_with_edits(
        "63030>77003:1 33361>75625:1 61645>36226:1 33249>93283:1 99291>71045:1 \
        93356+93306:1 93319+93312:1 95940+95938:1 77003+62273:1",
    ) else {
        return;
    };
    let rows = |codes: &str, part: &str, fields: [&str; 3]| {
        let answer = of_codes(&client, codes);
        let rows = if part == "codes" { list(&answer[part]) } else { list(&answer[part]["rows"]) };
        let in_words = |row: &Value| fields.map(|field| row[field].as_str().unwrap_or("-")).join(" ");
        rows.iter().map(in_words).collect::<Vec<_>>()
    };
    let pairs = ["63030 77003", "33361 75625", "61645 36226", "33249 93283", "99291 71045"];
    let at_stake = pairs
        .map(|codes| rows(codes, "bundling_conflicts", ["column_one", "column_two", "at_stake"]).join(" "));
    expect![[r#"
        63030 77003 31.19
        33361 75625 69.77
        61645 36226 376.28
        33249 93283 61.70
        99291 71045 9.69"#]]
    .assert_eq(&at_stake.join("\n"));
    let prices = rows("93356 93319 95940", "codes", ["hcpcs", "office", "hospital"]);
    expect![[r#"
        93356 46.83 12.87
        93319 67.28 25.06
        95940 - 36.38"#]]
    .assert_eq(&prices.join("\n"));
    let page = client.get(&format!("/codes/93356?{DAY}"));
    assert!(page.text().contains("12.87"), "the price in a hospital");
}

/// CMS's whole file of 2025 and these edits, if a copy is available.
pub(crate) fn whole_with_edits(text: &str) -> Option<Client> {
    let files = cms_files(["fee-schedule/rvu25a.zip"])?;
    Some(serve_in_memory(schedule_with(read_together(&files), edits(text))))
}

/// The text of a tip, and its claim.
fn tip(client: &Client, code: &str, id: &str) -> String {
    let answer = client.get(&format!("/v1/codes/{code}/tips?{DAY}")).json();
    let tip = list(&answer["tips"]).iter().find(|tip| tip["id"] == id).unwrap_or(&Value::Null);
    let side = |side: &Value| {
        let lines = list(&side["request"]["lines"]).iter().map(|line| {
            let modifiers = list(&line["modifiers"]).iter().map(|modifier| format!("-{}", text(modifier)));
            format!("{}{}", text(&line["hcpcs"]), modifiers.collect::<String>())
        });
        let lines: Vec<String> = lines.collect();
        format!("{} @{}", lines.join("+"), text(&side["request"]["place_of_service"]))
    };
    let figures = &tip["figures"];
    format!(
        "{code} {} [{} | {}]",
        text(&tip["text"]),
        side(&figures["claim"]),
        side(&figures["compared_with"])
    )
}

/// The reading of a test for the other eye, and visits by video and by telephone.
#[test]
fn tips_name_the_line_that_is_paid_besides_or_instead() {
    let Some(client) = whole_with_edits("92136<=2:2 76519<=2:2") else { return };
    let tips =
        [("92136", "both-sides"), ("76519", "both-sides"), ("98000", "not-paid"), ("98009", "not-paid")];
    let tips = tips.map(|(code, id)| tip(&client, code, id));
    expect![[r#"
        92136 The technical part is one fee for both sides, and the practitioner's own part is paid for each side. For the other side bill a second line with 26 and RT or LT: $34.75. [92136+92136-26-LT @11 |  @]
        76519 The technical part is one fee for both sides, and the practitioner's own part is paid for each side. For the other side bill a second line with 26 and RT or LT: $35.21. [76519+76519-26-LT @11 |  @]
        98000 Medicare does not take this code. It takes 99202. Bill that code at place of service 10 if the patient is at home, or else at 02. [98000 @10 | 99202 @10]
        98009 Medicare does not take this code. It takes 99203. Bill that code at place of service 10 if the patient is at home, or else at 02. By telephone alone it takes modifier 93. [98009 @10 | 99203-93 @10]"#]].assert_eq(&tips.join("\n"));
}
