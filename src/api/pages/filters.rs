//! How templates write figures. Each figure carries its exact value, and its place in the JSON API's answers.

#![expect(unreachable_pub, reason = "askama makes public methods of filters")]

use super::options::{capitalized, plain_words, title_case};
use crate::api::wire::decimal::Shown;
use crate::tips::Effect;
use crate::variance::{Doubt, Verdict};
use crate::vocabulary::{Money, format_date, parse_date};
use askama::filters::{HtmlSafe, Safe};
use std::fmt::{self, Display};
use time::Month;

/// An amount of dollars, from a response of the API.
pub(crate) trait Amount {
    /// The amount.
    fn amount(&self) -> Money;
}

impl Amount for Shown<Money> {
    fn amount(&self) -> Money {
        self.0
    }
}

impl<T: Amount + ?Sized> Amount for &T {
    fn amount(&self) -> Money {
        (**self).amount()
    }
}

/// A figure with its exact value and its place in the API: the name of an answer and a JSON pointer into it.
struct Figure<V, T, A> {
    value: V,
    text: T,
    at: A,
}

impl<V: Display, T: Display, A: Display> Display for Figure<V, T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, text, at } = self;
        write!(f, "<data value=\"{value}\" data-at=\"{at}\">{text}</data>")
    }
}

impl<V: Display, T: Display, A: Display> HtmlSafe for Figure<V, T, A> {}

/// An amount: `$1,707.14`.
#[askama::filter_fn]
pub(crate) fn money<M: Amount, A: Display>(
    amount: M,
    _: &dyn askama::Values,
    at: A,
) -> askama::Result<Safe<String>> {
    let amount = amount.amount();
    Ok(Safe(Figure { value: amount, text: amount.dollars(), at }.to_string()))
}

/// A difference of amounts with its sign: `+$12.50`, `-$12.50` with a minus sign, or `no change`.
#[askama::filter_fn]
pub(crate) fn change<M: Amount, A: Display>(
    amount: M,
    _: &dyn askama::Values,
    at: A,
) -> askama::Result<Safe<String>> {
    let amount = amount.amount();
    Ok(Safe(Figure { value: amount, text: signed(amount), at }.to_string()))
}

fn signed(amount: Money) -> String {
    let plain = amount.dollars().to_string();
    match plain.strip_prefix('-') {
        Some(positive) => format!("\u{2212}{positive}"),
        None if amount == Money::ZERO => "no change".to_owned(),
        None => format!("+{plain}"),
    }
}

/// A figure that is not money.
#[askama::filter_fn]
pub(crate) fn figure<V: Display, A: Display>(
    value: V,
    _: &dyn askama::Values,
    at: A,
) -> askama::Result<Safe<String>> {
    let value = value.to_string();
    Ok(Safe(Figure { text: &value, value: &value, at }.to_string()))
}

/// A count, with separators: `6,378`.
#[askama::filter_fn]
pub(crate) fn count<V: Display, A: Display>(
    count: V,
    _: &dyn askama::Values,
    at: A,
) -> askama::Result<Safe<String>> {
    let value = count.to_string();
    Ok(Safe(Figure { text: with_separators(&value), value: &value, at }.to_string()))
}

/// A count in a sentence, with separators: `6,378`.
#[askama::filter_fn]
pub(crate) fn grouped<V: Display>(count: V, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(with_separators(&count.to_string()))
}

/// The digits of a whole number in groups of three.
fn with_separators(digits: &str) -> String {
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A date, as Americans write it: `Jan 15, 2025`.
#[askama::filter_fn]
pub(crate) fn day<D: Display>(date: D, _: &dyn askama::Values) -> askama::Result<Safe<String>> {
    let text = date.to_string();
    let Ok(date) = parse_date(&text) else { return Ok(Safe(String::new())) };
    let written = format!("{} {}, {}", short_month(date.month()), date.day(), date.year());
    Ok(Safe(format!("<time datetime=\"{}\">{written}</time>", format_date(date))))
}

const fn short_month(month: Month) -> &'static str {
    match month {
        Month::January => "Jan",
        Month::February => "Feb",
        Month::March => "Mar",
        Month::April => "Apr",
        Month::May => "May",
        Month::June => "Jun",
        Month::July => "Jul",
        Month::August => "Aug",
        Month::September => "Sep",
        Month::October => "Oct",
        Month::November => "Nov",
        Month::December => "Dec",
    }
}

/// A name of the API's closed lists in words, within a sentence: `medicare_advantage` is `Medicare Advantage`.
#[askama::filter_fn]
pub(crate) fn words<D: Display>(name: D, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(plain_words(&name.to_string()))
}

/// A formula with the sign of multiplication.
#[askama::filter_fn]
pub(crate) fn times<D: Display>(formula: D, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(formula.to_string().replace(" x ", " × "))
}

