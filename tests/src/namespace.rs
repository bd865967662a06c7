//! Daemons that see file systems of their own: a `/dev/log` that is the test's, a disk that is soon full.

use std::process::Command;

use crate::config::Config;
use crate::workspace;

/// True when this machine lets a test make mount namespaces. A test that needs one says so and passes when not.
pub fn available() -> bool {
    let wrapper = wrapper("true");
    let [program, words @ ..] = wrapper.as_slice() else { return false };
    let run = Command::new(program).args(words).arg("true").output();
    let allowed = run.is_ok_and(|output| output.status.success());
    if !allowed {
        println!("skipped: this machine allows no mount namespaces");
    }
    allowed
}

/// Has a daemon run in a mount namespace that these shell commands prepare, in the directory of the test (see
/// `tests/scripts/namespace.sh`).
#[must_use]
pub fn inside(config: Config, commands: &str) -> Config {
    let words = wrapper(commands);
    config.behind(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

fn wrapper(commands: &str) -> Vec<String> {
    let user = if nix::unistd::geteuid().is_root() { "--mount" } else { "--map-root-user" };
    let script = workspace::script("namespace.sh").display().to_string();
    ["unshare", "--mount", user, "sh", &script, commands].map(str::to_owned).into()
}
