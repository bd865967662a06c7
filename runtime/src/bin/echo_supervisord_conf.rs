//! `echo_supervisord_conf`: prints a sample configuration.
//!
//! Like the original it prints the sample whatever its arguments are, but `-h` and `--help` get help, and a word that
//! means nothing is named on standard error.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use supervisor_compiler::render::sample_file;

const HELP: &str = "\
echo_supervisord_conf prints a sample configuration for supervisord, annotated.

Usage: echo_supervisord_conf > supervisord.conf
";

fn main() -> ExitCode {
    let mut help = false;
    for argument in std::env::args_os().skip(1) {
        if argument == "-h" || argument == "--help" {
            help = true;
        } else {
            // Standard output is what counts; nobody is left to tell when this fails.
            let _ = writeln!(io::stderr(), "echo_supervisord_conf: {} is ignored", argument.display());
        }
    }
    let text = if help { HELP.to_owned() } else { sample_file::sample() };
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader such as `head` has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "echo_supervisord_conf: {error}");
            ExitCode::FAILURE
        }
    }
}
