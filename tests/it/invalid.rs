//! Requests that match the schema but have invalid values: 422, with the pointer of every fault and what to write instead.

use crate::support::check_answers;
use crate::support::releases::{of_year, tables, whole_rvu25a};
use crate::support::server::Server;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// Sends a plain request with each set of fields, and compares the problems.
fn check(server: &Server, golden: &Expect) {
    check_answers(golden, |fields| {
        let mut request = json!({"lines": [{}], "date_of_service": "2025-01-15"});
        let fields: Value = serde_json::from_str(fields).unwrap();
        request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        for line in request["lines"].as_array_mut().unwrap() {
            line.as_object_mut().unwrap().entry("hcpcs").or_insert("99213".into());
        }
        server.post("/v1/estimates", &request.to_string()).problem()
    });
}

#[test]
fn a_code_has_five_letters_or_digits_and_a_modifier_two() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"lines": [{"hcpcs": "9921"}]}
              422 invalid-value
                /lines/0/hcpcs: "9921" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            {"lines": [{"hcpcs": ""}]}
              422 invalid-value
                /lines/0/hcpcs: "" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            {"lines": [{"hcpcs": "992133"}]}
              422 invalid-value
                /lines/0/hcpcs: "992133" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            {"lines": [{"hcpcs": "99-13"}]}
              422 invalid-value
                /lines/0/hcpcs: "99-13" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            {"lines": [{"hcpcs": "9921é"}]}
              422 invalid-value
                /lines/0/hcpcs: "9921é" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
            {"lines": [{"modifiers": ["26A"]}]}
              422 invalid-value
                /lines/0/modifiers/0: "26A" is not a modifier. Write two letters or digits, such as 26 or RT. Did you mean 26?
            {"lines": [{"modifiers": ["2"]}]}
              422 invalid-value
                /lines/0/modifiers/0: "2" is not a modifier. Write two letters or digits, such as 26 or RT.
            {"lines": [{"modifiers": ["26", "TC", "59", "RT", "LT"]}]}
              422 invalid-value
                /lines/0/modifiers: The line has 5 modifiers. It may have at most 4.
            {"lines": [{"modifiers": ["2", "TC", "é"]}]}
              422 invalid-value
                /lines/0/modifiers/0: "2" is not a modifier. Write two letters or digits, such as 26 or RT.
                /lines/0/modifiers/2: "é" is not a modifier. Write two letters or digits, such as 26 or RT."#]],
    );
}

#[test]
fn units_minutes_and_charges_have_a_range() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"lines": [{"units": 0}]}
              422 invalid-value
                /lines/0/units: 0 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"units": -1}]}
              422 invalid-value
                /lines/0/units: -1 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"units": 10000}]}
              422 invalid-value
                /lines/0/units: 10000 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"units": 9223372036854775807}]}
              422 invalid-value
                /lines/0/units: 9223372036854775807 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"minutes": 0}]}
              422 invalid-value
                /lines/0/minutes: 0 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"minutes": 10000}]}
              422 invalid-value
                /lines/0/minutes: 10000 is out of range. Write a whole number from 1 to 9999.
            {"lines": [{"charge": "-0.01"}]}
              422 invalid-value
                /lines/0/charge: "-0.01" is out of range. Write an amount from 0.01 to 99999999.99.
            {"lines": [{"charge": "0.00"}]}
              422 invalid-value
                /lines/0/charge: "0.00" is out of range. Write an amount from 0.01 to 99999999.99.
            {"lines": [{"charge": "1.005"}]}
              422 invalid-value
                /lines/0/charge: "1.005" has more than 2 decimals.
            {"lines": [{"charge": ""}]}
              422 invalid-value
                /lines/0/charge: "" is not a decimal number. Write digits with at most one point, such as 1000.00.
            {"lines": [{"charge": "$5"}]}
              422 invalid-value
                /lines/0/charge: "$5" is not a decimal number. Write 5, without a sign and separators.
            {"lines": [{"charge": "1,000.00"}]}
              422 invalid-value
                /lines/0/charge: "1,000.00" is not a decimal number. Write 1000.00, without a sign and separators.
            {"lines": [{"charge": "1e3"}]}
              422 invalid-value
                /lines/0/charge: "1e3" is not a decimal number. Write digits with at most one point, such as 1000.00.
            {"lines": [{"charge": "100000000000"}]}
              422 invalid-value
                /lines/0/charge: "100000000000" is out of range. Write an amount from 0.01 to 99999999.99.
            {"lines": [{"charge": "NaN"}]}
              422 invalid-value
                /lines/0/charge: "NaN" is not a decimal number. Write digits with at most one point, such as 1000.00."#]],
    );
}

