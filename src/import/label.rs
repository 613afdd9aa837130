//! Finds the release of files, and its first day, from CMS's names and titles.

use super::Options;
use super::error::ImportError;
use crate::vocabulary::format_date;
use time::{Date, Month};

/// The longest label; CMS's own have some fifteen characters.
pub const LONGEST_LABEL: usize = 32;

/// The four quarterly releases: the letter of the name, the month of the title, the first day in force.
const QUARTERS: [(char, &str, Month); 4] = [
    ('A', "jan", Month::January),
    ('B', "apr", Month::April),
    ('C', "jul", Month::July),
    ('D', "oct", Month::October),
];

/// What one file, or its archive, says about its release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    /// The file name, title or option that says it.
    pub(super) source: String,
    pub(super) year: Option<i32>,
    /// `A` to `D`.
    pub(super) letter: Option<char>,
}

impl Hint {
    /// What a file's name says: `PPRRVU25_JAN.csv`, `PPRRVU2026_Jul_nonQPP.csv`, `25LOCCO.csv`.
    pub(super) fn of_file_name(name: &str) -> Self {
        let lower = name.to_ascii_lowercase();
        let words = lower.split(|one: char| !one.is_ascii_alphabetic());
        let letter = words.filter_map(letter_of_month).next();
        Self { source: name.to_owned(), year: year_in(name), letter }
    }

    /// What a title says: `2025 National Physician Fee Schedule Relative Value File January Release`.
    pub(super) fn of_title(file: &str, title: &str) -> Self {
        let lower = title.to_ascii_lowercase();
        let letter = lower.split_whitespace().filter_map(letter_of_month).next();
        Self { source: format!("the title of {file}"), year: year_in(title), letter }
    }

    /// What the name of an archive or folder says: `rvu25a.zip`, `RVU25AR`, `rvu26c-part.zip`.
    fn of_label(source: &str, label: &str) -> Self {
        let letter = label.get(5..6).and_then(|letter| letter.chars().next());
        Self { source: source.to_owned(), year: year_in(label), letter }
    }

    fn disagrees_with(&self, other: &Self) -> bool {
        let years = self.year.zip(other.year).is_some_and(|(one, two)| one != two);
        years || self.letter.zip(other.letter).is_some_and(|(one, two)| one != two)
    }

    fn label(&self) -> Option<String> {
        Some(format!("RVU{:02}{}", self.year? % 100, self.letter?))
    }

    fn words(&self) -> String {
        match (self.label(), self.year, self.letter) {
            (Some(label), _, _) => label,
            (None, Some(year), _) => year.to_string(),
            (None, None, Some(letter)) => format!("a release {letter}"),
            (None, None, None) => "an unknown release".to_owned(),
        }
    }

    /// Says when such a release begins. A corrected release begins later than its quarter.
    fn beginning(&self) -> String {
        let quarter = QUARTERS.iter().find(|(letter, _, _)| Some(*letter) == self.letter);
        let words = self.words();
        match (first_day(self), quarter) {
            (Some(day), _) => format!("{words} begins in the quarter that starts on {}", format_date(day)),
            (None, Some((_, _, month))) => format!("{words} begins in the quarter that starts in {month}"),
            (None, None) => format!("a release of {words} begins in that year"),
        }
    }
}

/// What a first day says about its release.
fn begun_on(day: Date) -> Hint {
    let begun = QUARTERS.iter().rev().find(|(_, _, month)| u8::from(*month) <= u8::from(day.month()));
    Hint {
        source: format!("--effective {}", format_date(day)),
        year: Some(day.year()),
        letter: begun.map(|(letter, _, _)| *letter),
    }
}

/// The quarter's letter for a month's name or its first three letters.
fn letter_of_month(word: &str) -> Option<char> {
    let months = ["january", "april", "july", "october"];
    let is_month = |short: &str| word == short || (word.starts_with(short) && months.contains(&word));
    QUARTERS.iter().find(|(_, short, _)| is_month(short)).map(|(letter, _, _)| *letter)
}

/// Returns the year in a text: its first run of digits, if that has two or four.
fn year_in(text: &str) -> Option<i32> {
    let digits = text.split(|one: char| !one.is_ascii_digit()).find(|run| !run.is_empty())?;
    match (digits.len(), digits.parse().ok()?) {
        (2, year) => Some(2000 + year),
        (4, year @ 2000..=2099) => Some(year),
        (_, _) => None,
    }
}

/// The name of a relative value release within a name, such as `RVU25AR` in `rvu25ar_0.zip`.
fn label_in(name: &str) -> Option<String> {
    let upper = name.to_ascii_uppercase();
    upper.match_indices("RVU").find_map(|(at, _)| {
        let before = upper.get(..at)?.chars().next_back();
        let rest = upper.get(at + 3..)?;
        let length = rest.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = rest.get(..length)?;
        let (digits, letters) = word.split_at_checked(2)?;
        let is_name = digits.bytes().all(|one| one.is_ascii_digit())
            && matches!(letters, "A" | "B" | "C" | "D" | "AR" | "BR" | "CR" | "DR")
            && !before.is_some_and(|one| one.is_ascii_alphanumeric());
        is_name.then(|| format!("RVU{word}"))
    })
}

