//! A table of unit limits (MUE).
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"], bytes));
