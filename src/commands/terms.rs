//! `medpayiq terms`: the terms of contracts that requests name.

use super::database::{Database, with_database};
use super::error::UsageError;
use super::input::read_at_most;
use super::output::Output;
use super::{AnyError, INTERRUPTED};
use crate::api::{
    NAME_FORM, TermsBook, TermsChoice, TermsInReach, TermsRequest, is_terms_name, read_terms_file,
    terms_as_toml,
};
use crate::settings::CommonSettings;
use crate::store::{Store, StoredTerms, TermsFile, TermsImport, delete_terms, import_terms, stored_terms};
use crate::vocabulary::format_date;
use clap::Subcommand;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The longest file: some 20,000 fees.
const MAX_FILE_BYTES: usize = 4 << 20;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check a file of terms (TOML) and store it under a name; terms with the same name are replaced.
    Import {
        /// The file, in the form of docs/contract-terms.md.
        file: PathBuf,
        /// The name that requests use. The default is the name of the file without its ending.
        #[arg(long)]
        name: Option<String>,
    },
    /// List the stored terms.
    List,
    /// Print stored terms as a file, to be changed and imported again.
    Show {
        /// The name, as `list` shows it.
        name: String,
    },
    /// Delete stored terms. Servers refuse the name within seconds.
    Delete {
        /// The name, as `list` shows it.
        name: String,
    },
}

pub(super) async fn run(settings: CommonSettings, command: Command) -> Result<ExitCode, AnyError> {
    // A file with faults is refused before a database is opened.
    let file = match &command {
        Command::Import { file, name } => Some(file_of_terms(file, name.as_deref())?),
        Command::List | Command::Show { .. } | Command::Delete { .. } => None,
    };
    let mut output = Output::default();
    let work = async |database: &Database| run_on(database, command, file, &mut output).await;
    with_database(&settings, INTERRUPTED, work).await?;
    output.end().map(|()| ExitCode::SUCCESS)
}

async fn run_on(
    database: &Database,
    command: Command,
    file: Option<TermsFile>,
    output: &mut Output,
) -> Result<(), AnyError> {
    let store = &database.store;
    store.migrate().await?;
    match (command, file) {
        (Command::Import { .. }, Some(file)) => {
            let done = match import_terms(store, &file).await? {
                TermsImport::Added => "new",
                TermsImport::Replaced => "replaced",
                TermsImport::Unchanged => "unchanged",
            };
            output.line(format_args!("{}: {done}", file.name));
            Ok(())
        }
        (Command::List, _) => list(store, output).await,
        (Command::Show { name }, _) => {
            let name = as_stored(&name);
            let stored = stored_terms(store).await?.into_iter().find(|stored| stored.file.name == name);
            let stored = stored.ok_or_else(|| unknown(&name))?;
            let terms: TermsRequest = serde_json::from_str(&stored.file.terms)?;
            output.bytes(terms_as_toml(&terms).as_bytes());
            Ok(())
        }
        (Command::Delete { name }, _) => {
            let stored = as_stored(&name);
            if !delete_terms(store, &stored).await? {
                return Err(unknown(&name));
            }
            output.line(format_args!("deleted terms {stored}"));
            Ok(())
        }
        (Command::Import { .. }, None) => Ok(()),
    }
}

/// A name as it is stored: in small letters.
fn as_stored(name: &str) -> String {
    name.trim().to_ascii_lowercase()
}

fn unknown(name: &str) -> AnyError {
    format!("There are no stored terms with the name {name:?}. See `medpayiq terms list`.").into()
}

async fn list(store: &Store, output: &mut Output) -> Result<(), AnyError> {
    let all = stored_terms(store).await?;
    if all.is_empty() {
        output.line("No terms are stored.");
    }
    for StoredTerms { file, imported_at } in all {
        let TermsFile { name, file, terms, .. } = file;
        let day = format_date(imported_at.date());
        let terms: TermsRequest = serde_json::from_str(&terms)?;
        output.line(format_args!("{name} ({}, {day}): {}", printable(&file), in_short(&terms)));
    }
    Ok(())
}

