//! The key of contributors: the operator's secret, or a file that the server makes once.

use super::error::{AnyError, UsageError};
use crate::cluster::default_data_dir;
use crate::settings::{CommonSettings, ContributionSettings, variable};
use crate::store::ContributorKey;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// The file in the data folder, if the operator names no other.
const FILE: &str = "contributor.key";

/// The key of contributors: `MEDPAYIQ_CONTRIBUTOR_KEY`, or the secret in the file `MEDPAYIQ_CONTRIBUTOR_KEY_FILE`, or
/// `contributor.key` in the data folder. A missing file is made.
///
/// # Errors
/// If the file can be neither read nor made. [`UsageError`] if the secret of the setting is too short.
pub(super) fn contributor_key(
    common: &CommonSettings,
    own: &ContributionSettings,
) -> Result<ContributorKey, AnyError> {
    if let Some(secret) = &own.contributor_key {
        let key = ContributorKey::from_secret(secret.reveal());
        return key.map_err(|error| UsageError(format!("MEDPAYIQ_CONTRIBUTOR_KEY: {error}")).into());
    }
    let file = match (&own.contributor_key_file, &common.data_dir) {
        (Some(file), _) => file.clone(),
        (None, Some(folder)) => folder.join(FILE),
        (None, None) => default_data_dir(variable)?.join(FILE),
    };
    let secret = read_or_make(&file)?;
    ContributorKey::from_secret(&secret).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn read_or_make(file: &Path) -> Result<String, AnyError> {
    match fs::read_to_string(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        outcome => return outcome.map_err(|error| format!("Cannot read {}: {error}", file.display()).into()),
    }
    make(file).map_err(|error| format!("Cannot make {}: {error}", file.display()))?;
    fs::read_to_string(file).map_err(|error| format!("Cannot read {}: {error}", file.display()).into())
}

/// Makes the file with a new secret, unless another program does so at the same moment. It appears whole or not at all.
fn make(file: &Path) -> Result<(), AnyError> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let secret = ContributorKey::random_secret()?;
    // A name that no other program uses.
    let new = with_suffix(file, &ContributorKey::random_secret()?);
    let outcome = write_secret(&new, &secret).and_then(|()| match fs::hard_link(&new, file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    });
    // If it is left, it is a file that nobody uses.
    _ = fs::remove_file(&new);
    outcome
}

fn write_secret(new: &Path, secret: &str) -> Result<(), AnyError> {
    let mut open = OpenOptions::new();
    let mut opened = open.write(true).create(true).truncate(true).mode(0o600).open(new)?;
    opened.write_all(format!("{secret}\n").as_bytes())?;
    Ok(opened.sync_all()?)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_missing_file_is_made_once_for_all_programs() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("new/folder/contributor.key");
        let secrets: Vec<_> = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..8).map(|_| scope.spawn(|| read_or_make(&file).unwrap())).collect();
            readers.into_iter().map(|reader| reader.join().unwrap()).collect()
        });
        assert!(secrets.iter().all(|secret| *secret == secrets[0]), "{secrets:?}");
        assert!(ContributorKey::from_secret(&secrets[0]).is_ok());
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }
}
