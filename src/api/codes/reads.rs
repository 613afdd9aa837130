//! Reads of one code: the last answers are kept, and new ones are made off the threads that serve requests.

use super::denials::DenialStatus;
use crate::api::limits::Limits;
use crate::api::shared::kept_answers::{KeptAnswers, Origin};
use crate::api::wire::blocking::LongReads;
use crate::api::wire::error::Error;
use crate::api::wire::read::Representation;
use actix_web::{HttpRequest, HttpResponse};

/// About how long such an answer is. It only gives the size of the tables of the cache.
const TYPICAL_BYTES: usize = 16 * 1024;

/// What a read shows of the published denials; `None` if it shows none, or if the database did not answer.
type ShownDenials = Option<DenialStatus>;

/// The reads of codes: their pages, tips, edits and histories.
pub(crate) struct CodeReads {
    kept: KeptAnswers<ShownDenials>,
    work: LongReads,
}

impl CodeReads {
    /// No answer is kept yet.
    pub(crate) fn new(limits: &Limits, work: LongReads) -> Self {
        Self { kept: KeptAnswers::new(limits.code_reads_bytes, TYPICAL_BYTES), work }
    }

    /// Answers a read with the kept answer to the same path and query, or else with a new one, which is kept.
    ///
    /// # Errors
    /// Those of `make`, which are not kept, and those of [`LongReads::run`].
    pub(crate) async fn answer(
        &self,
        request: &HttpRequest,
        origin: Origin<ShownDenials>,
        make: impl FnOnce(&Origin<ShownDenials>) -> Result<Representation, Error> + Send + 'static,
    ) -> Result<HttpResponse, Error> {
        let name = request.uri().to_string();
        if let Some(kept) = self.kept.get(&name, &origin) {
            return Ok(kept.answer(request));
        }
        let (answer, origin) = self.work.run(move || (make(&origin), origin)).await?;
        let answer = answer?;
        self.kept.keep(name, &origin, answer.clone());
        Ok(answer.answer(request))
    }
}
