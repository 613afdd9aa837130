//! Looks for the claims that take longest to price, by hill-climbing over random claims:
//!
//! ```sh
//! cargo run --profile dist -p medpayiq-core --features snapshot --example worst_claims -- schedule.mpiq 60
//! ```
//!
//! The number is the seconds that each of the two searches takes: one for the most effort, one for the longest time. Each
//! begins with random claims of 50 lines and keeps a random change if the claim gets worse. It prints the worst claims as
//! requests. `docs/performance.md` says what they cost, and `tests/it/effort.rs` keeps the worst of them.

use medpayiq_core::law::Law;
use medpayiq_core::pricing::{effort, estimate};
use medpayiq_core::schedule::{InForce, Located, Schedule, Whereabouts};
use medpayiq_core::snapshot::Snapshot;
use medpayiq_core::vocabulary::{
    Claim, ClaimLine, Component, HcpcsCode, MAX_LINES, MAX_UNITS, Modifier, PlaceOfService, Status,
    format_date, parse_date,
};
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

type Failure = Box<dyn Error>;

/// Modifiers that change how lines depend on each other.
const MODIFIERS: &[&[u8; 2]] = &[
    b"26", b"TC", b"25", b"57", b"50", b"RT", b"LT", b"52", b"54", b"55", b"58", b"59", b"62", b"76", b"78",
    b"80", b"AA", b"QK", b"GP", b"KX", b"CT", b"PT", b"33", b"FT", b"XE", b"XS", b"E1", b"F5", b"T3",
];

/// Where the claims are priced.
const LOCALITY: &str = "01112-05";

/// How many changes without success end a climb.
const PATIENCE: u32 = 1_500;

/// A small generator of random numbers (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.roll() % bound).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }
}

/// Prices claims of one day and place.
struct Pricer<'a> {
    schedule: &'a Schedule,
    in_force: InForce<'a>,
    located: Located<'a>,
    codes: Vec<HcpcsCode>,
}

impl Pricer<'_> {
    fn effort(&self, claim: &Claim) -> u64 {
        let rates = self.schedule.rates_for(claim, &self.in_force, &self.located);
        u64::try_from(effort(claim, &rates)).unwrap_or(u64::MAX)
    }

    /// The shortest of some runs, which other work of the machine disturbs least.
    fn time(&self, claim: &Claim, runs: u32) -> Duration {
        let time = |_| {
            let began = Instant::now();
            let rates = self.schedule.rates_for(black_box(claim), &self.in_force, &self.located);
            black_box(estimate(claim, &rates));
            began.elapsed()
        };
        (0..runs).map(time).min().unwrap_or_default()
    }

    /// A random code, one of the claim, or one that has an edit with one of the claim.
    fn code(&self, dice: &mut Dice, claim: &[ClaimLine]) -> Option<HcpcsCode> {
        let near = claim.get(dice.below(claim.len())).map(ClaimLine::hcpcs);
        match (near, dice.below(4)) {
            (Some(near), 0) => Some(near),
            (Some(near), 1 | 2) => {
                let edits = self.schedule.edits_on(self.in_force.date).ptp?;
                let is_paid = |code: &HcpcsCode| self.codes.binary_search(code).is_ok();
                let partners = edits
                    .of(near)
                    .map(|edit| if edit.column_one == near { edit.column_two } else { edit.column_one });
                dice.pick(&partners.filter(is_paid).collect::<Vec<_>>())
            }
            _ => dice.pick(&self.codes),
        }
    }

    fn line(&self, dice: &mut Dice, claim: &[ClaimLine]) -> Option<ClaimLine> {
        let modifiers: Vec<Modifier> =
            (0..dice.below(5)).filter_map(|_| dice.pick(MODIFIERS)).map(Modifier::known).collect();
        let units = dice.pick(&[1, 1, 1, 2, 2, 3, 50, MAX_UNITS])?;
        let line = ClaimLine::new(self.code(dice, claim)?).with_modifiers(modifiers).ok()?;
        line.with_units(units).ok()
    }

    /// The claim with a few lines or the place changed.
    fn changed(&self, dice: &mut Dice, claim: &Claim) -> Option<Claim> {
        let mut lines = claim.lines().to_vec();
        for _ in 0..=dice.below(3) {
            let new = self.line(dice, &lines)?;
            let at = dice.below(lines.len());
            if let Some(line) = lines.get_mut(at) {
                *line = new;
            }
        }
        let places: Vec<PlaceOfService> = PlaceOfService::all().collect();
        let place = if dice.below(20) == 0 { dice.pick(&places)? } else { claim.place_of_service() };
        Claim::new(claim.date_of_service(), place, lines).ok()
    }

    fn random(&self, dice: &mut Dice) -> Option<Claim> {
        let mut lines = Vec::new();
        while lines.len() < MAX_LINES {
            lines.extend(self.line(dice, &lines));
        }
        Claim::new(self.in_force.date, PlaceOfService::OFFICE, lines).ok()
    }

    /// Climbs from random claims for a time and returns the worst claim.
    fn worst(&self, dice: &mut Dice, seconds: u64, score: impl Fn(&Claim) -> u64) -> Option<Claim> {
        let began = Instant::now();
        let mut worst: Option<(u64, Claim)> = None;
        while began.elapsed() < Duration::from_secs(seconds) {
            let mut claim = self.random(dice)?;
            let (mut reached, mut failed) = (score(&claim), 0);
            while failed < PATIENCE && began.elapsed() < Duration::from_secs(seconds) {
                let better = self.changed(dice, &claim).map(|changed| (score(&changed), changed));
                match better.filter(|(score, _)| *score > reached) {
                    Some((score, changed)) => (reached, claim, failed) = (score, changed, 0),
                    None => failed += 1,
                }
            }
            if worst.as_ref().is_none_or(|(most, _)| reached > *most) {
                worst = Some((reached, claim));
            }
        }
        worst.map(|(_, claim)| claim)
    }
}

