//! The key that a request carries.

use crate::keys::KeyText;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use std::borrow::Cow;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A text that has the form of a key. What else is in `Authorization` is not meant for this service: a gateway in front may have
/// tokens of its own.
pub(super) struct GivenKey<'a> {
    /// The text.
    pub(super) text: Cow<'a, str>,
    /// Whether it came as a password, as browsers send one.
    pub(super) is_password: bool,
}

impl<'a> GivenKey<'a> {
    /// The key in `Authorization`: `Bearer KEY`, or `Basic` with any name and the key as the password.
    pub(super) fn of(headers: &'a HeaderMap) -> Option<Self> {
        let (scheme, credentials) = headers.get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
        let credentials = credentials.trim();
        let given = if scheme.eq_ignore_ascii_case("bearer") {
            Self { text: credentials.into(), is_password: false }
        } else if scheme.eq_ignore_ascii_case("basic") {
            let decoded = String::from_utf8(BASE64_STANDARD.decode(credentials).ok()?).ok()?;
            let (_, password) = decoded.split_once(':')?;
            Self { text: password.to_owned().into(), is_password: true }
        } else {
            return None;
        };
        Some(given).filter(|given| KeyText::looks_like_one(&given.text))
    }

    /// Whether a page of another site may have made the browser send the password.
    pub(super) fn may_be_forged(&self, headers: &HeaderMap) -> bool {
        let site = headers.get(SEC_FETCH_SITE).and_then(|site| site.to_str().ok());
        self.is_password && matches!(site, Some("cross-site" | "same-site"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn a_key_is_a_bearer_token_or_a_password() {
        let mut headers = HeaderMap::new();
        let mut given = |authorization: &str| {
            headers.insert(AUTHORIZATION, HeaderValue::from_str(authorization).unwrap());
            GivenKey::of(&headers).map(|given| (given.text.into_owned(), given.is_password))
        };
        let password = |text: &str| format!("Basic {}", BASE64_STANDARD.encode(text));
        assert_eq!(given("Bearer mpiq_a"), Some(("mpiq_a".to_owned(), false)));
        assert_eq!(given("bearer  mpiq_a "), Some(("mpiq_a".to_owned(), false)));
        assert_eq!(given(&password("me:mpiq_a")), Some(("mpiq_a".to_owned(), true)));
        assert_eq!(given(&password(":mpiq_a")), Some(("mpiq_a".to_owned(), true)));
        for other in ["Bearer eyJhbGciOi", "Basic %%%", "Digest mpiq_a", "mpiq_a", &password("mpiq_a")] {
            assert_eq!(given(other), None, "{other}");
        }
    }
}
