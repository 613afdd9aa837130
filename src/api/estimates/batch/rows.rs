//! Cuts a body into claims: collects rows while bytes arrive, and returns them in blocks of complete claims.

use super::block::{Block, MAX_ROW_BYTES};
use super::csv_row::CsvHeader;
use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use std::io::BufRead;

/// The format of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One JSON object per line.
    Ndjson,
    /// A header, then one line of a claim per row.
    Csv,
}

/// Collects rows while bytes arrive.
#[derive(Debug)]
pub(crate) struct RowCollector {
    layout: Layout,
    /// The number of the last row.
    row: u64,
    /// A row that has not arrived completely.
    partial: Vec<u8>,
    block: Block,
    /// The claim of the last row, if the row names one.
    claim: Option<String>,
}

impl RowCollector {
    /// Returns a collector without rows.
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, row: 0, partial: Vec::new(), block: Block::default(), claim: None }
    }

    /// Returns whether rows can be read. CSV needs its header first.
    pub(crate) fn is_ready(&self) -> bool {
        self.layout == Layout::Ndjson || self.block.header().is_some()
    }

    /// Returns whether there are enough rows for a block.
    pub(crate) const fn is_full(&self) -> bool {
        self.block.is_full(self.claim.is_some())
    }

    /// Returns the number of the next row.
    pub(crate) const fn next_row(&self) -> u64 {
        self.row + 1
    }

    /// Returns how many bytes have been collected and are in no block that was returned.
    pub(crate) const fn len(&self) -> usize {
        self.partial.len() + self.block.len()
    }

    /// Takes bytes until there are enough rows for a block, and returns the bytes that are left.
    ///
    /// # Errors
    /// 400 if the first row of CSV is not a header.
    pub(crate) fn feed<'a>(&mut self, mut bytes: &'a [u8]) -> Result<&'a [u8], Error> {
        while !self.is_full() {
            let mut rest = bytes;
            // Reading from memory cannot fail. It finds the end of a row several bytes at a time.
            let read = rest.skip_until(b'\n').unwrap_or(0);
            let Some(row) = bytes.get(..read).and_then(|row| row.strip_suffix(b"\n")) else {
                self.keep(bytes);
                return Ok(&[]);
            };
            bytes = rest;
            if self.partial.is_empty() {
                self.take(row)?;
            } else {
                self.keep(row);
                self.take_partial()?;
            }
        }
        Ok(bytes)
    }

    /// Ends the body and returns the last block. The last row needs no line break.
    ///
    /// # Errors
    /// 400 if the first row of CSV is not a header.
    pub(crate) fn finish(&mut self) -> Result<Option<Block>, Error> {
        self.take_partial()?;
        if !self.is_ready() {
            let fault = Fault::coded(
                FaultCode::EmptyBody,
                "/header",
                "The body is empty. Its first row must name the columns.",
            );
            return Err(Error::Malformed(vec![fault]));
        }
        let rest = self.block.next();
        Ok(std::mem::replace(&mut self.block, rest).non_empty())
    }

    /// Returns the rows so far, without a claim that may get more rows.
    pub(crate) fn block(&mut self) -> Option<Block> {
        let rest = if self.claim.is_some() { self.block.split_last() } else { self.block.next() };
        std::mem::replace(&mut self.block, rest).non_empty()
    }

    /// Keeps the beginning of a row, and just enough of a long one to see that it is too long.
    fn keep(&mut self, bytes: &[u8]) {
        let room = (MAX_ROW_BYTES + 1).saturating_sub(self.partial.len());
        self.partial.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn take_partial(&mut self) -> Result<(), Error> {
        let row = std::mem::take(&mut self.partial);
        self.take(&row)
    }

    fn take(&mut self, row: &[u8]) -> Result<(), Error> {
        let is_first = self.row == 0 && self.block.header().is_none();
        let row = if is_first { row.strip_prefix(b"\xef\xbb\xbf").unwrap_or(row) } else { row };
        let row = row.trim_ascii();
        if row.is_empty() {
            return Ok(());
        }
        if !self.is_ready() {
            self.block.set_header(CsvHeader::read(row)?);
            return Ok(());
        }
        self.row += 1;
        let header = self.block.header().filter(|header| header.has_claims());
        let claim = header.and_then(|header| header.claim_of(row));
        if claim.is_some() && claim.as_deref() == self.claim.as_deref() {
            self.block.extend_last(row);
        } else {
            self.claim = claim.map(|claim| claim.into_owned());
            self.block.push(self.row, row);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::ClaimRows;
    use super::*;

    /// Returns the number, rows and lines of each claim of a body that arrives in pieces.
    fn claims(layout: Layout, body: &str, piece: usize) -> Vec<(u64, usize, Result<usize, String>)> {
        let mut rows = RowCollector::new(layout);
        let mut blocks = Vec::new();
        for mut bytes in body.as_bytes().chunks(piece) {
            while !bytes.is_empty() {
                bytes = rows.feed(bytes).unwrap();
                if rows.is_full() {
                    blocks.extend(rows.block());
                }
            }
        }
        blocks.extend(rows.finish().unwrap());
        let describe = |claim: ClaimRows<'_>| {
            let lines = claim.read().map(|row| row.request.lines.len());
            let lines =
                lines.map_err(|error| error.faults().iter().map(|fault| fault.detail.clone()).collect());
            (claim.row, claim.rows, lines)
        };
        blocks.iter().flat_map(|block| block.claims().map(describe)).collect()
    }

    #[test]
    fn pieces_of_any_length_give_the_same_rows() {
        let ndjson = "\u{feff}{\"hcpcs\": \"99213\"}\r\n\n{\"lines\": []}\nno json\n{\"hcpcs\": \"93000\"}";
        let csv =
            "Claim, hcpcs\nA,99213\nA,93000\n,93000\n,93000\n\"B,1\",93000\n\"B,1\",93000\nC\nC,\"99213\n";
        for piece in [1, 2, 7, 1_000] {
            let rows = claims(Layout::Ndjson, ndjson, piece);
            let found: Vec<_> = rows.iter().map(|(row, rows, lines)| (*row, *rows, lines.is_ok())).collect();
            assert_eq!(found, [(1, 1, true), (2, 1, true), (3, 1, false), (4, 1, true)], "{piece}");
            let rows = claims(Layout::Csv, csv, piece);
            let found: Vec<_> =
                rows.iter().map(|(row, rows, lines)| (*row, *rows, lines.clone().ok())).collect();
            let expected = [
                (1, 2, Some(2)),
                (3, 1, Some(1)),
                (4, 1, Some(1)),
                (5, 2, Some(2)),
                (7, 1, None),
                (8, 1, None),
            ];
            assert_eq!(found, expected, "{piece}");
        }
    }

    #[test]
    fn a_row_that_is_too_long_is_refused_and_not_held() {
        let long = "x".repeat(3 * MAX_ROW_BYTES);
        let body = format!("{{\"hcpcs\": \"99213\"}}\n{long}\n{{\"hcpcs\": \"93000\"}}\n");
        let mut rows = RowCollector::new(Layout::Ndjson);
        for bytes in body.as_bytes().chunks(1_000) {
            rows.feed(bytes).unwrap();
            assert!(rows.partial.len() <= MAX_ROW_BYTES + 1);
        }
        let found: Vec<_> =
            claims(Layout::Ndjson, &body, 1_000).into_iter().map(|(row, _, lines)| (row, lines)).collect();
        let too_long = "The row or claim is longer than 262144 bytes.";
        assert_eq!(found, [(1, Ok(1)), (2, Err(too_long.to_owned())), (3, Ok(1))]);
    }

    #[test]
    fn a_block_ends_after_a_complete_claim_of_up_to_fifty_lines() {
        let mut body = "claim,hcpcs,id\n".to_owned();
        for claim in 0..2_000 {
            let rows = if claim == 77 { 70_000 } else { 1 + claim % 50 };
            (0..rows).for_each(|row| body.push_str(&format!("{claim},99213,line-{row}\n")));
        }
        let found = claims(Layout::Csv, &body, 5_000);
        assert_eq!(found.len(), 2_000);
        for (claim, (_, rows, lines)) in found.into_iter().enumerate() {
            match lines {
                Ok(lines) => assert_eq!((lines, rows), (1 + claim % 50, 1 + claim % 50)),
                Err(_) => assert_eq!((claim, rows), (77, 70_000)),
            }
        }
    }
}
