//! The command line of MedPayIQ. [`medpayiq::commands`] has the commands.

use std::process::ExitCode;

/// Requests allocate and free many small values on every core at the same time. The system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    medpayiq::commands::run()
}
