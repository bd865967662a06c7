//! `pidproxy`: runs a command and passes signals on to the process of a pid file.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    supervisor_runtime::pidproxy::main(&arguments)
}
