//! The lexicon of notes: the words of billing that a note may have. Whatever it does not list is refused.
//!
//! A list of dangerous words is never complete, because any word can be a name. A list of harmless words is safe even if it
//! is incomplete. Words that are dangerous alone, and most numbers, are listed only inside phrases.

use super::closed_lists::ClosedLists;
use super::slots::Slot;
use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(include_str!("../../data/denials/lexicon.txt")));

/// The entries, by their first word.
struct Lexicon {
    /// Entries that begin with a word, by that word in lower case.
    by_word: HashMap<String, Vec<Entry>>,
    /// Entries that begin with a code or a number.
    by_slot: Vec<Entry>,
}

/// A word or a phrase of the lexicon.
type Entry = Vec<Part>;

/// A part of an entry.
#[derive(Clone, Copy, Debug)]
enum Part {
    Word(&'static str),
    Slot(Slot),
}

/// A word of a note.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    /// Whether it is the first word of a sentence.
    opens_sentence: bool,
}

/// A word that a note may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedWord {
    word: String,
    kind: RefusedKind,
}

/// Why a word is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefusedKind {
    Unlisted,
    Number,
    Capital,
}

impl fmt::Display for RefusedWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = &self.word;
        match self.kind {
            RefusedKind::Unlisted => write!(
                f,
                "{word:?} is not a word that a note may have here. Leave it out, or choose a statement."
            ),
            RefusedKind::Number => write!(
                f,
                "{word:?} could be part of a date or of an identifying number. Leave it out. Codes pass in phrases such as \"modifier 59\", \"CO-97\" or \"2 units\"."
            ),
            RefusedKind::Capital => {
                write!(f, "{word:?} could be a name. If it is not, write it in lower case.")
            }
        }
    }
}

/// Every word of a note that the lexicon does not allow, each once, in order. `None` if the note has no word at all.
pub(super) fn refused_words(note: &str, lists: &ClosedLists) -> Option<Vec<RefusedWord>> {
    let tokens = split_tokens(note);
    let mut refused: Vec<RefusedWord> = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((first, others)) = rest.split_first() {
        if let Some(after) = LEXICON.longest(rest, lists).and_then(|length| rest.get(length..)) {
            rest = after;
            continue;
        }
        let word = RefusedWord { word: first.text.to_owned(), kind: LEXICON.kind(*first) };
        if !refused.iter().any(|known| known.word.eq_ignore_ascii_case(&word.word)) {
            refused.push(word);
        }
        rest = others;
    }
    (!tokens.is_empty()).then_some(refused)
}

impl Lexicon {
    /// Parses entries that are separated by commas and line breaks. A line that begins with `#` is a comment.
    fn parse(text: &'static str) -> Self {
        let mut lexicon = Self { by_word: HashMap::new(), by_slot: Vec::new() };
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for entry in lines.flat_map(|line| line.split(',')) {
            let words = entry.split([' ', '-']).filter(|word| !word.is_empty());
            let entry: Entry =
                words.map(|word| Slot::named(word).map_or(Part::Word(word), Part::Slot)).collect();
            match entry.first() {
                Some(Part::Word(word)) => {
                    lexicon.by_word.entry(word.to_ascii_lowercase()).or_default().push(entry);
                }
                Some(Part::Slot(_)) => lexicon.by_slot.push(entry),
                None => {}
            }
        }
        lexicon
    }

    /// The length of the longest entry with which the tokens begin.
    fn longest(&self, tokens: &[Token<'_>], lists: &ClosedLists) -> Option<usize> {
        let first = tokens.first()?.text.to_ascii_lowercase();
        let entries = self.by_word.get(&first).into_iter().flatten().chain(&self.by_slot);
        let begins = |entry: &&Entry| {
            entry.len() <= tokens.len()
                && entry.iter().zip(tokens).all(|(part, token)| part.accepts(*token, lists))
        };
        entries.filter(begins).map(Vec::len).max()
    }

    /// Why a word is refused with which no entry begins.
    fn kind(&self, token: Token<'_>) -> RefusedKind {
        let is_entry = |entry: &Entry| entry.len() == 1;
        let is_word = self.by_word.get(&token.text.to_ascii_lowercase());
        if token.text.bytes().any(|byte| byte.is_ascii_digit()) {
            RefusedKind::Number
        } else if is_word.is_some_and(|entries| entries.iter().any(is_entry)) {
            RefusedKind::Capital
        } else {
            RefusedKind::Unlisted
        }
    }
}

impl Part {
    /// Whether a word of a note is this part. A capitalized word inside a sentence may be a name, such as Price or Bill.
    fn accepts(self, token: Token<'_>, lists: &ClosedLists) -> bool {
        match self {
            Self::Word(word) => {
                let may_be_name = is_capitalized(token.text) && !token.opens_sentence && word != token.text;
                word.eq_ignore_ascii_case(token.text) && !may_be_name
            }
            Self::Slot(slot) => slot.accepts(token.text, lists),
        }
    }
}

/// Whether a word has a capital first letter and small letters after it.
fn is_capitalized(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
}

fn is_separator(character: char) -> bool {
    character.is_whitespace() || "/-+&()\",;:!?".contains(character)
}

/// The words of a note, without the punctuation around them and without a possessive ending.
fn split_tokens(note: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut opens_sentence = true;
    for piece in note.split_inclusive(is_separator) {
        let word = piece.trim_end_matches(is_separator);
        let bare = word.trim_end_matches('.').trim_matches('\'');
        let text = bare.strip_suffix("'s").unwrap_or(bare);
        if !text.is_empty() {
            tokens.push(Token { text, opens_sentence });
            opens_sentence = false;
        }
        opens_sentence |= word.ends_with('.') || piece.ends_with([';', ':', '!', '?']);
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> impl Iterator<Item = Part> {
        LEXICON.by_word.values().flatten().chain(&LEXICON.by_slot).flatten().copied()
    }

    #[test]
    fn every_entry_has_plain_words_and_known_slots() {
        for part in parts() {
            if let Part::Word(word) = part {
                let is_plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'\'';
                assert!(word.bytes().all(is_plain), "{word:?}");
            }
        }
    }

    #[test]
    fn no_entry_is_about_a_person_a_day_or_a_number_outside_its_phrase() {
        let words = "he she his her him who patient member name born age aged old year years month months week weeks day days date \
                     first last only oldest youngest unique rare one two three room bed street address zip phone fax may march april \
                     monday christmas wife husband son daughter twins baby mayor nurse doctor physician surgeon provider coder \
                     new will page price mark rob grace faith hope positive";
        for word in words.split_whitespace() {
            let alone = |entry: &Entry| entry.len() == 1;
            assert!(!LEXICON.by_word.get(word).is_some_and(|entries| entries.iter().any(alone)), "{word}");
        }
        let is_lettered = |entry: &Entry| {
            matches!(
                entry.as_slice(),
                [Part::Slot(
                    Slot::LetteredModifier | Slot::LetteredService | Slot::GroupReason | Slot::Remark
                )] | [_, _, ..]
            )
        };
        assert!(LEXICON.by_slot.iter().all(is_lettered), "a bare number");
    }
}
