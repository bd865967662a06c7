//! Finds mistakes in `supervisord.conf` files.

use std::process::ExitCode;

use supervisor_compiler::cli;

fn main() -> ExitCode {
    cli::run(cli::lint::main)
}
