//! A table of OPPS caps, as cells and in fixed width.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["rvu25a/OPPSCAP_JAN.csv", "rvu25a/OPPSCAP_JAN.txt"], bytes));
