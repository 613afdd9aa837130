//! Remittances (835): the denial reports that they make, and the comparison with what Medicare owes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::{post, read_denials};

fuzz_target!(|body: &[u8]| {
    let read = read_denials(body);
    let answer = post("/v1/remittances/variance?zip=94110", "application/edi-x12", body);
    assert_eq!(answer.is_some(), read.is_some(), "one reader refuses what the other one takes");
    if let Some(answer) = answer {
        assert!(answer.json()["summary"].is_array());
    }
});
