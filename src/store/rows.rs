//! How the rows of a table go into Postgres and come out, in its binary form.
//!
//! The columns are those of [`TableRow`]. A decimal's column ends in its unit, such as `work_rvu_hundredths`, and a
//! locality takes two columns, `mac` and `locality`.

use super::StoreError;
use crate::schedule::columns::{
    CellReader, CellWriter, Column, ColumnType, ColumnValue, PlainValue, TableRow,
};
use crate::vocabulary::Locality;
use std::borrow::Cow;
use std::convert::Infallible;
use time::Date;
use tokio_postgres::binary_copy::BinaryCopyOutRow;
use tokio_postgres::types::{FromSql, ToSql, Type};

/// A value on its way into Postgres.
pub(super) type SqlValue = Box<dyn ToSql + Sync + Send>;

/// The columns of a table in Postgres after `release_id`.
pub(super) struct SqlColumns {
    /// Their names, separated by commas.
    pub(super) names: String,
    /// Their types.
    pub(super) types: Vec<Type>,
}

impl SqlColumns {
    /// The columns of a row's table.
    pub(super) fn of<T: TableRow>() -> Self {
        let (names, types): (Vec<String>, Vec<Type>) = T::COLUMNS.iter().flat_map(sql_columns).unzip();
        Self { names: names.join(", "), types }
    }
}

fn sql_columns(column: &Column) -> Vec<(String, Type)> {
    let name = column.name;
    match column.kind {
        ColumnType::Text => vec![(name.to_owned(), Type::TEXT)],
        ColumnType::Flag => vec![(name.to_owned(), Type::BOOL)],
        ColumnType::SmallNumber => vec![(name.to_owned(), Type::INT2)],
        ColumnType::Number => vec![(name.to_owned(), Type::INT4)],
        ColumnType::Decimal(unit) => vec![(format!("{name}_{unit}"), Type::INT4)],
        ColumnType::LargeNumber => vec![(name.to_owned(), Type::INT8)],
        ColumnType::LargeDecimal(unit) => vec![(format!("{name}_{unit}"), Type::INT8)],
        ColumnType::Money => vec![(format!("{name}_cents"), Type::INT8)],
        ColumnType::Day => vec![(name.to_owned(), Type::DATE)],
        ColumnType::Locality => vec![("mac".to_owned(), Type::TEXT), (name.to_owned(), Type::TEXT)],
    }
}

/// The values of a row, in the order of [`SqlColumns`].
pub(super) fn sql_values<T: TableRow>(row: &T) -> Vec<SqlValue> {
    let mut values = SqlValues(Vec::new());
    let Ok(()) = row.write_cells(&mut values);
    values.0
}

struct SqlValues(Vec<SqlValue>);

impl SqlValues {
    fn push(&mut self, value: impl ToSql + Sync + Send + 'static) {
        self.0.push(Box::new(value));
    }
}

impl CellWriter for SqlValues {
    type Error = Infallible;

    fn write_cell<V: ColumnValue>(&mut self, value: &V) -> Result<(), Infallible> {
        let value = value.to_plain();
        match V::KIND {
            ColumnType::Text => self.push(text_of(&value)),
            ColumnType::Flag => self.push(flag_of(&value)),
            ColumnType::SmallNumber => self.push(number_of::<i16>(&value)),
            ColumnType::Number | ColumnType::Decimal(_) => self.push(number_of::<i32>(&value)),
            ColumnType::LargeNumber | ColumnType::LargeDecimal(_) | ColumnType::Money => {
                self.push(number_of::<i64>(&value));
            }
            ColumnType::Day => self.push(day_of(&value)),
            ColumnType::Locality => {
                let locality = locality_of(&value);
                self.push(locality.map(|locality| locality.mac().to_string()));
                self.push(locality.map(|locality| locality.number().to_owned()));
            }
        }
        Ok(())
    }
}

// A value has the form that its column's type says; of any other form it is stored as none, which a column that must
// have a value refuses.

fn text_of(value: &PlainValue<'_>) -> Option<String> {
    if let PlainValue::Text(text) = value { Some(text.to_string()) } else { None }
}

fn flag_of(value: &PlainValue<'_>) -> Option<bool> {
    if let PlainValue::Flag(flag) = value { Some(*flag) } else { None }
}

fn number_of<I: TryFrom<i64>>(value: &PlainValue<'_>) -> Option<I> {
    if let PlainValue::Number(number) = value { I::try_from(*number).ok() } else { None }
}

fn day_of(value: &PlainValue<'_>) -> Option<Date> {
    if let PlainValue::Day(day) = value { Some(*day) } else { None }
}

fn locality_of(value: &PlainValue<'_>) -> Option<Locality> {
    if let PlainValue::Locality(locality) = value { Some(*locality) } else { None }
}

/// The row of a line that Postgres copied out, whose columns are those of [`SqlColumns`].
pub(super) fn read_row<T: TableRow>(row: &BinaryCopyOutRow) -> Result<T, StoreError> {
    T::read_cells(&mut SqlReader { table: T::TABLE, columns: T::COLUMNS.iter(), row, next: 0 })
}

struct SqlReader<'a> {
    table: &'static str,
    columns: std::slice::Iter<'static, Column>,
    row: &'a BinaryCopyOutRow,
    /// The position of the next column in Postgres.
    next: usize,
}

impl<'a> SqlReader<'a> {
    fn get<S: FromSql<'a>>(&mut self, column: &'static str) -> Result<Option<S>, StoreError> {
        let value = self.row.try_get(self.next).map_err(|error| self.wrong(column, error))?;
        self.next += 1;
        Ok(value)
    }

    fn plain(&mut self, column: &Column) -> Result<PlainValue<'a>, StoreError> {
        let name = column.name;
        let value = match column.kind {
            ColumnType::Text => self.get::<&str>(name)?.map(|text| PlainValue::Text(Cow::Borrowed(text))),
            ColumnType::Flag => self.get(name)?.map(PlainValue::Flag),
            ColumnType::SmallNumber => self.get::<i16>(name)?.map(|number| PlainValue::Number(number.into())),
            ColumnType::Number | ColumnType::Decimal(_) => {
                self.get::<i32>(name)?.map(|number| PlainValue::Number(number.into()))
            }
            ColumnType::LargeNumber | ColumnType::LargeDecimal(_) | ColumnType::Money => {
                self.get(name)?.map(PlainValue::Number)
            }
            ColumnType::Day => self.get(name)?.map(PlainValue::Day),
            ColumnType::Locality => {
                let parts = self.get::<&str>(name)?.zip(self.get::<&str>(name)?);
                let locality = parts.map(|(mac, number)| Locality::from_parts(mac, number)).transpose();
                locality.map_err(|error| self.wrong(name, error))?.map(PlainValue::Locality)
            }
        };
        Ok(value.unwrap_or(PlainValue::Missing))
    }

    fn wrong(&self, column: &'static str, detail: impl ToString) -> StoreError {
        StoreError::wrong_value(self.table, column, detail)
    }
}

impl CellReader for SqlReader<'_> {
    type Error = StoreError;

    fn read_cell<V: ColumnValue>(&mut self) -> Result<V, StoreError> {
        let column = self.columns.next().ok_or_else(|| self.wrong("", "more values than columns"))?;
        let plain = self.plain(column)?;
        V::from_plain(plain).map_err(|error| self.wrong(column.name, error))
    }
}
