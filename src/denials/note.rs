//! The one free text of a report: short, plain, and screened for whatever could tell of a patient.

use super::screen::{Sign, signs};
use std::fmt;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization;

/// The longest note, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 280;

/// What a contributor wants a moderator to read. It passed the screen, is kept for a moderator and never published.
#[derive(Clone, PartialEq, Eq)]
pub struct Note(String);

/// Why a text is no note. Nothing of the text is repeated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is empty.
    #[error("empty: leave it out")]
    Empty,
    /// It is too long.
    #[error("longer than {MAX_NOTE_CHARACTERS} characters")]
    TooLong,
    /// It has letters that could stand for others.
    #[error("has characters other than plain English letters, digits and punctuation")]
    Characters,
    /// It has what could tell of a patient.
    #[error("{}. Write about the claim: codes, modifiers, what the payer wanted and what helped", sentence(.0))]
    Signs(Vec<Sign>),
}

/// The signs, each with the word that it begins at.
fn sentence(signs: &[Sign]) -> String {
    signs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Note {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        // Full-width digits and their like become plain ones; so many characters could not be screened in time.
        let given = text.chars().take(MAX_NOTE_CHARACTERS + 1);
        let plain: String = given.nfkc().map(plain).collect();
        let note = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if note.is_empty() {
            return Err(NoteError::Empty);
        }
        if text.chars().nth(MAX_NOTE_CHARACTERS).is_some() || note.len() > MAX_NOTE_CHARACTERS {
            return Err(NoteError::TooLong);
        }
        if !note.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            return Err(NoteError::Characters);
        }
        let signs = signs(&note);
        if signs.is_empty() { Ok(Self(note)) } else { Err(NoteError::Signs(signs)) }
    }
}

/// Typographic quotes and dashes as a keyboard writes them; every other character as it is.
const fn plain(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        '\u{2010}'..='\u{2015}' => '-',
        other => other,
    }
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_billers_know_passes() {
        for note in [
            "Append modifier 59 when the study is of another site; 76377-26 was then paid.",
            "NCCI bundles it with 74177. We sent the op note and XS was accepted on reopening.",
            "Denied CO-97 with M15, paid after a corrected claim in 2025.",
            "The MAC wants the order and the interpretation report, see its LCD.",
            "We don't bill a second unit anymore: MUE is 2, MAI 3.",
            "Add 25 to the visit; G2211 is bundled otherwise.",
            "Prior authorization number goes in box 23, the payer\u{2019}s portal shows it.",
            "Takes about 30 days. Diagnosis M54.5 alone was not enough.",
            "Paid $36.23 on appeal (95% of what we expected).",
        ] {
            assert!(note.parse::<Note>().is_ok(), "{note}: {}", note.parse::<Note>().unwrap_err());
        }
    }

    #[test]
    fn a_note_has_a_length() {
        let word = "documentation ";
        assert!(word.repeat(20).parse::<Note>().is_ok());
        assert_eq!(word.repeat(21).parse::<Note>(), Err(NoteError::TooLong));
        assert_eq!("\u{fdfa}".repeat(280).parse::<Note>(), Err(NoteError::TooLong));
        assert_eq!(" \n ".parse::<Note>(), Err(NoteError::Empty));
    }

    #[test]
    fn an_error_says_what_was_seen_where_and_repeats_nothing() {
        let error = "Call 415-555-2671 about John Smith".parse::<Note>().unwrap_err().to_string();
        assert_eq!(
            error,
            "word 2 begins what could be an identifier, a telephone number or a date; word 4 could be a person's name (if not, write it small); \
             word 5 could be a person's name (if not, write it small). Write about the claim: codes, modifiers, what the payer wanted and what helped"
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_screen(text in ".*") {
            let _ = text.parse::<Note>();
        }

        #[test]
        fn a_note_that_passed_passes_again(text in "[a-z0-9 .,']{0,60}") {
            if let Ok(note) = text.parse::<Note>() {
                prop_assert_eq!(note.as_str().parse::<Note>(), Ok(note.clone()));
            }
        }

        #[test]
        fn six_digits_never_pass_however_they_are_parted(digits in "[0-9]{6,12}", gaps in prop::collection::vec("[ ./()_-]{0,2}", 12)) {
            let parted: String = digits.chars().zip(&gaps).map(|(digit, gap)| format!("{digit}{gap}")).collect();
            // A code and its modifier have seven digits.
            let is_code_with_modifier = digits.len() == 7;
            prop_assert!(is_code_with_modifier || format!("see {parted} there").parse::<Note>().is_err(), "{}", parted);
        }
    }
}
