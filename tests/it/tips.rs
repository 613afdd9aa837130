//! Billing tips: what is told of a code, and that every figure is an estimate's.

use crate::in_memory::{CLIENT, serve_in_memory};
use crate::laws::schedule_of;
use crate::support::asking::cents;
use crate::support::cms;
use crate::support::http::Client;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::import::{self, Options, Silent};
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::starter;
use medpayiq::tips::{WrittenTip, WrittenTips, shipped_tips};
use medpayiq::vocabulary::{Component, GlobalDays, Status};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// A tip in a line: name, effect, money, kind of evidence; and its text.
fn told(tip: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    format!(
        "{} | {} {} | {} | {}\n  {}",
        text(&tip["id"]),
        text(&tip["impact"]["effect"]),
        text(&tip["impact"]["amount"]),
        text(&tip["evidence"]["kind"]),
        text(&tip["source"]),
        text(&tip["text"])
    )
}

fn tips(answer: &Value) -> &[Value] {
    answer["tips"].as_array().unwrap()
}

/// Asks for a code's tips and compares them, in short.
fn check(path: &str, golden: &Expect) {
    let answer = Server::with_starter_data().get(path).json();
    let told: Vec<String> = tips(&answer).iter().map(told).collect();
    golden.assert_eq(&told.join("\n"));
}

/// A written tip of a code, by its name.
fn check_tip(hcpcs: &str, id: &str, golden: &Expect) {
    let answer = CLIENT.get(&format!("/v1/codes/{hcpcs}/tips?zip=94110")).json();
    let tip = tips(&answer).iter().find(|tip| tip["id"] == id);
    golden.assert_eq(&told(tip.unwrap_or_else(|| panic!("{id} of {hcpcs}"))));
}

