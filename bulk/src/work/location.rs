//! Where files are: on the disks of this machine, or in an object store.

use super::error::WorkError;
use crate::stores::{SCHEMES, stores, unknown_scheme};
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::execution::object_store::ObjectStoreRegistry as _;
use datafusion::parquet::file::metadata::ParquetMetaData;
use futures::TryStreamExt as _;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// A file or a folder: an absolute path, or a URL such as `s3://bucket/claims.parquet`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Location(String);

/// A file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub location: Location,
    /// How many bytes it has.
    pub bytes: u64,
    /// When it was changed, in seconds since 1970.
    pub changed: u64,
}

impl Location {
    /// Reads an argument.
    ///
    /// # Errors
    /// If it is not UTF-8, or a URL of a kind that is not read.
    pub fn of(argument: &Path) -> Result<Self, WorkError> {
        let text = argument.to_str().ok_or_else(|| WorkError::NotText(argument.to_owned()))?;
        if let Some((scheme, _)) = text.split_once("://") {
            let url = Url::parse(text).ok().filter(|url| SCHEMES.contains(&scheme) && url.host().is_some());
            let url = url.ok_or_else(|| WorkError::Other(unknown_scheme(text)))?;
            return Ok(Self(url.as_str().trim_end_matches('/').to_owned()));
        }
        let path = std::path::absolute(argument).map_err(WorkError::io(argument))?;
        let path = path.canonicalize().unwrap_or(path);
        path.to_str().map(Self::from).ok_or(WorkError::NotText(path))
    }

    /// Returns the path or the URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns it as a URL. DataFusion takes a path for a pattern if its name has brackets, stars or question marks.
    #[must_use]
    pub fn to_url(&self) -> String {
        let url = self.path().and_then(|path| Url::from_file_path(path).ok());
        url.map_or_else(|| self.0.clone(), String::from)
    }

    /// Returns the path, if it is on a disk.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        (!self.is_url()).then(|| PathBuf::from(&self.0))
    }

    /// Returns whether it is in an object store.
    #[must_use]
    pub fn is_url(&self) -> bool {
        self.0.contains("://")
    }

    /// Returns the ending of its name in lower case.
    #[must_use]
    pub fn ending(&self) -> Option<String> {
        Some(Path::new(&self.0).extension()?.to_str()?.to_ascii_lowercase())
    }

    /// Returns a file or folder in this folder.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        Self(format!("{}/{name}", self.0.trim_end_matches('/')))
    }

    fn object(&self) -> Result<(Arc<dyn ObjectStore>, ObjectPath), WorkError> {
        let parsed = match self.path() {
            Some(path) => Url::from_file_path(path).ok(),
            None => Url::parse(&self.0).ok(),
        };
        let url = parsed.ok_or_else(|| WorkError::Other(unknown_scheme(&self.0)))?;
        let path = ObjectPath::from_url_path(url.path()).map_err(|error| self.failed(error.into()))?;
        Ok((stores().get_store(&url)?, path))
    }

    fn failed(&self, error: object_store::Error) -> WorkError {
        if matches!(error, object_store::Error::NotFound { .. }) {
            return WorkError::NotThere(self.clone());
        }
        WorkError::Store { location: self.clone(), error: Box::new(error) }
    }

    /// The same place with another object.
    fn sibling(&self, object: &ObjectPath) -> Self {
        let Ok(mut url) = Url::parse(&self.0) else { return Self(format!("/{object}")) };
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.clear().extend(object.parts().map(|part| part.as_ref().to_owned()));
        }
        Self(url.into())
    }

    fn entry(&self, meta: &ObjectMeta) -> Entry {
        let changed = u64::try_from(meta.last_modified.timestamp()).unwrap_or(0);
        Entry { location: self.sibling(&meta.location), bytes: meta.size, changed }
    }

    /// Returns what is known about a file.
    ///
    /// # Errors
    /// If it is not there, or the store does not answer.
    pub async fn describe(&self) -> Result<Entry, WorkError> {
        let (store, path) = self.object()?;
        let meta = store.head(&path).await.map_err(|error| self.failed(error))?;
        Ok(Entry { location: self.clone(), ..self.entry(&meta) })
    }

    /// Returns the files of a folder in the order of their names, without those of folders in it.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn files(&self) -> Result<Vec<Entry>, WorkError> {
        let (store, path) = self.object()?;
        let listed = store.list_with_delimiter(Some(&path)).await.map_err(|error| self.failed(error))?;
        let mut files: Vec<Entry> = listed.objects.iter().map(|meta| self.entry(meta)).collect();
        files.sort_by(|one, other| one.location.cmp(&other.location));
        Ok(files)
    }

    /// Returns whether a folder has a file, or a folder in it has one.
    ///
    /// # Errors
    /// If the store does not answer.
    pub async fn has_files(&self) -> Result<bool, WorkError> {
        let (store, path) = self.object()?;
        let first = store.list(Some(&path)).try_next().await.map_err(|error| self.failed(error))?;
        Ok(first.is_some())
    }

    /// Returns the first bytes of a file, at most so many.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read_first(&self, count: u64, of: u64) -> Result<Vec<u8>, WorkError> {
        if of == 0 {
            return Ok(Vec::new());
        }
        let (store, path) = self.object()?;
        let bytes = store.get_range(&path, 0..count.min(of)).await.map_err(|error| self.failed(error))?;
        Ok(bytes.to_vec())
    }

    /// Returns the bytes of a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn read(&self) -> Result<Vec<u8>, WorkError> {
        let (store, path) = self.object()?;
        let got = store.get(&path).await.map_err(|error| self.failed(error))?;
        Ok(got.bytes().await.map_err(|error| self.failed(error))?.to_vec())
    }

    /// Writes a file that is there whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub async fn write(&self, bytes: Vec<u8>) -> Result<(), WorkError> {
        let (store, path) = self.object()?;
        store.put(&path, bytes.into()).await.map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// Removes a file.
    ///
    /// # Errors
    /// If it is not there, or cannot be removed.
    pub async fn remove(&self) -> Result<(), WorkError> {
        let (store, path) = self.object()?;
        store.delete(&path).await.map_err(|error| self.failed(error))
    }

    /// Returns the footer of a Parquet file.
    ///
    /// # Errors
    /// If the file cannot be read, or is not Parquet.
    pub async fn parquet_footer(&self) -> Result<Arc<ParquetMetaData>, WorkError> {
        let (store, path) = self.object()?;
        let meta = store.head(&path).await.map_err(|error| self.failed(error))?;
        let read = DFParquetMetadata::new(store.as_ref(), &meta).fetch_metadata().await;
        read.map_err(|error| {
            let fault = format!("this is not a Parquet file: {}", error.strip_backtrace());
            WorkError::Columns { location: self.clone(), fault }
        })
    }
}

impl From<&str> for Location {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