/// A text without control characters, which a terminal would obey.
fn printable(text: &str) -> String {
    let shown = |one: char| if one.is_control() { one.escape_default().collect() } else { String::from(one) };
    text.chars().map(shown).collect()
}

/// What terms say, in a line.
fn in_short(terms: &TermsRequest) -> String {
    let counted = |count: usize, name: &str| match count {
        0 => None,
        1 => Some(format!("1 {name}")),
        many => Some(format!("{many} {name}s")),
    };
    let parts = [
        terms.percent.as_ref().map(|percent| format!("{percent} percent of Medicare")),
        counted(terms.ranges.as_ref().map_or(0, Vec::len), "range"),
        counted(terms.fees.as_ref().map_or(0, Vec::len), "fee"),
        (terms.lesser_of_charge == Some(false)).then(|| "the charge does not count".to_owned()),
        (terms.no_mppr == Some(true)).then(|| "no reductions for several procedures".to_owned()),
        (terms.no_sequestration == Some(true)).then(|| "no sequestration".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Reads and checks a file of terms that is to be stored.
fn file_of_terms(path: &Path, name: Option<&str>) -> Result<TermsFile, AnyError> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.map_or(stem, as_stored);
    check_name(&name)?;
    let bytes = read_at_most(path, MAX_FILE_BYTES)?;
    let terms = parse(path, &bytes)?;
    let sha256 = hex::encode(Sha256::digest(&bytes));
    Ok(TermsFile { name, file, sha256, terms: serde_json::to_string(&terms)? })
}

fn check_name(name: &str) -> Result<(), AnyError> {
    if is_terms_name(name) {
        return Ok(());
    }
    Err(UsageError(format!("{name:?} is not a name for terms. Give one with --name. {NAME_FORM}")).into())
}

fn parse(path: &Path, bytes: &[u8]) -> Result<TermsRequest, AnyError> {
    let file = path.display().to_string();
    if bytes.len() > MAX_FILE_BYTES {
        return Err(format!("{file} is longer than 4 MiB, so it is no file of terms.").into());
    }
    let text =
        std::str::from_utf8(bytes).map_err(|_| format!("{file} is not UTF-8 text. Save it as UTF-8."))?;
    Ok(read_terms_file(&file, text)?)
}

/// The terms that `--terms` names: those of a file, or else stored ones.
///
/// # Errors
/// If the file cannot be read, or its terms are not valid.
pub(super) fn chosen(option: &str) -> Result<TermsChoice, AnyError> {
    let path = Path::new(option);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) || path.is_file() {
        let terms = parse(path, &read_at_most(path, MAX_FILE_BYTES)?)?;
        return Ok(TermsChoice::Given(Box::new(terms)));
    }
    Ok(TermsChoice::Stored(option.to_owned()))
}

/// The stored terms of a database, if a command names any.
///
/// # Errors
/// If the database is away.
pub(super) async fn in_reach(store: &Store, choice: Option<&TermsChoice>) -> Result<TermsInReach, AnyError> {
    Ok(match choice {
        Some(TermsChoice::Stored(_)) => TermsInReach::stored_in(TermsBook::read(stored_terms(store).await?)),
        Some(TermsChoice::Given(_)) | None => TermsInReach::default(),
    })
}

/// The terms that a command without a database can use.
///
/// # Errors
/// If it names stored ones.
pub(super) fn without_database(choice: Option<&TermsChoice>) -> Result<TermsInReach, AnyError> {
    match choice {
        Some(TermsChoice::Stored(name)) => Err(format!(
            "{name:?} is no file, and stored terms are in the database. With --files or --snapshot name a file of terms."
        )
        .into()),
        Some(TermsChoice::Given(_)) | None => Ok(TermsInReach::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_file_name_cannot_command_a_terminal() {
        assert_eq!(printable("clinic\u{1b}[2J\n.toml"), "clinic\\u{1b}[2J\\n.toml");
        assert_eq!(printable("Clínica \"2026\".toml"), "Clínica \"2026\".toml");
    }
}
