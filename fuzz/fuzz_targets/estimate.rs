//! The JSON of an estimate. A batch of this one row must come to the same totals.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::post;

fuzz_target!(|body: &[u8]| {
    let Some(estimate) = post("/v1/estimates", "application/json", body) else { return };
    // A line break would end the row. Valid JSON has one only between its values.
    let row: Vec<u8> = body.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }).collect();
    let batch = post("/v1/estimates/batch", "application/x-ndjson", &row).expect("the batch was refused");
    assert_eq!(batch.json()["totals"], estimate.json()["totals"]);
});
