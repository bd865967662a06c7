//! What operators automate with: the supervisorctl module of Ansible's collection community.general, and the
//! supervisord module and states of Salt. Their files run as they are in the registry; `tests/scripts/operators.py`
//! does what Ansible and Salt do to run them.

use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::command;
use crate::daemon::Daemon;
use crate::flavor::Flavor;
use crate::{mask, provision, workspace};

/// What the two modules import.
const PACKAGES: [&str; 6] = [
    "PyYAML==6.0.3",
    "Jinja2==3.1.6",
    "MarkupSafe==3.0.4",
    "msgpack==1.2.4",
    "looseversion==1.3.0",
    "packaging==26.3",
];

/// Where the modules are. What else these archives hold is not installed, and neither is what it would depend on.
const ARCHIVES: [&str; 3] = [
    "ansible==12.3.0 --hash=sha256:cd156f82fa87f7a899212b0efa9f7ca3a24d609212de9f78428a572eb01e5414",
    "ansible-core==2.19.14 --hash=sha256:d518d0e96fa75bedfe9b0a96d5b158aa712d092961824c115140c8677b88ff06",
    "salt==3006.30 --hash=sha256:123a359e448643c3977141a75a3534a5a6638e3908b424a736285292f4e04db0",
];

/// Runs tasks one after another, with the supervisorctl of the daemon's own flavor, and returns a line for each: what
/// the module said about it. A task is `{"ansible": {the module's arguments}}`, with `"check": true` beside it for
/// check mode, or `{"salt": "supervisord.start", "with": {arguments}}`, where the states are `states.running`,
/// `states.dead` and `states.mod_watch`.
///
/// # Panics
/// When a module fails in a way that it does not report.
#[track_caller]
pub fn play(daemon: &Daemon, tasks: &[Value]) -> String {
    static VENV: OnceLock<std::path::PathBuf> = OnceLock::new();
    let venv = VENV.get_or_init(|| provision::venv("operators-venv", &PACKAGES, &ARCHIVES));
    let client = daemon.flavor().program("supervisorctl");
    let order = json!({ "home": venv, "supervisorctl": client, "config": daemon.file(), "tasks": tasks });
    let mut command = Command::new(venv.join("bin/python"));
    command.arg(workspace::script("operators.py")).current_dir(daemon.directory());
    command.env_clear().envs(command::environment(daemon.directory()));
    let run = command::run_within(&mut command, &order.to_string(), command::LIMIT * 5);
    assert_eq!((run.code, &*run.stderr), (0, ""), "operators.py fails; it said:\n{}", run.stdout);
    let own =
        [Flavor::Ours, Flavor::Original].map(|flavor| flavor.program("supervisorctl").display().to_string());
    let said = own.iter().fold(run.stdout, |said, path| said.replace(path, "supervisorctl"));
    mask::text(&daemon.hide_places(&said))
}
