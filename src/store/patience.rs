//! How long requests and commands wait for the database.

use super::{DatabaseAddress, StoreError};
use deadpool_postgres::{Hook, HookError, Timeouts};
use std::time::Duration;
use tokio::time::timeout;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{Client, Config, Connection, Socket};

/// How long a request waits for a connection before it fails because the database is away.
const REQUEST_CONNECTION_WAIT: Duration = Duration::from_secs(2);
/// How long a command waits for a connection: the database may be starting, or busy.
const WORK_CONNECTION_WAIT: Duration = Duration::from_secs(30);
/// How long the database itself may work on a request's statement. This includes waiting for locks: submissions of one code
/// wait for each other.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for the end of a statement. The database cancels it sooner, so that the connection can be used
/// again.
const STATEMENT_WAIT: Duration = Duration::from_secs(6);
/// How long a command waits for one row or the next piece of a table. The whole may take any time.
pub(super) const PAUSE: Duration = Duration::from_secs(60);
/// How long sent data may stay unacknowledged before the connection counts as broken.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);
/// How long a connection may be silent before the first keepalive.
const SILENCE: Duration = Duration::from_secs(30);
/// The time between keepalives.
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
/// How many keepalives without an answer break the connection.
const KEEPALIVE_RETRIES: u32 = 3;

/// The most connections of a server: those of its requests, those that read releases, and one that listens for changes.
pub(super) const CONNECTIONS_OF_A_SERVER: usize =
    Patience::Request.connections() + Patience::Work.connections() + 1;

/// Who waits for the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// A request: its caller is better served by a quick 503.
    Request,
    /// A command, or the reading of all releases: it would have to start again.
    Work,
}

impl Patience {
    /// The most connections. Reading all releases uses several at once; requests have connections of their own.
    pub(super) const fn connections(self) -> usize {
        match self {
            Self::Request => 8,
            Self::Work => 4,
        }
    }

    /// How long connecting may take.
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

    /// How long to wait for a connection of the pool.
    pub(super) const fn timeouts(self) -> Timeouts {
        let limit = Some(self.connection());
        let wait = match self {
            Self::Request => limit,
            // The other connections do the same work, so the queue moves.
            Self::Work => None,
        };
        Timeouts { wait, create: limit, recycle: limit }
    }

    /// Limits how long the database may work on a statement of each new connection. Without that, a statement that this
    /// program no longer waits for would continue in the database and hold its locks.
    pub(super) fn on_connecting(self) -> Hook {
        let limit = match self {
            Self::Request => STATEMENT_TIMEOUT.as_millis(),
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

    /// Makes the network notice if the other side disappears without closing the connection.
    pub(super) fn watch(self, config: &mut Config) {
        config
            .connect_timeout(self.connection())
            .tcp_user_timeout(UNACKNOWLEDGED)
            .keepalives(true)
            .keepalives_idle(SILENCE)
            .keepalives_interval(KEEPALIVE_INTERVAL)
            .keepalives_retries(KEEPALIVE_RETRIES);
    }
}

/// A connection outside the pool.
pub(super) async fn connect(
    address: &DatabaseAddress,
) -> Result<(Client, Connection<Socket, impl TlsStream + Unpin + Send + use<>>), StoreError> {
    let DatabaseAddress { config, tls } = address;
    let connected = timeout(WORK_CONNECTION_WAIT, config.connect(tls.clone())).await;
    connected.map_err(|_| StoreError::Slow(WORK_CONNECTION_WAIT))?.map_err(StoreError::Connect)
}
