//! The modifiers that fit a code and do not change its price, as links to the same page with one.

use super::code_prices::AskedLine;
use crate::api::codes::page::CodePage;
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
    let chips = page.accepted.iter().map(|accepted| {
        let modifiers: Vec<String> =
            accepted.modifiers.iter().map(|modifier| modifier.0.to_string()).collect();
        let params = asked.params.with("mod", Some(&modifiers.join("-"))).with("by", None);
        AcceptedChip {
            modifier: accepted.modifier.0,
            meaning: accepted.meaning,
            address: params.address_of(&asked.hcpcs),
            is_chosen: modifiers == asked.chosen.modifiers && asked.chosen.kind.is_none(),
        }
    });
    chips.collect()
}
