//! From the body to the answer of a batch: a few blocks are priced at once, and their answers are sent in order.

use super::answer::{BatchPricing, write_problem, write_row};
use super::block::Block;
use super::rows::{Layout, RowCollector};
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::body::{Body, FREE_BYTES, MemoryShare};
use crate::api::wire::error::Error;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use medpayiq_claims::Lookup;
use std::time::Duration;

/// How many blocks of one batch are priced or wait to be sent: on two cores, each prices one and has another one ready.
const BLOCKS_AT_ONCE: usize = 4;
/// About how many times longer than its block an answer is, if its claims have many lines.
const ANSWER_FOLD: usize = 4;
/// About how long the answer to a claim of one line is.
const ANSWER_BYTES: usize = 850;
/// The share of memory of each block: for its rows of 64 kB and their answers, or for a row and a claim that are as long as can be.
const BLOCK_SHARE: usize = 512 * 1024;

/// Returns the answers to the blocks, in order.
pub(crate) fn answers(
    blocks: Blocks,
    pricing: BatchPricing,
    heavy: HeavyWork,
) -> impl Stream<Item = Result<Bytes, Error>> {
    let pieces = blocks.into_stream().map(move |next| piece(next, pricing.clone(), heavy.clone()));
    // The framework asks for a piece when it has sent the one before, so that piece's share is given back then.
    pieces.buffered(BLOCKS_AT_ONCE).map(|(answer, _)| answer)
}

/// A piece of the answer, with the share of memory of its block.
type Piece = (Result<Bytes, Error>, Option<MemoryShare>);

/// Returns the next piece of the answer. An error ends the response without the last chunk of its transfer coding, so the
/// client sees that it is incomplete.
async fn piece(next: BodyPart, pricing: BatchPricing, heavy: HeavyWork) -> Piece {
    match next {
        BodyPart::Block(block, share) => {
            (heavy.run_in_turn(move || price_block(&block, &pricing)).await, share)
        }
        BodyPart::Failure(row, error) => {
            let mut answer = Vec::new();
            write_problem(&mut answer, row, 1, &error, false);
            (Ok(Bytes::from(answer)), None)
        }
        BodyPart::Abort => {
            tokio::time::sleep(LAST_WORDS).await;
            (Err(Error::Internal("the body of a batch ended too early".to_owned())), None)
        }
    }
}

fn price_block(block: &Block, pricing: &BatchPricing) -> Bytes {
    let of_claims = ANSWER_BYTES * block.claims().count();
    let mut answer = Vec::with_capacity(of_claims.max(ANSWER_FOLD * block.len()));
    let mut lookup = Lookup::new(&pricing.schedule);
    block.claims().for_each(|claim| write_row(&mut answer, &claim, pricing, &mut lookup));
    Bytes::from(answer)
}

/// How long the connection stays open after the row that says why the body failed. The framework throws away what it has not sent
/// when an answer ends with an error.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// A body that is being received.
pub(crate) struct Blocks {
    body: Body,
    rows: RowCollector,
    /// Bytes that have arrived but are not in `rows` yet.
    rest: Bytes,
    /// The memory of `rows`, if they have more than every connection may hold.
    share: Option<MemoryShare>,
    /// Why the body failed. It is reported after the rows that arrived before.
    failure: Option<Error>,
}

/// A part of a body.
enum BodyPart {
    /// Some claims, with their share of memory.
    Block(Block, Option<MemoryShare>),
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
        let rows = RowCollector::new(layout);
        let mut blocks = Self { body, rows, rest: Bytes::new(), share: None, failure: None };
        while !blocks.rows.is_ready() {
            if blocks.needs_share() {
                blocks.share = blocks.body.take_in_turn(BLOCK_SHARE).await?;
            }
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

    /// Whether the rows have more than every connection may hold, and no share of memory yet.
    const fn needs_share(&self) -> bool {
        self.share.is_none() && self.rows.len() > FREE_BYTES
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
            if self.needs_share() {
                self.share = self.body.take_in_turn(BLOCK_SHARE).await?;
            }
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
                    Ok(block) => block.map(|block| {
                        let share = blocks.share.take();
                        (BodyPart::Block(block, share), Some(BodyState::Receiving(blocks)))
                    }),
                    Err(error) => {
                        Some((BodyPart::Failure(blocks.rows.next_row(), error), Some(BodyState::Failed)))
                    }
                },
            }
        })
    }
}
