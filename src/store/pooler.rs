//! Poolers of connections, such as PgBouncer. They may give one session of PostgreSQL to several connections in turn, statement by
//! statement or transaction by transaction. This program keeps settings, locks and prepared statements in its sessions, so it
//! needs its own.

use super::patience::connect;
use super::{DatabaseAddress, StoreError};
use tokio_postgres::{Client, SimpleQueryMessage};

/// Checks that a connection has a session of its own.
///
/// A second connection must have another session. A pooler that shares sessions gives it the one that the first has just used. If
/// others use the pooler at this moment, it may give another, so this is tried a few times.
///
/// # Errors
/// If the two have one session.
pub(super) async fn check_own_session(client: &Client, address: &DatabaseAddress) -> Result<(), StoreError> {
    const TRIES: usize = 3;
    let (other, connection) = connect(address).await?;
    let connection = tokio::spawn(connection);
    let compared = async {
        for _ in 0..TRIES {
            if session(client).await? == session(&other).await? {
                return Err(StoreError::SharedSession);
            }
        }
        Ok(())
    };
    let outcome = compared.await;
    drop(other);
    let _ = connection.await;
    outcome
}

/// The process of PostgreSQL that answers. The statement is not prepared, so every pooler passes it on.
async fn session(client: &Client) -> Result<Option<String>, StoreError> {
    let messages = client.simple_query("select pg_backend_pid()").await?;
    Ok(messages.iter().find_map(|message| {
        let SimpleQueryMessage::Row(row) = message else { return None };
        row.get(0).map(str::to_owned)
    }))
}
