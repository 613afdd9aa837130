//! A file of procedure-to-procedure (PTP) edits. Only the four files of a quarter make a release, so three good ones are given
//! with it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use medpayiq_fuzz::import;

fn part(column_1: &str, column_2: &str) -> String {
    format!(
        "Made-up edits\nColumn1/Column2 Edits\nColumn 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n\
         \t\tprior to 1996\tDate\tDate\t0=not allowed\t\n\t\t\t\t*=no data\t1=allowed\t\n\t\t\t\t\t9=not applicable\t\n\
         {column_1}\t{column_2}\t\t20200101\t*\t1\tmade-up text\n"
    )
}

fuzz_target!(|bytes: &[u8]| {
    let [first, second, fourth] = [part("11042", "11043"), part("17000", "17110"), part("99213", "99211")];
    import(&[
        ("ccipra-v302r0-f1.txt", first.as_bytes()),
        ("ccipra-v302r0-f2.txt", second.as_bytes()),
        ("ccipra-v302r0-f3.txt", bytes),
        ("ccipra-v302r0-f4.txt", fourth.as_bytes()),
    ]);
});
