//! `supervisord`: starts, watches, restarts and stops what a configuration says.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    supervisor_runtime::start::main(&arguments)
}
