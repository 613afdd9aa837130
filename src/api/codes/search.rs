//! The search for codes: by their first characters, or by words of their texts, the best matches first.

use super::concepts::concepts;
use super::word_index::SearchableSchedule;
use crate::api::shared::source::{Notice, release_notice};
use crate::api::wire::closed_lists::{ComponentName, StatusName};
use crate::api::wire::decimal::Shown;
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::schedule::{InForce, Release, Schedule};
use crate::vocabulary::{HcpcsCode, Status};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// The longest search text, in bytes.
const LONGEST_SEARCH: usize = 100;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CodesQuery {
    /// The first characters of a code. If no code begins with them: words of the explanation or descriptor of a
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
    /// The status code of its first row; null if only another schedule of Part B lists the code.
    #[schema(value_type = Option<StatusName>, required = true)]
    pub(crate) status: Option<&'static str>,
    /// What the service is, in plain language; null if we have no explanation of it.
    #[schema(required = true)]
    pub(crate) explanation: Option<&'a str>,
    /// CMS's descriptor of a HCPCS Level II code; null for CPT and dental codes, because their descriptors are licensed.
    #[schema(required = true)]
    pub(crate) descriptor: Option<&'a str>,
    /// The modifiers that the physician fee schedule has rows for. The blank one is the global service.
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
    /// Whether it is also for the codes that other schedules list and the physician fee schedule does not.
    is_everywhere: bool,
}

impl CodeSearch {
    /// A search for a text, without other conditions.
    pub(crate) fn for_text(text: &str) -> Self {
        Self { text: searched(text).to_owned(), status: None, after: None, is_everywhere: false }
    }

    pub(crate) fn new(faults: &mut Faults, asked: &CodesQuery) -> Self {
        let text = asked.q.as_deref().unwrap_or_default();
        if text.len() > LONGEST_SEARCH {
            faults.add_coded(
                FaultCode::WrongLength,
                "/query/q",
                format_args!("The text is longer than {LONGEST_SEARCH} bytes."),
            );
        }
        Self {
            text: text.to_owned(),
            status: faults.parse("/query/status", asked.status.as_deref()),
            after: faults.parse("/query/cursor", asked.cursor.as_deref()),
            is_everywhere: false,
        }
    }

    /// The same search also for codes that other schedules list and the physician fee schedule does not.
    pub(crate) fn everywhere(self) -> Self {
        Self { is_everywhere: true, ..self }
    }

    /// Whether the search is for codes that begin with the text, else for words.
    ///
    /// The cursor and the status do not matter here, so that all pages of a search are of the same kind.
    fn is_for_codes(&self, searchable: &SearchableSchedule, in_force: &InForce<'_>) -> bool {
        let prefix = self.prefix();
        let mut codes = searchable.codes_from(&prefix).take_while(|code| code.as_str().starts_with(&prefix));
        codes.any(|code| self.is_in_scope(searchable.schedule(), in_force, code))
    }

    fn prefix(&self) -> String {
        self.text.trim().to_uppercase()
    }

    /// Whether the search is for codes like this, whatever their status.
    fn is_in_scope(&self, schedule: &Schedule, in_force: &InForce<'_>, code: HcpcsCode) -> bool {
        let is_of_physicians = !in_force.release.services.rows_of(code).is_empty();
        is_of_physicians || (self.is_everywhere && schedule.is_in_other_schedules_on(code, in_force.date))
    }

    /// Whether the search is for this code.
    fn is_for(&self, schedule: &Schedule, in_force: &InForce<'_>, code: HcpcsCode) -> bool {
        let has_status = |status| {
            let rows = in_force.release.services.rows_of(code);
            rows.iter().any(|row| row.status == status)
        };
        self.status.is_none_or(has_status) && self.is_in_scope(schedule, in_force, code)
    }
}

/// Returns a page of the codes that match a search. The release is one of the schedule's, and `query` the query string of links.
pub(crate) fn find_codes<'a>(
    searchable: &'a SearchableSchedule,
    in_force: &InForce<'a>,
    search: &CodeSearch,
    limit: usize,
    query: &str,
) -> Codes<'a> {
    // One more than the page has, to know whether another page follows.
    let (matched_by, mut found) = if search.is_for_codes(searchable, in_force) {
        (MatchedBy::Code, in_order(searchable, in_force, search, limit + 1))
    } else {
        ranked(searchable, in_force, search, limit + 1)
    };
    let has_more = found.len() > limit;
    found.truncate(limit);
    let (schedule, release) = (searchable.schedule(), in_force.release);
    let next_cursor = found.last().filter(|_| has_more).map(ToString::to_string);
    Codes {
        release: &release.label,
        notice: release_notice(release).map(Shown),
        matched_by,
        codes: found.into_iter().map(|code| code_summary(schedule, release, code, query)).collect(),
        next_cursor,
    }
}

