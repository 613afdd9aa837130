//! Claims in columns. A struct is read in one of three layouts: a claim with a list `lines`, the `rows` of a claim that
//! `medpayiq_claim` collected, or one line with the fields of its claim.

use crate::error::{ColumnError, Result};
use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StringArray, StringViewArray, StructArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use medpayiq_claims::rows::{self, DIFFERS};
use medpayiq_claims::{Fault, FaultCode, Given, RawClaim, RawLine};
use std::ops::Range;
use std::sync::Arc;

/// The name of the list of lines.
pub const LINES: &str = "lines";
/// The name of the list of rows that `medpayiq_claim` makes.
pub const ROWS: &str = "rows";
/// The name of the column of a row's own fault.
pub const ROW_FAULT: &str = "row_fault";

/// The texts of a claim as flat columns: their name, the struct that may have them, and their name there.
pub const CLAIM_TEXTS: [(&str, &str, &str); 11] = [
    ("claim", "", ""),
    ("date_of_service", "", ""),
    ("place_of_service", "", ""),
    ("locality", "", ""),
    ("zip", "", ""),
    ("release", "", ""),
    ("provider_kind", "provider", "kind"),
    ("qualifying_apm", "provider", "qualifying_apm"),
    ("mips_adjustment_percent", "provider", "mips_adjustment_percent"),
    ("deductible_remaining", "patient", "deductible_remaining"),
    ("therapy_used", "patient", "therapy_used"),
];
/// The booleans of a claim, in the same way.
pub const CLAIM_FLAGS: [(&str, &str, &str); 2] = [
    ("participating", "provider", "participating"),
    ("accepts_assignment", "provider", "accepts_assignment"),
];
/// The names of the flat columns of a claim.
pub fn claim_columns() -> impl Iterator<Item = &'static str> {
    CLAIM_TEXTS.iter().chain(&CLAIM_FLAGS).map(|(name, ..)| *name)
}

/// The columns of a line.
pub const LINE_COLUMNS: [&str; 7] =
    ["id", "hcpcs", "modifiers", "units", "charge", "minutes", "postoperative_days"];

/// A column of texts. Dates and numbers are read as their usual texts.
#[derive(Clone, Debug)]
enum Texts {
    Absent,
    Plain(StringArray),
    View(StringViewArray),
}

impl Texts {
    #[expect(clippy::wildcard_enum_match_arm, reason = "Arrow casts every other type, or says why it cannot")]
    fn of(array: Option<&ArrayRef>) -> Result<Self> {
        let Some(array) = array else { return Ok(Self::Absent) };
        Ok(match array.data_type() {
            DataType::Null => Self::Absent,
            DataType::Utf8 => Self::Plain(array.as_string::<i32>().clone()),
            DataType::Utf8View => Self::View(array.as_string_view().clone()),
            // Bytes that are no text stay visible, so that their value is refused.
            DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_) => {
                let bytes = cast(array, &DataType::LargeBinary)?;
                let texts = bytes.as_binary::<i64>().iter().map(|bytes| bytes.map(String::from_utf8_lossy));
                Self::Plain(texts.collect())
            }
            // A day without its time.
            DataType::Timestamp(..) | DataType::Date64 => {
                return Self::of(Some(&cast(array, &DataType::Date32)?));
            }
            _ => Self::Plain(cast(array, &DataType::Utf8)?.as_string::<i32>().clone()),
        })
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Absent => None,
            Self::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }
    }

    /// The text without blanks around it. A cell of a table is absent if it is empty.
    fn cell(&self, row: usize) -> Option<&str> {
        self.get(row).map(str::trim).filter(|text| !text.is_empty())
    }
}

/// A column of whole numbers.
#[derive(Clone, Debug)]
enum Numbers {
    Integers(Int64Array),
    Texts(Texts),
}

