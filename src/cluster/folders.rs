//! Where everything of the private cluster lies.
//!
//! ```text
//! <data dir>/start.lock        held by the program that is starting or stopping the cluster
//!            users.lock        shared by every program that uses it
//!            initdb.lock       held by initdb itself, also when the program that called it is gone
//!            cluster/          PostgreSQL's own data, owned by the account it runs under
//!            cluster.new/      a cluster in the making
//!            socket/           the Unix socket; the only way in
//!            postgres.log      since the last start; postgres.log.old: before it
//! ```

use super::EmbeddedError;
use super::account::Account;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The port in the socket's name; no network port is opened.
pub(super) const PORT: u16 = 5432;

/// The longest path of a Unix socket, in bytes: 104 with the closing zero on macOS, 108 on Linux.
const LONGEST_SOCKET_PATH: usize = 103;

/// How many lines of a log an error shows.
const TAIL_LINES: usize = 10;

/// The folders and files of one private cluster.
#[derive(Debug)]
pub(super) struct Folders {
    data_dir: PathBuf,
    /// The folder of the Unix socket.
    pub(super) socket: PathBuf,
}

impl Folders {
    /// Makes the data folder if it is missing.
    pub(super) fn open(data_dir: &Path) -> Result<Self, EmbeddedError> {
        if !data_dir.exists() {
            fs::create_dir_all(data_dir).map_err(EmbeddedError::io("create", data_dir))?;
            // Others may pass but not look: PostgreSQL's account must reach its cluster when root made this folder.
            fs::set_permissions(data_dir, Permissions::from_mode(0o711))
                .map_err(EmbeddedError::io("open up", data_dir))?;
        }
        let data_dir = data_dir.canonicalize().map_err(EmbeddedError::io("enter", data_dir))?;
        Ok(Self { socket: socket_folder(&data_dir), data_dir })
    }

    pub(super) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(super) fn start_lock(&self) -> PathBuf {
        self.data_dir.join("start.lock")
    }

    pub(super) fn users_lock(&self) -> PathBuf {
        self.data_dir.join("users.lock")
    }

    pub(super) fn initdb_lock(&self) -> PathBuf {
        self.data_dir.join("initdb.lock")
    }

    pub(super) fn cluster(&self) -> PathBuf {
        self.data_dir.join("cluster")
    }

    pub(super) fn new_cluster(&self) -> PathBuf {
        self.data_dir.join("cluster.new")
    }

    /// The socket itself.
    pub(super) fn socket_file(&self) -> PathBuf {
        self.socket.join(socket_name())
    }

