//! The words that billers use for codes, beside those of our explanations.

use crate::vocabulary::HcpcsCode;
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::sync::LazyLock;

/// A term of `data/search/synonyms.csv`.
pub(crate) struct Synonym {
    /// The term as the file has it.
    text: &'static str,
    /// Its words.
    pub(crate) term: Vec<String>,
    /// The stems of its words.
    pub(crate) stems: Vec<String>,
    /// Other words for it.
    pub(crate) phrases: Vec<Vec<String>>,
    /// The codes that it names, the most billed first.
    pub(crate) codes: Vec<HcpcsCode>,
}

const FILE: &str = include_str!("../../../data/search/synonyms.csv");

/// Every synonym, those with the most words first.
pub(crate) static SYNONYMS: LazyLock<Vec<Synonym>> = LazyLock::new(|| {
    let mut synonyms: Vec<Synonym> = FILE.lines().skip(1).filter_map(synonym).collect();
    synonyms.sort_by_key(|synonym| std::cmp::Reverse(synonym.term.len()));
    synonyms
});

/// Reads a line of the file. A test reads the file too, and fails if a line has another form.
fn synonym(line: &'static str) -> Option<Synonym> {
    let (text, rest) = line.split_once(',')?;
    let (phrases, codes) = rest.split_once(',')?;
    let phrases = phrases.split(';').map(words_of).filter(|phrase| !phrase.is_empty());
    let codes = codes.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
    let mut term = words_of(text);
    term.retain(|word| !is_filler(word));
    let stems = term.iter().map(|word| stem(word).into_owned()).collect();
    Some(Synonym { text, term, stems, phrases: phrases.collect(), codes })
}

/// Words that say nothing about a service.
const FILLERS: [&str; 21] = [
    "a", "an", "and", "at", "by", "code", "codes", "cpt", "for", "from", "hcpcs", "in", "is", "of", "on",
    "or", "so", "the", "to", "what", "with",
];

/// Whether the word says nothing about a service. Searches and terms are read without such words.
pub(crate) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// What billers call a code: the terms that name it, those that name the fewest codes first.
pub(crate) fn terms_of(hcpcs: HcpcsCode) -> Vec<&'static str> {
    const MOST: usize = 3;
    let mut naming: Vec<&Synonym> =
        SYNONYMS.iter().filter(|synonym| synonym.codes.contains(&hcpcs)).collect();
    naming.sort_by_key(|synonym| (synonym.codes.len(), synonym.text));
    naming.into_iter().take(MOST).map(|synonym| synonym.text).collect()
}

/// The stem of an English word, such as `biopsi` for `biopsies` and for `biopsy`.
pub(crate) fn stem(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::English).stem(word)
}

/// The words of a text, in lower case. Signs count as spaces.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let parts = lower.split(|one: char| !one.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_a_synonym() {
        assert_eq!(FILE.lines().next(), Some("term,words,codes"));
        for line in FILE.lines().skip(1) {
            let synonym = synonym(line).unwrap_or_else(|| panic!("{line:?} is not term,words,codes"));
            let (term, _) = line.split_once(',').unwrap();
            assert_eq!(term.to_lowercase(), term, "a term is in lower case");
            assert!(!synonym.term.is_empty(), "{line}");
            assert!(!synonym.phrases.is_empty() || !synonym.codes.is_empty(), "{line} says nothing");
        }
    }

    #[test]
    fn no_term_is_listed_twice() {
        // The order of words does not matter.
        let sorted = |synonym: &Synonym| {
            let mut words = synonym.term.clone();
            words.sort();
            words.join(" ")
        };
        let mut terms: Vec<String> = SYNONYMS.iter().map(sorted).collect();
        terms.sort();
        let all = terms.len();
        terms.dedup();
        assert_eq!(terms.len(), all);
    }
}
