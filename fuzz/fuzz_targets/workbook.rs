//! A workbook.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["rvu25a/GPCI2025.xlsx", "rvu25a/OPPSCAP_JAN.xlsx"], bytes));
