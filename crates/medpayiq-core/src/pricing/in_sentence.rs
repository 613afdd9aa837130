//! How values are written in a sentence for people: money has a dollar sign and separators.

use super::one_side::OneSide;
use crate::vocabulary::{
    ConversionFactor, Gpcis, HcpcsCode, Modifier, Money, PlaceOfService, Quarter, RvuSet, Setting, StateCode,
    Zip,
};
use std::fmt::{self, Display};
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
    OneSide,
    PlaceOfService,
    Quarter,
    StateCode,
    Zip
);

/// Writes the formula of a fee.
pub(super) fn write_price(
    f: &mut impl fmt::Write,
    rvus: RvuSet,
    setting: Setting,
    gpcis: Gpcis,
    factor: ConversionFactor,
) -> fmt::Result {
    let pe_kind = match setting {
        Setting::NonFacility => " non-facility PE x ",
        Setting::Facility => " facility PE x ",
    };
    let RvuSet { work, practice_expense, malpractice } = rvus;
    for piece in [
        "(",
        work.figures().as_str(),
        " work x ",
        gpcis.work.figures().as_str(),
        " + ",
        practice_expense.figures().as_str(),
        pe_kind,
        gpcis.practice_expense.figures().as_str(),
        " + ",
        malpractice.figures().as_str(),
        " MP x ",
        gpcis.malpractice.figures().as_str(),
        ") x ",
        factor.figures().as_str(),
    ] {
        f.write_str(piece)?;
    }
    Ok(())
}
