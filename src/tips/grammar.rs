//! A hypothetical claim in a line of text, as the files of tips write it.
//!
//! `20610+code-25*2 @22 by:nurse_practitioner minutes:60` is a claim of two lines at place of service 22, the second of
//! the code that the tip is about, with a modifier and two units. Without a place it is of an office.

use super::case::Case;
use crate::vocabulary::{HcpcsCode, MAX_UNITS, Modifier, PlaceOfService};

/// What a text says where it means the code that the tip is about.
const THE_CODE: &str = "code";

/// Reads a claim about a code.
pub(super) fn read(text: &str, hcpcs: HcpcsCode) -> Result<Case, String> {
    let mut words = text.split_whitespace();
    let lines = words.next().ok_or("a claim has lines")?.split('+');
    let mut case: Option<Case> = None;
    for line in lines {
        case = Some(add_line(case, line, hcpcs)?);
    }
    let case = case.ok_or("a claim has lines")?;
    words.try_fold(case, add_word)
}

fn add_line(case: Option<Case>, text: &str, hcpcs: HcpcsCode) -> Result<Case, String> {
    let (text, units) = text.split_once('*').unwrap_or((text, "1"));
    let units: u32 = number(units)?;
    let mut parts = text.split('-');
    let code = parts.next().unwrap_or_default();
    let code = if code == THE_CODE { hcpcs } else { code.parse().map_err(told)? };
    let modifiers = parts.map(|text| text.parse::<Modifier>().map_err(told));
    let modifiers: Vec<Modifier> = modifiers.collect::<Result<_, _>>()?;
    let case = match case {
        Some(case) => case.and(code),
        None => Case::of(code, PlaceOfService::OFFICE),
    };
    Ok(case.modified(&modifiers).times(units))
}

fn add_word(case: Case, word: &str) -> Result<Case, String> {
    match word.split_once(':') {
        None => {
            let place = word.strip_prefix('@').ok_or_else(|| format!("{word:?}: expected a place as @22"))?;
            Ok(case.at(place.parse().map_err(told)?))
        }
        Some(("by", kind)) => Ok(case.by(kind.parse().map_err(told)?)),
        Some(("minutes", minutes)) => Ok(case.minutes(number(minutes)?)),
        Some(_) => Err(format!("{word:?}: expected @place, by:profession or minutes:number")),
    }
}

fn number(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|number| (1..=MAX_UNITS).contains(number));
    number.ok_or_else(|| format!("{text:?}: expected a number from 1 to {MAX_UNITS}"))
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
