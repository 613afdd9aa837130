//! `medpayiq verify`: the loaded figures against CMS's own published amounts, to the cent.

use super::AnyError;
use super::database::{Database, with_database};
use super::output::Output;
use crate::config::Config;
use crate::import::payments::{PaymentRow, Payments, read_payments};
use crate::pricing::{fee_schedule_amount, opps_cap_amount, therapy_reduced_amount};
use crate::schedule::content::OppsCap;
use crate::schedule::{FactorPeriod, Release, Schedule};
use crate::store::{self, Store, published_tables};
use crate::vocabulary::{
    Component, Gpcis, HcpcsCode, Locality, Money, MultipleProcedure, ServiceRow, Setting, Share,
};
use clap::Args;
use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;

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
    let mut years: Vec<i32> = payments.rows.iter().map(|row| row.year).collect();
    years.sort_unstable();
    years.dedup();
    for year in years {
        let rows: Vec<&PaymentRow> = payments.rows.iter().filter(|row| row.year == year).collect();
        let release = match asked {
            Some(label) => schedule.release(label),
            None => schedule.releases().iter().rev().find(|release| release.effective_from.year() == year),
        };
        match release {
            Some(release) => {
                tally.compare_all(schedule, release, &rows, |figures, row| {
                    let line = Some(row.line);
                    let name =
                        Name { line, hcpcs: row.hcpcs, component: row.component, locality: row.locality };
                    (name, check_payment(figures, row))
                });
            }
            None => tally.leave_out(rows.len(), format!("no release of {year} is loaded")),
        }
    }
    tally
}

/// The published amounts of a row beside the computed ones, or why the release cannot price it.
fn check_payment(figures: &Figures, row: &PaymentRow) -> Result<Vec<Amount>, String> {
    let (gpcis, factor) = (figures.gpcis(row.locality)?, figures.period.standard);
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
        let name = Name { line: None, hcpcs: cap.hcpcs, component: cap.component, locality: cap.locality };
        (name, check_cap(figures, cap))
    });
    tally
}

/// A row of OPPSCAP: the lesser of fee and cap for priced rows, the bare cap for rows that the contractor prices.
fn check_cap(figures: &Figures, cap: &OppsCap) -> Result<Vec<Amount>, String> {
    let (gpcis, factor) = (figures.gpcis(cap.locality)?, figures.period.standard);
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

/// What amounts of a stretch of a release's year are computed from: the factor of its days, and the indices of its last.
#[derive(Clone, Copy)]
struct Figures<'a> {
    schedule: &'a Schedule,
    release: &'a Release,
    period: &'a FactorPeriod,
}

impl<'a> Figures<'a> {
    fn gpcis(&self, locality: Locality) -> Result<Gpcis, String> {
        let label = &self.release.label;
        let row =
            self.release.locality(locality).ok_or_else(|| format!("{label} has no locality {locality}"))?;
        Ok(self.schedule.geography(Some(row), self.period.range.to).gpcis())
    }

    /// What later therapy units lose of their practice expense.
    fn therapy_cut(&self) -> Result<Share, String> {
        let day = self.period.range.to;
        let found = self.schedule.law().on(day).later_therapy_cut;
        let cut = found.map_err(|missing| format!("the law has no value of {} for {day}", missing.figure))?;
        Ok(cut.value)
    }

    fn service(&self, hcpcs: HcpcsCode, component: Component) -> Result<&'a ServiceRow, String> {
        let (label, services) = (&self.release.label, &self.release.services);
        services.row(hcpcs, component).ok_or_else(|| {
            if services.rows_of(hcpcs).is_empty() {
                format!("{label} does not list {hcpcs}")
            } else {
                format!("{label} has no such row of {hcpcs}")
            }
        })
    }

    /// The release, and the days and factor where its year has several.
    fn name(&self) -> String {
        let (label, FactorPeriod { range, standard, .. }) = (&self.release.label, self.period);
        match self.release.factors.as_slice() {
            [_, _, ..] => format!("{label} at {standard}, the factor of {range}"),
            [] | [_] => label.clone(),
        }
    }
}

/// A published amount beside the computed one.
struct Amount {
    what: &'static str,
    published: Money,
    computed: Money,
}

impl Amount {
    fn is_equal(&self) -> bool {
        self.published == self.computed
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} published {}, computed {}", self.what, self.published, self.computed)
    }
}

/// Whether all amounts of a row are there and equal.
fn is_right(amounts: &Result<Vec<Amount>, String>) -> bool {
    amounts.as_ref().is_ok_and(|amounts| amounts.iter().all(Amount::is_equal))
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

    /// Compares rows of one file with a release. Where the release's year has several conversion factors the file is of
    /// one of them: the one that makes the most rows equal.
    fn compare_all<T>(
        &mut self,
        schedule: &Schedule,
        release: &Release,
        rows: &[&T],
        check: impl Fn(&Figures, &T) -> (Name, Result<Vec<Amount>, String>),
    ) {
        let count_equal = |period: &&FactorPeriod| {
            let figures = Figures { schedule, release, period };
            rows.iter().filter(|row| is_right(&check(&figures, row).1)).count()
        };
        let period = match release.factors.as_slice() {
            [only] => Some(only),
            periods => periods.iter().max_by_key(count_equal),
        };
        let Some(period) = period else {
            return self.leave_out(rows.len(), format!("{} has no conversion factor", release.label));
        };
        let figures = Figures { schedule, release, period };
        self.releases.push(figures.name());
        for row in rows {
            let (name, amounts) = check(&figures, row);
            self.compare(&name, amounts);
        }
    }

    /// Counts rows that nothing is loaded for.
    fn leave_out(&mut self, rows: usize, why: String) {
        self.compared += rows;
        self.remarks.push(why);
    }

    /// Counts a row; all of its amounts must be equal, and it must be there.
    fn compare(&mut self, name: &Name, amounts: Result<Vec<Amount>, String>) {
        self.compared += 1;
        match amounts {
            Err(missing) => self.mismatches.push(format!("{name}: {missing}")),
            Ok(amounts) => {
                let wrong: Vec<_> =
                    amounts.iter().filter(|amount| !amount.is_equal()).map(Amount::to_string).collect();
                if wrong.is_empty() {
                    self.equal += 1;
                } else {
                    self.mismatches.push(format!("{name}: {}", wrong.join("; ")));
                }
            }
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
