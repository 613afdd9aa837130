//! `medpayiq estimate`: prices a service or a claim, for people or as JSON.

mod figures;
mod sheet;

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED, UsageError, usage};
use super::input::read_file;
use super::output::{Output, complain};
use super::terms;
use crate::api::{self, EstimateRequest, Fault, LineRequest, ProviderRequest, TermsInReach};
use crate::schedule::Schedule;
use crate::settings::CommonSettings;
use crate::store;
use clap::Args;
pub(super) use figures::Figures;
use sheet::Sheet;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to price.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The HCPCS or CPT code. Without it, name a file with --claim.
    hcpcs: Option<String>,
    #[command(flatten)]
    figures: Figures,
    /// A whole claim instead of a code: a file with the API's request in JSON, or - for standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["hcpcs", "modifier", "locality", "zip", "pos", "date", "units", "minutes", "charge", "provider", "release"])]
    claim: Option<PathBuf>,
    #[command(flatten)]
    options: ClaimOptions,
    /// A modifier. Give the option up to four times.
    #[arg(long)]
    modifier: Vec<String>,
    /// How many units of the service. The default is 1.
    #[arg(long, allow_negative_numbers = true, value_parser = whole_number)]
    units: Option<i64>,
    /// Anesthesia minutes.
    #[arg(long, allow_negative_numbers = true, value_parser = whole_number)]
    minutes: Option<i64>,
    /// The charge for the line, in dollars.
    #[arg(long, allow_negative_numbers = true)]
    charge: Option<String>,
    /// Print the API's answer in JSON.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// Takes the code from the end of `--files rvu25d.zip 76377`, where the option took it for a file.
    fn settle_code(&mut self) -> Result<(), AnyError> {
        if self.hcpcs.is_none() && self.claim.is_none() {
            if self.figures.files.is_empty() {
                let said = "No code was given. Write one, such as `medpayiq estimate 99213`, or name a file with --claim.";
                return Err(UsageError(said.to_owned()).into());
            }
            self.hcpcs = self.figures.files.pop().map(|last| last.display().to_string());
            if self.figures.files.is_empty() {
                let said = "No code was given. Write it last, such as --files rvu25d.zip 76377.";
                return Err(UsageError(said.to_owned()).into());
            }
        }
        Ok(())
    }
}

/// A whole number of an option.
fn whole_number(text: &str) -> Result<i64, String> {
    text.trim().parse().map_err(|_| format!("{text:?} is not a whole number. Write one such as 2"))
}

/// The claim apart from its lines.
#[derive(Args, Debug)]
pub(super) struct ClaimOptions {
    /// The payment locality: contractor and locality number, such as 01112-05.
    #[arg(long, conflicts_with = "zip")]
    locality: Option<String>,
    /// The ZIP code of the place, such as 94110.
    #[arg(long)]
    zip: Option<String>,
    /// CMS's place of service code. The default is 11, office.
    #[arg(long)]
    pos: Option<String>,
    /// The day of the service, such as 2025-01-15. The default is the first day of the newest release.
    #[arg(long)]
    date: Option<String>,
    /// The practitioner's profession, such as nurse_practitioner.
    #[arg(long)]
    provider: Option<String>,
    /// The release to price from, instead of the one in force on the day.
    #[arg(long)]
    release: Option<String>,
    /// The contract to price under: a file of terms, or the name of stored ones.
    #[arg(long, value_name = "NAME or FILE")]
    terms: Option<String>,
}

impl ClaimOptions {
    /// The claim with these lines.
    ///
    /// # Errors
    /// If `--terms` is a file that cannot be read.
    pub(super) fn request(self, lines: Vec<LineRequest>) -> Result<EstimateRequest, AnyError> {
        let terms = self.terms.as_deref().map(terms::chosen).transpose()?;
        Ok(EstimateRequest {
            date_of_service: self.date,
            place_of_service: self.pos,
            locality: self.locality,
            zip: self.zip,
            provider: Some(ProviderRequest { kind: self.provider, ..ProviderRequest::default() }),
            lines,
            release: self.release,
            terms,
            ..EstimateRequest::default()
        })
    }
}

impl TryFrom<Arguments> for EstimateRequest {
    type Error = AnyError;

    fn try_from(arguments: Arguments) -> Result<Self, AnyError> {
        let line = LineRequest {
            hcpcs: arguments.hcpcs.unwrap_or_default(),
            modifiers: Some(arguments.modifier),
            units: arguments.units,
            charge: arguments.charge,
            minutes: arguments.minutes,
            ..LineRequest::default()
        };
        arguments.options.request(vec![line])
    }
}

