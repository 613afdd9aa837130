//! `GET /v1/codes`: searches codes by their first characters, or by words of their explanations.

mod accepted;
pub(crate) mod common_edits;
pub(crate) mod concepts;
mod contrast;
pub(crate) mod denials;
pub(crate) mod edits;
pub(crate) mod history;
pub(crate) mod other_schedules;
pub(crate) mod page;
pub(crate) mod reads;
pub(crate) mod search;
pub(crate) mod spelling;
pub(crate) mod synonyms;
pub(crate) mod tips;
pub(crate) mod typical;
pub(crate) mod word_index;

use self::search::{CodeSearch, Codes, CodesQuery, find_codes};
use super::state::State;
use crate::api::shared::place_query::ReleaseQuery;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query::{self, query_string};
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::vocabulary::format_date;
use actix_web::{HttpRequest, HttpResponse, get, web};

/// The most codes that one page can ask for.
const MOST_CODES: usize = 200;
/// The codes of one page by default.
const USUAL_CODES: usize = 50;

/// Search codes
///
/// Returns the codes that begin with the text, such as `7637`, of the physician fee schedule and of the schedules of laboratory tests,
/// drugs and equipment that are in force on the day. If no code begins with the text, returns those that have all words of the text in
/// their explanation or descriptor, the best matches first. A word matches the beginning of a word, another form of it, or a synonym:
/// `ear` matches "ears" but not "clear", `biopsies` matches "biopsy", and `mri` matches "magnetic resonance". If no code has all words,
/// returns those that have some of them; `matched_by` says so. `cursor` gets the next page.
#[utoipa::path(
    operation_id = "list_codes",
    tag = "codes",
    params(CodesQuery, ReleaseQuery),
    responses(
        (status = 200, description = "A page of codes", body = Codes<'static>, content_type = "application/json"),
        ReadProblems,
    )
)]
#[get("/v1/codes")]
pub(crate) async fn list_codes(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let write = |codes: &Codes<'_>| read::page(&request, codes, codes.next_cursor.as_deref());
    read_codes(&state, query::decode_both(&request)?, write)?
}

/// Searches codes, and returns what `write` makes of them.
///
/// # Errors
/// 422 if a value is not valid or no release is in force, 503 if none is loaded.
pub(crate) fn read_codes<T>(
    state: &State,
    (asked, release): (CodesQuery, ReleaseQuery),
    write: impl FnOnce(&Codes<'_>) -> T,
) -> Result<T, Error> {
    let mut faults = Faults::default();
    let limit = query::page_size(asked.limit.as_deref(), USUAL_CODES, MOST_CODES);
    let limit = faults.keep("/query/limit", limit);
    let search = CodeSearch::new(&mut faults, &asked).everywhere();
    let asked = release.check(&mut faults);
    let limit = faults.end(limit).map_err(Error::Invalid)?;
    let searchable = state.searchable()?;
    let in_force = asked.in_force(searchable.schedule())?;
    let pinned = asked.release.as_deref().map(|_| in_force.release.label.as_str());
    let query = query_string([("date", asked.day.map(format_date).as_deref()), ("release", pinned)]);
    Ok(write(&find_codes(&searchable, &in_force, &search, limit, &query)))
}
