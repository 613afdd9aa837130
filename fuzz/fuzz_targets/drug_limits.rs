//! A quarter's payment limits of Part B drugs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import_as;

fuzz_target!(|bytes: &[u8]| {
    import_as(&["January 2026 Medicare Part B Payment Limit File 121725.csv"], bytes);
});
