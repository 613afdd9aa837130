//! The words of the texts of codes, so that a search reads only the codes that have them.

use super::concepts::{Concept, SearchWord};
use super::contrast::contrast_of;
use super::spelling::is_near;
use super::synonyms::{SYNONYMS, stem, words_of};
use crate::schedule::{RateRelease, Release, Schedule};
use crate::vocabulary::{HcpcsCode, RateRow};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The schedule in memory, with an index of the words of each release.
#[derive(Default)]
pub(crate) struct SearchableSchedule {
    schedule: Arc<Schedule>,
    /// One for each release, in the same order.
    words: Vec<WordIndex>,
    /// The codes of every release of every schedule, in order.
    codes: Vec<HcpcsCode>,
}

impl SearchableSchedule {
    pub(crate) fn new(schedule: Arc<Schedule>) -> Self {
        let codes = listed_codes(&schedule);
        let words =
            schedule.releases().iter().map(|release| WordIndex::of(&schedule, release, &codes)).collect();
        Self { schedule, words, codes: codes.into_iter().collect() }
    }

    pub(crate) fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The codes of all schedules from a text on, in order.
    pub(super) fn codes_from(&self, text: &str) -> impl Iterator<Item = HcpcsCode> {
        let begin = self.codes.partition_point(|code| code.as_str() < text);
        self.codes.get(begin..).unwrap_or_default().iter().copied()
    }

    /// The words of one of its releases.
    pub(super) fn words_of(&self, release: &Release) -> Option<&WordIndex> {
        let releases = self.schedule.releases().iter();
        releases.zip(&self.words).find(|(other, _)| std::ptr::eq(*other, release)).map(|(_, words)| words)
    }
}

/// The words of a release's explanations and descriptors.
pub(crate) struct WordIndex {
    /// Sorted by word.
    words: Vec<IndexedWord>,
    /// The words by their stem.
    by_stem: BTreeMap<String, Vec<usize>>,
}

/// A word, and the codes that have it in their texts.
struct IndexedWord {
    word: String,
    /// Each code with the first position of the word in its texts.
    found: Vec<(HcpcsCode, u32)>,
}

/// How well codes match.
pub(super) type Scores = BTreeMap<HcpcsCode, u32>;

impl WordIndex {
    fn of(schedule: &Schedule, release: &Release, codes: &BTreeSet<HcpcsCode>) -> Self {
        let mut words: BTreeMap<String, Vec<(HcpcsCode, u32)>> = BTreeMap::new();
        for hcpcs in codes.iter().copied() {
            let texts = [schedule.explanation(hcpcs), schedule.descriptor(hcpcs, Some(release))];
            let words_of = |text: &str| {
                contrast_of(text).map(str::to_owned).into_iter().chain(words_of(text)).collect::<Vec<_>>()
            };
            for (position, word) in (0..).zip(texts.into_iter().flatten().flat_map(words_of)) {
                let found = words.entry(word).or_default();
                if found.last().is_none_or(|(last, _)| *last != hcpcs) {
                    found.push((hcpcs, position));
                }
            }
        }
        let words: Vec<IndexedWord> =
            words.into_iter().map(|(word, found)| IndexedWord { word, found }).collect();
        let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (position, indexed) in words.iter().enumerate() {
            by_stem.entry(stem(&indexed.word).into_owned()).or_default().push(position);
        }
        Self { words, by_stem }
    }

    /// Another spelling of a word that no code and no synonym has: a word that differs in one letter.
    pub(super) fn corrected(&self, word: &str) -> Option<String> {
        /// Shorter words are near too many others.
        const SHORTEST: usize = 5;
        let is_word = word.chars().all(char::is_alphabetic) && word.len() >= SHORTEST;
        if !is_word || self.knows(word) || is_in_synonym(word) {
            return None;
        }
        let of_synonyms = SYNONYMS.iter().flat_map(|synonym| &synonym.term);
        let of_codes = self.words.iter().map(|indexed| &indexed.word);
        of_synonyms.chain(of_codes).find(|known| is_near(word, known)).cloned()
    }

