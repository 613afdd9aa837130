//! The codes of a remittance that an assistant asks about.

use crate::api::wire::error::{Error, Fault};
use crate::api::wire::fault_code::FaultCode;
use crate::api::wire::faults::Faults;
use crate::vocabulary::{Carc, GroupCode, Rarc};
use serde::Deserialize;
use utoipa::ToSchema;

/// The most codes of each kind.
const MOST_CODES: usize = 20;
/// The letters of a group code, such as `CO`.
const GROUP_LETTERS: usize = 2;

/// The codes to explain. At least one.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedDenial {
    /// Claim adjustment reason codes (CARC), with or without their group: `97`, `CO-97` or `CO97`.
    #[schema(example = json!(["CO-97"]), max_items = 20)]
    carc: Option<Vec<String>>,
    /// Remittance advice remark codes (RARC), such as `M15`.
    #[schema(example = json!(["M15"]), max_items = 20)]
    rarc: Option<Vec<String>>,
}

/// Checked codes.
#[derive(Debug)]
pub(crate) struct DenialCodes {
    pub(crate) reasons: Vec<Carc>,
    pub(crate) remarks: Vec<Rarc>,
}

impl AskedDenial {
    /// # Errors
    /// 422 if a code is none, if there are too many, or if there is none at all.
    pub(crate) fn check(self) -> Result<DenialCodes, Error> {
        let (carc, rarc) = (self.carc.unwrap_or_default(), self.rarc.unwrap_or_default());
        if carc.is_empty() && rarc.is_empty() {
            let detail = "Give a reason code in carc, such as CO-97, or a remark code in rarc, such as M15.";
            return Err(Error::Invalid(vec![Fault::coded(FaultCode::MissingField, "", detail)]));
        }
        let mut faults = Faults::default();
        for (name, codes) in [("carc", &carc), ("rarc", &rarc)] {
            if codes.len() > MOST_CODES {
                let detail = format_args!("Give at most {MOST_CODES} codes.");
                faults.add_coded(FaultCode::WrongLength, format_args!("/{name}"), detail);
            }
        }
        let reasons = carc.iter().take(MOST_CODES).enumerate();
        let reasons = reasons
            .filter_map(|(at, text)| faults.keep(format_args!("/carc/{at}"), without_group(text).parse()))
            .collect();
        let remarks = rarc.iter().take(MOST_CODES).enumerate();
        let remarks = remarks
            .filter_map(|(at, text)| faults.keep(format_args!("/rarc/{at}"), text.trim().parse()))
            .collect();
        faults.end(Some(DenialCodes { reasons, remarks })).map_err(Error::Invalid)
    }
}

/// The reason code of a text such as `CO-97`, `CO97`, `co 97` or `97`. No reason code begins like a group, with two letters.
fn without_group(text: &str) -> &str {
    let text = text.trim();
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2014}' | ':' | '/');
    match text.split_at_checked(GROUP_LETTERS) {
        Some((group, code)) if group.parse::<GroupCode>().is_ok() => code.trim_start_matches(is_separator),
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_code_is_read_as_people_write_it() {
        for text in ["97", "CO97", "CO-97", "co-97", "co 97", " CO - 97 ", "Co\u{2013}97", "PR/97", "oa:97"] {
            assert_eq!(without_group(text).parse(), Ok(Carc::known("97")), "{text}");
        }
        for (text, expected) in
            [("COB7", "B7"), ("PI-A1", "A1"), ("B7", "B7"), ("CO", ""), ("XX97", "XX97"), ("é7", "é7")]
        {
            assert_eq!(without_group(text), expected, "{text}");
        }
    }
}
