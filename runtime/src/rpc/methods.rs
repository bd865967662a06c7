//! The table of methods: name, signature, help and function in one row each (spec-runtime §7.6, §7.12).

use supervisor_wire::Fault;

use super::params::Params;
use super::{Outcome, config, control, extension, info, logs, state, system};
use crate::daemon::Daemon;

/// A method of the interface.
#[derive(Clone, Copy)]
pub(crate) struct Method {
    /// `namespace.method`, under its usual namespace.
    pub(crate) name: &'static str,
    /// XML-RPC type of the result.
    pub(crate) result: &'static str,
    /// XML-RPC types of the parameters.
    pub(crate) params: &'static [&'static str],
    /// How many of them must be there.
    pub(crate) required: usize,
    /// Refused while the daemon shuts down or restarts (spec-runtime §7.4).
    pub(crate) gated: bool,
    /// What `system.methodHelp` says.
    pub(crate) help: &'static str,
    /// The function.
    pub(crate) run: fn(&mut Daemon, &Params) -> Result<Outcome, Fault>,
}

const NONE: &[&str] = &[];
const S: &[&str] = &["string"];
const B: &[&str] = &["boolean"];
const II: &[&str] = &["int", "int"];
const SS: &[&str] = &["string", "string"];
const SB: &[&str] = &["string", "boolean"];
const SII: &[&str] = &["string", "int", "int"];

/// A row of a gated method; `required` counts the parameters without a default.
macro_rules! method {
    ($name:literal, $result:literal, $params:expr, $required:literal, $run:path, $help:literal) => {
        Method {
            name: $name,
            result: $result,
            params: $params,
            required: $required,
            gated: true,
            help: $help,
            run: $run,
        }
    };
    (open $name:literal, $result:literal, $params:expr, $required:literal, $run:path, $help:literal) => {
        Method {
            name: $name,
            result: $result,
            params: $params,
            required: $required,
            gated: false,
            help: $help,
            run: $run,
        }
    };
}

