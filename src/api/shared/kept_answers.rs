//! Answers of reads that are kept, so that the same read does not do the same work again.
//!
//! Such an answer depends only on what was asked, the loaded releases, the tips and the published denials. So it is kept with
//! these, and answers again as long as none of them has changed. Its entity tag is kept with it, so 304 costs a look-up.

use crate::api::state::{State, loaded};
use crate::api::wire::error::Error;
use crate::api::wire::read::Representation;
use crate::schedule::Schedule;
use crate::tips::WrittenTips;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::sync::{Arc, Weak};

/// The parts of a cache, each with its own lock and its own part of the memory. An answer must be shorter than such a part.
const CACHE_PARTS: usize = 2;

/// What an answer depends on, besides its name. `D` is what it shows of the published denials.
pub(crate) struct Origin<D> {
    schedule: Arc<Schedule>,
    tips: Arc<WrittenTips>,
    denials: D,
}

impl<D> Origin<D> {
    /// The origin of an answer that is made now.
    pub(crate) fn now(state: &State, denials: D) -> Self {
        let schedule = arc_swap::Guard::into_inner(state.current_schedule());
        Self { schedule, tips: state.whole_tips(), denials }
    }

    /// The schedule of the answer.
    ///
    /// # Errors
    /// 503 if no fee schedule is loaded.
    pub(crate) fn schedule(&self) -> Result<&Schedule, Error> {
        loaded(&self.schedule)
    }

    /// The written tips of the answer.
    pub(crate) fn tips(&self) -> &WrittenTips {
        &self.tips
    }

    /// What the answer shows of the published denials.
    pub(crate) const fn denials(&self) -> &D {
        &self.denials
    }
}

/// The answers that were made last, within a limit of memory.
pub(crate) struct KeptAnswers<D>(Cache<String, Arc<KeptAnswer<D>>, ByLength>);

/// An answer. It does not keep the releases and tips that it was made from in memory.
struct KeptAnswer<D> {
    schedule: Weak<Schedule>,
    tips: Weak<WrittenTips>,
    denials: D,
    answer: Representation,
}

impl<D: PartialEq> KeptAnswer<D> {
    /// Whether the answer would be the same from this origin.
    fn is_from(&self, origin: &Origin<D>) -> bool {
        std::ptr::eq(self.schedule.as_ptr(), Arc::as_ptr(&origin.schedule))
            && std::ptr::eq(self.tips.as_ptr(), Arc::as_ptr(&origin.tips))
            && self.denials == origin.denials
    }
}

/// The weight of an answer is its length.
#[derive(Clone)]
struct ByLength;

impl<D> Weighter<String, Arc<KeptAnswer<D>>> for ByLength {
    fn weight(&self, name: &String, kept: &Arc<KeptAnswer<D>>) -> u64 {
        u64::try_from(name.len() + kept.answer.len()).unwrap_or(u64::MAX)
    }
}

impl<D: Clone + PartialEq> KeptAnswers<D> {
    /// An empty cache for so many bytes. `typical_bytes` is about how long an answer is, for the size of the cache's tables.
    pub(crate) fn new(bytes: usize, typical_bytes: usize) -> Self {
        let mut options = OptionsBuilder::new();
        options.estimated_items_capacity(bytes.div_ceil(typical_bytes.max(1))).shards(CACHE_PARTS);
        options.weight_capacity(u64::try_from(bytes).unwrap_or(u64::MAX));
        // Both numbers that the options need are set.
        let cache = options.build().map(|options| {
            Cache::with_options(options, ByLength, DefaultHashBuilder::default(), DefaultLifecycle::default())
        });
        Self(cache.unwrap_or_else(|_| Cache::with_weighter(0, 0, ByLength)))
    }

    /// The kept answer with this name, if it would be the same today.
    pub(crate) fn get(&self, name: &str, origin: &Origin<D>) -> Option<Representation> {
        let Self(cache) = self;
        let kept = cache.get(name)?;
        kept.is_from(origin).then(|| kept.answer.clone())
    }

    /// Keeps an answer.
    pub(crate) fn keep(&self, name: String, origin: &Origin<D>, answer: Representation) {
        let (schedule, tips) = (Arc::downgrade(&origin.schedule), Arc::downgrade(&origin.tips));
        let kept = KeptAnswer { schedule, tips, denials: origin.denials.clone(), answer };
        let Self(cache) = self;
        cache.insert(name, Arc::new(kept));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1_000_000;
    const TYPICAL: usize = 10_000;

    fn origin() -> Origin<u32> {
        Origin { schedule: Arc::default(), tips: Arc::default(), denials: 5 }
    }

    fn answer(bytes: usize) -> Representation {
        Representation::new("text/plain", None, vec![b'x'; bytes])
    }

    #[test]
    fn answers_are_kept_within_a_limit_of_memory() {
        let (kept, origin) = (KeptAnswers::new(LIMIT, TYPICAL), origin());
        for number in 0..1_000 {
            kept.keep(number.to_string(), &origin, answer(TYPICAL));
        }
        kept.keep("too long".to_owned(), &origin, answer(LIMIT));
        let weight = kept.0.weight();
        assert!((500_000..=1_000_000).contains(&weight), "{weight}");
        assert!(kept.get("too long", &origin).is_none());
    }

    #[test]
    fn an_answer_is_kept_until_releases_tips_or_denials_change() {
        let (kept, first) = (KeptAnswers::new(LIMIT, TYPICAL), origin());
        kept.keep("a".to_owned(), &first, answer(10));
        assert_eq!(kept.get("a", &first).unwrap().len(), 10);
        assert!(kept.get("b", &first).is_none());
        let schedule = || Arc::clone(&first.schedule);
        let tips = || Arc::clone(&first.tips);
        let others = [
            Origin { schedule: Arc::default(), tips: tips(), denials: 5 },
            Origin { schedule: schedule(), tips: Arc::default(), denials: 5 },
            Origin { schedule: schedule(), tips: tips(), denials: 6 },
        ];
        for other in others {
            assert!(kept.get("a", &other).is_none());
        }
    }
}
