//! `medpayiq tips`: a practice's own tips, next to those that MedPayIQ ships.

use super::database::{Database, with_database};
use super::input::read_at_most;
use super::output::Output;
use super::{AnyError, INTERRUPTED};
use crate::settings::CommonSettings;
use crate::store::{self, Store, TipDeletion, TipImport, delete_tip, import_tips, written_tips};
use crate::tips::{TipOrigin, WrittenTip, faults_of_figures, parse_local_tips};
use crate::vocabulary::format_date;
use clap::Subcommand;
use medpayiq_claims::price::latest_day;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The longest file: a thousand tips.
const MAX_FILE_BYTES: usize = 1 << 20;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a file of tips (TOML) and load it; tips with the same names are replaced.
    Import {
        /// The file, in the form of CONTRIBUTING.md, "Add a tip".
        file: PathBuf,
    },
    /// List the local tips.
    List {
        /// List the tips that MedPayIQ ships too.
        #[arg(long)]
        all: bool,
    },
    /// Delete a local tip.
    Delete {
        /// The name of the tip, as `list` shows it.
        id: String,
    },
}

pub(super) async fn run(settings: CommonSettings, command: Command) -> Result<ExitCode, AnyError> {
    // A file with faults is refused before a database is opened.
    let tips = match &command {
        Command::Import { file } => parse_file(file)?,
        Command::List { .. } | Command::Delete { .. } => Vec::new(),
    };
    let mut output = Output::default();
    let work = async |database: &Database| run_on(database, command, &tips, &mut output).await;
    with_database(&settings, INTERRUPTED, work).await?;
    output.end().map(|()| ExitCode::SUCCESS)
}

fn parse_file(file: &Path) -> Result<Vec<WrittenTip>, AnyError> {
    let name = file.display();
    let bytes = read_at_most(file, MAX_FILE_BYTES)?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(format!("{name} is longer than 1 MiB. Import it in several files.").into());
    }
    let text =
        String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text. Save it as UTF-8."))?;
    Ok(parse_local_tips(&name.to_string(), &text)?)
}

async fn run_on(
    database: &Database,
    command: Command,
    tips: &[WrittenTip],
    output: &mut Output,
) -> Result<(), AnyError> {
    let store = &database.store;
    match &command {
        Command::Import { .. } => database.prepare().await?,
        Command::List { .. } | Command::Delete { .. } => store.migrate().await?,
    }
    match command {
        Command::Import { file } => {
            check_figures(store, &file, tips).await?;
            let TipImport { added, replaced, unchanged } = import_tips(store, tips).await?;
            let file = file.display();
            output.line(format_args!("{file}: {added} new, {replaced} replaced, {unchanged} unchanged"));
            Ok(())
        }
        Command::List { all } => list(store, all, output).await,
        Command::Delete { id } => delete(store, &id, output).await,
    }
}

/// Refuses tips whose codes or figures the loaded releases contradict.
async fn check_figures(store: &Store, file: &Path, tips: &[WrittenTip]) -> Result<(), AnyError> {
    let schedule = store::schedule(store).await?;
    let faults = faults_of_figures(tips, &schedule, latest_day());
    if faults.is_empty() {
        return Ok(());
    }
    let plural = if faults.len() == 1 { "" } else { "s" };
    let (file, count) = (file.display(), faults.len());
    Err(format!("{file}: {count} fault{plural}, so none of its tips is used\n  {}", faults.join("\n  "))
        .into())
}

async fn list(store: &Store, all: bool, output: &mut Output) -> Result<(), AnyError> {
    let tips = written_tips(store).await?;
    let is_local = |tip: &&WrittenTip| tip.origin() == TipOrigin::Local;
    if !all && !tips.all().iter().any(|tip| is_local(&tip)) {
        output.line("There are no local tips.");
    }
    for tip in tips.all().iter().filter(|tip| all || is_local(tip)) {
        let record = tip.record();
        let (origin, reviewed) = (tip.origin().as_str(), format_date(record.reviewed));
        let (id, evidence, codes) = (&record.id, &record.evidence, record.codes.join(" "));
        output.line(format_args!("{id} ({origin}, {evidence}, {reviewed}) {codes}"));
        output.line(format_args!("  {}", tip.text_without_amounts()));
    }
    Ok(())
}

async fn delete(store: &Store, id: &str, output: &mut Output) -> Result<(), AnyError> {
    match delete_tip(store, id).await? {
        TipDeletion::Deleted => {
            output.line(format_args!("deleted tip {id}"));
            Ok(())
        }
        TipDeletion::Shipped => {
            Err(format!("{id} is a tip that MedPayIQ ships. Only local tips can be deleted.").into())
        }
        TipDeletion::Unknown => {
            Err(format!("There is no local tip with the name {id:?}. See `medpayiq tips list`.").into())
        }
    }
}
