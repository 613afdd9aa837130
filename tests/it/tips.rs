//! Billing tips: their texts, and that every figure equals an estimate.

use crate::in_memory::CLIENT;
use crate::support::asking::cents;
use crate::support::server::Server;
use expect_test::{Expect, expect};
use medpayiq::starter;
use medpayiq::tips::{WrittenTip, WrittenTips, shipped_tips};
use medpayiq_cms_files::cms_file;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// A tip in short: name, effect, money, kind of evidence, source; then its text.
fn summary(tip: &Value) -> String {
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

/// Compares a code's tips, in short.
fn check(path: &str, golden: &Expect) {
    let answer = Server::with_starter_data().get(path).json();
    let lines: Vec<String> = tips(&answer).iter().map(summary).collect();
    golden.assert_eq(&lines.join("\n"));
}

/// Compares one written tip of a code.
fn check_tip(hcpcs: &str, id: &str, golden: &Expect) {
    let answer = CLIENT.get(&format!("/v1/codes/{hcpcs}/tips?zip=94110")).json();
    let tip = tips(&answer).iter().find(|tip| tip["id"] == id);
    golden.assert_eq(&summary(tip.unwrap_or_else(|| panic!("{id} of {hcpcs}"))));
}

#[test]
fn a_written_tip_has_the_texts_of_its_code() {
    check_tip(
        "96365",
        "infusion-times",
        &expect![[r#"
            infusion-times | less -40.47 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.5
              Write the start and stop time of each drug. Up to 15 minutes is a push, up to an hour is the first code, and a further hour must last more than 30 minutes beyond it. Without a stop time a reviewer pays the push: $50.67 instead of $91.14."#]],
    );
    check_tip(
        "96413",
        "chemotherapy-times",
        &expect![[r#"
            chemotherapy-times | informs - | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.5
              Write the start and stop time of each drug. Up to 15 minutes is a push, up to an hour is the first code, and a further hour must last more than 30 minutes beyond it. Without a stop time a reviewer pays the push, 96409, instead of 96413."#]],
    );
    check_tip(
        "99495",
        "transition-date",
        &expect![[r#"
            transition-date | less -98.40 | cms_rule | CY 2013 physician fee schedule final rule (77 FR 68892), transitional care management
              Document the call within two working days of discharge (two noted failed attempts are enough), the day of the visit and the decision making. 99496, allowed $373.26, needs a visit within seven days and decisions of high complexity. A visit within fourteen days, or an earlier one with decisions of moderate complexity, is 99495, allowed $274.86."#]],
    );
    check_tip(
        "99291",
        "critical-care-surgeon",
        &expect![[r#"
            critical-care-surgeon | denied -218.21 | cms_rule | CY 2022 physician fee schedule final rule (86 FR 64996), II.F, critical care services, modifier FT
              In the global period of a surgery, critical care is paid only if it was unrelated to the operation. On the day of the operation bill 25 and FT to say so, and on later days 24 and FT. With 47562 it is then allowed $218.21, and without these modifiers $0.00. Priced at place of service 21 (inpatient hospital)."#]],
    );
}

#[test]
fn code_76377_has_its_six_written_tips_and_its_computed_ones() {
    check(
        "/v1/codes/76377/tips?locality=01112-05",
        &expect![[r#"
            76377-base-study | denied -100.74 | cms_rule | 42 CFR, 410.32(a), orders of diagnostic tests
              The rendering uses the images of another study. CMS's file gives the code global days XXX, and CMS's add-on list does not name it, so no add-on edit asks for that study on the claim. But in a review a rendering has nothing to show without an ordered and documented study. Keep the order and report of the base study at hand: $100.74 is at stake.
            76377-interpretation | denied -42.53 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 13, section 100.1
              Medicare pays the professional component, $42.53, for an interpretation that ends in a written report. Report what the rendering showed under its own heading, separate from the findings of the base study.
            76377-units | denied -201.48 | cms_rule | NCCI practitioner MUE file, 2024 Q3, 76377: 2 units, adjudication indicator 3
              Bill one unit for a rendering, with any number of views. The medically unlikely edit (MUE) allows two units a day over all claim lines. Splitting the units over lines does not help, and one unit too many denies them all.
            76377-in-base-code | denied -100.74 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 70496, column two 76377, modifier indicator 0
              CT and MR angiography include their three-dimensional pictures. With CT angiography of the head, NCCI denies 76377 with any modifier. The same holds for the neck, chest, pelvis, arms and legs.
            76377-technique | less -67.71 | computed | RVU26C
              Document why plain slices did not answer the question, that a separate workstation was used, and who supervised the rendering while it was made. Without the separate workstation the service is 76376, allowed $33.03 instead of $100.74.
            76377-prior-authorization | informs - | editorial | MedPayIQ's own advice
              Medicare's fee schedule requires no prior authorization. Commercial and Medicare Advantage plans often do, and may want one for the rendering in addition to that of the scan. Ask before the service: plans seldom authorize afterwards.
            76376-or-76377 | denied -33.03 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 76377, column two 76376, modifier indicator 0
              76376 and 76377 are never paid together. NCCI pays 76377 and denies 76376, and no modifier changes that. Choose by where the rendering was made.
            rendering-beside-guidance | denied -82.27 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 76377, column two 76942, modifier indicator 1
              Ultrasound guidance of a needle (76942) is denied with the rendering, unless a modifier shows that it was another service. A picture of where the needles went is part of the guidance. Do not bill it as a rendering.
            missing-26-in-hospital | denied -42.53 | computed | RVU26C; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              For a hospital patient, bill modifier 26. In place of service 22 Medicare pays the technical component to the hospital. Bill the professional component with modifier 26, which is allowed $42.53 before the rules of the claim.
            reading-only | less -58.21 | computed | RVU26C; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              If you read the test and do not own the equipment, bill modifier 26 and you are allowed $42.53. If you own the equipment, bill TC for $58.21. The code without a modifier claims both parts, $100.74. If one practice bills the whole and another a part, Medicare pays only once.
            nonphysician | less -15.11 | computed | RVU26C; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              If a nurse practitioner, physician assistant or clinical nurse specialist bills this code under their own number, Medicare allows $85.63 instead of $100.74.
            nonparticipating | less -5.04 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $95.70 instead of $100.74. On an unassigned claim they may charge the patient at most $110.06.
            deductible | patient 80.59 | computed | RVU26C; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($283.00) is met, the patient owes $100.74 for this service instead of $20.15. Look up the deductible before the visit."#]],
    );
}

#[test]
fn tips_of_an_operation() {
    check(
        "/v1/codes/66984/tips?zip=94110&date=2025-06-03",
        &expect![[r#"
            cataract-shared-care | less -128.87 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.2 and 40.4
              If an optometrist takes over the care afterwards, the surgeon bills 54, allowed $515.47. The optometrist bills 55 with the dates of the transfer. Both lines have the date of surgery. Priced at place of service 24 (ambulatory surgical center).
            cataract-second-eye | denied -644.34 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 40.2
              If the second eye is operated on within the 90 days of the first, add 79 and the side. It is then unrelated surgery and paid in full: $644.34. Without 79 Medicare takes it for part of the first. Priced at place of service 24 (ambulatory surgical center).
            cataract-assistant | denied - | cms_rule | Social Security Act, 1848(i)(2)(B), assistants at surgery
              By law Medicare pays no assistant for this operation. A line with 80 is allowed $0.00, and the patient may not be billed. Priced at place of service 24 (ambulatory surgical center).
            cataract-visit | denied -155.20 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 66984, column two 92014, modifier indicator 1
              Eye visits on the day of the operation or the day before are part of it. The operation was decided on at an earlier visit, which is paid on its own: $155.20. Modifier 57 is only for a visit that decides on surgery for that day or the next.
            unit-limit | denied -966.51 | computed | RVU25A; MUE_2024Q3; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              Medicare allows at most one unit a day ($644.34). A second unit denies both. If both sides were treated, bill one line with modifier 50 and one unit: it counts as one unit. All lines of the day count together, and policy or anatomy rules out more. No appeal helps. Priced at place of service 24 (ambulatory surgical center).
            both-sides | more 322.17 | computed | RVU25A; Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              If both sides are done in one session, bill one line with modifier 50 and one unit: $966.51 instead of $644.34. Priced at place of service 24 (ambulatory surgical center).
            return-to-operating-room | less -193.30 | computed | RVU25A; Pub. 100-04 ch. 12, 40.4
              If a complication takes the patient back to the operating room in the global period of another surgery, bill modifier 78. Medicare then allows only the operation itself: $451.04 instead of $644.34. No new global period begins. Priced at place of service 24 (ambulatory surgical center).
            nonparticipating | less -32.22 | computed | RVU25A; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $612.12 instead of $644.34. On an unassigned claim they may charge the patient at most $703.94. Priced at place of service 24 (ambulatory surgical center).
            deductible | patient 205.60 | computed | RVU25A; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($257.00) is met, the patient owes $334.47 for this service instead of $128.87. Look up the deductible before the visit. Priced at place of service 24 (ambulatory surgical center)."#]],
    );
}

#[test]
fn tips_of_a_visit() {
    check(
        "/v1/codes/99213/tips",
        &expect![[r#"
            office-visit-level | less - | cms_rule | CY 2021 physician fee schedule final rule (85 FR 84472), II.F, office/outpatient E/M visits
              Choose the level by medical decision making or by the practitioner's total time of the day, as the record supports. History and examination no longer count. If time decides, write the minutes down.
            visit-complexity-add-on | more - | cms_rule | CY 2025 physician fee schedule final rule (89 FR 97710), visit complexity, G2211
              If you are the patient's continuing source of care, or treat one serious or complex illness over time, add G2211 to the visit: $17.37. Medicare does not pay it if the visit has modifier 25, unless the other service is a Medicare preventive service (from 2025).
            visit-complexity-with-25 | denied -17.37 | computed | RVU26C
              If the visit has modifier 25 for a procedure on the same day, G2211 is not paid: $0.00. Keep 25, without which the visit itself is denied beside the procedure, and leave G2211 out. Beside a preventive service it is allowed $17.37.
            visit-beside-injection | denied -95.19 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 96372, column two 99213, modifier indicator 1
              With a drug injection (96372) the visit needs modifier 25 and a separate reason. Without it NCCI pays the injection and denies the visit.
            visit-with-wellness | patient - | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 12, section 30.6.1.1
              You can bill a problem treated at the yearly wellness visit with modifier 25, if the record shows significant separate work. The patient owes $19.04 for it, though nothing for the wellness visit. Tell them beforehand.
            incident-to | less -14.28 | cms_rule | 42 CFR, 410.26(b), services incident to a physician's
              A nurse practitioner's or physician assistant's visit is paid in full under the physician's number only if three conditions are met. The physician began the treatment. The physician is in the office suite or, as CMS allows, present by live video. The place is not a facility. A new problem is billed under the nurse practitioner's or assistant's own number: $80.91 instead of $95.19.
            place-of-service | less -37.74 | computed | RVU26C; 42 CFR 414.22; Pub. 100-04 ch. 26, 10.5
              The place of service sets the price: $95.19 in an office (11), $57.45 in a hospital outpatient department (22). If a hospital patient is billed as an office patient, the difference is an overpayment that must be returned. The other way round the practice loses the difference.
            visit-beside-procedure | denied -95.19 | computed | RVU26C; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              With a minor procedure on the same day, such as 20610, the visit needs modifier 25 and a note that shows a separate service. With 25 it is allowed $95.19, without it nothing.
            nonparticipating | less -4.76 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $90.43 instead of $95.19. On an unassigned claim they may charge the patient at most $104.00.
            deductible | patient 76.15 | computed | RVU26C; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($283.00) is met, the patient owes $95.19 for this service instead of $19.04. Look up the deductible before the visit."#]],
    );
}

#[test]
fn tips_of_a_colonoscopy() {
    check(
        "/v1/codes/45380/tips",
        &expect![[r#"
            colonoscopy-two-techniques | less -164.67 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 45385, column two 45380, modifier indicator 1
              If a snare and a forceps treat two different growths, both are paid. 45380 takes 59 or XS and is then allowed $13.02, instead of $177.69 alone. If both treat the same growth, bill only the snare. Priced at place of service 22 (on-campus outpatient hospital).
            colonoscopy-look-included | denied 0.00 | cms_rule | NCCI practitioner PTP file, 2024 Q3, column one 45385, column two 45378, modifier indicator 0
              Every treatment through the same scope includes the look. 45378 is never paid with it.
            colonoscopy-once | denied -177.69 | cms_rule | NCCI practitioner MUE file, 2024 Q3, 45385: 1 unit, adjudication indicator 2
              One unit covers all growths that are treated with the technique. A second unit denies both.
            colonoscopy-begun-as-screening | patient -8.89 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 60
              If a colonoscopy began as a screening, add PT to each of its lines. No deductible applies, and the patient owes $26.65 instead of $35.54. Decide by why the patient came, not by what was found. Priced at place of service 22 (on-campus outpatient hospital).
            visit-same-day | denied -57.45 | computed | RVU26C; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              Medicare includes a visit on the same day in this procedure, unless the visit was significant and separate. In that case put modifier 25 on the visit: 99213 is then allowed $57.45. Without it Medicare pays nothing for the visit. Priced at place of service 22 (on-campus outpatient hospital).
            paid-in-its-place | denied -13.02 | computed | RVU26C; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              If 45385 is billed on the same day, NCCI pays it and denies this code. If the services were separate and the record shows it, bill 59 on this code: it is then allowed $13.02. 3 codes in all bundle it; with one of them no modifier helps. Priced at place of service 22 (on-campus outpatient hospital).
            endoscopy-family | less -164.67 | computed | RVU26C; Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 3
              Medicare pays one endoscopy of a family in full, and the others only for what they add to the base procedure. With 45381, this code is allowed $13.02 instead of $177.69 (less $164.67). Priced at place of service 22 (on-campus outpatient hospital).
            nonparticipating | less -8.88 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $168.81 instead of $177.69. On an unassigned claim they may charge the patient at most $194.13. Priced at place of service 22 (on-campus outpatient hospital).
            deductible | patient 142.15 | computed | RVU26C; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($283.00) is met, the patient owes $177.69 for this service instead of $35.54. Look up the deductible before the visit. Priced at place of service 22 (on-campus outpatient hospital)."#]],
    );
}

#[test]
fn tips_of_an_angiography() {
    check(
        "/v1/codes/71275/tips",
        &expect![[r#"
            missing-26-in-hospital | denied -83.50 | computed | RVU26C; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              For a hospital patient, bill modifier 26. In place of service 22 Medicare pays the technical component to the hospital. Bill the professional component with modifier 26, which is allowed $83.50 before the rules of the claim.
            reading-only | less -179.37 | computed | RVU26C; RVU file, PC/TC indicator; Pub. 100-04 ch. 13, 20
              If you read the test and do not own the equipment, bill modifier 26 and you are allowed $83.50. If you own the equipment, bill TC for $179.36. The code without a modifier claims both parts, $262.87. If one practice bills the whole and another a part, Medicare pays only once.
            unit-limit | denied -262.87 | computed | RVU26C; MUE_2026Q2; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              Medicare allows at most one unit a day ($262.87). A second unit denies both. All lines of the day count together. More units are paid only with documentation, usually on appeal.
            second-imaging-study | less -85.00 | computed | RVU26C; Social Security Act 1848(b)(4), (c)(2)(B); RVU file, multiple procedure 4
              Medicare pays less for a second imaging study in one session. With 74174, this code is allowed $177.87 instead of $262.87 (less $98.53 of the technical and $4.17 of the professional component).
            scanner | less -11.86 | computed | RVU26C; Social Security Act 1848(b)(9), 1834(p)
              If the scanner does not meet NEMA standard XR-29, add modifier CT. Medicare then allows $251.01 instead of $262.87, and the patient does not owe the difference. Without the modifier the difference is an overpayment.
            opps-cap | less -17.70 | computed | RVU26C; Social Security Act 1848(b)(4); Deficit Reduction Act 5102(b)
              CMS's payment file shows $280.57, but the technical part is capped at what a hospital outpatient department is paid. Expect $262.87.
            nonparticipating | less -13.14 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $249.73 instead of $262.87. On an unassigned claim they may charge the patient at most $287.19.
            deductible | patient 210.30 | computed | RVU26C; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($283.00) is met, the patient owes $262.87 for this service instead of $52.57. Look up the deductible before the visit."#]],
    );
}

#[test]
fn tips_of_a_therapy() {
    check(
        "/v1/codes/97110/tips",
        &expect![[r#"
            therapy-minutes | more 22.21 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 5, section 20.2
              Count units by the minutes of the day, over all timed codes together: 8 minutes make one unit, 23 two, 38 three. Write the minutes of each code and their sum. One unit too many is $51.27 instead of $29.06, and Medicare recovers the difference.
            therapy-plan | denied -29.06 | cms_rule | 42 CFR, 410.61 and 424.24(c), plan and certification
              Before treatment a plan of care must give diagnosis, goals, kind, amount, frequency and duration. A physician or other practitioner must certify it within 30 days. Without the certification Medicare recovers every line, this one with $29.06.
            therapy-progress | denied -29.06 | cms_rule | Medicare Benefit Policy Manual (Pub. 100-02), chapter 15, section 220.3
              At least every tenth treatment day a therapist, not an assistant, writes a progress report with what has measurably changed. Each note must show the skilled need.
            paid-in-its-place | denied -29.06 | computed | RVU26C; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              If 97150 is billed on the same day, NCCI pays it and denies this code. If the services were separate and the record shows it, bill 59 on this code: it is then allowed $29.06. 11 codes in all bundle it, and a modifier can help with each.
            unit-limit | denied -140.11 | computed | RVU26C; MUE_2026Q2; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              Medicare allows at most 6 units a day ($140.11). One more unit denies all of them. All lines of the day count together. More units are paid only with documentation, usually on appeal.
            second-therapy-unit | more 22.21 | computed | RVU26C; Social Security Act 1848(b)(7); RVU file, multiple procedure 5
              Of all therapy units on one day, in every discipline, Medicare pays only the one with the highest practice expense in full. One unit is allowed $29.06, two are allowed $51.27. The second adds $22.21.
            therapy-discipline | denied -29.06 | computed | RVU26C; Pub. 100-04 ch. 5, 20.1
              Name the discipline on the line: GP for physical therapy or GO for occupational therapy. Without it the contractor returns the line, and its $29.06 is not paid.
            therapy-threshold | denied -29.06 | computed | RVU26C; Social Security Act 1833(g); Pub. 100-04 ch. 5, 10.3
              Once $2,480.00 of therapy was allowed in the calendar year, the line needs modifier KX and a record that shows the need. Without KX its $29.06 is denied. Physical and speech therapy count together, occupational therapy counts alone.
            therapy-assistant | less -3.42 | computed | RVU26C; Social Security Act 1834(v)
              If a physical therapist assistant gives all or part of the service, bill CQ with GP (an occupational therapy assistant: CO with GO). Medicare then pays $19.36 instead of $22.78, and the patient owes no more.
            nonparticipating | less -1.45 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $27.61 instead of $29.06. On an unassigned claim they may charge the patient at most $31.75.
            deductible | patient 23.25 | computed | RVU26C; Social Security Act 1833(b); 42 CFR 410.160
              If none of the year's Part B deductible ($283.00) is met, the patient owes $29.06 for this service instead of $5.81. Look up the deductible before the visit."#]],
    );
}

#[test]
fn tips_of_an_anesthesia() {
    check(
        "/v1/codes/00790/tips",
        &expect![[r#"
            anesthesia-time-record | less - | cms_rule | 42 CFR, 414.46(a), anesthesia time
              Anesthesia time begins when the anesthetist starts to prepare the patient. It ends when the patient may be left in the care of others. Write both times to the minute, and every interruption. An hour is allowed $225.47.
            anesthesia-direction-steps | less - | cms_rule | 42 CFR, 415.110(a), conditions of medical direction
              Medicare pays medical direction ($112.74 for the hour shown) only if the physician documents every required step. The steps include the examination before, the plan, induction and emergence, and presence for emergencies. If one is missing, it is no medical direction, and the contractor pays at most supervision (AD).
            anesthesia-status-unpaid | informs 0.00 | cms_rule | RVU file documentation, status code B
              Medicare pays nothing for physical status (P1 to P6) or for the codes for age, cold, low pressure and emergency (99100 to 99140). They are information only. Other payers do pay them.
            anesthesia-who | denied -225.47 | computed | RVU26C; 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              An anesthesia line needs one of AA, QK, QX, QY, QZ and AD, which say who gave it. If an anesthesiologist gives it personally (AA), an hour is allowed $225.47.
            anesthesia-direction | less -112.73 | computed | RVU26C; Social Security Act 1848(a)(4); 42 CFR 414.46(d)
              A physician who directs two to four cases at once bills QK and is allowed $112.74. The nurse anesthetist bills QX for the other half. If the physician gives the anesthesia personally (AA), it is $225.47.
            anesthesia-quarter-hour | more 20.50 | computed | RVU26C; 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              Medicare pays anesthesia by the minute, rounded to a tenth of 15 minutes. Write start and end to the minute: a quarter of an hour is worth $20.50."#]],
    );
}

#[test]
fn tips_of_a_wellness_visit() {
    check(
        "/v1/codes/G0439/tips",
        &expect![[r#"
            wellness-frequency | denied -137.61 | cms_rule | 42 CFR, 410.15(a), annual wellness visit
              At least 11 full months must have passed since the month of the last wellness visit. In the first twelve months of Part B the visit is the welcome visit G0402. Check eligibility for the date before the patient comes.
            wellness-first-and-later | more 36.74 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 140
              Medicare pays G0438 once in a lifetime, to any practitioner. After that bill G0439. The first visit is allowed $174.35, a later one $137.61.
            wellness-advance-care-planning | patient -17.37 | cms_rule | Medicare Claims Processing Manual (Pub. 100-04), chapter 18, section 140.8
              If you talk about wishes for care in grave illness at the same visit, bill 99497 with modifier 33. The patient then owes $0.00 for it instead of $17.37.
            wellness-not-a-physical | patient - | cms_rule | 42 CFR, 411.15(a), routine physical checkups
              The wellness visit is a plan, not an examination. Medicare does not cover a full checkup (99397), so the patient pays for it. Tell the patient beforehand which of the two they asked for.
            paid-in-its-place | denied -137.61 | computed | RVU26C; PTP_2024Q3; NCCI procedure-to-procedure edits; Pub. 100-04 ch. 23, 20.9
              If G0438 is billed on the same day, NCCI pays it and denies this code. No modifier helps, and this code loses $137.61. 3 codes in all bundle it; with 2 of them no modifier helps.
            unit-limit | denied -137.61 | computed | RVU26C; MUE_2026Q2; NCCI medically unlikely edits; NCCI Policy Manual ch. 1, V
              Medicare allows at most one unit a day ($137.61). A second unit denies both. All lines of the day count together, and policy or anatomy rules out more. No modifier and no appeal helps. Besides, Medicare pays it once in a year.
            nonphysician | less -20.64 | computed | RVU26C; Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62
              If a nurse practitioner, physician assistant or clinical nurse specialist bills this code under their own number, Medicare allows $116.97 instead of $137.61.
            nonparticipating | less -6.88 | computed | RVU26C; Social Security Act 1848(a)(3) and (g)
              A physician who does not participate is allowed $130.73 instead of $137.61. On an unassigned claim they may charge the patient at most $150.34.
            patient-share-waived | patient - | computed | RVU26C; Social Security Act 1833(a)(1) and (b); 42 CFR 410.152(l) and 410.160(b)
              Medicare waives the deductible and the coinsurance. Of the $137.61 allowed, collect $0.00 from the patient."#]],
    );
}

/// Each starter code with its tips, at one place.
fn all_tips() -> impl Iterator<Item = (String, Value)> {
    starter::codes().unwrap().into_iter().map(|code| {
        let answer = CLIENT.get(&format!("/v1/codes/{code}/tips?locality=01112-05&date=2025-06-03"));
        (code.to_string(), answer.json())
    })
}

/// The amount that the estimate endpoint gives for one claim of a tip's figures, and what an edit takes from its line.
fn estimated(side: &Value, answers: &mut BTreeMap<String, Value>) -> (i64, Option<i64>) {
    let request = side["request"].to_string();
    let ask = || CLIENT.post("/v1/estimates", &request).json();
    let answer = answers.entry(request.clone()).or_insert_with(ask);
    let lines = answer["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["id"] == side["line"]).unwrap();
    assert_eq!(line["result"], side["result"], "{request}");
    let amount = line.get("amounts").map(|amounts| &amounts[side["measure"].as_str().unwrap()]);
    let amount = amount.filter(|amount| !amount.is_null()).map_or(0, cents);
    let taken = || line["edits"][0].get("amount").filter(|amount| !amount.is_null()).map_or(0, cents);
    let by_another_service = ["ptp_column_two", "visit_in_package"].map(Value::from);
    (amount, by_another_service.contains(&line["reason"]["code"]).then(taken))
}

#[test]
fn every_figure_of_a_tip_equals_the_estimate_of_its_claim() {
    let (mut answers, mut compared) = (BTreeMap::new(), 0);
    for (code, answer) in all_tips() {
        for tip in tips(&answer).iter().filter(|tip| !tip["figures"].is_null()) {
            let of = |side: &str| Some(&tip["figures"][side]).filter(|side| !side.is_null());
            let sides: Vec<_> = ["claim", "compared_with"]
                .into_iter()
                .filter_map(of)
                .map(|side| {
                    let estimated = estimated(side, &mut answers);
                    assert_eq!(cents(&side["amount"]), estimated.0, "{code} {}", tip["id"]);
                    estimated
                })
                .collect();
            let change = Some(&tip["impact"]["amount"]).filter(|amount| !amount.is_null()).map(cents);
            match *sides {
                [(claim, _), (other, _)] => assert_eq!(change, Some(claim - other), "{code} {}", tip["id"]),
                [(_, Some(taken))] if tip["impact"]["effect"] == "denied" => {
                    assert_eq!(change, Some(-taken), "{code} {}", tip["id"]);
                }
                [(claim, _)] if claim > 0 && tip["impact"]["effect"] == "denied" => {
                    assert_eq!(change, Some(-claim), "{code} {}", tip["id"]);
                }
                _ => assert_eq!(change, None, "{code} {}", tip["id"]),
            }
            compared += sides.len();
        }
    }
    assert!(compared > 3_500, "{compared} figures");
}

#[test]
fn every_tip_has_a_name_a_date_a_source_and_no_unsourced_percentage() {
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
fn forty_starter_codes_have_three_written_tips_or_more() {
    let starter = starter::codes().unwrap();
    let tips: WrittenTips = shipped_tips().unwrap().tips.iter().cloned().collect();
    // What Medicare covers only under a decision of its own has a tip also if the starter data lacks it.
    let is_covered_by_decision = |code: medpayiq::vocabulary::HcpcsCode| code.as_str().starts_with("33");
    assert!(tips.codes().all(|code| starter.contains(&code) || is_covered_by_decision(code)));
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
fn unit_limits_in_tips_match_cms_s_file() {
    let sections = sections_of("NCCI practitioner MUE file, 2024 Q3");
    assert!(sections.len() >= 8);
    let Some(file) = cms_file("ncci/MCR_MUE_PractitionerServices_Eff_07-01-2024.csv") else { return };
    let file = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    for section in sections {
        let (code, rest) = section.split_once(": ").unwrap();
        let (units, rest) = rest.split_once(", adjudication indicator ").unwrap();
        let (units, _) = units.split_once(" unit").unwrap();
        let row = format!("{code},{units},{rest} ");
        assert!(file.lines().any(|line| line.starts_with(&row)), "{section}");
    }
}

#[test]
fn pairs_in_tips_match_cms_s_file() {
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
        let Some(file) = cms_file(&format!("ncci/ccipra-v302r0-f{part}.zip")) else { return };
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
fn the_entity_tag_of_tips_changes_only_with_the_tips() {
    let path = "/v1/codes/76377/tips?locality=01112-05";
    let first = CLIENT.get(path);
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    assert_eq!(CLIENT.send("GET", path, &[("if-none-match", &tag)], b"").status, 304);
    let elsewhere = CLIENT.get("/v1/codes/76377/tips?locality=13202-01");
    assert_ne!(elsewhere.header("etag"), Some(tag.as_str()));
}

#[test]
fn a_code_page_counts_its_tips_and_links_to_them() {
    let page = CLIENT.get("/v1/codes/76377").json();
    let listed = CLIENT.get(page["links"]["tips"].as_str().unwrap()).json();
    assert_eq!(page["tips"], tips(&listed).len());
}
