//! A list that grows without moving what it has.

/// The values of a chunk.
const CHUNK: usize = 4_096;

/// A long list in pieces of one length. A `Vec` that grows needs its old and its new memory at the same time.
#[derive(Debug)]
pub(super) struct Chunks<T>(Vec<Vec<T>>);

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Chunks<T> {
    pub(super) fn push(&mut self, value: T) {
        match self.0.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => chunk.push(value),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(value);
                self.0.push(chunk);
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * CHUNK + last.len())
    }

    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut T> {
        self.0.get_mut(position / CHUNK)?.get_mut(position % CHUNK)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_was_pushed() {
        let mut chunks = Chunks::default();
        assert_eq!(chunks.len(), 0);
        for value in 0..3 * CHUNK + 1 {
            chunks.push(value);
            assert_eq!(chunks.len(), value + 1);
        }
        assert!(chunks.iter().copied().eq(0..3 * CHUNK + 1));
        for position in [0, CHUNK - 1, CHUNK, 3 * CHUNK] {
            assert_eq!(chunks.get_mut(position), Some(&mut position.clone()));
        }
        assert_eq!(chunks.get_mut(3 * CHUNK + 1), None);
    }
}
