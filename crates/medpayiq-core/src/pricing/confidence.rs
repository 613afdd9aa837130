//! Confidence in an allowed amount.

use super::caveat::Caveat;
use super::level::Level;

/// A level of confidence and the reasons for it. The lowest reason decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confidence {
    /// The level.
    pub level: Level,
    /// Everything that lowers the confidence; nothing at the level `high`.
    pub reasons: Vec<Caveat>,
}

impl Confidence {
    /// The confidence in an amount with these caveats.
    #[must_use]
    pub fn of(caveats: Vec<Caveat>) -> Self {
        let reasons: Vec<Caveat> =
            caveats.into_iter().filter(|caveat| caveat.level() < Level::High).collect();
        let level = reasons.iter().map(Caveat::level).min().unwrap_or(Level::High);
        Self { level, reasons }
    }
}
