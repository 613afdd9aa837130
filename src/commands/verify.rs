//! `medpayiq verify`: the loaded figures against CMS's own published amounts, to the cent.

use super::AnyError;
use super::database::{Database, with_database};
use super::output::Output;
use crate::config::Config;
use crate::import::payments::{PaymentRow, Payments, read_payments};
use crate::pricing::{fee_schedule_amount, opps_cap_amount, therapy_reduced_amount};
use crate::schedule::content::OppsCap;
use crate::schedule::{Release, Schedule};
use crate::store::{self, Store, published_tables};
use crate::vocabulary::{
    Component, ConversionFactor, Gpcis, HcpcsCode, Locality, Money, MultipleProcedure, Setting,
};
use clap::Args;
use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;
use time::{Date, Month};

/// How many mismatches are printed; all are counted.
const SHOWN_MISMATCHES: usize = 50;

/// What to verify against.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// CMS's payment files (PFALL, PFREV), plain or zipped. The OPPSCAP of every loaded release is verified anyway.
    #[arg(value_name = "PAYMENT_FILE")]
    files: Vec<PathBuf>,
    /// The release to verify; the newest loaded one of each row's year when absent.
    #[arg(long)]
    release: Option<String>,
}

pub(super) async fn run(config: Config, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let mut payments = Vec::new();
    for path in &arguments.files {
        payments.push((path.display().to_string(), read_payments(path)?));
    }
    let asked = arguments.release.as_deref();
    let work = async |database: &Database| verify(&database.store, &payments, asked).await;
    let tallies = with_database(&config, "interrupted", work).await?;
    let mut output = Output::default();
    tallies.iter().for_each(|tally| output.line(tally));
    output.end()?;
    Ok(if tallies.iter().all(Tally::is_equal) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn verify(
    store: &Store,
    payments: &[(String, Payments)],
    asked: Option<&str>,
) -> Result<Vec<Tally>, AnyError> {
    store.migrate().await?;
    let schedule = store::schedule(store).await?;
    if let Some(asked) = asked.filter(|asked| schedule.release(asked).is_none()) {
        return Err(format!("release {asked:?} is not loaded").into());
    }
    let mut tallies: Vec<Tally> =
        payments.iter().map(|(file, payments)| verify_payments(&schedule, file, payments, asked)).collect();
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
            "nothing to verify: name CMS's payment files, or import a release with its OPPSCAP".into()
        );
    }
    Ok(tallies)
}

fn verify_payments(schedule: &Schedule, file: &str, payments: &Payments, asked: Option<&str>) -> Tally {
    let mut tally = Tally::new(file.to_owned());
    let cut_off =
        |file: &String| format!("{file} does not end in TRL lines, as CMS's do: it may have been cut short");
    tally.remarks.extend(payments.without_trailer.iter().map(cut_off));
    for row in &payments.rows {
        let release = match asked {
            Some(label) => schedule.release(label),
            None => {
                schedule.releases().iter().rev().find(|release| release.effective_from.year() == row.year)
            }
        };
        tally.used(release);
        let unloaded = format!("no release of {} is loaded", row.year);
        if release.is_none() && !tally.remarks.contains(&unloaded) {
            tally.remarks.push(unloaded);
        }
        let name =
            Name { line: Some(row.line), hcpcs: row.hcpcs, component: row.component, locality: row.locality };
        tally.compare(name, release.and_then(|release| check_payment(schedule, release, row)));
    }
    tally
}

/// The published amounts of a row beside the computed ones, or nothing where the release cannot price it.
fn check_payment(schedule: &Schedule, release: &Release, row: &PaymentRow) -> Option<Vec<Amount>> {
    let (gpcis, factor) = figures(schedule, release, row.locality)?;
    let service = release.services.row(row.hcpcs, row.component)?;
    let rows = release.services.rows_of(row.hcpcs);
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
        let reduced = |setting| therapy_reduced_amount(service.rvus(setting), gpcis, factor);
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
    Some(amounts)
}

fn verify_caps(schedule: &Schedule, release: &Release, caps: &[OppsCap]) -> Tally {
    let mut tally = Tally::new(format!("OPPSCAP of {}", release.label));
    tally.used(Some(release));
    for cap in caps {
        let name = Name { line: None, hcpcs: cap.hcpcs, component: cap.component, locality: cap.locality };
        tally.compare(name, check_cap(schedule, release, cap));
    }
    tally
}

