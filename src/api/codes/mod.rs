//! `GET /v1/codes`: search by code prefix or by words of the explanation.

pub(crate) mod denials;
pub(crate) mod edits;
pub(crate) mod history;
pub(crate) mod page;
pub(crate) mod tips;
pub(crate) mod typical;

use super::state::State;
use crate::api::shared::site::in_force;
use crate::api::shared::source::{Notice, notice};
use crate::api::wire::closed_lists::StatusName;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::problem::Problem;
use crate::api::wire::query::{self, link_query};
use crate::api::wire::read;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{HcpcsCode, ServiceRow, Status, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoParams, ToSchema};

/// The most codes of one page.
const MOST_CODES: usize = 200;
const USUAL_CODES: usize = 50;
/// The longest search text.
const LONGEST_SEARCH: usize = 100;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodesQuery {
    /// The beginning of a code; where no code of the release begins so, words that all stand in a code's explanation or
    /// descriptor. Absent: every code.
    #[param(example = "7637", max_length = 100)]
    q: Option<String>,
    /// Only codes of this status.
    #[param(value_type = Option<StatusName>, inline, example = "A")]
    status: Option<String>,
    /// How many to give at a time, 1 to 200; absent: 50.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<String>,
    /// `next_cursor` of the page before; absent: the first page.
    #[param(pattern = r"^[0-9A-Za-z]{5}$")]
    cursor: Option<String>,
    /// The day, ISO 8601, whose release is searched; absent: the newest.
    #[param(example = "2025-01-15", format = Date)]
    date: Option<String>,
    /// A release by name, instead of a date.
    #[param(example = "RVU25A")]
    release: Option<String>,
}

/// A page of codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Codes<'a> {
    /// The release searched.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// What to know about the release: that it is an extract.
    #[schema(value_type = Option<String>)]
    notice: Option<Shown<Notice<'a>>>,
    /// The codes, in order.
    codes: Vec<CodeSummary<'a>>,
    /// What to send as `cursor` for the next page; null on the last.
    next_cursor: Option<String>,
}

/// A code in short.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeSummary<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The status of its first row.
    #[schema(example = "A")]
    status: &'static str,
    /// What the service is, in plain words of our own.
    explanation: Option<&'a str>,
    /// CMS's own descriptor, for Level II codes.
    descriptor: Option<&'a str>,
    /// The modifiers that it has rows for; blank is the global service.
    #[schema(example = json!(["", "26", "TC"]))]
    modifiers: Vec<&'static str>,
    /// The code's page, for the date or release that was searched.
    #[schema(example = "/v1/codes/76377")]
    link: String,
}

/// Search codes
///
/// By the beginning of the code (`7637`): where any code of the release begins so, those are found and no others. Else by
/// words of the explanation (`three-dimensional`), each from its beginning or in another form, so that `ear` finds ears and
/// nothing clear, and `biopsies` a biopsy. Codes come in order, page after page by cursor; each links to its page in the
/// release searched.
#[utoipa::path(
    operation_id = "list_codes",
    tag = "codes",
    params(CodesQuery),
    responses(
        (status = 200, description = "A page of codes", body = Codes<'static>, content_type = "application/json"),
        (status = 304, description = "Unchanged since the entity tag given"),
        (status = 400, description = "An unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A wrong value", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No fee schedule is loaded yet", body = Problem, content_type = "application/problem+json"),
    )
)]
#[get("/v1/codes")]
pub(crate) async fn list_codes(request: HttpRequest, state: web::Data<State>) -> Result<HttpResponse, Error> {
    let asked: CodesQuery = query::decode(&request)?;
    let mut faults = Faults::default();
    let limit = query::limit(asked.limit.as_deref(), USUAL_CODES, MOST_CODES);
    let limit = faults.keep("/query/limit", limit);
    let search = Search::new(&mut faults, &asked);
    let day = faults.day("/query/date", asked.date.as_deref());
    let limit = faults.end(limit)?;
    let schedule = state.schedule()?;
    let release = in_force(&schedule, day, asked.release.as_deref())?.release;
    let named = asked.release.as_deref().map(|_| release.label.as_str());
    let query = link_query([("date", day.map(format_date).as_deref()), ("release", named)]);
    read::json(&request, &find(&schedule, release, &search, limit, &query))
}

