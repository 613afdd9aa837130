//! The trace of a price: what each rule did, in words, and the laws and CMS texts that order it.

use crate::in_memory::serve_in_memory;
use crate::rules::{WHOLE, each_line};
use crate::support::asking::estimate;
use crate::support::check_answers;
use crate::support::releases::{of_year, whole_rvu25a};
use crate::support::schedule::schedule_of;
use expect_test::expect;
use serde_json::Value;

fn steps(line: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let steps = line["trace"].as_array().unwrap().iter();
    let steps = steps.map(|step| {
        let [rule, amount, effect, source] =
            ["rule", "amount", "effect", "source"].map(|name| text(&step[name]));
        format!("{rule} {amount}: {effect} | {source}")
    });
    steps.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_charge_that_equals_the_fee_is_not_higher() {
    let table = expect![[r#"
        99213$88.95 owes:0.00
          geographic_adjustment 88.95: (1.30 work x 1.000 + 1.35 non-facility PE x 1.000 + 0.10 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
          lesser_of_charge 88.95: the charge of $88.95 is not higher than the fee | Social Security Act 1848(a)(1)
          coinsurance 71.16: less $17.79, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
          sequestration 69.74: less $1.42, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended"#]];
    check_answers(&table, |claim| each_line(&WHOLE, claim, steps));
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of it is the golden answer")]
fn each_rule_says_what_it_did_and_by_which_law() {
    check_answers(
        &expect![[r#"
            99213$60.00 owes:10.00
              geographic_adjustment 88.95: (1.30 work x 1.000 + 1.35 non-facility PE x 1.000 + 0.10 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              lesser_of_charge 60.00: the charge of $60.00 is not higher than the fee | Social Security Act 1848(a)(1)
              deductible 50.00: less $10.00 | Social Security Act 1833(b); 42 CFR 410.160; Federal Register notice of the 2025 deductible
              coinsurance 40.00: less $10.00, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 39.20: less $0.80, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            99213$80.00 owes:0.00 by:nurse_practitioner
              geographic_adjustment 88.95: (1.30 work x 1.000 + 1.35 non-facility PE x 1.000 + 0.10 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              practitioner_share 75.61: 85 percent of the amount | Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62; Social Security Act 1833(a)(1)(O); 42 CFR 414.56
              lesser_of_charge 75.61: the fee is lower than the charge of $80.00 | Social Security Act 1848(a)(1)
              coinsurance 60.49: less $15.12, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 59.28: less $1.21, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            99213$200.00 owes:0.00 nonparticipating mips:-9.00
              geographic_adjustment 88.95: (1.30 work x 1.000 + 1.35 non-facility PE x 1.000 + 0.10 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              nonparticipating 84.50: 95 percent of the amount | Social Security Act 1848(a)(3)
              lesser_of_charge 84.50: the fee is lower than the charge of $200.00 | Social Security Act 1848(a)(1)
              coinsurance 67.60: less $16.90, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              mips_adjustment 61.52: less $6.08 | Social Security Act 1848(q)(6)
              sequestration 60.29: less $1.23, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            20610*3 owes:0.00
              geographic_adjustment 63.40: (0.79 work x 1.000 + 1.04 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              units 190.20: times 3 units | Pub. 100-04 ch. 12
              multiple_surgery 126.80: less $63.40 | Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 2
              coinsurance 101.44: less $25.36, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 99.41: less $2.03, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            71046-FX owes:0.00
              geographic_adjustment 32.67: (0.22 work x 1.000 + 0.77 non-facility PE x 1.000 + 0.02 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              technical_cut 28.14: less $4.53 of the technical component | Social Security Act 1848(b)(9), 1834(p); Social Security Act 1848(b)(9)(A)
              coinsurance 22.51: less $5.63, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 22.06: less $0.45, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            74177-CT+70553 owes:0.00
              geographic_adjustment 297.26: (1.82 work x 1.000 + 7.25 non-facility PE x 1.000 + 0.12 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              technical_cut 265.19: less $32.07 of the technical component | Social Security Act 1848(b)(9), 1834(p); Social Security Act 1834(p)
              multiple_imaging 170.15: less $90.87 of the technical and $4.17 of the professional component | Social Security Act 1848(b)(4), (c)(2)(B); RVU file, multiple procedure 4; Social Security Act 1848(b)(4)(D); Consolidated Appropriations Act, 2016, section 502(a)(2)
              coinsurance 136.12: less $34.03, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 133.40: less $2.72, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 314.08: (2.29 work x 1.000 + 7.26 non-facility PE x 1.000 + 0.16 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 251.26: less $62.82, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 246.23: less $5.03, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            71275+70553 owes:0.00
              geographic_adjustment 277.86: (1.82 work x 1.000 + 6.64 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              multiple_imaging 176.34: less $97.36 of the technical and $4.16 of the professional component | Social Security Act 1848(b)(4), (c)(2)(B); RVU file, multiple procedure 4; Social Security Act 1848(b)(4)(D); Consolidated Appropriations Act, 2016, section 502(a)(2)
              coinsurance 141.07: less $35.27, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 138.25: less $2.82, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 314.08: (2.29 work x 1.000 + 7.26 non-facility PE x 1.000 + 0.16 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 251.26: less $62.82, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 246.23: less $5.03, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            71275 owes:0.00
              geographic_adjustment 277.86: (1.82 work x 1.000 + 6.64 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              opps_cap 261.36: capped at $261.36 | Social Security Act 1848(b)(4); Deficit Reduction Act 5102(b)
              coinsurance 209.09: less $52.27, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 204.91: less $4.18, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            70170-26 owes:0.00
              geographic_adjustment 13.91: (0.30 work x 1.000 + 0.11 non-facility PE x 1.000 + 0.02 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 11.13: less $2.78, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 10.91: less $0.22, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            93306+93880 owes:0.00
              geographic_adjustment 187.93: (1.46 work x 1.000 + 4.28 non-facility PE x 1.000 + 0.07 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              multiple_cardiovascular 157.28: less $30.65 of the technical component | CY 2013 final rule; RVU file, multiple procedure 6
              coinsurance 125.82: less $31.46, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 123.30: less $2.52, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 181.79: (0.80 work x 1.000 + 4.73 non-facility PE x 1.000 + 0.09 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 145.43: less $36.36, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 142.52: less $2.91, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            92083+92133 owes:0.00
              geographic_adjustment 61.13: (0.50 work x 1.000 + 1.37 non-facility PE x 1.000 + 0.02 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 48.90: less $12.23, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 47.92: less $0.98, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 29.76: (0.31 work x 1.000 + 0.59 non-facility PE x 1.000 + 0.02 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              multiple_ophthalmology 26.98: less $2.78 of the technical component | CY 2013 final rule; RVU file, multiple procedure 7
              coinsurance 21.58: less $5.40, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 21.15: less $0.43, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            97110-GP-CQ*2 owes:0.00 therapy:0.00 by:physical_therapist
              geographic_adjustment 28.79: (0.45 work x 1.000 + 0.43 non-facility PE x 1.000 + 0.01 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              units 57.58: times 2 units | Pub. 100-04 ch. 12
              multiple_therapy 50.62: less $6.96 | Social Security Act 1848(b)(7); RVU file, multiple procedure 5; Social Security Act 1848(b)(7); American Taxpayer Relief Act of 2012, section 633
              coinsurance 40.50: less $10.12, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              therapy_assistant 34.43: 85 percent of the amount | Social Security Act 1834(v)
              sequestration 33.74: less $0.69, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            20610-50 owes:0.00
              geographic_adjustment 63.40: (0.79 work x 1.000 + 1.04 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              bilateral 95.10: 150 percent of the amount | Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              coinsurance 76.08: less $19.02, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 74.56: less $1.52, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            20610-RT$40.00+20610-LT$60.00 owes:0.00
              geographic_adjustment 63.40: (0.79 work x 1.000 + 1.04 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              bilateral 47.55: 75 percent of the amount | Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              bilateral 40.00: less $7.55 | Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              lesser_of_charge 40.00: the charge of $40.00 is not higher than the fee | Social Security Act 1848(a)(1)
              coinsurance 32.00: less $8.00, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 31.36: less $0.64, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 63.40: (0.79 work x 1.000 + 1.04 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              bilateral 47.55: less $15.85 | Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              bilateral 55.10: plus $7.55 | Pub. 100-04 ch. 12, 40.7; RVU file, bilateral surgery
              lesser_of_charge 55.10: the fee is lower than the charge of $60.00 | Social Security Act 1848(a)(1)
              coinsurance 44.08: less $11.02, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 43.20: less $0.88, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            47562-AS+49505-AS @21 by:physician_assistant owes:0.00
              geographic_adjustment 648.87: (10.47 work x 1.000 + 6.97 facility PE x 1.000 + 2.62 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              assistant_at_surgery 103.82: 16 percent of the amount | Social Security Act 1848(i)(2); Pub. 100-04 ch. 12, 20.4.3
              practitioner_share 88.25: 85 percent of the amount | Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62; Social Security Act 1833(a)(1)(O); 42 CFR 414.52
              coinsurance 70.60: less $17.65, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 69.19: less $1.41, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 515.60: (7.96 work x 1.000 + 5.99 facility PE x 1.000 + 1.99 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              multiple_surgery 257.80: 50 percent of the amount | Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 2
              assistant_at_surgery 41.25: 16 percent of the amount | Social Security Act 1848(i)(2); Pub. 100-04 ch. 12, 20.4.3
              practitioner_share 35.06: 85 percent of the amount | Social Security Act 1833(a)(1); 42 CFR 414.52 to 414.62; Social Security Act 1833(a)(1)(O); 42 CFR 414.52
              coinsurance 28.05: less $7.01, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 27.49: less $0.56, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            22551-62 @21 owes:0.00
              geographic_adjustment 1673.61: (25.00 work x 1.000 + 18.55 facility PE x 1.000 + 8.19 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              co_surgeons 1046.01: 62.5 percent of the amount | Pub. 100-04 ch. 12, 40.8
              coinsurance 836.81: less $209.20, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 820.07: less $16.74, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            66984-55~20 @24 owes:0.00
              geographic_adjustment 521.75: (7.35 work x 1.000 + 8.23 facility PE x 1.000 + 0.55 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              split_care 23.19: 20 percent of the amount, for 20 of 90 days of care | Pub. 100-04 ch. 12, 40.4
              coinsurance 18.55: less $4.64, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 18.18: less $0.37, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            47562-78 @21 owes:0.00
              geographic_adjustment 648.87: (10.47 work x 1.000 + 6.97 facility PE x 1.000 + 2.62 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              return_to_operating_room 525.58: 81 percent of the amount | Pub. 100-04 ch. 12, 40.4
              coinsurance 420.46: less $105.12, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 412.05: less $8.41, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            45385+45380 @22 owes:0.00
              geographic_adjustment 242.92: (4.57 work x 1.000 + 2.38 facility PE x 1.000 + 0.56 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 194.34: less $48.58, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 190.45: less $3.89, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              geographic_adjustment 192.79: (3.56 work x 1.000 + 1.93 facility PE x 1.000 + 0.47 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              endoscopy_family 15.53: less $177.26 | Pub. 100-04 ch. 12, 40.6; RVU file, multiple procedure 3
              coinsurance 12.42: less $3.11, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 12.17: less $0.25, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            00790-QK*97 @21 in:10112-00 owes:0.00
              anesthesia_units 260.69: (7 base units + 6.5 time units) x 19.3100 | 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              medical_direction 130.35: 50 percent of the amount | Social Security Act 1848(a)(4); 42 CFR 414.46(d); Social Security Act 1848(a)(4), 1833(l)
              coinsurance 104.28: less $26.07, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 102.19: less $2.09, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            00790-AD*97 @21 in:10112-00 owes:0.00
              anesthesia_units 57.93: (3 base units + 0.0 time units) x 19.3100 | 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              coinsurance 46.34: less $11.59, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 45.41: less $0.93, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            01952-AA*60+01953-AA*3 @21 in:10112-00 owes:0.00
              anesthesia_units 173.79: (5 base units + 4.0 time units) x 19.3100 | 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              coinsurance 139.03: less $34.76, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 136.25: less $2.78, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
              anesthesia_units 57.93: (3 base units + 0.0 time units) x 19.3100 | 42 CFR 414.46; Pub. 100-04 ch. 12, 50
              coinsurance 46.34: less $11.59, 20 percent of the amount | Social Security Act 1833(a)(1), (dd)
              sequestration 45.41: less $0.93, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            G0439 owes:0.00
              geographic_adjustment 126.47: (1.92 work x 1.000 + 1.86 non-facility PE x 1.000 + 0.13 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 126.47: less $0.00, 0 percent of the amount | Social Security Act 1833(a)(1), (dd); Social Security Act 1833(a)(1)(W), (X), (Y) and 1833(b)
              sequestration 123.94: less $2.53, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended
            45385-PT @22 owes:0.00
              geographic_adjustment 242.92: (4.57 work x 1.000 + 2.38 facility PE x 1.000 + 0.56 MP x 1.000) x 32.3465 | 42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
              coinsurance 206.48: less $36.44, 15 percent of the amount | Social Security Act 1833(a)(1), (dd); Social Security Act 1833(dd)
              sequestration 202.35: less $4.13, 2 percent of the amount | Balanced Budget and Emergency Deficit Control Act 251A(6); Balanced Budget and Emergency Deficit Control Act 251A, as extended"#]],
        |claim| each_line(&WHOLE, claim, steps),
    );
}

/// A year has one conversion factor and up to four releases.
#[test]
fn a_price_cites_the_release_of_its_date() {
    let client = serve_in_memory(schedule_of(vec![whole_rvu25a(), of_year("RVU25D", "2025-10-01")]));
    let source = |claim: &str| {
        let answer = estimate(&client, claim);
        answer["lines"][0]["trace"][0]["source"].as_str().unwrap().to_owned()
    };
    let cited =
        ["99213 on:2025-03-15", "99213 on:2025-10-15", "99213 on:2025-10-15 release:RVU25A"].map(source);
    expect![[r#"
        42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A
        42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25D
        42 CFR 414.20; Pub. 100-04 ch. 12, 20; CY 2025 final rule; RVU25A"#]]
    .assert_eq(&cited.join("\n"));
}
