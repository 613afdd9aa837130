//! What one file says about its release: by its name, its title and the names of its columns.

use super::label::Hint;
use super::parsed::{Parsed, ParsedFile};

/// What a file says about its release.
pub(super) fn hints_of(file: &ParsedFile) -> Vec<Hint> {
    let name = &file.source.name;
    let of_year = |year: Option<i32>| Hint { source: name.clone(), year, letter: None };
    // If a file was identified only by its content, its name is ignored.
    let by_name = if file.is_named { Hint::of_file_name(name) } else { of_year(None) };
    match &file.parsed {
        Ok(Parsed::Services(services)) => {
            let title = services.title.as_deref().map(|title| Hint::of_title(name, title));
            title.into_iter().chain([by_name]).collect()
        }
        Ok(Parsed::Gpci(gpci)) => vec![of_year(by_name.year), of_year(gpci.year)],
        Ok(Parsed::Counties(counties)) => vec![of_year(by_name.year), of_year(counties.year)],
        Ok(Parsed::AnesthesiaFactors(_)) => vec![of_year(by_name.year)],
        // OPPSCAP_JAN.csv names no year.
        Ok(Parsed::OppsCaps(_)) | Err(_) => vec![of_year(None)],
        Ok(Parsed::List(_)) => Vec::new(),
    }
}

/// Whether a file's name says that it is for qualifying participants; `None` if the name does not say.
pub(super) fn is_qualifying(name: &str) -> Option<bool> {
    let lower = name.to_ascii_lowercase();
    lower.contains("qpp").then(|| !lower.contains("nonqpp"))
}