#[test]
fn no_two_lines_have_the_same_id() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"lines": [{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}]}
              422 invalid-value
                /lines/0/id: The id is longer than 64 bytes.
            {"lines": [{"id": ""}, {"id": " "}]}
              422 invalid-value
                /lines/0/id: The id is empty. Give the line a name, or leave id out.
                /lines/1/id: The id is empty. Give the line a name, or leave id out.
            {"lines": [{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "a"}]}
              422 invalid-value
                /lines/2/id: "a" is already the id of line 1. Give each line its own.
                /lines/3/id: "a" is already the id of line 1. Give each line its own.
            {"lines": [{}, {"id": "1"}]}
              422 invalid-value
                /lines/1/id: "1" is already the id of line 1, which has no id and so has its position. Give each line its own.
            {"lines": [{"id": "2"}, {}, {"id": "A", "units": 0}]}
              422 invalid-value
                /lines/0/id: "2" is already the id of line 2, which has no id and so has its position. Give each line its own.
                /lines/2/units: 0 is out of range. Write a whole number from 1 to 9999."#]],
    );
}

#[test]
fn a_claim_has_one_to_fifty_lines() {
    let server = Server::with_starter_data();
    let many = |count: usize| json!({"lines": vec![json!({"hcpcs": "99213"}); count]});
    let ask = |count| {
        let mut request = many(count);
        request["date_of_service"] = "2025-01-15".into();
        server.post("/v1/estimates", &request.to_string())
    };
    assert_eq!(ask(50).json()["lines"].as_array().unwrap().len(), 50);
    assert_eq!(ask(51).problem(), "422 invalid-value\n  /lines: The claim has 51 lines. Send 1 to 50.");
    assert_eq!(ask(0).problem(), "422 invalid-value\n  /lines: The claim has 0 lines. Send 1 to 50.");
}

#[test]
fn a_date_is_in_the_calendar_and_in_a_loaded_year() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU24C", "2024-07-01")]);
    check(
        &server,
        &expect![[r#"
            {"date_of_service": "2025-02-29"}
              422 invalid-value
                /date_of_service: "2025-02-29" is not a date. February 2025 has 28 days.
            {"date_of_service": "2025-1-5"}
              422 invalid-value
                /date_of_service: "2025-1-5" is not a date. Write 2025-01-05.
            {"date_of_service": "01/15/2025"}
              422 invalid-value
                /date_of_service: "01/15/2025" is not a date. Write 2025-01-15.
            {"date_of_service": "20250115"}
              422 invalid-value
                /date_of_service: "20250115" is not a date. Write 2025-01-15.
            {"date_of_service": "2025-01-15T00:00:00Z"}
              422 invalid-value
                /date_of_service: "2025-01-15T00:00:00Z" is not a date. Write 2025-01-15.
            {"date_of_service": ""}
              422 invalid-value
                /date_of_service: "" is not a date. Write it like 2025-12-25.
            {"date_of_service": "2026-01-01"}
              422 invalid-value
                /date_of_service: No loaded release covers 2026-01-01. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"date_of_service": "2099-12-31"}
              422 invalid-value
                /date_of_service: No loaded release covers 2099-12-31. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"date_of_service": "2023-12-31"}
              422 invalid-value
                /date_of_service: No loaded release covers 2023-12-31. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"date_of_service": "2024-06-30"}
              422 invalid-value
                /date_of_service: No loaded release covers 2024-06-30. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"date_of_service": "0000-01-01"}
              422 invalid-value
                /date_of_service: No loaded release covers 0000-01-01. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"date_of_service": "+2025-01-1"}
              422 invalid-value
                /date_of_service: "+2025-01-1" is not a date. Write it like 2025-12-25."#]],
    );
}

