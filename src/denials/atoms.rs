//! The atoms of a note: its runs of letters and digits; and the signs of a patient that the screen finds in them.

use super::words::{NUMBER_WORDS, WordList};
use std::fmt;

/// A sign of a patient in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    pub(super) kind: SignKind,
    /// The word where it begins, from 1.
    pub(super) word: usize,
}

/// What a sign may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignKind {
    Number,
    Spelled,
    Name,
    Person,
    Address,
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = match self.kind {
            SignKind::Number => "begins what could be an identifier, a telephone number or a date",
            SignKind::Spelled => "begins a word that is spelled letter by letter",
            SignKind::Name => "could be a person's name; if it is not, write it in lower case",
            SignKind::Person => "is about a person",
            SignKind::Address => "is part of an e-mail or web address",
        };
        write!(f, "word {} {seen}", self.word)
    }
}

/// A run of letters and digits.
#[derive(Clone, Copy)]
pub(super) struct Atom<'a> {
    pub(super) text: &'a str,
    /// The characters between the previous atom and this one; empty before the first.
    pub(super) gap: &'a str,
    /// The number of its word, from 1.
    word: usize,
}

impl Atom<'_> {
    /// Whether a list has its text.
    pub(super) fn is(&self, words: WordList) -> bool {
        words.has(self.text)
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a number or code, in digits or in words.
    pub(super) fn is_number_or_code(&self) -> bool {
        self.has_digit() || self.is(NUMBER_WORDS)
    }

    pub(super) fn begins_sentence(&self) -> bool {
        self.gap.is_empty() || self.gap.contains(['.', '!', '?', ':', ';'])
    }

    pub(super) const fn sign(&self, kind: SignKind) -> Sign {
        Sign { kind, word: self.word }
    }
}

/// Splits a note into its atoms.
pub(super) fn split_atoms(note: &str) -> Vec<Atom<'_>> {
    let mut atoms = Vec::new();
    let (mut rest, mut word) = (note, 1);
    while let Some(start) = rest.find(|one: char| one.is_ascii_alphanumeric()) {
        let (gap, from) = rest.split_at(start);
        let end = from.find(|one: char| !one.is_ascii_alphanumeric()).unwrap_or(from.len());
        let (text, after) = from.split_at(end);
        word += gap.matches(' ').count();
        atoms.push(Atom { text, gap: if atoms.is_empty() { "" } else { gap }, word });
        rest = after;
    }
    atoms
}
