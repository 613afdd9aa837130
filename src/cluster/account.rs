//! The account that runs PostgreSQL: this program's own user. PostgreSQL refuses root, so root runs it under an
//! unprivileged account.

use super::EmbeddedError;
use nix::unistd::{Uid, User};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::process::Command;

/// The accounts that root may choose from, best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The data folder that root's programs share. Root's own XDG folder does not work, because only root may enter it.
const ROOT_DATA_DIR: &str = "/var/lib/medpayiq";

/// The folder of the private cluster if the operator chose none: `/var/lib/medpayiq` for root, and
/// `$XDG_DATA_HOME/medpayiq` or `~/.local/share/medpayiq` for everybody else.
///
/// `variable` looks up an environment variable.
///
/// # Errors
///
/// [`EmbeddedError::NoDataFolder`] if neither `XDG_DATA_HOME` nor `HOME` is set.
pub fn default_data_dir(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, EmbeddedError> {
    if Uid::effective().is_root() {
        return Ok(ROOT_DATA_DIR.into());
    }
    user_data_dir(variable).ok_or(EmbeddedError::NoDataFolder)
}

/// The folder by the XDG rule, in which a relative path counts as unset.
fn user_data_dir(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let data_home = folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share")))?;
    Some(data_home.join("medpayiq"))
}

/// The account that PostgreSQL's programs run under.
#[derive(Debug)]
pub(super) enum Account {
    /// The user that runs this program, if that is not root.
    Own(Uid),
    /// The user that root hands the cluster to.
    Other(User),
}

impl Account {
    /// The account for the cluster in `cluster`, which need not exist yet.
    pub(super) fn choose(cluster: &Path) -> Result<Self, EmbeddedError> {
        let own = Uid::effective();
        if !own.is_root() {
            return Ok(Self::Own(own));
        }
        // The owner of the data comes first: a normal user may have made it, or `nobody` before `postgres` existed.
        owner(cluster)
            .or_else(|| UNPRIVILEGED.iter().find_map(|name| User::from_name(name).ok().flatten()))
            .map(Self::Other)
            .ok_or(EmbeddedError::NoAccount)
    }

    /// A command that runs under the account. It is not in this program's process group: a Ctrl-C for this program must
    /// not stop the database before the last request is answered.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.process_group(0).current_dir("/").stdin(Stdio::null());
        if let Self::Other(user) = self {
            command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        command
    }

    /// Makes the account the owner of a file or folder that this program just made.
    pub(super) fn give_file(&self, path: &Path) -> Result<(), EmbeddedError> {
        match self {
            Self::Own(_) => Ok(()),
            Self::Other(user) => lchown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
                .map_err(EmbeddedError::io("change the owner of", path)),
        }
    }

    /// Whether the account owns something with this metadata.
    pub(super) fn owns(&self, metadata: &std::fs::Metadata) -> bool {
        match self {
            Self::Own(uid) => metadata.uid() == uid.as_raw(),
            Self::Other(user) => metadata.uid() == user.uid.as_raw(),
        }
    }

    /// Refuses a folder that the account cannot reach, and names the parent folder that blocks it.
    pub(super) async fn check_reaches(&self, folder: &Path) -> Result<(), EmbeddedError> {
        let Self::Other(user) = self else { return Ok(()) };
        let mut way: Vec<&Path> = folder.ancestors().filter(|ancestor| ancestor.exists()).collect();
        way.reverse();
        for step in way {
            match self.enter(step).await.map_err(|cause| (cause.kind(), cause)) {
                Err((ErrorKind::PermissionDenied, _)) => {
                    return Err(EmbeddedError::Blocked {
                        folder: step.to_owned(),
                        account: user.name.clone(),
                    });
                }
                Err((ErrorKind::NotADirectory, cause)) => {
                    return Err(EmbeddedError::io("enter", step)(cause));
                }
                // The folder was entered, and only the program to run there was not found.
                Err(_) | Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Tries to enter a folder. The mode bits alone would not show access control lists and the like.
    async fn enter(&self, folder: &Path) -> std::io::Result<()> {
        self.command(Path::new("true")).current_dir(folder).status().await.map(drop)
    }
}

/// The user that owns `path`, if that is not root.
fn owner(path: &Path) -> Option<User> {
    let uid = Uid::from_raw(path.metadata().ok()?.uid());
    if uid.is_root() { None } else { User::from_uid(uid).ok().flatten() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_users_data_folder_follows_the_xdg_rule() {
        let check = |xdg: Option<&str>, home: Option<&str>, expected: Option<&str>| {
            let variable = |name: &str| if name == "HOME" { home } else { xdg }.map(OsString::from);
            assert_eq!(user_data_dir(variable), expected.map(PathBuf::from), "{xdg:?} {home:?}");
        };
        check(Some("/data"), Some("/home/ann"), Some("/data/medpayiq"));
        check(None, Some("/home/ann"), Some("/home/ann/.local/share/medpayiq"));
        check(Some("relative"), Some("/home/ann"), Some("/home/ann/.local/share/medpayiq"));
        check(Some(""), None, None);
    }
}
