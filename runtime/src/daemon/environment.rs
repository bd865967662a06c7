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
        for (name, value) in process.environment.value.iter() {
            set(name, value);
        }
        all.into_iter().collect()
    }

    /// The `PATH` of a process's own environment, if it sets one.
    pub(super) fn path_of<'a>(&self, process: &'a Process) -> Option<&'a str> {
        process.environment.get("PATH").map(|path| path.value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use supervisor_compiler::system::MemorySystem;
    use supervisor_compiler::{Options, compile};

    use super::*;

    /// The environment of the one process of a configuration, under a daemon with `A`, `PATH` and a server.
    fn environment(program: &str) -> BTreeMap<String, String> {
        let mut system = MemorySystem::new();
        let text = format!(
            "[supervisord]\nenvironment=G=\"global\",B=\"global\"\n[program:x]\ncommand=/bin/cat\n{program}\n"
        );
        system.add_file("/s.conf", text);
        let plan = compile(Path::new("/s.conf"), &system, &Options::default()).unwrap().plan.unwrap();
        let inherited = [("A", "daemon"), ("PATH", "/daemon"), ("SUPERVISOR_ENABLED", "0")];
        let inherited = inherited.map(|(name, value)| (name.into(), value.into())).to_vec();
        let environment = Environment::new(inherited, Some("unix:///s.sock".to_owned()));
        let pairs = environment.of(&plan.groups[0].processes[0], "g");
        pairs
            .into_iter()
            .map(|(name, value)| (name.into_string().unwrap(), value.into_string().unwrap()))
            .collect()
    }

    #[test]
    fn later_sources_win() {
        let all = environment("environment=A=\"own\",B=\"own\",SUPERVISOR_GROUP_NAME=\"other\"");
        let shown: Vec<String> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        insta::assert_snapshot!(shown.join("\n"), @r"
        A=own
        B=own
        G=global
        PATH=/daemon
        SUPERVISOR_ENABLED=1
        SUPERVISOR_GROUP_NAME=other
        SUPERVISOR_PROCESS_NAME=x
        SUPERVISOR_SERVER_URL=unix:///s.sock
        ");
    }

    #[test]
    fn the_server_url_can_be_replaced_or_suppressed() {
        let url = |program| environment(program).remove("SUPERVISOR_SERVER_URL");
        assert_eq!(url("serverurl=http://elsewhere:1").as_deref(), Some("http://elsewhere:1"));
        assert_eq!(url("serverurl="), None);
        assert_eq!(url("serverurl=auto").as_deref(), Some("unix:///s.sock"));
    }
}
