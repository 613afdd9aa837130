//! Tables as rows of named columns. Each table's columns are spelled once, in `table_rows.rs`; a database, a CSV file or
//! CMS's own file reads and writes the rows of every table through the traits here.

use super::content::{ReleaseKind, ScheduleTable};
use crate::law::Amendment;
use crate::vocabulary::{
    AddOnType, AdjudicationIndicator, AssistantSurgery, BilateralSurgery, CoSurgeons, Component,
    ConversionFactor, FeesByState, FineShare, GlobalDays, Gpci, HcpcsCode, Jurisdiction, Locality, Modifier,
    Money, MultipleProcedure, PcTc, Rvu, Share, Status, Supervision, TeamSurgery, UnitPrice, Zip,
    format_date, parse_date,
};
use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::str::FromStr;
use time::Date;

/// A row of a table.
pub trait TableRow: Sized {
    /// The table's name.
    const TABLE: &'static str;
    /// The columns, in the order in which cells are written and read.
    const COLUMNS: &'static [Column];

    /// Writes the row, a cell for each column.
    ///
    /// # Errors
    /// Those of the writer.
    fn write_cells<W: CellWriter>(&self, writer: &mut W) -> Result<(), W::Error>;

    /// Reads a row, a cell for each column.
    ///
    /// # Errors
    /// If the reader has no further cell, or one that is not a value of its column.
    fn read_cells<R: CellReader>(reader: &mut R) -> Result<Self, R::Error>;
}

/// Takes the cells of a row in the order of the columns.
pub trait CellWriter {
    /// Why a cell could not be written.
    type Error;

    /// Writes the next cell.
    ///
    /// # Errors
    /// If it could not be written.
    fn write_cell<V: ColumnValue>(&mut self, value: &V) -> Result<(), Self::Error>;
}

/// Gives the cells of a row in the order of the columns.
pub trait CellReader {
    /// Why a cell could not be read.
    type Error;

    /// Reads the next cell.
    ///
    /// # Errors
    /// If there is none, or it is not such a value.
    fn read_cell<V: ColumnValue>(&mut self) -> Result<V, Self::Error>;
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name, without a unit.
    pub name: &'static str,
    /// What its values are.
    pub kind: ColumnType,
}

/// What the values of a column are if they are not kept as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text.
    Text,
    /// True or false.
    Flag,
    /// A whole number from 0 to 255.
    SmallNumber,
    /// A whole number from 0 to 2,147,483,647.
    Number,
    /// A larger whole number from 0.
    LargeNumber,
    /// A decimal, kept as a whole number of the unit named here, such as hundredths.
    Decimal(&'static str),
    /// A decimal that may be too large for a [`ColumnType::Decimal`].
    LargeDecimal(&'static str),
    /// Dollars, kept as a whole number of cents.
    Money,
    /// A day.
    Day,
    /// A locality: the contractor's number and the locality's.
    Locality,
}

/// A value as data of a plain type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlainValue<'a> {
    /// None.
    Missing,
    /// Text.
    Text(Cow<'a, str>),
    /// True or false.
    Flag(bool),
    /// A whole number, of the unit of its column.
    Number(i64),
    /// A day.
    Day(Date),
    /// A locality.
    Locality(Locality),
}

/// A value of a column: as text for CSV, and as data of a plain type for a database.
pub trait ColumnValue: Sized {
    /// The column's type.
    const KIND: ColumnType;

    /// Appends the value's text.
    fn write_text(&self, text: &mut String);

    /// The value of a text.
    ///
    /// # Errors
    /// If the text is not such a value.
    fn from_text(text: &str) -> Result<Self, ColumnError>;

    /// The value as plain data.
    fn to_plain(&self) -> PlainValue<'_>;

    /// The value of plain data.
    ///
    /// # Errors
    /// If the data is of another type or out of range.
    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError>;
}

/// Why a cell is not a value of its column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ColumnError(String);

impl ColumnError {
    fn new(error: impl Display) -> Self {
        Self(error.to_string())
    }
}

fn parse<T: FromStr<Err: Display>>(text: &str) -> Result<T, ColumnError> {
    text.parse().map_err(ColumnError::new)
}

/// Refuses plain data that is not of the column's type.
fn wrong_type<T>(expected: &str, found: &PlainValue<'_>) -> Result<T, ColumnError> {
    Err(ColumnError(match found {
        PlainValue::Missing => format!("no value: expected {expected}"),
        PlainValue::Text(_)
        | PlainValue::Flag(_)
        | PlainValue::Number(_)
        | PlainValue::Day(_)
        | PlainValue::Locality(_) => format!("{found:?}: expected {expected}"),
    }))
}

/// An optional value: blank text, or no data, is none.
impl<V: ColumnValue> ColumnValue for Option<V> {
    const KIND: ColumnType = V::KIND;

    fn write_text(&self, text: &mut String) {
        self.iter().for_each(|value| value.write_text(text));
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        if text.is_empty() { Ok(None) } else { V::from_text(text).map(Some) }
    }

    fn to_plain(&self) -> PlainValue<'_> {
        self.as_ref().map_or(PlainValue::Missing, V::to_plain)
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if plain == PlainValue::Missing { Ok(None) } else { V::from_plain(plain).map(Some) }
    }
}

