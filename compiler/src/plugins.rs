//! Plug-ins of the original are Python, which nothing here runs: which of them are built in, and what stands in for
//! those that are not.

/// The factory of the interface with which clients add programs to groups: built into supervisord.
pub const TWIDDLER: &str = "supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface";

/// The factory of the commands that take patterns: built into supervisorctl.
pub const WILDCARDS: &str = "supervisorwildcards.controllerplugin:make_wildcards_controllerplugin";

/// What to do instead, by the package (the part of an entry point before the first dot or colon) that people have
/// installed.
const INSTEAD: &[(&str, &str)] = &[
    (
        "supervisor_twiddler",
        "of this package `supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface` is built in; a listener can answer \
         `RESULT 2\\nOK`, and write to a program through sendProcessStdin of the XML-RPC interface",
    ),
    (
        "supervisorwildcards",
        "of this package `supervisorwildcards.controllerplugin:make_wildcards_controllerplugin` is built in",
    ),
    (
        "supervisor_stdout",
        "of this package `supervisor_stdout:event_handler` is built in, as a `result_handler`",
    ),
    (
        "supervisor_console",
        "`supervisor_stdout:event_handler`, much the same, is built in; or set `stdout_logfile=/dev/stdout` and \
         `stdout_logfile_maxbytes=0` for each program, and remove the listener",
    ),
    (
        "supervisor_logging",
        "remove the line: the package works as a listener, `command=supervisor_logging`, without it; or set \
         `stdout_syslog=true` for each program",
    ),
    (
        "supervisor_cache",
        "keep such values outside of supervisord, in a file or in a cache server, and remove the section",
    ),
    (
        "supervisor_quick",
        "remove the section: `supervisorctl start`, `stop` and `restart` have no second of delay here; for many programs at \
         once there are `mstart`, `mstop` and `mrestart` of [ctlplugin:wildcards]",
    ),
    (
        "supervisorserialrestart",
        "remove the section: `supervisorctl restart NAME` for each process in turn does the same",
    ),
    (
        "multivisor",
        "its author recommends its listener, which works here: [eventlistener:multivisor-rpc] with \
         `command=multivisor-rpc --bind 0:9002` and `events=PROCESS_STATE,SUPERVISOR_STATE_CHANGE`",
    ),
    (
        "supvisors",
        "nothing here distributes programs over machines: ask the XML-RPC interface of each, or put multivisor's listener in \
         front of them, and remove the section",
    ),
    (
        "mr",
        "remove the section: `supervisorctl start NAME` leaves a program alone that runs, and `supervisorctl signal` sends \
         signals",
    ),
    (
        "superlance",
        "its programs work as listeners without it: `command=httpok ...`, `command=memmon ...` in an [eventlistener:x]",
    ),
];

/// What to do instead of using a plug-in.
#[must_use]
pub fn instead(entry_point: &str) -> &'static str {
    let package = entry_point.split(['.', ':']).next().unwrap_or_default().trim();
    INSTEAD.iter().find(|(known, _)| *known == package).map_or(
        "remove it: plug-ins written in Python cannot run here. A program of its own, as an [eventlistener:x] or as a client \
         of the XML-RPC interface, can do most of what they do",
        |(_, advice)| advice,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_decides() {
        assert!(instead("multivisor.rpc:make_rpc_interface").contains("eventlistener:multivisor-rpc"));
        assert!(instead("supervisor_quick:make_quick_controllerplugin").contains("mrestart"));
        assert!(instead("supervisor_console:event_handler").contains("/dev/stdout"));
        for unknown in ["json:loads", "", "supervisor_quickly:x", "nodots"] {
            assert!(instead(unknown).contains("cannot run here"), "{unknown}");
        }
    }

    #[test]
    fn every_package_is_there_once() {
        let mut names: Vec<_> = INSTEAD.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), INSTEAD.len());
    }
}
