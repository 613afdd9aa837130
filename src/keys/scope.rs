//! What a key may do.

use std::fmt;
use std::str::FromStr;

/// A group of operations that a key may be allowed to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Price claims and check their edits.
    Estimate,
    /// Price streams of claims.
    Batch,
    /// Contribute and retract denial reports.
    Contribute,
    /// Read remittances.
    Remit,
    /// Use the terms that a practice has agreed with payers.
    Terms,
    /// Read the metrics of the server.
    Metrics,
}

/// A name that is not the name of a scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a scope. Write one or several of {names}, separated by commas", names = Scopes::ALL)]
pub struct UnknownScope(String);

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 6] =
        [Self::Estimate, Self::Batch, Self::Contribute, Self::Remit, Self::Terms, Self::Metrics];

    /// The name of the scope.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Estimate => "estimate",
            Self::Batch => "batch",
            Self::Contribute => "contribute",
            Self::Remit => "remit",
            Self::Terms => "terms",
            Self::Metrics => "metrics",
        }
    }

    /// The bit of the scope in a set.
    const fn bit(self) -> u8 {
        match self {
            Self::Estimate => 1,
            Self::Batch => 2,
            Self::Contribute => 4,
            Self::Remit => 8,
            Self::Terms => 16,
            Self::Metrics => 32,
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(name: &str) -> Result<Self, UnknownScope> {
        let named = Self::ALL.into_iter().find(|scope| scope.as_str() == name);
        named.ok_or_else(|| UnknownScope(name.to_owned()))
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// No scope.
    pub const NONE: Self = Self(0);
    /// Every scope.
    pub const ALL: Self = Self::of(&Scope::ALL);

    /// The set of these scopes.
    #[must_use]
    pub const fn of(mut scopes: &[Scope]) -> Self {
        let mut set = 0;
        while let [first, rest @ ..] = scopes {
            set |= first.bit();
            scopes = rest;
        }
        Self(set)
    }

    /// The scopes that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The scopes that are not in the other set.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether the set has no scope.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The scopes of the set.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().filter(move |scope| self.0 & scope.bit() != 0)
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |set, scope| set | scope.bit()))
    }
}

/// The names, separated by commas.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::as_str).collect();
        f.write_str(&names.join(","))
    }
}

/// One or several names, separated by commas.
impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(names: &str) -> Result<Self, UnknownScope> {
        names.split(',').map(|name| name.trim().parse::<Scope>()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_scopes_is_written_as_it_is_read() {
        for text in ["estimate", "batch,metrics", "estimate,batch,contribute,remit,terms,metrics"] {
            assert_eq!(text.parse::<Scopes>().unwrap().to_string(), text);
        }
        assert_eq!("metrics, batch".parse::<Scopes>().unwrap().to_string(), "batch,metrics");
        assert_eq!(Scopes::ALL.to_string(), "estimate,batch,contribute,remit,terms,metrics");
    }

    #[test]
    fn an_unknown_scope_is_named_with_the_known_ones() {
        let error = "estimate,admin".parse::<Scopes>().unwrap_err().to_string();
        assert_eq!(
            error,
            "\"admin\" is not a scope. Write one or several of estimate,batch,contribute,remit,terms,metrics, \
             separated by commas"
        );
        assert!("".parse::<Scopes>().is_err());
    }
}
