//! Writes data/starter from CMS's own files. Name them all in one command, RVU zips, ZIP5, base units and NCCI's:
//!
//! ```sh
//! cargo run --example starter_data -- rvu25a.zip rvu26c.zip zip5_oct2025.zip CY_2022_Anesthesia_Base_Units_110921.txt ncci
//! ```

use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::starter::{codes, written};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let releases = read_releases(&paths, &Options::default(), &Silent)?.releases;
    for (name, text) in written(&releases, &codes()?)? {
        let path = PathBuf::from("data/starter").join(&name);
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        std::fs::write(path, &text)?;
        println!("{name}: {} lines", text.lines().count());
    }
    Ok(())
}
