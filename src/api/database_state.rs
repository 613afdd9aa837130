//! What a server knows about its database. Estimates need none, so it decides only what else the server may do.

use crate::api::wire::error::Error;

/// The state of the database, as the server saw it last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DatabaseState {
    /// It has not been reached since the server started.
    #[default]
    Starting,
    /// It cannot be prepared for this program, such as because a migration failed. The text says why.
    Unprepared(String),
    /// It answers.
    Up,
    /// It does not answer.
    Away,
}

impl DatabaseState {
    /// The name of every state.
    pub(crate) fn names() -> [&'static str; 4] {
        [Self::Starting, Self::Unprepared(String::new()), Self::Up, Self::Away].map(|state| state.as_str())
    }

    /// The state as a word in answers.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Unprepared(_) => "unprepared",
            Self::Up => "up",
            Self::Away => "away",
        }
    }

    /// Whether it answers and is prepared for this program.
    pub(crate) const fn is_up(&self) -> bool {
        match self {
            Self::Up => true,
            Self::Starting | Self::Unprepared(_) | Self::Away => false,
        }
    }

    /// What is wrong with it; `None` if nothing is.
    pub(crate) fn detail(&self) -> Option<String> {
        match self {
            Self::Up => None,
            Self::Starting => Some("The database has not been reached yet.".to_owned()),
            Self::Away => Some("The database does not answer.".to_owned()),
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
            Self::Up | Self::Away => Ok(()),
            Self::Starting | Self::Unprepared(_) => {
                Err(Error::Unavailable(self.detail().unwrap_or_default()))
            }
        }
    }
}