fn first_day(hint: &Hint) -> Option<Date> {
    let (_, _, month) = QUARTERS.iter().find(|(letter, _, _)| Some(*letter) == hint.letter)?;
    Date::from_calendar_date(hint.year?, *month, 1).ok()
}

/// Returns the release's label and first day: from the options, else from the bundle's name, else from the files.
/// The options override the bundle's name, but what a file says about itself must agree. Otherwise another quarter's
/// file would silently price this quarter wrongly.
///
/// # Errors
/// If no source names the release, or if two sources contradict each other.
pub(super) fn of_fee_schedule(
    options: &Options,
    bundle: &str,
    hints: &[Hint],
) -> Result<(String, Date), ImportError> {
    let (claim, label) = claim(options, bundle, hints).ok_or_else(|| unknown(hints, &unnamed(hints)))?;
    check_agreement(&claim, hints)?;
    if let Some(day) = options.effective {
        check_day(day, &claim, hints)?;
    }
    let effective = options.effective.or_else(|| first_day(&claim)).ok_or_else(|| {
        unknown(
            hints,
            "the release's name does not say its first day. Add --effective 2025-01-01, for example.",
        )
    })?;
    Ok((label, effective))
}

/// The first source that names a release, what it says, and the label.
fn claim(options: &Options, bundle: &str, hints: &[Hint]) -> Option<(Hint, String)> {
    if let Some(label) = &options.release {
        let known = label_in(label).filter(|known| known.eq_ignore_ascii_case(label));
        let said = Hint::of_label(&format!("--release {label}"), known.as_deref().unwrap_or_default());
        return Some((said, known.unwrap_or_else(|| label.clone())));
    }
    let named = label_in(bundle).map(|label| (Hint::of_label(bundle, &label), label));
    named.or_else(|| hints.iter().find_map(|hint| Some((hint.clone(), hint.label()?))))
}

/// The label of the release that files belong to, if a source names it.
pub(super) fn label_of(options: &Options, bundle: &str, hints: &[Hint]) -> Option<String> {
    claim(options, bundle, hints).map(|(_, label)| label)
}

/// Whether a text is the name of a relative value release.
pub(super) fn is_release_name(text: &str) -> bool {
    label_in(text).is_some_and(|label| label.eq_ignore_ascii_case(text))
}

/// Whether some of the hints contradict some of the others.
pub(super) fn disagree(hints: &[Hint], others: &[Hint]) -> bool {
    hints.iter().any(|hint| others.iter().any(|other| hint.disagrees_with(other)))
}

/// Refuses a file of another year or quarter than claimed.
fn check_agreement(claim: &Hint, hints: &[Hint]) -> Result<(), ImportError> {
    match hints.iter().find(|hint| claim.disagrees_with(hint)) {
        None => Ok(()),
        Some(hint) => Err(ImportError::Disagreement {
            one: claim.source.clone(),
            other: hint.source.clone(),
            problem: format!("are from different releases: {} and {}", claim.words(), hint.words()),
        }),
    }
}

/// Refuses a first day outside the year and quarter that the release or a file of it names.
fn check_day(day: Date, claim: &Hint, hints: &[Hint]) -> Result<(), ImportError> {
    let said = begun_on(day);
    match [claim].into_iter().chain(hints).find(|hint| said.disagrees_with(hint)) {
        None => Ok(()),
        Some(hint) => Err(ImportError::Disagreement {
            one: said.source,
            other: hint.source.clone(),
            problem: format!("do not agree: {}", hint.beginning()),
        }),
    }
}

/// What is unknown of files without a release, with an example of their own year if they name it.
fn unnamed(hints: &[Hint]) -> String {
    let year = hints.iter().find_map(|hint| hint.year);
    match year.map(|year| year % 100) {
        Some(year) => format!(
            "the names do not say which release this is. Add it, such as --release RVU{year:02}A, or import the file \
             together with the rest of its release."
        ),
        None => "the names do not say which release this is. Add --release RVU25A --effective 2025-01-01, for example."
            .to_owned(),
    }
}

