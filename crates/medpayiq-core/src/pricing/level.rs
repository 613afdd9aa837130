//! The level of confidence in an amount.

use crate::vocabulary::named_values;

named_values! {
    /// The confidence in a line's allowed amount.
    Level {
        /// There is no amount.
        None = "none",
        /// A rule applies that the estimate cannot decide.
        Low = "low",
        /// The amount is right unless a named uncertainty turns out otherwise.
        Medium = "medium",
        /// The amount comes from CMS's own figures and documented rules only.
        High = "high",
    }
}
