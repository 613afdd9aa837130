//! The settings of a session that travel with its queries to every executor.

use datafusion::common::{Result, config_err};
use datafusion::config::{ConfigEntry, ConfigExtension, ConfigOptions, ExtensionOptions};
use medpayiq_arrow::snapshots::{self, Loaded, SnapshotFault};
use std::any::Any;
use std::path::Path;
use std::sync::Arc;

/// The name of the snapshot that `medpayiq_price` takes if it is not given one.
pub const DEFAULT_NAME: &str = "default";

/// The snapshots of a session.
#[derive(Clone, Debug, Default)]
pub struct BulkOptions {
    /// One line `name=SHA-256:path` for each snapshot.
    snapshots: String,
}

/// The name of the setting within its prefix.
const SNAPSHOTS: &str = "snapshots";

// The macro of DataFusion leaves the prefix out of the keys, and then the setting does not travel to the executors.
impl ExtensionOptions for BulkOptions {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }

    fn cloned(&self) -> Box<dyn ExtensionOptions> {
        Box::new(self.clone())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<()> {
        if key != SNAPSHOTS {
            return config_err!(
                "{}.{key} is not a setting. The setting is {}.{SNAPSHOTS}.",
                Self::PREFIX,
                Self::PREFIX
            );
        }
        value.clone_into(&mut self.snapshots);
        Ok(())
    }

    fn entries(&self) -> Vec<ConfigEntry> {
        vec![ConfigEntry {
            key: format!("{}.{SNAPSHOTS}", Self::PREFIX),
            value: Some(self.snapshots.clone()),
            description: "The snapshots of the session",
        }]
    }
}

impl ConfigExtension for BulkOptions {
    const PREFIX: &'static str = "medpayiq";
}

impl BulkOptions {
    /// Options without a snapshot.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The same options with a snapshot under a name.
    #[must_use]
    pub fn with(mut self, name: &str, loaded: &Loaded) -> Self {
        let line = format!("{name}={}:{}\n", loaded.sha256, loaded.path.display());
        self.snapshots.push_str(&line);
        self
    }

    fn of_name(&self, name: &str) -> Option<(&str, &Path)> {
        let mut named = self.snapshots.lines().filter_map(|line| line.split_once('='));
        let (_, value) = named.find(|(other, _)| *other == name)?;
        let (sha256, path) = value.split_once(':')?;
        Some((sha256, Path::new(path)))
    }
}

/// Returns the snapshot that a session has under a name.
///
/// # Errors
/// If the session has none of that name, or this process may not or cannot load it.
pub fn snapshot_of(options: &ConfigOptions, name: &str) -> std::result::Result<Arc<Loaded>, SnapshotFault> {
    let named = options.extensions.get::<BulkOptions>().and_then(|options| options.of_name(name));
    let (sha256, path) = named.ok_or_else(|| SnapshotFault::NotNamed(name.to_owned()))?;
    snapshots::find(sha256, path)
}
