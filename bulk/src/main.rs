//! The program `medpayiq-bulk`.

fn main() -> std::process::ExitCode {
    medpayiq_bulk::commands::run()
}
