//! The search for codes: by their first characters, or by words of their texts, the best matches first.

use super::concepts::{Concept, concepts};
use super::synonyms::words_of;
use crate::api::shared::source::{Notice, release_notice};
use crate::api::wire::closed_lists::{ComponentName, StatusName};
use crate::api::wire::decimal::Shown;
use crate::api::wire::faults::Faults;
use crate::schedule::{Release, Schedule};
use crate::vocabulary::{HcpcsCode, ServiceRow, Status};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use utoipa::{IntoParams, ToSchema};

/// The longest search text, in bytes.
const LONGEST_SEARCH: usize = 100;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodesQuery {
    /// The first characters of a code. If no code of the release begins with them: words of the explanation or descriptor of a
    /// code, or their synonyms, such as `mri brain`. Default: every code.
    #[param(example = "7637", max_length = 100)]
    pub(crate) q: Option<String>,
    /// Return only codes with this status.
    #[param(value_type = Option<StatusName>, inline, example = "A")]
    pub(crate) status: Option<String>,
    /// The number of codes for one page, 1 to 200. Default: 50.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, example = 50)]
    pub(crate) limit: Option<String>,
    /// `next_cursor` of the previous page. Default: the first page.
    #[param(pattern = r"^[0-9A-Za-z]{5}$")]
    pub(crate) cursor: Option<String>,
}

/// A page of codes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Codes<'a> {
    /// The release that was searched.
    #[schema(example = "RVU25A")]
    pub(crate) release: &'a str,
    /// What to know about the release, such as that it is an extract.
    #[schema(value_type = Option<String>, required = true)]
    pub(crate) notice: Option<Shown<Notice<'a>>>,
    /// How the codes were found.
    pub(crate) matched_by: MatchedBy,
    /// The codes. If they were found by their first characters they are sorted, else the best matches come first.
    pub(crate) codes: Vec<CodeSummary<'a>>,
    /// The `cursor` of the next page; null on the last page.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

/// How the codes of a search were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MatchedBy {
    /// They begin with the text.
    Code,
    /// They have all words of the text, or their synonyms.
    AllWords,
    /// No code has all words, so these have at least one.
    AnyWord,
}

/// A code of a search.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CodeSummary<'a> {
    /// The code.
    #[schema(value_type = String, example = "76377")]
    pub(crate) hcpcs: Shown<HcpcsCode>,
    /// The status code of its first row.
    #[schema(value_type = StatusName)]
    pub(crate) status: &'static str,
    /// What the service is, in plain language; null if we have no explanation of it.
    #[schema(required = true)]
    pub(crate) explanation: Option<&'a str>,
    /// CMS's descriptor of a HCPCS Level II code; null for CPT and dental codes, because their descriptors are licensed.
    #[schema(required = true)]
    pub(crate) descriptor: Option<&'a str>,
    /// The modifiers that the code has rows for. The blank one is the global service.
    #[schema(value_type = Vec<ComponentName>)]
    pub(crate) modifiers: Vec<&'static str>,
    /// The page of the code, for the date or release that was searched.
    #[schema(example = "/v1/codes/76377")]
    pub(crate) link: String,
}

/// A checked search.
pub(crate) struct CodeSearch {
    text: String,
    status: Option<Status>,
    after: Option<HcpcsCode>,
}

impl CodeSearch {
    /// A search for a text, without other conditions.
    pub(crate) fn for_text(text: &str) -> Self {
        let end =
            text.char_indices().map(|(at, one)| at + one.len_utf8()).take_while(|end| *end <= LONGEST_SEARCH);
        let text = text.get(..end.last().unwrap_or_default()).unwrap_or_default().to_owned();
        Self { text, status: None, after: None }
    }

    pub(crate) fn new(faults: &mut Faults, asked: &CodesQuery) -> Self {
        let text = asked.q.as_deref().unwrap_or_default();
        if text.len() > LONGEST_SEARCH {
            faults.add("/query/q", format_args!("The text is longer than {LONGEST_SEARCH} bytes."));
        }
        Self {
            text: text.to_owned(),
            status: faults.parse("/query/status", asked.status.as_deref()),
            after: faults.parse("/query/cursor", asked.cursor.as_deref()),
        }
    }

