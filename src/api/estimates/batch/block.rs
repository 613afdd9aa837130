//! A block: the rows of some complete claims, which are priced as one piece of work.

use super::csv_row::CsvHeader;
use super::row::{RowRequest, read_row};
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::vocabulary::MAX_LINES;
use std::sync::Arc;

/// The longest row or claim. Fifty lines have some ten kilobytes.
pub(crate) const MAX_ROW_BYTES: usize = 256 * 1024;
/// How long a block is before it is priced: enough work to be worth the switch to another thread.
const BLOCK_BYTES: usize = 64 * 1024;
/// The most claims of a block, so that its answer stays short even if the rows are short.
const BLOCK_CLAIMS: usize = 512;

/// The rows of some complete claims.
#[derive(Debug, Default)]
pub(crate) struct Block {
    header: Option<Arc<CsvHeader>>,
    bytes: Vec<u8>,
    claims: Vec<ClaimSpan>,
}

/// The rows of a claim within a block. The next claim begins at their end.
#[derive(Clone, Debug)]
struct ClaimSpan {
    row: u64,
    rows: usize,
    end: usize,
    is_too_long: bool,
}

/// The rows of one claim.
pub(crate) struct ClaimRows<'a> {
    /// The number of its first row.
    pub(crate) row: u64,
    /// How many rows it has.
    pub(crate) rows: usize,
    span: &'a ClaimSpan,
    bytes: &'a [u8],
    header: Option<&'a CsvHeader>,
}

impl ClaimRows<'_> {
    /// Reads the request that the rows make.
    ///
    /// # Errors
    /// 400 if the rows do not match the layout or are too long, 422 if they are too many.
    pub(crate) fn read(&self) -> Result<RowRequest, Error> {
        if self.span.is_too_long {
            let detail = format!("The row or claim is longer than {MAX_ROW_BYTES} bytes.");
            return Err(Error::Malformed(vec![Fault::coded(FaultCode::UnreadableBody, "", detail)]));
        }
        match self.header {
            Some(_) if self.rows > MAX_LINES => Err(Error::Invalid(vec![Fault::coded(
                FaultCode::WrongLength,
                "/lines",
                format_args!("The claim has {} consecutive rows. Send 1 to {MAX_LINES}.", self.rows),
            )])),
            Some(header) => header.read_claim(self.bytes),
            None => read_row(self.bytes),
        }
    }
}

impl Block {
    /// Returns an empty block of the same body.
    pub(crate) fn next(&self) -> Self {
        Self { header: self.header.clone(), ..Self::default() }
    }

    /// Returns the columns of a CSV body, if its header has arrived.
    pub(crate) fn header(&self) -> Option<&CsvHeader> {
        self.header.as_deref()
    }

    pub(crate) fn set_header(&mut self, header: CsvHeader) {
        self.header = Some(Arc::new(header));
    }

    /// Returns whether there are enough claims to price. `last_is_open` says that more rows may belong to the last one.
    pub(crate) const fn is_full(&self, last_is_open: bool) -> bool {
        let is_long = self.bytes.len() >= BLOCK_BYTES || self.claims.len() >= BLOCK_CLAIMS;
        is_long && (self.claims.len() > 1 || !last_is_open)
    }

    /// Returns the block if it has a claim.
    pub(crate) fn non_empty(self) -> Option<Self> {
        (!self.claims.is_empty()).then_some(self)
    }

    /// Returns the claims in order.
    pub(crate) fn claims(&self) -> impl Iterator<Item = ClaimRows<'_>> {
        let starts = std::iter::once(0).chain(self.claims.iter().map(|span| span.end));
        self.claims.iter().zip(starts).map(|(span, start)| ClaimRows {
            row: span.row,
            rows: span.rows,
            span,
            bytes: self.bytes.get(start..span.end).unwrap_or_default(),
            header: self.header.as_deref(),
        })
    }

    /// Returns how many bytes it has.
    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds a row that begins a claim. Only its number is kept if it is too long.
    pub(crate) fn push(&mut self, row: u64, bytes: &[u8]) {
        let is_too_long = bytes.len() > MAX_ROW_BYTES;
        if !is_too_long {
            self.bytes.extend_from_slice(bytes);
        }
        self.claims.push(ClaimSpan { row, rows: 1, end: self.bytes.len(), is_too_long });
    }

    /// Adds a row to the last claim. Rows beyond the limits are counted but not kept.
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

    /// Moves the last claim into a block of its own, because later rows may belong to it.
    pub(crate) fn split_last(&mut self) -> Self {
        let mut rest = self.next();
        let start = self.claims.iter().rev().nth(1).map_or(0, |before| before.end);
        if let Some(last) = self.claims.pop() {
            rest.bytes = self.bytes.split_off(start);
            rest.claims.push(ClaimSpan { end: rest.bytes.len(), ..last });
        }
        rest
    }
}