#[test]
fn a_place_of_service_is_one_that_cms_assigns() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"place_of_service": "66x"}
              422 invalid-value
                /place_of_service: "66x" is not a place of service code that CMS has assigned. The nearest is 66.
            {"place_of_service": "0"}
              422 invalid-value
                /place_of_service: "0" is not a place of service code that CMS has assigned. The nearest are 01, 02, 03, 04, 05, 06, 07, 08 and 09.
            {"place_of_service": "001"}
              422 invalid-value
                /place_of_service: "001" is not a place of service code that CMS has assigned. The nearest is 01.
            {"place_of_service": ""}
              422 invalid-value
                /place_of_service: "" is not a place of service code that CMS has assigned. Write two digits, such as 11 (office) or 22 (hospital outpatient department).
            {"place_of_service": "00"}
              422 invalid-value
                /place_of_service: "00" is not a place of service code that CMS has assigned. The nearest are 01, 02, 03, 04, 05, 06, 07, 08 and 09.
            {"place_of_service": "28"}
              422 invalid-value
                /place_of_service: "28" is not a place of service code that CMS has assigned. The nearest are 20, 21, 22, 23, 24, 25, 26 and 27.
            {"place_of_service": "100"}
              422 invalid-value
                /place_of_service: "100" is not a place of service code that CMS has assigned. The nearest is 10.
            {"place_of_service": "office"}
              422 invalid-value
                /place_of_service: "office" is not a place of service code that CMS has assigned. Write two digits, such as 11 (office) or 22 (hospital outpatient department)."#]],
    );
}

#[test]
fn an_unknown_locality_or_zip_code_is_refused_with_the_nearest_ones() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"locality": "05"}
              422 invalid-value
                /locality: "05" is not a locality. Write the contractor and locality number, such as 01112-05. RVU25A has 01112-05, 04212-05.
            {"locality": "01112-5"}
              422 invalid-value
                /locality: "01112-5" is not a locality. Write the contractor and locality number, such as 01112-05.
            {"locality": "01112-98"}
              422 invalid-value
                /locality: RVU25A has no locality 01112-98. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA) and 01112-68 (STOCKTON).
            {"locality": "99999-05"}
              422 invalid-value
                /locality: RVU25A has no locality 99999-05. The nearest are 04212-05 (NEW MEXICO) and 01112-05 (SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)).
            {"locality": "99999-98"}
              422 invalid-value
                /locality: RVU25A has no locality 99999-98. The nearest are 15202-00 (OHIO), 15102-00 (KENTUCKY), 14512-50 (VERMONT), 14412-01 (RHODE ISLAND), 14312-40 (NEW HAMPSHIRE) and 14212-01 (METROPOLITAN BOSTON).
            {"locality": ""}
              422 invalid-value
                /locality: "" is not a locality. Write the contractor and locality number, such as 01112-05.
            {"zip": "9411"}
              422 invalid-value
                /zip: "9411" is not a ZIP code. If it lost the zero in front, write 09411.
            {"zip": "94110-"}
              422 invalid-value
                /zip: "94110-" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
            {"zip": "00000"}
              422 invalid-value
                /zip: ZIP code 00000 is not in ZIP5_2025Q4, which is an extract; import CMS's ZIP5 file for all. The nearest is 00210 (14312-40).
            {"zip": "99999"}
              422 invalid-value
                /zip: ZIP code 99999 is not in ZIP5_2025Q4, which is an extract; import CMS's ZIP5 file for all. The nearest is 99505 (02102-01).
            {"zip": "94111"}
              422 invalid-value
                /zip: ZIP code 94111 is not in ZIP5_2025Q4, which is an extract; import CMS's ZIP5 file for all. The nearest are 94110 (01112-05) and 94203 (01112-63).
            {"zip": "9411O"}
              422 invalid-value
                /zip: "9411O" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
            {"locality": "01112-05", "zip": "94110"}
              422 invalid-value
                /zip: Both locality and zip are given. Send only one.
            {"locality": "x", "zip": "y"}
              422 invalid-value
                /locality: "x" is not a locality. Write the contractor and locality number, such as 01112-05.
                /zip: "y" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
                /zip: Both locality and zip are given. Send only one."#]],
    );
}

#[test]
fn a_practitioner_has_a_profession_that_medicare_enrolls() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"provider": {"kind": "doctor"}}
              422 invalid-value
                /provider/kind: "doctor" is not a kind of provider. Write one of physician, nurse_practitioner, physician_assistant, clinical_nurse_specialist, certified_nurse_midwife, clinical_psychologist, clinical_social_worker, marriage_family_therapist, mental_health_counselor, dietitian, crna, anesthesiologist_assistant, physical_therapist, occupational_therapist, speech_language_pathologist, audiologist. Did you mean physician?
            {"provider": {"kind": ""}}
              422 invalid-value
                /provider/kind: "" is not a kind of provider. Write one of physician, nurse_practitioner, physician_assistant, clinical_nurse_specialist, certified_nurse_midwife, clinical_psychologist, clinical_social_worker, marriage_family_therapist, mental_health_counselor, dietitian, crna, anesthesiologist_assistant, physical_therapist, occupational_therapist, speech_language_pathologist, audiologist.
            {"provider": {"kind": "Physician"}}
              422 invalid-value
                /provider/kind: "Physician" is not a kind of provider. Write one of physician, nurse_practitioner, physician_assistant, clinical_nurse_specialist, certified_nurse_midwife, clinical_psychologist, clinical_social_worker, marriage_family_therapist, mental_health_counselor, dietitian, crna, anesthesiologist_assistant, physical_therapist, occupational_therapist, speech_language_pathologist, audiologist. Did you mean physician?
            {"provider": {"qualifying_apm": "maybe"}}
              422 invalid-value
                /provider/qualifying_apm: "maybe" is not a valid value. Write no, yes or unknown.
            {"patient": {"deductible_remaining": "-1"}}
              422 invalid-value
                /patient/deductible_remaining: "-1" is out of range. Write an amount from 0.00 to 99999999.99.
            {"patient": {"deductible_remaining": "1.234"}}
              422 invalid-value
                /patient/deductible_remaining: "1.234" has more than 2 decimals."#]],
    );
}

