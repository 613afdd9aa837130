//! Finds PostgreSQL's programs on this machine.

use super::account::Account;
use super::{EmbeddedError, Settings};
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The oldest major version that works.
const OLDEST: u32 = 14;

/// The programs needed, all in one folder.
const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];

/// Folders with an entry for each major version, named by a prefix and the version: Debian, PGDG's rpm, SUSE, Alpine, and
/// Homebrew on ARM, on Intel and on Linux.
const VERSIONED: [(&str, &str); 7] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/usr/lib", "postgresql"),
    ("/usr/libexec", "postgresql"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@"),
];

/// Other usual places: distributions, a build from source, Homebrew's links, Postgres.app.
const PLAIN: [&str; 6] = [
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/bin",
    "/home/linuxbrew/.linuxbrew/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
];

/// The command that installs the programs, by the package manager of the machine.
const INSTALL: [(&str, &str); 5] = [
    ("/usr/bin/apt-get", "sudo apt-get install postgresql"),
    ("/usr/bin/dnf", "sudo dnf install postgresql-server"),
    ("/opt/homebrew/bin/brew", "brew install postgresql@17"),
    ("/usr/local/bin/brew", "brew install postgresql@17"),
    ("/sbin/apk", "apk add postgresql"),
];

/// A folder with all of PostgreSQL's programs, of one version.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    major: u32,
}

impl Programs {
    /// Finds programs of the version that made the data. Before there is data, any version that is new enough works.
    pub(super) async fn find(
        settings: &Settings,
        account: &Account,
        cluster: &Path,
        made_by: Option<u32>,
    ) -> Result<Self, EmbeddedError> {
        let mut other = None;
        for folder in search_folders(settings, account).await {
            let Some(found) = Self::in_folder(folder, account).await else { continue };
            if made_by.map_or(found.major >= OLDEST, |needed| found.major == needed) {
                return Ok(found);
            }
            other = other.or(Some(found));
        }
        Err(match (other, made_by, &settings.programs) {
            (Some(Self { folder, major: found }), Some(needed), _) => {
                EmbeddedError::OtherMajor { data: cluster.to_owned(), needed, found, folder }
            }
            (Some(Self { folder, major: found }), None, _) => {
                EmbeddedError::TooOld { found, folder, oldest: OLDEST, install: install_command() }
            }
            (None, _, Some(folder)) => EmbeddedError::NotInChosenFolder { folder: folder.clone() },
            (None, _, None) => EmbeddedError::NoPrograms { install: install_command() },
        })
    }

    /// One of the programs, to be run under the account.
    pub(super) fn command(&self, account: &Account, name: &str) -> Command {
        let mut command = account.command(&self.folder.join(name));
        command.env("LC_ALL", "C");
        command
    }

    async fn in_folder(folder: PathBuf, account: &Account) -> Option<Self> {
        if !NEEDED.iter().all(|name| folder.join(name).is_file()) {
            return None;
        }
        let printed = output_of(account.command(&folder.join("postgres")).arg("--version")).await?;
        Some(Self { major: major(&printed)?, folder })
    }
}

/// The folders to search, in order. If the operator chose one, it is the only one.
async fn search_folders(settings: &Settings, account: &Account) -> Vec<PathBuf> {
    if let Some(chosen) = &settings.programs {
        return vec![chosen.clone()];
    }
    let path: Vec<PathBuf> = settings.path.iter().flat_map(std::env::split_paths).collect();
    let mut asked = Vec::new();
    if let Some(pg_config) = path.iter().map(|folder| folder.join("pg_config")).find(|file| file.is_file()) {
        asked.extend(
            output_of(account.command(&pg_config).arg("--bindir"))
                .await
                .map(|printed| PathBuf::from(printed.trim())),
        );
    }
    let versioned = VERSIONED.iter().flat_map(|(parent, prefix)| newest_first(Path::new(parent), prefix));
    path.into_iter().chain(asked).chain(versioned).chain(PLAIN.iter().map(PathBuf::from)).collect()
}

/// The folders `parent/prefix<major>`, newest version first, and the folders of their programs.
fn newest_first(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|entry| {
            Some((entry.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?, entry.path()))
        })
        .collect();
    found.sort_by_key(|(version, _)| Reverse(*version));
    found.into_iter().flat_map(|(_, folder)| [folder.join("bin"), folder]).collect()
}

/// What a program prints, if it can be run and succeeds.
async fn output_of(command: &mut Command) -> Option<String> {
    let output = command.output().await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The major version in what `postgres --version` prints, such as `postgres (PostgreSQL) 15.18` or `17beta1`.
fn major(version: &str) -> Option<u32> {
    let (_, number) = version.split_once("(PostgreSQL) ")?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// The install command of this platform.
fn install_command() -> &'static str {
    let here = INSTALL.iter().find(|(manager, _)| Path::new(manager).exists());
    here.map_or("your system's package of the PostgreSQL server", |(_, command)| command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        let check = |said: &str, expected: Option<u32>| assert_eq!(major(said), expected, "{said}");
        check("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", Some(15));
        check("postgres (PostgreSQL) 17.2\n", Some(17));
        check("postgres (PostgreSQL) 19devel\n", Some(19));
        check("postgres (PostgreSQL) 9.6.24\n", Some(9));
        check("mysqld 8.0\n", None);
    }

    #[test]
    fn the_newest_version_is_searched_first() {
        let parent = tempfile::tempdir().unwrap();
        for name in ["pgsql-9", "pgsql-17", "pgsql-14", "pgsql-old", "other-18"] {
            fs::create_dir(parent.path().join(name)).unwrap();
        }
        let found = newest_first(parent.path(), "pgsql-");
        let bins: Vec<_> = found.iter().step_by(2).map(|p| p.strip_prefix(parent.path()).unwrap()).collect();
        assert_eq!(bins, ["pgsql-17/bin", "pgsql-14/bin", "pgsql-9/bin"].map(Path::new));
    }
}
