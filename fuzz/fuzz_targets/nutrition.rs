//! A fee schedule of parenteral and enteral nutrition.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["DMEPEN26_JAN.csv"], bytes));