#[test]
fn no_more_than_the_deductible_of_the_year_can_remain() {
    let server =
        Server::with(&[of_year("RVU16A", "2016-01-01"), whole_rvu25a(), of_year("RVU26A", "2026-01-01")]);
    check(
        &server,
        &expect![[r#"
            {"patient": {"deductible_remaining": "500.00"}}
              422 invalid-value
                /patient/deductible_remaining: 500.00 is more than the Part B deductible of 2025, which is $257.00.
            {"patient": {"deductible_remaining": "257.01"}}
              422 invalid-value
                /patient/deductible_remaining: 257.01 is more than the Part B deductible of 2025, which is $257.00.
            {"patient": {"deductible_remaining": "283.01"}, "date_of_service": "2026-01-02"}
              422 invalid-value
                /patient/deductible_remaining: 283.01 is more than the Part B deductible of 2026, which is $283.00."#]],
    );
    let remains = |amount: &str, date: &str| {
        let request = json!({
            "date_of_service": date, "lines": [{"hcpcs": "99213"}], "patient": {"deductible_remaining": amount},
        });
        server.post("/v1/estimates", &request.to_string()).status
    };
    assert_eq!([remains("257.00", "2025-01-15"), remains("283.00", "2026-01-02")], [200, 200]);
    // The deductible of 2016 is not known.
    assert_eq!(remains("500.00", "2016-01-15"), 200);
}

#[test]
fn a_requested_release_is_loaded_and_covers_the_year_of_the_date() {
    let server = Server::with(&[whole_rvu25a(), of_year("RVU24C", "2024-07-01")]);
    check(
        &server,
        &expect![[r#"
            {"release": "RVU25B"}
              422 invalid-value
                /release: Release "RVU25B" is not loaded. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"release": ""}
              422 invalid-value
                /release: Release "" is not loaded. Loaded: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"release": "zip5_2025q4"}
              422 invalid-value
                /release: Release "zip5_2025q4" is not a fee schedule. Loaded fee schedules: RVU24C (2024-07-01 to 2024-12-31), RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"release": "RVU24C"}
              422 invalid-value
                /release: RVU24C prices dates of service in 2024 only, not 2025-01-15.
            {"release": "RVU25A", "date_of_service": "2024-07-01"}
              422 invalid-value
                /release: RVU25A prices dates of service in 2025 only, not 2024-07-01."#]],
    );
}

#[test]
fn all_invalid_values_are_reported_at_once() {
    check(
        &Server::with_starter_data(),
        &expect![[r#"
            {"date_of_service": "x", "place_of_service": "66x", "locality": "5", "zip": "1", "provider": {"kind": "x", "qualifying_apm": "x"}, "patient": {"deductible_remaining": "x"}, "lines": [{"hcpcs": "1", "modifiers": ["x", "26"], "units": 0, "charge": "-1", "minutes": 0}, {"hcpcs": "99213", "units": 0}]}
              422 invalid-value
                /date_of_service: "x" is not a date. Write it like 2025-12-25.
                /locality: "5" is not a locality. Write the contractor and locality number, such as 01112-05.
                /zip: "1" is not a ZIP code. Write five or nine digits, such as 94110 or 941101234.
                /zip: Both locality and zip are given. Send only one.
                /place_of_service: "66x" is not a place of service code that CMS has assigned. The nearest is 66.
                /provider/qualifying_apm: "x" is not a valid value. Write no, yes or unknown.
                /provider/kind: "x" is not a kind of provider. Write one of physician, nurse_practitioner, physician_assistant, clinical_nurse_specialist, certified_nurse_midwife, clinical_psychologist, clinical_social_worker, marriage_family_therapist, mental_health_counselor, dietitian, crna, anesthesiologist_assistant, physical_therapist, occupational_therapist, speech_language_pathologist, audiologist.
                /patient/deductible_remaining: "x" is not a decimal number. Write digits with at most one point, such as 1000.00.
                /lines/0/hcpcs: "1" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
                /lines/0/modifiers/0: "x" is not a modifier. Write two letters or digits, such as 26 or RT.
                /lines/0/charge: "-1" is out of range. Write an amount from 0.01 to 99999999.99.
                /lines/0/units: 0 is out of range. Write a whole number from 1 to 9999.
                /lines/0/minutes: 0 is out of range. Write a whole number from 1 to 9999.
                /lines/1/units: 0 is out of range. Write a whole number from 1 to 9999.
            {"date_of_service": "2019-01-01", "locality": "01112-98"}
              422 invalid-value
                /date_of_service: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"release": "RVU99Z", "zip": "00000", "lines": [{"hcpcs": "99213", "units": 0}]}
              422 invalid-value
                /lines/0/units: 0 is out of range. Write a whole number from 1 to 9999.
                /release: Release "RVU99Z" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"lines": [{"hcpcs": "99213", "charge": "99999999999999999999"}]}
              422 invalid-value
                /lines/0/charge: "99999999999999999999" is out of range. Write an amount from 0.01 to 99999999.99.
            {"release": "RVU99Z", "zip": "00000"}
              422 invalid-value
                /release: Release "RVU99Z" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"locality": "01112-76"}
              422 invalid-value
                /locality: RVU25A has no locality 01112-76. The nearest are 01112-75 (REST OF CALIFORNIA), 01112-70 (YUBA CITY), 01112-69 (VISALIA) and 01112-68 (STOCKTON).
            {"locality": "01182-05"}
              422 invalid-value
                /locality: RVU25A has no locality 01182-05. The nearest are 01182-17 (OXNARD-THOUSAND OAKS-VENTURA), 01182-18 (LOS ANGELES-LONG BEACH-ANAHEIM (LOS ANGELES/ORANGE CNTY)), 01182-71 (EL CENTRO), 01182-72 (SAN DIEGO-CHULA VISTA-CARLSBAD), 01112-05 (SAN FRANCISCO-OAKLAND-BERKELEY (SAN FRANCISCO/SAN MATEO/ALAMEDA/CONTRA COSTA CNTY)) and 04212-05 (NEW MEXICO).
            {"date_of_service": "2019-01-01", "lines": [{"hcpcs": "1"}]}
              422 invalid-value
                /lines/0/hcpcs: "1" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439.
                /date_of_service: No loaded release covers 2019-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment."#]],
    );
}

