//! Shows the progress of an import.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::Mutex;
use std::time::Duration;

/// Receives progress while files are read.
pub trait Progress: Sync {
    /// Reading starts on a file of this size.
    fn file_started(&self, name: &str, bytes: u64);
    /// This many more of its bytes were read.
    fn advanced(&self, bytes: u64);
    /// The file is done.
    fn file_finished(&self);
}

/// Ignores all progress.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn file_started(&self, _name: &str, _bytes: u64) {}
    fn advanced(&self, _bytes: u64) {}
    fn file_finished(&self) {}
}

/// One bar for each file, on standard error if that is a terminal.
#[derive(Debug, Default)]
pub struct Bars {
    current: Mutex<Option<ProgressBar>>,
}

impl Bars {
    fn with<T>(&self, act: impl FnOnce(&mut Option<ProgressBar>) -> T) -> T {
        act(&mut self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Bars {
    /// Shows that something of unknown length goes on, until [`Progress::file_finished`].
    pub fn waiting(&self, what: &str) {
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        self.with(|current| *current = Some(bar));
    }
}

impl Progress for Bars {
    fn file_started(&self, name: &str, bytes: u64) {
        let style = ProgressStyle::with_template("{msg:30} {bar:30} {bytes}/{total_bytes}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(bytes).with_style(style).with_message(name.to_owned());
        self.with(|current| *current = Some(bar));
    }

    fn advanced(&self, bytes: u64) {
        self.with(|current| current.iter().for_each(|bar| bar.inc(bytes)));
    }

    fn file_finished(&self) {
        self.with(|current| current.take().iter().for_each(ProgressBar::finish_and_clear));
    }
}
