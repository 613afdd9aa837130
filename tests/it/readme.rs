//! The README's first request gets the answer printed there.

use medpayiq::api::{EstimateRequest, price};
use serde_json::Value;

/// The text between two marks.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = &text[text.find(start).unwrap() + start.len()..];
    &rest[..rest.find(end).unwrap()]
}

#[test]
fn the_first_request_of_the_readme_is_answered_as_printed() {
    let readme = include_str!("../../README.md");
    let request: EstimateRequest = serde_json::from_str(between(readme, "-d '", "' | python3")).unwrap();
    let printed: Value = serde_json::from_str(between(readme, "```json\n", "```")).unwrap();
    let schedule = crate::laws::schedule();
    let priced = price(&schedule, request).unwrap();
    assert_eq!(serde_json::to_value(priced.answer()).unwrap(), printed);
}
