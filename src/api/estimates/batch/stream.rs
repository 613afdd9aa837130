//! From the body to the answer of a batch: a few blocks are priced at once, and their answers are sent in order.

use super::answer::{BatchPricing, write_problem, write_row};
use super::block::Block;
use super::rows::{Layout, RowCollector};
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::Body;
use crate::api::wire::error::Error;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};

/// How many blocks of one batch are priced or wait to be sent: on two cores, each prices one and has another one ready.
const BLOCKS_AT_ONCE: usize = 4;
/// About how many times longer than its block an answer is.
const ANSWER_FOLD: usize = 6;

/// Returns the answers to the blocks, in order.
pub(crate) fn answers(
    blocks: Blocks,
    pricing: BatchPricing,
    heavy: HeavyWork,
) -> impl Stream<Item = Result<Bytes, Error>> {
    let pieces = blocks.into_stream().map(move |next| piece(next, pricing.clone(), heavy.clone()));
    pieces.buffered(BLOCKS_AT_ONCE)
}

/// Returns the next piece of the answer. An error ends the response without the last chunk of its transfer coding, so the
/// client sees that it is incomplete.
async fn piece(next: BodyPart, pricing: BatchPricing, heavy: HeavyWork) -> Result<Bytes, Error> {
    match next {
        BodyPart::Block(block) => heavy.run_in_turn(move || price_block(&block, &pricing)).await?,
        BodyPart::Failure(row, error) => {
            let mut answer = Vec::new();
            write_problem(&mut answer, row, 1, &error, false)?;
            Ok(Bytes::from(answer))
        }
        BodyPart::Abort => Err(Error::Internal("the body of a batch ended too early".to_owned())),
    }
}

fn price_block(block: &Block, pricing: &BatchPricing) -> Result<Bytes, Error> {
    let mut answer = Vec::with_capacity(ANSWER_FOLD * block.len());
    for claim in block.claims() {
        write_row(&mut answer, &claim, pricing)?;
    }
    Ok(Bytes::from(answer))
}

/// A body that is being received.
pub(crate) struct Blocks {
    body: Body,
    rows: RowCollector,
    /// Bytes that have arrived but are not in `rows` yet.
    rest: Bytes,
    /// Why the body failed. It is reported after the rows that arrived before.
    failure: Option<Error>,
}

/// A part of a body.
enum BodyPart {
    /// Some claims.
    Block(Block),
    /// The body failed before the row with this number.
    Failure(u64, Error),
    /// The answer ends here, incomplete, because the body failed.
    Abort,
}

/// Whether a body is still being received.
enum BodyState {
    Receiving(Box<Blocks>),
    Failed,
}

impl Blocks {
    /// Begins to receive a body and reads its header.
    ///
    /// # Errors
    /// 400 if a CSV header is not valid, or if the body ends before it.
    pub(crate) async fn open(body: Body, layout: Layout) -> Result<Self, Error> {
        let mut blocks = Self { body, rows: RowCollector::new(layout), rest: Bytes::new(), failure: None };
        while !blocks.rows.is_ready() {
            match blocks.body.next_bytes().await? {
                Some(bytes) => blocks.feed(&bytes)?,
                None => {
                    blocks.rows.finish()?;
                }
            }
        }
        Ok(blocks)
    }

    fn feed(&mut self, bytes: &Bytes) -> Result<(), Error> {
        let left = self.rows.feed(bytes)?.len();
        self.rest = bytes.slice(bytes.len() - left..);
        Ok(())
    }

    /// Returns the bytes that have already arrived. None if the body has not sent more yet, or has failed.
    fn bytes_at_hand(&mut self) -> Option<Option<Bytes>> {
        match self.body.at_hand()? {
            Ok(next) => Some(next),
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    /// Returns the next claims: a full block, or what has arrived if the body has not sent more yet.
    async fn next(&mut self) -> Result<Option<Block>, Error> {
        loop {
            let rest = std::mem::take(&mut self.rest);
            self.feed(&rest)?;
            if self.rows.is_full() {
                return Ok(self.rows.block());
            }
            let next = match self.bytes_at_hand() {
                Some(next) => next,
                None => match (self.rows.block(), self.failure.take()) {
                    (Some(block), failure) => {
                        self.failure = failure;
                        return Ok(Some(block));
                    }
                    (None, Some(failure)) => return Err(failure),
                    (None, None) => self.body.next_bytes().await?,
                },
            };
            match next {
                Some(bytes) => self.rest = bytes,
                None => return self.rows.finish(),
            }
        }
    }

    fn into_stream(self) -> impl Stream<Item = BodyPart> {
        stream::unfold(Some(BodyState::Receiving(Box::new(self))), |state| async move {
            match state? {
                BodyState::Failed => Some((BodyPart::Abort, None)),
                BodyState::Receiving(mut blocks) => match blocks.next().await {
                    Ok(block) => {
                        block.map(|block| (BodyPart::Block(block), Some(BodyState::Receiving(blocks))))
                    }
                    Err(error) => {
                        Some((BodyPart::Failure(blocks.rows.next_row(), error), Some(BodyState::Failed)))
                    }
                },
            }
        })
    }
}
