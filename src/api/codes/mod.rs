//! `GET /v1/codes`: searches codes by their first characters, or by words of their explanations.

pub(crate) mod denials;
pub(crate) mod edits;
pub(crate) mod history;
pub(crate) mod page;
pub(crate) mod tips;
pub(crate) mod typical;

use super::state::State;
use crate::api::shared::place_query::ReleaseQuery;
use crate::api::shared::source::{Notice, release_notice};
use crate::api::wire::closed_lists::StatusName;
use crate::api::wire::decimal::Shown;
use crate::api::wire::error::Error;
use crate::api::wire::faults::Faults;
use crate::api::wire::query::{self, query_string};
use crate::api::wire::read;
use crate::api::wire::responses::ReadProblems;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{HcpcsCode, ServiceRow, Status, format_date};
use actix_web::{HttpRequest, HttpResponse, get, web};
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use utoipa::{IntoParams, ToSchema};

/// The most codes that one page can ask for.
const MOST_CODES: usize = 200;
/// The codes of one page by default.
const USUAL_CODES: usize = 50;
/// The longest search text, in bytes.
const LONGEST_SEARCH: usize = 100;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodesQuery {
    /// The first characters of a code. If no code of the release begins with them: words that all occur in the explanation or
    /// descriptor of a code. Default: every code.
    #[param(example = "7637", max_length = 100)]
    q: Option<String>,
    /// Return only codes with this status.
    #[param(value_type = Option<StatusName>, inline, example = "A")]
    status: Option<String>,
    /// The number of codes for one page, 1 to 200. Default: 50.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<String>,
    /// `next_cursor` of the previous page. Default: the first page.
    #[param(pattern = r"^[0-9A-Za-z]{5}$")]
    cursor: Option<String>,
}

/// A page of codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Codes<'a> {
    /// The release that was searched.
    #[schema(example = "RVU25A")]
    release: &'a str,
    /// What to know about the release, such as that it is an extract.
    #[schema(value_type = Option<String>)]
    notice: Option<Shown<Notice<'a>>>,
    /// The codes, sorted.
    codes: Vec<CodeSummary<'a>>,
    /// The `cursor` of the next page; null on the last page.
    next_cursor: Option<String>,
}

/// A code of a search.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeSummary<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    hcpcs: Shown<HcpcsCode>,
    /// The status code of its first row.
    #[schema(example = "A")]
    status: &'static str,
    /// What the service is, in plain language; null if we have no explanation of it.
    explanation: Option<&'a str>,
    /// CMS's descriptor of a HCPCS Level II code; null for CPT and dental codes, because their descriptors are licensed.
    descriptor: Option<&'a str>,
    /// The modifiers that the code has rows for. The blank one is the global service.
    #[schema(example = json!(["", "26", "TC"]))]
    modifiers: Vec<&'static str>,
    /// The page of the code, for the date or release that was searched.
    #[schema(example = "/v1/codes/76377")]
    link: String,
}

/// Search codes
///
/// Returns the codes that begin with the text, such as `7637`. If no code of the release begins with it, returns the codes that
/// have all words of the text in their explanation or descriptor. A word matches the beginning of a word or another form of it:
/// `ear` matches "ears" but not "clear", and `biopsies` matches "biopsy". Codes are sorted; `cursor` gets the next page.
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
    let (asked, release): (CodesQuery, ReleaseQuery) = query::decode_both(&request)?;
    let mut faults = Faults::default();
    let limit = query::page_size(asked.limit.as_deref(), USUAL_CODES, MOST_CODES);
    let limit = faults.keep("/query/limit", limit);
    let search = CodeSearch::new(&mut faults, &asked);
    let asked = release.check(&mut faults);
    let limit = faults.end(limit)?;
    let schedule = state.schedule()?;
    let release = asked.in_force(&schedule)?.release;
    let pinned = asked.release.as_deref().map(|_| release.label.as_str());
    let query = query_string([("date", asked.day.map(format_date).as_deref()), ("release", pinned)]);
    read::json(&request, &find_codes(&schedule, release, &search, limit, &query))
}

