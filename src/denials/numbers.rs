//! What the numbers and codes of a note are: of the field, as its lists or a word beside them tell, or anybody's.

use super::closed_lists::ClosedLists;
use super::modifiers::billed_modifier;
use super::screen::{Atom, Kind, Sign};
use super::words::{AGES, FILLERS, GROUPS, MODIFIER_WORDS, NUMBER_WORDS};
use crate::vocabulary::{Carc, HcpcsCode, Rarc};

/// The most numbers and codes of a note, so that none is told bit by bit.
const MOST_NUMBERS: usize = 8;
/// The most digits of a note that are nothing of the field's: half a social security number.
const MOST_DIGITS: usize = 4;
/// The most numbers that only a word beside them makes the field's.
const MOST_NAMED: usize = 3;
/// The highest number of a reason code, with room for new ones.
const LAST_REASON: u32 = 320;

/// What a number or code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// A code of a list.
    Listed,
    /// What stands beside it says that it is a modifier, a reason, an amount or a diagnosis.
    Named,
    /// A year of this century.
    Year,
    /// Letters and digits of no list.
    Odd,
    /// Any other number.
    Number,
    /// A number in words.
    Spoken,
}

/// A number or code of a note.
#[derive(Clone, Copy)]
struct Read<'a> {
    atom: Atom<'a>,
    meaning: Meaning,
}

impl Read<'_> {
    /// How many digits could be anybody's.
    fn digits(&self) -> usize {
        match self.meaning {
            Meaning::Listed | Meaning::Named | Meaning::Year => 0,
            Meaning::Spoken => usize::from(!self.atom.text.eq_ignore_ascii_case("one")),
            Meaning::Odd | Meaning::Number => digits(&self.atom),
        }
    }

    fn is_open(&self) -> bool {
        !matches!(self.meaning, Meaning::Listed | Meaning::Named)
    }

    fn value(&self) -> Option<u32> {
        self.atom.text.parse().ok().filter(|_| self.meaning == Meaning::Number)
    }
}

fn digits(atom: &Atom<'_>) -> usize {
    atom.text.bytes().filter(u8::is_ascii_digit).count()
}

/// Every sign in the numbers and codes of a note.
pub(super) fn numbers(atoms: &[Atom<'_>], lists: &ClosedLists) -> Vec<Sign> {
    let words = read(atoms, lists);
    let all: Vec<Read<'_>> = words.iter().copied().filter_map(Result::ok).collect();
    let mut signs = runs(&words);
    signs.extend(all.get(MOST_NUMBERS).map(|read| read.atom.sign(Kind::Number)));
    signs.extend(too_many_digits(&all));
    let mut odd = all.iter().filter(|read| read.meaning == Meaning::Odd);
    signs.extend(odd.nth(1).map(|read| read.atom.sign(Kind::Number)));
    signs.extend(day_of_year(&all));
    let has_number = all.iter().any(|read| read.meaning == Meaning::Number);
    let of_age = atoms.iter().filter(|atom| has_number && atom.is(AGES));
    signs.extend(of_age.map(|atom| atom.sign(Kind::Person)));
    signs
}

/// Each word that parts no digits: what it is where it is a number or code, else itself.
fn read<'a>(atoms: &[Atom<'a>], lists: &ClosedLists) -> Vec<Result<Read<'a>, Atom<'a>>> {
    let mut read: Vec<Result<Read<'a>, Atom<'a>>> = Vec::with_capacity(atoms.len());
    let mut named = 0;
    for atom in atoms.iter().filter(|atom| !atom.is(FILLERS)) {
        if !atom.counts() {
            read.push(Err(*atom));
            continue;
        }
        let mut meaning = meaning(atom, &read, lists);
        named += usize::from(meaning == Meaning::Named);
        if meaning == Meaning::Named && named > MOST_NAMED {
            meaning = Meaning::Number;
        }
        read.push(Ok(Read { atom: *atom, meaning }));
    }
    read
}

fn meaning(atom: &Atom<'_>, before: &[Result<Read<'_>, Atom<'_>>], lists: &ClosedLists) -> Meaning {
    let text = atom.text;
    if atom.is(NUMBER_WORDS) {
        return Meaning::Spoken;
    }
    if !atom.is_number() {
        let is_listed = is_listed(text, lists);
        return if is_listed { Meaning::Listed } else { odd(text) };
    }
    let code = text.parse::<HcpcsCode>().ok();
    if code.is_some_and(|code| lists.services.list(code)) {
        return Meaning::Listed;
    }
    match text.len() {
        4 => Meaning::Year,
        1..=3 if is_named(atom, before) => Meaning::Named,
        _ => Meaning::Number,
    }
}

