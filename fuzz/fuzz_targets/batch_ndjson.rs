//! A batch of JSON rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::check_batch;

fuzz_target!(|body: &[u8]| check_batch("application/x-ndjson", body));
