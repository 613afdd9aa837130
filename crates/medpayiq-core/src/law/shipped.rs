//! The files of the law that come with the program.

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../data/law/", $name)))
    };
}

/// Each file's name and text.
pub(super) const FILES: &[(&str, &str)] = &[
    file!("anesthesia.toml"),
    file!("appeals.toml"),
    file!("conversion-factors.toml"),
    file!("cost-sharing.toml"),
    file!("diagnostic-tests.toml"),
    file!("edits.toml"),
    file!("practice-scopes.toml"),
    file!("prevention.toml"),
    file!("professions.toml"),
    file!("surgery.toml"),
    file!("telehealth.toml"),
    file!("therapy.toml"),
    file!("visits.toml"),
];
