//! What is wrong in a file of the law, and where.

use std::fmt;

/// One thing wrong in a file of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawFault {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The figure, unless the fault is the file's own.
    pub figure: Option<String>,
    /// The value found, what is wrong with it, and what to write instead.
    pub problem: String,
}

impl fmt::Display for LawFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, figure, problem } = self;
        match figure {
            Some(figure) => write!(f, "{file} line {line}, {figure}: {problem}"),
            None => write!(f, "{file} line {line}: {problem}"),
        }
    }
}

/// Everything that is wrong in files of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawFaults(pub Vec<LawFault>);

impl fmt::Display for LawFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LawFaults {}

/// The known name that is most like a misspelled one, if one is like it at all.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let ranked = known.into_iter().map(|other| (edits_between(name, other), other));
    let (edits, nearest) = ranked.min()?;
    (edits <= (nearest.len() / 3).max(2)).then_some(nearest)
}

/// How many letters must be inserted, left out or exchanged to make one word of the other (Levenshtein's distance).
fn edits_between(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    // The distances of the letters of `one` so far from each beginning of `other`.
    let mut distances: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut before = row;
        let mut next = vec![row + 1];
        for (above, of_other) in distances.iter().skip(1).zip(&other) {
            let exchanged = before + usize::from(letter != *of_other);
            let left = next.last().copied().unwrap_or(row);
            next.push(exchanged.min(above + 1).min(left + 1));
            before = *above;
        }
        distances = next;
    }
    distances.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_name_finds_the_nearest_known_one() {
        let known = ["coinsurance", "part_b_deductible", "film_cut"];
        assert_eq!(edits_between("kitten", "sitting"), 3);
        assert_eq!(nearest("coinsurence", known), Some("coinsurance"));
        assert_eq!(nearest("part_b_deductable", known), Some("part_b_deductible"));
        assert_eq!(nearest("telehealth", known), None);
    }
}
