//! The command line of MedPayIQ; what each command does is in [`medpayiq::commands`].

use std::process::ExitCode;

fn main() -> ExitCode {
    medpayiq::commands::run()
}
