//! The cells of a table.

/// The signs with which a spreadsheet program begins to compute a cell.
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// An amount or a count, as decimal text.
    Figure(String),
    /// Nothing.
    Empty,
}

impl Cell {
    /// The cell in a table of text. An apostrophe marks what a spreadsheet program would compute.
    #[must_use]
    pub fn guarded(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(FORMULA_SIGNS) => format!("'{text}"),
            Self::Text(text) | Self::Figure(text) => text.clone(),
            Self::Empty => String::new(),
        }
    }

    pub(super) fn text(text: impl ToString) -> Self {
        let text = text.to_string();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub(super) fn figure(figure: Option<impl ToString>) -> Self {
        figure.map_or(Self::Empty, |figure| Self::Figure(figure.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_would_be_computed_is_marked() {
        for text in ["=1+1", "+1", "-1", "@a", "\ta", "\ra"] {
            assert_eq!(Cell::text(text).guarded(), format!("'{text}"));
        }
        assert_eq!(Cell::text("26").guarded(), "26");
        assert_eq!(Cell::figure(Some("-1.00")).guarded(), "-1.00");
        assert_eq!(Cell::text("").guarded(), "");
    }
}
