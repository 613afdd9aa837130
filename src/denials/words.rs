//! The word lists of the note screen.

/// Words, separated by blanks or line breaks.
#[derive(Clone, Copy)]
pub(super) struct WordList(&'static str);

impl WordList {
    /// Whether the list has a word, in any letter case.
    pub(super) fn has(self, word: &str) -> bool {
        self.0.split_whitespace().any(|listed| listed.eq_ignore_ascii_case(word))
    }

    /// Whether the list has a word in exactly this letter case.
    pub(super) fn has_exactly(self, word: &str) -> bool {
        self.0.split_whitespace().any(|listed| listed == word)
    }
}

/// Words about a person.
pub(super) const PERSONS: WordList = WordList(include_str!("../../data/note-screen/persons.txt"));

/// Words of e-mail and web addresses.
pub(super) const WEB: WordList = WordList(include_str!("../../data/note-screen/web.txt"));

/// Words that only separate digits.
pub(super) const FILLERS: WordList = WordList(include_str!("../../data/note-screen/fillers.txt"));

/// Numbers in words.
pub(super) const NUMBER_WORDS: WordList = WordList(include_str!("../../data/note-screen/number-words.txt"));

/// Months. `may` and `march` are next to a number only in dates.
pub(super) const MONTHS: WordList = WordList(include_str!("../../data/note-screen/months.txt"));

/// Days of a month in words.
pub(super) const ORDINALS: WordList = WordList(include_str!("../../data/note-screen/ordinals.txt"));

/// Modifiers and group codes of two letters, in capitals.
pub(super) const MODIFIERS: WordList = WordList(include_str!("../../data/note-screen/modifiers.txt"));

/// Words with which sentences of a note begin. Any other capitalized word may be a name.
pub(super) const OPENERS: WordList = WordList(include_str!("../../data/note-screen/openers.txt"));

/// Capitalized words of the field that are not names.
pub(super) const TERMS: WordList = WordList(include_str!("../../data/note-screen/terms.txt"));

/// First names and surnames that are common in the United States and are not words of the field.
pub(super) const NAMES: WordList = WordList(include_str!("../../data/note-screen/names.txt"));

/// Words between the parts of a date.
pub(super) const ARTICLES: WordList = WordList(include_str!("../../data/note-screen/articles.txt"));

/// Words that give an age if [`AGED`] follows.
pub(super) const YEARS: WordList = WordList(include_str!("../../data/note-screen/years.txt"));

/// Group codes, which come before a reason.
pub(super) const GROUPS: WordList = WordList(include_str!("../../data/note-screen/groups.txt"));

/// Words before a modifier.
pub(super) const MODIFIER_WORDS: WordList =
    WordList(include_str!("../../data/note-screen/modifier-words.txt"));

/// Words that turn a number into an age.
pub(super) const AGES: WordList = WordList(include_str!("../../data/note-screen/ages.txt"));

/// Words that follow [`YEARS`] in an age.
pub(super) const AGED: WordList = WordList(include_str!("../../data/note-screen/aged.txt"));
