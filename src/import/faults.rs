//! The faults of a file. Faults of one kind in one column are shown once, with their number.

use std::fmt;

/// The most kinds of faults of one file that are listed: enough to see a pattern, few enough to read.
pub const MAX_LISTED_FAULTS: usize = 20;

/// How many further lines with the same fault are named.
const MAX_LINES: usize = 4;
/// How many cells that a spreadsheet changed are shown.
const MAX_CHANGED_CELLS: usize = 3;
/// How many leading zeros a cell of CMS's has at most.
const MAX_ZEROS: usize = 4;
/// The longest value shown in full. CMS's parsed cells are shorter.
const LONGEST_VALUE: usize = 40;

/// Quotes a value, cut if it is too long.
pub(super) fn shown(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => {
            format!("{:?} and {} more bytes", value.get(..end).unwrap_or_default(), value.len() - end)
        }
        None => format!("{value:?}"),
    }
}

/// `60,511` for 60511.
pub(super) fn with_commas(count: u64) -> String {
    if count < 1_000 {
        count.to_string()
    } else {
        format!("{},{:03}", with_commas(count / 1_000), count % 1_000)
    }
}

/// One problem in a file: its position, the value found and what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1 as an editor counts; in a workbook the row.
    pub line: Option<u64>,
    /// The column by CMS's name.
    pub column: Option<String>,
    /// The value found and what was expected instead.
    pub problem: String,
    /// How a spreadsheet program changed the cell, if that explains the fault.
    changed: Option<Change>,
}

/// How a spreadsheet program changed a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    /// It took a code for a number and removed its leading zeros.
    LostZeros { found: String, original: String },
    /// It took a code for a number in scientific notation.
    Scientific { found: String },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LostZeros { found, original } => write!(f, "{found:?} for {original:?}"),
            Self::Scientific { found } => write!(f, "{found:?} for a code with an E"),
        }
    }
}

impl Fault {
    /// A fault at a line and in a column, as far as they are known.
    pub(super) fn new(line: Option<u64>, column: Option<String>, problem: impl Into<String>) -> Self {
        Self { line, column, problem: problem.into(), changed: None }
    }

    /// A fault of the file as a whole.
    pub(super) fn of_file(problem: impl Into<String>) -> Self {
        Self::new(None, None, problem)
    }

    /// A fault of a whole line.
    pub(super) fn at_line(line: u64, problem: impl Into<String>) -> Self {
        Self::new(Some(line), None, problem)
    }

    /// A fault of one cell.
    pub(super) fn at_cell(line: u64, column: &str, problem: impl Into<String>) -> Self {
        Self::new(Some(line), Some(column.to_owned()), problem)
    }

    /// Notes it if a spreadsheet program explains the fault of a cell: it writes 09 as 9, and 1E005 as 1.00E+05.
    /// `is_valid` says whether another text would have no fault.
    pub(super) fn explained(mut self, cell: &str, is_valid: impl Fn(&str) -> bool) -> Self {
        let is_word = !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let with_zeros = |zeros: usize| format!("{}{cell}", "0".repeat(zeros));
        let found = cell.to_owned();
        if is_scientific(cell) {
            self.changed = Some(Change::Scientific { found });
        } else if is_word {
            let original = (1..=MAX_ZEROS).map(with_zeros).find(|original| is_valid(original));
            self.changed = original.map(|original| Change::LostZeros { found, original });
        }
        self
    }

    /// The line and column as far as they are known, to follow the file's name.
    fn place(&self) -> String {
        let line = self.line.map_or_else(String::new, |line| format!(" line {line}"));
        let column = self.column.as_ref().map_or_else(String::new, |column| format!(", {column}"));
        line + &column
    }

    /// Whether a spreadsheet program changed the cells of both in the same way and the same column.
    fn is_changed_like(&self, other: &Self) -> bool {
        let is_scientific =
            |fault: &Self| fault.changed.as_ref().map(|change| matches!(change, Change::Scientific { .. }));
        self.column == other.column && is_scientific(self) == is_scientific(other)
    }

