//! The command line of MedPayIQ; what each command does is in [`medpayiq::commands`].

use std::process::ExitCode;

/// Requests make and drop many small values on every core at once, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    medpayiq::commands::run()
}
