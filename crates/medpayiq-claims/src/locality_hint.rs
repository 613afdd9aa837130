//! The localities that a caller may have meant by a text that is not a locality.

use medpayiq_core::schedule::content::LocalityIndices;
use medpayiq_core::schedule::{Release, Schedule};
use time::Date;

/// The most localities that a hint names.
const MOST: usize = 6;
/// The fewest letters that are looked up in names.
const FEWEST_LETTERS: usize = 3;
/// The longest misspelled name that is compared with others, in bytes.
const LONGEST_NAME: usize = 40;

/// A sentence that names the localities that may be meant, with a blank before it; empty if nothing is near. They are those of the
/// release in force.
pub fn locality_hint(schedule: &Schedule, day: Option<Date>, release: Option<&str>, text: &str) -> String {
    let in_force = schedule.in_force(day, release);
    in_force.map_or_else(|_| String::new(), |in_force| localities_hint(in_force.release, text))
}

/// A sentence that names the localities of a release with this number, contractor, state or name, with a blank before it; empty if the
/// release has none.
pub fn localities_hint(release: &Release, text: &str) -> String {
    let text = text.trim();
    let all: Vec<&LocalityIndices> = release.localities.iter().filter(|row| is_meant(row, text)).collect();
    let all = if all.is_empty() { spelled_nearly(release, text) } else { all };
    let more = if all.len() > MOST { " and others" } else { "" };
    let by_words = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let shown = |row: &&LocalityIndices| {
        if by_words { format!("{} ({})", row.locality, row.name) } else { row.locality.to_string() }
    };
    let first: Vec<String> = all.iter().take(MOST).map(shown).collect();
    if first.is_empty() {
        String::new()
    } else {
        format!(" {} has {}{more}.", release.label, first.join(", "))
    }
}

/// The localities with the place that has the name nearest to a misspelled one, if one is near.
fn spelled_nearly<'a>(release: &'a Release, text: &str) -> Vec<&'a LocalityIndices> {
    let upper = text.to_uppercase();
    let most = upper.chars().count() / 4;
    // Long names are not compared: that takes time in proportion to the square of their length.
    if most == 0 || upper.len() > LONGEST_NAME {
        return Vec::new();
    }
    let distance = |row: &LocalityIndices| {
        let name = row.name.to_uppercase();
        let places = name.split([',', '/', '-', '(', ')']).map(str::trim);
        places.map(|place| strsim::damerau_levenshtein(place, &upper)).min().unwrap_or(usize::MAX)
    };
    let near = release.localities.iter().map(|row| (distance(row), row)).filter(|(far, _)| *far <= most);
    let near: Vec<_> = near.collect();
    let least = near.iter().map(|(far, _)| *far).min();
    near.into_iter().filter(|(far, _)| Some(*far) == least).map(|(_, row)| row).collect()
}

/// Whether a text names a locality in part.
fn is_meant(row: &LocalityIndices, text: &str) -> bool {
    // A contractor may have lost the zero in front.
    let with_zero = if text.len() < 5 { format!("{text:0>5}") } else { text.to_owned() };
    let upper = text.to_uppercase();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text == row.locality.number()
        || with_zero == row.locality.mac().as_str()
        || (!text.is_empty() && upper == row.state)
        || (letters >= FEWEST_LETTERS && row.name.to_uppercase().contains(&upper))
}