fn unknown(hints: &[Hint], problem: &str) -> ImportError {
    let mut names: Vec<&str> = hints.iter().map(|hint| hint.source.as_str()).collect();
    names.dedup();
    ImportError::UnknownRelease { files: names.join(", "), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{format_date, parse_date};

    #[test]
    fn a_release_is_named_by_its_archive() {
        for (name, label) in [
            ("rvu25a.zip", Some("RVU25A")),
            ("RVU25AR.zip", Some("RVU25AR")),
            ("RVU20B", Some("RVU20B")),
            ("rvu26c-part.zip", Some("RVU26C")),
            ("rvu26b-updated-05-1-2026.zip", Some("RVU26B")),
            ("PPRRVU25_JAN.csv", None),
            ("fee-schedule", None),
            ("rvu25.zip", None),
            ("rvu\u{e9}5a", None),
        ] {
            assert_eq!(label_in(name).as_deref(), label, "{name}");
        }
    }

    #[test]
    fn file_names_and_titles_have_year_and_quarter() {
        let name = |text: &str| {
            let hint = Hint::of_file_name(text);
            (hint.year, hint.letter)
        };
        assert_eq!(name("PPRRVU25_JAN.csv"), (Some(2025), Some('A')));
        assert_eq!(name("PPRRVU2026_Jul_nonQPP.csv"), (Some(2026), Some('C')));
        assert_eq!(name("25LOCCO.csv"), (Some(2025), None));
        let title =
            Hint::of_title("F", "2024 National Physician Fee Schedule Relative Value File April Release");
        assert_eq!((title.year, title.letter), (Some(2024), Some('B')));
    }

    fn named(options: &Options, bundle: &str, files: &[&str]) -> String {
        let hints: Vec<Hint> = files.iter().map(|file| Hint::of_file_name(file)).collect();
        match of_fee_schedule(options, bundle, &hints) {
            Ok((label, day)) => format!("{label} from {}", format_date(day)),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_said_first_counts_and_the_rest_must_agree() {
        let none = Options::default();
        assert_eq!(named(&none, "rvu25ar.zip", &["PPRRVU25_JAN.csv"]), "RVU25AR from 2025-01-01");
        assert_eq!(
            named(&none, "downloads", &["GPCI2025.csv", "PPRRVU2025_Oct.csv"]),
            "RVU25D from 2025-10-01"
        );
        assert_eq!(
            named(&none, "rvu25a.zip", &["PPRRVU2025_Oct.csv"]),
            "rvu25a.zip and PPRRVU2025_Oct.csv are from different releases: RVU25A and RVU25D"
        );
        assert_eq!(
            named(&none, "rvu25a.zip", &["GPCI2024.csv"]),
            "rvu25a.zip and GPCI2024.csv are from different releases: RVU25A and 2024"
        );
        assert_eq!(
            named(&none, "downloads", &["GPCI2025.csv"]),
            "GPCI2025.csv: the names do not say which release this is. Add it, such as --release RVU25A, or import the file together with the rest of its release."
        );
    }

    fn options(release: Option<&str>, effective: Option<&str>) -> Options {
        Options {
            release: release.map(str::to_owned),
            effective: effective.map(|day| parse_date(day).unwrap()),
            ..Options::default()
        }
    }

    #[test]
    fn the_options_overrule_the_bundle_s_name_but_not_what_its_files_say() {
        let released =
            |release: &str, bundle: &str, files: &[&str]| named(&options(Some(release), None), bundle, files);
        assert_eq!(released("rvu25b", "rvu25a.zip", &["GPCI2025.csv", "x.csv"]), "RVU25B from 2025-04-01");
        assert_eq!(
            released("RVU25B", "rvu25b.zip", &["PPRRVU2025_Oct.csv"]),
            "--release RVU25B and PPRRVU2025_Oct.csv are from different releases: RVU25B and RVU25D"
        );
        assert_eq!(
            released("RVU25B", "x", &["PPRRVU_OCT.csv"]),
            "--release RVU25B and PPRRVU_OCT.csv are from different releases: RVU25B and a release D"
        );
        assert_eq!(
            released("RVU25B", "x", &["GPCI2024.csv"]),
            "--release RVU25B and GPCI2024.csv are from different releases: RVU25B and 2024"
        );
        assert!(released("MINE", "x", &["GPCI2024.csv"]).ends_with("--effective 2025-01-01, for example."));
    }

    #[test]
    fn a_first_day_is_in_the_named_quarter() {
        let dated = |release: Option<&str>, day: &str, files: &[&str]| {
            named(&options(release, Some(day)), "x", files)
        };
        assert_eq!(dated(Some("MINE"), "2024-03-09", &["GPCI2024.csv"]), "MINE from 2024-03-09");
        assert_eq!(dated(Some("RVU24AR"), "2024-03-09", &[]), "RVU24AR from 2024-03-09");
        assert_eq!(dated(Some("RVU25B"), "2025-06-30", &["PPRRVU25_APR.csv"]), "RVU25B from 2025-06-30");
        assert_eq!(
            dated(Some("RVU25B"), "2026-04-01", &["PPRRVU25_APR.csv"]),
            "--effective 2026-04-01 and --release RVU25B do not agree: RVU25B begins in the quarter that starts on 2025-04-01"
        );
        assert_eq!(
            dated(None, "2025-04-01", &["PPRRVU25_OCT.csv"]),
            "--effective 2025-04-01 and PPRRVU25_OCT.csv do not agree: RVU25D begins in the quarter that starts on 2025-10-01"
        );
        assert_eq!(
            dated(Some("MINE"), "2025-04-01", &["PPRRVU_OCT.csv"]),
            "--effective 2025-04-01 and PPRRVU_OCT.csv do not agree: a release D begins in the quarter that starts in October"
        );
        assert_eq!(
            dated(Some("MINE"), "2025-04-01", &["GPCI2024.csv"]),
            "--effective 2025-04-01 and GPCI2024.csv do not agree: a release of 2024 begins in that year"
        );
    }
}