#[test]
fn place_is_only_syntax_checked_if_date_or_release_is_invalid() {
    // The newest release has no localities. That must not affect places in another year.
    let mut release = of_year("RVU26C", "2026-07-01");
    tables(&mut release).localities.clear();
    check(
        &Server::with(&[whole_rvu25a(), release]),
        &expect![[r#"
            {"date_of_service": "2025-02-29", "locality": "01112-05"}
              422 invalid-value
                /date_of_service: "2025-02-29" is not a date. February 2025 has 28 days.
            {"date_of_service": "", "zip": "94110"}
              422 invalid-value
                /date_of_service: "" is not a date. Write it like 2025-12-25.
            {"date_of_service": "20250115", "locality": "5"}
              422 invalid-value
                /date_of_service: "20250115" is not a date. Write 2025-01-15.
                /locality: "5" is not a locality. Write the contractor and locality number, such as 01112-05.
            {"date_of_service": "2024-01-01", "locality": "01112-98"}
              422 invalid-value
                /date_of_service: No loaded release covers 2024-01-01. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31). Import CMS's RVU zip for that day. Every claim needs it, also one of only drugs, laboratory tests or equipment.
            {"release": "RVU25B", "zip": "00000"}
              422 invalid-value
                /release: Release "RVU25B" is not loaded. Loaded: RVU25A (2025-01-01 to 2025-12-31), RVU26C (2026-07-01 to 2026-12-31).
            {"date_of_service": "2026-07-15", "locality": "01112-05"}
              422 invalid-value
                /locality: The GPCIs of 2026 are not loaded, so RVU26C has national amounts only. Import GPCI2026.csv with --release RVU26C (it is in CMS's zip of each 2026 release), or leave out locality and zip."#]],
    );
}
