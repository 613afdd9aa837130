//! Columns of short texts, and of lists of them. A text costs a copy of its bytes and one offset; Arrow's own builder of texts takes
//! about three times as many instructions for a text of a few bytes.

use crate::error::{ColumnError, Result};
use arrow::array::builder::NullBufferBuilder;
use arrow::array::{ArrayRef, ListArray, StringArray};
use arrow::buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field};
use std::sync::Arc;

/// Where each text or list ends. The first begins at 0.
pub(super) struct Ends(Vec<i32>);

impl Ends {
    pub(super) fn new(capacity: usize) -> Self {
        let mut ends = Vec::with_capacity(capacity.saturating_add(1));
        ends.push(0);
        Self(ends)
    }

    /// Ends a text or a list at a number of bytes or values. Too large a number is found by [`finish`](Self::finish).
    pub(super) fn push(&mut self, end: usize) {
        self.0.push(i32::try_from(end).unwrap_or(i32::MAX));
    }

    /// Returns the offsets, `end` being the last of them.
    pub(super) fn finish(self, end: usize) -> Result<OffsetBuffer<i32>> {
        i32::try_from(end)
            .map_err(|_| ColumnError::form("A batch has too many lines, or too long texts."))?;
        Ok(OffsetBuffer::new(ScalarBuffer::from(self.0)))
    }
}

/// A column of texts.
pub(super) struct Texts {
    bytes: Vec<u8>,
    ends: Ends,
    nulls: NullBufferBuilder,
}

impl Texts {
    /// A column with room for so many texts of so many bytes.
    pub(super) fn new(texts: usize, bytes: usize) -> Self {
        let bytes = Vec::with_capacity(texts.saturating_mul(bytes));
        Self { bytes, ends: Ends::new(texts), nulls: NullBufferBuilder::new(texts) }
    }

    pub(super) fn len(&self) -> usize {
        self.nulls.len()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.add(text);
        self.end();
    }

    pub(super) fn push_option(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.push(text),
            None => self.push_null(),
        }
    }

    pub(super) fn push_null(&mut self) {
        self.ends.push(self.bytes.len());
        self.nulls.append_null();
    }

    /// Adds a part of a text.
    pub(super) fn add(&mut self, part: &str) {
        self.bytes.extend_from_slice(part.as_bytes());
    }

    /// Ends a text of parts.
    pub(super) fn end(&mut self) {
        self.ends.push(self.bytes.len());
        self.nulls.append_non_null();
    }

    pub(super) fn finish(mut self) -> Result<ArrayRef> {
        let offsets = self.ends.finish(self.bytes.len())?;
        Ok(Arc::new(StringArray::try_new(offsets, Buffer::from(self.bytes), self.nulls.finish())?))
    }
}

/// A column of lists of texts.
pub(super) struct TextLists {
    pub(super) texts: Texts,
    ends: Ends,
}

impl TextLists {
    /// A column with room for so many lists, most of which are short.
    pub(super) fn new(lists: usize) -> Self {
        Self { texts: Texts::new(lists, 8), ends: Ends::new(lists) }
    }

    pub(super) fn end(&mut self) {
        self.ends.push(self.texts.len());
    }

    pub(super) fn finish(self) -> Result<ArrayRef> {
        let item = Arc::new(Field::new("item", DataType::Utf8, true));
        let offsets = self.ends.finish(self.texts.len())?;
        Ok(Arc::new(ListArray::try_new(item, offsets, self.texts.finish()?, None)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{ListBuilder, StringBuilder};

    #[test]
    fn columns_are_those_of_the_builders_of_arrow() {
        let (mut ours, mut theirs) = (TextLists::new(1), ListBuilder::new(StringBuilder::new()));
        for list in [&["26", "", "é"][..], &[], &["59"]] {
            for text in list {
                ours.texts.push(text);
                theirs.values().append_value(text);
            }
            ours.end();
            theirs.append(true);
        }
        ours.texts.push_null();
        theirs.values().append_null();
        ours.end();
        theirs.append(true);
        assert_eq!(ours.finish().unwrap().to_data(), arrow::array::Array::to_data(&theirs.finish()));
    }
}
