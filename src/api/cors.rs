//! The web pages that may call the service from a browser (cross-origin resource sharing, CORS).

use super::request_id::REQUEST_ID;
use actix_cors::Cors;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{
    ACCESS_CONTROL_REQUEST_METHOD, CONTENT_DISPOSITION, ETAG, HeaderMap, HeaderName, LINK, RETRY_AFTER, VARY,
    WWW_AUTHENTICATE,
};
use actix_web::http::{Method, StatusCode};
use std::str::FromStr;

/// The headers of answers that a page may read. Without this, a browser shows a page only the simplest ones.
const EXPOSED: [HeaderName; 10] = [
    CONTENT_DISPOSITION,
    ETAG,
    LINK,
    RETRY_AFTER,
    WWW_AUTHENTICATE,
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("preference-applied"),
    HeaderName::from_static("deprecation"),
    HeaderName::from_static("sunset"),
];
/// How long a browser may keep the answer to its question before a request: an hour.
const KEPT_SECONDS: usize = 3600;
/// How the names of the headers begin that CORS adds.
const PREFIX: &str = "access-control-";

/// The origins of web pages that a browser lets read the answers. By default there are none but the service's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// No other origin.
    #[default]
    None,
    /// Every origin.
    All,
    /// These, such as `https://practice.example.com`.
    Listed(Vec<String>),
}

/// A text that is not a list of origins.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an origin. Write a scheme and a host, such as https://practice.example.com, separated by commas, or *"
)]
pub struct OriginError(String);

impl AllowedOrigins {
    /// The part of the server that answers browsers, or `None` if no other origin is allowed. No page may send cookies.
    pub(crate) fn cors(&self) -> Option<Cors> {
        let cors = Cors::default()
            .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::DELETE])
            .allow_any_header()
            .expose_headers(EXPOSED.into_iter().chain([REQUEST_ID]))
            .max_age(KEPT_SECONDS);
        match self {
            Self::None => None,
            Self::All => Some(cors.allow_any_origin().send_wildcard()),
            Self::Listed(origins) => {
                Some(origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin)))
            }
        }
    }
}

impl AllowedOrigins {
    /// Whether a page of this origin may call.
    pub(crate) fn allow(&self, origin: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Listed(origins) => origins.iter().any(|listed| listed == origin),
        }
    }
}

/// Makes the answer to a browser's question before a request (a preflight request) 204, as every answer to OPTIONS is. actix-cors
/// answers 200 without a body.
pub(crate) fn empty_preflight<B>(response: &mut ServiceResponse<B>) {
    let asked = response.request();
    let is_preflight =
        asked.method() == Method::OPTIONS && asked.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    if is_preflight && response.status() == StatusCode::OK {
        *response.response_mut().status_mut() = StatusCode::NO_CONTENT;
    }
}

/// Copies the headers of CORS from an answer to the problem that takes its place, so that a page can read the problem.
pub(crate) fn copy_cors_headers(from: &HeaderMap, to: &mut HeaderMap) {
    let of_cors = |name: &HeaderName| *name == VARY || name.as_str().starts_with(PREFIX);
    for (name, value) in from.iter().filter(|(name, _)| of_cors(name)) {
        to.append(name.clone(), value.clone());
    }
}

impl FromStr for AllowedOrigins {
    type Err = OriginError;

    /// Reads `*` or a list with commas. A browser sends a host in lower case, without a slash and without a default port, and
    /// compares by letters, so another spelling would never match.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        if text.trim() == "*" {
            return Ok(Self::All);
        }
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(origin);
        let origins: Vec<String> = origins.collect::<Result<_, _>>()?;
        Ok(if origins.is_empty() { Self::None } else { Self::Listed(origins) })
    }
}

/// An origin as browsers write it.
fn origin(text: &str) -> Result<String, OriginError> {
    let wrong = || OriginError(text.to_owned());
    let lower = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
    let (scheme, host) = lower.split_once("://").ok_or_else(wrong)?;
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return Err(wrong()),
    };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_part) {
        return Err(wrong());
    }
    Ok(format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_write_them() {
        let listed = |origins: &[&str]| {
            Ok(AllowedOrigins::Listed(origins.iter().map(|&origin| origin.to_owned()).collect()))
        };
        for (text, expected) in [
            ("*", Ok(AllowedOrigins::All)),
            (" , ", Ok(AllowedOrigins::None)),
            (
                "https://Practice.example.com/, http://localhost:5173",
                listed(&["https://practice.example.com", "http://localhost:5173"]),
            ),
            ("https://a.example:443,http://b.example:80", listed(&["https://a.example", "http://b.example"])),
            ("https://a.example,*", Err(OriginError("*".to_owned()))),
            ("practice.example.com", Err(OriginError("practice.example.com".to_owned()))),
            ("https://a.example/app", Err(OriginError("https://a.example/app".to_owned()))),
            ("ftp://a.example", Err(OriginError("ftp://a.example".to_owned()))),
            ("https://", Err(OriginError("https://".to_owned()))),
        ] {
            assert_eq!(text.parse(), expected, "{text}");
        }
    }
}
