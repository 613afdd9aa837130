//! Makes toolkits on the threads for heavy work, and keeps the files of the last ones.
//!
//! A toolkit of fifty codes prices thousands of claims, so its files are kept.

use crate::api::limits::Limits;
use crate::api::shared::kept_answers::{KeptAnswers, Origin};
use crate::api::shared::place_query::{AskedPlace, PlaceQuery};
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
use crate::toolkit::{Reported, Toolkit};
use crate::vocabulary::HcpcsCode;
use std::fmt::Write;
use std::sync::Arc;

/// About how long a file is. It only gives the size of the tables of the cache.
const TYPICAL_BYTES: usize = 256 * 1024;

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
    made: Arc<KeptAnswers<Reported>>,
}

impl ToolkitMaker {
    pub(crate) fn new(state: State, heavy: HeavyWork, limits: &Limits) -> Self {
        let made = Arc::new(KeptAnswers::new(limits.toolkit_bytes, TYPICAL_BYTES));
        Self { state, heavy, terms: limits.reporting.terms, made }
    }

    /// Checks what can be checked of a place without making a toolkit.
    pub(crate) fn check_place(&self, place: PlaceQuery, faults: &mut Faults) -> AskedPlace {
        place.check(faults, self.state.schedule().ok().as_deref().map(AsRef::as_ref))
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
        let name = {
            let schedule = self.state.schedule()?;
            checked_name(&codes, &place.pricing_context(&schedule)?, form)?
        };
        let denials = denials_if_prompt(&self.state, &codes, self.terms).await;
        let reported = Reported::for_codes(&codes, denials, self.terms);
        let origin = Origin::now(&self.state, reported);
        if let Some(file) = self.made.get(&name, &origin) {
            return Ok(file);
        }
        let made = Arc::clone(&self.made);
        let work = move || {
            // Another request may have made it while this one waited.
            if let Some(file) = made.get(&name, &origin) {
                return Ok(file);
            }
            let context = place.pricing_context(origin.schedule()?)?;
            let file = write(&assemble(&codes, &context, &origin), &context)?;
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
    faults.end(Some(name)).map_err(Error::Invalid)
}

/// A toolkit of what is loaded and published.
fn assemble(codes: &[HcpcsCode], context: &PricingContext<'_>, origin: &Origin<Reported>) -> Toolkit {
    let locality = context.located.locality.map(|row| (row.locality, row.name.clone()));
    let reasons = context.confidence().reasons.iter().map(ToString::to_string).collect::<Vec<_>>();
    let notice = release_notice(context.in_force.release).map(|notice| notice.to_string());
    let notices = notice.into_iter().chain(reasons).collect();
    Toolkit::assemble(codes, context.medicare(), origin.tips(), locality, notices, origin.denials().clone())
}
