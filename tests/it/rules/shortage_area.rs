//! The bonus of physicians in health professional shortage areas (Social Security Act 1833(m)).

use super::WHOLE;
use crate::support::asking::estimate;
use serde_json::Value;

/// A tenth of what Medicare pays before sequestration, for the work of a physician. Tests and their technical parts have none.
#[test]
fn the_bonus_is_for_professional_services_alone() {
    let bonus = |claim: &str| {
        let answer = estimate(&WHOLE, &format!("{claim} owes:0.00"));
        answer["lines"][0]["amounts"]["bonus_estimate"].clone()
    };
    // 80 percent of 125.18, 65.34, 7.76, 63.40 and 17.14.
    for (claim, amount) in [
        ("99214-AQ", "10.01"),
        ("93306-26-AQ", "5.23"),
        ("93010-AQ", "0.62"),
        ("20610-AQ", "5.07"),
        ("84165-26-AQ", "1.37"),
    ] {
        assert_eq!(bonus(claim), amount, "{claim}");
    }
    for claim in
        ["99214", "93306-AQ", "93306-TC-AQ", "93000-AQ", "93005-AQ", "99214-AQ by:physician_assistant"]
    {
        assert_eq!(bonus(claim), Value::Null, "{claim}");
    }
}
