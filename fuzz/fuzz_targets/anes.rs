//! A table of anesthesia conversion factors.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["rvu25a/ANES2025.csv"], bytes));
