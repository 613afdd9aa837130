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
