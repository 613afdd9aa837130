//! How long is waited for the database.

use super::StoreError;
use deadpool_postgres::{Hook, HookError, Timeouts};
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::tls::NoTlsStream;
use tokio_postgres::{Client, Config, Connection, NoTls, Socket};

/// How long a request waits for a connection before it is told that the database is away.
const REQUEST_CONNECTION_WAIT: Duration = Duration::from_secs(2);
/// How long a command waits until the database lets it in: it may be starting, or busy.
const WORK_CONNECTION_WAIT: Duration = Duration::from_secs(30);
/// How long the database itself works on a request's statement, the wait for a lock included: submissions of one code wait
/// for each other.
const MOST_OF_A_STATEMENT: Duration = Duration::from_secs(5);
/// How long a request waits for the end of a statement: longer than the database takes to give it up, which spares the
/// connection.
const STATEMENT_WAIT: Duration = Duration::from_secs(6);
/// How long a command waits for one row or the next piece of a table. All of it may take as long as it takes.
pub(super) const PAUSE: Duration = Duration::from_secs(60);
/// How long what was sent may stay without a sign that it arrived before the connection counts as broken.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);
/// How long a connection is silent before the other side is asked for a sign of life, and how often it is asked then.
const SILENCE: Duration = Duration::from_secs(30);
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);
const MOST_SIGNS_MISSED: u32 = 3;

/// Who waits for the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// A request, which is better answered soon that the database is away.
    Request,
    /// A command, or the reading of all releases: given up, it would begin anew.
    Work,
}

impl Patience {
    /// How many connections there are at most. Reading all releases uses several at once; those of requests are their own.
    pub(super) const fn connections(self) -> usize {
        match self {
            Self::Request => 8,
            Self::Work => 4,
        }
    }

    /// How long a connection may take to come about.
    const fn connection(self) -> Duration {
        match self {
            Self::Request => REQUEST_CONNECTION_WAIT,
            Self::Work => WORK_CONNECTION_WAIT,
        }
    }

    /// How long the answer to a statement may take.
    pub(super) const fn statement(self) -> Duration {
        match self {
            Self::Request => STATEMENT_WAIT,
            Self::Work => PAUSE,
        }
    }

    /// How long is waited for a connection of the pool.
    pub(super) const fn timeouts(self) -> Timeouts {
        let limit = Some(self.connection());
        let wait = match self {
            Self::Request => limit,
            // The others of the pool are at the same work: it is a queue, which moves.
            Self::Work => None,
        };
        Timeouts { wait, create: limit, recycle: limit }
    }

    /// Tells each new connection how long the database may work on a statement: a second guard, for what is given up here
    /// would go on there, and hold its locks.
    pub(super) fn on_connecting(self) -> Hook {
        let limit = match self {
            Self::Request => MOST_OF_A_STATEMENT.as_millis(),
            Self::Work => 0,
        };
        let set = format!("set statement_timeout = {limit}");
        Hook::async_fn(move |client, _| {
            let set = set.clone();
            Box::pin(async move {
                let answer = timeout(self.connection(), client.batch_execute(&set)).await;
                answer
                    .map_err(|_| HookError::message("the database does not answer"))?
                    .map_err(HookError::Backend)
            })
        })
    }

    /// How the network is told that the other side may be gone without a word.
    pub(super) fn watch(self, config: &mut Config) {
        config
            .connect_timeout(self.connection())
            .tcp_user_timeout(UNACKNOWLEDGED)
            .keepalives(true)
            .keepalives_idle(SILENCE)
            .keepalives_interval(SIGN_OF_LIFE)
            .keepalives_retries(MOST_SIGNS_MISSED);
    }
}

/// A connection of one's own, beside the pool.
pub(super) async fn connect(
    config: &Config,
) -> Result<(Client, Connection<Socket, NoTlsStream>), StoreError> {
    let connected = timeout(WORK_CONNECTION_WAIT, config.connect(NoTls)).await;
    connected.map_err(|_| StoreError::Slow(WORK_CONNECTION_WAIT))?.map_err(StoreError::Connect)
}
