//! The screen of notes. It finds signs of a patient: numbers, names, words about persons, addresses.
//!
//! The screen errs on the side of refusing. A biller can write the note in other words, but nobody can take back a name.

use super::atoms::{Atom, Sign, SignKind, split_atoms};
use super::closed_lists::ClosedLists;
use super::numbers::number_signs;
use super::words::{AGED, ARTICLES, MODIFIERS, MONTHS, NAMES, OPENERS, ORDINALS, PERSONS, TERMS, WEB, YEARS};

/// Every sign in a note of plain characters, in order.
pub(super) fn signs(note: &str, lists: &ClosedLists) -> Vec<Sign> {
    let atoms = split_atoms(note);
    let mut signs: Vec<Sign> = atoms.iter().filter_map(sign_of_one).collect();
    signs.extend(addresses(note));
    signs.extend(names(&atoms));
    signs.extend(number_signs(&atoms, lists));
    signs.extend(spelled(&atoms));
    signs.extend(dates_and_ages(&atoms));
    signs.sort_by_key(|sign| sign.word);
    signs.dedup();
    signs
}

/// The sign of an atom that is one in any context.
fn sign_of_one(atom: &Atom<'_>) -> Option<Sign> {
    if atom.is(PERSONS) {
        return Some(atom.sign(SignKind::Person));
    }
    if atom.is(NAMES) {
        return Some(atom.sign(SignKind::Name));
    }
    if atom.is(WEB) {
        return Some(atom.sign(SignKind::Address));
    }
    (atom.has_digit() && !is_plain_number(atom.text) && !is_code(atom.text))
        .then(|| atom.sign(SignKind::Number))
}

fn addresses(note: &str) -> Vec<Sign> {
    let suspicious = |word: &str| word.contains('@') || word.contains("://") || word.contains('\\');
    let words = note.split(' ').enumerate().filter(|(_, word)| suspicious(word));
    words.map(|(index, _)| Sign { kind: SignKind::Address, word: index + 1 }).collect()
}

/// Whether a number has up to three digits, the five of a code, or is a year of this century.
fn is_plain_number(text: &str) -> bool {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    is_digits
        && (matches!(text.len(), 1..=3 | 5)
            || text.len() == 4 && matches!(text.get(..3), Some("201" | "202" | "203")))
}

/// Whether a text has the form of a code with letters and digits: HCPCS, a modifier, a CARC with or without its group, a
/// RARC, the beginning of a diagnosis, a transaction, an ordinal.
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

/// Words that are spelled letter by letter, with or without digits.
fn spelled(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let is_single = |atom: &Atom<'_>| atom.text.len() == 1;
    let runs = atoms.chunk_by(|one, other| is_single(one) == is_single(other));
    let runs = runs.filter(|run| run.len() > 2 && run.iter().all(is_single));
    runs.filter_map(|run| run.first().map(|atom| atom.sign(SignKind::Spelled))).collect()
}

/// Capitalized words that are no terms and do not begin a sentence.
fn names(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let is_name = |atom: &&Atom<'_>| {
        let capitals = atom.text.bytes().filter(u8::is_ascii_uppercase).count();
        let has_first_capital = capitals == 1 && atom.text.starts_with(|one: char| one.is_ascii_uppercase());
        let opens = has_first_capital && atom.begins_sentence() && atom.is(OPENERS);
        let is_term = atom.is(TERMS) || MODIFIERS.has_exactly(atom.text) || atom.text.len() == 1;
        capitals > 0 && !atom.has_digit() && !is_term && !opens
    };
    atoms.iter().filter(is_name).map(|atom| atom.sign(SignKind::Name)).collect()
}

/// Days of a month, in words or with a slash, and ages.
fn dates_and_ages(atoms: &[Atom<'_>]) -> Vec<Sign> {
    let said: Vec<_> = atoms.iter().filter(|atom| !atom.is(ARTICLES)).collect();
    let pairs = said.iter().zip(said.iter().skip(1));
    let seen = pairs.filter_map(|(one, next)| {
        let is_day = |atom: &Atom<'_>| atom.is_number_or_code() || atom.is(ORDINALS);
        let is_slashed = next.gap == "/" && one.is_number() && next.is_number();
        let is_date = one.is(MONTHS) && is_day(next) || is_day(one) && next.is(MONTHS) || is_slashed;
        let is_age = one.is(YEARS) && next.is(AGED);
        match (is_date, is_age) {
            (true, _) => Some(one.sign(SignKind::Number)),
            (false, true) => Some(one.sign(SignKind::Person)),
            (false, false) => None,
        }
    });
    seen.collect()
}
