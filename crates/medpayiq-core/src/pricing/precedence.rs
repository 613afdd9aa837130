//! Which of two lines comes first when their fees are equal.

use super::rules::{split_care, surgeons};
use super::work::LineWork;
use crate::vocabulary::{Charge, HcpcsCode, Modifier, Money, Share};

/// What decides between lines that a ranking finds equal: the part of the fee that later rules keep, then unit, charge,
/// code, modifiers and units.
///
/// It depends on the content of the lines and not on their positions. So the order of a claim's lines does not change what
/// Medicare pays.
pub(super) type Precedence<'a> = (Share, Money, Option<Charge>, HcpcsCode, &'a [Modifier], u32);

/// The precedence of a line: the greater one comes first.
pub(super) fn precedence<'a>(work: &LineWork<'a>) -> Precedence<'a> {
    let line = work.billed;
    let kept = split_care::share_of_package(work).times(surgeons::share_of_role(work));
    (kept, work.unit, line.charge(), line.hcpcs(), line.modifiers(), line.units())
}