    /// Whether a code has the word, in any form, or one that begins with it.
    fn knows(&self, word: &str) -> bool {
        let begin = self.words.partition_point(|indexed| indexed.word.as_str() < word);
        self.words.get(begin).is_some_and(|indexed| indexed.word.starts_with(word))
            || self.by_stem.contains_key(stem(word).as_ref())
    }

    /// How well each code matches a concept, best of its names, codes and phrases.
    pub(super) fn scores(&self, concept: &Concept) -> Scores {
        let mut scores = Scores::new();
        for phrase in &concept.phrases {
            merge(&mut scores, self.of_phrase(phrase));
        }
        merge(&mut scores, concept.named());
        scores
    }

    /// How well codes match a phrase: the weakest of its words decides.
    fn of_phrase(&self, phrase: &[SearchWord]) -> Scores {
        let Some((first, rest)) = phrase.split_first() else { return Scores::new() };
        rest.iter().fold(self.of_word(first), |so_far, word| {
            let scores = if so_far.is_empty() { Scores::new() } else { self.of_word(word) };
            let both =
                so_far.into_iter().filter_map(|(code, one)| Some((code, one.min(*scores.get(&code)?))));
            both.collect()
        })
    }

    /// How well codes match a word: the word in any form is better than a word that only begins with it, and an early word is
    /// better than a late one. One letter is the beginning of too many words, so it must be the whole word.
    fn of_word(&self, word: &SearchWord) -> Scores {
        const SAME: u32 = 40;
        const BEGINNING: u32 = 20;
        let begin = self.words.partition_point(|indexed| indexed.word < word.text);
        let beginning = self.words.get(begin..).unwrap_or_default().iter();
        let mut scores = Scores::new();
        let is_letter = word.text.chars().nth(1).is_none();
        let found = beginning.take_while(|indexed| indexed.word.starts_with(&word.text));
        for indexed in found.filter(|indexed| !is_letter || indexed.word == word.text) {
            let quality = if indexed.word == word.text { SAME } else { BEGINNING };
            merge(&mut scores, indexed.scores(quality));
        }
        for position in self.by_stem.get(&word.stem).into_iter().flatten() {
            let indexed = self.words.get(*position).into_iter();
            merge(&mut scores, indexed.flat_map(|indexed| indexed.scores(SAME)));
        }
        scores
    }
}

impl IndexedWord {
    fn scores(&self, quality: u32) -> impl Iterator<Item = (HcpcsCode, u32)> {
        const EARLY: u32 = 20;
        self.found.iter().map(move |(code, position)| (*code, quality + EARLY.saturating_sub(*position)))
    }
}

/// The codes of every release of every schedule.
fn listed_codes(schedule: &Schedule) -> BTreeSet<HcpcsCode> {
    let services = schedule.releases().iter().flat_map(|release| release.services.rows());
    let mut codes: BTreeSet<HcpcsCode> = services.map(|row| row.hcpcs).collect();
    codes.extend(codes_of(schedule.laboratory_rates()));
    codes.extend(codes_of(schedule.drug_limits()));
    codes.extend(codes_of(schedule.equipment_fees()));
    codes.extend(codes_of(schedule.nutrition_fees()));
    codes
}

fn codes_of<T: RateRow>(releases: &[RateRelease<T>]) -> impl Iterator<Item = HcpcsCode> {
    releases.iter().flat_map(|release| &release.rates).map(RateRow::hcpcs)
}

/// Whether a term with synonyms has the word, in any form.
fn is_in_synonym(word: &str) -> bool {
    let stem = stem(word);
    SYNONYMS.iter().flat_map(|synonym| &synonym.stems).any(|known| *known == stem)
}

/// Adds scores. The better of two scores of a code stays.
fn merge(scores: &mut Scores, more: impl IntoIterator<Item = (HcpcsCode, u32)>) {
    for (code, score) in more {
        match scores.entry(code) {
            Entry::Vacant(entry) => {
                entry.insert(score);
            }
            Entry::Occupied(mut entry) => {
                let best = (*entry.get()).max(score);
                entry.insert(best);
            }
        }
    }
}
