//! The plans that price files.

use crate::program::{Folder, TINY};
use datafusion::physical_plan::displayable;
use datafusion::prelude::ParquetReadOptions;
use medpayiq_arrow::snapshots;
use medpayiq_bulk::options::BulkOptions;
use medpayiq_bulk::session;
use medpayiq_bulk::work::claim_expr::claims_of;
use medpayiq_bulk::work::output::Layout;
use medpayiq_bulk::work::plan::answers;
use std::path::Path;

#[tokio::test]
async fn each_claim_of_a_file_is_priced_once() {
    let folder = Folder::new();
    folder.succeed(&["generate", "claims.parquet", "--claims", "5"]);
    let loaded = snapshots::load(Path::new(TINY), None).unwrap();
    let session = session::local(BulkOptions::none().with("default", &loaded), 1).unwrap();
    let file = folder.path("claims.parquet");
    for layout in [Layout::Claims, Layout::Lines] {
        let table =
            session.read_parquet(file.to_str().unwrap(), ParquetReadOptions::default()).await.unwrap();
        let plan = answers(claims_of(table.into_unoptimized_plan()).unwrap(), layout).unwrap();
        let plan = session.state().create_physical_plan(&plan).await.unwrap();
        let shown = displayable(plan.as_ref()).indent(false).to_string();
        assert_eq!(shown.matches("medpayiq_price(").count(), 1, "{layout:?}: {shown}");
    }
}
