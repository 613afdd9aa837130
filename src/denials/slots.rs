//! The codes and numbers that a note may have, as the lexicon names them.

use super::closed_lists::ClosedLists;
use super::modifiers::billed_modifier;
use crate::vocabulary::{GroupCode, Modifier, ModifierUse, PlaceOfService};

/// The part of a lexicon entry that stands for a code or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A modifier of CPT or HCPCS, in capitals.
    Modifier,
    /// A modifier that has a letter and a use for practitioners. Many others are initials or short names, such as NG.
    LetteredModifier,
    /// A code that a report can be about, in capitals.
    Service,
    /// Such a code that has a letter. A ZIP code has none.
    LetteredService,
    /// A claim adjustment reason code (CARC).
    Reason,
    /// A group code and a reason as one word: `CO97`.
    GroupReason,
    /// A remittance advice remark code (RARC), in capitals.
    Remark,
    /// A place of service code.
    Place,
    /// 1 to 999, or one to ten in letters.
    Count,
    /// $1 to $999, or dollars and cents up to 999.99. The dollar sign may be missing before cents.
    Amount,
    /// A year from 2000 to 2039.
    Year,
    /// A month by its whole name.
    Month,
    /// A section of the national coverage determinations (NCD): `220.1`.
    Section,
}

/// Small numbers in letters.
const COUNTS: [&str; 10] = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/// The months, which English writes with a capital.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Slot {
    /// The slot that an entry names, such as `<modifier>`.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "<modifier>" => Self::Modifier,
            "<lettered_modifier>" => Self::LetteredModifier,
            "<service>" => Self::Service,
            "<lettered_service>" => Self::LetteredService,
            "<reason>" => Self::Reason,
            "<group_reason>" => Self::GroupReason,
            "<remark>" => Self::Remark,
            "<place>" => Self::Place,
            "<count>" => Self::Count,
            "<amount>" => Self::Amount,
            "<year>" => Self::Year,
            "<month>" => Self::Month,
            "<section>" => Self::Section,
            _ => return None,
        })
    }

    /// Whether a word of a note is such a code or number. The lists say which codes exist.
    pub(super) fn accepts(self, word: &str, lists: &ClosedLists) -> bool {
        let is_upper = !word.bytes().any(|byte| byte.is_ascii_lowercase());
        let is_lettered = word.bytes().any(|byte| byte.is_ascii_uppercase());
        let modifier = billed_modifier(word).ok().filter(|_| is_upper);
        let is_service = is_upper && lists.services.parse_code(word).is_ok();
        match self {
            Self::Modifier => modifier.is_some(),
            Self::LetteredModifier => is_lettered && modifier.is_some_and(is_common),
            Self::Service => is_service,
            Self::LetteredService => is_service && is_lettered,
            Self::Reason => is_reason(word, lists),
            Self::GroupReason => word.split_at_checked(2).is_some_and(|(group, reason)| {
                group.parse::<GroupCode>().is_ok() && is_reason(reason, lists)
            }),
            Self::Remark => {
                let remark = word.parse().ok().filter(|_| is_upper);
                remark.is_some_and(|remark| lists.check_remark(remark, None).is_ok())
            }
            Self::Place => word.len() == 2 && word.parse::<PlaceOfService>().is_ok(),
            Self::Count => is_count(word, 3) || COUNTS.iter().any(|count| count.eq_ignore_ascii_case(word)),
            Self::Amount => is_amount(word),
            Self::Year => digits(word) && word.len() == 4 && ("2000"..="2039").contains(&word),
            Self::Month => MONTHS.contains(&word),
            Self::Section => word.split_once('.').is_some_and(|(chapter, part)| {
                chapter.len() >= 2 && is_count(chapter, 3) && is_count(part, 2)
            }),
        }
    }
}

fn is_common(modifier: Modifier) -> bool {
    match modifier.known_use() {
        Some(ModifierUse::Rule | ModifierUse::Information) => true,
        Some(ModifierUse::Other) | None => false,
    }
}

fn is_reason(word: &str, lists: &ClosedLists) -> bool {
    word.parse().is_ok_and(|carc| lists.reasons.get(carc).is_some())
}

/// Whether a text is a number of at most so many digits that does not begin with 0.
fn is_count(text: &str, most_digits: usize) -> bool {
    digits(text) && text.len() <= most_digits && !text.starts_with('0')
}

fn is_amount(text: &str) -> bool {
    let (sign, number) = text.strip_prefix('$').map_or((false, text), |number| (true, number));
    match number.split_once('.') {
        Some((dollars, cents)) => digits(dollars) && dollars.len() <= 3 && digits(cents) && cents.len() == 2,
        None => sign && is_count(number, 3),
    }
}

/// Whether a text is digits only, at least one.
fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
