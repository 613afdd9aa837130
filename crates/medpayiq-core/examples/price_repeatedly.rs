//! Prices the same claim many times, to count the instructions of one estimate. `benches/instructions.sh` runs it under
//! callgrind:
//!
//! ```sh
//! cargo run --profile dist -p medpayiq-core --features snapshot --example price_repeatedly -- schedule.mpiq twenty 10000
//! ```
//!
//! The claims are `visit` and `injection` with one line, `three`, `twenty` and `fifty` with as many. The twenty meet most rules
//! and edits; of the fifty every two have an edit. Prints the shortest and the mean time of an estimate, with the look-up of its
//! release, its locality and its edits.

use medpayiq_core::law::Law;
use medpayiq_core::pricing::estimate;
use medpayiq_core::schedule::{Schedule, Whereabouts};
use medpayiq_core::snapshot::Snapshot;
use medpayiq_core::vocabulary::{Charge, Claim, ClaimLine, Locality, PlaceOfService};
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use time::Date;
use time::macros::date;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DAY: Date = date!(2025 - 01 - 15);

/// Lines as code, modifier and units.
const TWENTY: &[(&str, &str, u32)] = &[
    ("99214", "25", 1),
    ("G2211", "", 1),
    ("11042", "59", 1),
    ("20610", "50", 1),
    ("45385", "", 1),
    ("45380", "59", 1),
    ("43239", "", 1),
    ("17000", "", 1),
    ("17003", "", 3),
    ("64483", "RT", 1),
    ("70553", "", 1),
    ("72148", "", 1),
    ("71275", "CT", 1),
    ("93306", "", 1),
    ("93880", "", 1),
    ("92083", "", 1),
    ("92133", "", 1),
    ("97110", "GP", 2),
    ("97140", "GP", 1),
    ("36592", "", 1),
];

/// Fifty codes of which every two have an edit in 2024Q3.
const FIFTY: &[&str] = &[
    "96523", "36000", "36591", "96360", "64488", "64451", "99291", "12016", "12014", "97597", "36592",
    "96365", "96374", "64489", "64486", "43752", "99156", "12017", "12015", "11006", "11044", "11004",
    "11011", "99155", "93355", "93318", "64487", "36640", "12018", "12013", "12011", "11043", "11005",
    "11000", "11042", "11010", "10030", "10060", "28193", "28192", "28190", "28086", "28173", "28090",
    "28047", "28046", "28045", "28043", "28041", "28039",
];

fn lines_of(name: &str) -> Option<Vec<(&'static str, &'static str, u32)>> {
    match name {
        "visit" => Some(vec![("99213", "", 1)]),
        "injection" => Some(vec![("64483", "RT", 1)]),
        "three" => Some(vec![("99214", "25", 1), ("20610", "RT", 1), ("36415", "", 1)]),
        "twenty" => Some(TWENTY.to_vec()),
        "fifty" => Some(FIFTY.iter().map(|code| (*code, "", 1)).collect()),
        _ => None,
    }
}

fn claim_of(lines: &[(&str, &str, u32)]) -> Result<Claim, Box<dyn Error>> {
    let line = |(code, modifier, units): &(&str, &str, u32)| -> Result<ClaimLine, Box<dyn Error>> {
        let modifiers: Vec<_> = modifier.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let line = ClaimLine::new(code.parse()?).with_charge(Charge::new("500.00".parse()?));
        Ok(line.with_modifiers(modifiers)?.with_units(*units)?)
    };
    Ok(Claim::new(DAY, PlaceOfService::OFFICE, lines.iter().map(line).collect::<Result<_, _>>()?)?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, name, times] = arguments.as_slice() else {
        return Err("Write a snapshot, a claim and how often it is priced: schedule.mpiq twenty 10000".into());
    };
    let lines = lines_of(name).ok_or("The claim is visit, injection, three, twenty or fifty.")?;
    let claim = claim_of(&lines)?;
    let schedule = Snapshot::open(Path::new(path))?.into_schedule(Law::shipped()?);
    let locality: Locality = "01112-05".parse()?;
    let times: u32 = times.parse()?;
    let mut shortest = std::time::Duration::MAX;
    let began = Instant::now();
    for _ in 0..times {
        let began = Instant::now();
        price_once(&schedule, black_box(&claim), locality)?;
        shortest = shortest.min(began.elapsed());
    }
    let mean = began.elapsed() / times.max(1);
    println!("{name}: shortest {} ns, mean {} ns", shortest.as_nanos(), mean.as_nanos());
    Ok(())
}

/// One estimate. Callgrind counts the instructions of this function.
#[inline(never)]
fn price_once(schedule: &Schedule, claim: &Claim, locality: Locality) -> Result<(), Box<dyn Error>> {
    let in_force = schedule.in_force(Some(DAY), None)?;
    let place = schedule.locate(in_force.release, Whereabouts::Locality(locality))?;
    black_box(estimate(claim, &schedule.rates_for(claim, &in_force, &place)));
    Ok(())
}
