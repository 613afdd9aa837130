//! How many reports are needed before anything about them is published.

/// The lowest possible threshold: figures of fewer reports are never published, and never change by fewer.
const LEAST_THRESHOLD: u32 = 5;
/// The lowest possible cell minimum: a value of fewer reports is never named.
const LEAST_CELL: u32 = 2;

/// How many reports are needed to publish figures. An operator can raise these numbers; nobody can lower them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicationTerms {
    threshold: u32,
    cell_minimum: u32,
    most_of_one: Option<u32>,
}

/// Terms that would reveal contributors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicationTermsError {
    /// The threshold is too low.
    #[error("the threshold of published denials must be at least {LEAST_THRESHOLD}")]
    Threshold,
    /// The cell minimum is too low.
    #[error("a value must have at least {LEAST_CELL} reports to be named")]
    CellMinimum,
}

impl PublicationTerms {
    /// Terms with this threshold and cell minimum.
    ///
    /// # Errors
    /// If the threshold is below five or the cell minimum below two.
    pub const fn new(threshold: u32, cell_minimum: u32) -> Result<Self, PublicationTermsError> {
        if threshold < LEAST_THRESHOLD {
            return Err(PublicationTermsError::Threshold);
        }
        if cell_minimum < LEAST_CELL {
            return Err(PublicationTermsError::CellMinimum);
        }
        Ok(Self { threshold, cell_minimum, most_of_one: None })
    }

    /// The same terms, with at most this many reports of one contributor in a step.
    #[must_use]
    pub const fn with_most_of_one(self, most: u32) -> Self {
        Self { most_of_one: Some(most), ..self }
    }

    /// How many reports are needed to publish figures, and how many more to change them.
    #[must_use]
    pub const fn threshold(self) -> u32 {
        self.threshold
    }

    /// The most reports of one contributor in a step; `None` for any number.
    #[must_use]
    pub const fn most_of_one(self) -> Option<u32> {
        self.most_of_one
    }

    /// How many reports are needed to name a value.
    #[must_use]
    pub const fn cell_minimum(self) -> u32 {
        self.cell_minimum
    }
}

impl Default for PublicationTerms {
    /// The lowest possible: five reports of any contributors, and two to name a value.
    fn default() -> Self {
        Self { threshold: LEAST_THRESHOLD, cell_minimum: LEAST_CELL, most_of_one: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_can_be_raised_but_not_lowered() {
        assert_eq!(PublicationTerms::new(5, 2), Ok(PublicationTerms::default()));
        assert!(PublicationTerms::new(11, 3).is_ok());
        assert_eq!(PublicationTerms::new(4, 2), Err(PublicationTermsError::Threshold));
        assert_eq!(PublicationTerms::new(5, 1), Err(PublicationTermsError::CellMinimum));
    }
}
