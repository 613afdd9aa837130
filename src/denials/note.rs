//! The note of a report: words of a fixed lexicon, so that nothing in it can be about a patient.

use super::closed_lists::ClosedLists;
use super::lexicon::{RefusedWord, refused_words};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// The longest note, in characters.
pub const MAX_NOTE_CHARACTERS: usize = 280;
/// The most digits of a note. No social security number, Medicare number or telephone number fits.
pub const MAX_NOTE_DIGITS: usize = 8;

/// A contributor's note to the moderator, in words of the lexicon. It is never published.
#[derive(Clone, PartialEq, Eq)]
pub struct Note(String);

/// Why a text is refused as a note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It has no word.
    #[error("The note is empty. Leave it out.")]
    Empty,
    /// It is too long.
    #[error("The note is longer than {MAX_NOTE_CHARACTERS} characters. Shorten it.")]
    TooLong,
    /// It has too many digits.
    #[error("The note has more than {MAX_NOTE_DIGITS} digits. Name fewer codes.")]
    Digits,
    /// It has words that are not in the lexicon.
    #[error("{}", sentence(.0))]
    Words(Vec<RefusedWord>),
}

fn sentence(words: &[RefusedWord]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl Note {
    /// Checks a note. The lists say which codes exist.
    ///
    /// # Errors
    /// If it is empty or too long, has too many digits, or has words that are not in the lexicon.
    pub fn parse(text: &str, lists: &ClosedLists) -> Result<Self, NoteError> {
        // Full-width digits and similar characters become plain ones. The rest of a longer text is not read.
        let given = text.chars().take(MAX_NOTE_CHARACTERS + 1);
        let plain: String = given.nfkc().map(plain).collect();
        if text.chars().nth(MAX_NOTE_CHARACTERS).is_some() || plain.chars().count() > MAX_NOTE_CHARACTERS {
            return Err(NoteError::TooLong);
        }
        let note = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let refused = refused_words(&note, lists).ok_or(NoteError::Empty)?;
        if !refused.is_empty() {
            return Err(NoteError::Words(refused));
        }
        if note.bytes().filter(u8::is_ascii_digit).count() > MAX_NOTE_DIGITS {
            return Err(NoteError::Digits);
        }
        Ok(Self(note))
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
    use expect_test::expect;
    use proptest::prelude::*;
    use std::collections::HashMap;
    use std::sync::Arc;

    /// The notes of tests/fixtures/denials/notes.json that must be refused, or that must pass.
    fn examples(kind: &str) -> Vec<String> {
        let file = include_str!("../../tests/fixtures/denials/notes.json");
        let notes: HashMap<String, Vec<String>> = serde_json::from_str(file).unwrap();
        notes[kind].clone()
    }

    /// Checks a note against lists with a few reasons, and with every code that may exist.
    fn parse(text: &str) -> Result<Note, NoteError> {
        let reason =
            |class| AdjustmentReason { class, meaning: "known".to_owned(), typical_fix: String::new() };
        let reasons = ["97", "16", "B7", "45", "204", "252"]
            .map(|carc| (carc.parse().unwrap(), reason(ReasonClass::Denial)));
        let remarks = ["M15", "N519", "MA130", "M51"].map(|rarc| rarc.parse().unwrap());
        let lists = ClosedLists {
            reasons: Arc::new(reasons.into_iter().collect()),
            remarks: Arc::new(remarks.into_iter().collect()),
            services: ServiceCodes::new(true, |_| false),
        };
        Note::parse(text, &lists)
    }

    #[test]
    fn every_note_about_a_person_is_refused() {
        let passed: Vec<_> = examples("hostile").into_iter().filter(|note| parse(note).is_ok()).collect();
        assert!(passed.is_empty(), "{passed:#?}");
    }

    #[test]
    fn nine_of_ten_notes_about_a_claim_pass() {
        let notes = examples("harmless");
        let refused: Vec<_> = notes.iter().filter_map(|note| Some((note, parse(note).err()?))).collect();
        assert!(refused.len() * 10 <= notes.len(), "{} of {}: {refused:#?}", refused.len(), notes.len());
    }

    #[test]
    fn an_identifier_in_pieces_is_refused() {
        for note in [
            "member 1e g4 te 5m k73 was used",
            "the 15 of 01 of 2025",
            "dated 2025 in 01 on 15",
            "519 and 47 and 82 and 63",
            "N519 with N519, M15, M15, M51, M51",
            "modifiers 51, 94, 78 with 26",
            "$519 then $47 later $82 again $63",
            "denied 93, CHF",
            "claim from 10021",
        ] {
            assert!(parse(note).is_err(), "{note}");
        }
    }

    #[test]
    fn numbers_pass_only_in_their_phrases() {
        for note in [
            "Denied CO-97 with M15, paid after modifier 59.",
            "76377-26 was paid",
            "Use XS or 59, not 76.",
            "modifier NU or HE",
            "MUE is 2, billed 3 units.",
            "paid $36.23 since 2025",
            "place of service 22 was corrected to 11",
            "G2211 and J1100 with JZ",
            "level 2, NCD coverage, pointer on line 2",
            "1 not 10 units, POS 02 instead of 10, frequency code 7",
            "NCD 220.1 covers it",
        ] {
            assert!(parse(note).is_ok(), "{note}: {}", parse(note).unwrap_err());
        }
        for note in [
            "59",
            "97",
            "11",
            "2025",
            "2",
            "$12",
            "99213",
            "L34555",
            "LCD L34555",
            "article A55555",
            "220.1",
            "modifier 94",
            "CO-399",
            "code 10001",
            "NG",
            "MS",
            "HE",
        ] {
            assert!(parse(note).is_err(), "{note}");
        }
    }

    #[test]
    fn a_capital_inside_a_sentence_is_only_for_capitalized_entries() {
        assert!(parse("Paid. Bill the line again: Medicare paid THE LINE").is_ok());
        assert_eq!(
            parse("Denied for Bill").unwrap_err().to_string(),
            "\"Bill\" could be a name. If it is not, write it in lower case."
        );
    }

    #[test]
    fn a_note_has_1_to_280_characters_and_8_digits() {
        let word = "documentation ";
        assert!(parse(&word.repeat(20)).is_ok());
        assert_eq!(parse(&word.repeat(21)), Err(NoteError::TooLong));
        assert_eq!(parse(&"\u{fdfa}".repeat(280)), Err(NoteError::TooLong));
        for empty in ["", " \n ", "-- ,."] {
            assert_eq!(parse(empty), Err(NoteError::Empty));
        }
        assert!(parse("modifiers 25, modifier 26, modifier 50, modifier 59").is_ok());
        assert_eq!(
            parse("modifier 25, modifier 26, modifier 50, modifier 59, 2 lines"),
            Err(NoteError::Digits)
        );
    }

    #[test]
    fn each_refused_word_is_named_once_and_explained() {
        let error = parse("Call 415-555-2671 about John Smith, john paid").unwrap_err().to_string();
        expect![[r#""415" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units". "555" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units". "2671" could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as "modifier 59", "CO-97" or "2 units". "John" is not a word that a note may have here. Leave it out, or choose a statement. "Smith" is not a word that a note may have here. Leave it out, or choose a statement."#]].assert_eq(&error);
    }

    proptest! {
        #[test]
        fn note_parsing_never_panics(text in ".*") {
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
            // A code with its modifiers, such as 20610-59, is no number of a person.
            let words: Vec<&str> = parted.split(|one: char| !one.is_ascii_digit()).filter(|word| !word.is_empty()).collect();
            let is_service = words.first().is_some_and(|code| code.len() == 5)
                && words.iter().skip(1).all(|modifier| modifier.len() == 2);
            prop_assert!(is_service || parse(&format!("see {parted} there")).is_err(), "{}", parted);
        }
    }
}
