//! PostgreSQL: the only SQL. Migrations, releases, tips, terms of contracts, denial reports, API keys, and how servers learn of changes.

mod address;
mod denials;
mod earlier;
mod error;
mod keys;
mod law;
mod listen;
mod migrate;
mod patience;
mod plan;
mod pooler;
mod ptp;
mod ptp_packed;
mod ptp_sets;
mod publish;
mod read;
mod roles;
mod rows;
mod session;
mod terms;
mod tips;
mod tls;

pub use address::{AddressError, DatabaseAddress};
pub use denials::{
    CodeLists, Contribution, Contributor, ContributorKey, KeptReport, ListedReports, Moderation, ShortSecret,
    Submission, code_lists, contribute, forget_contributors, kept_reports, moderate, published_denials,
    retract,
};
pub use earlier::{Earlier, StarterData, earlier_rows, earlier_tables};
pub use error::{Outage, StoreError};
pub use keys::{ListedKey, NewKey, create_key, listed_keys, revoke_key};
pub use law::{ImportedLaw, delete_law, imported_laws};
pub use listen::{DatabaseSeen, Listener, StoreChange, listen};
pub use migrate::{Granted, newest_migration};
pub use plan::{Consent, Published};
pub use publish::publish;
pub use read::{PublishedReleases, published_releases, published_tables, schedule};
pub use terms::{StoredTerms, TermsFile, TermsImport, delete_terms, import_terms, stored_terms};
pub use tips::{TipDeletion, TipImport, delete_tip, import_tips, written_tips};
pub use tls::TlsError;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime};
use patience::Patience;

/// The connections of the pool at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// The most that may be open.
    pub most: usize,
    /// Those that are open.
    pub open: usize,
    /// The open ones that are not in use.
    pub idle: usize,
    /// The requests that wait for one.
    pub awaited: usize,
}

/// A pool of connections to one database.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    address: DatabaseAddress,
    patience: Patience,
    ptp_tables: ptp::Known,
    code_lists: denials::KnownCodeLists,
}

impl Store {
    /// A store over a database, for commands and loading, which wait long. It does not connect yet.
    ///
    /// # Errors
    /// If the pool cannot be built.
    pub fn new(address: DatabaseAddress) -> Result<Self, StoreError> {
        Self::over(address, Patience::Work)
    }

    /// The same database for requests, which wait only seconds. It has connections of its own.
    ///
    /// # Errors
    /// If the pool cannot be built.
    pub fn for_requests(&self) -> Result<Self, StoreError> {
        Self::over(self.address.clone(), Patience::Request)
    }

    fn over(mut address: DatabaseAddress, patience: Patience) -> Result<Self, StoreError> {
        address.config.application_name("medpayiq");
        patience.watch(&mut address.config);
        let manager = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(address.config.clone(), address.tls.clone(), manager);
        let pool = Pool::builder(manager)
            .max_size(patience.connections())
            .timeouts(patience.timeouts())
            .post_create(patience.on_connecting())
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Pool(error.to_string()))?;
        let (ptp_tables, code_lists) = Default::default();
        Ok(Self { pool, address, patience, ptp_tables, code_lists })
    }

    /// A connection of the pool.
    pub(crate) async fn client(&self) -> Result<Object, StoreError> {
        let connection = self.pool.get().await;
        connection.map_err(|error| {
            if let PoolError::Backend(error) = error {
                StoreError::Connect(error)
            } else {
                StoreError::Away(error)
            }
        })
    }

    /// Where the database is.
    #[must_use]
    pub const fn address(&self) -> &DatabaseAddress {
        &self.address
    }

    /// The connections of the pool.
    #[must_use]
    pub fn connections(&self) -> Connections {
        let status = self.pool.status();
        Connections {
            most: status.max_size,
            open: status.size,
            idle: status.available,
            awaited: status.waiting,
        }
    }

    /// Applies this program's migrations and seeds its tips, one program at a time.
    ///
    /// # Errors
    /// If the database is away or a migration fails.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        self.migrate_after(|| ()).await
    }

    /// The same. Calls `waits` if another program is migrating, before it waits for that one.
    ///
    /// # Errors
    /// If the database is away or a migration fails.
    pub async fn migrate_after(&self, waits: impl FnOnce()) -> Result<(), StoreError> {
        migrate::run(&self.address, waits).await
    }

    /// Gives the roles `medpayiq_importer` and `medpayiq_server` the rights that they need, if they exist and the role of this
    /// store owns the tables.
    ///
    /// # Errors
    /// If the database is away.
    pub async fn grant_to_roles(&self) -> Result<Granted, StoreError> {
        migrate::grant(&self.address).await
    }
}
