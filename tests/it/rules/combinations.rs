//! Modifiers that contradict each other.

use super::WHOLE;
use crate::support::asking::estimate;

/// Pairs that no line can carry: sides, operations, roles in surgery, shares of the package, reductions,
/// kinds of images, disciplines of therapy, and notices.
const CLASHES: &[(&str, &str)] = &[
    ("50", "RT LT"),
    ("58", "78 79"),
    ("78", "79"),
    ("62", "66 80 81 82 AS"),
    ("80", "AS 54 55"),
    ("81", "AS 54 55"),
    ("82", "AS 54 55"),
    ("AS", "54 55"),
    ("54", "55"),
    ("52", "53"),
    ("FX", "FY"),
    ("GN", "GO GP"),
    ("GO", "GP"),
    ("CQ", "CO"),
    ("GZ", "GA GX GY"),
    ("GA", "GX"),
    ("AA", "QK QY QX QZ AD"),
    ("QK", "QY QX QZ AD"),
    ("QX", "QY QZ AD"),
];

fn reason(hcpcs: &str, modifiers: &str) -> String {
    let answer = estimate(&WHOLE, &format!("{hcpcs}-{modifiers} @21"));
    answer["lines"][0].pointer("/reason/code").and_then(|code| code.as_str()).unwrap_or_default().to_owned()
}

#[test]
fn modifiers_that_exclude_each_other_make_a_line_invalid() {
    assert_eq!(reason("71046", "26-TC"), "modifiers_clash");
    for (one, others) in CLASHES {
        for other in others.split(' ') {
            assert_eq!(reason("27447", &format!("{one}-{other}")), "modifiers_clash", "{one} with {other}");
            assert_eq!(reason("27447", &format!("{other}-{one}")), "modifiers_clash", "{other} with {one}");
        }
    }
}

#[test]
fn modifiers_that_agree_are_no_clash() {
    for both in ["50-80", "62-54", "RT-54", "LT-55", "GA-59", "GY-GX", "58-62", "78-RT", "51-59", "RT-LT"] {
        assert_ne!(reason("27447", both), "modifiers_clash", "{both}");
    }
}
