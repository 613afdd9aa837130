//! A body cut into claims: rows are collected as bytes come, and given away in blocks of whole claims.

use super::block::{Block, MAX_ROW_BYTES};
use super::csv_row::Header;
use crate::api::wire::error::{Error, Fault};

/// How the body writes its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A JSON object a line.
    Ndjson,
    /// A header, then a line of a claim a row.
    Csv,
}

/// Collects rows as bytes come.
#[derive(Debug)]
pub(crate) struct Rows {
    layout: Layout,
    /// The number of the last row.
    row: u64,
    /// The row whose end has not come.
    partial: Vec<u8>,
    block: Block,
    /// What the last row said of its claim.
    claim: Option<String>,
}

impl Rows {
    /// No rows yet.
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, row: 0, partial: Vec::new(), block: Block::default(), claim: None }
    }

    /// Whether rows can be read: CSV needs its header first.
    pub(crate) fn is_ready(&self) -> bool {
        self.layout == Layout::Ndjson || self.block.header().is_some()
    }

    /// Whether there is a block's worth of rows.
    pub(crate) const fn is_full(&self) -> bool {
        self.block.is_full(self.claim.is_some())
    }

    /// The number of the row that comes next.
    pub(crate) const fn next_row(&self) -> u64 {
        self.row + 1
    }

    /// Takes bytes up to the first row's end at which there is a block's worth, and returns what is left.
    ///
    /// # Errors
    /// 400 where the first row of CSV is no header.
    pub(crate) fn feed<'a>(&mut self, mut bytes: &'a [u8]) -> Result<&'a [u8], Error> {
        while !self.is_full() {
            let Some(end) = bytes.iter().position(|byte| *byte == b'\n') else {
                self.keep(bytes);
                return Ok(&[]);
            };
            let (row, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            bytes = rest.get(1..).unwrap_or_default();
            if self.partial.is_empty() {
                self.take(row)?;
            } else {
                self.keep(row);
                self.take_partial()?;
            }
        }
        Ok(bytes)
    }

    /// Ends the body: its last row may go without a line break.
    ///
    /// # Errors
    /// 400 where the first row of CSV is no header.
    pub(crate) fn finish(&mut self) -> Result<Option<Block>, Error> {
        self.take_partial()?;
        if !self.is_ready() {
            let fault = Fault::new("/header", "the first row names the columns, and there is none");
            return Err(Error::Malformed(vec![fault]));
        }
        let rest = self.block.next();
        Ok(std::mem::replace(&mut self.block, rest).if_any())
    }

    /// The rows collected so far, but for a claim that may go on.
    pub(crate) fn block(&mut self) -> Option<Block> {
        let rest = if self.claim.is_some() { self.block.split_last() } else { self.block.next() };
        std::mem::replace(&mut self.block, rest).if_any()
    }

    /// Keeps the beginning of a row, no more of it than shows that it is too long.
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
            self.block.set_header(Header::read(row)?);
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
    use super::super::block::Claim;
    use super::*;

    /// The rows of each claim of each block, however the body is cut on its way.
    fn cut(layout: Layout, body: &str, piece: usize) -> Vec<(u64, usize, Result<usize, String>)> {
        let mut rows = Rows::new(layout);
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
        let told = |claim: Claim<'_>| {
            let read = claim.read().map(|asked| asked.request.lines.len());
            let read =
                read.map_err(|error| error.faults().iter().map(|fault| fault.detail.clone()).collect());
            (claim.row, claim.rows, read)
        };
        blocks.iter().flat_map(|block| block.claims().map(told)).collect()
    }

    #[test]
    fn rows_are_the_same_however_the_body_is_cut() {
        let ndjson = "\u{feff}{\"hcpcs\": \"99213\"}\r\n\n{\"lines\": []}\nno json\n{\"hcpcs\": \"93000\"}";
        let csv =
            "Claim, hcpcs\nA,99213\nA,93000\n,93000\n,93000\n\"B,1\",93000\n\"B,1\",93000\nC\nC,\"99213\n";
        for piece in [1, 2, 7, 1_000] {
            let rows = cut(Layout::Ndjson, ndjson, piece);
            let told: Vec<_> = rows.iter().map(|(row, rows, read)| (*row, *rows, read.is_ok())).collect();
            assert_eq!(told, [(1, 1, true), (2, 1, true), (3, 1, false), (4, 1, true)], "{piece}");
            let rows = cut(Layout::Csv, csv, piece);
            let told: Vec<_> =
                rows.iter().map(|(row, rows, read)| (*row, *rows, read.clone().ok())).collect();
            let expected = [
                (1, 2, Some(2)),
                (3, 1, Some(1)),
                (4, 1, Some(1)),
                (5, 2, Some(2)),
                (7, 1, None),
                (8, 1, None),
            ];
            assert_eq!(told, expected, "{piece}");
        }
    }

    #[test]
    fn a_long_row_is_refused_and_takes_no_room() {
        let long = "x".repeat(3 * MAX_ROW_BYTES);
        let body = format!("{{\"hcpcs\": \"99213\"}}\n{long}\n{{\"hcpcs\": \"93000\"}}\n");
        let mut rows = Rows::new(Layout::Ndjson);
        for bytes in body.as_bytes().chunks(1_000) {
            rows.feed(bytes).unwrap();
            assert!(rows.partial.len() <= MAX_ROW_BYTES + 1);
        }
        let told: Vec<_> =
            cut(Layout::Ndjson, &body, 1_000).into_iter().map(|(row, _, read)| (row, read)).collect();
        let too_long = "longer than 262144 bytes, the most that a row or a claim may have";
        assert_eq!(told, [(1, Ok(1)), (2, Err(too_long.to_owned())), (3, Ok(1))]);
    }

    #[test]
    fn a_claim_is_whole_wherever_a_block_ends_and_has_room_for_fifty_lines() {
        let mut body = "claim,hcpcs,id\n".to_owned();
        for claim in 0..2_000 {
            let rows = if claim == 77 { 70_000 } else { 1 + claim % 50 };
            (0..rows).for_each(|row| body.push_str(&format!("{claim},99213,line-{row}\n")));
        }
        let claims = cut(Layout::Csv, &body, 5_000);
        assert_eq!(claims.len(), 2_000);
        for (claim, (_, rows, read)) in claims.into_iter().enumerate() {
            match read {
                Ok(lines) => assert_eq!((lines, rows), (1 + claim % 50, 1 + claim % 50)),
                Err(_) => assert_eq!((claim, rows), (77, 70_000)),
            }
        }
    }
}