/// Values that are kept as their text.
macro_rules! text_values {
    ($($kind:ty: |$value:ident| $text:expr;)+) => {$(
        impl ColumnValue for $kind {
            const KIND: ColumnType = ColumnType::Text;

            fn write_text(&self, text: &mut String) {
                let $value = self;
                text.push_str($text);
            }

            fn from_text(text: &str) -> Result<Self, ColumnError> {
                parse(text)
            }

            fn to_plain(&self) -> PlainValue<'_> {
                let $value = self;
                PlainValue::Text(Cow::Borrowed($text))
            }

            fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
                match plain {
                    PlainValue::Text(text) => parse(&text),
                    other => wrong_type("text", &other),
                }
            }
        }
    )+};
}

text_values! {
    String: |text| text;
    HcpcsCode: |code| code.as_str();
    Modifier: |modifier| modifier.as_str();
    Component: |component| component.as_str();
    Zip: |zip| zip.five();
    Status: |status| status.code();
    PcTc: |indicator| indicator.code();
    GlobalDays: |indicator| indicator.code();
    MultipleProcedure: |indicator| indicator.code();
    BilateralSurgery: |indicator| indicator.code();
    AssistantSurgery: |indicator| indicator.code();
    CoSurgeons: |indicator| indicator.code();
    TeamSurgery: |indicator| indicator.code();
    Supervision: |indicator| indicator.code();
    AdjudicationIndicator: |indicator| indicator.code();
    AddOnType: |kind| kind.code();
    Jurisdiction: |jurisdiction| jurisdiction.code();
    ReleaseKind: |kind| kind.as_str();
    ScheduleTable: |table| table.name();
    Amendment: |amendment| amendment.as_str();
}

/// Values that are kept as whole numbers.
macro_rules! number_values {
    ($($kind:ty: $column:expr, |$value:ident| $number:expr, $make:expr;)+) => {$(
        impl ColumnValue for $kind {
            const KIND: ColumnType = $column;

            fn write_text(&self, text: &mut String) {
                // Writing to a string cannot fail.
                _ = write!(text, "{self}");
            }

            fn from_text(text: &str) -> Result<Self, ColumnError> {
                parse(text)
            }

            fn to_plain(&self) -> PlainValue<'_> {
                let $value = *self;
                PlainValue::Number(i64::from($number))
            }

            fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
                match plain {
                    PlainValue::Number(number) => number
                        .try_into()
                        .ok()
                        .and_then($make)
                        .ok_or_else(|| ColumnError(format!("{number} is out of range"))),
                    other => wrong_type("a whole number", &other),
                }
            }
        }
    )+};
}