/// A row of OPPSCAP: the lesser of fee and cap for priced rows, the bare cap for rows that the contractor prices.
fn check_cap(schedule: &Schedule, release: &Release, cap: &OppsCap) -> Option<Vec<Amount>> {
    let (gpcis, factor) = figures(schedule, release, cap.locality)?;
    let service = release.services.row(cap.hcpcs, cap.component)?;
    let rows = release.services.rows_of(cap.hcpcs);
    let capped = |setting| {
        let limit = opps_cap_amount(rows, service, setting, gpcis, factor)?;
        let fee = fee_schedule_amount(service.rvus(setting), gpcis, factor);
        Some(if service.has_published_amount() { fee.min(limit) } else { limit })
    };
    Some(vec![
        Amount { what: "non-facility", published: cap.non_facility, computed: capped(Setting::NonFacility)? },
        Amount { what: "facility", published: cap.facility, computed: capped(Setting::Facility)? },
    ])
}

/// The indices and factor that published amounts of a year are computed with: those of its last day.
fn figures(schedule: &Schedule, release: &Release, locality: Locality) -> Option<(Gpcis, ConversionFactor)> {
    let day = Date::from_calendar_date(release.effective_from.year(), Month::December, 31).ok()?;
    let row = release.locality(locality)?;
    Some((schedule.geography(Some(row), day).gpcis(), release.standard_factor(day)))
}

/// A published amount beside the computed one.
struct Amount {
    what: &'static str,
    published: Money,
    computed: Money,
}

/// Which row an amount belongs to.
struct Name {
    line: Option<u64>,
    hcpcs: HcpcsCode,
    component: Component,
    locality: Locality,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}, ")?;
        }
        let modifier = self.component.as_str();
        let hyphen = if modifier.is_empty() { "" } else { "-" };
        write!(f, "{}{hyphen}{modifier} in {}", self.hcpcs, self.locality)
    }
}

/// What a comparison came to.
struct Tally {
    what: String,
    releases: Vec<String>,
    compared: usize,
    equal: usize,
    /// What is to be told before the mismatches.
    remarks: Vec<String>,
    mismatches: Vec<String>,
}

impl Tally {
    const fn new(what: String) -> Self {
        Self {
            what,
            releases: Vec::new(),
            compared: 0,
            equal: 0,
            remarks: Vec::new(),
            mismatches: Vec::new(),
        }
    }

    fn used(&mut self, release: Option<&Release>) {
        if let Some(label) =
            release.map(|release| &release.label).filter(|label| !self.releases.contains(label))
        {
            self.releases.push(label.clone());
        }
    }

    /// Counts a row; all of its amounts must be equal, and it must be there.
    fn compare(&mut self, name: Name, amounts: Option<Vec<Amount>>) {
        self.compared += 1;
        let Some(amounts) = amounts else {
            self.mismatches.push(format!("{name}: not in the loaded release, or its locality is not"));
            return;
        };
        let wrong: Vec<String> = amounts
            .iter()
            .filter(|amount| amount.published != amount.computed)
            .map(|amount| {
                format!("{} published {}, computed {}", amount.what, amount.published, amount.computed)
            })
            .collect();
        if wrong.is_empty() {
            self.equal += 1;
        } else {
            self.mismatches.push(format!("{name}: {}", wrong.join("; ")));
        }
    }

    fn is_equal(&self) -> bool {
        self.compared == self.equal
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let releases = if self.releases.is_empty() { "nothing".to_owned() } else { self.releases.join(", ") };
        write!(f, "{}: {} rows compared with {releases}, {} equal", self.what, self.compared, self.equal)?;
        self.remarks.iter().try_for_each(|remark| write!(f, "\n  {remark}"))?;
        for mismatch in self.mismatches.iter().take(SHOWN_MISMATCHES) {
            write!(f, "\n  {mismatch}")?;
        }
        if let Some(more) = self.mismatches.len().checked_sub(SHOWN_MISMATCHES).filter(|more| *more > 0) {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}
