//! Prices a service from a snapshot, without a database:
//!
//! ```sh
//! cargo run -p medpayiq-core --features snapshot --example price_a_claim -- schedule.mpiq 76377 01112-05
//! ```
//!
//! The locality may be left out; the amount is then that of the nation. `medpayiq snapshot schedule.mpiq` writes a snapshot.

use medpayiq_core::law::Law;
use medpayiq_core::pricing::{Outcome, estimate};
use medpayiq_core::schedule::Whereabouts;
use medpayiq_core::snapshot::Snapshot;
use medpayiq_core::vocabulary::{Claim, ClaimLine};
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (path, code, locality) = match arguments.as_slice() {
        [path, code] => (path, code, Whereabouts::Unknown),
        [path, code, locality] => (path, code, Whereabouts::Locality(locality.parse()?)),
        _ => return Err("Write a snapshot, a code and maybe a locality: schedule.mpiq 76377 01112-05".into()),
    };
    let schedule = Snapshot::open(Path::new(path))?.into_schedule(Law::shipped()?);
    // The newest release prices its first day.
    let in_force = schedule.in_force(None, None)?;
    let place = schedule.locate(in_force.release, locality)?;
    let claim = Claim::new(in_force.date, "11".parse()?, vec![ClaimLine::new(code.parse()?)])?;
    let estimate = estimate(&claim, &schedule.rates_for(&claim, &in_force, &place));
    for line in &estimate.lines {
        match &line.outcome {
            Outcome::Priced(price) => println!("{code}: {}", price.allowed.dollars()),
            Outcome::NotPriced(refusal) => println!("{code}: {refusal}"),
        }
        for step in &line.trace {
            println!("{:>12}  {}: {step}", step.amount.to_string(), step.rule.code());
        }
    }
    Ok(())
}