#[test]
fn a_written_tip_says_all_that_its_code_asks_for() {
    check_tip(
        "96365",
        "infusion-times",
        &expect![[r#"
        infusion-times | less -33.01 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.5
          Write start and stop of each drug. Up to 15 minutes is a push, up to an hour the first code, and a further hour needs more than 30 minutes beyond: without a stop time a reviewer pays the push, 45.64 instead of 78.65."#]],
    );
    check_tip(
        "96413",
        "chemotherapy-times",
        &expect![[r#"
        chemotherapy-times | informs - | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.5
          Write start and stop of each drug. Up to 15 minutes is a push, up to an hour the first code, and a further hour needs more than 30 minutes beyond: without a stop time a reviewer pays the push, 96409, instead of 96413."#]],
    );
    check_tip(
        "99495",
        "transition-date",
        &expect![[r#"
        transition-date | less 88.41 | cms_rule | CY 2013 physician fee schedule final rule (77 FR 68892), transitional care management
          Document the call within two working days of discharge (two failed attempts, noted, suffice), the day of the visit and the decision making. 99496, allowed 338.79, takes both a visit within seven days and decisions of high complexity; a visit within fourteen days, or sooner with decisions of moderate complexity, is 99495, allowed 250.38."#]],
    );
    check_tip(
        "99291",
        "critical-care-surgeon",
        &expect![[r#"
        critical-care-surgeon | denied -229.88 | cms_rule | CY 2022 physician fee schedule final rule (86 FR 64996), II.F, critical care services, modifier FT
          In a surgery's global period critical care is paid only when it was unrelated to the operation: on later days 24 and FT say so. On the day of the operation itself FT opens no NCCI edit: beside 47562 the 229.88 is denied, with FT or without."#]],
    );
}

#[test]
fn the_seed_s_code_has_its_six_subjects_and_what_its_indicators_tell() {
    check(
        "/v1/codes/76377/tips?locality=01112-05",
        &expect![[r#"
            76377-base-study | denied -98.89 | cms_rule | 42 CFR, 410.32(a), orders of diagnostic tests
              The rendering works on images of another study. CMS's file gives the code global days XXX and its add-on list does not name it, so no add-on edit asks for that study on the claim; but a rendering without an ordered, documented study behind it has nothing to show in a review. Keep order and report of the base study at hand: 98.89 is at stake.
            76377-interpretation | denied -41.69 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 13, section 100.1
              The professional component, 41.69, is paid for an interpretation that ends in a written report. Report what the rendering showed under its own heading, apart from the findings of the base study.
            76377-units | denied -98.89 | cms_rule | NCCI practitioner MUE file, 2024 Q3, 76377: 2 units, adjudication indicator 3
              Bill one unit for a rendering, however many views it has. The medically unlikely edit allows two units a day in all; it is a sum over the claim lines of the day, so splitting the units over lines does not help, and one unit too many denies them all.
            76377-in-base-code | denied -98.89 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 70496, column two 76377, modifier indicator 0
              CT and MR angiography include their three-dimensional pictures. Beside CT angiography of the head the pair is denied whatever the modifier, and 76377 is the code that is not paid; the same holds for the neck, chest, pelvis, arms and legs.
            76377-technique | less -66.32 | computed | RVU25A
              Document why plain slices did not answer the question, that a workstation of its own was used, and who supervised the rendering while it was made. Without the separate workstation the service is 76376, allowed 32.57 instead of 98.89.
            76377-prior-authorization | informs - | editorial | MedPayIQ's own advice
              Medicare's fee schedule asks for no prior authorization. Commercial and Medicare Advantage plans often do, and may want one of its own for the rendering beside that of the scan: ask before the service, for an authorization is seldom given afterwards.
            76376-or-76377 | denied -32.57 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 76377, column two 76376, modifier indicator 0
              76376 and 76377 are never paid together: of the two, 76377 is paid and 76376 is not, and no modifier changes that. Choose by where the rendering was made.
            rendering-beside-guidance | denied -72.81 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 76377, column two 76942, modifier indicator 1
              Ultrasound guidance of a needle (76942) is denied beside the rendering unless a modifier says that it was another service; and a picture of where the needles went is part of the guidance, not a rendering to bill.
            missing-26-in-hospital | denied -41.69 | computed | RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              For a hospital's patient do not forget 26. In place of service 22 the technical part belongs to the hospital: bill the professional component with modifier 26, which pays 41.69 before claim rules.
            reading-only | less -57.20 | computed | RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              Who reads the test and does not own the equipment bills 26 and is allowed 41.69; who owns it bills TC for 57.20. The code without either claims both parts, 98.89: whole and part together from two practices are paid once.
            paid-in-its-place | denied -98.89 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 15, of which 7 whatever the modifier. Beside 70496 it is allowed nothing instead of 98.89.
            unit-limit | denied -197.78 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most 2 units a day, 197.78 in all: one more denies the line whole. All lines of the day count together; more units are paid only on documentation, usually on appeal.
            nonphysician | less -14.83 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 84.06 instead of 98.89.
            nonparticipating | less -4.94 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 93.95 instead of 98.89, and on an unassigned claim may not charge the patient more than 108.04.
            deductible | patient 79.11 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 98.89 of this service instead of 19.78. Look up what is met before the visit."#]],
    );
}

#[test]
fn an_operation_s_tips() {
    check(
        "/v1/codes/66984/tips?zip=94110&date=2025-06-03",
        &expect![[r#"
            cataract-shared-care | less -128.87 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.2 and 40.4
              When an optometrist takes over the care afterwards the surgeon bills 54, allowed 515.47, and the optometrist 55 with the dates of the transfer. Both lines carry the date of surgery.
            cataract-second-eye | denied -644.34 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.2
              The second eye within the first one's 90 days takes 79 and the side: it is unrelated surgery and paid in full, 644.34. Without 79 it is taken for part of the first.
            cataract-assistant | denied - | cms_rule | Social Security Act, 1848(i)(2)(B), assistants at surgery
              No assistant is paid for this operation, by law: a line with 80 is allowed 0.00, and the patient may not be billed.
            cataract-visit | denied -85.89 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 66984, column two 92014, modifier indicator 1
              Eye visits of the day are denied beside the operation. The one that decided on it, on the day or the day before, takes 57.
            visit-same-day | denied -73.35 | computed | RVU25A; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              A visit of the day before or of the day itself is part of this surgery unless it made the decision to operate: then 57 on the visit says so. A visit 99213 is allowed 73.35 with it, nothing without.
            unit-limit | denied -644.34 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most one unit a day, 644.34 in all: one more denies the line whole. All lines of the day count together, and policy or anatomy makes more impossible: no modifier and no appeal helps.
            second-procedure | less -322.17 | computed | RVU25A; Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 2
              Surgery of one day is ranked by fee: beside 63047 this code is allowed 322.17 instead of 644.34 (50 percent of the amount).
            both-sides | more 322.17 | computed | RVU25A; Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              Both sides of one session go on one line with modifier 50 and one unit: 966.51 instead of 644.34.
            assistant | denied - | computed | RVU25A; Social Security Act 1848(i)(2); Pub. 100-04 ch. 12, 20.4.3
              Do not send an assistant's line with 80, 81, 82 or AS. By law no assistant is paid.
            aftercare-elsewhere | less -128.87 | computed | RVU25A; Pub. 100-04 ch. 12, 40.4
              If another practitioner takes over the care after discharge, the surgeon bills 54 for 515.47 and the other bills 55 for up to 128.87 by the days of care. The whole fee of 644.34 is then not due to either.
            return-to-operating-room | less -193.30 | computed | RVU25A; Pub. 100-04 ch. 12, 40.4
              Done for a complication, back in the operating room within another surgery's global period, it takes 78 and is allowed the operation's part only: 451.04 instead of 644.34. No new global period begins.
            nonparticipating | less -32.22 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 612.12 instead of 644.34, and on an unassigned claim may not charge the patient more than 703.94.
            deductible | patient 205.60 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 334.47 of this service instead of 128.87. Look up what is met before the visit."#]],
    );
}

#[test]
fn a_visit_s_tips() {
    check(
        "/v1/codes/99213/tips",
        &expect![[r#"
            office-visit-level | less - | cms_rule | CY 2021 physician fee schedule final rule (85 FR 84472), II.F, office/outpatient E/M visits
              The level follows either the medical decision making or the practitioner's total time of the day, whichever the record supports; history and examination no longer count toward it. Where time decides, write the minutes down.
            visit-complexity-add-on | more - | cms_rule | CY 2025 physician fee schedule final rule (89 FR 97710), visit complexity, G2211
              Where you are the patient's lasting home for care, or treat one serious or complex illness over time, G2211 beside the visit is worth 15.53. It is not paid when the visit carries 25, unless the other service is one of Medicare's preventive ones (from 2025).
            visit-complexity-with-25 | denied -15.53 | computed | RVU25A
              With 25 on the visit, for a procedure of the day, G2211 falls: 0.00 instead of 15.53. Do not add 25 where nothing asks for it.
            visit-beside-injection | denied -88.95 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 96372, column two 99213, modifier indicator 1
              Beside an injection of a drug (96372) the visit needs 25 and a reason of its own; NCCI otherwise pays the injection and denies the visit.
            visit-with-wellness | patient - | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.6.1.1
              A problem treated at the yearly wellness visit may be billed beside it with 25 when the record shows significant work of its own. The patient owes 17.79 for it, though nothing for the wellness visit: say so beforehand.
            incident-to | less -13.34 | cms_rule | 42 CFR, 410.26(b), services incident to a physician's
              A nurse practitioner's or physician assistant's visit under the physician's number is paid in full only when the physician began the treatment, is in the office suite or, as CMS allows, present by live video, and the place is no facility. A new problem is billed under their own number: 75.61 instead of 88.95.
            place-of-service | less -25.23 | computed | RVU25A; 42 CFR 414.22; Pub. 100-04 ch. 26, 10.5
              The place of service sets the price: 88.95 in an office (11), 63.72 in a hospital's outpatient department (22). The hospital's patient billed as an office's is an overpayment to return; the other way round it is money left behind.
            visit-beside-procedure | denied -88.95 | computed | RVU25A; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Beside a minor procedure such as 20610 the visit needs modifier 25, and a note that shows a separate service: 88.95 with it, nothing without.
            paid-in-its-place | denied -88.95 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 131, of which 21 whatever the modifier. Beside 11042 it is allowed nothing instead of 88.95.
            unit-limit | denied -177.90 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most 2 units a day, 177.90 in all: one more denies the line whole. All lines of the day count together; more units are paid only on documentation, usually on appeal.
            nonphysician | less -13.34 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 75.61 instead of 88.95.
            nonparticipating | less -4.45 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 84.50 instead of 88.95, and on an unassigned claim may not charge the patient more than 97.18.
            deductible | patient 71.16 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 88.95 of this service instead of 17.79. Look up what is met before the visit."#]],
    );
}

#[test]
fn a_colonoscopy_s_tips() {
    check(
        "/v1/codes/45380/tips",
        &expect![[r#"
            colonoscopy-two-techniques | less -177.26 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 45385, column two 45380, modifier indicator 1
              A snare and a forceps on two different growths are both paid: 45380 takes 59 or XS, and is then allowed 15.53 instead of 192.79 alone. On one and the same growth only the snare is billed.
            colonoscopy-look-included | denied -177.26 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 45385, column two 45378, modifier indicator 0
              The look is part of every treatment through the same scope: 45378 is never paid beside it.
            colonoscopy-once | denied -192.79 | cms_rule | NCCI practitioner MUE file, 2024 Q3, 45385: 1 units, adjudication indicator 2
              One unit covers all growths treated with the technique; a second unit denies both.
            colonoscopy-begun-as-screening | patient -9.64 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 60
              A colonoscopy that began as a screening takes PT on each of its lines: the deductible falls and the patient owes 28.92 instead of 38.56. Decide by why the patient came, not by what was found.
            place-of-service | less -221.89 | computed | RVU25A; 42 CFR 414.22; Pub. 100-04 ch. 26, 10.5
              The place of service sets the price: 414.68 in an office (11), 192.79 in a hospital's outpatient department (22). The hospital's patient billed as an office's is an overpayment to return; the other way round it is money left behind.
            visit-same-day | denied -88.95 | computed | RVU25A; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              A visit of the same day is part of this procedure unless it was a significant, separate service: then 25 on the visit says so. A visit 99213 is allowed 88.95 with it, nothing without.
            paid-in-its-place | denied -414.68 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 2, of which 1 whatever the modifier. Beside 45385 it is allowed nothing instead of 414.68.
            unit-limit | denied -414.68 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most one unit a day, 414.68 in all: one more denies the line whole. All lines of the day count together, and policy or anatomy makes more impossible: no modifier and no appeal helps.
            second-procedure | less -207.34 | computed | RVU25A; Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 2
              Surgery of one day is ranked by fee: beside 47562 this code is allowed 207.34 instead of 414.68 (50 percent of the amount).
            endoscopy-family | less -327.67 | computed | RVU25A; Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 3
              Endoscopies of one family are paid once in full and then only above their base procedure: beside 45385, with 59 for a separate site or lesion where that is true, this code is allowed 87.01 instead of 414.68 (less 327.67).
            both-sides | informs 0.00 | computed | RVU25A; Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              Modifier 50 adds nothing here: both sides together stay 414.68, and some contractors reject the line instead.
            assistant | denied - | computed | RVU25A; Social Security Act 1848(i)(2); Pub. 100-04 ch. 12, 20.4.3
              Do not send an assistant's line with 80, 81, 82 or AS. By law no assistant is paid.
            nonphysician | less -62.20 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 352.48 instead of 414.68.
            nonparticipating | less -20.73 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 393.95 instead of 414.68, and on an unassigned claim may not charge the patient more than 453.04.
            deductible | patient 205.60 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 288.54 of this service instead of 82.94. Look up what is met before the visit.
            screening-turned-diagnostic | patient -20.74 | computed | RVU25A; Social Security Act 1833(a)(1)(Y), (b) and (dd)
              Begun as a screening, it takes PT: no deductible, and the patient owes 62.20 instead of 82.94."#]],
    );
}

#[test]
fn an_angiography_s_tips() {
    check(
        "/v1/codes/71275/tips",
        &expect![[r#"
            missing-26-in-hospital | denied -83.13 | computed | RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              For a hospital's patient do not forget 26. In place of service 22 the technical part belongs to the hospital: bill the professional component with modifier 26, which pays 83.13 before claim rules.
            reading-only | less -178.23 | computed | RVU25A; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              Who reads the test and does not own the equipment bills 26 and is allowed 83.13; who owns it bills TC for 178.23. The code without either claims both parts, 261.36: whole and part together from two practices are paid once.
            paid-in-its-place | denied -261.36 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 1, of which 0 whatever the modifier. Beside 77301 it is allowed nothing instead of 261.36.
            unit-limit | denied -261.36 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most one unit a day, 261.36 in all: one more denies the line whole. All lines of the day count together; more units are paid only on documentation, usually on appeal.
            second-imaging-study | less -80.86 | computed | RVU25A; Social Security Act 1848(b)(4), (c)(2)(B); RVU file, multiple procedure 4
              A later imaging study of the session is paid less: beside 72191 this code is allowed 180.50 instead of 261.36 (less 97.36 of the technical and 0.00 of the professional part).
            scanner | less -12.71 | computed | RVU25A; Social Security Act 1848(b)(9), 1834(p)
              Done on a scanner below NEMA standard XR-29, the study needs CT and is allowed 248.65 instead of 261.36; the patient does not owe the difference, and leaving the modifier out is an overpayment.
            opps-cap | less -16.50 | computed | RVU25A; Social Security Act 1848(b)(4); Deficit Reduction Act 5102(b)
              CMS's payment file prints 277.86, but the technical part is capped by what a hospital's outpatient department gets: expect 261.36.
            nonphysician | less -39.20 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 222.16 instead of 261.36.
            nonparticipating | less -13.07 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 248.29 instead of 261.36, and on an unassigned claim may not charge the patient more than 285.54.
            deductible | patient 205.60 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 257.87 of this service instead of 52.27. Look up what is met before the visit."#]],
    );
}

#[test]
fn a_therapy_s_tips() {
    check(
        "/v1/codes/97110/tips",
        &expect![[r#"
            therapy-minutes | more 21.83 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 5, section 20.2
              Units follow the minutes of the day: 8 minutes make the first, 23 two, 38 three, over all timed codes together. Write the minutes of each code and their sum; one unit too many is 50.62 instead of 28.79 and is recovered.
            therapy-plan | denied -28.79 | cms_rule | 42 CFR, 410.61 and 424.24(c), plan and certification
              A plan of care with diagnosis, goals, kind, amount, frequency and duration must stand before treatment, and a physician or other practitioner certify it within 30 days. Without the certification every line is recovered, this one with 28.79.
            therapy-progress | denied -28.79 | cms_rule | Medicare Benefit Policy Manual (Pub. 100-02), chapter 15, section 220.3
              Every tenth treatment day at the latest a therapist, not an assistant, writes a progress report with what has measurably changed. A skilled need must show in each note.
            paid-in-its-place | denied -28.79 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 1, of which 0 whatever the modifier. Beside 92507 it is allowed nothing instead of 28.79.
            unit-limit | denied -137.94 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most 6 units a day, 137.94 in all: one more denies the line whole. All lines of the day count together; more units are paid only on documentation, usually on appeal.
            second-therapy-unit | more 21.83 | computed | RVU25A; Social Security Act 1848(b)(7); RVU file, multiple procedure 5
              Of all therapy of a day, whatever the discipline, only the unit with the highest practice expense is paid in full. One unit is allowed 28.79, two are allowed 50.62: plan by what the second adds, 21.83.
            therapy-discipline | denied -28.79 | computed | RVU25A; Pub. 100-04 ch. 5, 20.1
              Name the discipline on the line: GP for physical therapy, GO for occupational, GN for speech. Without it the contractor returns the line and its 28.79.
            therapy-threshold | denied -28.79 | computed | RVU25A; Social Security Act 1833(g); Pub. 100-04 ch. 5, 10.3
              Past 2410.00 of allowed therapy in the calendar year (physical and speech together, occupational apart) the line needs KX and a record that shows the need; without KX its 28.79 is denied.
            therapy-assistant | less -3.38 | computed | RVU25A; Social Security Act 1834(v)
              Furnished in whole or in part by a physical therapist's assistant it takes CQ beside GP (an occupational therapist's: CO beside GO): Medicare pays 19.19 instead of 22.57, and the patient owes no more.
            nonphysician | less -4.32 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 24.47 instead of 28.79.
            nonparticipating | less -1.44 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 27.35 instead of 28.79, and on an unassigned claim may not charge the patient more than 31.45.
            deductible | patient 23.03 | computed | RVU25A; Social Security Act 1833(b)
              While nothing of the year's Part B deductible of 257.00 is met, the patient owes 28.79 of this service instead of 5.76. Look up what is met before the visit."#]],
    );
}

#[test]
fn an_anesthesia_s_tips() {
    check(
        "/v1/codes/00790/tips",
        &expect![[r#"
        anesthesia-time-record | less - | cms_rule | 42 CFR, 414.46(a), anesthesia time
          Time runs from when the anesthetist begins to prepare the patient until the patient may be left to others. Write both to the minute, and every gap: an hour is 223.50.
        anesthesia-direction-steps | less -111.75 | cms_rule | 42 CFR, 415.110(a), conditions of medical direction
          Medical direction is paid, 111.75 for the hour shown, only when the physician documents every one of its steps, among them the examination before, the plan, induction and emergence, and presence for emergencies. Where one is missing, the service is supervision (AD).
        anesthesia-status-unpaid | informs 0.00 | cms_rule | RVU file documentation, status code B
          Physical status (P1 to P6) and the codes for age, cold, low pressure and emergency (99100 to 99140) bring nothing from Medicare: they inform. Other payers do pay them.
        anesthesia-who | denied -223.50 | computed | RVU25A; 42 CFR 414.46; Pub. 100-04 ch. 12, 50
          An anesthesia line needs one of AA, QK, QX, QY, QZ and AD to say who gave it. Given personally by an anesthesiologist (AA), an hour is allowed 223.50.
        anesthesia-direction | less -111.75 | computed | RVU25A; Social Security Act 1848(a)(4); 42 CFR 414.46(d)
          A physician who directs two to four cases at once bills QK and is allowed 111.75; the nurse anesthetist bills QX for the other half. Given personally (AA) it is 223.50.
        anesthesia-quarter-hour | more 20.31 | computed | RVU25A; 42 CFR 414.46; Pub. 100-04 ch. 12, 50
          Time is paid by the minute, to a tenth of fifteen minutes: write start and end to the minute. A quarter of an hour is worth 20.31."#]],
    );
}

#[test]
fn a_wellness_visit_s_tips() {
    check(
        "/v1/codes/G0439/tips",
        &expect![[r#"
            wellness-frequency | denied -126.47 | cms_rule | 42 CFR, 410.15(a), annual wellness visit
              At least 11 full months must have passed since the month of the last wellness visit, and the first twelve months of Part B belong to the welcome visit G0402. Check eligibility for the date before the patient comes.
            wellness-first-and-later | more 33.97 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 140
              G0438 is paid once in a lifetime, whoever billed it; after that the visit is G0439. The first is allowed 160.44, a later one 126.47.
            wellness-advance-care-planning | patient -15.91 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 140.8
              A talk about wishes for care in grave illness at the same visit is 99497 with 33: the patient then owes 0.00 for it instead of 15.91.
            wellness-not-a-physical | patient - | cms_rule | 42 CFR, 411.15(a), routine physical checkups
              It is a plan, not an examination: a full checkup (99397) is not covered by Medicare and is the patient's to pay. Tell the patient before which of the two was asked for.
            paid-in-its-place | denied -126.47 | computed | RVU25A; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Codes that are paid in its place on one day, by the loaded edits: 2, of which 2 whatever the modifier. Beside G0402 it is allowed nothing instead of 126.47.
            unit-limit | denied -126.47 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              At most one unit a day, 126.47 in all: one more denies the line whole. All lines of the day count together, and policy or anatomy makes more impossible: no modifier and no appeal helps.
            nonphysician | less -18.97 | computed | RVU25A; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              Billed under the number of a nurse practitioner, physician assistant or clinical nurse specialist it is allowed 107.50 instead of 126.47.
            nonparticipating | less -6.32 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed 120.15 instead of 126.47, and on an unassigned claim may not charge the patient more than 138.17.
            patient-share-waived | patient - | computed | RVU25A; Social Security Act 1833(a)(1) and (b); 42 CFR 410.152(l) and 410.160(b)
              Medicare waives the patient's whole share, deductible and coinsurance: collect 0.00 of the 126.47 allowed."#]],
    );
}

/// Each starter code with its tips, in a place.
fn all_tips() -> impl Iterator<Item = (String, Value)> {
    starter::codes().unwrap().into_iter().map(|code| {
        let answer = CLIENT.get(&format!("/v1/codes/{code}/tips?locality=01112-05&date=2025-06-03"));
        (code.to_string(), answer.json())
    })
}

/// The amount that the estimate endpoint answers to the claim of one side of a tip's figures.
fn estimated(side: &Value, answers: &mut BTreeMap<String, Value>) -> i64 {
    let request = side["request"].to_string();
    let ask = || CLIENT.post("/v1/estimates", &request).json();
    let answer = answers.entry(request.clone()).or_insert_with(ask);
    let lines = answer["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["id"] == side["line"]).unwrap();
    assert_eq!(line["result"], side["result"], "{request}");
    let amount = line.get("amounts").map(|amounts| &amounts[side["measure"].as_str().unwrap()]);
    amount.filter(|amount| !amount.is_null()).map_or(0, cents)
}

#[test]
fn every_figure_of_every_tip_is_what_an_estimate_of_its_claim_answers() {
    let (mut answers, mut compared) = (BTreeMap::new(), 0);
    for (code, answer) in all_tips() {
        for tip in tips(&answer).iter().filter(|tip| !tip["figures"].is_null()) {
            let of = |side: &str| Some(&tip["figures"][side]).filter(|side| !side.is_null());
            let sides: Vec<i64> = ["claim", "compared_with"]
                .into_iter()
                .filter_map(of)
                .map(|side| {
                    let amount = estimated(side, &mut answers);
                    assert_eq!(cents(&side["amount"]), amount, "{code} {}", tip["id"]);
                    amount
                })
                .collect();
            let change = Some(&tip["impact"]["amount"]).filter(|amount| !amount.is_null()).map(cents);
            match *sides {
                [claim, other] => assert_eq!(change, Some(claim - other), "{code} {}", tip["id"]),
                [claim] if claim > 0 && tip["impact"]["effect"] == "denied" => {
                    assert_eq!(change, Some(-claim), "{code} {}", tip["id"]);
                }
                _ => assert_eq!(change, None, "{code} {}", tip["id"]),
            }
            compared += sides.len();
        }
    }
    assert!(compared > 3_500, "{compared} figures");
}

/// The claim that an entry of a code's typical prices speaks of.
fn claim_of(code: &str, entry: &Value) -> Value {
    let mut line = json!({"hcpcs": code, "modifiers": entry["modifiers"]});
    if !entry["minutes"].is_null() {
        line["minutes"] = entry["minutes"].clone();
    }
    let beside = |primary: &Value| match primary.as_str()? {
        anesthesia if anesthesia.starts_with('0') && !anesthesia.ends_with('T') => {
            Some(json!({"hcpcs": anesthesia, "modifiers": entry["modifiers"], "minutes": 60}))
        }
        primary => Some(json!({"hcpcs": primary})),
    };
    let lines: Vec<Value> = beside(&entry["beside"]).into_iter().chain([line]).collect();
    json!({
        "date_of_service": "2025-06-03", "locality": "01112-05", "lines": lines,
        "place_of_service": entry["place_of_service"],
        "provider": {"kind": entry["provider"]},
        "patient": {"deductible_remaining": "0.00"},
    })
}

/// The typical prices of a code, after each was held against the estimate of its claim.
fn typical(client: &Client, code: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/codes/{code}?locality=01112-05&date=2025-06-03")).json();
    let entries = page["typical"].as_array().unwrap();
    let base = entries.iter().map(|entry| &entry["allowed"]).find(|allowed| !allowed.is_null()).map(cents);
    for entry in entries {
        let answer = client.post("/v1/estimates", &claim_of(code, entry).to_string()).json();
        let line = answer["lines"].as_array().unwrap().last().unwrap();
        let allowed = line.get("amounts").map_or(Value::Null, |amounts| amounts["allowed"].clone());
        assert_eq!(entry["result"], line["result"], "{code} {entry}");
        assert_eq!(entry["allowed"], allowed, "{code} {entry}");
        assert_eq!(entry["confidence"], line["confidence"]["level"], "{code} {entry}");
        let change = Some(&entry["allowed"]).filter(|allowed| !allowed.is_null());
        let change = change.map(|allowed| cents(allowed) - base.unwrap());
        assert_eq!(Some(&entry["change"]).filter(|change| !change.is_null()).map(cents), change, "{code}");
    }
    entries.clone()
}

#[test]
fn every_typical_price_is_what_an_estimate_of_its_claim_answers() {
    let codes = starter::codes().unwrap();
    let compared: usize = codes.iter().map(|code| typical(&CLIENT, code.as_str()).len()).sum();
    assert!(compared > 1_000, "{compared} prices");
}

/// The typical prices of a code, one in a line.
fn told_typical(client: &Client, code: &str) -> String {
    let told = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |entry: Value| {
        let modifiers: Vec<String> = entry["modifiers"].as_array().unwrap().iter().map(told).collect();
        let [who, result, allowed] = ["provider", "result", "allowed"].map(|name| told(&entry[name]));
        let (change, effect) = (told(&entry["change"]), told(&entry["effect"]));
        format!("{} {who} {result} {allowed} {change} | {effect}", modifiers.join("-"))
    };
    typical(client, code).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn anesthesia_has_a_typical_price_with_each_modifier_that_says_who_gave_it() {
    expect![[r#"
         physician invalid - - | An anesthesia line needs one of AA, QK, QX, QY, QZ and AD to say who gave it.
        AA physician priced 246.07 0.00 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700
        QK physician priced 123.04 -123.03 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700; medical_direction: 50 percent of the amount
        QY physician priced 123.04 -123.03 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700; medical_direction: 50 percent of the amount
        AD physician priced 67.11 -178.96 | anesthesia_units: (3 base units + 0.0 time units) x 22.3700
        QX crna priced 123.04 -123.03 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700; medical_direction: 50 percent of the amount
        QX anesthesiologist_assistant priced 123.04 -123.03 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700; medical_direction: 50 percent of the amount
        QZ crna priced 246.07 0.00 | for 60 minutes; anesthesia_units: (7 base units + 4.0 time units) x 22.3700"#]].assert_eq(&told_typical(&CLIENT, "00790"));
}

#[test]
fn an_add_on_s_typical_price_stands_beside_its_primary() {
    expect![[r#"
         physician priced 8.75 0.00 | beside 17000, its primary service; geographic_adjustment: (0.04 work x 1.088 + 0.16 non-facility PE x 1.419 + 0.00 MP x 0.445) x 32.3465
        52 physician contractor_priced - - | beside 17000, its primary service; Modifier 52 is priced by report: the Medicare contractor pays between 0.00 and 8.75 by the documentation.
        53 physician contractor_priced - - | beside 17000, its primary service; CMS publishes figures for modifier 53 on four colonoscopy codes only; for any other code the Medicare contractor decides by report.
         nurse_practitioner priced 7.44 -1.31 | beside 17000, its primary service; geographic_adjustment: (0.04 work x 1.088 + 0.16 non-facility PE x 1.419 + 0.00 MP x 0.445) x 32.3465; practitioner_share: 85 percent of the amount"#]].assert_eq(&told_typical(&CLIENT, "17003"));
}

/// CMS's own release, limits and add-on list, where a copy is at hand, without the pairs.
fn whole_release() -> Option<(Client, Vec<ReleaseContent>)> {
    let paths = [
        "fee-schedule/rvu25a.zip",
        "anesthesia/CY_2022_Anesthesia_Base_Units_110921.txt",
        "ncci/AOC_V2024Q3-F-MCR.txt",
        "ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv",
    ];
    let [Some(schedule), Some(bases), Some(add_ons), Some(limits)] = paths.map(cms) else { return None };
    let read = import::read(&[schedule, bases, add_ons, limits], &Options::default(), &Silent).unwrap();
    Some((serve_in_memory(schedule_of(read.releases.clone())), read.releases))
}

#[test]
fn typical_prices_begin_with_the_reading_where_the_whole_has_no_price() {
    let Some((client, releases)) = whole_release() else { return };
    expect![[r#"
         physician contractor_priced - - | Status C: the Medicare contractor prices this service, usually after a look at the documentation, at most 358.45, the hospital outpatient amount.
        26 physician priced 15.89 0.00 | geographic_adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465
        TC physician contractor_priced - - | Status C: the Medicare contractor prices this service, usually after a look at the documentation, at most 342.56, the hospital outpatient amount.
        26-52 physician contractor_priced - - | Modifier 52 is priced by report: the Medicare contractor pays between 0.00 and 15.89 by the documentation.
        26-53 physician contractor_priced - - | CMS publishes figures for modifier 53 on four colonoscopy codes only; for any other code the Medicare contractor decides by report.
        26 nurse_practitioner priced 13.51 -2.38 | geographic_adjustment: (0.30 work x 1.088 + 0.11 non-facility PE x 1.419 + 0.02 MP x 0.445) x 32.3465; practitioner_share: 85 percent of the amount"#]].assert_eq(&told_typical(&client, "70170"));
    expect![[r#"
         physician other_schedule - - | Status X: not a physician's service by law; Medicare pays it under another schedule, if at all.
        26 physician priced 20.05 0.00 | geographic_adjustment: (0.37 work x 1.088 + 0.15 non-facility PE x 1.419 + 0.01 MP x 0.445) x 32.3465
        26-52 physician contractor_priced - - | Modifier 52 is priced by report: the Medicare contractor pays between 0.00 and 20.05 by the documentation.
        26-53 physician contractor_priced - - | CMS publishes figures for modifier 53 on four colonoscopy codes only; for any other code the Medicare contractor decides by report.
        26 nurse_practitioner priced 17.04 -3.01 | geographic_adjustment: (0.37 work x 1.088 + 0.15 non-facility PE x 1.419 + 0.01 MP x 0.445) x 32.3465; practitioner_share: 85 percent of the amount"#]].assert_eq(&told_typical(&client, "83020"));
    let rows = releases.iter().flat_map(|release| match &release.tables {
        ReleaseTables::FeeSchedule(tables) => tables.services.as_slice(),
        ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::ZipLocalities(_)
        | ReleaseTables::Explanations(_)
        | ReleaseTables::PtpEdits(_)
        | ReleaseTables::UnitLimits(_)
        | ReleaseTables::AddOnCodes(_) => &[],
    });
    let rows = rows.map(|service| &service.row);
    let readings = rows.clone().filter(|row| row.component == Component::Professional);
    let readings = readings.filter(|row| row.has_published_amount()).map(|row| row.hcpcs);
    let whole = rows.clone().filter(|row| row.component == Component::Global && row.has_published_amount());
    let whole: BTreeSet<_> = whole.map(|row| row.hcpcs).collect();
    let without: Vec<_> = readings.filter(|code| !whole.contains(code)).collect();
    let anesthesia: Vec<_> =
        rows.clone().filter(|row| row.status == Status::Anesthesia).map(|row| row.hcpcs).collect();
    let add_ons: Vec<_> =
        rows.filter(|row| row.global_days == GlobalDays::AddOn).map(|row| row.hcpcs).step_by(8).collect();
    assert_eq!((without.len(), anesthesia.len()), (122, 276));
    let mut unpaid = Vec::new();
    for code in &without {
        let entries = typical(&client, code.as_str());
        let mut priced = entries.iter().filter(|entry| entry["result"] == "priced").peekable();
        unpaid.extend(priced.peek().is_none().then_some(code.as_str()));
        assert!(priced.all(|entry| entry["modifiers"][0] == "26"), "{code}");
    }
    // Their primary services are add-ons themselves, so that they stand third on a claim.
    assert_eq!(unpaid, ["92979", "93572"]);
    for code in anesthesia {
        let entries = typical(&client, code.as_str());
        let priced: Vec<_> = entries.iter().filter(|entry| entry["result"] == "priced").collect();
        assert_eq!((entries.len(), priced.len()), (8, 7), "{code}");
        let is_add_on = ["01953", "01968", "01969"].contains(&code.as_str());
        assert!(priced.iter().all(|entry| entry["beside"].is_null() != is_add_on), "{code}");
    }
    for code in &add_ons {
        typical(&client, code.as_str());
    }
}

#[test]
fn every_tip_is_named_once_dated_sourced_and_names_no_percentage_without_its_rule() {
    let kinds = ["cms_rule", "computed", "editorial"];
    for (code, answer) in all_tips() {
        let mut names = BTreeSet::new();
        assert!(!tips(&answer).is_empty(), "{code}");
        for tip in tips(&answer) {
            let (id, text) = (tip["id"].as_str().unwrap(), tip["text"].as_str().unwrap());
            let evidence = &tip["evidence"];
            assert!(names.insert(id), "{code} {id} twice");
            assert!(kinds.contains(&evidence["kind"].as_str().unwrap()), "{code} {id}");
            assert_eq!(evidence["kind"] == "cms_rule", evidence["document"].is_string(), "{code} {id}");
            assert_eq!(evidence["document"].is_string(), evidence["section"].is_string(), "{code} {id}");
            assert!(tip["source"].as_str().unwrap().len() > 5, "{code} {id}");
            assert!(!tip["date"].as_str().unwrap().is_empty());
            assert!(text.len() > 40 && !text.contains('{') && !text.contains('%'), "{code} {id}: {text}");
            let is_sourced = evidence["kind"] != "editorial";
            assert!(is_sourced || !text.contains("percent"), "{code} {id}: {text}");
        }
    }
}

#[test]
fn many_starter_codes_have_three_written_tips_or_more() {
    let starter = starter::codes().unwrap();
    let tips: WrittenTips = shipped_tips().unwrap().tips.iter().cloned().collect();
    assert!(tips.codes().all(|code| starter.contains(&code)));
    let rich = tips.codes().filter(|code| tips.for_code(*code).count() >= 3).count();
    assert!(rich >= 40, "{rich} codes");
    let seed = tips.for_code("76377".parse().unwrap()).map(WrittenTip::id).collect::<Vec<_>>();
    for subject in
        ["base-study", "interpretation", "units", "in-base-code", "technique", "prior-authorization"]
    {
        assert!(seed.contains(&format!("76377-{subject}").as_str()), "{subject}");
    }
}

/// The sections of a document that written tips name.
fn sections_of(document: &str) -> Vec<String> {
    let mut sections = BTreeSet::new();
    for (_, answer) in all_tips() {
        let named = tips(&answer).iter().filter(|tip| tip["evidence"]["document"] == document);
        sections.extend(named.map(|tip| tip["evidence"]["section"].as_str().unwrap().to_owned()));
    }
    sections.into_iter().collect()
}

#[test]
fn the_unit_limits_that_tips_name_are_cms_s() {
    let sections = sections_of("NCCI practitioner MUE file, 2024 Q3");
    assert!(sections.len() >= 8);
    let Some(file) = cms("ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv") else { return };
    let file = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    for section in sections {
        let (code, rest) = section.split_once(": ").unwrap();
        let (units, rest) = rest.split_once(" units, adjudication indicator ").unwrap();
        let row = format!("{code},{units},{rest} ");
        assert!(file.lines().any(|line| line.starts_with(&row)), "{section}");
    }
}

#[test]
fn the_pairs_that_tips_name_are_cms_s() {
    let sections = sections_of("NCCI practitioner PTP file, 2024 Q3");
    assert!(sections.len() >= 20);
    let mut wanted: BTreeSet<(String, String, String)> = BTreeSet::new();
    for section in &sections {
        let rest = section.strip_prefix("column one ").unwrap();
        let (one, rest) = rest.split_once(", column two ").unwrap();
        let (two, indicator) = rest.split_once(", modifier indicator ").unwrap();
        wanted.insert((one.to_owned(), two.to_owned(), indicator.to_owned()));
    }
    for part in 1..=4 {
        let Some(file) = cms(&format!("ncci/ccipra-v302r0-f{part}.zip")) else { return };
        let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
        let mut text = Vec::new();
        archive.by_index(0).unwrap().read_to_end(&mut text).unwrap();
        for line in text.split(|byte| *byte == b'\n') {
            let fields: Vec<&[u8]> = line.split(|byte| *byte == b'\t').take(6).collect();
            if let [one, two, _, _, b"*", indicator] = fields[..] {
                let pair = [one, two, indicator].map(|field| String::from_utf8_lossy(field).into_owned());
                let [one, two, indicator] = pair;
                wanted.remove(&(one, two, indicator));
            }
        }
    }
    assert!(wanted.is_empty(), "not in CMS's file: {wanted:?}");
}

#[test]
fn tips_are_read_again_only_when_they_change() {
    let path = "/v1/codes/76377/tips?locality=01112-05";
    let first = CLIENT.get(path);
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    assert_eq!(CLIENT.send("GET", path, &[("if-none-match", &tag)], b"").status, 304);
    let elsewhere = CLIENT.get("/v1/codes/76377/tips?locality=13202-01");
    assert_ne!(elsewhere.header("etag"), Some(tag.as_str()));
}

#[test]
fn the_code_s_page_counts_its_tips_and_leads_to_them() {
    let page = CLIENT.get("/v1/codes/76377").json();
    let listed = CLIENT.get(page["links"]["tips"].as_str().unwrap()).json();
    assert_eq!(page["tips"], tips(&listed).len());
}
