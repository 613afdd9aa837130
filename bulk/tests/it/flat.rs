//! One line a row: the engine and the Python package have the same rows.

use crate::program::{Folder, TINY};
use datafusion::arrow::array::{RecordBatch, StructArray};
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use medpayiq_arrow::snapshots;
use medpayiq_arrow::table::{Rows, price};
use std::num::NonZero;
use std::path::Path;

async fn read(file: &Path) -> Vec<RecordBatch> {
    let session = SessionContext::new();
    let table = session.read_parquet(file.to_str().unwrap(), ParquetReadOptions::default()).await.unwrap();
    table.collect().await.unwrap()
}

#[tokio::test]
async fn one_line_a_row_is_the_same_with_and_without_the_engine() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.parquet", "--claims", "1000"]);
    folder.succeed(&["price", "claims.parquet", "out", "--snapshot", TINY, "--rows", "lines"]);
    let engine = read(&folder.path("out/part-00000.parquet")).await;
    let claims: Vec<StructArray> =
        read(&folder.path("claims.parquet")).await.into_iter().map(StructArray::from).collect();
    let loaded = snapshots::load(Path::new(TINY), None).unwrap();
    let threads = NonZero::new(2).unwrap();
    let alone = price(&loaded.schedule, &claims, Rows::Lines, threads).unwrap();
    let alone: Vec<RecordBatch> = alone.into_iter().map(RecordBatch::from).collect();
    let [engine, alone] = [engine, alone].map(|rows| pretty_format_batches(&rows).unwrap().to_string());
    assert!(engine.contains(" is not a HCPCS code.") && engine.contains("| priced"));
    assert!(engine == alone, "{} and {} bytes", engine.len(), alone.len());
}
