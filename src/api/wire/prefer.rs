//! The header `Prefer` (RFC 7240): a caller who needs less asks for `return=minimal`.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, VARY};
use actix_web::{HttpRequest, HttpResponse};

/// The header of the preferences.
const PREFER: HeaderName = HeaderName::from_static("prefer");
/// The header of an answer that names the preferences that it follows.
pub(crate) const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// How much of an answer a caller wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Everything.
    Full,
    /// Amounts and codes without explanations: `Prefer: return=minimal`.
    Minimal,
}

impl Detail {
    /// What a request prefers. Other preferences change nothing.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        Self::preferred(request.headers())
    }

    fn preferred(headers: &HeaderMap) -> Self {
        let values = headers.get_all(PREFER).filter_map(|value| value.to_str().ok());
        // Of several preferences with one name, the first counts.
        match values.flat_map(split).find_map(value_of_return) {
            Some(value) if value.eq_ignore_ascii_case("minimal") => Self::Minimal,
            Some(_) | None => Self::Full,
        }
    }

    /// The same answer with what it says about preferences.
    pub(crate) fn mark(self, mut response: HttpResponse) -> HttpResponse {
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("prefer"));
        if self == Self::Minimal {
            headers.insert(PREFERENCE_APPLIED, HeaderValue::from_static("return=minimal"));
        }
        response
    }
}

/// The preferences of a header. A comma in quotes separates nothing.
fn split(value: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    value.split(move |c| {
        is_quoted ^= c == '"';
        c == ',' && !is_quoted
    })
}

/// The value of the preference `return`, without its parameters and quotes.
fn value_of_return(preference: &str) -> Option<&str> {
    let (preference, _) = preference.split_once(';').unwrap_or((preference, ""));
    let (name, value) = preference.split_once('=')?;
    name.trim().eq_ignore_ascii_case("return").then(|| value.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_return_of_all_preferences_counts() {
        let detail = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            values.iter().for_each(|value| headers.append(PREFER, HeaderValue::from_static(value)));
            Detail::preferred(&headers)
        };
        let minimal: [&[&'static str]; 5] = [
            &["return=minimal"],
            &["Return = \"Minimal\"; foo=bar"],
            &["respond-async, wait=10, return=minimal"],
            &["handling=strict", "return=minimal"],
            &["return=minimal, return=representation"],
        ];
        let full: [&[&'static str]; 6] = [
            &[],
            &["return=representation"],
            &["return=representation, return=minimal"],
            &["minimal", "return"],
            &["note=\"a, return=minimal\""],
            &["x-return=minimal"],
        ];
        minimal.iter().for_each(|values| assert_eq!(detail(values), Detail::Minimal, "{values:?}"));
        full.iter().for_each(|values| assert_eq!(detail(values), Detail::Full, "{values:?}"));
    }
}
