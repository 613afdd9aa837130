//! The tips that MedPayIQ ships, from `data/tips/`, and the check that a practice's tips have other names.

use super::file::{TipFileError, parse_tip_file};
use super::tip::TipOrigin;
use super::written::WrittenTip;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::LazyLock;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/tips/", $name)))
    };
}

/// The files, in the order in which their tips are shown.
const FILES: &[(&str, &str)] = &[
    file!("three-dimensional-rendering.toml"),
    file!("imaging.toml"),
    file!("office-visits.toml"),
    file!("other-visits.toml"),
    file!("prevention.toml"),
    file!("procedures.toml"),
    file!("endoscopy.toml"),
    file!("surgery.toml"),
    file!("eyes.toml"),
    file!("heart-and-lungs.toml"),
    file!("therapy.toml"),
    file!("mental-health.toml"),
    file!("injections.toml"),
    file!("anesthesia.toml"),
];

/// The parts of this program's version, which order the seeds.
const VERSION: [&str; 3] =
    [env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH")];

/// The tips of this program, which it seeds into the database.
#[derive(Clone, Debug)]
pub struct ShippedTips {
    /// The program's version: major, minor, patch.
    pub version: [i32; 3],
    /// SHA-256 of the files, in hexadecimal digits. It distinguishes builds of one version.
    pub sha256: String,
    /// The tips, in the order in which they are shown.
    pub tips: Vec<WrittenTip>,
}

static SHIPPED: LazyLock<Result<ShippedTips, TipFileError>> = LazyLock::new(parse_shipped);

/// The tips of this program, parsed once.
///
/// # Errors
/// If a compiled-in file is not valid, which a test rules out.
pub fn shipped_tips() -> Result<&'static ShippedTips, TipFileError> {
    SHIPPED.as_ref().map_err(Clone::clone)
}

fn parse_shipped() -> Result<ShippedTips, TipFileError> {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    let mut tips = Vec::new();
    let mut digest = Sha256::new();
    for (name, text) in FILES {
        let parsed = parse_tip_file(name, text, TipOrigin::MedPayIq, |id| ids.contains(id))?;
        ids.extend(parsed.iter().map(|tip| tip.id().to_owned()));
        tips.extend(parsed);
        digest.update(text);
    }
    let version = VERSION.map(|part| part.parse().unwrap_or_default());
    Ok(ShippedTips { version, sha256: hex::encode(digest.finalize()), tips })
}

/// Parses and checks a practice's own file of tips. Its tips must not have the names of shipped ones.
///
/// # Errors
/// Every fault of the file, by line.
pub fn parse_local_tips(name: &str, text: &str) -> Result<Vec<WrittenTip>, TipFileError> {
    let shipped = shipped_tips()?;
    let is_taken = |id: &str| shipped.tips.iter().any(|tip| tip.id() == id);
    parse_tip_file(name, text, TipOrigin::Local, is_taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_file_is_compiled_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/tips");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
        assert_eq!(names, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
    }
}