/// A checked search.
struct CodeSearch {
    words: Vec<SearchWord>,
    status: Option<Status>,
    after: Option<HcpcsCode>,
}

impl CodeSearch {
    fn new(faults: &mut Faults, asked: &CodesQuery) -> Self {
        let text = asked.q.as_deref().unwrap_or_default();
        if text.len() > LONGEST_SEARCH {
            faults.add("/query/q", format_args!("The text is longer than {LONGEST_SEARCH} bytes."));
        }
        Self {
            words: text.split_whitespace().map(SearchWord::new).collect(),
            status: faults.parse("/query/status", asked.status.as_deref()),
            after: faults.parse("/query/cursor", asked.cursor.as_deref()),
        }
    }

    /// The word of the search, if it is the only one and some code of the release begins with it. Then the search is for codes,
    /// else for texts.
    ///
    /// The cursor and the status do not matter here, so that all pages of a search are of the same kind.
    fn code_prefix(&self, release: &Release) -> Option<String> {
        let [word] = self.words.as_slice() else { return None };
        let word = word.text.to_uppercase();
        release.services.rows().iter().any(|row| row.hcpcs.as_str().starts_with(&word)).then_some(word)
    }

    /// Whether the texts of a code have all words.
    fn matches(&self, texts: [Option<&str>; 2]) -> bool {
        let texts = texts.map(|text| text.unwrap_or_default().to_lowercase());
        self.words.iter().all(|word| texts.iter().any(|text| word.is_in(text)))
    }
}

/// A word to search for, in lower case.
struct SearchWord {
    text: String,
    /// The stem of the word, such as `biopsi` for `biopsies` and for `biopsy`.
    stem: String,
}

impl SearchWord {
    fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let stem = stem(&text).into_owned();
        Self { text, stem }
    }

    /// Whether a word of the text, which must be in lower case, begins with this word or is another form of it: `ear` is in "the
    /// ear" and "early" but not in "clear", and `studies` is in "study".
    fn is_in(&self, text: &str) -> bool {
        let begins_a_word = |at| !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        // Finding a stem is slow, and nearly all words differ in their first letters already.
        let mut similar =
            text.split(|one: char| !one.is_alphanumeric()).filter(|word| self.shares_first_letters(word));
        text.match_indices(&self.text).any(|(at, _)| begins_a_word(at))
            || similar.any(|word| stem(word) == self.stem)
    }

    fn shares_first_letters(&self, word: &str) -> bool {
        const FIRST_LETTERS: usize = 3;
        self.stem.chars().zip(word.chars()).take(FIRST_LETTERS).all(|(one, other)| one == other)
    }
}

/// The stem of an English word.
fn stem(word: &str) -> Cow<'_, str> {
    Stemmer::create(Algorithm::English).stem(word)
}

fn find_codes<'a>(
    schedule: &'a Schedule,
    release: &'a Release,
    search: &CodeSearch,
    limit: usize,
    query: &str,
) -> Codes<'a> {
    let prefix = search.code_prefix(release);
    let mut found = release
        .services
        .rows()
        .chunk_by(|row, next| row.hcpcs == next.hcpcs)
        .filter_map(|rows| rows.first().map(|first| (first, rows)))
        .filter(|(first, _)| search.after.is_none_or(|after| first.hcpcs > after))
        .filter(|(_, rows)| search.status.is_none_or(|status| rows.iter().any(|row| row.status == status)))
        .filter(|(first, _)| match &prefix {
            Some(prefix) => first.hcpcs.as_str().starts_with(prefix),
            None => search.matches([schedule.explanation(first.hcpcs), release.descriptor(first.hcpcs)]),
        });
    let summary = |(first, rows)| code_summary(schedule, release, first, rows, query);
    let codes: Vec<_> = found.by_ref().take(limit).map(summary).collect();
    let next_cursor = found.next().and(codes.last()).map(|last| last.hcpcs.0.to_string());
    Codes { release: &release.label, notice: release_notice(release).map(Shown), codes, next_cursor }
}

fn code_summary<'a>(
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
