//! The functions in SQL.

use crate::program::{Folder, TINY};

#[test]
fn lines_in_a_table_are_collected_and_priced() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.csv", "--claims", "500"]);
    folder.succeed(&["generate", "claims.parquet", "--claims", "500"]);
    let query = "select count(*) as claims, sum(p['total_allowed']) as allowed, sum(p['total_charge']) as charges \
                 from (select medpayiq_price(claim) as p from c)";
    let of = |file: &str| {
        let table = format!("c={file}");
        folder.succeed(&["sql", query, "--snapshot", TINY, "--table", &table, "--format", "csv"])
    };
    let answer = of("claims.csv");
    assert_eq!(answer, of("claims.parquet"));
    let row = answer.lines().nth(1).unwrap();
    assert!(row.starts_with("500,") && !row.starts_with("500,0,"), "{answer}");
}

#[test]
fn a_session_without_a_snapshot_is_refused_in_words() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.parquet", "--claims", "5"]);
    let words = folder.fail(&["sql", "select medpayiq_price(claim) from c", "--table", "c=claims.parquet"]);
    assert!(words.contains("The session has no snapshot \"default\". Name it with --snapshot."), "{words}");
}

#[test]
fn an_impact_on_a_day_that_is_none_is_refused() {
    let folder = Folder::new();
    let words = folder.fail(&["impact", TINY, TINY, "claims.parquet", "--new-date", "july"]);
    assert!(words.contains("\"july\" is not a date."), "{words}");
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let words = folder.fail(&["generate", "no/such/folder.csv"]);
    assert!(words.contains("no/such/folder.csv"), "{words}");
}

#[test]
fn an_impact_of_the_same_snapshot_is_nothing() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.ndjson", "--claims", "300"]);
    let report = folder.succeed(&["impact", TINY, TINY, "claims.ndjson", "--workbook", "impact.xlsx"]);
    let allowed = report.lines().find(|line| line.starts_with("allowed")).unwrap();
    let figures: Vec<&str> = allowed.split_whitespace().skip(1).collect();
    assert!(figures[0] == figures[1] && figures[0] != "0.00" && figures[2] == "0.00", "{report}");
    assert!(folder.path("impact.xlsx").metadata().unwrap().len() > 1000);
}

#[test]
fn a_claim_is_priced_once_for_all_fields_of_its_answer() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.parquet", "--claims", "5"]);
    let query = "explain select p['locality'], p['total_allowed'], p['total_patient'] \
                 from (select medpayiq_price(claim) as p from c)";
    let plan = ["sql", query, "--snapshot", TINY, "--table", "c=claims.parquet", "--format", "csv"];
    let plan = folder.succeed(&plan);
    let physical = plan.split("physical_plan").nth(1).unwrap();
    assert_eq!(physical.matches("medpayiq_price(").count(), 1, "{physical}");
}
