//! `medpayiq remit check`: compares a remittance with what Medicare owes, for people or for another program.

use super::database::{Database, with_database};
use super::error::{AnyError, INTERRUPTED};
use super::estimate::{Figures, refuse};
use super::input::read_file;
use super::output::Output;
use super::terms;
use crate::api::{
    Echo, NextStepResponse, Pieces, TermsChoice, TermsInReach, VarianceAnswer, VarianceFormat,
    VarianceIntake, VarianceLine, VarianceQuery, VarianceResponse,
};
use crate::schedule::Schedule;
use crate::settings::CommonSettings;
use crate::store;
use crate::variance::Judge;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// What to do with a remittance.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Compare each line of an X12 835 with what Medicare owes. The file stays on this machine.
    Check(Box<Arguments>),
}

/// The remittance, and what it does not say.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The file, or - for standard input.
    file: PathBuf,
    #[command(flatten)]
    figures: Figures,
    /// The ZIP code of the services. Without it and --locality, the payee's ZIP code in the file is used.
    #[arg(long, conflicts_with = "locality")]
    zip: Option<String>,
    /// Contractor and locality number of the services, such as 01112-05.
    #[arg(long)]
    locality: Option<String>,
    /// The practitioner's profession, such as nurse_practitioner. Default: a physician.
    #[arg(long)]
    provider: Option<String>,
    /// Whether the practitioner participates in Medicare: true or false. Default: true.
    #[arg(long)]
    participating: Option<bool>,
    /// The contract under which the payer pays: a file of terms, or the name of stored ones.
    #[arg(long, value_name = "NAME or FILE")]
    terms: Option<String>,
    /// Show your own claim numbers (CLP01).
    #[arg(long)]
    control_numbers: bool,
    /// How to print the lines.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How to print the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The lines that were not paid as expected, and the summary, for people.
    #[default]
    Text,
    /// The API's answer.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// A table of all lines.
    Csv,
    /// A workbook of the lines that were not paid as expected. Send it to a file.
    Xlsx,
}

pub(super) async fn run(settings: CommonSettings, command: Command) -> Result<ExitCode, AnyError> {
    let Command::Check(mut arguments) = command;
    let body = read_file(&arguments.file)?;
    let figures = std::mem::take(&mut arguments.figures);
    let choice = arguments.terms.as_deref().map(terms::chosen).transpose()?;
    let choice = choice.as_ref();
    if let Some(schedule) = figures.schedule()? {
        let terms = terms::without_database(choice)?;
        return check(Arc::new(schedule), (&terms, choice), &arguments, &body);
    }
    let work = async |database: &Database| {
        database.prepare().await?;
        let terms = terms::in_reach(&database.store, choice).await?;
        check(Arc::new(store::schedule(&database.store).await?), (&terms, choice), &arguments, &body)
    };
    with_database(&settings, INTERRUPTED, work).await
}

/// Checks a remittance and prints the result. Faults of the request go to standard error.
fn check(
    schedule: Arc<Schedule>,
    (terms, choice): (&TermsInReach, Option<&TermsChoice>),
    arguments: &Arguments,
    body: &[u8],
) -> Result<ExitCode, AnyError> {
    let query = VarianceQuery {
        locality: arguments.locality.clone(),
        zip: arguments.zip.clone(),
        provider: arguments.provider.clone(),
        participating: arguments.participating,
        terms: None,
        format: None,
        echo: arguments.control_numbers.then_some(Echo::ControlNumbers),
    };
    let chosen = choice.map(|choice| terms.settle(choice)).transpose();
    let asked = chosen.and_then(|chosen| {
        let asked = query.check(&schedule, terms)?;
        Ok(match chosen {
            Some(chosen) => asked.under(chosen),
            None => asked,
        })
    });
    let read = asked.and_then(|asked| Ok((VarianceIntake::read_whole(body, asked.kept)?, asked)));
    let (claims, asked) = match read {
        Ok(read) => read,
        Err(error) => return refuse(error, true),
    };
    let format = match arguments.format {
        Format::Text => {
            let answer = VarianceResponse::of(claims, &Judge::new(&schedule, asked.assumptions));
            return print_text(&answer);
        }
        Format::Json => VarianceFormat::Json,
        Format::Ndjson => VarianceFormat::Ndjson,
        Format::Csv => VarianceFormat::Csv,
        Format::Xlsx => VarianceFormat::Xlsx,
    };
    let mut answer = VarianceAnswer::new(schedule, asked, format, claims);
    let mut output = Output::default();
    while let Some(piece) = answer.next_piece()? {
        output.bytes(&piece);
    }
    if format == VarianceFormat::Json {
        output.bytes(b"\n");
    }
    output.end().map(|()| ExitCode::SUCCESS)
}

fn print_text(answer: &VarianceResponse) -> Result<ExitCode, AnyError> {
    let mut output = Output::default();
    for line in answer.lines.iter().filter(|line| line.verdict != "as_expected") {
        output.line(sentence(line));
        line.next_step.iter().for_each(|step| output.line(what_to_do(step)));
    }
    output.line(format_args!(
        "{} lines in {} claims. Expected minus paid:",
        answer.lines.len(),
        answer.claims
    ));
    for row in &answer.summary {
        let cause = row.doubt.or(row.change).map(|cause| format!(", {cause}")).unwrap_or_default();
        let (allowed, paid) = (row.difference.0.dollars(), row.paid_difference.0.dollars());
        output.line(format_args!("{:>6} {}{cause}: allowed {allowed}, paid {paid}", row.lines, row.verdict));
    }
    output.end().map(|()| ExitCode::SUCCESS)
}

/// What to do about a denied line, with its time limit.
fn what_to_do(step: &NextStepResponse) -> String {
    let limit = step.deadline.as_ref();
    let limit = limit.map(|limit| format!(", within {} {}", limit.within, limit.unit)).unwrap_or_default();
    format!("    {}{limit}: {}", step.action.replace('_', " "), step.why)
}

/// A line that was not paid as expected, in a sentence.
fn sentence(line: &VarianceLine) -> String {
    let number = line.control_number.as_ref().map(|number| format!(" ({number})")).unwrap_or_default();
    let code = line.hcpcs.map_or_else(|| "no HCPCS code".to_owned(), |code| code.0.to_string());
    let modifiers: String = line.modifiers.iter().map(|modifier| format!("-{}", modifier.0)).collect();
    let (allowed, paid) = (line.paid.allowed.0.dollars(), line.paid.paid.0.dollars());
    let amounts = match line.expected {
        Some(expected) => format!(
            "allowed {allowed} of {}, paid {paid} of {}",
            expected.allowed.0.dollars(),
            expected.medicare_paid.0.dollars()
        ),
        None => format!("allowed {allowed}, paid {paid}"),
    };
    let causes: Vec<String> = line
        .explained_by
        .iter()
        .map(|explanation| format!("{} {}", explanation.change, explanation.to).trim_end().to_owned())
        .collect();
    let causes = if causes.is_empty() { String::new() } else { format!(" [{}]", causes.join("; ")) };
    let doubt = line.doubt.as_ref().map(|doubt| format!(" {}", doubt.text)).unwrap_or_default();
    format!(
        "claim {}{number} line {}, {code}{modifiers}: {}, {amounts}{causes}{doubt}",
        line.claim, line.line, line.verdict
    )
}
