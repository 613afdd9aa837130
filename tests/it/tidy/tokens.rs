//! The words of Rust source text, without comments, literals and tests.

/// Words and signs in their order. `::` is one sign.
pub(super) type Tokens = Vec<String>;

/// The tokens of a file. Items under `#[cfg(test)]` are left out, except `mod name_tests;`: see [`test_modules`].
pub(super) fn product_tokens(text: &str) -> Tokens {
    let mut rest = tokens(text).into_iter().peekable();
    let mut kept = Tokens::new();
    while let Some(token) = rest.next() {
        kept.push(token);
        if ends_with_cfg_test(&kept) {
            kept.truncate(kept.len() - CFG_TEST.len());
            skip_item(&mut rest);
        }
    }
    kept
}

/// The names of the modules that are compiled for tests only and have a file of their own.
pub(super) fn test_modules(text: &str) -> Vec<String> {
    let tokens = tokens(text);
    let declared = tokens.windows(CFG_TEST.len() + 3).filter(|window| {
        ends_with_cfg_test(&window[..CFG_TEST.len()])
            && window[CFG_TEST.len()] == "mod"
            && window[CFG_TEST.len() + 2] == ";"
    });
    declared.map(|window| window[CFG_TEST.len() + 1].clone()).collect()
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn ends_with_cfg_test(tokens: &[String]) -> bool {
    tokens.len() >= CFG_TEST.len() && tokens[tokens.len() - CFG_TEST.len()..] == CFG_TEST
}

/// Passes over the next item: to its semicolon, or to the end of its braces.
fn skip_item(rest: &mut impl Iterator<Item = String>) {
    let mut depth = 0_usize;
    for token in rest {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 && (token == ";" || token == "}") {
            return;
        }
    }
}

fn tokens(text: &str) -> Tokens {
    let mut found = Tokens::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = blank(rest).unwrap_or_else(|| {
            let length = word(rest);
            found.push(rest[..length].to_owned());
            length
        });
        rest = &rest[length..];
    }
    found
}

/// The length of what is no token at the start of the text: white space, a comment, a literal in quotes.
fn blank(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(text.find("*/").map_or(text.len(), |end| end + 2));
    }
    let prefix = text.find(|letter| !matches!(letter, 'b' | 'c' | 'r'))?;
    let quoted = &text[prefix..];
    let is_raw = text[..prefix].contains('r');
    let hashes = quoted.len() - quoted.trim_start_matches('#').len();
    if is_raw && prefix <= 2 && quoted[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let inside = &quoted[hashes + 1..];
        return Some(prefix + hashes + 1 + inside.find(&end)? + end.len());
    }
    match quoted.chars().next()? {
        '"' if prefix <= 1 => Some(prefix + 1 + end_of_literal(&quoted[1..], '"')?),
        '\'' if prefix <= 1 && is_character(quoted) => Some(prefix + 1 + end_of_literal(&quoted[1..], '\'')?),
        _ => None,
    }
}

/// Whether a single quote begins a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut letters = text.chars().skip(1);
    let first = letters.next();
    first == Some('\\') || letters.next() == Some('\'')
}

/// The length to the closing quote and with it.
fn end_of_literal(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices();
    while let Some((position, letter)) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            _ if letter == quote => return Some(position + 1),
            _ => {}
        }
    }
    None
}

/// The length of the word or sign at the start of the text.
fn word(text: &str) -> usize {
    let sign = if text.starts_with("::") { 2 } else { text.chars().next().map_or(0, char::len_utf8) };
    let word = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    sign.max(word)
}

#[test]
fn comments_literals_and_tests_have_no_tokens() {
    let text = r##"
        use crate::a; // use crate::b;
        /* use crate::c; */
        const TEXT: &'static str = "\"crate::d"; const RAW: &str = r#"crate::"e""#; const QUOTE: char = '"';
        #[cfg(test)] mod tests { use crate::f; fn g() { {} } }
        #[cfg(test)]
        mod h_tests;
        fn i() {}
    "##;
    let words = product_tokens(text).join(" ");
    let expected = "use crate :: a ; const TEXT : & ' static str = ; const RAW : & str = ; const QUOTE : char = ; fn i ( ) { }";
    assert_eq!(words, expected);
    assert_eq!(test_modules(text), ["h_tests"]);
}
