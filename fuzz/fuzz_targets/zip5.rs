//! A ZIP code file, as cells and in fixed width.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["ZIP5_OCT2025.csv", "ZIP5_OCT2025.txt"], bytes));
