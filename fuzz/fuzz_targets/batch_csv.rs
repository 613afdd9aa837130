//! A batch of CSV rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::check_batch;

fuzz_target!(|body: &[u8]| check_batch("text/csv", body));