/// A checked search.
struct Search {
    words: Vec<Word>,
    status: Option<Status>,
    after: Option<HcpcsCode>,
}

impl Search {
    fn new(faults: &mut Faults, asked: &CodesQuery) -> Self {
        let text = asked.q.as_deref().unwrap_or_default();
        if text.len() > LONGEST_SEARCH {
            faults.add("/query/q", format_args!("longer than {LONGEST_SEARCH} bytes"));
        }
        Self {
            words: text.split_whitespace().map(Word::new).collect(),
            status: faults.parse("/query/status", asked.status.as_deref()),
            after: faults.parse("/query/cursor", asked.cursor.as_deref()),
        }
    }

    /// The one word of the search, where a code of the release begins with it: then codes are searched, else texts.
    ///
    /// Neither the page nor the status has a say, so that every page of a search is of the same kind.
    fn beginning(&self, release: &Release) -> Option<String> {
        let [word] = self.words.as_slice() else { return None };
        let word = word.text.to_uppercase();
        release.services.rows().iter().any(|row| row.hcpcs.as_str().starts_with(&word)).then_some(word)
    }

    /// Whether all words stand in the texts of a code.
    fn matches(&self, texts: [Option<&str>; 2]) -> bool {
        let texts = texts.map(|text| text.unwrap_or_default().to_lowercase());
        self.words.iter().all(|word| texts.iter().any(|text| word.stands_in(text)))
    }
}

/// A word searched for, in small letters.
struct Word {
    text: String,
    /// The word without its ending: `biopsi` of `biopsies`, and of `biopsy`.
    stem: String,
}

impl Word {
    fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let stem = stem(&text).into_owned();
        Self { text, stem }
    }

    /// Whether a word of the text, in small letters too, begins so or is another form of it: `ear` is in "the ear" and
    /// "early", not in "clear"; `studies` is in "study".
    fn stands_in(&self, text: &str) -> bool {
        let begins_a_word = |at| !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        // Nearly every word is told apart by its first letters; only others are worth a stem.
        let mut like = text.split(|one: char| !one.is_alphanumeric()).filter(|word| self.begins_like(word));
        text.match_indices(&self.text).any(|(at, _)| begins_a_word(at))
            || like.any(|word| stem(word) == self.stem)
    }

    fn begins_like(&self, word: &str) -> bool {
        const FIRST_LETTERS: usize = 3;
        self.stem.chars().zip(word.chars()).take(FIRST_LETTERS).all(|(one, other)| one == other)
    }
}

/// A word of English without its ending.
fn stem(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::English).stem(word)
}

fn find<'a>(
    schedule: &'a Schedule,
    release: &'a Release,
    search: &Search,
    limit: usize,
    query: &str,
) -> Codes<'a> {
    let beginning = search.beginning(release);
    let mut found = release
        .services
        .rows()
        .chunk_by(|row, next| row.hcpcs == next.hcpcs)
        .filter_map(|rows| rows.first().map(|first| (first, rows)))
        .filter(|(first, _)| search.after.is_none_or(|after| first.hcpcs > after))
        .filter(|(_, rows)| search.status.is_none_or(|status| rows.iter().any(|row| row.status == status)))
        .filter(|(first, _)| match &beginning {
            Some(beginning) => first.hcpcs.as_str().starts_with(beginning),
            None => search.matches([schedule.explanation(first.hcpcs), release.descriptor(first.hcpcs)]),
        });
    let summary = |(first, rows)| summary(schedule, release, first, rows, query);
    let codes: Vec<_> = found.by_ref().take(limit).map(summary).collect();
    let next_cursor = found.next().and(codes.last()).map(|last| last.hcpcs.0.to_string());
    Codes { release: &release.label, notice: notice(release).map(Shown), codes, next_cursor }
}

fn summary<'a>(
    schedule: &'a Schedule,
    release: &'a Release,
    first: &ServiceRow,
    rows: &[ServiceRow],
    query: &str,
) -> CodeSummary<'a> {
    CodeSummary {
        hcpcs: Shown(first.hcpcs),
        status: first.status.code(),
        explanation: schedule.explanation(first.hcpcs),
        descriptor: release.descriptor(first.hcpcs),
        modifiers: rows.iter().map(|row| row.component.as_str()).collect(),
        link: format!("/v1/codes/{}{query}", first.hcpcs),
    }
}
