//! How a server learns that the database has changed: by NOTIFY, and by a look every two seconds in case one is lost.

use super::migrate::NEWEST_MIGRATION;
use super::patience::connect;
use super::publish::CHANNEL;
use super::session::within;
use super::tips::TIPS_CHANNEL;
use super::{Store, StoreError};
use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client};

/// How often the database is asked for changes in case a notification was lost.
const POLL: Duration = Duration::from_secs(2);
/// How long such a question may take before its connection is closed.
const POLL_WAIT: Duration = Duration::from_secs(10);

/// What has changed in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreChange {
    /// The tips.
    Tips,
    /// The published releases.
    Releases,
}

/// What a look at the database showed of its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseSeen {
    /// It answers.
    Up,
    /// It does not answer.
    Away,
    /// It answers, and a newer program has changed its tables.
    Newer {
        /// The newest migration that was applied.
        migration: i32,
    },
}

/// What the last look found.
#[derive(Default)]
struct LastSeen {
    tips: Option<i64>,
    releases: Option<(i64, i64)>,
}

/// Sends what has changed, at first everything, until the receiver is dropped. Calls `sees` after every look.
///
/// A notification on the listening connection comes at once. The connection can drop, so the database is asked as well:
/// a server learns of a change within two seconds even if no notification comes.
pub async fn listen(store: Store, changes: mpsc::Sender<StoreChange>, sees: impl Fn(DatabaseSeen)) {
    let mut seen = LastSeen::default();
    while !changes.is_closed() {
        if let Err(error) = listen_once(&store, &changes, &mut seen, &sees).await {
            tracing::debug!(error = %error, "Lost the connection that listens for changes.");
            sees(DatabaseSeen::Away);
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Listens until the connection drops.
async fn listen_once(
    store: &Store,
    changes: &mpsc::Sender<StoreChange>,
    seen: &mut LastSeen,
    sees: &impl Fn(DatabaseSeen),
) -> Result<(), StoreError> {
    let (client, mut connection) = connect(&store.address).await?;
    let messages = poll_fn(move |context| connection.poll_message(context));
    let (heard, mut notices) = mpsc::channel(1);
    let driver = tokio::spawn(async move {
        tokio::pin!(messages);
        while let Some(Ok(message)) = messages.next().await {
            if matches!(message, AsyncMessage::Notification(_)) {
                let _ = heard.try_send(());
            }
        }
    });
    let outcome = async {
        let listen = format!("listen {CHANNEL}; listen {TIPS_CHANNEL}");
        within(POLL_WAIT, client.batch_execute(&listen)).await?;
        while !changes.is_closed() {
            let (database, found) = seen.look(&client).await?;
            sees(database);
            for change in found {
                // While the receiver works, the database may go away, so the next look does not wait for it.
                if changes.try_send(change).is_err() {
                    seen.forget(change);
                }
            }
            let _ = tokio::time::timeout(POLL, notices.recv()).await;
        }
        Ok(())
    };
    let outcome = outcome.await;
    driver.abort();
    outcome
}

impl LastSeen {
    /// What has changed since the last look. Tips come first, so that a server has them before it has a schedule to serve.
    async fn look(&mut self, client: &Client) -> Result<(DatabaseSeen, Vec<StoreChange>), StoreError> {
        // The newest key and the number of published releases change with every publication.
        let sql = "select coalesce(max(id), 0), count(*) filter (where state = 'published'),
                          (select changes from tip_seed), (select max(version) from refinery_schema_history)
                   from releases";
        let row = within(POLL_WAIT, client.query_one(sql, &[])).await?;
        let releases = Some((row.try_get(0)?, row.try_get(1)?));
        let tips = Some(row.try_get(2)?);
        let changes = [
            (tips != self.tips).then_some(StoreChange::Tips),
            (releases != self.releases).then_some(StoreChange::Releases),
        ];
        *self = Self { tips, releases };
        let migration: i32 = row.try_get(3)?;
        let database = match migration > *NEWEST_MIGRATION {
            true => DatabaseSeen::Newer { migration },
            false => DatabaseSeen::Up,
        };
        Ok((database, changes.into_iter().flatten().collect()))
    }

    /// Finds a change again at the next look.
    fn forget(&mut self, change: StoreChange) {
        match change {
            StoreChange::Tips => self.tips = None,
            StoreChange::Releases => self.releases = None,
        }
    }
}
