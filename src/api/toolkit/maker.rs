//! Makes toolkits on the threads for heavy work, and keeps the files of the last ones.
//!
//! A toolkit of fifty codes prices thousands of claims. Its answers depend only on what was asked, the loaded releases, the tips
//! and the published denials. So a file is kept with these three, and answers again as long as none of them has changed.

use crate::api::limits::Limits;
use crate::api::shared::place_query::AskedPlace;
use crate::api::shared::pricing_context::PricingContext;
use crate::api::shared::reported_denials::denials_if_prompt;
use crate::api::shared::source::release_notice;
use crate::api::state::State;
use crate::api::wire::blocking::HeavyWork;
use crate::api::wire::error::Error;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::api::wire::read::Representation;
use crate::denials::PublicationTerms;
use crate::schedule::Schedule;
use crate::tips::WrittenTips;
use crate::toolkit::{Reported, Toolkit};
use crate::vocabulary::HcpcsCode;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use std::fmt::Write;
use std::sync::{Arc, Weak};

/// About how long a file is. It only gives the size of the tables of the cache.
const TYPICAL_BYTES: usize = 256 * 1024;
/// The parts of the cache, each with its own lock and its own part of the memory. A file must be shorter than such a part.
const CACHE_PARTS: usize = 2;

/// What a toolkit is made for.
pub(crate) struct AskedToolkit {
    pub(crate) codes: Vec<HcpcsCode>,
    pub(crate) place: AskedPlace,
}

/// Makes toolkits.
pub(crate) struct ToolkitMaker {
    state: State,
    heavy: HeavyWork,
    terms: PublicationTerms,
    made: Arc<MadeFiles>,
}

impl ToolkitMaker {
    pub(crate) fn new(state: State, heavy: HeavyWork, limits: &Limits) -> Self {
        let made = Arc::new(MadeFiles::new(limits.toolkit_bytes));
        Self { state, heavy, terms: limits.reporting.terms, made }
    }

    /// Makes a file of a toolkit. `form` names what `write` makes of it.
    ///
    /// # Errors
    /// 422 if the release does not have the place or does not list a code, 503 if no fee schedule is loaded or too much heavy
    /// work is waiting.
    pub(crate) async fn make<F>(
        &self,
        asked: AskedToolkit,
        form: &str,
        write: F,
    ) -> Result<Representation, Error>
    where
        F: FnOnce(&Toolkit, &PricingContext<'_>) -> Result<Representation, Error> + Send + 'static,
    {
        let AskedToolkit { codes, place } = asked;
        let schedule = self.state.whole_schedule()?;
        let name = checked_name(&codes, &place.pricing_context(&schedule)?, form)?;
        let denials = denials_if_prompt(&self.state, &codes, self.terms).await;
        let reported = Reported::for_codes(&codes, denials, self.terms);
        let origin = FileOrigin { schedule, tips: self.state.whole_tips(), reported };
        if let Some(file) = self.made.get(&name, &origin) {
            return Ok(file);
        }
        let made = Arc::clone(&self.made);
        let work = move || {
            // Another request may have made it while this one waited.
            if let Some(file) = made.get(&name, &origin) {
                return Ok(file);
            }
            let context = place.pricing_context(&origin.schedule)?;
            let file = write(&origin.assemble(&codes, &context), &context)?;
            made.keep(name, &origin, file.clone());
            Ok(file)
        };
        self.heavy.run(work).await?
    }
}

/// Checks that the release lists all codes, and returns the name under which a file of them is kept: the date, the release, the
/// place, the codes and the form.
///
/// # Errors
/// 422 if the release does not list one of the codes.
fn checked_name(codes: &[HcpcsCode], context: &PricingContext<'_>, form: &str) -> Result<String, Error> {
    let mut faults = Faults::default();
    let release = context.in_force.release;
    let day = context.in_force.date;
    let is_listed = |code: HcpcsCode| {
        !release.services.rows_of(code).is_empty() || context.schedule.is_in_other_schedules_on(code, day)
    };
    for code in codes.iter().filter(|code| !is_listed(**code)) {
        faults.add_coded(FaultCode::NotLoaded, "/query/codes", context.not_listed(*code));
    }
    let mut name = context.link_query();
    for code in codes {
        // Writing to a String cannot fail.
        let _ = write!(name, ",{code}");
    }
    name.extend(["#", form]);
    faults.end(Some(name))
}

/// What the content of a toolkit's files depends on, besides their name.
struct FileOrigin {
    schedule: Arc<Schedule>,
    tips: Arc<WrittenTips>,
    reported: Reported,
}

impl FileOrigin {
    fn assemble(&self, codes: &[HcpcsCode], context: &PricingContext<'_>) -> Toolkit {
        let locality = context.located.locality.map(|row| (row.locality, row.name.clone()));
        let reasons = context.confidence().reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
        let notice = release_notice(context.in_force.release).map(|notice| notice.to_string());
        let notices = notice.into_iter().chain(reasons).collect();
        Toolkit::assemble(codes, context.medicare(), &self.tips, locality, notices, self.reported.clone())
    }
}

/// The files that were made last, within a limit of memory.
struct MadeFiles(Cache<String, Arc<MadeFile>, ByLength>);

/// A file. It does not keep the releases and tips that it was made from in memory.
struct MadeFile {
    schedule: Weak<Schedule>,
    tips: Weak<WrittenTips>,
    reported: Reported,
    file: Representation,
}

/// The weight of a file is its length.
#[derive(Clone)]
struct ByLength;

impl Weighter<String, Arc<MadeFile>> for ByLength {
    fn weight(&self, name: &String, made: &Arc<MadeFile>) -> u64 {
        u64::try_from(name.len() + made.file.len()).unwrap_or(u64::MAX)
    }
}

impl MadeFiles {
    /// An empty cache for so many bytes.
    fn new(bytes: usize) -> Self {
        let mut options = OptionsBuilder::new();
        options.estimated_items_capacity(bytes.div_ceil(TYPICAL_BYTES)).shards(CACHE_PARTS);
        options.weight_capacity(u64::try_from(bytes).unwrap_or(u64::MAX));
        // Both numbers that the options need are set.
        let cache = options.build().map(|options| {
            Cache::with_options(options, ByLength, DefaultHashBuilder::default(), DefaultLifecycle::default())
        });
        Self(cache.unwrap_or_else(|_| Cache::with_weighter(0, 0, ByLength)))
    }

