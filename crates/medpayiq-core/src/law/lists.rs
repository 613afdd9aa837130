//! Lists of the law: codes and ranges of codes, codes that go with others, and first days.

use super::entry::{Entries, Provision, Unreadable, elements};
use super::figure::Lookup;
use super::source::Source;
use crate::vocabulary::{HcpcsCode, PlaceOfService, ProviderKind};
use std::str::FromStr;
use std::sync::Arc;
use time::Date;
use toml::Spanned;
use toml::de::DeValue;

/// Codes from the first to the last, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodeRange {
    /// The first code.
    pub first: HcpcsCode,
    /// The last code.
    pub last: HcpcsCode,
}

/// The codes that a list of the law has on a day.
///
/// A range of numbers has no code that ends with a letter. Codes of performance measures (1000F) and of new technology
/// (0100T) sort between numbers, but they are other services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeList {
    /// The ranges by first code. Each one's `reach` is the highest last code of it and all before it, so that one look-up
    /// also finds a code in the long range of an earlier place.
    ranges: Arc<[Reach]>,
    /// The ranges of codes that end with a letter.
    lettered: Arc<[Reach]>,
    hundreds: Arc<Hundreds>,
}

/// Whether a list has the code. A list that the law does not have has no code.
#[must_use]
pub fn is_listed(list: &Lookup<CodeList>, hcpcs: HcpcsCode) -> bool {
    list.as_ref().is_ok_and(|list| list.has(hcpcs))
}

/// The hundreds of codes that a list has any code of: a bit for each [`HcpcsCode::hundred`]. Rules ask of most lists for every line,
/// and one bit answers nearly always.
type Hundreds = [u64; 16];

fn hundreds_of(ranges: &[(CodeRange, Source)]) -> Hundreds {
    let mut hundreds = Hundreds::default();
    // Between hundreds there are codes such as 9A000, which belong to none.
    let begun_before =
        |code: HcpcsCode| HcpcsCode::keys_of_hundreds().take_while(|key| *key <= code.key()).count();
    for (range, _) in ranges {
        let first = range.first.hundred().unwrap_or_else(|| begun_before(range.first));
        let end = range.last.hundred().map_or_else(|| begun_before(range.last), |last| last + 1);
        for hundred in first..end {
            if let Some(word) = hundreds.get_mut(hundred / 64) {
                *word |= 1 << (hundred % 64);
            }
        }
    }
    hundreds
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reach {
    first: HcpcsCode,
    reach: HcpcsCode,
    /// The source of the range that reaches so far.
    source: Source,
}

impl CodeList {
    fn of(mut ranges: Vec<(CodeRange, Source)>) -> Self {
        ranges.sort_by_key(|(range, _)| *range);
        let hundreds = Arc::new(hundreds_of(&ranges));
        let (lettered, numbered): (Vec<_>, Vec<_>) =
            ranges.into_iter().partition(|(range, _)| range.first.ends_with_letter());
        Self { ranges: reaches(numbered), lettered: reaches(lettered), hundreds }
    }

    /// Whether the list has the code.
    #[must_use]
    pub fn has(&self, hcpcs: HcpcsCode) -> bool {
        self.source_of(hcpcs).is_some()
    }

    /// The source of the code's entry; `None` if the list does not have the code.
    #[must_use]
    #[inline]
    pub fn source_of(&self, hcpcs: HcpcsCode) -> Option<Source> {
        if self.may_have(hcpcs) { self.search(hcpcs) } else { None }
    }

    /// Whether the list has any code of the same hundred. Of codes that begin with letters this is not known.
    fn may_have(&self, hcpcs: HcpcsCode) -> bool {
        let Some(hundred) = hcpcs.hundred() else { return true };
        self.hundreds.get(hundred / 64).is_some_and(|word| word >> (hundred % 64) & 1 != 0)
    }

    fn search(&self, hcpcs: HcpcsCode) -> Option<Source> {
        let ranges = if hcpcs.ends_with_letter() { &self.lettered } else { &self.ranges };
        let after = ranges.partition_point(|range| range.first <= hcpcs);
        let range = ranges.get(after.checked_sub(1)?)?;
        (hcpcs <= range.reach).then_some(range.source)
    }
}

/// Sorted ranges, each with how far it and those before it reach.
fn reaches(ranges: Vec<(CodeRange, Source)>) -> Arc<[Reach]> {
    let mut reached: Option<(HcpcsCode, Source)> = None;
    let reach = ranges.into_iter().map(|(range, source)| {
        let further = reached.filter(|(reach, _)| *reach >= range.last);
        let (reach, source) = *reached.insert(further.unwrap_or((range.last, source)));
        Reach { first: range.first, reach, source }
    });
    reach.collect()
}

const CODES: &str = "codes and ranges of codes, such as [\"99202-99205\", \"99211\"]";

impl FromStr for CodeRange {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let range = Self { first: first.parse().map_err(drop)?, last: last.parse().map_err(drop)? };
        if range.first <= range.last { Ok(range) } else { Err(()) }
    }
}

