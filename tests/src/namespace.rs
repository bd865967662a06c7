//! Daemons that see file systems of their own: a `/dev/log` that is the test's, a disk that is soon full. Needs a
//! machine that allows mount namespaces, to root or to users; elsewhere such a daemon does not start, and the test fails.

use crate::config::Config;
use crate::workspace;

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
