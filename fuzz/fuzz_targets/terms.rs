//! An operator's file of the terms of a contract. What is read is written as a file that reads the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq::api::{read_terms_file, terms_as_toml};

fuzz_target!(|text: &str| {
    if let Ok(terms) = read_terms_file("clinic.toml", text) {
        let written = terms_as_toml(&terms);
        assert_eq!(terms_as_toml(&read_terms_file("again.toml", &written).unwrap()), written);
    }
});
