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

/// A bar for the files that are read at the moment, on standard error if that is a terminal.
#[derive(Debug, Default)]
pub struct Bars {
    current: Mutex<Option<Current>>,
}

/// A bar and how many files it shows.
#[derive(Debug)]
struct Current {
    bar: ProgressBar,
    files: usize,
}

impl Bars {
    fn with<T>(&self, act: impl FnOnce(&mut Option<Current>) -> T) -> T {
        act(&mut self.current.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Bars {
    /// Shows that something of unknown length goes on, until [`Progress::file_finished`].
    pub fn waiting(&self, what: &str) {
        let bar = ProgressBar::new_spinner().with_message(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        self.with(|current| *current = Some(Current { bar, files: 1 }));
    }
}

impl Progress for Bars {
    fn file_started(&self, name: &str, bytes: u64) {
        let begin = || {
            let style = ProgressStyle::with_template("{msg:30} {bar:30} {bytes}/{total_bytes}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            Current { bar: ProgressBar::new(0).with_style(style), files: 0 }
        };
        self.with(|current| {
            let Current { bar, files } = current.get_or_insert_with(begin);
            *files += 1;
            bar.inc_length(bytes);
            bar.set_message(name.to_owned());
        });
    }

    fn advanced(&self, bytes: u64) {
        self.with(|current| current.iter().for_each(|current| current.bar.inc(bytes)));
    }

    fn file_finished(&self) {
        self.with(|current| {
            let is_last = |current: &mut Current| {
                current.files = current.files.saturating_sub(1);
                current.files == 0
            };
            current.take_if(is_last).iter().for_each(|current| current.bar.finish_and_clear());
        });
    }
}