impl CodeRange {
    fn overlaps(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl Provision for CodeList {
    type Written = Vec<CodeRange>;

    const IS_LIST: bool = true;

    fn read(value: &Spanned<DeValue<'_>>, _: &str) -> Result<Vec<CodeRange>, Unreadable> {
        texts(value, CODES)
    }

    fn shown(ranges: &Vec<CodeRange>) -> Vec<String> {
        let shown = |CodeRange { first, last }: &CodeRange| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        ranges.iter().map(shown).collect()
    }

    fn conflicts(one: &Vec<CodeRange>, other: &Vec<CodeRange>) -> bool {
        one.iter().any(|range| other.iter().any(|others| range.overlaps(*others)))
    }

    fn conflicting(one: &Vec<CodeRange>, other: &Vec<CodeRange>) -> Vec<String> {
        let overlaps = |others: &&CodeRange| one.iter().any(|range| range.overlaps(**others));
        Self::shown(&other.iter().filter(overlaps).copied().collect())
    }

    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self> {
        let on = entries.iter().filter(|entry| entry.is_on(day));
        let ranges: Vec<_> =
            on.flat_map(|entry| entry.value.iter().map(|range| (*range, entry.source))).collect();
        (!ranges.is_empty()).then(|| Self::of(ranges))
    }
}

/// Codes, each with others that go with it: whole tests with their technical parts, or replaced codes with those that take
/// their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeMap {
    /// By code.
    groups: Arc<[(HcpcsCode, Vec<HcpcsCode>)]>,
}

impl CodeMap {
    /// The codes that go with one; `None` if the list does not have it.
    #[must_use]
    pub fn of(&self, code: HcpcsCode) -> Option<&[HcpcsCode]> {
        let position = self.groups.binary_search_by_key(&code, |(first, _)| *first).ok()?;
        self.groups.get(position).map(|(_, others)| others.as_slice())
    }
}

const GROUPS: &str = "codes, each followed by those that go with it, such as [[\"93000\", \"93005\"]]";

impl Provision for CodeMap {
    type Written = Vec<(HcpcsCode, Vec<HcpcsCode>)>;

    const IS_LIST: bool = true;

    fn read(value: &Spanned<DeValue<'_>>, _: &str) -> Result<Self::Written, Unreadable> {
        let group = |value: &Spanned<DeValue<'_>>| {
            let codes: Vec<HcpcsCode> = texts(value, GROUPS)?;
            match codes.split_first() {
                Some((first, others)) if !others.is_empty() => Ok((*first, others.to_vec())),
                Some(_) | None => Err(Unreadable::new(value, GROUPS)),
            }
        };
        elements(value, GROUPS)?.iter().map(group).collect()
    }

