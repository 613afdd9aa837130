//! `medpayiq verify`: compares computed amounts with CMS's published ones, to the cent.

mod figures;
mod tally;

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::output::Output;
use crate::import::payments::{PaymentFile, PaymentRow, read_payments};
use crate::pricing::{fee_schedule_amount, opps_cap_amount, therapy_reduced_amount};
use crate::schedule::content::OppsCap;
use crate::schedule::{Release, Schedule};
use crate::settings::CommonSettings;
use crate::store::{self, Store, published_tables};
use crate::vocabulary::{Money, MultipleProcedure, Setting};
use clap::Args;
use figures::Figures;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use tally::{Amount, RowName, Tally};

/// What to verify against.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// CMS's payment files (PFALL, PFREV), plain or zipped. The OPPSCAP table of every loaded release is always verified.
    #[arg(value_name = "PAYMENT_FILE")]
    files: Vec<PathBuf>,
    /// The release to verify. The default is the newest loaded release of each row's year.
    #[arg(long)]
    release: Option<String>,
    /// Print the result in JSON: for each file how many rows are equal, and every mismatch.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(settings: CommonSettings, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let mut payments = Vec::new();
    for path in &arguments.files {
        let files = read_payments(path)?;
        let of_several = files.len() > 1;
        payments.extend(files.into_iter().map(|file| {
            let path = path.display();
            (if of_several { format!("{path} {}", file.name) } else { path.to_string() }, file)
        }));
    }
    let asked = arguments.release.as_deref();
    let work = async |database: &Database| verify(&database.store, &payments, asked).await;
    let tallies = with_database(&settings, INTERRUPTED, work).await?;
    let mut output = Output::default();
    let is_equal = tallies.iter().all(Tally::is_equal);
    if arguments.json {
        output.json(&json!({"equal": is_equal, "files": tallies}))?;
    } else {
        tallies.iter().for_each(|tally| output.line(tally));
    }
    output.end()?;
    Ok(if is_equal { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn verify(
    store: &Store,
    payments: &[(String, PaymentFile)],
    asked: Option<&str>,
) -> Result<Vec<Tally>, AnyError> {
    store.migrate().await?;
    let schedule = store::schedule(store).await?;
    if let Some(asked) = asked.filter(|asked| schedule.release(asked).is_none()) {
        return Err(format!("Release {asked:?} is not loaded.").into());
    }
    let mut tallies: Vec<Tally> =
        payments.iter().map(|(name, file)| verify_payments(&schedule, name, file, asked)).collect();
    for release in
        schedule.releases().iter().filter(|release| asked.is_none_or(|asked| release.label == asked))
    {
        let caps = published_tables(store, &release.label).await?.map(|tables| tables.opps_caps);
        if let Some(caps) = caps.filter(|caps| !caps.is_empty()) {
            tallies.push(verify_caps(&schedule, release, &caps));
        }
    }
    if tallies.is_empty() {
        return Err(
            "Nothing to verify. Name CMS's payment files, or import a release with its OPPSCAP table.".into(),
        );
    }
    Ok(tallies)
}

fn verify_payments(schedule: &Schedule, name: &str, file: &PaymentFile, asked: Option<&str>) -> Tally {
    let mut tally = Tally::new(name.to_owned());
    if !file.has_trailer {
        let name = &file.name;
        tally
            .remarks
            .push(format!("{name} does not end with TRL lines, as CMS's files do: it may be incomplete."));
    }
    let mut years: Vec<i32> = file.rows.iter().map(|row| row.year).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        let rows: Vec<&PaymentRow> = file.rows.iter().filter(|row| row.year == year).collect();
        let release = match asked {
            Some(label) => schedule.release(label),
            None => schedule.newest_release_of(year),
        };
        match release {
            Some(release) => {
                tally.compare_all(schedule, release, &rows, |figures, row| {
                    let line = Some(row.line);
                    let name =
                        RowName { line, hcpcs: row.hcpcs, component: row.component, locality: row.locality };
                    (name, check_payment(figures, row))
                });
            }
            None => tally.leave_out(rows.len(), format!("No release of {year} is loaded.")),
        }
    }
    tally
}

/// The published and computed amounts of a row, or why the release cannot price it.
fn check_payment(figures: &Figures, row: &PaymentRow) -> Result<Vec<Amount>, String> {
    let (gpcis, factor) = (figures.gpcis(row.locality)?, figures.factor);
    let service = figures.service(row.hcpcs, row.component)?;
    let rows = figures.release.services.rows_of(row.hcpcs);
    let amount = |rvus| fee_schedule_amount(rvus, gpcis, factor);
    let mut amounts = vec![
        Amount {
            what: "non-facility",
            published: row.non_facility,
            computed: amount(service.rvus(Setting::NonFacility)),
        },
        Amount {
            what: "facility",
            published: row.facility,
            computed: amount(service.rvus(Setting::Facility)),
        },
    ];
    if row.opps_indicator != '9' {
        let cap = |setting| opps_cap_amount(rows, service, setting, gpcis, factor).unwrap_or(Money::ZERO);
        let (outside, inside) = (cap(Setting::NonFacility), cap(Setting::Facility));
        amounts.push(Amount {
            what: "OPPS non-facility",
            published: row.opps_non_facility,
            computed: outside,
        });
        amounts.push(Amount { what: "OPPS facility", published: row.opps_facility, computed: inside });
    }
    if row.multiple_procedure == MultipleProcedure::Therapy {
        let cut = figures.therapy_cut()?;
        let reduced = |setting| therapy_reduced_amount(service.rvus(setting), gpcis, factor, cut);
        let (outside, inside) = (reduced(Setting::NonFacility), reduced(Setting::Facility));
        amounts.push(Amount {
            what: "therapy, office",
            published: row.therapy_non_institutional,
            computed: outside,
        });
        amounts.push(Amount {
            what: "therapy, institution",
            published: row.therapy_institutional,
            computed: inside,
        });
    }
    Ok(amounts)
}

fn verify_caps(schedule: &Schedule, release: &Release, caps: &[OppsCap]) -> Tally {
    let mut tally = Tally::new(format!("OPPSCAP of {}", release.label));
    let caps: Vec<&OppsCap> = caps.iter().collect();
    tally.compare_all(schedule, release, &caps, |figures, cap| {
        let name = RowName { line: None, hcpcs: cap.hcpcs, component: cap.component, locality: cap.locality };
        (name, check_cap(figures, cap))
    });
    tally
}

/// A row of OPPSCAP has the lesser of fee and cap. If the contractor prices the row, it has the cap.
fn check_cap(figures: &Figures, cap: &OppsCap) -> Result<Vec<Amount>, String> {
    let (gpcis, factor) = (figures.gpcis(cap.locality)?, figures.factor);
    let service = figures.service(cap.hcpcs, cap.component)?;
    let rows = figures.release.services.rows_of(cap.hcpcs);
    let capped = |setting| {
        let limit = opps_cap_amount(rows, service, setting, gpcis, factor)
            .ok_or_else(|| format!("{} has no figures for its cap", figures.release.label))?;
        let fee = fee_schedule_amount(service.rvus(setting), gpcis, factor);
        Ok::<Money, String>(if service.has_published_amount() { fee.min(limit) } else { limit })
    };
    Ok(vec![
        Amount { what: "non-facility", published: cap.non_facility, computed: capped(Setting::NonFacility)? },
        Amount { what: "facility", published: cap.facility, computed: capped(Setting::Facility)? },
    ])
}