/// Every method of the stock interface, of `system` and of our own, sorted by name as `system.listMethods` lists them.
#[rustfmt::skip]
pub(crate) static METHODS: &[Method] = &[
    method!("extension.getActivePlan", "struct", NONE, 0, extension::get_active_plan,
        "What is active. Changes nothing. Tags stand in the place of secrets.\n\n@return struct  plan: a JSON document as supervisor-lint plan --json prints it; active and read: fingerprints of the groups that are active, and of those read last"),
    method!(open "extension.getAllProcessUsage", "array", NONE, 0, extension::get_all_process_usage,
        "What every process uses, with its descendants.\n\n@return array  One struct per process: name, group, state, statename, pid, start, starts, cpu_seconds, memory_bytes, processes, time"),
    method!("extension.previewUpdate", "struct", &["string", "array", "boolean"], 1, extension::preview_update,
        "What an update would do, and which lines of the configuration cause it. Changes nothing.\n\n@param string format  text or json\n@param array groups  Only these groups; default all\n@param boolean minimal  Of an update that replaces only processes that changed; default false\n@return struct  differs and text"),
    method!("extension.refreshProcessGroup", "boolean", S, 1, extension::refresh_process_group,
        "Make an active group what the configuration that was read last says, replacing only its processes that changed. These have stopped.\n\n@param string name  Group name\n@return boolean  true"),
    method!("extension.stopChangedProcesses", "array", S, 1, extension::stop_changed_processes,
        "Stop what refreshProcessGroup is going to replace.\n\n@param string name  Group name\n@return array  One status struct per process"),
    method!("supervisor.addProcessGroup", "boolean", S, 1, config::add_process_group,
        "Activate a process group of the configuration that was read last, and start its programs with autostart.\n\n@param string name  Group name\n@return boolean  true"),
    method!("supervisor.clearAllProcessLogs", "array", NONE, 0, logs::clear_all_process_logs,
        "Empty the logs of every process.\n\n@return array  One status struct per process"),
    method!("supervisor.clearLog", "boolean", NONE, 0, logs::clear_log,
        "Empty the daemon's own log.\n\n@return boolean  true"),
    method!("supervisor.clearProcessLog", "boolean", S, 1, logs::clear_process_logs,
        "Empty the logs of a process. Alias of clearProcessLogs.\n\n@param string name  Process name or group:name\n@return boolean  true"),
    method!("supervisor.clearProcessLogs", "boolean", S, 1, logs::clear_process_logs,
        "Empty the stdout and stderr logs of a process.\n\n@param string name  Process name or group:name\n@return boolean  true"),
    method!("supervisor.getAPIVersion", "string", NONE, 0, state::get_api_version,
        "Version of this interface.\n\n@return string  Version"),
    method!("supervisor.getAllConfigInfo", "array", NONE, 0, info::get_all_config_info,
        "Configuration of every process, as read last.\n\n@return array  One struct per process"),
    method!("supervisor.getAllProcessInfo", "array", NONE, 0, info::get_all_process_info,
        "State of every process.\n\n@return array  One struct per process, as getProcessInfo returns it"),
    method!("supervisor.getIdentification", "string", NONE, 0, state::get_identification,
        "The identifier of this daemon, from the option `identifier`.\n\n@return string  Identifier"),
    method!("supervisor.getPID", "int", NONE, 0, state::get_pid,
        "Process id of the daemon.\n\n@return int  Process id"),
    method!("supervisor.getProcessInfo", "struct", S, 1, info::get_process_info,
        "State of one process.\n\n@param string name  Process name or group:name\n@return struct  name, group, start, stop, now, state, statename, spawnerr, exitstatus, logfile, stdout_logfile, stderr_logfile, pid, description"),
    method!("supervisor.getState", "struct", NONE, 0, state::get_state,
        "What the daemon is doing.\n\n@return struct  statecode and statename"),
    method!("supervisor.getSupervisorVersion", "string", NONE, 0, state::get_supervisor_version,
        "Release of Supervisor whose behaviour this daemon has.\n\n@return string  Version"),
    method!("supervisor.getVersion", "string", NONE, 0, state::get_api_version,
        "Version of this interface. Deprecated alias of getAPIVersion.\n\n@return string  Version"),
    method!("supervisor.readLog", "string", II, 2, logs::read_log,
        "Part of the daemon's own log.\n\n@param int offset  First byte; negative: that many bytes from the end\n@param int length  Bytes; 0: to the end\n@return string  Text"),
    method!("supervisor.readMainLog", "string", II, 2, logs::read_log,
        "Part of the daemon's own log. Alias of readLog.\n\n@param int offset  First byte; negative: that many bytes from the end\n@param int length  Bytes; 0: to the end\n@return string  Text"),
    method!("supervisor.readProcessLog", "string", SII, 3, logs::read_process_stdout_log,
        "Part of a process's stdout log. Alias of readProcessStdoutLog.\n\n@param string name  Process name or group:name\n@param int offset  First byte; negative: that many bytes from the end\n@param int length  Bytes; 0: to the end\n@return string  Text"),
    method!("supervisor.readProcessStderrLog", "string", SII, 3, logs::read_process_stderr_log,
        "Part of a process's stderr log.\n\n@param string name  Process name or group:name\n@param int offset  First byte; negative: that many bytes from the end\n@param int length  Bytes; 0: to the end\n@return string  Text"),
    method!("supervisor.readProcessStdoutLog", "string", SII, 3, logs::read_process_stdout_log,
        "Part of a process's stdout log.\n\n@param string name  Process name or group:name\n@param int offset  First byte; negative: that many bytes from the end\n@param int length  Bytes; 0: to the end\n@return string  Text"),
    method!("supervisor.reloadConfig", "array", NONE, 0, config::reload_config,
        "Read the configuration again and say which groups differ. Changes no running process.\n\n@return array  One element: the arrays of added, changed and removed group names"),
    method!("supervisor.removeProcessGroup", "boolean", S, 1, config::remove_process_group,
        "Forget a process group all of whose processes are stopped.\n\n@param string name  Group name\n@return boolean  true"),
    method!("supervisor.restart", "boolean", NONE, 0, state::restart,
        "Stop everything, read the configuration and start again.\n\n@return boolean  true"),
    method!("supervisor.sendProcessStdin", "boolean", SS, 2, control::send_process_stdin,
        "Write to the standard input of a running process.\n\n@param string name  Process name or group:name\n@param string chars  Text, sent as UTF-8\n@return boolean  true"),
    method!(open "supervisor.sendRemoteCommEvent", "boolean", SS, 2, control::send_remote_comm_event,
        "Emit a REMOTE_COMMUNICATION event.\n\n@param string type  First part of the payload\n@param string data  Rest of the payload\n@return boolean  true"),
    method!("supervisor.shutdown", "boolean", NONE, 0, state::shutdown,
        "Stop everything and end the daemon.\n\n@return boolean  true"),
    method!("supervisor.signalAllProcesses", "array", S, 1, control::signal_all_processes,
        "Send a signal to every process that can take one.\n\n@param string signal  Name or number\n@return array  One status struct per process"),
    method!("supervisor.signalProcess", "boolean", SS, 2, control::signal_process,
        "Send a signal to a process.\n\n@param string name  Process name, group:name or group:*\n@param string signal  Name or number\n@return boolean  true"),
    method!("supervisor.signalProcessGroup", "array", SS, 2, control::signal_process_group,
        "Send a signal to every process of a group that can take one.\n\n@param string name  Group name\n@param string signal  Name or number\n@return array  One status struct per process"),
    method!("supervisor.startAllProcesses", "array", B, 0, control::start_all_processes,
        "Start every process that is not running.\n\n@param boolean wait  Answer when they run; default true\n@return array  One status struct per process"),
    method!("supervisor.startProcess", "boolean", SB, 1, control::start_process,
        "Start a process.\n\n@param string name  Process name, group:name or group:*\n@param boolean wait  Answer when it runs; default true\n@return boolean  true"),
    method!("supervisor.startProcessGroup", "array", SB, 1, control::start_process_group,
        "Start every process of a group that is not running.\n\n@param string name  Group name\n@param boolean wait  Answer when they run; default true\n@return array  One status struct per process"),
    method!("supervisor.stopAllProcesses", "array", B, 0, control::stop_all_processes,
        "Stop every running process.\n\n@param boolean wait  Answer when they are stopped; default true\n@return array  One status struct per process"),
    method!("supervisor.stopProcess", "boolean", SB, 1, control::stop_process,
        "Stop a process.\n\n@param string name  Process name, group:name or group:*\n@param boolean wait  Answer when it is stopped; default true\n@return boolean  true"),
    method!("supervisor.stopProcessGroup", "array", SB, 1, control::stop_process_group,
        "Stop every running process of a group.\n\n@param string name  Group name\n@param boolean wait  Answer when they are stopped; default true\n@return array  One status struct per process"),
    method!("supervisor.tailProcessLog", "array", SII, 3, logs::tail_process_stdout_log,
        "End of a process's stdout log. Alias of tailProcessStdoutLog.\n\n@param string name  Process name or group:name\n@param int offset  Where the last call ended\n@param int length  Most bytes wanted\n@return array  Text, new offset, and whether something was left out"),
    method!("supervisor.tailProcessStderrLog", "array", SII, 3, logs::tail_process_stderr_log,
        "End of a process's stderr log.\n\n@param string name  Process name or group:name\n@param int offset  Where the last call ended\n@param int length  Most bytes wanted\n@return array  Text, new offset, and whether something was left out"),
    method!("supervisor.tailProcessStdoutLog", "array", SII, 3, logs::tail_process_stdout_log,
        "End of a process's stdout log.\n\n@param string name  Process name or group:name\n@param int offset  Where the last call ended\n@param int length  Most bytes wanted\n@return array  Text, new offset, and whether something was left out"),
    method!(open "system.listMethods", "array", NONE, 0, system::list_methods,
        "Names of all methods.\n\n@return array  Names"),
    method!(open "system.methodHelp", "string", S, 1, system::method_help,
        "What a method does.\n\n@param string name  Method name\n@return string  Text"),
    method!(open "system.methodSignature", "array", S, 1, system::method_signature,
        "Types of a method: of its result, then of its parameters.\n\n@param string name  Method name\n@return array  Types"),
    method!(open "system.multicall", "array", &["array"], 1, system::multicall,
        "Make several calls, one after the other.\n\n@param array calls  Structs of methodName and params\n@return array  Their results; a fault appears as a struct of faultCode and faultString"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        let names: Vec<_> = METHODS.iter().map(|method| method.name).collect();
        assert!(names.is_sorted());
        assert_eq!(names.iter().filter(|name| name.starts_with("supervisor.")).count(), 37);
        assert_eq!(names.iter().filter(|name| name.starts_with("system.")).count(), 4);
        assert_eq!(names.iter().filter(|name| name.starts_with("extension.")).count(), 5);
    }
}
