//! The search finds codes by the words that billers use.

use crate::in_memory::CLIENT;
use crate::support::check_answers;
use expect_test::{Expect, expect};

/// The first codes of searches, and how they were found.
fn check(golden: &Expect) {
    check_answers(golden, |words| {
        let query = words.replace(' ', "%20");
        let found = CLIENT.get(&format!("/v1/codes?date=2025-01-15&limit=5&q={query}")).json();
        let codes = found["codes"].as_array().unwrap().iter();
        let codes: Vec<&str> = codes.map(|code| code["hcpcs"].as_str().unwrap()).collect();
        format!("{}: {}", found["matched_by"].as_str().unwrap(), codes.join(" "))
    });
}

#[test]
fn the_words_of_billers_find_the_right_codes_first() {
    check(&expect![[r#"
        mri brain
          all_words: 70551 70553 70555 70544
        knee injection
          all_words: 20610 20611
        office visit established patient
          all_words: 99213 99214 99212 99215 99211
        flu shot
          all_words: G0008 90471 96413
        3d
          all_words: 76377 76376 77063 G0279 77295
        ekg
          all_words: 93000 93010 93005 93015 G0403
        EKG
          all_words: 93000 93010 93005 93015 G0403
        x-ray chest
          all_words: 71046 71045 71047 71100 71101
        new patient
          all_words: 99203 99204 99202 99205 97164
        physical therapy
          all_words: 97110 97140 97530 97161 97113
        wart removal
          all_words: 17110 17111
        colonoscopy biopsy
          all_words: 45380"#]]);
}

#[test]
fn contrast_counts_and_times_and_typos_are_understood() {
    check(&expect![[r#"
        ct abdomen pelvis with contrast
          all_words: 74177 74174 74160 72193 72191
        ct abdomen pelvis without contrast
          all_words: 74176 74150 72192
        ct abdomen pelvis with and without contrast
          all_words: 74178 72194 74170
        mri brain with and without contrast
          all_words: 70553
        mri brain w/o contrast
          all_words: 70551 70544
        x-ray chest 2 views
          all_words: 71046 71045 71047 71100 74022
        chest xray
          all_words: 71046 71047 71045 71100 71101
        vaccination
          all_words: 90471 G0008 G0009 G0010 90480
        psychotherapy 45 minutes
          all_words: 90834 90836
        psychotherapy 60 minutes
          all_words: 90837 90838 90833 90832 90834
        joint injection ultrasound guided
          all_words: 20611 20610 20605 20600
        colonoscopy with polypectomy
          all_words: 45385 45384 43251 11301
        colonscopy
          all_words: 45378 45380 45385 G0121 G0105
        colonoscopy
          all_words: 45378 45380 45385 G0121 G0105
        laceration repair
          all_words: 12001 12002 12011 12031 12032
        stitches
          all_words: 12001 12002 12011 12031 12032
        mole removal
          all_words: 11401 11402 11400 11301 17110
        TB test
          all_words: 
        strep test
          all_words: "#]]);
}

#[test]
fn the_first_code_is_the_one_that_billers_mean() {
    check(&expect![[r#"
        mammogram screening
          all_words: 77067 77063 G0279
        tobacco counseling
          all_words: 99406 99407
        carpal tunnel
          all_words: 64721 20526
        epidural steroid injection
          all_words: 62323 62321 64483 62322 64479
        b12 injection
          all_words: 96372
        holter monitor
          all_words: 93224 93225 93226 93227 93242
        anesthesia colonoscopy
          all_words: 00812 00811
        kenalog
          all_words: J3301
        cortisone shot knee
          all_words: 20610 20611 J3301
        ear wax removal
          all_words: 69210 69209 G0268 97018
        total knee replacement
          all_words: 27447
        hip replacement
          all_words: 27130 01214 27236 01210 77085
        er visit
          all_words: 99284 99283 99285 99282 99281
        hospital discharge
          all_words: 99238 99239 99235 99236
        sleep study
          all_words: 95810 95811 95806 95819 95816
        stress test
          all_words: 93015 93016 93017 93018 78452
        echocardiogram
          all_words: 93306 93312 93320 93325 93350
        nerve block
          all_words: 64483 64493 64405 64415 64445
        pap smear
          all_words: Q0091 G0101 72040 72050 72052
        pnuemonia shot
          all_words: G0009 90471"#]]);
}

#[test]
fn a_search_without_a_full_match_falls_back_to_any_word() {
    check(&expect![[r#"
        brain zeppelin
          any_word: 70555 95816 70551 70553 64999
        zeppelin
          all_words: "#]]);
}

#[test]
fn pages_of_a_word_search_do_not_repeat_codes() {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = CLIENT.get(&format!("/v1/codes?date=2025-01-15&q=visit&limit=7{cursor}")).json();
        let codes = page["codes"].as_array().unwrap();
        all.extend(codes.iter().map(|code| code["hcpcs"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let whole = CLIENT.get("/v1/codes?date=2025-01-15&q=visit&limit=200").json();
    let whole: Vec<&str> =
        whole["codes"].as_array().unwrap().iter().map(|code| code["hcpcs"].as_str().unwrap()).collect();
    assert!(whole.len() > 14);
    assert_eq!(all, whole);
}