    /// The major version that made the cluster; nothing before the first run.
    pub(super) fn data_version(&self) -> Option<u32> {
        fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Makes an empty folder for a new cluster, in place of one that an interrupted first run left.
    pub(super) fn renew(&self, account: &Account) -> Result<PathBuf, EmbeddedError> {
        let folder = self.new_cluster();
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(EmbeddedError::io("remove", &folder)(error))
            }
            Ok(()) | Err(_) => private_folder(&folder, account),
        }?;
        Ok(folder)
    }

    /// Puts the finished new cluster in its place, for good.
    pub(super) fn adopt(&self) -> Result<(), EmbeddedError> {
        fs::rename(self.new_cluster(), self.cluster())
            .and_then(|()| File::open(&self.data_dir)?.sync_all())
            .map_err(EmbeddedError::io("put a new cluster in", &self.cluster()))
    }

    /// Makes the socket's folder, or makes sure that nobody but the account may have put a socket there.
    pub(super) fn guard_socket(&self, account: &Account) -> Result<(), EmbeddedError> {
        let found = match fs::symlink_metadata(&self.socket) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return private_folder(&self.socket, account);
            }
            Err(error) => return Err(EmbeddedError::io("look at", &self.socket)(error)),
        };
        let private = found.is_dir() && account.owns(&found) && found.permissions().mode() & 0o077 == 0;
        if private { Ok(()) } else { Err(EmbeddedError::UnsafeSocketFolder { folder: self.socket.clone() }) }
    }

    /// Removes the lock files of a postmaster that is gone. PostgreSQL itself only looks whether *any* process has the
    /// number in the file, and would refuse to start for a zombie, or for a stranger who was given the same number after
    /// the machine was restarted.
    pub(super) fn forget_dead_postmaster(&self) -> Result<(), EmbeddedError> {
        let socket_lock = self.socket.join(format!("{}.lock", socket_name()));
        for file in [self.cluster().join("postmaster.pid"), socket_lock] {
            if fs::read_to_string(&file).is_ok_and(|text| self.names_the_dead(&text)) {
                fs::remove_file(&file).map_err(EmbeddedError::io("remove", &file))?;
            }
        }
        Ok(())
    }

    /// Whether the process on a lock file's first line is no postmaster of this cluster, which is known by its working
    /// directory. Without /proc that is left to PostgreSQL.
    fn names_the_dead(&self, lock_file: &str) -> bool {
        let process = Path::new("/proc").join(lock_file.lines().next().unwrap_or_default().trim());
        let postmaster = fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == self.cluster());
        !postmaster && Path::new("/proc/self/cwd").exists()
    }

    /// An empty log. The one before is kept under another name.
    pub(super) fn new_log(&self) -> Result<File, EmbeddedError> {
        let log = self.log();
        // Nothing to keep before the first start; any other fault shows when the new log cannot be made.
        _ = fs::rename(&log, self.data_dir.join("postgres.log.old"));
        OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(0o600)
            .open(&log)
            .map_err(EmbeddedError::io("create", &log))
    }

    /// The last lines of the log.
    pub(super) fn log_tail(&self) -> String {
        let log = fs::read(self.log()).unwrap_or_default();
        tail(&String::from_utf8_lossy(&log))
    }

    fn log(&self) -> PathBuf {
        self.data_dir.join("postgres.log")
    }
}

/// The last lines of a text.
pub(super) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().rev().take(TAIL_LINES).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

fn private_folder(folder: &Path, account: &Account) -> Result<(), EmbeddedError> {
    DirBuilder::new().mode(0o700).create(folder).map_err(EmbeddedError::io("create", folder))?;
    account.give(folder)
}

fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

/// Beside the data; or under /tmp, where every program finds it again by the data folder's hash, when the path would
/// be too long for a socket or holds characters that need quoting in `pg_ctl`'s options.
fn socket_folder(data_dir: &Path) -> PathBuf {
    let beside = data_dir.join("socket");
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    let short = beside.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH;
    if short && beside.to_str().is_some_and(|path| path.chars().all(plain)) {
        return beside;
    }
    let mut name = hex::encode(Sha256::digest(data_dir.as_os_str().as_encoded_bytes()));
    name.truncate(16);
    Path::new("/tmp").join(format!("medpayiq-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_lies_beside_the_data_when_its_path_is_short_and_plain() {
        assert_eq!(socket_folder(Path::new("/var/lib/medpayiq")), Path::new("/var/lib/medpayiq/socket"));
    }

    #[test]
    fn the_socket_lies_under_tmp_when_its_path_is_long_or_needs_quoting() {
        for data_dir in [format!("/{}", "a".repeat(90)), "/home/ann smith".into(), "/home/$ann".into()] {
            let folder = socket_folder(Path::new(&data_dir));
            assert!(folder.starts_with("/tmp"), "{folder:?}");
            assert_eq!(folder, socket_folder(Path::new(&data_dir)));
            assert!(folder.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH);
        }
    }

    #[test]
    fn the_tail_of_a_text_is_its_last_lines_in_order() {
        assert_eq!(tail(""), "");
        assert_eq!(tail("one\ntwo\n"), "one\ntwo");
        let long: String = (0..50).map(|n| format!("{n}\n")).collect();
        assert!(tail(&long).starts_with("40\n") && tail(&long).ends_with("\n49"));
    }
}
