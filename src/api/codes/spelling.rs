//! Words of a search with one wrong letter.

/// Whether one letter makes a word the other: one more, one less, another one, or two that are swapped.
pub(crate) fn is_near(word: &str, other: &str) -> bool {
    let (word, other): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    let same_begin = word.iter().zip(&other).take_while(|(one, two)| one == two).count();
    let (word, other) = (word.get(same_begin..), other.get(same_begin..));
    let (word, other) = (word.unwrap_or_default(), other.unwrap_or_default());
    let same_end = word.iter().rev().zip(other.iter().rev()).take_while(|(one, two)| one == two).count();
    let rest = |letters: &[char]| letters.get(..letters.len() - same_end).unwrap_or_default().to_vec();
    match (rest(word).as_slice(), rest(other).as_slice()) {
        ([], [_]) | ([_], []) | ([_], [_]) => true,
        ([one, two], [three, four]) => one == four && two == three,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_a_word_near() {
        for (word, other) in [
            ("colonscopy", "colonoscopy"),
            ("colonoscopyy", "colonoscopy"),
            ("colonoscapy", "colonoscopy"),
            ("colonsocopy", "colonoscopy"),
        ] {
            assert!(is_near(word, other) && is_near(other, word), "{word}");
        }
        for other in ["colonoscopy", "colon", "colonoscopies", ""] {
            assert!(!is_near("colonoscopy", other), "{other}");
        }
    }
}