impl Numbers {
    fn of(array: Option<&ArrayRef>) -> Result<Self> {
        match array {
            // A number that is too large for its field is read as a text, so that it is named.
            Some(array) if array.data_type().is_integer() && *array.data_type() != DataType::UInt64 => {
                Ok(Self::Integers(cast(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone()))
            }
            array => Ok(Self::Texts(Texts::of(array)?)),
        }
    }

    fn get(&self, row: usize) -> Given<'_, i64> {
        match self {
            Self::Integers(numbers) if numbers.is_valid(row) => Given::Typed(numbers.value(row)),
            Self::Integers(_) => Given::Absent,
            Self::Texts(texts) => texts.cell(row).map_or(Given::Absent, Given::number),
        }
    }
}

/// A column of booleans.
#[derive(Clone, Debug)]
enum Flags {
    Booleans(BooleanArray),
    Texts(Texts),
}

impl Flags {
    fn of(array: Option<&ArrayRef>) -> Result<Self> {
        match array {
            Some(array) if *array.data_type() == DataType::Boolean => {
                Ok(Self::Booleans(array.as_boolean().clone()))
            }
            array => Ok(Self::Texts(Texts::of(array)?)),
        }
    }

    fn get(&self, row: usize) -> Given<'_, bool> {
        match self {
            Self::Booleans(flags) if flags.is_valid(row) => Given::Typed(flags.value(row)),
            Self::Booleans(_) => Given::Absent,
            Self::Texts(texts) => texts.cell(row).map_or(Given::Absent, Given::boolean),
        }
    }
}

/// The modifiers of lines: a list of texts, or one text with blanks or bars between them.
#[derive(Clone, Debug)]
enum Modifiers {
    List(ListArray, Texts),
    Text(Texts),
}

impl Modifiers {
    fn of(array: Option<&ArrayRef>) -> Result<Self> {
        match array.map(list_of).transpose()?.flatten() {
            Some(list) => {
                let texts = Texts::of(Some(list.values()))?;
                Ok(Self::List(list, texts))
            }
            None => Ok(Self::Text(Texts::of(array)?)),
        }
    }

    fn get(&self, row: usize) -> Vec<&str> {
        match self {
            Self::List(list, texts) => {
                range(list, row).map(|row| texts.get(row).unwrap_or_default()).collect()
            }
            Self::Text(texts) => rows::modifiers(texts.cell(row).unwrap_or_default()).collect(),
        }
    }
}

/// A list, also one with large offsets or of a fixed size, as other programs write them.
#[expect(clippy::wildcard_enum_match_arm, reason = "the types of Arrow that are no lists")]
fn list_of(array: &ArrayRef) -> Result<Option<ListArray>> {
    match array.data_type() {
        DataType::List(_) => Ok(Some(array.as_list::<i32>().clone())),
        DataType::LargeList(item) | DataType::FixedSizeList(item, _) | DataType::ListView(item) => {
            let list = cast(array, &DataType::List(Arc::clone(item)))?;
            Ok(Some(list.as_list::<i32>().clone()))
        }
        _ => Ok(None),
    }
}

/// The rows of a list's values that belong to one of its rows.
fn range(list: &ListArray, row: usize) -> Range<usize> {
    let at = |row: usize| list.value_offsets().get(row).and_then(|at| usize::try_from(*at).ok());
    match (list.is_valid(row), at(row), at(row.saturating_add(1))) {
        (true, Some(start), Some(end)) => start..end,
        _ => 0..0,
    }
}

/// The fields of claims in columns.
#[derive(Clone, Debug)]
struct Heads {
    texts: [Texts; CLAIM_TEXTS.len()],
    flags: [Flags; CLAIM_FLAGS.len()],
    row_faults: Texts,
}

