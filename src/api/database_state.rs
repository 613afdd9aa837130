//! What a server knows about its database. Estimates need none, so it decides only what else the server may do.

use crate::api::wire::error::Error;

/// The state of the database, as the server saw it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseState {
    /// The server has not prepared it since it started. The text says what it waits for. Nobody knows whether its tables fit.
    Starting(String),
    /// It cannot be prepared for this program, such as because a migration failed. The text says why.
    Unprepared(String),
    /// It answers.
    Up,
    /// It was prepared, and takes no reports now. The text says why: it does not answer, lets this program in no more, or is
    /// read-only.
    Away(String),
}

impl Default for DatabaseState {
    fn default() -> Self {
        Self::Starting("The database has not been reached yet.".to_owned())
    }
}

impl DatabaseState {
    /// The name of every state.
    pub(crate) fn names() -> [&'static str; 4] {
        [Self::default(), Self::Unprepared(String::new()), Self::Up, Self::Away(String::new())]
            .map(|state| state.as_str())
    }

    /// The state as a word in answers.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Starting(_) => "starting",
            Self::Unprepared(_) => "unprepared",
            Self::Up => "up",
            Self::Away(_) => "away",
        }
    }

    /// Whether it answers and is prepared for this program.
    pub(crate) const fn is_up(&self) -> bool {
        match self {
            Self::Up => true,
            Self::Starting(_) | Self::Unprepared(_) | Self::Away(_) => false,
        }
    }

    /// What is wrong with it; `None` if nothing is.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::Up => None,
            Self::Starting(what) | Self::Away(what) => Some(what.clone()),
            Self::Unprepared(why) => {
                Some(format!("The database is not prepared for this program, so it takes no reports: {why}"))
            }
        }
    }

    /// Refuses to write into a database that this program did not prepare. Whether it answers, the statement itself shows.
    ///
    /// # Errors
    /// 503 if the program does not know the tables.
    pub(crate) fn check_prepared(&self) -> Result<(), Error> {
        match self {
            Self::Up | Self::Away(_) => Ok(()),
            Self::Starting(_) | Self::Unprepared(_) => {
                Err(Error::Unavailable(self.detail().unwrap_or_default()))
            }
        }
    }
}
