//! How two services are billed that Medicare does not pay as two codes: as one code for both, or as another code. The choices are in
//! `data/examples/other_ways.toml`.

use super::examples::Codes;
use super::medicare::Medicare;
use crate::pricing::Rates;
use crate::vocabulary::{HcpcsCode, Modifier, PtpIndicator};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use time::Date;

const FILE: &str = include_str!("../../data/examples/other_ways.toml");

/// The file, read once.
static OTHER_WAYS: LazyLock<OtherWays> = LazyLock::new(|| OtherWays::of(read().unwrap_or_default()));

/// How the services of two codes are billed instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherWay {
    /// What to bill, in a sentence or two.
    advice: String,
    /// The same with the case in which a modifier of the edit is right, if there is one.
    with_modifier: Option<String>,
    /// The one code for both services, if there is one.
    pub(crate) both: Option<HcpcsCode>,
    /// The codes that are billed in place of column two codes.
    second: Vec<(HcpcsCode, HcpcsCode)>,
    /// The modifiers that fit that case; every one of the edit if there are none.
    modifiers: Vec<Modifier>,
    /// Where the advice is from.
    pub(crate) source: String,
}

impl OtherWay {
    fn new(advice: String, modifier_for: Option<&str>, modifiers: Vec<Modifier>, source: String) -> Self {
        let with_modifier = modifier_for.map(|case| format!("{advice} A modifier is only for {case}."));
        Self { advice, with_modifier, both: None, second: Vec::new(), modifiers, source }
    }

    /// The code that is billed in place of a column two code, beside column one.
    pub(crate) fn in_place_of(&self, column_two: HcpcsCode) -> Option<HcpcsCode> {
        self.second.iter().find(|(code, _)| *code == column_two).map(|(_, second)| *second)
    }

    /// Whether a modifier of the edit, or two such as `59 and LT`, fit the case in which one is right.
    pub(crate) fn takes(&self, modifiers: &str) -> bool {
        let is_among = |own: &Modifier| modifiers.split(" and ").any(|text| text == own.as_str());
        self.modifiers.is_empty() || self.modifiers.iter().any(is_among)
    }

    /// What to bill, and in which case a modifier is right, if the edit allows one.
    pub(crate) fn advice(&self, indicator: PtpIndicator) -> &str {
        self.with_modifier.as_deref().filter(|_| self.keeps_modifiers(indicator)).unwrap_or(&self.advice)
    }

    /// Whether a modifier of an edit is right in another case.
    pub(crate) fn keeps_modifiers(&self, indicator: PtpIndicator) -> bool {
        self.with_modifier.is_some() && indicator == PtpIndicator::Allowed
    }
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Pairs of codes such as `74150+72192`, by the one code for both.
    combined: BTreeMap<String, String>,
    pair: Vec<Pair>,
}

/// Any code of `one` with any code of `other`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    one: String,
    other: String,
    /// Whether `one` must be column one of the edit.
    #[serde(default)]
    in_order: bool,
    /// The first day on which the advice is right.
    from: toml::value::Datetime,
    instead: String,
    /// The codes that are billed in place of column two codes, such as `96409=96411`.
    #[serde(default)]
    second: String,
    /// The case in which a modifier of the edit is right.
    modifier_for: Option<String>,
    /// The modifiers that fit it, if not all of the edit do.
    #[serde(default)]
    modifiers: String,
    source: String,
}

/// How any code of one list is billed with any code of another.
struct WayOfPair {
    one: Codes,
    other: Codes,
    in_order: bool,
    from: Date,
    way: OtherWay,
}

impl WayOfPair {
    fn is_of(&self, [column_one, column_two]: [HcpcsCode; 2]) -> bool {
        let is = |one, other| self.one.contain(one) && self.other.contain(other);
        is(column_one, column_two) || (!self.in_order && is(column_two, column_one))
    }
}

/// The ways, ready to look up.
struct OtherWays {
    /// By the two codes, the lesser first: the code for both.
    combined: HashMap<[HcpcsCode; 2], (HcpcsCode, OtherWay)>,
    pairs: Vec<WayOfPair>,
}

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(FILE)
}