pub(super) async fn run(settings: CommonSettings, mut arguments: Arguments) -> Result<ExitCode, AnyError> {
    arguments.settle_code()?;
    let (json, of_claim) = (arguments.json, arguments.claim.is_some());
    let figures = std::mem::take(&mut arguments.figures);
    let request = match &arguments.claim {
        Some(file) => match api::request(&read_file(file)?) {
            Ok(request) => {
                let own = arguments.options.terms.as_deref().map(terms::chosen).transpose()?;
                EstimateRequest { terms: own.or(request.terms), ..request }
            }
            Err(error) => return refuse(error, true),
        },
        None => arguments.try_into()?,
    };
    price_and_print(settings, figures, request, Asked { json, of_claim }).await
}

/// Prices a claim of the command line and prints its estimate.
pub(super) async fn print_estimate(
    settings: CommonSettings,
    figures: Figures,
    request: EstimateRequest,
    json: bool,
) -> Result<ExitCode, AnyError> {
    price_and_print(settings, figures, request, Asked { json, of_claim: false }).await
}

async fn price_and_print(
    settings: CommonSettings,
    figures: Figures,
    request: EstimateRequest,
    asked: Asked,
) -> Result<ExitCode, AnyError> {
    if let Some(schedule) = figures.schedule()? {
        let terms = terms::without_database(request.terms.as_ref())?;
        return print(&schedule, &terms, request, asked);
    }
    let work = async |database: &Database| {
        database.prepare().await?;
        let terms = terms::in_reach(&database.store, request.terms.as_ref()).await?;
        print(&store::schedule(&database.store).await?, &terms, request, asked)
    };
    with_database(&settings, INTERRUPTED, work).await
}

/// How to print an estimate.
#[derive(Clone, Copy)]
struct Asked {
    json: bool,
    /// Whether the request is a claim of a file, whose faults have places.
    of_claim: bool,
}

/// Prints every fault. Those of a file have places in it; those of a command line do not.
pub(super) fn refuse(error: api::Error, of_file: bool) -> Result<ExitCode, AnyError> {
    let (api::Error::Invalid(faults) | api::Error::Malformed(faults)) = error else {
        return Err(error.into());
    };
    for Fault { pointer, detail, .. } in faults {
        if let Some(option) = pointer.strip_prefix("/query/").filter(|_| of_file) {
            complain(format_args!("--{}: {detail}", option.replace('_', "-")));
        } else if of_file && !pointer.is_empty() {
            complain(format_args!("{pointer}: {detail}"));
        } else {
            complain(as_options(&detail));
        }
    }
    Ok(usage())
}

/// A fault whose modifiers are written as options, not as a list of JSON.
fn as_options(detail: &str) -> String {
    let list = detail.find('[').zip(detail.find(']')).and_then(|(from, to)| {
        let list = detail.get(from..=to)?;
        Some((list, serde_json::from_str::<Vec<String>>(list).ok()?))
    });
    let Some((list, modifiers)) = list else { return detail.to_owned() };
    let options: Vec<String> = modifiers.iter().map(|modifier| format!("--modifier {modifier}")).collect();
    let detail = detail.replace(list, &options.join(" "));
    detail.replace(" here, and --modifier", " with --modifier").replace(" as modifiers.", ".")
}

fn print(
    schedule: &Schedule,
    terms: &TermsInReach,
    request: EstimateRequest,
    asked: Asked,
) -> Result<ExitCode, AnyError> {
    let priced = match api::price_under(schedule, terms, request) {
        Ok(priced) => priced,
        Err(error) => return refuse(error, asked.of_claim),
    };
    let mut output = Output::default();
    if asked.json {
        output.line(serde_json::to_string_pretty(&priced.answer())?);
    } else {
        output.line(Sheet(&priced));
    }
    output.end().map(|()| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::as_options;

    #[test]
    fn a_hint_about_modifiers_is_written_as_options() {
        for (fault, said) in [
            (
                r#""99213-25" is not a HCPCS code. Write "99213" here, and ["25", "LT"] as modifiers."#,
                r#""99213-25" is not a HCPCS code. Write "99213" with --modifier 25 --modifier LT."#,
            ),
            (
                r#"Give each modifier on its own: ["LT", "59"]."#,
                "Give each modifier on its own: --modifier LT --modifier 59.",
            ),
            ("no list [here]", "no list [here]"),
        ] {
            assert_eq!(as_options(fault), said);
        }
    }
}
