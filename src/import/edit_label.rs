//! Finds the quarter of a list from CMS's file names.

use super::Options;
use super::error::ImportError;
use crate::vocabulary::{Quarter, format_date};
use time::{Date, Month};

/// Returns the label, such as `PTP_2024Q3`, and the first day. The options come first, then the file names. Both must
/// name the same quarter, because one quarter's edits do not apply in another.
///
/// # Errors
/// If neither names the quarter, or if they contradict each other.
pub(super) fn of_edits(
    prefix: &str,
    files: &str,
    named: Option<Quarter>,
    options: &Options,
) -> Result<(String, Date), ImportError> {
    let said = options.release.as_deref().and_then(Quarter::in_name);
    let quarter = said.or(named);
    check_quarter(options, said, files, named)?;
    let of_quarter = |quarter: Quarter| format!("{prefix}_{quarter}");
    let label = match (&options.release, said) {
        (Some(label), None) => Some(label.clone()),
        (Some(_) | None, _) => {
            quarter.or(options.effective.map(Quarter::of).and_then(Quarter::of_this_century)).map(of_quarter)
        }
    };
    let day = options.effective.or_else(|| quarter?.first_day());
    label.zip(day).ok_or_else(|| ImportError::UnknownRelease {
        files: files.to_owned(),
        problem: "the name does not say which quarter this is. Add --release 2024Q3.".to_owned(),
    })
}

/// Refuses a quarter or a first day outside the named quarter.
fn check_quarter(
    options: &Options,
    said: Option<Quarter>,
    files: &str,
    named: Option<Quarter>,
) -> Result<(), ImportError> {
    let of_release =
        said.map(|said| (format!("--release {}", options.release.as_deref().unwrap_or_default()), said));
    let of_day = options.effective.map(|day| (format!("--effective {}", format_date(day)), Quarter::of(day)));
    let of_name = named.map(|named| (files.to_owned(), named));
    let sources: Vec<_> = [of_day, of_release, of_name].into_iter().flatten().collect();
    match sources.iter().zip(sources.iter().skip(1)).find(|((_, one), (_, other))| one != other) {
        None => Ok(()),
        Some(((one, first), (other, second))) => Err(ImportError::Disagreement {
            one: one.clone(),
            other: other.clone(),
            problem: format!("are from different quarters: {first} and {second}"),
        }),
    }
}

/// Returns the quarter in a file's name: `AOC_V2024Q3-F-MCR.txt`, or the day of `.._Eff_07-01-2024.csv`.
pub(super) fn quarter_in(name: &str) -> Option<Quarter> {
    // `CLFS_2026_Q1V1.xlsx` has a sign between the year and the quarter.
    let without_signs = || name.replace(['_', ' ', '-'], "");
    Quarter::in_name(name).or_else(|| Quarter::in_name(&without_signs())).or_else(|| {
        let lower = name.to_ascii_lowercase();
        let (_, after) = lower.split_once("eff_")?;
        let mut parts = after.split(|one: char| !one.is_ascii_digit());
        let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
        let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
        let day = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()?;
        Quarter::of(day).of_this_century()
    })
}

/// What the name of a file of practitioner PTP edits says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PtpName {
    /// The version, such as `v302r0`: the 30th year's third quarter. NCCI's first was 1995.
    pub(super) version: String,
    pub(super) quarter: Option<Quarter>,
    /// Which of the quarter's files, from 1.
    pub(super) part: u8,
}

impl PtpName {
    /// Reads `ccipra-v302r0-f1.txt`, with any text before it.
    pub(super) fn of_file(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (_, rest) = lower.split_once("ccipra-")?;
        let (version, part) = rest.split_once("-f")?;
        let part = part.get(..1)?.parse().ok()?;
        Some(Self { version: version.to_owned(), quarter: quarter_of_version(version), part })
    }
}

/// `v302r0` is of the third quarter of 2024: 30.2, counted from 1994 and from 0.
fn quarter_of_version(version: &str) -> Option<Quarter> {
    let digits = version.strip_prefix('v')?;
    let years: i32 = digits.get(..2)?.parse().ok()?;
    let quarter: u8 = digits.get(2..3)?.parse().ok()?;
    Quarter::new(1994 + years, quarter + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{format_date, parse_date};

    #[test]
    fn file_names_have_the_quarter() {
        let quarter_of = |name: &str| quarter_in(name).map(|quarter| quarter.to_string()).unwrap_or_default();
        assert_eq!(quarter_of("AOC_V2024Q3-F-MCR.txt"), "2024Q3");
        assert_eq!(quarter_of("MCR_MUE_PractitionerServices_Eff_07-01-2024.csv"), "2024Q3");
        assert_eq!(quarter_of("MCR_MUE_PractitionerServices_Eff_13-01-2024.csv"), "");
        assert_eq!(quarter_of("CLFS_2026_Q1V1.xlsx"), "2026Q1");
        assert_eq!(quarter_of("MUE.csv"), "");
        let ptp = |name: &str| {
            let name = PtpName::of_file(name)?;
            Some((name.quarter?.to_string(), name.part))
        };
        assert_eq!(ptp("ccipra-v302r0-f1.txt"), Some(("2024Q3".to_owned(), 1)));
        assert_eq!(
            ptp("medicare-ncci-2025q2-practitioner-ptp-edits-CCIPRA-V311R0-F4.TXT"),
            Some(("2025Q2".to_owned(), 4))
        );
        assert_eq!(ptp("ccipra-v304r0-f1.txt"), None);
        assert_eq!(ptp("ccipra.txt"), None);
    }

    #[test]
    fn the_operator_names_the_quarter_if_the_file_does_not() {
        let named = |release: Option<&str>, effective: Option<&str>, name: &str| {
            let options = Options {
                release: release.map(str::to_owned),
                effective: effective.map(|day| parse_date(day).unwrap()),
                ..Options::default()
            };
            match of_edits("MUE", name, quarter_in(name), &options) {
                Ok((label, day)) => format!("{label} from {}", format_date(day)),
                Err(error) => error.to_string(),
            }
        };
        assert_eq!(named(None, None, "MUE_Eff_07-01-2024.csv"), "MUE_2024Q3 from 2024-07-01");
        assert_eq!(named(Some("2024q4"), None, "MUE.csv"), "MUE_2024Q4 from 2024-10-01");
        assert_eq!(named(None, Some("2024-08-01"), "MUE.csv"), "MUE_2024Q3 from 2024-08-01");
        assert_eq!(named(Some("MINE"), Some("2024-08-01"), "MUE.csv"), "MINE from 2024-08-01");
        let unknown = "MUE.csv: the name does not say which quarter this is. Add --release 2024Q3.";
        assert_eq!(named(None, None, "MUE.csv"), unknown);
        assert_eq!(named(Some("MINE"), None, "MUE.csv"), unknown);
        assert_eq!(
            named(Some("2024q4"), None, "MUE_Eff_07-01-2024.csv"),
            "--release 2024q4 and MUE_Eff_07-01-2024.csv are from different quarters: 2024Q4 and 2024Q3"
        );
        assert_eq!(
            named(Some("MINE"), Some("2024-10-01"), "MUE_Eff_07-01-2024.csv"),
            "--effective 2024-10-01 and MUE_Eff_07-01-2024.csv are from different quarters: 2024Q4 and 2024Q3"
        );
        assert_eq!(
            named(Some("2024Q4"), Some("2025-10-01"), "MUE.csv"),
            "--effective 2025-10-01 and --release 2024Q4 are from different quarters: 2025Q4 and 2024Q4"
        );
    }
}
