//! A table of add-on codes, as cells and in fixed width.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(&["AOC_V2024Q3-F-MCR.csv", "AOC_V2024Q3-F-MCR.txt"], bytes));
