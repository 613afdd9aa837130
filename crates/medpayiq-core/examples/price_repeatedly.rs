//! Prices the same claim many times, to count the instructions of one estimate. `benches/instructions.sh` runs it under
//! callgrind:
//!
//! ```sh
//! cargo run --profile dist -p medpayiq-core --features snapshot --example price_repeatedly -- schedule.mpiq twenty 10000
//! ```
//!
//! The claims are `visit` and `injection` with one line, `three` and `twenty` with as many. The twenty meet most rules and
//! edits. Prints the shortest and the mean time of an estimate, with the look-up of its release, its locality and its edits.

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

fn lines_of(name: &str) -> Option<&'static [(&'static str, &'static str, u32)]> {
    match name {
        "visit" => Some(&[("99213", "", 1)]),
        "injection" => Some(&[("64483", "RT", 1)]),
        "three" => Some(&[("99214", "25", 1), ("20610", "RT", 1), ("36415", "", 1)]),
        "twenty" => Some(TWENTY),
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
    let lines = lines_of(name).ok_or("The claim is visit, injection, three or twenty.")?;
    let claim = claim_of(lines)?;
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
