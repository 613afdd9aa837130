//! A clinical laboratory fee schedule.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["CLFS_2026_Q1V1.csv"], bytes));
