//! A list of anesthesia base units, with commas and with tabs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| import_as(
    &["CY_2025_Anesthesia_Base_Units.csv", "CY_2025_Anesthesia_Base_Units.txt"],
    bytes
));
