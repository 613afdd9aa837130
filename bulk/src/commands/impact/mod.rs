//! `medpayiq-bulk impact OLD NEW CLAIMS`: what another release changes for the same claims.

mod tally;
mod workbook;

use super::AnyError;
use super::sql::{answer, options, register, session_of};
use datafusion::logical_expr::sqlparser::ast::Value;
use medpayiq_claims::{Fault, Faults};
use std::io::Write as _;
use std::path::PathBuf;
use tally::Tally;

/// The most codes that are printed. The workbook has all.
const MOST_CODES: usize = 20;

/// Two snapshots and claims.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The snapshot to compare with.
    old: PathBuf,
    /// The snapshot whose effect is shown. It may be the same file if --new-date is given.
    new: PathBuf,
    /// The file of claims.
    claims: PathBuf,
    /// The date of service under which NEW prices every claim, such as 2026-07-15. If absent: the date of the claim.
    #[arg(long, value_name = "DATE")]
    new_date: Option<String>,
    /// Write a workbook with all codes and localities.
    #[arg(long, value_name = "FILE.xlsx")]
    workbook: Option<PathBuf>,
    /// The scheduler of a cluster, such as df://host:50050. If absent, this machine prices.
    #[arg(long, value_name = "ADDRESS")]
    scheduler: Option<String>,
}

pub(super) async fn run(arguments: Arguments) -> Result<(), AnyError> {
    if let Some(date) = &arguments.new_date {
        check_date(date)?;
    }
    let named = [("old", &arguments.old), ("new", &arguments.new)];
    let named = named.map(|(name, path)| format!("{name}={}", path.display()));
    let session = session_of(options(&named).await?)?;
    register(&session, "claims", &arguments.claims).await?;
    let batches =
        answer(&session, &query(arguments.new_date.as_deref()), arguments.scheduler.as_deref()).await?;
    let tally = Tally::of(&batches)?;
    std::io::stdout().write_all(tally.report(MOST_CODES).as_bytes())?;
    if let Some(path) = &arguments.workbook {
        workbook::write(&tally, path).map_err(|error| format!("{}: {error}", path.display()))?;
        println!("Wrote {}.", path.display());
    }
    Ok(())
}

fn check_date(text: &str) -> Result<(), AnyError> {
    let mut faults = Faults::default();
    let date = faults.day("--new-date", Some(text));
    let words = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.detail).collect::<String>();
    faults.end(date).map(drop).map_err(|faults| words(faults).into())
}

/// One row for each locality, code and pair of results, with sums of cents.
fn query(new_date: Option<&str>) -> String {
    let date =
        new_date.map_or_else(String::new, |date| format!(", {}", Value::SingleQuotedString(date.to_owned())));
    format!(
        "with priced as (
             select medpayiq_price(claim, 'old') as old, medpayiq_price(claim, 'new'{date}) as new from claims
         ), lines as (
             select coalesce(old['locality'], new['locality']) as locality,
                    old['problem']['status'] as old_problem, new['problem']['status'] as new_problem,
                    unnest(old['lines']) as old, unnest(new['lines']) as new
             from priced
         )
         select locality, coalesce(old['hcpcs'], new['hcpcs']) as hcpcs,
                case when old_problem is not null then 'refused' else old['result'] end as old_result,
                case when new_problem is not null then 'refused' else new['result'] end as new_result,
                count(*) as lines,
                sum(old['allowed']) as old_allowed, sum(new['allowed']) as new_allowed,
                sum(old['medicare_paid']) as old_paid, sum(new['medicare_paid']) as new_paid,
                sum(old['patient']) as old_patient, sum(new['patient']) as new_patient
         from lines group by 1, 2, 3, 4 order by 1, 2, 3, 4"
    )
}
