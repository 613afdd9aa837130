//! Imports of a few files, as an operator would do them.

use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::law::Law;
use medpayiq::schedule::LoadedRelease;
use medpayiq::snapshot::Snapshot;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The folder that holds the files of one import.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("import-{}", std::process::id()));
    fs::create_dir_all(folder.join("rvu25a")).expect("the folder for imports cannot be made");
    folder
});

static LAW: LazyLock<Law> =
    LazyLock::new(|| Law::shipped().expect("the law that comes with the program is valid"));

/// Imports a file under each of these names, such as `rvu25a/GPCI2025.csv`. The name says which reader it gets, and its folder which
/// release it is of.
pub fn import_as(names: &[&str], bytes: &[u8]) {
    for name in names {
        import(&[(name, bytes)]);
    }
}

/// Imports these files together. Releases that are taken must survive a snapshot and make a schedule.
pub fn import(files: &[(&str, &[u8])]) {
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| FOLDER.join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        fs::write(path, bytes).expect("a file cannot be written");
    }
    let imported = match read_releases(&paths, &Options::default(), &Silent) {
        Ok(imported) => imported,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let releases = imported.releases.into_iter();
    let releases = releases.map(|content| LoadedRelease { content, is_extract: false }).collect();
    let bytes = Snapshot { releases }.to_bytes().expect("the releases cannot be written");
    let snapshot = Snapshot::from_bytes(&bytes).expect("the releases cannot be read again");
    let again = snapshot.to_bytes().expect("the releases cannot be written again");
    assert!(again == bytes, "the releases changed on their way through a snapshot");
    let _ = snapshot.into_schedule(LAW.clone());
}