/// The first codes after the cursor that begin with the text.
fn in_order(
    searchable: &SearchableSchedule,
    in_force: &InForce<'_>,
    search: &CodeSearch,
    most: usize,
) -> Vec<HcpcsCode> {
    let prefix = search.prefix();
    let codes = searchable.codes_from(&prefix).take_while(|code| code.as_str().starts_with(&prefix));
    codes
        .skip_while(|code| search.after.is_some_and(|after| *code <= after))
        .filter(|code| search.is_for(searchable.schedule(), in_force, *code))
        .take(most)
        .collect()
}

/// The codes with matching texts, the best first, after the cursor. If no code has all of what was searched for, those that have
/// some of it.
fn ranked(
    searchable: &SearchableSchedule,
    in_force: &InForce<'_>,
    search: &CodeSearch,
    most: usize,
) -> (MatchedBy, Vec<HcpcsCode>) {
    let is_candidate = |code: HcpcsCode| search.is_for(searchable.schedule(), in_force, code);
    let (matched_by, codes) = best_codes(searchable, in_force.release, &search.text, is_candidate);
    // The codes are not sorted by code, so the cursor is found by its position.
    let begin = search.after.map_or(0, |after| {
        codes.iter().position(|code| *code == after).map_or(codes.len(), |position| position + 1)
    });
    (matched_by, codes.into_iter().skip(begin).take(most).collect())
}

/// The codes with all words of a text that the release does not list but another one or another schedule does, the best first.
pub(crate) fn codes_elsewhere(
    searchable: &SearchableSchedule,
    release: &Release,
    text: &str,
) -> Vec<HcpcsCode> {
    let schedule = searchable.schedule();
    let is_elsewhere = |code: HcpcsCode| release.services.rows_of(code).is_empty() && schedule.lists(code);
    match best_codes(searchable, release, text, is_elsewhere) {
        (MatchedBy::AllWords, codes) => codes,
        (MatchedBy::Code | MatchedBy::AnyWord, _) => Vec::new(),
    }
}

/// Whether the best code for a text is one that the release does not list, but another one or another schedule does.
pub(crate) fn is_best_elsewhere(searchable: &SearchableSchedule, release: &Release, text: &str) -> bool {
    let schedule = searchable.schedule();
    let (_, codes) = best_codes(searchable, release, text, |code| schedule.lists(code));
    codes.first().is_some_and(|code| release.services.rows_of(*code).is_empty())
}

/// The part of a text that is searched for: as much as a search may have.
fn searched(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST_SEARCH)).unwrap_or_default()
}

/// The candidates with matching texts, the best first. If none has all of what was searched for, those that have some of it.
fn best_codes(
    searchable: &SearchableSchedule,
    release: &Release,
    text: &str,
    is_candidate: impl Fn(HcpcsCode) -> bool,
) -> (MatchedBy, Vec<HcpcsCode>) {
    let words = searchable.words_of(release);
    let concepts = concepts(searched(text), |word| words?.corrected(word));
    let mut sums: BTreeMap<HcpcsCode, (usize, u32)> = BTreeMap::new();
    for scores in words.iter().flat_map(|words| concepts.iter().map(|one| words.scores(one))) {
        for (code, score) in scores {
            let (matched, sum) = sums.entry(code).or_default();
            *matched += 1;
            *sum += score;
        }
    }
    sums.retain(|code, _| is_candidate(*code));
    let has_all = sums.values().any(|(matched, _)| *matched == concepts.len());
    sums.retain(|_, (matched, _)| !has_all || *matched == concepts.len());
    let matched_by = if has_all || sums.is_empty() { MatchedBy::AllWords } else { MatchedBy::AnyWord };
    let mut codes: Vec<_> = sums.into_iter().map(|(code, score)| (Reverse(score), code)).collect();
    codes.sort_unstable();
    (matched_by, codes.into_iter().map(|(_, code)| code).collect())
}

fn code_summary<'a>(
    schedule: &'a Schedule,
    release: &'a Release,
    hcpcs: HcpcsCode,
    query: &str,
) -> CodeSummary<'a> {
    let rows = release.services.rows_of(hcpcs);
    CodeSummary {
        hcpcs: Shown(hcpcs),
        status: rows.first().map(|row| row.status.code()),
        explanation: schedule.explanation(hcpcs),
        descriptor: schedule.descriptor(hcpcs, Some(release)),
        modifiers: rows.iter().map(|row| row.component.as_str()).collect(),
        link: format!("/v1/codes/{hcpcs}{query}"),
    }
}
