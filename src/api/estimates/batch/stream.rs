//! From a body that comes to an answer that goes: a few blocks at once, in order, and never more.

use super::answer::{Pricing, write_problem, write_row};
use super::block::Block;
use super::rows::{Layout, Rows};
use crate::api::wire::body::Body;
use crate::api::wire::error::Error;
use actix_web::web::{self, Bytes};
use futures_util::StreamExt;
use futures_util::stream::{self, Stream};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many blocks of one batch are priced or wait to be sent: each core has one, and one more is ready for it.
const BLOCKS_AT_ONCE: usize = 4;
/// How many times as long as its question an answer is thought to be when room is made for it.
const ANSWER_FOLD: usize = 6;

/// The answers to a body, in its order.
pub(crate) fn answers(
    blocks: Blocks,
    pricing: Pricing,
    permits: Arc<Semaphore>,
) -> impl Stream<Item = Result<Bytes, Error>> {
    let pieces = blocks.into_stream().map(move |next| piece(next, pricing.clone(), Arc::clone(&permits)));
    pieces.buffered(BLOCKS_AT_ONCE)
}

/// The answer to what came of a body. An error ends the answer without the end of its transfer coding.
async fn piece(next: Next, pricing: Pricing, permits: Arc<Semaphore>) -> Result<Bytes, Error> {
    let internal = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
    match next {
        Next::Block(block) => {
            let permit = permits.acquire_owned().await.map_err(|error| internal(&error))?;
            let priced = web::block(move || (price_block(&block, &pricing), permit)).await;
            priced.map_err(|error| internal(&error))?.0
        }
        Next::Failure(row, error) => {
            let mut answer = Vec::new();
            write_problem(&mut answer, row, 1, &error, false)?;
            Ok(Bytes::from(answer))
        }
        Next::BreakOff => Err(Error::Internal("a batch broke off".to_owned())),
    }
}

fn price_block(block: &Block, pricing: &Pricing) -> Result<Bytes, Error> {
    let mut answer = Vec::with_capacity(ANSWER_FOLD * block.len());
    for claim in block.claims() {
        write_row(&mut answer, &claim, pricing)?;
    }
    Ok(Bytes::from(answer))
}

/// A body on its way in.
pub(crate) struct Blocks {
    body: Body,
    rows: Rows,
    /// Bytes that came and were not taken yet.
    rest: Bytes,
    /// Why no more will come, where that is a failure.
    failure: Option<Error>,
}

/// What comes next of a body.
enum Next {
    /// Some claims.
    Block(Block),
    /// The body failed before the row of this number.
    Failure(u64, Error),
    /// The answer breaks off too.
    BreakOff,
}

/// Where the reading of a body stands.
enum Source {
    Reading(Box<Blocks>),
    Failed,
}

impl Blocks {
    /// Begins to read a body, as far as its header.
    ///
    /// # Errors
    /// 400 where a CSV header cannot be used, or the body breaks off before it.
    pub(crate) async fn open(body: Body, layout: Layout) -> Result<Self, Error> {
        let mut blocks = Self { body, rows: Rows::new(layout), rest: Bytes::new(), failure: None };
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

    /// The bytes that are already here; none where they have yet to come, or never will.
    fn bytes_at_hand(&mut self) -> Option<Option<Bytes>> {
        match self.body.at_hand()? {
            Ok(next) => Some(next),
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    /// The next claims: a block's worth, or what has come while more has yet to come.
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

    fn into_stream(self) -> impl Stream<Item = Next> {
        stream::unfold(Some(Source::Reading(Box::new(self))), |source| async move {
            match source? {
                Source::Failed => Some((Next::BreakOff, None)),
                Source::Reading(mut blocks) => match blocks.next().await {
                    Ok(block) => block.map(|block| (Next::Block(block), Some(Source::Reading(blocks)))),
                    Err(error) => Some((Next::Failure(blocks.rows.next_row(), error), Some(Source::Failed))),
                },
            }
        })
    }
}