    /// The text, if some code of the release begins with it. Then the search is for codes, else for words.
    ///
    /// The cursor and the status do not matter here, so that all pages of a search are of the same kind.
    fn code_prefix(&self, release: &Release) -> Option<String> {
        let word = self.text.trim().to_uppercase();
        if word.contains(char::is_whitespace) {
            return None;
        }
        release.services.rows().iter().any(|row| row.hcpcs.as_str().starts_with(&word)).then_some(word)
    }
}

/// Returns a page of the codes that match a search. `query` is the query string of their links.
pub(crate) fn find_codes<'a>(
    schedule: &'a Schedule,
    release: &'a Release,
    search: &CodeSearch,
    limit: usize,
    query: &str,
) -> Codes<'a> {
    let candidates = release
        .services
        .rows()
        .chunk_by(|row, next| row.hcpcs == next.hcpcs)
        .filter_map(|rows| rows.first().map(|first| (first, rows)))
        .filter(|(_, rows)| search.status.is_none_or(|status| rows.iter().any(|row| row.status == status)));
    let (matched_by, found) = match search.code_prefix(release) {
        Some(prefix) => {
            let begins = |(first, _): &(&ServiceRow, _)| first.hcpcs.as_str().starts_with(&prefix);
            (MatchedBy::Code, candidates.filter(begins).collect())
        }
        None => rank(schedule, release, &concepts(&search.text), candidates),
    };
    // A word search is not sorted by code, so the cursor is found by its position.
    let is_last = |after: HcpcsCode| found.iter().position(|(first, _)| first.hcpcs == after);
    let begin = match search.after {
        None => 0,
        Some(after) if matched_by == MatchedBy::Code => {
            found.partition_point(|(first, _)| first.hcpcs <= after)
        }
        Some(after) => is_last(after).map_or(found.len(), |position| position + 1),
    };
    let rest = found.get(begin..).unwrap_or_default();
    let page = rest.get(..limit).unwrap_or(rest);
    let summary = |(first, rows): &Candidate<'a>| code_summary(schedule, release, first, rows, query);
    let codes: Vec<CodeSummary<'a>> = page.iter().map(summary).collect();
    let next_cursor =
        (page.len() < rest.len()).then(|| codes.last().map(|last| last.hcpcs.0.to_string())).flatten();
    Codes {
        release: &release.label,
        notice: release_notice(release).map(Shown),
        matched_by,
        codes,
        next_cursor,
    }
}

/// The first row of a code, and all its rows.
type Candidate<'a> = (&'a ServiceRow, &'a [ServiceRow]);

/// The codes whose texts match, the best first. If no code has all of what was searched for, those that have some of it.
fn rank<'a>(
    schedule: &Schedule,
    release: &Release,
    concepts: &[Concept],
    candidates: impl Iterator<Item = Candidate<'a>>,
) -> (MatchedBy, Vec<Candidate<'a>>) {
    let mut scored: Vec<(usize, u32, Candidate<'a>)> = Vec::new();
    for candidate in candidates {
        let hcpcs = candidate.0.hcpcs;
        let texts = [schedule.explanation(hcpcs), release.descriptor(hcpcs)];
        let words: Vec<String> = texts.into_iter().flatten().flat_map(words_of).collect();
        let scores: Vec<u32> = concepts.iter().filter_map(|concept| concept.score(hcpcs, &words)).collect();
        if !scores.is_empty() {
            scored.push((scores.len(), scores.iter().sum(), candidate));
        }
    }
    let has_all = scored.iter().any(|(matched, ..)| *matched == concepts.len());
    scored.retain(|(matched, ..)| !has_all || *matched == concepts.len());
    scored.sort_by_key(|(matched, score, (first, _))| (Reverse(*matched), Reverse(*score), first.hcpcs));
    let matched_by = if has_all || scored.is_empty() { MatchedBy::AllWords } else { MatchedBy::AnyWord };
    (matched_by, scored.into_iter().map(|(.., candidate)| candidate).collect())
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
