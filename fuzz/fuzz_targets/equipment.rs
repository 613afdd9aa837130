//! A fee schedule of equipment, prosthetics, orthotics and supplies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["DMEPOS26_JAN.csv"], bytes));
