//! The bundles below the paths of an import: archives, and the loose files of each folder.

use super::error::ImportError;
use super::limits::{MAX_DEPTH, MAX_FILES, check_count};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A bundle not yet read.
pub(super) enum BundlePath {
    /// A zip archive.
    Archive(PathBuf),
    /// Loose files of the folder of this name.
    Loose(String, Vec<PathBuf>),
}

/// Finds the bundles below the paths: archives in the paths' order, then folders with loose files.
pub(super) fn bundle_paths(paths: &[PathBuf]) -> Result<Vec<BundlePath>, ImportError> {
    let mut walk = Walk::default();
    for path in paths {
        let metadata = std::fs::metadata(path).map_err(unreadable(path))?;
        if metadata.is_dir() {
            walk.folder(path, 0)?;
        } else {
            walk.file(path)?;
        }
    }
    let loose = walk.loose.into_iter().map(|(folder, files)| BundlePath::Loose(name_of(&folder), files));
    Ok(walk.archives.into_iter().map(BundlePath::Archive).chain(loose).collect())
}

#[derive(Default)]
struct Walk {
    archives: Vec<PathBuf>,
    loose: BTreeMap<PathBuf, Vec<PathBuf>>,
    files: usize,
}

impl Walk {
    fn folder(&mut self, path: &Path, depth: usize) -> Result<(), ImportError> {
        check_count(path, "folders in folders", depth, MAX_DEPTH, "deeper nesting is probably a loop")?;
        let entries = std::fs::read_dir(path).map_err(unreadable(path))?;
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.map_err(unreadable(path))?.path());
        }
        paths.sort();
        for path in paths.iter().filter(|path| !name_of(path).starts_with('.')) {
            if path.is_dir() {
                self.folder(path, depth + 1)?;
            } else {
                self.file(path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), ImportError> {
        self.files += 1;
        check_count(path, "files", self.files, MAX_FILES, "far more than CMS publishes in a year")?;
        if is_zip(&name_of(path)) {
            self.archives.push(path.to_owned());
        } else {
            let folder = path.canonicalize().map_err(unreadable(path))?.parent().map(Path::to_owned);
            self.loose.entry(folder.unwrap_or_default()).or_default().push(path.to_owned());
        }
        Ok(())
    }
}

/// A path's last part.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Whether a name is that of a zip archive.
pub(super) fn is_zip(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".zip")
}

/// Makes the error of a path that cannot be read.
pub(super) fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError {
    let file = path.display().to_string();
    move |source| ImportError::Unreadable { file, source }
}