    /// The file with this name, if it would be the same today.
    fn get(&self, name: &str, origin: &FileOrigin) -> Option<Representation> {
        let Self(cache) = self;
        let made = cache.get(name)?;
        let is_same = std::ptr::eq(made.schedule.as_ptr(), Arc::as_ptr(&origin.schedule))
            && std::ptr::eq(made.tips.as_ptr(), Arc::as_ptr(&origin.tips))
            && made.reported == origin.reported;
        is_same.then(|| made.file.clone())
    }

    fn keep(&self, name: String, origin: &FileOrigin, file: Representation) {
        let (schedule, tips) = (Arc::downgrade(&origin.schedule), Arc::downgrade(&origin.tips));
        let made = MadeFile { schedule, tips, reported: origin.reported.clone(), file };
        let Self(cache) = self;
        cache.insert(name, Arc::new(made));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 1_000_000;

    fn origin(reports: Option<()>) -> FileOrigin {
        let (schedule, tips) = (Arc::default(), Arc::default());
        FileOrigin {
            schedule,
            tips,
            reported: Reported { threshold: 5, codes: reports.map(|()| Vec::new()) },
        }
    }

    fn file(bytes: usize) -> Representation {
        Representation::new("text/plain", None, vec![b'x'; bytes])
    }

    #[test]
    fn files_are_kept_within_a_limit_of_memory() {
        let (made, origin) = (MadeFiles::new(LIMIT), origin(None));
        for number in 0..1_000 {
            made.keep(number.to_string(), &origin, file(10_000));
        }
        made.keep("too long".to_owned(), &origin, file(LIMIT));
        let weight = made.0.weight();
        assert!((500_000..=1_000_000).contains(&weight), "{weight}");
        assert!(made.get("too long", &origin).is_none());
    }

    #[test]
    fn a_file_is_kept_until_releases_tips_or_denials_change() {
        let (made, first) = (MadeFiles::new(LIMIT), origin(None));
        made.keep("a".to_owned(), &first, file(10));
        assert_eq!(made.get("a", &first).unwrap().len(), 10);
        assert!(made.get("b", &first).is_none());
        let others = [
            FileOrigin {
                schedule: Arc::default(),
                tips: Arc::clone(&first.tips),
                reported: first.reported.clone(),
            },
            FileOrigin {
                schedule: Arc::clone(&first.schedule),
                tips: Arc::default(),
                reported: first.reported.clone(),
            },
            FileOrigin {
                schedule: Arc::clone(&first.schedule),
                tips: Arc::clone(&first.tips),
                reported: origin(Some(())).reported,
            },
        ];
        for other in others {
            assert!(made.get("a", &other).is_none());
        }
    }
}