impl OtherWays {
    fn of(file: File) -> Self {
        let combined = file.combined.iter().flat_map(|(both, pairs)| {
            pairs.split_whitespace().filter_map(move |pair| Some((codes_of(pair)?, both.parse().ok()?)))
        });
        let with_way = |(pair, both)| (pair, (both, one_code(both)));
        let pairs = file.pair.into_iter().filter_map(|pair| {
            let Pair { one, other, in_order, from, instead, second, modifier_for, modifiers, source } = pair;
            let modifiers = modifiers.split_whitespace().filter_map(|text| text.parse().ok()).collect();
            let second = second.split_whitespace().filter_map(|pair| {
                let (code, second) = pair.split_once('=')?;
                Some((code.parse().ok()?, second.parse().ok()?))
            });
            let way = OtherWay::new(instead, modifier_for.as_deref(), modifiers, source);
            let way = OtherWay { second: second.collect(), ..way };
            Some(WayOfPair {
                one: Codes::read(&one),
                other: Codes::read(&other),
                in_order,
                from: day(from)?,
                way,
            })
        });
        Self { combined: combined.map(with_way).collect(), pairs: pairs.collect() }
    }
}

/// The two codes of a pair such as `74150+72192`, the lesser first.
fn codes_of(pair: &str) -> Option<[HcpcsCode; 2]> {
    let (one, other) = pair.split_once('+')?;
    let mut codes = [one.parse().ok()?, other.parse().ok()?];
    codes.sort_unstable();
    Some(codes)
}

fn day(written: toml::value::Datetime) -> Option<Date> {
    let date = written.date?;
    let month = time::Month::try_from(date.month).ok()?;
    Date::from_calendar_date(i32::from(date.year), month, date.day).ok()
}

/// The source of one code for two services.
const COMBINED: &str = "NCCI Policy Manual ch. 1 and ch. 9";

fn one_code(both: HcpcsCode) -> OtherWay {
    let advice = format!("If both were one service of one session, bill {both} in place of the two codes.");
    let way = OtherWay::new(advice, Some("two separate services"), Vec::new(), COMBINED.to_owned());
    OtherWay { both: Some(both), ..way }
}

/// How the services of the two codes of an edit are billed on the day instead; `None` if nothing is known.
pub(crate) fn other_way(
    medicare: &Medicare<'_>,
    column_one: HcpcsCode,
    column_two: HcpcsCode,
) -> Option<&'static OtherWay> {
    other_way_on(medicare.date, medicare.rates, [column_one, column_two])
}

/// The same with the rates of a claim.
pub(crate) fn other_way_on(
    day: Date,
    rates: &Rates<'_>,
    columns: [HcpcsCode; 2],
) -> Option<&'static OtherWay> {
    let mut codes = columns;
    codes.sort_unstable();
    let is_listed = |code: HcpcsCode| !rates.services.rows_of(code).is_empty();
    let combined = OTHER_WAYS.combined.get(&codes).filter(|(both, _)| is_listed(*both));
    let of_pair = || OTHER_WAYS.pairs.iter().find(|pair| pair.from <= day && pair.is_of(columns));
    combined.map(|(_, way)| way).or_else(|| of_pair().map(|pair| &pair.way))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_file_is_read() {
        let file = read().unwrap();
        let (listed, rows) = (file.combined.clone(), file.pair.len());
        assert!(file.pair.iter().all(|pair| !pair.source.is_empty() && pair.instead.ends_with('.')));
        let texts = file.pair.iter().flat_map(|pair| [&pair.one, &pair.other]);
        for text in texts {
            assert_eq!(Codes::read(text).count(), text.split_whitespace().count(), "{text}");
        }
        let modifiers = file.pair.iter().flat_map(|pair| pair.modifiers.split_whitespace());
        assert!(modifiers.map(str::parse::<Modifier>).all(|modifier| modifier.is_ok()));
        let seconds: usize = file.pair.iter().map(|pair| pair.second.split_whitespace().count()).sum();
        let ways = OtherWays::of(file);
        assert_eq!(ways.pairs.iter().map(|pair| pair.way.second.len()).sum::<usize>(), seconds);
        assert_eq!(ways.pairs.len(), rows);
        let parts: usize = listed.values().map(|pairs| pairs.split_whitespace().count()).sum();
        assert_eq!(ways.combined.len(), parts, "a pair is twice or cannot be read");
        assert!(parts > 40, "{parts}");
    }
}
