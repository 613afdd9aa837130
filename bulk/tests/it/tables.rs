//! Tables as other programs write them.

use crate::program::{Folder, TINY, value};
use datafusion::prelude::SessionContext;

/// Writes the answer of a query as a Parquet file.
async fn write(folder: &Folder, name: &str, query: &str) {
    let to = folder.path(name);
    let copy = format!("copy ({query}) to '{}' stored as parquet", to.display());
    SessionContext::new().sql(&copy).await.unwrap().collect().await.unwrap();
}

#[test]
fn a_name_with_brackets_or_stars_is_a_name() {
    let folder = Folder::new();
    for (name, other) in [("claims[1]", "claims1"), ("a*c", "abc"), ("a?c", "adc")] {
        for ending in ["csv", "ndjson", "parquet"] {
            let (file, other) = (format!("{name}.{ending}"), format!("{other}.{ending}"));
            folder.succeed(&["generate", &file, "--claims", "6"]);
            folder.succeed(&["generate", &other, "--claims", "3", "--first", "100"]);
            let output = format!("out {file}");
            let said = folder.succeed(&["price", &file, &output, "--snapshot", TINY]);
            assert!(said.contains("6 rows"), "{file}: {said}");
        }
    }
    folder.succeed(&["price", "claims[1].csv", "out[1]", "--snapshot", TINY]);
}

#[tokio::test]
async fn claims_can_have_numbers_as_names() {
    let folder = Folder::new();
    let lines = "select column1 as claim, '2025-01-15' as date_of_service, '01112-05' as locality, '76377' as hcpcs, '26' as modifiers
                 from (values (1), (2), (1))";
    write(&folder, "lines.parquet", lines).await;
    let priced = folder.priced_rows(&["lines.parquet"], "out");
    let mut names: Vec<&str> = priced.iter().map(|row| value(row, "claim")).collect();
    names.sort_unstable();
    assert_eq!(names, ["1", "1", "2"]);
}

#[tokio::test]
async fn a_column_that_is_nearly_one_of_claims_is_refused() {
    let folder = Folder::new();
    for (name, meant) in [("Units", "units"), ("modifier", "modifiers"), ("pos", "place_of_service")] {
        let query = format!("select '01112-05' as locality, '76377' as hcpcs, '26' as \"{name}\"");
        write(&folder, "claims.parquet", &query).await;
        let words = folder.fail(&["price", "claims.parquet", name, "--snapshot", TINY]);
        let expected =
            format!("The column {name} is not read. Did you mean {meant}? Rename it, or leave it out.");
        assert!(words.contains(&expected), "{words}");
    }
    let query = "select '01112-05' as locality, '76377' as hcpcs, '26' as modifiers, 1 as patient_id, 2 as provider_id, 3 as claim_id, '94110' as zip5, 1.5 as amount";
    write(&folder, "claims.parquet", query).await;
    assert_eq!(folder.priced_rows(&["claims.parquet"], "out").len(), 1);
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_refused() {
    let folder = Folder::new();
    let query = "select '01112-05' as locality, '76377' as hcpcs, '26' as modifiers, arrow_cast('9223372036854775808', 'UInt64') as units";
    write(&folder, "claims.parquet", query).await;
    let priced = folder.priced_rows(&["claims.parquet"], "number");
    assert_eq!(value(&priced[0], "problem_pointer"), "/units");
    let query = "select '01112-05' as locality, '76377' as hcpcs, decode('ff3236', 'hex') as modifiers";
    write(&folder, "claims.parquet", query).await;
    let priced = folder.priced_rows(&["claims.parquet"], "bytes");
    assert_eq!(value(&priced[0], "problem_pointer"), "/modifiers/0");
}

#[test]
fn a_broken_row_refuses_the_whole_claim() {
    let folder = Folder::new();
    let text = "claim,date_of_service,locality,hcpcs,modifiers\n\
                a,2025-01-15,01112-05,76377,26\n\
                a,2025-01-15,01112-05,76376\n\
                b,2025-01-15,01112-05,76377,26\n";
    std::fs::write(folder.path("claims.csv"), text).unwrap();
    let priced = folder.priced_rows(&["claims.csv"], "out");
    let answers: Vec<_> =
        priced.iter().map(|row| (value(row, "claim"), value(row, "problem_status"))).collect();
    assert_eq!(answers, [("a", "400"), ("b", "")]);
}
