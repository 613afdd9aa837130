//! What is wrong with a claim is its answer. The other claims are priced.

use crate::program::{Folder, TINY, parts, value};

#[test]
fn rows_that_cannot_be_read_are_answers() {
    let folder = Folder::new();
    let rows = [
        r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "hcpcs": "76377", "modifiers": ["26"]}"#,
        r#"{"hcpcs": "#,
        r#"{"hcpcs": "76377", "patient_name": "x"}"#,
        r#"{"hcpcs": "76377", "units": "two"}"#,
        r#"{"date_of_service": "25/12/2025", "hcpcs": "9921"}"#,
        r#"{"zip": "94110"}"#,
    ];
    std::fs::write(folder.path("claims.ndjson"), rows.join("\n")).unwrap();
    let priced = folder.priced_rows(&["claims.ndjson"], "out");
    let statuses: Vec<&str> = priced.iter().map(|row| value(row, "problem_status")).collect();
    assert_eq!(statuses, ["", "400", "400", "400", "422", "400"]);
    assert_eq!(value(&priced[0], "allowed"), "4169");
    assert!(value(&priced[2], "problem_detail").contains("unknown field `patient_name`"));
    assert_eq!(value(&priced[4], "problem_pointer"), "/date_of_service");
    assert_eq!(value(&priced[4], "problem_detail"), "\"25/12/2025\" is not a date. Write 2025-12-25.");
    assert_eq!(value(&priced[5], "problem_pointer"), "/hcpcs");
}

#[test]
fn a_part_that_fails_leaves_no_file_that_looks_whole() {
    let folder = Folder::new();
    folder.succeed(&["generate", "good.ndjson", "--claims", "20000"]);
    let mut claims = std::fs::read(folder.path("good.ndjson")).unwrap();
    // No text has this byte. Thousands of rows are before it.
    claims.push(0xff);
    std::fs::write(folder.path("bad.ndjson"), &claims).unwrap();
    std::fs::write(folder.path("worse.ndjson"), &claims).unwrap();
    // Two parts that fail at the same time.
    folder.fail(&[
        "price",
        "bad.ndjson",
        "worse.ndjson",
        "both",
        "--snapshot",
        TINY,
        "--parts-at-a-time",
        "2",
    ]);
    assert!(parts(&folder.path("both")).is_empty());
    for form in [&[][..], &["--format", "csv"]] {
        let output = format!("out{}", form.concat());
        let price =
            ["price", "good.ndjson", "bad.ndjson", &output, "--snapshot", TINY, "--parts-at-a-time", "1"];
        let words = folder.fail(&[&price[..], form].concat());
        assert!(words.contains("bad.ndjson"), "{words}");
        assert_eq!(parts(&folder.path(&output)).len(), 1, "{form:?}: only the first part is whole");
    }
}

#[test]
fn no_control_character_swallows_the_rows_after_it() {
    let folder = Folder::new();
    let row = r#"{"date_of_service": "2025-01-15", "locality": "01112-05", "hcpcs": "76377"}"#;
    for control in ['\u{2}', '\u{3}', '"', '\u{b}'] {
        let rows = [row, &format!("{control}{row}"), row].join("\n");
        std::fs::write(folder.path("claims.ndjson"), rows).unwrap();
        let priced = folder.priced_rows(&["claims.ndjson"], &format!("out{}", u32::from(control)));
        let statuses: Vec<&str> = priced.iter().map(|row| value(row, "problem_status")).collect();
        assert_eq!(statuses, ["", "400", ""], "{control:?}");
    }
}

#[test]
fn a_row_of_csv_with_too_few_cells_refuses_its_claim_only() {
    let folder = Folder::new();
    let text = "claim,date_of_service,locality,hcpcs,modifiers,units\n\
                a,2025-01-15,01112-05,76377,26,1\n\
                b,2025-01-15\n\
                c,2025-01-15,01112-05,76377,26,two\n\
                d,2025-01-15,01112-05,76377,26,1.0\n\
                d,2025-01-16,01112-05,76377,26,1\n\
                \"e\",2025-01-15,01112-05,\"76377\",26,\n";
    std::fs::write(folder.path("claims.csv"), text).unwrap();
    let priced = folder.priced_rows(&["claims.csv"], "out");
    let status = |name: &str| {
        let row = priced.iter().find(|row| value(row, "claim") == name).unwrap();
        (value(row, "problem_status"), value(row, "problem_pointer"), value(row, "allowed"))
    };
    assert_eq!(status("a"), ("", "", "4169"));
    assert_eq!(status("b"), ("400", "", ""));
    assert_eq!(status("c"), ("400", "/units", ""));
    assert_eq!(status("d"), ("400", "/rows/1/date_of_service", ""));
    assert_eq!(status("e"), ("", "", "4169"));
}

#[test]
fn lines_without_the_name_of_a_claim_are_claims() {
    let folder = Folder::new();
    let text = "claim,date_of_service,locality,hcpcs,charge\n\
                ,2025-01-15,01112-05,76377,90.00\n\
                ,2025-01-16,10112-00,76377,80.00\n\
                a,2025-01-15,01112-05,76377,70.00\n\
                ,2025-01-15\n\
                ,2025-01-15\n";
    std::fs::write(folder.path("claims.csv"), text).unwrap();
    let priced = folder.priced_rows(&["claims.csv"], "out");
    let charges: Vec<&str> = priced.iter().map(|row| value(row, "total_charge")).collect();
    assert_eq!(charges, ["9000", "8000", "7000", "", ""]);
    let statuses: Vec<&str> = priced.iter().map(|row| value(row, "problem_status")).collect();
    assert_eq!(statuses, ["", "", "", "400", "400"]);
}

#[test]
fn columns_that_are_not_known_are_named() {
    let folder = Folder::new();
    std::fs::write(folder.path("claims.csv"), "hcpc,units\n99213,1\n").unwrap();
    let words = folder.fail(&["price", "claims.csv", "out", "--snapshot", TINY]);
    assert!(words.contains("\"hcpc\" is not a column. Did you mean hcpcs?"), "{words}");
}
