//! On which terms reports are published.

/// The fewest reports that are ever published, and the fewest by which the figures ever move.
const LEAST_THRESHOLD: u32 = 5;
/// The fewest reports under which a value is ever named.
const LEAST_CELL: u32 = 2;

/// On which terms reports are published; an operator can raise them, nobody can lower them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    threshold: u32,
    cell_minimum: u32,
    most_of_one: Option<u32>,
}

/// Terms that would give contributors away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// The threshold is too low.
    #[error("the threshold of published denials is never below {LEAST_THRESHOLD}")]
    Threshold,
    /// The cell minimum is too low.
    #[error("the reports under which a value is named are never below {LEAST_CELL}")]
    CellMinimum,
}

impl Terms {
    /// Terms of this threshold and cell minimum.
    ///
    /// # Errors
    /// When the threshold is below five or the cell minimum below two.
    pub const fn new(threshold: u32, cell_minimum: u32) -> Result<Self, TermsError> {
        if threshold < LEAST_THRESHOLD {
            return Err(TermsError::Threshold);
        }
        if cell_minimum < LEAST_CELL {
            return Err(TermsError::CellMinimum);
        }
        Ok(Self { threshold, cell_minimum, most_of_one: None })
    }

    /// The same, with so many reports of one contributor in a step at most.
    #[must_use]
    pub const fn with_most_of_one(self, most: u32) -> Self {
        Self { most_of_one: Some(most), ..self }
    }

    /// How many reports it takes to publish any, and how many more to move the figures.
    #[must_use]
    pub const fn threshold(self) -> u32 {
        self.threshold
    }

    /// How many reports of one contributor a step has at most; any number where nothing is said.
    #[must_use]
    pub const fn most_of_one(self) -> Option<u32> {
        self.most_of_one
    }

    /// How many reports it takes to name a value.
    #[must_use]
    pub const fn cell_minimum(self) -> u32 {
        self.cell_minimum
    }
}

impl Default for Terms {
    /// The lowest there are: five reports of whomever, and two to name a value.
    fn default() -> Self {
        Self { threshold: LEAST_THRESHOLD, cell_minimum: LEAST_CELL, most_of_one: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_can_be_raised_and_not_lowered() {
        assert_eq!(Terms::new(5, 2), Ok(Terms::default()));
        assert!(Terms::new(11, 3).is_ok());
        assert_eq!(Terms::new(4, 2), Err(TermsError::Threshold));
        assert_eq!(Terms::new(5, 1), Err(TermsError::CellMinimum));
    }
}
