//! The environment variables of the settings, as the command line declares them.

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command};
use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::fmt;

/// How the names of this program's variables begin.
const PREFIX: &str = "MEDPAYIQ_";
/// Variables of this project's build and tests, which may be set while they run the program.
const OF_THE_BUILD: [&str; 4] =
    ["MEDPAYIQ_COMMIT", "MEDPAYIQ_BUILT_ON", "MEDPAYIQ_CMS_DATA", "MEDPAYIQ_REQUIRE_CMS_DATA"];

/// A variable that no setting has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownVariable {
    name: String,
    nearest: Option<String>,
}

impl fmt::Display for UnknownVariable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a setting.", self.name)?;
        match &self.nearest {
            Some(nearest) => write!(f, " Did you mean {nearest}?"),
            None => f.write_str(" `medpayiq serve --help` lists the settings."),
        }
    }
}

/// A variable of the environment that looks like a setting and is none, such as a misspelled one.
#[must_use]
pub fn unknown_variable(command: &Command) -> Option<UnknownVariable> {
    let set = env::vars_os().filter(|(_, value)| !value.is_empty());
    let set = set.filter_map(|(name, _)| name.into_string().ok());
    unknown_of(set, &variables(command))
}

fn unknown_of(set: impl Iterator<Item = String>, known: &BTreeSet<String>) -> Option<UnknownVariable> {
    let is_unknown = |name: &String| {
        name.starts_with(PREFIX)
            && !known.contains(name)
            && !OF_THE_BUILD.contains(&name.as_str())
            && !is_of_a_container_platform(name)
    };
    let name = set.filter(is_unknown).min()?;
    let distance = |known: &&String| strsim::damerau_levenshtein(known, &name);
    let most = name.len().saturating_sub(PREFIX.len()) / 3;
    let nearest = known.iter().min_by_key(distance).filter(|known| distance(known) <= most.max(1));
    Some(UnknownVariable { nearest: nearest.cloned(), name })
}

/// Whether Kubernetes or Docker may have set a variable because a service is called `medpayiq`: `MEDPAYIQ_SERVICE_HOST`,
/// `MEDPAYIQ_PORT`, `MEDPAYIQ_PORT_8080_TCP_ADDR` and others.
fn is_of_a_container_platform(name: &str) -> bool {
    ["_SERVICE_HOST", "_PORT"].iter().any(|end| name.ends_with(end))
        || ["_SERVICE_PORT_", "_PORT_"].iter().any(|part| name.contains(part))
}

/// The variables that a command and its subcommands have.
fn variables(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter_map(Arg::get_env).filter_map(|name| name.to_str());
    let own = own.map(str::to_owned);
    own.chain(command.get_subcommands().flat_map(variables)).collect()
}

/// A command line that looks away from variables.
pub trait UnsetVariables {
    /// The same command without the variables that are empty now: these count as not set.
    #[must_use]
    fn unset_empty_variables(self) -> Self;

    /// The same command without any variable.
    #[must_use]
    fn unset_variables(self) -> Self;
}

impl UnsetVariables for Command {
    fn unset_empty_variables(self) -> Self {
        let is_empty = |arg: &Arg| arg.get_env().and_then(env::var_os).is_some_and(|value| value.is_empty());
        let cleared = self.mut_args(|arg| if is_empty(&arg) { arg.env(Resettable::Reset) } else { arg });
        cleared.mut_subcommands(Self::unset_empty_variables)
    }

    fn unset_variables(self) -> Self {
        self.mut_args(|arg| arg.env(Resettable::Reset)).mut_subcommands(Self::unset_variables)
    }
}

/// What is wrong with a variable, if an error of the command line is about its value.
#[must_use]
pub fn invalid_variable(error: &clap::Error, command: &Command) -> Option<String> {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else { return None };
    let Some(ContextValue::String(value)) = error.get(ContextKind::InvalidValue) else { return None };
    let flag = argument.split([' ', '=', '[']).next()?;
    if env::args().any(|given| given == flag || given.starts_with(&format!("{flag}="))) {
        return None;
    }
    let name = variable_of(command, flag.strip_prefix("--")?)?;
    if env::var(&name).ok()? != *value {
        return None;
    }
    let advice = match (error.source(), error.get(ContextKind::ValidValue)) {
        (Some(reason), _) => capitalized(&reason.to_string()),
        (None, Some(ContextValue::Strings(valid))) => format!("Write {}", valid.join(" or ")),
        (None, _) => "It is not valid".to_owned(),
    };
    Some(format!("{name} is {value:?}. {advice}."))
}

/// A text that begins with a capital letter.
fn capitalized(text: &str) -> String {
    let (first, rest) = text.split_at_checked(1).unwrap_or((text, ""));
    first.to_uppercase() + rest
}

/// The variable of a flag of a command or its subcommands.
fn variable_of(command: &Command, flag: &str) -> Option<String> {
    let own = command.get_arguments().find(|arg| arg.get_long() == Some(flag)).and_then(Arg::get_env);
    let own = own.and_then(|name| name.to_str()).map(str::to_owned);
    own.or_else(|| command.get_subcommands().find_map(|command| variable_of(command, flag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_variable_is_named_with_the_nearest_setting() {
        let known = ["DATABASE_URL", "MEDPAYIQ_LISTEN", "MEDPAYIQ_LOG", "MEDPAYIQ_LOG_FORMAT"];
        let known = known.map(str::to_owned).into();
        let said = |name: &str| {
            let unknown = unknown_of([name.to_owned(), "PATH".to_owned()].into_iter(), &known);
            unknown.map(|unknown| unknown.to_string())
        };
        for (name, expected) in [
            ("MEDPAYIQ_LISTN", Some("MEDPAYIQ_LISTN is not a setting. Did you mean MEDPAYIQ_LISTEN?")),
            (
                "MEDPAYIQ_LOGFORMAT",
                Some("MEDPAYIQ_LOGFORMAT is not a setting. Did you mean MEDPAYIQ_LOG_FORMAT?"),
            ),
            (
                "MEDPAYIQ_COLOUR",
                Some("MEDPAYIQ_COLOUR is not a setting. `medpayiq serve --help` lists the settings."),
            ),
            ("MEDPAYIQ_LOG", None),
            ("MEDPAYIQ_CMS_DATA", None),
            ("MEDPAYIQ_SERVICE_HOST", None),
            ("MEDPAYIQ_SERVICE_PORT_HTTP", None),
            ("MEDPAYIQ_PORT", None),
            ("MEDPAYIQ_PORT_8080_TCP_ADDR", None),
            ("DATABASE_NAME", None),
        ] {
            assert_eq!(said(name).as_deref(), expected, "{name}");
        }
    }
}
