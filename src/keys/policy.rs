//! Which requests need a key.

use super::scope::{Scope, Scopes, UnknownScope};
use std::fmt;
use std::str::FromStr;

/// Which requests need a key. Health checks never do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyPolicy {
    /// None.
    #[default]
    Open,
    /// All of them.
    Required,
    /// Those of these scopes.
    RequiredFor(Scopes),
}

/// A text that is not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPolicy {
    /// It is neither of the words.
    #[error("not a policy")]
    Unknown,
    /// A scope of it is not known.
    #[error(transparent)]
    Scope(#[from] UnknownScope),
}

impl KeyPolicy {
    /// The scopes that a key must have for a request of these scopes; `None` if it needs no key. A request of no scope, such as a
    /// look-up of a code, needs any key if all requests do.
    #[must_use]
    pub fn needs(self, scopes: Scopes) -> Option<Scopes> {
        match self {
            Self::Open => None,
            Self::Required => Some(scopes),
            Self::RequiredFor(listed) => Some(scopes.and(listed)).filter(|needed| !needed.is_empty()),
        }
    }

    /// Whether anybody may contribute denial reports.
    #[must_use]
    pub fn lets_strangers_contribute(self) -> bool {
        self.needs(Scopes::of(&[Scope::Contribute])).is_none()
    }
}

/// `open`, `required`, or `required:` with scopes, such as `required:contribute,metrics`.
impl FromStr for KeyPolicy {
    type Err = InvalidPolicy;

    fn from_str(text: &str) -> Result<Self, InvalidPolicy> {
        match text.split_once(':') {
            None if text == "open" => Ok(Self::Open),
            None if text == "required" => Ok(Self::Required),
            Some(("required", scopes)) => Ok(Self::RequiredFor(scopes.parse()?)),
            None | Some(_) => Err(InvalidPolicy::Unknown),
        }
    }
}

impl fmt::Display for KeyPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Required => f.write_str("required"),
            Self::RequiredFor(scopes) => write!(f, "required:{scopes}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_written_as_it_is_read() {
        for text in ["open", "required", "required:contribute", "required:contribute,metrics"] {
            assert_eq!(text.parse::<KeyPolicy>().unwrap().to_string(), text);
        }
        for text in ["", "Open", "closed", "required:", "required:everything", "open:metrics"] {
            assert!(text.parse::<KeyPolicy>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_request_needs_the_scopes_that_the_policy_lists() {
        let policy = |text: &str| text.parse::<KeyPolicy>().unwrap();
        let of = |scopes: &[Scope]| Scopes::of(scopes);
        let both = of(&[Scope::Remit, Scope::Contribute]);
        assert_eq!(policy("open").needs(both), None);
        assert_eq!(policy("required").needs(both), Some(both));
        assert_eq!(policy("required").needs(Scopes::NONE), Some(Scopes::NONE));
        assert_eq!(policy("required:contribute").needs(both), Some(of(&[Scope::Contribute])));
        assert_eq!(policy("required:contribute").needs(of(&[Scope::Remit])), None);
        assert_eq!(policy("required:contribute").needs(Scopes::NONE), None);
    }
}