    /// Whether both are of one kind: a spreadsheet changed both cells, or they have the same problem in the same column.
    fn is_like(&self, other: &Self) -> bool {
        match (&self.changed, &other.changed) {
            (Some(_), Some(_)) => true,
            (None, None) => self.column == other.column && kind(&self.problem) == kind(&other.problem),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// A number such as 1E5 or 1.00E+05.
fn is_scientific(cell: &str) -> bool {
    let Some((number, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    is_digits(whole) && is_digits(decimals) && is_digits(exponent.trim_start_matches(['+', '-']))
}

/// A problem without the values in it: quoted texts, and words with a digit.
fn kind(problem: &str) -> Vec<&str> {
    let unquoted = problem.split('"').step_by(2).flat_map(str::split_whitespace);
    unquoted.filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit())).collect()
}

/// Faults of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultGroup {
    /// The first of them.
    pub first: Fault,
    /// How many more there are.
    pub more: u64,
    /// The lines of the first few of those.
    lines: Vec<u64>,
    /// Cells that a spreadsheet program changed, each in another column or way.
    changed: Vec<Fault>,
}

impl FaultGroup {
    fn of(first: Fault) -> Self {
        let changed = first.changed.is_some().then(|| first.clone());
        Self { first, more: 0, lines: Vec::new(), changed: changed.into_iter().collect() }
    }

    fn add(&mut self, fault: Fault) {
        self.more += 1;
        self.lines.extend(fault.line.filter(|_| self.lines.len() < MAX_LINES));
        let is_new = !self.changed.iter().any(|other| other.is_changed_like(&fault));
        if fault.changed.is_some() && is_new && self.changed.len() < MAX_CHANGED_CELLS {
            self.changed.push(fault);
        }
    }
}

impl fmt::Display for FaultGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.more > 0 && !self.changed.is_empty() {
            return write_changed(f, self);
        }
        write!(f, "{}: {}", self.first.place(), self.first.problem)?;
        let lines: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        let lines = lines.join(", ");
        match self.more {
            0 => Ok(()),
            1 => write!(f, " (also on line {lines})"),
            more => {
                let end = if u64::try_from(self.lines.len()).is_ok_and(|named| named < more) {
                    ", ..."
                } else {
                    ""
                };
                write!(f, " (also on {} more lines: {lines}{end})", with_commas(more))
            }
        }
    }
}

fn write_changed(f: &mut fmt::Formatter<'_>, group: &FaultGroup) -> fmt::Result {
    let cells = group.changed.iter().filter_map(|fault| {
        Some(format!("{} ({})", fault.changed.as_ref()?, fault.place().trim_start_matches([' ', ','])))
    });
    write!(
        f,
        ": a spreadsheet program changed cells on {} lines: {}. Import the file as CMS publishes it. Do not save it in a \
         spreadsheet program.",
        with_commas(group.more + 1),
        cells.collect::<Vec<_>>().join(", ")
    )
}

/// The faults of one file, by kind. At most [`MAX_LISTED_FAULTS`] kinds are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFaults {
    /// The file's name.
    pub file: String,
    /// The faults, in the order of the first of each kind.
    pub listed: Vec<FaultGroup>,
    /// How many faults of further kinds there are.
    pub unlisted: u64,
}

impl FileFaults {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), listed: Vec::new(), unlisted: 0 }
    }

    pub(super) fn add(&mut self, fault: Fault) {
        let has_room = self.listed.len() < MAX_LISTED_FAULTS;
        match self.listed.iter_mut().find(|group| group.first.is_like(&fault)) {
            Some(group) => group.add(fault),
            None if has_room => self.listed.push(FaultGroup::of(fault)),
            None => self.unlisted += 1,
        }
    }

    /// The value read, or `None` after noting why there is none.
    pub(super) fn keep<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.add(fault)).ok()
    }
}

impl fmt::Display for FileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.listed.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{}{group}", self.file)?;
        }
        match self.unlisted {
            0 => Ok(()),
            more => write!(f, "\n{}: and {} more faults", self.file, with_commas(more)),
        }
    }
}
