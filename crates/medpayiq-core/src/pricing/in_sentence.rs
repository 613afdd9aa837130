//! How values are written in a sentence for people: money has a dollar sign and separators.

use crate::vocabulary::{
    ConversionFactor, HcpcsCode, Modifier, Money, PlaceOfService, Quarter, StateCode, Zip,
};
use std::fmt::Display;
use time::Date;

/// A value of a caveat or a refusal, written in its sentence.
pub(super) trait InSentence {
    /// The value as a sentence writes it.
    fn in_sentence(&self) -> impl Display;
}

impl InSentence for Money {
    fn in_sentence(&self) -> impl Display {
        self.dollars()
    }
}

macro_rules! as_displayed {
    ($($kind:ty),+) => {$(
        impl InSentence for $kind {
            fn in_sentence(&self) -> impl Display {
                self
            }
        }
    )+};
}

as_displayed!(
    &'static str,
    String,
    u32,
    ConversionFactor,
    Date,
    HcpcsCode,
    Modifier,
    PlaceOfService,
    Quarter,
    StateCode,
    Zip
);