/// The first sentence of a text.
#[askama::filter_fn]
pub(crate) fn first_sentence<D: Display>(text: D, _: &dyn askama::Values) -> askama::Result<String> {
    let text = text.to_string();
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    Ok(text.get(..end).unwrap_or_default().to_owned())
}

/// The text with a capital first letter.
#[askama::filter_fn]
pub(crate) fn capital<D: Display>(text: D, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(capitalized(&text.to_string()))
}

/// The text with a small first letter, for the middle of a sentence.
#[askama::filter_fn]
pub(crate) fn small<D: Display>(text: D, _: &dyn askama::Values) -> askama::Result<String> {
    let text = text.to_string();
    let mut letters = text.chars();
    Ok(letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default())
}

/// The name of a locality, which CMS writes in capital letters.
#[askama::filter_fn]
pub(crate) fn place_name<D: Display>(name: D, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(title_case(&name.to_string()))
}

/// What a tip is about, in words.
#[askama::filter_fn]
pub(crate) fn effect(effect: &str, _: &dyn askama::Values) -> askama::Result<&'static str> {
    let named = Effect::ALL.iter().find(|known| known.as_str() == effect);
    Ok(named.map_or("Good to know", |effect| effect_in_words(*effect)))
}

const fn effect_in_words(effect: Effect) -> &'static str {
    match effect {
        Effect::Denied => "Denied",
        Effect::Less => "Pays less",
        Effect::More => "Pays more",
        Effect::Patient => "Patient’s share",
        Effect::Informs => "Good to know",
    }
}

/// What the adjustments of a paid line mean, by their reason code.
const ADJUSTMENTS: [(&str, &str); 7] = [
    ("1", "the deductible"),
    ("2", "the coinsurance"),
    ("45", "the charge above what Medicare allows"),
    ("59", "reduced because of other services on the day"),
    ("144", "added by law"),
    ("237", "taken off by law"),
    ("253", "sequestration, taken off Medicare’s payment"),
];

/// What an adjustment of a paid line means, in brackets after its reason code; empty for a denial, which has its reason.
#[askama::filter_fn]
pub(crate) fn adjustment<D: Display>(carc: D, _: &dyn askama::Values) -> askama::Result<String> {
    let carc = carc.to_string();
    let named = ADJUSTMENTS.iter().find(|(code, _)| *code == carc);
    Ok(named.map_or_else(String::new, |(_, words)| format!(" ({words})")))
}

/// The verdict about a payment, within a sentence.
#[askama::filter_fn]
pub(crate) fn verdict(verdict: &str, _: &dyn askama::Values) -> askama::Result<&'static str> {
    let decided = [Verdict::AsExpected, Verdict::Underpaid, Verdict::Overpaid, Verdict::Denied];
    let named = decided.into_iter().find(|known| known.as_str() == verdict);
    Ok(named.map_or("cannot be judged", verdict_in_words))
}

const fn verdict_in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::AsExpected => "paid as expected",
        Verdict::Underpaid => "underpaid",
        Verdict::Overpaid => "overpaid",
        Verdict::Denied => "denied",
        Verdict::CannotJudge(_) => "cannot be judged",
    }
}

/// Why lines cannot be judged, in brackets.
#[askama::filter_fn]
pub(crate) fn doubt(code: &str, _: &dyn askama::Values) -> askama::Result<&'static str> {
    let named = Doubt::ALL.iter().find(|known| known.code() == code);
    Ok(named.map_or("unknown reason", |doubt| doubt_in_words(*doubt)))
}

const fn doubt_in_words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Institutional => "claim of an institution",
        Doubt::OtherCodeList => "no HCPCS code",
        Doubt::Predetermination => "not furnished yet",
        Doubt::Reversal => "takes an earlier payment back",
        Doubt::Reversed => "taken back later in the file",
        Doubt::Recoded => "the payer changed the code",
        Doubt::NoDay => "no day of service",
        Doubt::NoRelease => "no fee schedule of the day is loaded",
        Doubt::NoPlace => "the place is not known: enter a ZIP code",
        Doubt::TooManyLines => "too many lines on one day",
        Doubt::InvalidLine => "values that a claim cannot have",
        Doubt::OtherPlan => "not Medicare Part B",
        Doubt::OtherPayer => "another payer paid first",
        Doubt::ClaimAdjusted => "the claim as a whole was adjusted",
        Doubt::Unbalanced => "the amounts do not add up",
        Doubt::AnesthesiaTime => "minutes of anesthesia not certain",
        Doubt::NotPriced => "no published price",
        Doubt::OpenAmount => "the rules leave the amount open",
        Doubt::PlaceFromPayee => "the place may be another: enter a ZIP code",
        Doubt::SettingAssumed => "office or hospital is not known",
        Doubt::ProfessionAssumed => "the profession is not known",
        Doubt::ParticipationAssumed => "participation is not known",
        Doubt::OtherClaims => "depends on another claim of the day",
        Doubt::UnmatchedReversal => "a payment like it was taken back",
        Doubt::NoLines => "no services",
    }
}
