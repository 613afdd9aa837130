//! The pair of relative value files from 2026. They differ only in the conversion factor.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import;

const FACTOR: &[u8] = b"33.4009";
const QUALIFYING_FACTOR: &[u8] = b"33.5675";

fuzz_target!(|bytes: &[u8]| {
    let mut qualifying = bytes.to_vec();
    for start in 0..bytes.len() {
        if bytes[start..].starts_with(FACTOR) {
            qualifying[start..start + FACTOR.len()].copy_from_slice(QUALIFYING_FACTOR);
        }
    }
    import(&[("PPRRVU2026_Jul_nonQPP.csv", bytes), ("PPRRVU2026_Jul_QPP.csv", &qualifying)]);
});
