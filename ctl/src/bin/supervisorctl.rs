//! The command `supervisorctl`.

use std::process::ExitCode;

use supervisor_ctl::{Terminal, main as run};

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let program = arguments.next().unwrap_or_else(|| "supervisorctl".to_owned());
    ExitCode::from(run(&program, arguments, &mut Terminal::new()))
}