    fn shown(groups: &Self::Written) -> Vec<String> {
        let shown = |(first, others): &(HcpcsCode, Vec<HcpcsCode>)| {
            let others: Vec<_> = others.iter().map(HcpcsCode::as_str).collect();
            format!("{first}={}", others.join("+"))
        };
        groups.iter().map(shown).collect()
    }

    fn conflicts(one: &Self::Written, other: &Self::Written) -> bool {
        one.iter().any(|(first, _)| other.iter().any(|(others, _)| first == others))
    }

    fn conflicting(one: &Self::Written, other: &Self::Written) -> Vec<String> {
        let is_shared =
            |(others, _): &&(HcpcsCode, Vec<HcpcsCode>)| one.iter().any(|(whole, _)| whole == others);
        other.iter().filter(is_shared).map(|(whole, _)| whole.to_string()).collect()
    }

    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self> {
        let on = entries.iter().filter(|entry| entry.is_on(day));
        let mut groups: Vec<_> = on.flat_map(|entry| entry.value.iter().cloned()).collect();
        groups.sort();
        (!groups.is_empty()).then(|| Self { groups: groups.into() })
    }
}

/// What Medicare will know only after a day: places of service and professions, each with its first day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCome<K> {
    first_days: Arc<[(K, FirstDay)]>,
}

/// The first day of a place of service or a profession.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstDay {
    /// The day.
    pub day: Date,
    /// The source of the day.
    pub source: Source,
}

impl<K: PartialEq> ToCome<K> {
    /// The first day, if it is still to come.
    #[must_use]
    pub fn first_day(&self, of: &K) -> Option<FirstDay> {
        self.first_days.iter().find(|(kind, _)| kind == of).map(|(_, first)| *first)
    }
}

/// What a list of first days can be about.
pub(super) trait Begins: Copy + PartialEq + FromStr {
    /// What to write, for a text about another value.
    const EXPECTED: &'static str;

    /// Its name, as files write it.
    fn name(&self) -> &str;
}

impl Begins for PlaceOfService {
    const EXPECTED: &'static str = "places of service, such as [\"02\"]";

    fn name(&self) -> &str {
        self.code()
    }
}

impl Begins for ProviderKind {
    const EXPECTED: &'static str = "professions as requests name them, such as [\"dietitian\"]";

    fn name(&self) -> &str {
        self.as_str()
    }
}

impl<K: Begins> Provision for ToCome<K> {
    type Written = Vec<K>;

    const IS_LIST: bool = true;
    const HAS_END: bool = false;

    fn read(value: &Spanned<DeValue<'_>>, _: &str) -> Result<Vec<K>, Unreadable> {
        texts(value, K::EXPECTED)
    }

    fn shown(kinds: &Vec<K>) -> Vec<String> {
        kinds.iter().map(|kind| kind.name().to_owned()).collect()
    }

    fn conflicts(one: &Vec<K>, other: &Vec<K>) -> bool {
        one.iter().any(|kind| other.contains(kind))
    }

    fn conflicting(one: &Vec<K>, other: &Vec<K>) -> Vec<String> {
        Self::shown(&other.iter().filter(|kind| one.contains(kind)).copied().collect())
    }

    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self> {
        let to_come = entries.iter().filter(|entry| day < entry.days.from);
        let first_days = to_come.flat_map(|entry| {
            let first = FirstDay { day: entry.days.from, source: entry.source };
            entry.value.iter().map(move |kind| (*kind, first))
        });
        (!entries.is_empty()).then(|| Self { first_days: first_days.collect() })
    }
}

/// The texts of an array, each read as a value.
fn texts<T: FromStr>(value: &Spanned<DeValue<'_>>, expected: &str) -> Result<Vec<T>, Unreadable> {
    let read = |element: &Spanned<DeValue<'_>>| {
        let parsed = element.get_ref().as_str().and_then(|text| text.parse().ok());
        parsed.ok_or_else(|| Unreadable::new(element, expected))
    };
    elements(value, expected)?.iter().map(read).collect()
}