/// The claim as a request at a place.
fn request(claim: &Claim, locality: &str) -> String {
    let line = |line: &ClaimLine| {
        let modifiers: Vec<String> =
            line.modifiers().iter().map(|modifier| format!("\"{modifier}\"")).collect();
        let (hcpcs, modifiers, units) = (line.hcpcs(), modifiers.join(","), line.units());
        format!("{{\"hcpcs\":\"{hcpcs}\",\"modifiers\":[{modifiers}],\"units\":{units}}}")
    };
    let lines: Vec<String> = claim.lines().iter().map(line).collect();
    let (day, place, lines) =
        (format_date(claim.date_of_service()), claim.place_of_service().code(), lines.join(","));
    format!(
        "{{\"date_of_service\":\"{day}\",\"place_of_service\":\"{place}\",\"locality\":\"{locality}\",\"lines\":[{lines}]}}"
    )
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [path, seconds] = arguments.as_slice() else { return Err("Write a snapshot and seconds".into()) };
    let seconds: u64 = seconds.parse()?;
    let schedule = Snapshot::open(Path::new(path))?.into_schedule(Law::shipped()?);
    let in_force = schedule.in_force(Some(parse_date("2025-01-15")?), None)?;
    let located = schedule.locate(in_force.release, Whereabouts::Locality(LOCALITY.parse()?))?;
    let rows = in_force.release.services.rows().iter();
    let paid = rows.filter(|row| {
        row.component == Component::Global && matches!(row.status, Status::Active | Status::Anesthesia)
    });
    let codes = paid.map(|row| row.hcpcs).collect();
    let pricer = Pricer { schedule: &schedule, in_force, located, codes };
    let mut dice = Dice(seconds);
    let by_effort = pricer.worst(&mut dice, seconds, |claim| pricer.effort(claim));
    let nanoseconds = |claim: &Claim| u64::try_from(pricer.time(claim, 5).as_nanos()).unwrap_or(u64::MAX);
    let by_time = pricer.worst(&mut dice, seconds, nanoseconds);
    for (name, claim) in [("effort", by_effort), ("time", by_time)] {
        let claim = claim.ok_or("no claim was found")?;
        let (effort, time) = (pricer.effort(&claim), pricer.time(&claim, 50));
        println!("worst {name}: effort {effort}, {time:?}\n{}", request(&claim, LOCALITY));
    }
    Ok(())
}
