//! What the words of a search mean, and how well a code's texts match them.

use super::synonyms::{SYNONYMS, Synonym, stem, words_of};
use crate::vocabulary::HcpcsCode;

/// Words that say nothing about a service.
const FILLERS: [&str; 16] =
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "so", "the", "to", "with"];

/// What a part of a search means: a word, or a term with its synonyms.
pub(crate) struct Concept {
    /// The words in any of these forms.
    phrases: Vec<Vec<SearchWord>>,
    /// The codes that the term names, the most billed first.
    codes: &'static [HcpcsCode],
}

/// The parts of a search. The longest terms with synonyms are found first.
pub(crate) fn concepts(text: &str) -> Vec<Concept> {
    let words: Vec<String> =
        words_of(text).into_iter().filter(|word| !FILLERS.contains(&word.as_str())).collect();
    let mut concepts = Vec::new();
    let mut rest = words.as_slice();
    while let Some((word, after)) = rest.split_first() {
        let synonym = SYNONYMS.iter().find(|synonym| begins_with(rest, &synonym.stems));
        match synonym {
            Some(synonym) => {
                concepts.push(Concept::of_synonym(synonym));
                rest = rest.get(synonym.term.len()..).unwrap_or_default();
            }
            None => {
                concepts.push(Concept { phrases: vec![vec![SearchWord::new(word)]], codes: &[] });
                rest = after;
            }
        }
    }
    concepts
}

/// Whether words begin with a term, in these or other forms.
fn begins_with(words: &[String], stems: &[String]) -> bool {
    let same = |(word, wanted): (&String, &String)| stem(word) == *wanted;
    words.len() >= stems.len() && words.iter().zip(stems).all(same)
}

impl Concept {
    fn of_synonym(synonym: &'static Synonym) -> Self {
        let all = std::iter::once(&synonym.term).chain(&synonym.phrases);
        let phrases = all.map(|words| words.iter().map(|word| SearchWord::new(word)).collect());
        Self { phrases: phrases.collect(), codes: &synonym.codes }
    }

    /// How well a code matches; `None` if it does not.
    pub(crate) fn score(&self, hcpcs: HcpcsCode, words: &[String]) -> Option<u32> {
        /// More than any text can score.
        const NAMED: u32 = 1_000;
        let position = self.codes.iter().position(|code| *code == hcpcs);
        let named = position.map(|position| NAMED.saturating_sub(u32::try_from(position).unwrap_or(NAMED)));
        let is_code =
            self.phrases.iter().any(|phrase| matches!(phrase.as_slice(), [word] if word.is_code(hcpcs)));
        let named = named.or(is_code.then_some(NAMED));
        let in_text = self.phrases.iter().filter_map(|phrase| phrase_score(phrase, words)).max();
        named.or(in_text)
    }
}

/// How well words match a phrase: the weakest of its words decides.
fn phrase_score(phrase: &[SearchWord], words: &[String]) -> Option<u32> {
    phrase.iter().map(|word| word.score(words)).min().flatten()
}

/// A word to search for, in lower case.
struct SearchWord {
    text: String,
    /// The stem of the word, such as `biopsi` for `biopsies` and for `biopsy`.
    stem: String,
}

impl SearchWord {
    fn new(text: &str) -> Self {
        Self { text: text.to_owned(), stem: stem(text).into_owned() }
    }

    fn is_code(&self, hcpcs: HcpcsCode) -> bool {
        self.text.eq_ignore_ascii_case(hcpcs.as_str())
    }

    /// How well the word matches the best of a text's words: the word in any form is better than a word that only begins with it,
    /// and an early word is better than a late one. `None` if none matches.
    fn score(&self, words: &[String]) -> Option<u32> {
        const SAME: u32 = 40;
        const BEGINNING: u32 = 20;
        const EARLY: u32 = 20;
        let of_word = |(position, word): (usize, &String)| {
            let is_same = *word == self.text || (self.shares_first_letters(word) && stem(word) == self.stem);
            let begins = word.starts_with(&self.text);
            let quality = if is_same { SAME } else { begins.then_some(BEGINNING)? };
            Some(quality + EARLY.saturating_sub(u32::try_from(position).unwrap_or(EARLY)))
        };
        words.iter().enumerate().filter_map(of_word).max()
    }

    /// Finding a stem is slow, and nearly all words differ in their first letters already.
    fn shares_first_letters(&self, word: &str) -> bool {
        const FIRST_LETTERS: usize = 3;
        self.stem.chars().zip(word.chars()).take(FIRST_LETTERS).all(|(one, other)| one == other)
    }
}
