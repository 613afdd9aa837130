//! The numbers and codes of a note: those of the field, by its lists or by the word before them, and all others.

use super::atoms::{Atom, Sign, SignKind};
use super::closed_lists::ClosedLists;
use super::modifiers::billed_modifier;
use super::words::{AGES, FILLERS, GROUPS, MODIFIER_WORDS, NUMBER_WORDS};
use crate::vocabulary::{Carc, HcpcsCode, Rarc};

/// The most numbers and codes of a note, so that none can be given in pieces.
const MOST_NUMBERS: usize = 8;
/// The most digits of a note that are not from the field: half a social security number.
const MOST_DIGITS: usize = 4;
/// The most numbers that are from the field only because of the word before them.
const MOST_NAMED: usize = 3;
/// The highest number of a reason code, with room for new codes.
const LAST_REASON: u32 = 320;

/// What a number or code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NumberMeaning {
    /// A code from a list.
    Listed,
    /// A modifier, reason, amount or diagnosis, because of what comes before it.
    Named,
    /// A year of this century.
    Year,
    /// Letters and digits that are in no list.
    Odd,
    /// Any other number.
    Number,
    /// A number in words.
    Spoken,
}

/// A number or code of a note.
#[derive(Clone, Copy)]
struct NoteNumber<'a> {
    atom: Atom<'a>,
    meaning: NumberMeaning,
}

impl NoteNumber<'_> {
    /// How many of its digits could identify somebody.
    fn unknown_digits(&self) -> usize {
        match self.meaning {
            NumberMeaning::Listed | NumberMeaning::Named | NumberMeaning::Year => 0,
            NumberMeaning::Spoken => usize::from(!self.atom.text.eq_ignore_ascii_case("one")),
            NumberMeaning::Odd | NumberMeaning::Number => count_digits(&self.atom),
        }
    }

    /// Whether it is neither in a list nor named.
    fn is_unexplained(&self) -> bool {
        !matches!(self.meaning, NumberMeaning::Listed | NumberMeaning::Named)
    }

    fn value(&self) -> Option<u32> {
        self.atom.text.parse().ok().filter(|_| self.meaning == NumberMeaning::Number)
    }
}

fn count_digits(atom: &Atom<'_>) -> usize {
    atom.text.bytes().filter(u8::is_ascii_digit).count()
}

/// Every sign in the numbers and codes of a note.
pub(super) fn number_signs(atoms: &[Atom<'_>], lists: &ClosedLists) -> Vec<Sign> {
    let words = classify_words(atoms, lists);
    let all: Vec<NoteNumber<'_>> = words.iter().copied().filter_map(Result::ok).collect();
    let mut signs = runs(&words);
    signs.extend(all.get(MOST_NUMBERS).map(|number| number.atom.sign(SignKind::Number)));
    signs.extend(too_many_digits(&all));
    let mut odd = all.iter().filter(|number| number.meaning == NumberMeaning::Odd);
    signs.extend(odd.nth(1).map(|number| number.atom.sign(SignKind::Number)));
    signs.extend(day_of_year(&all));
    let has_number = all.iter().any(|number| number.meaning == NumberMeaning::Number);
    let ages = atoms.iter().filter(|atom| has_number && atom.is(AGES));
    signs.extend(ages.map(|atom| atom.sign(SignKind::Person)));
    signs
}

/// Each word, except those that only separate digits: a number or code with its meaning, or the word itself.
fn classify_words<'a>(atoms: &[Atom<'a>], lists: &ClosedLists) -> Vec<Result<NoteNumber<'a>, Atom<'a>>> {
    let mut words: Vec<Result<NoteNumber<'a>, Atom<'a>>> = Vec::with_capacity(atoms.len());
    let mut named = 0;
    for atom in atoms.iter().filter(|atom| !atom.is(FILLERS)) {
        if !atom.is_number_or_code() {
            words.push(Err(*atom));
            continue;
        }
        let mut meaning = meaning(atom, &words, lists);
        named += usize::from(meaning == NumberMeaning::Named);
        if meaning == NumberMeaning::Named && named > MOST_NAMED {
            meaning = NumberMeaning::Number;
        }
        words.push(Ok(NoteNumber { atom: *atom, meaning }));
    }
    words
}

fn meaning(
    atom: &Atom<'_>,
    before: &[Result<NoteNumber<'_>, Atom<'_>>],
    lists: &ClosedLists,
) -> NumberMeaning {
    let text = atom.text;
    if atom.is(NUMBER_WORDS) {
        return NumberMeaning::Spoken;
    }
    if !atom.is_number() {
        let is_listed = is_listed(text, lists);
        return if is_listed { NumberMeaning::Listed } else { odd(text) };
    }
    let code = text.parse::<HcpcsCode>().ok();
    if code.is_some_and(|code| lists.services.has_listed(code)) {
        return NumberMeaning::Listed;
    }
    match text.len() {
        4 => NumberMeaning::Year,
        1..=3 if is_named(atom, before) => NumberMeaning::Named,
        _ => NumberMeaning::Number,
    }
}

