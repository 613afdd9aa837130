//! The parameters of addresses that a page does not know. A page with one is shown and says so: a link must work although a mail
//! program or a search engine added something to it, and a typing error must not give another place's price in silence.

use crate::api::codes::spelling::is_near;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

/// The parameters of the search page.
pub(super) const OF_SEARCH: &[&str] = &["q", "zip", "locality", "date", "pos"];
/// The parameters of a code's page.
pub(super) const OF_CODE: &[&str] = &[
    "zip",
    "locality",
    "date",
    "pos",
    "mod",
    "units",
    "minutes",
    "charge",
    "deductible",
    "by",
    "part",
    "with",
    "edits",
];
/// The parameters of a claim.
pub(super) const OF_CLAIM: &[&str] = &["lines", "zip", "locality", "date", "pos", "by", "part", "deductible"];
/// The parameters of a toolkit.
pub(super) const OF_TOOLKIT: &[&str] = &["codes", "zip", "locality", "date", "pos"];
/// The parameters of a remittance, which other pages' links carry along.
pub(super) const OF_REMITTANCE: &[&str] = &["zip", "locality", "date", "pos"];
/// The fields of a report, which a link can fill in.
pub(super) const OF_REPORT: &[&str] = &[
    "zip",
    "date",
    "pos",
    "carc",
    "group",
    "payer",
    "service_month",
    "modifiers",
    "rarc",
    "place_of_service",
    "billed_bucket",
    "strategy",
    "outcome",
    "statements",
    "note",
];

/// What campaigns, mail programs and search engines add to links: how the names begin.
const OF_CAMPAIGNS: [&str; 12] =
    ["utm_", "mc_", "mkt_", "_hs", "_ga", "_gl", "gclid", "gbraid", "wbraid", "fbclid", "msclkid", "dclid"];

/// Whether links get the parameter in a mail or an advertisement. It means nothing here, and no page mentions it.
pub(super) fn is_of_a_campaign(name: &str) -> bool {
    OF_CAMPAIGNS.iter().any(|begin| name.starts_with(begin))
}

/// A parameter of the address that a page does not use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ignored {
    /// No such parameter exists. `meant` has a name like it.
    Unknown { name: String, meant: Option<String> },
    /// The page uses only the first value.
    Repeated { name: String, used: String },
}

/// The most parameters that a page mentions. Nobody reads more.
const MOST_MENTIONED: usize = 20;

/// The first parameters of an address that a page with these parameters does not use, each once.
pub(super) fn ignored_params(items: &[(String, String)], known: &[&str]) -> Vec<Ignored> {
    let mut ignored = Vec::new();
    let mut used: HashMap<&str, &str> = HashMap::new();
    for (name, value) in items {
        if ignored.len() == MOST_MENTIONED {
            break;
        }
        let is_known = known.contains(&name.as_str());
        let found = match used.entry(name) {
            Entry::Vacant(first) => {
                first.insert(value);
                (!is_known).then(|| Ignored::Unknown { name: name.clone(), meant: meant_by(name, known) })
            }
            Entry::Occupied(first) => (is_known && !SEVERAL.contains(&name.as_str()))
                .then(|| Ignored::Repeated { name: name.clone(), used: (*first.get()).to_owned() }),
        };
        ignored.extend(found.filter(|found| !ignored.contains(found)));
    }
    ignored
}

/// The parameters that a form sends once for each choice.
const SEVERAL: &[&str] = &["statements"];

/// The parameter that a name was probably meant to be.
fn meant_by(name: &str, known: &[&str]) -> Option<String> {
    /// Names of the API and of other sites, with those of the pages.
    const OTHER_NAMES: [(&str, &str); 12] = [
        ("zipcode", "zip"),
        ("zip_code", "zip"),
        ("place", "pos"),
        ("place_of_service", "pos"),
        ("date_of_service", "date"),
        ("dos", "date"),
        ("modifier", "mod"),
        ("modifiers", "mod"),
        ("kind", "by"),
        ("code", "codes"),
        ("hcpcs", "codes"),
        ("deductible_remaining", "deductible"),
    ];
    let lower = name.to_lowercase();
    let other = OTHER_NAMES.iter().find(|(other, _)| *other == lower).map(|(_, name)| *name);
    let meant = known.iter().copied().find(|known| *known == lower).or(other);
    let meant =
        meant.or_else(|| known.iter().copied().find(|known| lower.len() > 1 && is_near(&lower, known)));
    meant.filter(|meant| known.contains(meant)).map(str::to_owned)
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, meant: None } => {
                write!(f, "The address has “{name}”, which this page does not know. It changed nothing.")
            }
            Self::Unknown { name, meant: Some(meant) } => write!(
                f,
                "The address has “{name}”, which this page does not know. It changed nothing. Did you mean “{meant}”?"
            ),
            Self::Repeated { name, used } => {
                write!(f, "The address has “{name}” more than once. Only the first was used: {used}.")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignored(query: &[(&str, &str)], known: &[&str]) -> Vec<String> {
        let items: Vec<_> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        ignored_params(&items, known).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_page_names_the_parameters_that_it_ignores() {
        assert_eq!(ignored(&[("zip", "94110"), ("mod", "26")], OF_CODE), [""; 0]);
        for (name, meant) in [("ZIP", "zip"), ("zp", "zip"), ("modifier", "mod"), ("dtae", "date")] {
            let found = ignored(&[(name, "1"), (name, "2")], OF_CODE);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].ends_with(&format!("Did you mean “{meant}”?")), "{found:?}");
        }
        for (name, known) in [("mod", OF_TOOLKIT), ("foo", OF_CODE), ("x", OF_SEARCH)] {
            assert!(ignored(&[(name, "1")], known)[0].ends_with("It changed nothing."), "{name}");
        }
        assert!(ignored(&[("zip", "94110"), ("zip", "10001")], OF_CODE)[0].ends_with("used: 94110."));
        assert_eq!(ignored(&[("zip", ""), ("zip", "94110"), ("zip", "1")], OF_CODE).len(), 1);
        assert_eq!(ignored(&[("statements", "a"), ("statements", "b")], OF_REPORT), [""; 0]);
    }

    #[test]
    fn a_page_mentions_only_so_many_parameters() {
        let names: Vec<String> = (0..1_000).map(|number| format!("p{number}")).collect();
        let query: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
        assert_eq!(ignored(&query, OF_CODE).len(), MOST_MENTIONED);
    }

    #[test]
    fn what_a_campaign_adds_is_not_mentioned() {
        for name in ["utm_source", "mc_cid", "gclid", "fbclid", "_hsenc"] {
            assert!(is_of_a_campaign(name), "{name}");
        }
        for name in OF_CODE.iter().chain(OF_REPORT).chain(OF_SEARCH).chain(OF_CLAIM).chain(OF_TOOLKIT) {
            assert!(!is_of_a_campaign(name), "{name}");
        }
    }
}
