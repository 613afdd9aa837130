//! What helps against a procedure-to-procedure (PTP) edit: a modifier on the line that it denies, or nothing.

use super::case::Case;
use super::medicare::Medicare;
use super::tip::Side;
use crate::vocabulary::{HcpcsCode, Modifier, PtpEdit, PtpIndicator};

/// The modifiers that an example tries: those of a separate visit, then that of a separate service.
const TRIED: [&[u8; 2]; 3] = [b"25", b"57", b"59"];

/// The edit of the date that pays one code and denies the other.
fn edit_between<'m>(
    medicare: &Medicare<'m>,
    column_one: HcpcsCode,
    column_two: HcpcsCode,
) -> Option<PtpEdit<'m>> {
    let edits = medicare.schedule.edits_on(medicare.date).ptp?;
    edits
        .between(column_one, column_two)
        .find(|edit| edit.column_two == column_two && edit.indicator != PtpIndicator::NotApplicable)
}

/// Whether an edit of the date pairs the codes, in either order.
pub(super) fn has_edit(medicare: &Medicare<'_>, one: HcpcsCode, other: HcpcsCode) -> bool {
    edit_between(medicare, one, other).or_else(|| edit_between(medicare, other, one)).is_some()
}

/// Whether an edit has the rationale that its two services exclude each other.
pub(crate) fn is_exclusive(edit: &PtpEdit<'_>) -> bool {
    edit.rationale.to_lowercase().contains("mutually exclusive")
}

/// What can be done if one code is billed with another one that bundles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EditRemedy {
    /// A modifier of those that resolve the edit, if it is true.
    Modifier,
    /// Nothing, and only one of the two services can have been done.
    OneOfThem,
    /// Nothing. The service is part of the other one.
    Nothing,
}

impl EditRemedy {
    /// The modifier indicator of an edit with this remedy.
    pub(crate) const fn indicator(self) -> PtpIndicator {
        match self {
            Self::Modifier => PtpIndicator::Allowed,
            Self::OneOfThem | Self::Nothing => PtpIndicator::NotAllowed,
        }
    }
}

/// What helps against the edit of two codes; `None` if the date has none.
pub(crate) fn remedy_of(
    medicare: &Medicare<'_>,
    column_one: HcpcsCode,
    column_two: HcpcsCode,
) -> Option<EditRemedy> {
    let edit = edit_between(medicare, column_one, column_two)?;
    Some(match edit.indicator {
        PtpIndicator::Allowed => EditRemedy::Modifier,
        PtpIndicator::NotAllowed if is_exclusive(&edit) => EditRemedy::OneOfThem,
        PtpIndicator::NotAllowed | PtpIndicator::NotApplicable => EditRemedy::Nothing,
    })
}

/// The modifier on the last line with which Medicare pays that line in spite of the edit, and its answer. `None` if no modifier
/// helps.
pub(crate) fn resolved_by(
    medicare: &Medicare<'_>,
    denied: &Case,
    column_one: HcpcsCode,
    column_two: HcpcsCode,
) -> Option<(Modifier, Side)> {
    let edit = edit_between(medicare, column_one, column_two)?;
    let resolving = medicare.schedule.resolving_modifiers(&edit, medicare.date);
    TRIED.into_iter().filter(|text| resolving.contains(&Modifier::known(text))).find_map(|text| {
        let side = medicare.allowed(&denied.clone().with(&[text]))?;
        side.price()?;
        Some((Modifier::known(text), side))
    })
}