impl Heads {
    fn of(fields: &StructArray) -> Result<Self> {
        let find = |(flat, group, name): (&str, &str, &str)| {
            let nested = || fields.column_by_name(group)?.as_struct_opt()?.column_by_name(name);
            fields.column_by_name(flat).or_else(nested)
        };
        let mut texts = [const { Texts::Absent }; CLAIM_TEXTS.len()];
        for (column, names) in texts.iter_mut().zip(CLAIM_TEXTS) {
            *column = Texts::of(find(names))?;
        }
        let [participating, assignment] = CLAIM_FLAGS.map(|names| Flags::of(find(names)));
        let row_faults = Texts::of(fields.column_by_name(ROW_FAULT))?;
        Ok(Self { texts, flags: [participating?, assignment?], row_faults })
    }

    /// The claim of a row. Its cells are absent if they are empty.
    fn cells(&self, row: usize) -> RawClaim<'_> {
        self.claim(row, Texts::cell)
    }

    fn claim<'a>(&'a self, row: usize, get: impl Fn(&'a Texts, usize) -> Option<&'a str>) -> RawClaim<'a> {
        let [claim, date, place, locality, zip, release, kind, apm, mips, deductible, therapy] =
            self.texts.each_ref().map(|texts| get(texts, row));
        let [participating, accepts_assignment] = self.flags.each_ref().map(|flags| flags.get(row));
        let fault = self.row_faults.get(row).map(|detail| Fault::coded(FaultCode::WrongLength, "", detail));
        RawClaim {
            claim,
            date_of_service: date,
            place_of_service: place,
            locality,
            zip,
            release,
            provider_kind: kind,
            participating,
            accepts_assignment,
            qualifying_apm: apm,
            mips_adjustment_percent: mips,
            deductible_remaining: deductible,
            therapy_used: therapy,
            form_faults: fault.into_iter().collect(),
            ..RawClaim::default()
        }
    }

    /// Takes what a further row of the same claim adds, and notes what differs.
    fn merge<'a>(&'a self, claim: &mut RawClaim<'a>, row: usize, position: usize) {
        let other = self.cells(row);
        let mut faults = other.form_faults;
        let mut agree = |known: &mut Option<&'a str>, given: Option<&'a str>, name: &str| {
            if known.is_some() && given.is_some() && *known != given {
                faults.push(Fault::new(format!("/rows/{position}/{name}"), DIFFERS));
            }
            *known = known.or(given);
        };
        agree(&mut claim.date_of_service, other.date_of_service, "date_of_service");
        agree(&mut claim.place_of_service, other.place_of_service, "place_of_service");
        agree(&mut claim.locality, other.locality, "locality");
        agree(&mut claim.zip, other.zip, "zip");
        agree(&mut claim.release, other.release, "release");
        agree(&mut claim.provider_kind, other.provider_kind, "provider_kind");
        agree(&mut claim.qualifying_apm, other.qualifying_apm, "qualifying_apm");
        let mips = other.mips_adjustment_percent;
        agree(&mut claim.mips_adjustment_percent, mips, "mips_adjustment_percent");
        agree(&mut claim.deductible_remaining, other.deductible_remaining, "deductible_remaining");
        agree(&mut claim.therapy_used, other.therapy_used, "therapy_used");
        let flags = [
            (&mut claim.participating, other.participating, "participating"),
            (&mut claim.accepts_assignment, other.accepts_assignment, "accepts_assignment"),
        ];
        for (known, given, name) in flags {
            if *known == Given::Absent {
                *known = given;
            } else if given != Given::Absent && *known != given {
                faults.push(Fault::new(format!("/rows/{position}/{name}"), DIFFERS));
            }
        }
        claim.form_faults.append(&mut faults);
    }
}

/// The fields of lines in columns.
#[derive(Clone, Debug)]
struct Lines {
    id: Texts,
    hcpcs: Texts,
    modifiers: Modifiers,
    units: Numbers,
    charge: Texts,
    minutes: Numbers,
    postoperative_days: Numbers,
}

