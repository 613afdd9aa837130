//! Runs the real binary in its own environment.

use super::cluster::Database;
use super::http::Client;
use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// The exit and the output of a command.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) success: bool,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The contributor secret of every server of the tests. An empty variable takes it away.
pub(crate) const CONTRIBUTOR_SECRET: &str = "a secret of the tests, for all of their servers";

/// The binary with `PATH`, the contributor secret and these variables as its whole environment.
pub(crate) fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_medpayiq"));
    command.args(arguments).env_clear().env("MEDPAYIQ_CONTRIBUTOR_KEY", CONTRIBUTOR_SECRET);
    command.envs(environment.iter().copied());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Outcome {
    let output = command(arguments, environment).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Outcome {
        success: output.status.success(),
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// Runs a command on a test's database.
pub(crate) fn run_on(database: &Database, arguments: &[&str]) -> Outcome {
    run(arguments, &[("DATABASE_URL", &database.url()), ("MEDPAYIQ_LOG", "warn")])
}

impl Outcome {
    /// Returns what a successful command printed.
    pub(crate) fn printed(self) -> String {
        assert!(self.success, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Returns the error message of a failed command.
    pub(crate) fn refused(self) -> String {
        assert!(!self.success, "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}

/// A running `medpayiq serve`.
pub(crate) struct Service {
    child: Child,
    pub(crate) client: Client,
    pub(crate) address: String,
    log: Arc<Mutex<String>>,
}

impl Service {
    /// Starts it on a free port. Its log names the port.
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        let mut serve = command(&["serve"], environment);
        serve.env("MEDPAYIQ_LISTEN", "127.0.0.1:0");
        let service = Self::begin(serve);
        super::wait_until("the service is ready", || service.client.get("/readyz").status == 200);
        service
    }

    /// Starts it and waits until it listens.
    pub(crate) fn begin(mut serve: Command) -> Self {
        let mut child = serve.spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let (found, address) = channel();
        let kept = Arc::new(Mutex::new(String::new()));
        let keeping = Arc::clone(&kept);
        std::thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                keeping.lock().unwrap().push_str(&format!("{line}\n"));
                let address = line.split("is at http").nth(1).and_then(|rest| rest.split('/').nth(2));
                address.into_iter().for_each(|address| _ = found.send(address.to_owned()));
            }
        });
        let address = address.recv_timeout(Duration::from_secs(30)).expect("the service names its address");
        let client = Client::new(address.parse().unwrap());
        Self { child, client, address, log: kept }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The names of its threads, as Linux shows them: cut to 15 letters.
    pub(crate) fn threads(&self) -> Vec<String> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.pid())).unwrap();
        let names =
            tasks.map(|task| fs::read_to_string(task.unwrap().path().join("comm")).unwrap_or_default());
        names.map(|name| name.trim().to_owned()).collect()
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as an operator would.
    pub(crate) fn ask_to_stop(&self) {
        signal(&self.child, "TERM");
    }

    /// Asks it to stop, and waits for its end.
    pub(crate) fn stop(self) {
        self.ask_to_stop();
        self.end();
    }

    /// Waits until it has stopped by itself.
    pub(crate) fn end(mut self) {
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// Sends a signal by name. The shell has its own `kill`, which therefore is on every machine.
pub(crate) fn signal(child: &Child, name: &str) {
    signal_pid(child.id(), name);
}

/// Sends a signal to a process that the program of a test started.
pub(crate) fn signal_pid(pid: u32, name: &str) {
    let line = format!("kill -{name} {pid}");
    assert!(Command::new("sh").args(["-c", &line]).status().unwrap().success());
}

/// A folder that an unprivileged account may enter. It is removed with the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("mpiq-").tempdir_in("/tmp").unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }
}
