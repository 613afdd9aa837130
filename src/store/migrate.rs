//! Migrations, and the tips of the program's version, by one program at a time.

use super::patience::connect;
use super::{DatabaseAddress, StoreError, tips};
use crate::tips::shipped_tips;
use std::sync::LazyLock;

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

pub(super) async fn run(address: &DatabaseAddress) -> Result<(), StoreError> {
    let (mut client, connection) = connect(address).await?;
    let connection = tokio::spawn(connection);
    client.execute("select pg_advisory_lock($1)", &[&MIGRATION_LOCK]).await?;
    let report = embedded::migrations::runner().run_async(&mut client).await?;
    for migration in report.applied_migrations() {
        tracing::info!(version = migration.version(), name = migration.name(), "Applied a migration.");
    }
    tips::seed(&mut client, shipped_tips()?).await?;
    // Closing the connection releases the lock.
    drop(client);
    let _ = connection.await;
    Ok(())
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
