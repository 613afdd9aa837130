//! Runs the program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A few rows of CMS's release RVU25A.
pub(crate) const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/medpayiq-core/tests/tiny.mpiq");

/// A folder that is removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("medpayiq-bulk-test-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs the program in the folder, with variables of the environment.
    fn run(&self, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_medpayiq-bulk"));
        command.current_dir(&self.0).envs(environment.iter().copied()).args(arguments).output().unwrap()
    }

    /// Runs the program, which must succeed, and returns what it printed.
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        self.succeed_in(&[], arguments)
    }

    /// The same with variables of the environment.
    pub(crate) fn succeed_in(&self, environment: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.run(environment, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the program, which must fail, and returns its words.
    pub(crate) fn fail(&self, arguments: &[&str]) -> String {
        self.fail_in(&[], arguments)
    }

    /// The same with variables of the environment.
    pub(crate) fn fail_in(&self, environment: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.run(environment, arguments);
        assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// Prices files as CSV and returns the rows of all parts, each with its columns.
    pub(crate) fn priced_rows(&self, inputs: &[&str], output: &str) -> Vec<Vec<(String, String)>> {
        let rest = [output, "--snapshot", TINY, "--format", "csv"];
        self.succeed(&[&["price"], inputs, &rest].concat());
        parts(&self.path(output)).iter().flat_map(|part| csv_rows(part)).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The files of the parts, in order.
pub(crate) fn parts(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut parts: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    parts.sort();
    parts
}

/// The bytes of the parts, in order.
pub(crate) fn bytes(folder: &Path) -> Vec<Vec<u8>> {
    parts(folder).iter().map(|part| std::fs::read(part).unwrap()).collect()
}

fn csv_rows(path: &Path) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let heads = reader.headers().unwrap().clone();
    let named = |row: csv::StringRecord| {
        heads.iter().map(str::to_owned).zip(row.iter().map(str::to_owned)).collect::<Vec<_>>()
    };
    reader.records().map(|row| named(row.unwrap())).collect()
}

/// The value of a row in a column.
pub(crate) fn value<'a>(row: &'a [(String, String)], column: &str) -> &'a str {
    row.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str()).unwrap()
}
