//! The files and folders of the private cluster.
//!
//! ```text
//! <data dir>/start.lock        held by the program that is starting or stopping the cluster
//!            users.lock        shared by every program that uses the cluster
//!            initdb.lock       held by initdb itself, even after the program that called it has ended
//!            cluster/          PostgreSQL's own data, owned by the account it runs under
//!            cluster.new/      a cluster that is being made
//!            socket/           the Unix socket, the only way to connect
//!            postgres.log      the log since the last start; postgres.log.old has the one before
//! ```

use super::EmbeddedError;
use super::account::Account;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The port in the socket's name. No network port is opened.
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
            // Others may pass through and not list it: if root made this folder, PostgreSQL's account must reach its cluster.
            fs::set_permissions(data_dir, Permissions::from_mode(0o711))
                .map_err(EmbeddedError::io("change the mode of", data_dir))?;
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

    /// The major version that made the cluster, or `None` before the first run.
    pub(super) fn data_version(&self) -> Option<u32> {
        fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?.trim().parse().ok()
    }

    /// Makes an empty folder for a new cluster. It replaces one that an interrupted first run left.
    pub(super) fn make_new_cluster(&self, account: &Account) -> Result<PathBuf, EmbeddedError> {
        let folder = self.new_cluster();
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(EmbeddedError::io("remove", &folder)(error))
            }
            Ok(()) | Err(_) => private_folder(&folder, account),
        }?;
        Ok(folder)
    }

    /// Renames the finished new cluster to its final name.
    pub(super) fn adopt_new_cluster(&self) -> Result<(), EmbeddedError> {
        fs::rename(self.new_cluster(), self.cluster())
            .and_then(|()| File::open(&self.data_dir)?.sync_all())
            .map_err(EmbeddedError::io("put a new cluster in", &self.cluster()))
    }

    /// Makes the socket's folder. If it exists, refuses it unless only the account may put a socket there.
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

    /// Removes the lock files of a postmaster that has ended. PostgreSQL itself only checks whether *any* process has the
    /// number in the file. It would refuse to start because of a zombie, or because of another program that got the same
    /// number after a restart of the machine.
    pub(super) fn remove_stale_locks(&self) -> Result<(), EmbeddedError> {
        let socket_lock = self.socket.join(format!("{}.lock", socket_name()));
        for file in [self.cluster().join("postmaster.pid"), socket_lock] {
            if fs::read_to_string(&file).is_ok_and(|text| self.is_stale_lock(&text)) {
                fs::remove_file(&file).map_err(EmbeddedError::io("remove", &file))?;
            }
        }
        Ok(())
    }

    /// Whether the process on a lock file's first line is not a postmaster of this cluster. A postmaster's working directory
    /// is its cluster. Without /proc, PostgreSQL decides.
    fn is_stale_lock(&self, lock_file: &str) -> bool {
        let process = Path::new("/proc").join(lock_file.lines().next().unwrap_or_default().trim());
        let postmaster = fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == self.cluster());
        !postmaster && Path::new("/proc/self/cwd").exists()
    }

    /// Makes an empty log, and keeps the one before under another name.
    pub(super) fn new_log(&self) -> Result<File, EmbeddedError> {
        let log = self.log();
        // Before the first start there is no log to keep. Any other fault shows when the new log is made.
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
    account.give_file(folder)
}

fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

/// The folder of the socket: next to the data. If that path is too long for a socket, or has characters that need quoting
/// in `pg_ctl`'s options, it is under /tmp, and its name is a hash of the data folder so that every program finds it.
fn socket_folder(data_dir: &Path) -> PathBuf {
    let with_data = data_dir.join("socket");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@".contains(c);
    let is_short = with_data.join(socket_name()).as_os_str().len() <= LONGEST_SOCKET_PATH;
    if is_short && with_data.to_str().is_some_and(|path| path.chars().all(is_plain)) {
        return with_data;
    }
    let mut name = hex::encode(Sha256::digest(data_dir.as_os_str().as_encoded_bytes()));
    name.truncate(16);
    Path::new("/tmp").join(format!("medpayiq-{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_next_to_the_data_if_its_path_is_short_and_plain() {
        assert_eq!(socket_folder(Path::new("/var/lib/medpayiq")), Path::new("/var/lib/medpayiq/socket"));
    }

    #[test]
    fn the_socket_is_under_tmp_if_its_path_is_long_or_needs_quoting() {
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
