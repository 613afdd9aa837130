//! Medically unlikely edits (NCCI Policy Manual ch. 1, V).

use super::{each_line, under, warnings};
use crate::support::asking::estimate;
use crate::support::check_answers;
use expect_test::expect;

/// Units of an earlier claim count toward a limit of a day. A limit of one unit leaves no room for them anyway.
#[test]
fn a_limit_of_the_day_that_is_used_up_has_a_warning() {
    let client = under("20610<=1:2 97110<=4:3 97140<=4:2 17003<=3:1");
    check_answers(
        &expect![[r#"
            20610
              priced: no warning
            20610-50
              priced: no warning
            20610-50+20610-50-59
              denied_by_edit: no warning
              denied_by_edit: no warning
            97110-GP*4 therapy:0.00
              priced: earlier_units_not_checked
            97110-GP*3 therapy:0.00
              priced: no warning
            97110-GP*2+97110-GP-59*2 therapy:0.00
              priced: earlier_units_not_checked
              priced: earlier_units_not_checked
            97140-GP*4 therapy:0.00
              priced: earlier_units_not_checked
            17003*3
              priced: no warning"#]],
        |claim| {
            each_line(&client, claim, |line| {
                format!("{}: {}", line["result"].as_str().unwrap(), warnings(line))
            })
        },
    );
}

/// A line that another rule refuses has no unit limit to exceed.
#[test]
fn a_refused_line_meets_no_unit_limit() {
    let client = under("17003<=4:1 20610<=1:2");
    let edits = |claim: &str| estimate(&client, claim)["lines"][0]["edits"].as_array().unwrap().len();
    assert_eq!(["17003*5", "17003-GZ*5", "20610*2", "20610-GZ*2"].map(edits), [1, 0, 1, 0]);
}