/// The meaning of letters and digits: the beginning of a diagnosis, an ordinal, or nothing known.
fn odd(text: &str) -> NumberMeaning {
    let shape: String = text.chars().map(|one| if one.is_ascii_digit() { '9' } else { 'a' }).collect();
    match shape.as_str() {
        "a99" | "a9a" => NumberMeaning::Named,
        "9aa" | "99aa" => NumberMeaning::Number,
        _ => NumberMeaning::Odd,
    }
}

/// Whether a text is a code of a list, or a transaction. Reasons and remarks without a meaning of ours are left out: there
/// are so many that most short numbers are among them.
fn is_listed(text: &str, lists: &ClosedLists) -> bool {
    let reason = |text: &str| text.parse::<Carc>().is_ok_and(|carc| lists.reasons.has_words(carc));
    let of_group = text.split_at_checked(2).is_some_and(|(group, carc)| GROUPS.has(group) && reason(carc));
    let transactions = ["837P", "837I", "837D", "276A"];
    of_group
        || billed_modifier(text).is_ok()
        || lists.services.parse_code(text).is_ok()
        || reason(text)
        || text.parse::<Rarc>().is_ok_and(|rarc| lists.remarks.contains(&rarc))
        || transactions.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Whether a short number is from the field because of what comes before it. Only the first amount of a note is.
fn is_named(atom: &Atom<'_>, before: &[Result<NoteNumber<'_>, Atom<'_>>]) -> bool {
    if atom.gap.contains('$') {
        return !before.iter().flatten().any(|number| number.atom.gap.contains('$'));
    }
    let is_modifier = billed_modifier(atom.text).is_ok();
    let is_reason = atom.text.parse().is_ok_and(|number: u32| number <= LAST_REASON);
    match before.last() {
        Some(Ok(number)) => match number.meaning {
            NumberMeaning::Listed => is_modifier,
            // The cents of an amount, the rest of a diagnosis, a further modifier.
            NumberMeaning::Named => atom.gap == "." || is_modifier,
            NumberMeaning::Year | NumberMeaning::Odd | NumberMeaning::Number | NumberMeaning::Spoken => false,
        },
        Some(Err(word)) => is_modifier && word.is(MODIFIER_WORDS) || is_reason && word.is(GROUPS),
        None => false,
    }
}

/// Adjacent unexplained numbers that are more than two short ones.
fn runs(words: &[Result<NoteNumber<'_>, Atom<'_>>]) -> Vec<Sign> {
    let runs = words.chunk_by(|one, other| unexplained(one).is_some() == unexplained(other).is_some());
    let runs = runs.map(|run| run.iter().filter_map(unexplained).collect::<Vec<_>>());
    let runs = runs.filter(|run| !is_plain_run(run));
    runs.filter_map(|run| run.first().map(|number| number.atom.sign(SignKind::Number))).collect()
}

/// The number, if it is neither in a list nor named.
fn unexplained<'a>(word: &Result<NoteNumber<'a>, Atom<'a>>) -> Option<NoteNumber<'a>> {
    word.as_ref().ok().copied().filter(NoteNumber::is_unexplained)
}

fn is_plain_run(run: &[NoteNumber<'_>]) -> bool {
    match run {
        [_] | [] => true,
        [one, other] => {
            let is_long = one.atom.is_number() && one.atom.text.len() > 3;
            count_digits(&one.atom) + count_digits(&other.atom) < 6 && !is_long
        }
        [_, _, _, ..] => false,
    }
}

/// The number with which a note exceeds [`MOST_DIGITS`].
fn too_many_digits(all: &[NoteNumber<'_>]) -> Option<Sign> {
    let mut seen = 0;
    let too_many = all.iter().find(|number| {
        seen += number.unknown_digits();
        seen > MOST_DIGITS
    });
    too_many.map(|number| number.atom.sign(SignKind::Number))
}

/// A year, if the note also has what could be its month and day.
fn day_of_year(all: &[NoteNumber<'_>]) -> Option<Sign> {
    let year = all.iter().find(|number| number.meaning == NumberMeaning::Year)?;
    let short: Vec<u32> = all.iter().filter_map(NoteNumber::value).filter(|number| *number <= 31).collect();
    let is_date = short.len() > 1 && short.iter().any(|number| *number <= 12);
    is_date.then(|| year.atom.sign(SignKind::Number))
}
