//! Migrations, and the tips of the program's version, by one program at a time.

use super::patience::connect;
use super::{DatabaseAddress, StoreError, pooler, roles, tips};
use crate::tips::{ShippedTips, shipped_tips};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use tokio_postgres::Client;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// The advisory lock of programs that migrate: refinery takes none, and two at once fail.
const MIGRATION_LOCK: i64 = 0x4d45_4450_4159_0001;

/// The number of the newest migration that this program has.
pub(super) static NEWEST_MIGRATION: LazyLock<i32> = LazyLock::new(|| {
    let migrations = embedded::migrations::runner();
    let versions = migrations.get_migrations().iter().map(refinery::Migration::version);
    versions.max().unwrap_or(0)
});

/// The number of the newest migration that this program has.
#[must_use]
pub fn newest_migration() -> i32 {
    *NEWEST_MIGRATION
}

/// Applies the migrations and seeds the tips that are missing. If none are, it changes nothing, so that any role can do this.
pub(super) async fn run(address: &DatabaseAddress, waits: impl FnOnce()) -> Result<(), StoreError> {
    let (mut client, connection) = connect(address).await?;
    let connection = tokio::spawn(connection);
    let outcome = async {
        pooler::check_own_session(&client, address).await?;
        prepare(&mut client, waits).await
    };
    let outcome = outcome.await;
    // Closing the connection releases the lock.
    drop(client);
    let _ = connection.await;
    outcome.map_err(|error: StoreError| error.naming_role(address))
}

async fn prepare(client: &mut Client, waits: impl FnOnce()) -> Result<(), StoreError> {
    let shipped = shipped_tips()?;
    if is_prepared(client, shipped).await? {
        return Ok(());
    }
    if !roles::may_migrate(client).await? {
        return Err(unowned(client).await?);
    }
    let try_lock = client.query_one("select pg_try_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    if !try_lock.try_get::<_, bool>(0)? {
        tracing::warn!("Another program is migrating the database. Waiting until it has finished.");
        waits();
        client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    }
    let report = embedded::migrations::runner().run_async(client).await?;
    for migration in report.applied_migrations() {
        tracing::info!(version = migration.version(), name = migration.name(), "Applied a migration.");
    }
    tips::seed(client, shipped).await?;
    roles::grant(client).await
}

/// Why a role that may not migrate cannot use the database.
async fn unowned(client: &Client) -> Result<StoreError, StoreError> {
    let (applied, needed) = (newest_applied(client).await?, *NEWEST_MIGRATION);
    if applied.is_none_or(|applied| applied <= needed) {
        return Ok(StoreError::NotOwner { applied, needed });
    }
    let sql =
        "select 'V' || version || '__' || name from refinery_schema_history order by version desc limit 1";
    Ok(StoreError::NewerDatabase { migration: client.query_one(sql, &[]).await?.try_get(0)? })
}

/// Whether the roles of importers and servers got their rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    /// They have them now, if there are such roles.
    Yes,
    /// The role of this connection does not own the tables, so it may give none.
    NotOwner,
}

/// Gives the roles of importers and servers their rights, if the role of this connection may.
pub(super) async fn grant(address: &DatabaseAddress) -> Result<Granted, StoreError> {
    let (client, connection) = connect(address).await?;
    let connection = tokio::spawn(connection);
    let granted = async {
        if !roles::may_migrate(&client).await? {
            return Ok(Granted::NotOwner);
        }
        client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
        roles::grant(&client).await?;
        Ok(Granted::Yes)
    };
    let outcome = granted.await;
    drop(client);
    let _ = connection.await;
    outcome.map_err(|error: StoreError| error.naming_role(address))
}

/// Whether exactly this program's migrations were applied, and its tips or newer ones are there.
async fn is_prepared(client: &Client, shipped: &ShippedTips) -> Result<bool, StoreError> {
    if newest_applied(client).await? != Some(*NEWEST_MIGRATION) {
        return Ok(false);
    }
    let rows = client.query("select version, checksum from refinery_schema_history", &[]).await?;
    let applied = rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?)));
    let applied: BTreeSet<(i32, String)> = applied.collect::<Result<_, tokio_postgres::Error>>()?;
    let runner = embedded::migrations::runner();
    let own = runner.get_migrations().iter().map(|one| (one.version(), one.checksum().to_string()));
    Ok(applied == own.collect::<BTreeSet<_>>() && tips::are_seeded(client, shipped).await?)
}

/// The newest migration of the database; `None` if it has none.
async fn newest_applied(client: &Client) -> Result<Option<i32>, StoreError> {
    let sql = "select to_regclass('refinery_schema_history') is not null";
    if !client.query_one(sql, &[]).await?.try_get::<_, bool>(0)? {
        return Ok(None);
    }
    let sql = "select max(version) from refinery_schema_history";
    Ok(client.query_one(sql, &[]).await?.try_get(0)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn migration_numbers_are_unique() {
        let migrations = super::embedded::migrations::runner().get_migrations().clone();
        let numbers: BTreeSet<_> = migrations.iter().map(refinery::Migration::version).collect();
        assert_eq!(numbers.len(), migrations.len());
    }
}
