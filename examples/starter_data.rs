//! Writes data/starter from CMS's own files:
//!
//! ```sh
//! cargo run --example starter_data -- rvu25a.zip CY_2022_Anesthesia_Base_Units_110921.txt zip5_oct2025.zip ncci
//! ```

use medpayiq::import::{Options, Silent, read_releases};
use medpayiq::starter::{Extract, codes, written};
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let options = Options { release: None, effective: None, keep_descriptors: false };
    let mut releases = Vec::new();
    for path in paths {
        releases.extend(read_releases(&[path], &options, &Silent)?.releases);
    }
    let [fee_schedule, base_units, zips, add_on_codes, unit_limits, ptp_edits] = releases.as_slice() else {
        return Err("give an RVU zip, the anesthesia base units, a ZIP5 zip and a folder of NCCI's files, in this order".into());
    };
    let codes = codes()?;
    for (name, text) in written(Extract {
        fee_schedule,
        base_units,
        zips,
        ptp_edits,
        unit_limits,
        add_on_codes,
        codes: &codes,
    })? {
        std::fs::write(PathBuf::from("data/starter").join(&name), &text)?;
        println!("{name}: {} lines", text.lines().count());
    }
    Ok(())
}
