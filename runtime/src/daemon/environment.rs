//! The environment of a child (spec-runtime §2.4).

use std::ffi::OsString;

use indexmap::IndexMap;
use supervisor_compiler::plan::{Process, ServerUrl};

/// What all children share.
#[derive(Debug, Clone)]
pub(super) struct Environment {
    /// The daemon's own, complete.
    inherited: Vec<(OsString, OsString)>,
    /// URL of this daemon's RPC interface, if it has one.
    server_url: Option<String>,
}

impl Environment {
    pub(super) fn new(inherited: Vec<(OsString, OsString)>, server_url: Option<String>) -> Self {
        Self { inherited, server_url }
    }

    /// The complete environment of one process. Later sources win: the daemon's own, then `SUPERVISOR_*`, then
    /// the configured variables, which may thus override any of them, as in the original.
    pub(super) fn of(&self, process: &Process, group: &str) -> Vec<(OsString, OsString)> {
        let mut all: IndexMap<OsString, OsString> = self.inherited.iter().cloned().collect();
        let mut set = |name: &str, value: &str| all.insert(name.into(), value.into());
        set("SUPERVISOR_ENABLED", "1");
        let url = match &process.serverurl.value {
            ServerUrl::Auto => self.server_url.as_deref(),
            ServerUrl::Literal(text) => Some(text.as_str()).filter(|text| !text.is_empty()),
        };
        if let Some(url) = url {
            set("SUPERVISOR_SERVER_URL", url);
        }
        set("SUPERVISOR_PROCESS_NAME", &process.name);
        set("SUPERVISOR_GROUP_NAME", group);
        for (name, value) in &process.environment.value {
            set(name, value);
        }
        all.into_iter().collect()
    }

    /// The `PATH` of a process's own environment, if it sets one.
    pub(super) fn path_of<'a>(&self, process: &'a Process) -> Option<&'a str> {
        process.environment.get("PATH").map(|path| path.value.as_str())
    }
}