impl Lines {
    fn of(fields: &StructArray) -> Result<Self> {
        let [id, hcpcs, modifiers, units, charge, minutes, days] =
            LINE_COLUMNS.map(|name| fields.column_by_name(name));
        Ok(Self {
            id: Texts::of(id)?,
            hcpcs: Texts::of(hcpcs)?,
            modifiers: Modifiers::of(modifiers)?,
            units: Numbers::of(units)?,
            charge: Texts::of(charge)?,
            minutes: Numbers::of(minutes)?,
            postoperative_days: Numbers::of(days)?,
        })
    }

    fn line<'a>(&'a self, row: usize, get: impl Fn(&'a Texts, usize) -> Option<&'a str>) -> RawLine<'a> {
        RawLine {
            id: get(&self.id, row),
            hcpcs: get(&self.hcpcs, row).unwrap_or_default(),
            modifiers: self.modifiers.get(row),
            units: self.units.get(row),
            charge: get(&self.charge, row),
            minutes: self.minutes.get(row),
            postoperative_days: self.postoperative_days.get(row),
        }
    }
}

/// Where the lines of a claim are.
#[derive(Clone, Debug)]
enum Layout {
    /// In a list beside the fields of the claim.
    Claims(ListArray),
    /// In the rows of the claim.
    Rows(ListArray),
    /// The row is the only line.
    Line,
}

/// A column of claims.
#[derive(Clone, Debug)]
pub struct ClaimColumns {
    heads: Heads,
    lines: Lines,
    layout: Layout,
}

impl ClaimColumns {
    /// Finds the fields of claims in a struct.
    ///
    /// # Errors
    /// If it has neither `lines` nor `rows` nor `hcpcs`, or if a column is of a type that has no texts.
    pub fn of(claims: &StructArray) -> Result<Self> {
        let list = |name: &str| -> Result<Option<ListArray>> {
            Ok(claims.column_by_name(name).map(list_of).transpose()?.flatten())
        };
        let inner = |list: &ListArray| {
            let inner = list.values().as_struct_opt().cloned();
            inner.ok_or_else(|| {
                ColumnError::form("The lines of a claim must be structs, such as {hcpcs: ...}.")
            })
        };
        if let Some(lines) = list(LINES)? {
            let heads = Heads::of(claims)?;
            return Ok(Self { heads, lines: Lines::of(&inner(&lines)?)?, layout: Layout::Claims(lines) });
        }
        if let Some(rows) = list(ROWS)? {
            let fields = inner(&rows)?;
            let (heads, lines) = (Heads::of(&fields)?, Lines::of(&fields)?);
            return Ok(Self { heads, lines, layout: Layout::Rows(rows) });
        }
        if claims.column_by_name("hcpcs").is_none() {
            let needs = "A claim needs a list of lines, or the column hcpcs if it has only one line.";
            return Err(ColumnError::form(needs));
        }
        Ok(Self { heads: Heads::of(claims)?, lines: Lines::of(claims)?, layout: Layout::Line })
    }

    /// Returns the claim of a row.
    #[must_use]
    pub fn claim(&self, row: usize) -> RawClaim<'_> {
        match &self.layout {
            Layout::Claims(list) => {
                let lines = range(list, row).map(|line| self.lines.line(line, Texts::get)).collect();
                RawClaim { lines, ..self.heads.claim(row, Texts::get) }
            }
            Layout::Rows(list) => self.claim_of_rows(range(list, row)),
            Layout::Line => {
                let lines = vec![self.lines.line(row, Texts::cell)];
                RawClaim { lines, is_line: true, is_of_rows: true, ..self.heads.cells(row) }
            }
        }
    }

    fn claim_of_rows(&self, mut rows: Range<usize>) -> RawClaim<'_> {
        let count = rows.len();
        let lines = rows.clone().map(|row| self.lines.line(row, Texts::cell)).collect();
        let Some(first) = rows.next() else { return RawClaim::default() };
        let mut claim = self.heads.cells(first);
        for (position, row) in rows.enumerate() {
            self.heads.merge(&mut claim, row, position.saturating_add(1));
        }
        RawClaim { lines, is_line: count == 1, is_of_rows: true, ..claim }
    }
}
