//! What in a note could tell of a patient: numbers, names, words about persons, addresses.
//!
//! The screen errs on the side of refusing: a biller can write the note in other words, nobody can take back a name.

use super::closed_lists::ClosedLists;
use super::numbers::numbers;
use super::words::{
    AGED, ARTICLES, MODIFIERS, MONTHS, NAMES, NUMBER_WORDS, OPENERS, ORDINALS, PERSONS, TERMS, WEB, Words,
    YEARS,
};
use std::fmt;

/// One thing in a note that could tell of a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    kind: Kind,
    /// The word that it begins at, from 1.
    word: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Spelled,
    Name,
    Person,
    Address,
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seen = match self.kind {
            Kind::Number => "begins what could be an identifier, a telephone number or a date",
            Kind::Spelled => "begins what is spelled letter by letter",
            Kind::Name => "could be a person's name (if not, write it small)",
            Kind::Person => "speaks of a person",
            Kind::Address => "is part of an e-mail or web address",
        };
        write!(f, "word {} {seen}", self.word)
    }
}

/// A run of letters and digits.
#[derive(Clone, Copy)]
pub(super) struct Atom<'a> {
    pub(super) text: &'a str,
    /// What stands between the atom before and this one; nothing before the first.
    pub(super) gap: &'a str,
    /// The word it is of, from 1.
    word: usize,
}

impl Atom<'_> {
    pub(super) fn is(&self, words: Words) -> bool {
        words.have(self.text)
    }

    pub(super) fn is_number(&self) -> bool {
        self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a number or code, in digits or in words.
    pub(super) fn counts(&self) -> bool {
        self.has_digit() || self.is(NUMBER_WORDS)
    }

    fn begins_sentence(&self) -> bool {
        self.gap.is_empty() || self.gap.contains(['.', '!', '?', ':', ';'])
    }

    pub(super) const fn sign(&self, kind: Kind) -> Sign {
        Sign { kind, word: self.word }
    }
}

fn atoms(note: &str) -> Vec<Atom<'_>> {
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

/// Everything in a note of plain characters that could tell of a patient, in its order.
pub(super) fn signs(note: &str, lists: &ClosedLists) -> Vec<Sign> {
    let atoms = atoms(note);
    let mut signs: Vec<Sign> = atoms.iter().filter_map(alone).collect();
    signs.extend(addresses(note));
    signs.extend(names(&atoms));
    signs.extend(numbers(&atoms, lists));
    signs.extend(spelled(&atoms));
    signs.extend(dates_and_ages(&atoms));
    signs.sort_by_key(|sign| sign.word);
    signs.dedup();
    signs
}

/// What is a sign whatever stands beside it.
fn alone(atom: &Atom<'_>) -> Option<Sign> {
    if atom.is(PERSONS) {
        return Some(atom.sign(Kind::Person));
    }
    if atom.is(NAMES) {
        return Some(atom.sign(Kind::Name));
    }
    if atom.is(WEB) {
        return Some(atom.sign(Kind::Address));
    }
    (atom.has_digit() && !is_plain_number(atom.text) && !is_code(atom.text)).then(|| atom.sign(Kind::Number))
}

fn addresses(note: &str) -> Vec<Sign> {
    let suspicious = |word: &str| word.contains('@') || word.contains("://") || word.contains('\\');
    let words = note.split(' ').enumerate().filter(|(_, word)| suspicious(word));
    words.map(|(place, _)| Sign { kind: Kind::Address, word: place + 1 }).collect()
}

/// Up to three digits, a code's five, or a year of this century.
fn is_plain_number(text: &str) -> bool {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits
        && (matches!(text.len(), 1..=3 | 5)
            || text.len() == 4 && matches!(text.get(..3), Some("201" | "202" | "203")))
}

/// A code of the field's own that mixes letters and digits: of HCPCS, a modifier, a CARC with or without its group, a RARC, the
/// head of a diagnosis, a transaction, an ordinal.
fn is_code(text: &str) -> bool {
    let shape: String = text.chars().map(|one| if one.is_ascii_digit() { '9' } else { 'a' }).collect();
    let upper = text.to_ascii_uppercase();
    match shape.as_str() {
        "a9999" | "9999a" | "a9" | "9a" | "a99" | "a9a" | "a999" | "aa99" => true,
        "aa999" | "aa9" => ["MA", "CO", "PR", "OA", "PI", "CR"].iter().any(|known| upper.starts_with(known)),
        "999a" => ["837P", "837I", "837D", "276A"].contains(&upper.as_str()),
        "9aa" | "99aa" => ["ST", "ND", "RD", "TH"].iter().any(|ending| upper.ends_with(ending)),
        _ => false,
    }
}

/// Letters one by one, with digits among them or not.
fn spelled(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let is_single = |atom: &Atom<'_>| atom.text.len() == 1;
    let runs = atoms.chunk_by(|one, other| is_single(one) == is_single(other));
    let runs = runs.filter(|run| run.len() > 2 && run.iter().all(is_single));
    runs.filter_map(|run| run.first().map(|atom| atom.sign(Kind::Spelled))).collect()
}

/// Words with a capital that is neither a term's nor a usual sentence's.
fn names(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let is_name = |atom: &&Atom<'_>| {
        let capitals = atom.text.bytes().filter(u8::is_ascii_uppercase).count();
        let has_first_capital = capitals == 1 && atom.text.starts_with(|one: char| one.is_ascii_uppercase());
        let opens = has_first_capital && atom.begins_sentence() && atom.is(OPENERS);
        let is_term = atom.is(TERMS) || MODIFIERS.have_exactly(atom.text) || atom.text.len() == 1;
        capitals > 0 && !atom.has_digit() && !is_term && !opens
    };
    atoms.iter().filter(is_name).map(|atom| atom.sign(Kind::Name)).collect()
}

/// A day of a month, in words or with a slash, and how old somebody is.
fn dates_and_ages(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let said: Vec<_> = atoms.iter().filter(|atom| !atom.is(ARTICLES)).collect();
    let pairs = said.iter().zip(said.iter().skip(1));
    let seen = pairs.filter_map(|(one, next)| {
        let is_day = |atom: &Atom<'_>| atom.counts() || atom.is(ORDINALS);
        let is_slashed = next.gap == "/" && one.is_number() && next.is_number();
        let is_date = one.is(MONTHS) && is_day(next) || is_day(one) && next.is(MONTHS) || is_slashed;
        let is_age = one.is(YEARS) && next.is(AGED);
        match (is_date, is_age) {
            (true, _) => Some(one.sign(Kind::Number)),
            (false, true) => Some(one.sign(Kind::Person)),
            (false, false) => None,
        }
    });
    seen.collect()
}
