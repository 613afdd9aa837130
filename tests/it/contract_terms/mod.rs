//! Contracts: claims that a payer pays by terms of its own, worked by hand to the cent, and the terms themselves.

mod claims;
mod exported;
mod laws;
mod requests;
mod stored;
mod variance;

use crate::in_memory::serve_with_terms;
use crate::support::checkout;
use crate::support::http::Client;
use crate::support::releases::{fixture, of_year, read_all};
use crate::support::schedule::schedule_with;
use crate::support::terms::stored;
use medpayiq::schedule::content::{ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditReleases, Schedule};
use medpayiq::store::StoredTerms;
use std::sync::LazyLock;

/// Terms that the claims of these tests are priced under.
const TERMS: &[(&str, &str)] = &[
    ("plain", "percent = 110"),
    ("alone", "percent = 110\nno_mppr = true"),
    ("uncapped", "percent = 110\nlesser_of_charge = false"),
    ("half", "percent = 50"),
    ("medicare", "no_sequestration = true"),
    ("visits", "[[ranges]]\nfrom = \"99202\"\nto = \"99499\"\npercent = 120"),
    ("fees", FEES),
    ("uncovered", UNCOVERED),
];

/// Fees with and without modifiers.
const FEES: &str = r#"
percent = 100
[[fees]]
hcpcs = "20610"
amount = 100
[[fees]]
hcpcs = "64483"
amount = 400
[[fees]]
hcpcs = "64483"
modifier = "50"
amount = 700
[[fees]]
hcpcs = "27447"
amount = 2000
[[fees]]
hcpcs = "27447"
modifier = "80"
amount = 300
[[fees]]
hcpcs = "66984"
modifier = "50"
amount = 1000
[[fees]]
hcpcs = "93306"
amount = 250
[[fees]]
hcpcs = "00790"
amount = 500
[[fees]]
hcpcs = "36592"
amount = 30
[[fees]]
hcpcs = "43239"
amount = 0
"#;

/// Fees of codes that Medicare does not price, or never pays by themselves.
const UNCOVERED: &str = r#"
percent = 100
[[fees]]
hcpcs = "99998"
amount = 42
[[fees]]
hcpcs = "99997"
amount = 40
[[fees]]
hcpcs = "99997"
modifier = "50"
amount = 70
[[fees]]
hcpcs = "J1885"
amount = 0.50
[[fees]]
hcpcs = "0526U"
amount = 600
[[fees]]
hcpcs = "A9606"
amount = 12.34
[[fees]]
hcpcs = "99024"
amount = 25
"#;

/// The fixture that the documentation shows.
pub(crate) fn clinic() -> String {
    std::fs::read_to_string(checkout("tests/fixtures/terms/clinic.toml")).unwrap()
}

fn all_terms() -> Vec<StoredTerms> {
    let terms = TERMS.iter().map(|(name, toml)| stored(name, toml));
    terms.chain([stored("clinic", &clinic())]).collect()
}

/// Fee schedules of two years, laboratory rates and drugs, without edits.
fn schedule() -> Schedule {
    let mut releases =
        vec![of_year("RVU25A", "2025-01-01"), of_year("RVU26A", "2026-01-01"), fixture("clfs")];
    releases.extend(read_all(&checkout("tests/fixtures/cms/asp")));
    let is_list = |release: &ReleaseContent| matches!(release.tables, ReleaseTables::AnesthesiaBaseUnits(_));
    releases.extend(medpayiq::starter::releases().unwrap().into_iter().filter(is_list));
    schedule_with(releases, EditReleases::default())
}

/// A server with this schedule and all these terms.
static CLIENT: LazyLock<Client> = LazyLock::new(|| serve_with_terms(schedule(), all_terms()));
