//! Professional claims (837P): they are read, priced and answered.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::post;

fuzz_target!(|body: &[u8]| {
    let Some(answer) = post("/v1/estimates/x12", "application/edi-x12", body) else { return };
    assert!(answer.json()["totals"].is_object());
});
