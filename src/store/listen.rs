//! Word of new releases: NOTIFY where it comes through, a look every few seconds where it does not.

use super::patience::connect;
use super::publish::CHANNEL;
use super::session::within;
use super::{Store, StoreError};
use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_postgres::AsyncMessage;

/// How often the releases are looked at in case a word was lost.
const POLL: Duration = Duration::from_secs(2);
/// How long such a look may take before it is given up, with its connection.
const POLL_WAIT: Duration = Duration::from_secs(10);

/// Calls for a reload whenever the published releases may have changed; runs until the receiver is dropped.
///
/// A listening connection brings word at once. It can drop, so the releases' newest row is polled as well:
/// a server learns of a release within two seconds, whatever happens to the connection.
pub async fn listen(store: Store, word: mpsc::Sender<()>) {
    let mut seen = None;
    while !word.is_closed() {
        if let Err(error) = listen_once(&store, &word, &mut seen).await {
            tracing::debug!(error = %error, "lost the connection that listens for releases");
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Listens until the connection drops.
async fn listen_once(
    store: &Store,
    word: &mpsc::Sender<()>,
    seen: &mut Option<(i64, i64)>,
) -> Result<(), StoreError> {
    let (client, mut connection) = connect(&store.config).await?;
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
        within(POLL_WAIT, client.batch_execute(&format!("listen {CHANNEL}"))).await?;
        while !word.is_closed() {
            let newest = newest(&client).await?;
            if *seen != Some(newest) {
                *seen = Some(newest);
                let _ = word.send(()).await;
            }
            let _ = tokio::time::timeout(POLL, notices.recv()).await;
        }
        Ok(())
    };
    let outcome = outcome.await;
    driver.abort();
    outcome
}

/// The newest release's key and the number of published ones: they change with every publication.
async fn newest(client: &tokio_postgres::Client) -> Result<(i64, i64), StoreError> {
    let sql = "select coalesce(max(id), 0), count(*) filter (where state = 'published') from releases";
    let row = within(POLL_WAIT, client.query_one(sql, &[])).await?;
    Ok((row.try_get(0)?, row.try_get(1)?))
}
