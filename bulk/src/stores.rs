//! The object stores of this process: S3, Google Cloud Storage and Azure, each opened once with what the environment says.

use datafusion::common::{DataFusionError, Result};
use datafusion::execution::object_store::ObjectStoreRegistry;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::local::LocalFileSystem;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use url::{Position, Url};

/// The beginnings of the URLs that are read and written.
pub const SCHEMES: [&str; 5] = ["s3", "gs", "az", "abfs", "abfss"];

static STORES: LazyLock<Arc<Stores>> = LazyLock::new(Arc::default);

/// The stores that were opened, and the disks of this machine.
#[derive(Debug, Default)]
pub struct Stores {
    disk: Arc<LocalFileSystem>,
    /// By scheme and authority. Azure names the container before the host, so the host alone is not enough.
    opened: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

/// Returns the stores of this process.
#[must_use]
pub fn stores() -> Arc<Stores> {
    Arc::clone(&STORES)
}

/// Returns what queries run with: the stores of this process, and a folder for temporary files, if one is named.
///
/// # Errors
/// If the folder cannot be used.
pub fn runtime(temporary: Option<PathBuf>) -> Result<Arc<RuntimeEnv>> {
    let builder = RuntimeEnvBuilder::new().with_object_store_registry(stores());
    let builder = match temporary {
        Some(folder) => builder.with_temp_file_path(folder),
        None => builder,
    };
    builder.build_arc()
}

fn open(url: &Url) -> Result<Arc<dyn ObjectStore>> {
    let text = url.as_str();
    match url.scheme() {
        "s3" => Ok(Arc::new(AmazonS3Builder::from_env().with_url(text).build()?)),
        "gs" => Ok(Arc::new(GoogleCloudStorageBuilder::from_env().with_url(text).build()?)),
        "az" | "abfs" | "abfss" => Ok(Arc::new(MicrosoftAzureBuilder::from_env().with_url(text).build()?)),
        _ => Err(DataFusionError::Execution(unknown_scheme(text))),
    }
}

/// The words for a URL of another kind.
#[must_use]
pub fn unknown_scheme(url: &str) -> String {
    format!(
        "{url:?} cannot be read or written. Write a path, or a URL that begins with s3://, gs://, az:// or abfs://."
    )
}

impl ObjectStoreRegistry for Stores {
    fn register_store(&self, url: &Url, store: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.insert(key(url), store)
    }

    fn get_store(&self, url: &Url) -> Result<Arc<dyn ObjectStore>> {
        if url.scheme() == "file" {
            return Ok(self.disk.clone());
        }
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(store) = opened.get(&key(url)) {
            return Ok(Arc::clone(store));
        }
        let store = open(url)?;
        opened.insert(key(url), Arc::clone(&store));
        Ok(store)
    }
}

fn key(url: &Url) -> String {
    url[..Position::BeforePath].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_of_one_azure_account_are_different_stores() {
        let of = |text: &str| key(&Url::parse(text).unwrap());
        let [one, two] =
            ["abfs://one@account.dfs.core.windows.net/x", "abfs://two@account.dfs.core.windows.net/x"];
        assert_ne!(of(one), of(two));
        assert_eq!(of("s3://bucket/a/b"), of("s3://bucket/c"));
    }

    #[test]
    fn another_kind_of_url_is_refused_in_words() {
        let words = stores().get_store(&Url::parse("ftp://host/x").unwrap()).unwrap_err().to_string();
        assert!(words.contains("begins with s3://"), "{words}");
    }
}
