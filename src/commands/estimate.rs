//! `medpayiq estimate`: one service priced, for people or as JSON.

use super::AnyError;
use super::database::{Database, with_database};
use super::output::{Output, complain};
use crate::api::{self, EstimateRequest, Fault, LineRequest, PricedClaim, ProviderRequest};
use crate::config::Config;
use crate::pricing::{LineEstimate, Outcome, Price};
use crate::store;
use crate::vocabulary::{ClaimLine, format_date};
use clap::Args;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What to price.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The HCPCS or CPT code.
    #[arg(required_unless_present = "claim")]
    hcpcs: Option<String>,
    /// A whole claim instead: a file with the API's request in JSON, or - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["hcpcs", "modifier", "locality", "zip", "pos", "date", "units", "minutes", "charge", "provider", "release"])]
    claim: Option<PathBuf>,
    /// A modifier; may be given up to four times.
    #[arg(long)]
    modifier: Vec<String>,
    /// Contractor and locality number, such as 01112-05.
    #[arg(long, conflicts_with = "zip")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110.
    #[arg(long)]
    zip: Option<String>,
    /// CMS's place of service code; 11, office, when absent.
    #[arg(long)]
    pos: Option<String>,
    /// The day of the service, such as 2025-01-15; the newest release's first day when absent.
    #[arg(long)]
    date: Option<String>,
    /// How often; once when absent.
    #[arg(long, allow_negative_numbers = true)]
    units: Option<i64>,
    /// Anesthesia minutes.
    #[arg(long, allow_negative_numbers = true)]
    minutes: Option<i64>,
    /// The charge for the line, in dollars.
    #[arg(long, allow_negative_numbers = true)]
    charge: Option<String>,
    /// The practitioner's profession, such as nurse_practitioner.
    #[arg(long)]
    provider: Option<String>,
    /// A release to price from instead of the one in force.
    #[arg(long)]
    release: Option<String>,
    /// Print the API's answer.
    #[arg(long)]
    json: bool,
}

impl From<Arguments> for EstimateRequest {
    fn from(arguments: Arguments) -> Self {
        let line = LineRequest {
            hcpcs: arguments.hcpcs.unwrap_or_default(),
            modifiers: Some(arguments.modifier),
            units: arguments.units,
            charge: arguments.charge,
            minutes: arguments.minutes,
            ..LineRequest::default()
        };
        Self {
            date_of_service: arguments.date,
            place_of_service: arguments.pos,
            locality: arguments.locality,
            zip: arguments.zip,
            provider: Some(ProviderRequest { kind: arguments.provider, ..ProviderRequest::default() }),
            lines: vec![line],
            release: arguments.release,
            ..Self::default()
        }
    }
}

pub(super) async fn run(config: Config, arguments: Arguments) -> Result<ExitCode, AnyError> {
    let (json, file) = (arguments.json, arguments.claim.clone());
    let request = match &file {
        Some(file) => match api::request(&read_claim(file)?) {
            Ok(request) => request,
            Err(error) => return refuse(error, true),
        },
        None => arguments.into(),
    };
    let work = async |database: &Database| print(database, request, json, file.is_some()).await;
    with_database(&config, "interrupted", work).await
}

fn read_claim(file: &Path) -> Result<Vec<u8>, AnyError> {
    if file == Path::new("-") {
        let mut text = Vec::new();
        std::io::stdin().read_to_end(&mut text)?;
        return Ok(text);
    }
    std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// Tells every fault; of a claim with its place, which a command line does not have.
fn refuse(error: api::Error, of_claim: bool) -> Result<ExitCode, AnyError> {
    let (api::Error::Invalid(faults) | api::Error::Malformed(faults)) = error else {
        return Err(error.into());
    };
    for Fault { pointer, detail } in faults {
        if of_claim && !pointer.is_empty() {
            complain(format_args!("{pointer}: {detail}"));
        } else {
            complain(detail);
        }
    }
    Ok(ExitCode::FAILURE)
}

async fn print(
    database: &Database,
    request: EstimateRequest,
    json: bool,
    of_claim: bool,
) -> Result<ExitCode, AnyError> {
    database.prepare().await?;
    let schedule = store::schedule(&database.store).await?;
    let priced = match api::price(&schedule, request) {
        Ok(priced) => priced,
        Err(error) => return refuse(error, of_claim),
    };
    let mut output = Output::default();
    if json {
        output.line(serde_json::to_string_pretty(&priced.answer())?);
    } else {
        output.line(Sheet(&priced));
    }
    output.end().map(|()| ExitCode::SUCCESS)
}

/// An estimate on a sheet of paper.
struct Sheet<'a>(&'a PricedClaim<'a>);

impl fmt::Display for Sheet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PricedClaim { claim, estimate, locality, release, date_given, .. } = self.0;
        for (line, result) in claim.lines().iter().zip(&estimate.lines) {
            write_line(f, line, result)?;
        }
        let place =
            locality.map_or_else(|| "the nation".to_owned(), |row| format!("{} {}", row.locality, row.name));
        let date = format_date(claim.date_of_service());
        let assumed = if *date_given { "" } else { " (no date was given: the release's first day)" };
        let place_of_service = claim.place_of_service();
        write!(f, "{} for {place}, {date}{assumed}, place of service {place_of_service}", release.title())
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, line: &ClaimLine, result: &LineEstimate) -> fmt::Result {
    write!(f, "{}", line.hcpcs())?;
    for modifier in line.modifiers() {
        write!(f, "-{modifier}")?;
    }
    match &result.outcome {
        Outcome::Priced(price) => {
            writeln!(f, "  {}", price.allowed)?;
            for step in &result.trace {
                writeln!(f, "  {:>10}  {}: {step}", step.amount.to_string(), step.rule.code())?;
            }
            write_shares(f, price)?;
        }
        Outcome::NotPriced(refusal) => writeln!(f, "  {}: {refusal}", refusal.kind().as_str())?,
    }
    for hit in &result.edits {
        writeln!(f, "  {hit}")?;
    }
    writeln!(f, "confidence {}", result.confidence.level.as_str())?;
    let other_warnings =
        result.warnings.iter().filter(|warning| !result.confidence.reasons.contains(warning));
    for caveat in result.confidence.reasons.iter().chain(other_warnings) {
        writeln!(f, "  {}: {caveat}", caveat.code())?;
    }
    Ok(())
}

fn write_shares(f: &mut fmt::Formatter<'_>, price: &Price) -> fmt::Result {
    let patient = price.patient(&price.share);
    writeln!(f, "Medicare pays {}, the patient owes {patient}", price.share.medicare_paid)?;
    if let Some(unmet) = &price.share_if_deductible_unmet {
        let patient = price.patient(unmet);
        writeln!(f, "with nothing of the deductible met: {}, and {patient}", unmet.medicare_paid)?;
    }
    Ok(())
}
