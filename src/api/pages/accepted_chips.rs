//! The modifiers that fit a code and do not change its price, as links to the same page with one.

use super::code_prices::AskedLine;
use crate::api::codes::page::CodePage;
use crate::api::wire::decimal::Shown;
use crate::vocabulary::Modifier;

/// A valid modifier that does not change the price, as a link.
pub(super) struct AcceptedChip<'a> {
    pub(super) modifier: Modifier,
    pub(super) meaning: &'a str,
    pub(super) address: String,
    pub(super) is_chosen: bool,
}

/// The modifiers that fit the code and do not change its price.
pub(super) fn accepted_chips<'a>(asked: &AskedLine<'_>, page: &'a CodePage<'_>) -> Vec<AcceptedChip<'a>> {
    let texts = |modifiers: &[Shown<Modifier>]| -> Vec<String> {
        modifiers.iter().map(|modifier| modifier.0.to_string()).collect()
    };
    let of_chips: Vec<String> =
        page.accepted.iter().flat_map(|accepted| texts(&accepted.modifiers)).collect();
    // What the reader chose and no chip has, such as 26, stays: it makes the price.
    let chosen = &asked.chosen.modifiers;
    let kept: Vec<String> = chosen.iter().filter(|modifier| !of_chips.contains(modifier)).cloned().collect();
    let chips = page.accepted.iter().map(|accepted| {
        let modifiers: Vec<String> = kept.iter().cloned().chain(texts(&accepted.modifiers)).collect();
        let params = asked.params.with("mod", Some(&modifiers.join("-")));
        AcceptedChip {
            modifier: accepted.modifier.0,
            meaning: accepted.meaning,
            address: params.address_of(&asked.hcpcs),
            is_chosen: modifiers == *chosen,
        }
    });
    chips.collect()
}
