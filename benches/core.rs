//! How long the core takes: one line, and a claim of twenty with its edits. Run with `cargo bench --bench core`; where
//! MEDPAYIQ_CMS_DATA names a folder of CMS's files, the edits are those.

use criterion::{Criterion, criterion_group, criterion_main};
use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::law::Law;
use medpayiq::pricing::estimate;
use medpayiq::schedule::content::{EditTable, ReleaseContent, ReleaseTables};
use medpayiq::schedule::{EditRelease, Parts, PublishedRelease, Schedule, Whereabouts};
use medpayiq::vocabulary::{Charge, Claim, ClaimLine, Modifier, PlaceOfService, QualifyingApm};
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use time::macros::date;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Twenty lines that meet most rules: visits, surgery, endoscopy, imaging, tests, therapy.
const CLAIM: &[(&str, &[&[u8; 2]], u32)] = &[
    ("99214", &[b"25"], 1),
    ("G2211", &[], 1),
    ("11042", &[b"59"], 1),
    ("20610", &[b"50"], 1),
    ("45385", &[], 1),
    ("45380", &[b"59"], 1),
    ("43239", &[], 1),
    ("17000", &[], 1),
    ("17003", &[], 3),
    ("64483", &[b"RT"], 1),
    ("70553", &[], 1),
    ("72148", &[], 1),
    ("71275", &[b"CT"], 1),
    ("93306", &[], 1),
    ("93880", &[], 1),
    ("92083", &[], 1),
    ("92133", &[], 1),
    ("97110", &[b"GP"], 2),
    ("97140", &[b"GP"], 1),
    ("36592", &[], 1),
];

fn schedule() -> Result<Schedule, Box<dyn Error>> {
    let mut parts = Parts::default();
    for release in medpayiq::starter::releases()?.into_iter().chain(whole_edits()?) {
        add(&mut parts, release);
    }
    Ok(Schedule::new(parts, Law::shipped()?))
}

/// CMS's whole tables of edits, where there is a folder of them: the starter data's own are a tenth of a percent of these.
fn whole_edits() -> Result<Vec<ReleaseContent>, Box<dyn Error>> {
    let Some(folder) = std::env::var_os("MEDPAYIQ_CMS_DATA").map(|folder| PathBuf::from(folder).join("ncci"))
    else {
        eprintln!("MEDPAYIQ_CMS_DATA names no folder of CMS's files: the edits are the starter data's");
        return Ok(Vec::new());
    };
    Ok(read_releases(&[folder], &Options::default(), &Silent)?.releases)
}

fn add(parts: &mut Parts, release: ReleaseContent) {
    let ReleaseContent { label, effective_from, files, tables } = release;
    match tables {
        ReleaseTables::FeeSchedule(tables) => parts.releases.push(PublishedRelease {
            label,
            effective_from,
            is_extract: true,
            files,
            tables: *tables,
        }),
        ReleaseTables::PtpEdits(EditTable { table, extract_of }) => {
            parts.edits.ptp.push(EditRelease { label, effective_from, extract_of, files, table });
        }
        ReleaseTables::UnitLimits(EditTable { table, extract_of }) => {
            parts.edits.unit_limits.push(EditRelease { label, effective_from, extract_of, files, table });
        }
        ReleaseTables::AddOnCodes(EditTable { table, extract_of }) => {
            parts.edits.add_ons.push(EditRelease { label, effective_from, extract_of, files, table });
        }
        ReleaseTables::ZipLocalities(_)
        | ReleaseTables::AnesthesiaBaseUnits(_)
        | ReleaseTables::Explanations(_)
        | ReleaseTables::LaboratoryRates(_)
        | ReleaseTables::DrugLimits(_)
        | ReleaseTables::EquipmentFees(_)
        | ReleaseTables::NutritionFees(_)
        | ReleaseTables::Law(_) => {}
    }
}

fn claim(lines: &[(&str, &[&[u8; 2]], u32)]) -> Result<Claim, Box<dyn Error>> {
    let line = |(code, modifiers, units): &(&str, &[&[u8; 2]], u32)| -> Result<ClaimLine, Box<dyn Error>> {
        let line = ClaimLine::new(code.parse()?).with_charge(Charge::new("500.00".parse()?));
        Ok(line.with_modifiers(modifiers.iter().copied().map(Modifier::known))?.with_units(*units)?)
    };
    let lines = lines.iter().map(line).collect::<Result<_, _>>()?;
    Ok(Claim::new(date!(2025 - 01 - 15), PlaceOfService::OFFICE, lines)?)
}

fn core(criterion: &mut Criterion) {
    let measured = measure(criterion);
    if let Err(error) = measured {
        eprintln!("the benchmark cannot run: {error}");
    }
}

fn measure(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let schedule = schedule()?;
    let in_force = schedule.in_force(Some(date!(2025 - 01 - 15)), None)?;
    let located = schedule.locate(in_force.release, Whereabouts::Locality("01112-05".parse()?))?;
    let rates = || schedule.rates_without_edits(&in_force, &located, QualifyingApm::No);
    for (name, lines) in [("one line", CLAIM.get(3..4).unwrap_or_default()), ("twenty lines", CLAIM)] {
        let claim = claim(lines)?;
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| {
                let claim = black_box(&claim);
                estimate(claim, &schedule.rates_for(claim, &in_force, &located))
            });
        });
        criterion.bench_function(&format!("{name} without edits"), |bencher| {
            bencher.iter(|| estimate(black_box(&claim), &rates()));
        });
        criterion.bench_function(&format!("{name}, edits found"), |bencher| {
            bencher.iter(|| schedule.edits_of(black_box(&claim)));
        });
    }
    Ok(())
}

criterion_group!(benches, core);
criterion_main!(benches);
