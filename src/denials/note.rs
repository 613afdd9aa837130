//! The only free text of a report: short, plain, and screened for anything that could identify a patient.

use super::atoms::Sign;
use super::closed_lists::ClosedLists;
use super::screen::signs;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The longest note, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 280;

/// A contributor's note to the moderator. It passed the screen, and is never published.
#[derive(Clone, PartialEq, Eq)]
pub struct Note(String);

/// Why a text is refused as a note. The error repeats nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It is empty.
    #[error("empty. Leave the note out")]
    Empty,
    /// It is too long.
    #[error("longer than {MAX_NOTE_CHARACTERS} characters. Shorten it")]
    TooLong,
    /// It has characters that could hide others.
    #[error(
        "has characters other than plain English letters, digits and punctuation. Write it in plain ones"
    )]
    Characters,
    /// It has signs of a patient.
    #[error("{}. Write about the claim: codes, modifiers, what the payer wanted and what helped", sentence(.0))]
    Signs(Vec<Sign>),
}

/// The signs, each with the number of its word.
fn sentence(signs: &[Sign]) -> String {
    signs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Note {
    /// Checks a note. The lists say which codes exist.
    ///
    /// # Errors
    /// If it is empty or too long, has characters that are not plain, or has signs of a patient.
    pub fn parse(text: &str, lists: &ClosedLists) -> Result<Self, NoteError> {
        // Full-width digits and similar characters become plain ones. More characters than this are not even screened.
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
        let signs = signs(&note, lists);
        if signs.is_empty() { Ok(Self(note)) } else { Err(NoteError::Signs(signs)) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Replaces typographic quotes and dashes by those of a keyboard.
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
    use super::super::{AdjustmentReason, ReasonClass, ServiceCodes};
    use super::*;
    use crate::vocabulary::HcpcsCode;
    use proptest::prelude::*;

    /// Checks a note against lists with a few codes.
    fn parse(text: &str) -> Result<Note, NoteError> {
        let reason =
            |class| AdjustmentReason { class, meaning: "known".to_owned(), typical_fix: String::new() };
        let reasons =
            ["97", "16", "B7", "45"].map(|carc| (carc.parse().unwrap(), reason(ReasonClass::Denial)));
        let remarks = ["M15", "N519", "MA130"].map(|rarc| rarc.parse().unwrap());
        let listed = |code: HcpcsCode| ["76377", "74177", "99213"].contains(&code.as_str());
        let lists = ClosedLists {
            reasons: reasons.into_iter().collect(),
            remarks: remarks.into_iter().collect(),
            services: ServiceCodes::new(false, listed),
        };
        Note::parse(text, &lists)
    }

    #[test]
    fn an_identifier_in_pieces_is_refused() {
        for note in [
            "member 1e g4 te 5m k73 was used",
            "seen 01-15 in 2025",
            "the 15 of 01 of 2025",
            "month 1 day 15 year 2025",
            "dated 2025 in 01 on 15",
            "it was 1 in the morning and 15 later, 2025",
            "chart 12345-67 appealed",
            "chart 12345 67",
            "claim 12345, page 67",
            "519 was first, 47 second and 82 63",
            "123 x 45 x 67 x 89",
            "call 628 ext 555 at 143",
            "N519 with N478 with N263",
            "modifiers 51, 94, 78 with 26",
            "$519 then $47 later $82 again $63",
            "female 83, chf",
            "age 83 female, diabetic",
            "denied for a boy of 7",
        ] {
            assert!(parse(note).is_err(), "{note}");
        }
    }

    #[test]
    fn a_note_about_the_claim_passes() {
        for note in [
            "Append modifier 59 when the study is of another site; 76377-26 was then paid.",
            "NCCI bundles it with 74177. We sent the op note and XS was accepted on reopening.",
            "Denied CO-97 with M15, paid after a corrected claim in 2025.",
            "The MAC wants the order and the interpretation report, see its LCD.",
            "We don't bill a second unit anymore: MUE is 2, MAI 3.",
            "Add 25 to the visit; G2211 is bundled otherwise.",
            "Prior authorization number goes in box 23, the payer\u{2019}s portal shows it.",
            "Takes about 30 days. Diagnosis M54.5 alone was not enough.",
            "76377 and 74177 on one claim: append XS to 76377-26, or 59 in 2025.",
            "CO-16 with MA130 or CO97: send a new claim, J1100 with JZ.",
            "Denied CO-7 for a male: KX helped.",
            "Paid $36.23 on appeal (95% of what we expected).",
        ] {
            assert!(parse(note).is_ok(), "{note}: {}", parse(note).unwrap_err());
        }
    }

    #[test]
    fn a_note_has_1_to_280_characters() {
        let word = "documentation ";
        assert!(parse(&word.repeat(20)).is_ok());
        assert_eq!(parse(&word.repeat(21)), Err(NoteError::TooLong));
        assert_eq!(parse(&"\u{fdfa}".repeat(280)), Err(NoteError::TooLong));
        assert_eq!(parse(" \n "), Err(NoteError::Empty));
    }

    #[test]
    fn an_error_names_each_sign_and_its_word_and_repeats_nothing() {
        let error = parse("Call 415-555-2671 about John Smith").unwrap_err().to_string();
        assert_eq!(
            error,
            "word 2 begins what could be an identifier, a telephone number or a date; word 4 could be a person's name; if it is not, write it in lower case; \
             word 5 could be a person's name; if it is not, write it in lower case. Write about the claim: codes, modifiers, what the payer wanted and what helped"
        );
    }

    proptest! {
        #[test]
        fn the_screen_never_panics(text in ".*") {
            let _ = parse(&text);
        }

        #[test]
        fn a_note_that_passes_passes_again(text in "[a-z0-9 .,']{0,60}") {
            if let Ok(note) = parse(&text) {
                prop_assert_eq!(parse(note.as_str()), Ok(note.clone()));
            }
        }

        #[test]
        fn six_digits_never_pass_however_they_are_separated(digits in "[0-9]{6,12}", gaps in prop::collection::vec("[ ./()_-]{0,2}", 12)) {
            let parted: String = digits.chars().zip(&gaps).map(|(digit, gap)| format!("{digit}{gap}")).collect();
            prop_assert!(parse(&format!("see {parted} there")).is_err(), "{}", parted);
        }
    }
}
