//! Shows what an update from one `supervisord.conf` to another would do.

use std::process::ExitCode;

use supervisor_compiler::cli;

fn main() -> ExitCode {
    cli::run(cli::diff::main)
}
