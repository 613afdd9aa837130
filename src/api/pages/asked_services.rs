//! The services that a text of the search names, such as `76377-26` or `99213 with 20610`.

use super::params::Params;
use crate::api::estimates::request::LineRequest;
use crate::api::shared::notation::{split_modifiers, write_lines};
use crate::schedule::Schedule;
use crate::vocabulary::HcpcsCode;

/// Words that only join services.
const JOINTS: [&str; 4] = ["with", "and", "plus", "&"];

/// The services that a text names, and whether it says anything else.
pub(super) struct AskedServices {
    lines: Vec<(HcpcsCode, LineRequest)>,
    has_other_words: bool,
}

impl AskedServices {
    /// Reads a text. A code counts only if a schedule of Part B lists it. Two letters or digits after a code are a modifier.
    pub(super) fn of(schedule: &Schedule, text: &str) -> Self {
        let mut asked = Self { lines: Vec::new(), has_other_words: false };
        let words = text.split([' ', '\t', ',', ';', '+']).filter(|word| !word.is_empty());
        for word in words.filter(|word| !JOINTS.contains(&word.to_lowercase().as_str())) {
            let (code, modifiers) = word.split_once(['-', '.']).unwrap_or((word, ""));
            let listed = code.parse().ok().filter(|code| schedule.lists(*code));
            match (listed, asked.lines.last_mut()) {
                (Some(code), _) => asked.lines.push((code, service(code, split_modifiers(modifiers)))),
                (None, Some((_, line))) if word.len() == 2 => {
                    line.modifiers.get_or_insert_default().extend(split_modifiers(word));
                }
                (None, _) => asked.has_other_words = true,
            }
        }
        asked
    }

    /// The address of the code's page, if the text is one service and nothing else.
    pub(super) fn address_of_one(&self, search: &Params) -> Option<String> {
        let [(code, line)] = self.lines.as_slice() else { return None };
        let modifiers = line.modifiers.as_ref().map(|modifiers| modifiers.join("-"));
        self.is_whole_text().then(|| search.with("mod", modifiers.as_deref()).address_of(code))
    }

    /// Whether the text names services and says nothing else.
    pub(super) fn is_whole_text(&self) -> bool {
        !self.lines.is_empty() && !self.has_other_words
    }

    /// The codes in words and the address of a claim with them, if the text has several.
    pub(super) fn claim(&self, search: &Params) -> Option<(String, String)> {
        let lines: Vec<LineRequest> = self.lines.iter().map(|(_, line)| line.clone()).collect();
        let (last, others) = self.lines.split_last().filter(|(_, others)| !others.is_empty())?;
        let others: Vec<String> = others.iter().map(|(code, _)| code.to_string()).collect();
        let codes = format!("{} and {}", others.join(", "), last.0);
        Some((codes, search.with("lines", Some(&write_lines(&lines))).address("/claim")))
    }
}

fn service(code: HcpcsCode, modifiers: Vec<String>) -> LineRequest {
    let modifiers = Some(modifiers).filter(|modifiers| !modifiers.is_empty());
    LineRequest { hcpcs: code.to_string(), modifiers, ..LineRequest::default() }
}