/// Letters and digits: the head of a diagnosis, an ordinal, or of no list.
fn odd(text: &str) -> Meaning {
    let shape: String = text.chars().map(|one| if one.is_ascii_digit() { '9' } else { 'a' }).collect();
    match shape.as_str() {
        "a99" | "a9a" => Meaning::Named,
        "9aa" | "99aa" => Meaning::Number,
        _ => Meaning::Odd,
    }
}

/// A code of a list, or a transaction.
fn is_listed(text: &str, lists: &ClosedLists) -> bool {
    let reason = |text: &str| text.parse::<Carc>().is_ok_and(|carc| lists.reasons.get(carc).is_some());
    let of_group = text.split_at_checked(2).is_some_and(|(group, carc)| GROUPS.have(group) && reason(carc));
    let transactions = ["837P", "837I", "837D", "276A"];
    of_group
        || billed_modifier(text).is_ok()
        || lists.services.read(text).is_ok()
        || reason(text)
        || text.parse::<Rarc>().is_ok_and(|rarc| lists.remarks.contains(&rarc))
        || transactions.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// Whether what stands before a short number says that it is the field's; of amounts the first alone is.
fn is_named(atom: &Atom<'_>, before: &[Result<Read<'_>, Atom<'_>>]) -> bool {
    if atom.gap.contains('$') {
        return !before.iter().flatten().any(|read| read.atom.gap.contains('$'));
    }
    let is_modifier = billed_modifier(atom.text).is_ok();
    let is_reason = atom.text.parse().is_ok_and(|number: u32| number <= LAST_REASON);
    match before.last() {
        Some(Ok(read)) => match read.meaning {
            Meaning::Listed => is_modifier,
            // The cents of an amount, the rest of a diagnosis, a further modifier.
            Meaning::Named => atom.gap == "." || is_modifier,
            Meaning::Year | Meaning::Odd | Meaning::Number | Meaning::Spoken => false,
        },
        Some(Err(word)) => is_modifier && word.is(MODIFIER_WORDS) || is_reason && word.is(GROUPS),
        None => false,
    }
}

/// Numbers beside one another that are more than two short ones.
fn runs(words: &[Result<Read<'_>, Atom<'_>>]) -> Vec<Sign> {
    let runs = words.chunk_by(|one, other| open(one).is_some() == open(other).is_some());
    let runs = runs.map(|run| run.iter().filter_map(open).collect::<Vec<_>>());
    let runs = runs.filter(|run| !is_plain_run(run));
    runs.filter_map(|run| run.first().map(|read| read.atom.sign(Kind::Number))).collect()
}

/// A number that is neither of a list nor named.
fn open<'a>(word: &Result<Read<'a>, Atom<'a>>) -> Option<Read<'a>> {
    word.as_ref().ok().copied().filter(Read::is_open)
}

fn is_plain_run(run: &[Read<'_>]) -> bool {
    match run {
        [_] | [] => true,
        [one, other] => {
            let is_long = one.atom.is_number() && one.atom.text.len() > 3;
            digits(&one.atom) + digits(&other.atom) < 6 && !is_long
        }
        [_, _, _, ..] => false,
    }
}

/// Where the digits of a note are more than anybody's number may have of them.
fn too_many_digits(all: &[Read<'_>]) -> Option<Sign> {
    let mut seen = 0;
    let too_many = all.iter().find(|read| {
        seen += read.digits();
        seen > MOST_DIGITS
    });
    too_many.map(|read| read.atom.sign(Kind::Number))
}

/// A year with what could be a month and a day, wherever they stand.
fn day_of_year(all: &[Read<'_>]) -> Option<Sign> {
    let year = all.iter().find(|read| read.meaning == Meaning::Year)?;
    let short: Vec<u32> = all.iter().filter_map(Read::value).filter(|number| *number <= 31).collect();
    let is_date = short.len() > 1 && short.iter().any(|number| *number <= 12);
    is_date.then(|| year.atom.sign(Kind::Number))
}
