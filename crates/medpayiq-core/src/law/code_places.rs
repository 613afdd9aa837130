//! Services that belong to some places of service.

use super::entry::{Entries, Provision, Unreadable, elements};
use super::lists::CodeRange;
use crate::vocabulary::{HcpcsCode, PlaceOfService};
use std::sync::Arc;
use time::Date;
use toml::Spanned;
use toml::de::DeValue;

/// Ranges of codes, each with the places of service where Medicare takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodePlaces {
    groups: Arc<[Group]>,
}

/// Codes, and their places.
type Group = (CodeRange, Vec<PlaceOfService>);

impl CodePlaces {
    /// The places of a code; `None` if the list does not have it.
    #[must_use]
    pub fn of(&self, code: HcpcsCode) -> Option<&[PlaceOfService]> {
        let has = |range: &CodeRange| range.first <= code && code <= range.last && !code.ends_with_letter();
        self.groups.iter().find(|(range, _)| has(range)).map(|(_, places)| places.as_slice())
    }
}

const GROUPS: &str = "codes, each followed by its places of service, such as [[\"99281-99285\", \"23\"]]";

impl Provision for CodePlaces {
    type Written = Vec<Group>;

    const IS_LIST: bool = true;

    fn read(value: &Spanned<DeValue<'_>>, _: &str) -> Result<Vec<Group>, Unreadable> {
        let wrong = || Unreadable::new(value, GROUPS);
        let group = |value: &Spanned<DeValue<'_>>| {
            let texts = elements(value, GROUPS)?.iter().map(|text| text.get_ref().as_str());
            let texts: Vec<&str> = texts.collect::<Option<_>>().ok_or_else(wrong)?;
            let (codes, places) =
                texts.split_first().filter(|(_, places)| !places.is_empty()).ok_or_else(wrong)?;
            let places = places.iter().map(|place| place.parse().ok()).collect::<Option<_>>();
            Ok((codes.parse().map_err(|()| wrong())?, places.ok_or_else(wrong)?))
        };
        elements(value, GROUPS)?.iter().map(group).collect()
    }

    fn shown(groups: &Vec<Group>) -> Vec<String> {
        let shown = |(range, places): &Group| {
            let codes = <super::CodeList as Provision>::shown(&vec![*range]).concat();
            let places: Vec<&str> = places.iter().map(|place| place.code()).collect();
            format!("{codes}={}", places.join("+"))
        };
        groups.iter().map(shown).collect()
    }

    fn conflicts(one: &Vec<Group>, other: &Vec<Group>) -> bool {
        !Self::conflicting(one, other).is_empty()
    }

    fn conflicting(one: &Vec<Group>, other: &Vec<Group>) -> Vec<String> {
        let is_shared = |(range, _): &&Group| {
            one.iter().any(|(own, _)| own.first <= range.last && range.first <= own.last)
        };
        Self::shown(&other.iter().filter(is_shared).cloned().collect())
    }

    fn in_force(entries: &Entries<Self>, day: Date) -> Option<Self> {
        let on = entries.iter().filter(|entry| entry.is_on(day));
        let groups: Vec<Group> = on.flat_map(|entry| entry.value.iter().cloned()).collect();
        (!groups.is_empty()).then(|| Self { groups: groups.into() })
    }
}

#[cfg(test)]
mod tests {
    use crate::law::Law;
    use time::macros::date;

    fn law(value: &str) -> String {
        let text = format!(
            "[services_of_some_places]\nunit = \"codes with their places\"\nvalues = [{{ from = 2025-01-01, source = \"list\", value = {value} }}]\n"
        );
        match Law::read([("law.toml", text.as_str())]) {
            Err(fault) => fault.to_string(),
            Ok(law) => {
                let places = law.on(date!(2025 - 01 - 15)).services_of_some_places.as_ref();
                let of = |code: &str| {
                    let places = places.ok().and_then(|places| places.of(code.parse().ok()?));
                    places.map(|places| places.iter().map(|place| place.code()).collect::<Vec<_>>().join("+"))
                };
                let codes = ["G0441", "G0442", "G0447", "G0448"];
                codes.map(|code| of(code).unwrap_or_else(|| "-".to_owned())).join(" ")
            }
        }
    }

    #[test]
    fn a_list_gives_each_code_its_places() {
        assert_eq!(law(r#"[["G0442-G0447", "11", "22"], ["G0448", "49"]]"#), "- 11+22 11+22 49");
    }

    #[test]
    fn what_is_no_code_with_places_is_refused() {
        for value in
            [r#"[["G0442"]]"#, r#"[["G044", "11"]]"#, r#"[["G0442", "999"]]"#, r#"[[]]"#, r#"["G0442"]"#]
        {
            assert!(law(value).contains("its places of service"), "{value}: {}", law(value));
        }
    }

    #[test]
    fn a_code_has_its_places_from_one_entry() {
        let two = |other: &str| {
            law(&format!(
                r#"[["G0442-G0447", "11"]] }}, {{ from = 2025-01-01, source = "other", value = [["{other}", "22"]]"#
            ))
        };
        assert_eq!(two("G0448"), "- 11 11 22");
        for other in ["G0442", "G0447", "G0440-G0442", "G0447-G0448"] {
            assert!(two(other).contains("for some of the same days too"), "{other}: {}", two(other));
        }
    }
}
