//! A hypothetical claim in a line of text, as tip files write it.
//!
//! `20610+code-25*2 @22 by:nurse_practitioner minutes:60` is a claim with two lines at place of service 22. Its second line
//! has the code of the tip, a modifier and two units. Without a place, the claim is from an office (11).

use super::case::Case;
use crate::vocabulary::{HcpcsCode, MAX_UNITS, Modifier, PlaceOfService};

/// What a claim writes for the code of the tip.
const THE_CODE: &str = "code";

/// Parses a claim about a code.
///
/// # Errors
/// The first part that is not valid, and what to write instead.
pub(super) fn parse_case(text: &str, hcpcs: HcpcsCode) -> Result<Case, String> {
    let empty = "is empty. Write the lines of a claim, such as 20610+code-25 @22";
    let mut words = text.split_whitespace();
    let lines = words.next().ok_or(empty)?.split('+');
    let mut case: Option<Case> = None;
    for line in lines {
        case = Some(add_line(case, line, hcpcs)?);
    }
    words.try_fold(case.ok_or(empty)?, add_word)
}

fn add_line(case: Option<Case>, text: &str, hcpcs: HcpcsCode) -> Result<Case, String> {
    let (text, units) = text.split_once('*').unwrap_or((text, "1"));
    let units = parse_count(units)?;
    let mut parts = text.split('-');
    let code = parts.next().unwrap_or_default();
    let code = if code == THE_CODE { hcpcs } else { code.parse().map_err(to_text)? };
    let modifiers = parts.map(|text| text.parse::<Modifier>().map_err(to_text));
    let modifiers: Vec<Modifier> = modifiers.collect::<Result<_, _>>()?;
    let case = match case {
        Some(case) => case.and(code),
        None => Case::with_line(code, PlaceOfService::OFFICE),
    };
    Ok(case.modified(&modifiers).times(units))
}

fn add_word(case: Case, word: &str) -> Result<Case, String> {
    match word.split_once(':') {
        None => {
            let place = word.strip_prefix('@');
            let place =
                place.ok_or_else(|| format!("{word:?} is not a place of service. Write it as @22"))?;
            Ok(case.at(place.parse().map_err(to_text)?))
        }
        Some(("by", kind)) => Ok(case.by(kind.parse().map_err(to_text)?)),
        Some(("minutes", minutes)) => Ok(case.minutes(parse_count(minutes)?)),
        Some(_) => Err(format!("{word:?}: write @place, by:profession or minutes:number")),
    }
}

fn parse_count(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (1..=MAX_UNITS).contains(number));
    number.ok_or_else(|| format!("{text:?} is not a number from 1 to {MAX_UNITS}"))
}

fn to_text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
