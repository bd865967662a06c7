//! The Python original, installed from the registry into `target/oracle-venv`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::{provision, workspace};

/// What is installed: the original; `setuptools`, which holds the `pkg_resources` that it imports and newer Pythons
/// lack; its plug-ins that are built in here; event listeners, with what they need, that run under our daemon as they
/// are; Prometheus's own reader of metrics.
const PACKAGES: [&str; 10] = [
    "supervisor==4.3.0",
    "setuptools<81",
    "supervisor_twiddler==1.0.0",
    "supervisor-wildcards==0.1.3",
    "superlance==2.0.0",
    "supervisor_checks==0.8.1",
    "psutil==7.2.2",
    "supervisord-dependent-startup==1.4.0",
    "toposort==1.10",
    "prometheus_client==0.26.0",
];

/// Path of a program of the original, such as `supervisorctl` or `python`.
///
/// # Panics
/// When the original cannot be installed. A comparison without an oracle would prove nothing, so no test is skipped.
pub fn program(name: &str) -> PathBuf {
    static VENV: OnceLock<PathBuf> = OnceLock::new();
    let path = VENV.get_or_init(|| provision::venv("oracle-venv", &PACKAGES, &[])).join("bin").join(name);
    assert!(path.exists(), "the original has no program {name}: {} is missing", path.display());
    path
}

/// Runs a script of `tests/scripts` in the original's Python with `input` on standard input and `environment` as
/// its whole environment, and returns its standard output.
///
/// # Panics
/// When the script fails; its standard error is in the message.
pub fn script(name: &str, input: &str, environment: &[(String, String)]) -> String {
    let mut child = Command::new(program("python"))
        .arg(workspace::script(name))
        .env_clear()
        .envs(environment.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the virtual environment's python starts");
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    stdin.write_all(input.as_bytes()).expect("the script reads its input before it writes");
    drop(stdin);
    let output = child.wait_with_output().expect("a started script ends");
    assert!(
        output.status.success(),
        "{name} ended with {}:\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr),
    );
    String::from_utf8(output.stdout).expect("the script prints UTF-8")
}
