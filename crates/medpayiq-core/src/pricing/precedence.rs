//! Which of two lines comes first when their fees are equal.

use super::rules::{split_care, surgeons};
use super::work::LineWork;
use crate::vocabulary::{Charge, HcpcsCode, Modifier, Money, Share};

/// What decides between lines that a ranking finds equal: the charge (Pub. 100-04 ch. 12, 40.6.C), then the part of the fee
/// that later rules keep, then unit, code, modifiers and units. A line without a charge comes after those that have one.
///
/// It depends on the content of the lines and not on their positions. So the order of a claim's lines does not change what
/// Medicare pays.
pub(super) type Precedence<'a> = (Option<Charge>, Share, Money, HcpcsCode, &'a [Modifier], u32);

/// The precedence of a line: the greater one comes first.
pub(super) fn precedence<'a>(work: &LineWork<'a>) -> Precedence<'a> {
    let line = work.billed;
    let kept = split_care::share_of_package(work).times(surgeons::share_of_role(work));
    (line.charge(), kept, work.unit, line.hcpcs(), line.modifiers(), line.units())
}
