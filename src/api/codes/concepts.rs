//! What the words of a search mean.

use super::contrast::words_of_search;
use super::synonyms::{SYNONYMS, Synonym, is_filler, stem};
use crate::vocabulary::HcpcsCode;

/// What a part of a search means: a word, or a term with its synonyms.
#[derive(PartialEq, Eq)]
pub(crate) struct Concept {
    /// The words in any of these forms.
    pub(super) phrases: Vec<Vec<SearchWord>>,
    /// The codes that the term names, the most billed first.
    codes: &'static [HcpcsCode],
}

/// The parts of a search, each once. The longest terms with synonyms are found first. `correct` returns another spelling of a word
/// that no code has.
pub(crate) fn concepts(text: &str, correct: impl Fn(&str) -> Option<String>) -> Vec<Concept> {
    let words = words_of_search(text).into_iter().filter(|word| !is_filler(word));
    let words: Vec<SearchWord> = words.map(|word| SearchWord::new(&correct(&word).unwrap_or(word))).collect();
    let mut concepts: Vec<Concept> = Vec::new();
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        let synonym = SYNONYMS.iter().find(|synonym| begins_with(rest, &synonym.stems));
        let concept = match synonym {
            Some(synonym) => {
                rest = rest.get(synonym.term.len()..).unwrap_or_default();
                Concept::of_synonym(synonym)
            }
            None => {
                let number = NUMBERS.iter().find(|(digits, _)| *digits == word.text).map(|(_, word)| *word);
                let forms = [Some(word.text.as_str()), number].into_iter().flatten();
                let phrases = forms.map(|form| vec![SearchWord::new(form)]).collect();
                rest = after;
                Concept { phrases, codes: &[] }
            }
        };
        if !concepts.contains(&concept) {
            concepts.push(concept);
        }
    }
    concepts
}

/// Numbers that our explanations write as words.
const NUMBERS: [(&str, &str); 8] = [
    ("1", "one"),
    ("2", "two"),
    ("3", "three"),
    ("4", "four"),
    ("5", "five"),
    ("6", "six"),
    ("10", "ten"),
    ("15", "fifteen"),
];

/// Whether words begin with a term, in these or other forms and in any order.
fn begins_with(words: &[SearchWord], stems: &[String]) -> bool {
    let Some(first) = words.get(..stems.len()) else { return false };
    let mut left: Vec<&String> = stems.iter().collect();
    first.iter().all(|word| {
        let found = left.iter().position(|wanted| **wanted == word.stem);
        found.map(|at| left.swap_remove(at)).is_some()
    })
}

impl Concept {
    fn of_synonym(synonym: &'static Synonym) -> Self {
        let all = std::iter::once(&synonym.term).chain(&synonym.phrases);
        let phrases = all.map(|words| words.iter().map(|word| SearchWord::new(word)).collect());
        Self { phrases: phrases.collect(), codes: &synonym.codes }
    }

    /// The codes that the search names: those of the term, the most billed first, and a code that it is.
    pub(super) fn named(&self) -> impl Iterator<Item = (HcpcsCode, u32)> {
        /// More than any text can score.
        const NAMED: u32 = 1_000;
        /// More than the scores of a word of two texts can differ, so that the order of the codes stays.
        const STEP: usize = 50;
        let of_term = self.codes.iter().copied().zip((0..=NAMED).rev().step_by(STEP));
        let words = self.phrases.iter().filter_map(|phrase| match phrase.as_slice() {
            [word] => word.text.to_uppercase().parse().ok(),
            _ => None,
        });
        words.filter(|code| !self.codes.contains(code)).map(|code| (code, NAMED)).chain(of_term)
    }
}

/// A word to search for, in lower case.
#[derive(PartialEq, Eq)]
pub(super) struct SearchWord {
    pub(super) text: String,
    /// The stem of the word, such as `biopsi` for `biopsies` and for `biopsy`.
    pub(super) stem: String,
}

impl SearchWord {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), stem: stem(text).into_owned() }
    }
}
