//! One thing that is wrong, with its place and its words.

use super::fault_code::FaultCode;

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "api", derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema))]
pub struct Fault {
    /// What is wrong: an RFC 6901 JSON pointer into the body. For a parameter it is `/query/` or `/path/` with its name, for a
    /// header `/headers/` with its name, for X12 `/segments/` with the number of the segment and the element.
    #[cfg_attr(feature = "api", schema(example = "/lines/0/hcpcs"))]
    pub pointer: String,
    /// The kind of the fault, for programs.
    pub code: FaultCode,
    /// Why it is wrong, and what to write instead.
    #[cfg_attr(
        feature = "api",
        schema(
            example = "\"9921\" is not a HCPCS code. Write five letters or digits, such as 99213, 0633T or G0439."
        )
    )]
    pub detail: String,
}

impl Fault {
    /// A value that is not valid, at the part that the pointer names. Long values in the pointer and the detail are cut.
    pub fn new(pointer: impl Into<String>, detail: impl ToString) -> Self {
        Self::coded(FaultCode::InvalidValue, pointer, detail)
    }

    /// A fault of another kind.
    pub fn coded(code: FaultCode, pointer: impl Into<String>, detail: impl ToString) -> Self {
        let pointer: String = pointer.into();
        let pointer = if pointer.len() > MOST_POINTER { cut(&pointer, MOST_POINTER) } else { pointer };
        Self { pointer, code, detail: cut_values(detail.to_string()) }
    }

    /// The same fault of a row that is the only line of its claim: a fault of the line is a fault of the row.
    #[must_use]
    pub fn about_row(mut self) -> Self {
        if let Some(rest) = self.pointer.strip_prefix("/lines/0") {
            self.pointer = rest.to_owned();
        }
        self
    }
}

/// The most characters of a value that an answer repeats.
const MOST_ECHO: usize = 40;
/// The most characters of a pointer.
const MOST_POINTER: usize = 200;

/// A text whose quoted values are cut to [`MOST_ECHO`] characters. A value is in double quotes, with a backslash before those of
/// its own, or in backticks.
fn cut_values(text: String) -> String {
    if text.len() <= MOST_ECHO {
        return text;
    }
    let mut whole = String::with_capacity(text.len().min(1024));
    let mut rest = text.as_str();
    while let Some((before, quote, value, after)) = first_value(rest) {
        whole.extend([before, quote, &cut(value, MOST_ECHO), quote]);
        rest = after;
    }
    whole + rest
}

/// The first quoted value of a text: what is before it, its quote, the value, and what is after it.
fn first_value(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, from_quote) = text.split_at_checked(text.find(['"', '`'])?)?;
    let (quote, rest) = from_quote.split_at_checked(1)?;
    let mut is_escaped = false;
    let end = rest.find(|c| {
        let ends = !is_escaped && quote.contains(c);
        is_escaped = c == '\\' && !is_escaped;
        ends
    })?;
    let (value, after) = rest.split_at_checked(end)?;
    Some((before, quote, value, after.get(1..)?))
}

/// The first characters of a text, and an ellipsis if there were more.
fn cut(text: &str, most: usize) -> String {
    let kept: String = text.chars().take(most).collect();
    if kept.len() < text.len() { kept + "…" } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_repeats_forty_characters_of_a_value() {
        let long = "\"é".repeat(100_000);
        let fault =
            Fault::new(format!("/{long}"), format!("{long:?} is not a date. Write it like `2025-12-25`."));
        let (pointer, detail) = (fault.pointer.chars().count(), fault.detail);
        assert_eq!(pointer, MOST_POINTER + 1);
        assert!(detail.ends_with("…\" is not a date. Write it like `2025-12-25`."), "{detail}");
        assert!(detail.chars().count() < 100, "{detail}");
        for short in [
            "plain words without any value, which are longer",
            "an open \" quote in a text that is longer than that",
        ] {
            assert_eq!(Fault::new("/a", short).detail, short);
        }
    }
}
