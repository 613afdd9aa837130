//! Imaging with contrast, without it, and both: three different services with nearly the same words.

use super::synonyms::words_of;

/// The word for each, in searches and in the index.
const WITH: &str = "contrastwith";
const WITHOUT: &str = "contrastwithout";
const BOTH: &str = "contrastboth";

/// How searches say it, the longest first.
const IN_SEARCHES: [(&str, &str); 11] = [
    (" with and without contrast ", BOTH),
    (" without and with contrast ", BOTH),
    (" w and w o contrast ", BOTH),
    (" w wo contrast ", BOTH),
    (" w w o contrast ", BOTH),
    (" without contrast ", WITHOUT),
    (" w o contrast ", WITHOUT),
    (" wo contrast ", WITHOUT),
    (" no contrast ", WITHOUT),
    (" with contrast ", WITH),
    (" w contrast ", WITH),
];

/// How our explanations say that pictures are taken before and after contrast.
const BOTH_IN_TEXTS: [&str; 3] = ["before and after contrast", "both before and after", "two passes"];

/// The words of a search, with one word for what it says about contrast.
pub(super) fn words_of_search(text: &str) -> Vec<String> {
    let plain = format!(" {} ", words_of(text).join(" "));
    let joined =
        IN_SEARCHES.iter().fold(plain, |text, (phrase, word)| text.replace(phrase, &format!(" {word} ")));
    joined.split_whitespace().map(str::to_owned).collect()
}

/// The word for what the first sentence of a text says about contrast.
pub(super) fn contrast_of(text: &str) -> Option<&'static str> {
    let sentence = text.split(". ").next().unwrap_or_default().to_lowercase();
    if BOTH_IN_TEXTS.iter().any(|phrase| sentence.contains(phrase)) {
        Some(BOTH)
    } else if sentence.contains("without contrast") {
        Some(WITHOUT)
    } else {
        sentence.contains("contrast").then_some(WITH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_and_texts_say_it_with_the_same_word() {
        for (search, text, word) in [
            (
                "ct abdomen with contrast",
                "A CT scan of the abdomen after contrast in a vein. Not without contrast.",
                WITH,
            ),
            (
                "MRI brain w/o contrast",
                "An MRI of the brain without contrast. Choose another with contrast.",
                WITHOUT,
            ),
            ("mri brain w/wo contrast", "An MRI of the brain in two passes, first plain.", BOTH),
            ("with and without contrast ct", "A CT scan before and after contrast.", BOTH),
        ] {
            assert!(words_of_search(search).contains(&word.to_owned()), "{search}");
            assert_eq!(contrast_of(text), Some(word), "{text}");
        }
        assert_eq!(contrast_of("A chest X-ray."), None);
        assert_eq!(words_of_search("contrast dye"), ["contrast", "dye"]);
    }
}
