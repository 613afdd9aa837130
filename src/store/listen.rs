//! How a server learns that the database has changed: by NOTIFY, and by a look every two seconds in case one is lost. A pooler of
//! connections may pass no notification on.

use super::keys::{KEYS_CHANNEL, valid_keys};
use super::migrate::NEWEST_MIGRATION;
use super::patience::connect;
use super::publish::CHANNEL;
use super::session::within;
use super::terms::TERMS_CHANNEL;
use super::tips::TIPS_CHANNEL;
use super::{Outage, Store, StoreError};
use crate::keys::KeyRecord;
use crate::telemetry::{self, Repeats};
use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client};

/// How often the database is asked for changes in case a notification was lost.
const POLL: Duration = Duration::from_secs(2);
/// How long such a question may take before its connection is closed.
const POLL_WAIT: Duration = Duration::from_secs(10);

/// Why a database cannot be read that somebody has emptied.
const WITHOUT_TABLES: &str = "it lacks tables of MedPayIQ. If nobody is restoring a backup into it, run `medpayiq migrate` and import \
     the releases again.";

/// What has changed in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreChange {
    /// The tips.
    Tips,
    /// The terms of contracts.
    Terms,
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
    /// It answers, and cannot be read now, such as while somebody restores it, or because it lets this program in no more.
    Refusing {
        /// Why.
        why: String,
    },
    /// It answers, and this program can never read it so, such as because its role lacks a right.
    Unreadable {
        /// Why.
        why: String,
    },
    /// It answers and takes nothing, such as a standby after a failover.
    ReadOnly,
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
    terms: Option<(i64, i64)>,
    releases: Option<(i64, i64)>,
    keys: Option<(i64, i64)>,
}

/// What is done with what a look finds, besides the changes that are sent.
pub struct Listener<S, K> {
    /// Gets the state of the database after every look.
    pub sees: S,
    /// Gets every valid API key when they have changed. They do not wait for releases that are being loaded, so that a revoked key is
    /// refused within seconds.
    pub takes_keys: K,
}

/// Sends what has changed, at first everything, until the receiver is dropped.
///
/// A notification on the listening connection comes at once. The connection can drop, so the database is asked as well:
/// a server learns of a change within two seconds even if no notification comes.
pub async fn listen(
    store: Store,
    changes: mpsc::Sender<StoreChange>,
    listener: Listener<impl Fn(DatabaseSeen), impl Fn(Vec<KeyRecord>)>,
) {
    let mut seen = LastSeen::default();
    while !changes.is_closed() {
        if let Err(error) = listen_once(&store, &changes, &mut seen, &listener).await {
            (listener.sees)(seen_by_failing(error.naming_role(&store.address)));
        }
        tokio::time::sleep(POLL).await;
    }
}

/// What a look that failed shows of the database. What waiting does not mend, and an operator must, is warned of.
fn seen_by_failing(error: StoreError) -> DatabaseSeen {
    static UNSEEN: Repeats = Repeats::new();
    let outage = error.outage();
    if outage == Some(Outage::Away) && !error.is_kept_out() {
        tracing::debug!(error = telemetry::chain(&error), "Lost the connection that listens for changes.");
        return DatabaseSeen::Away;
    }
    let why = if error.lacks_table() { WITHOUT_TABLES.to_owned() } else { telemetry::chain(&error) };
    if let Some(unlogged) = UNSEEN.count() {
        tracing::warn!(unlogged, error = why, "Changes in the database cannot be looked for. Trying again.");
    }
    if outage.is_some() { DatabaseSeen::Refusing { why } } else { DatabaseSeen::Unreadable { why } }
}

/// Listens until the connection drops.
async fn listen_once(
    store: &Store,
    changes: &mpsc::Sender<StoreChange>,
    seen: &mut LastSeen,
    listener: &Listener<impl Fn(DatabaseSeen), impl Fn(Vec<KeyRecord>)>,
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
        let listen =
            [CHANNEL, TIPS_CHANNEL, TERMS_CHANNEL, KEYS_CHANNEL].map(|channel| format!("listen {channel}"));
        let listen = listen.join("; ");
        within(POLL_WAIT, client.batch_execute(&listen)).await?;
        while !changes.is_closed() {
            let Look { database, changes: found, are_keys_changed } = seen.look(&client).await?;
            (listener.sees)(database);
            if are_keys_changed {
                (listener.takes_keys)(seen.forget_keys_unless(valid_keys(&client, POLL_WAIT).await)?);
            }
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

/// What a look found.
struct Look {
    database: DatabaseSeen,
    changes: Vec<StoreChange>,
    are_keys_changed: bool,
}

impl LastSeen {
    /// What has changed since the last look. Tips and terms come first, so that a server has them before it has a schedule to
    /// serve.
    async fn look(&mut self, client: &Client) -> Result<Look, StoreError> {
        // The newest release and the number of published ones change with every publication. So do those of valid API keys
        // when one is made or revoked, and those of terms when some are imported or deleted.
        let sql = "select coalesce(max(id), 0), count(*) filter (where state = 'published'),
                          (select changes from tip_seed), (select max(version) from refinery_schema_history),
                          (select coalesce(max(id), 0) from api_keys),
                          (select count(*) from api_keys where revoked_at is null),
                          (select coalesce(max(id), 0) from contract_terms), (select count(*) from contract_terms),
                          current_setting('transaction_read_only') = 'on'
                   from releases";
        let row = within(POLL_WAIT, client.query_one(sql, &[])).await?;
        let releases = Some((row.try_get(0)?, row.try_get(1)?));
        let tips = Some(row.try_get(2)?);
        let terms = Some((row.try_get(6)?, row.try_get(7)?));
        let changes = [
            (tips != self.tips).then_some(StoreChange::Tips),
            (terms != self.terms).then_some(StoreChange::Terms),
            (releases != self.releases).then_some(StoreChange::Releases),
        ];
        let keys = Some((row.try_get(4)?, row.try_get(5)?));
        let are_keys_changed = keys != self.keys;
        *self = Self { tips, terms, releases, keys };
        let migration: i32 = row.try_get(3)?;
        let database = match (migration > *NEWEST_MIGRATION, row.try_get(8)?) {
            (true, _) => DatabaseSeen::Newer { migration },
            (false, true) => DatabaseSeen::ReadOnly,
            (false, false) => DatabaseSeen::Up,
        };
        Ok(Look { database, changes: changes.into_iter().flatten().collect(), are_keys_changed })
    }

    /// The keys that were read. If they could not be, they count as changed at the next look.
    fn forget_keys_unless(
        &mut self,
        read: Result<Vec<KeyRecord>, StoreError>,
    ) -> Result<Vec<KeyRecord>, StoreError> {
        read.inspect_err(|_| self.keys = None)
    }

    /// Finds a change again at the next look.
    fn forget(&mut self, change: StoreChange) {
        match change {
            StoreChange::Tips => self.tips = None,
            StoreChange::Terms => self.terms = None,
            StoreChange::Releases => self.releases = None,
        }
    }
}