number_values! {
    Rvu: ColumnType::Decimal("hundredths"), |rvu| rvu.hundredths(), Self::from_scaled;
    Gpci: ColumnType::Decimal("thousandths"), |index| index.thousandths(), Self::from_scaled;
    Share: ColumnType::Decimal("ten_thousandths"), |share| share.ten_thousandths(), Self::from_scaled;
    FineShare: ColumnType::Decimal("hundred_thousandths"), |share| share.hundred_thousandths(), Self::from_scaled;
    UnitPrice: ColumnType::LargeDecimal("thousandths"), |price| price.thousandths(), Self::from_scaled;
    ConversionFactor: ColumnType::Decimal("ten_thousandths"), |factor| factor.ten_thousandths(), Self::from_scaled;
    Money: ColumnType::Money, |amount| amount.cents(), Self::from_scaled;
    u8: ColumnType::SmallNumber, |number| number, Some;
    u32: ColumnType::Number, |number| number, Some;
    u64: ColumnType::LargeNumber, |number| i64::try_from(number).unwrap_or(i64::MAX), Some;
}

impl ColumnValue for bool {
    const KIND: ColumnType = ColumnType::Flag;

    fn write_text(&self, text: &mut String) {
        text.push_str(if *self { "true" } else { "false" });
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(ColumnError(format!("{other:?} is not true or false"))),
        }
    }

    fn to_plain(&self) -> PlainValue<'_> {
        PlainValue::Flag(*self)
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if let PlainValue::Flag(flag) = plain { Ok(flag) } else { wrong_type("true or false", &plain) }
    }
}

/// One character.
impl ColumnValue for char {
    const KIND: ColumnType = ColumnType::Text;

    fn write_text(&self, text: &mut String) {
        text.push(*self);
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        text.parse().map_err(|_| ColumnError(format!("{text:?} is not one character")))
    }

    fn to_plain(&self) -> PlainValue<'_> {
        PlainValue::Text(Cow::Owned(self.to_string()))
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if let PlainValue::Text(text) = &plain {
            Self::from_text(text)
        } else {
            wrong_type("one character", &plain)
        }
    }
}

/// The fees of an item in every state, as text.
impl ColumnValue for FeesByState {
    const KIND: ColumnType = ColumnType::Text;

    fn write_text(&self, text: &mut String) {
        // Writing to a string cannot fail.
        _ = write!(text, "{self}");
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        parse(text)
    }

    fn to_plain(&self) -> PlainValue<'_> {
        PlainValue::Text(Cow::Owned(self.to_string()))
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if let PlainValue::Text(text) = &plain { parse(text) } else { wrong_type("fees by state", &plain) }
    }
}

impl ColumnValue for Date {
    const KIND: ColumnType = ColumnType::Day;

    fn write_text(&self, text: &mut String) {
        text.push_str(&format_date(*self));
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        parse_date(text).map_err(ColumnError::new)
    }

    fn to_plain(&self) -> PlainValue<'_> {
        PlainValue::Day(*self)
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if let PlainValue::Day(day) = plain { Ok(day) } else { wrong_type("a day", &plain) }
    }
}

impl ColumnValue for Locality {
    const KIND: ColumnType = ColumnType::Locality;

    fn write_text(&self, text: &mut String) {
        // Writing to a string cannot fail.
        _ = write!(text, "{self}");
    }

    fn from_text(text: &str) -> Result<Self, ColumnError> {
        parse(text)
    }

    fn to_plain(&self) -> PlainValue<'_> {
        PlainValue::Locality(*self)
    }

    fn from_plain(plain: PlainValue<'_>) -> Result<Self, ColumnError> {
        if let PlainValue::Locality(locality) = plain {
            Ok(locality)
        } else {
            wrong_type("a locality", &plain)
        }
    }
}
