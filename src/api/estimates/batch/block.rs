//! A block: the rows of some claims, each claim whole, as one piece of work.

use super::csv_row::Header;
use super::row::{Asked, read};
use crate::api::wire::error::{Error, Fault};
use crate::vocabulary::MAX_LINES;
use std::sync::Arc;

/// The longest row or claim: fifty lines are some ten kilobytes.
pub(crate) const MAX_ROW_BYTES: usize = 256 * 1024;
/// How long a block becomes before it is priced: enough work to be worth handing over.
const BLOCK_BYTES: usize = 64 * 1024;
/// How many claims a block has at most, so that its answer stays short whatever the rows are.
const BLOCK_CLAIMS: usize = 512;

/// Rows of some claims, each whole.
#[derive(Debug, Default)]
pub(crate) struct Block {
    header: Option<Arc<Header>>,
    bytes: Vec<u8>,
    claims: Vec<Span>,
}

/// A claim of a block: its rows end where the next claim's begin.
#[derive(Clone, Debug)]
struct Span {
    row: u64,
    rows: usize,
    end: usize,
    is_too_long: bool,
}

/// A claim of a block, ready to be read.
pub(crate) struct Claim<'a> {
    /// The number of its first row.
    pub(crate) row: u64,
    /// How many rows it has.
    pub(crate) rows: usize,
    span: &'a Span,
    bytes: &'a [u8],
    header: Option<&'a Header>,
}

impl Claim<'_> {
    /// What it asks for.
    ///
    /// # Errors
    /// 400 where its rows are not of the layout's form or too long, 422 where they are too many.
    pub(crate) fn read(&self) -> Result<Asked, Error> {
        if self.span.is_too_long {
            let detail =
                format!("longer than {MAX_ROW_BYTES} bytes, the most that a row or a claim may have");
            return Err(Error::Malformed(vec![Fault::new("", detail)]));
        }
        match self.header {
            Some(_) if self.rows > MAX_LINES => Err(Error::Invalid(vec![Fault::new(
                "/lines",
                format_args!("{} consecutive rows with the same claim: expected 1 to {MAX_LINES}", self.rows),
            )])),
            Some(header) => header.read_claim(self.bytes),
            None => read(self.bytes),
        }
    }
}

impl Block {
    /// A block of the same body without a claim.
    pub(crate) fn next(&self) -> Self {
        Self { header: self.header.clone(), ..Self::default() }
    }

    /// The columns of a CSV body, once they are known.
    pub(crate) fn header(&self) -> Option<&Header> {
        self.header.as_deref()
    }

    pub(crate) fn set_header(&mut self, header: Header) {
        self.header = Some(Arc::new(header));
    }

    /// Whether there is a block's worth of claims, the last of which may go on.
    pub(crate) const fn is_full(&self, last_is_open: bool) -> bool {
        let is_long = self.bytes.len() >= BLOCK_BYTES || self.claims.len() >= BLOCK_CLAIMS;
        is_long && (self.claims.len() > 1 || !last_is_open)
    }

    /// The block, where it has a claim.
    pub(crate) fn if_any(self) -> Option<Self> {
        (!self.claims.is_empty()).then_some(self)
    }

    /// Its claims, in order.
    pub(crate) fn claims(&self) -> impl Iterator<Item = Claim<'_>> {
        let starts = std::iter::once(0).chain(self.claims.iter().map(|span| span.end));
        self.claims.iter().zip(starts).map(|(span, start)| Claim {
            row: span.row,
            rows: span.rows,
            span,
            bytes: self.bytes.get(start..span.end).unwrap_or_default(),
            header: self.header.as_deref(),
        })
    }

    /// How long it is.
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a row that begins a claim.
    pub(crate) fn push(&mut self, row: u64, bytes: &[u8]) {
        let is_too_long = bytes.len() > MAX_ROW_BYTES;
        if !is_too_long {
            self.bytes.extend_from_slice(bytes);
        }
        self.claims.push(Span { row, rows: 1, end: self.bytes.len(), is_too_long });
    }

    /// Adds a row to the last claim; what is over the limits is counted and not kept.
    pub(crate) fn extend_last(&mut self, bytes: &[u8]) {
        let start = self.claims.iter().rev().nth(1).map_or(0, |before| before.end);
        let Some(last) = self.claims.last_mut() else { return };
        last.rows += 1;
        last.is_too_long |= last.end - start + bytes.len() > MAX_ROW_BYTES;
        if !last.is_too_long && last.rows <= MAX_LINES {
            self.bytes.push(b'\n');
            self.bytes.extend_from_slice(bytes);
            last.end = self.bytes.len();
        }
    }

    /// Takes the last claim, which later rows may belong to, out into a block of its own.
    pub(crate) fn split_last(&mut self) -> Self {
        let mut rest = self.next();
        let start = self.claims.iter().rev().nth(1).map_or(0, |before| before.end);
        if let Some(last) = self.claims.pop() {
            rest.bytes = self.bytes.split_off(start);
            rest.claims.push(Span { end: rest.bytes.len(), ..last });
        }
        rest
    }
}
