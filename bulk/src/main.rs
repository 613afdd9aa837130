//! The program `medpayiq-bulk`.

// Pricing makes many short-lived lists. The allocator is that of the service.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    medpayiq_bulk::commands::run()
}
