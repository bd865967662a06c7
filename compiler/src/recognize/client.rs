//! What supervisorctl says when it cannot do what it is asked.

use super::{Row, row};

/// Its lines.
pub(super) const ROWS: &[Row] = &[
    row(
        "unix://{file} no such file",
        &["serverurl-mismatch", "no-control-channel", "socket-in-tmp"],
        "there is no socket `{file}`: supervisord does not run, has another `file`, or somebody removed the socket",
        "start supervisord; see that `serverurl` of [supervisorctl] is `file` of [unix_http_server]; name the file with `-c`",
    )
    .option("serverurl"),
    row(
        "unix://{file} refused connection",
        &["serverurl-mismatch"],
        "nobody listens at the socket `{file}`: supervisord has ended and left it behind",
        "start supervisord",
    )
    .option("serverurl"),
    row(
        "http://{value} refused connection",
        &["serverurl-default-9001", "serverurl-mismatch"],
        "nobody listens at {value}",
        "start supervisord; without a `serverurl` supervisorctl asks http://localhost:9001, so write one",
    )
    .option("serverurl"),
    row(
        "Sorry, supervisord responded but did not recognize the supervisor namespace commands {_}",
        &["missing-rpcinterface"],
        "supervisord has a server, and no interface in it",
        "add `[rpcinterface:supervisor]` with `supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface`",
    ),
    row(
        "{_}<Fault 1: 'UNKNOWN_METHOD'>{_}",
        &["missing-rpcinterface"],
        "the server does not know the method: most likely it has no [rpcinterface:supervisor]",
        "add `[rpcinterface:supervisor]` with `supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface`",
    ),
    row(
        "Server requires authentication",
        &["ctl-credentials-mismatch"],
        "the server has a password, and supervisorctl sent none or another",
        "write the server's `username` and `password` in [supervisorctl], the password as it is, not as a hash",
    ),
    row(
        "{_}<ProtocolError for {_}: 401 Unauthorized>{_}",
        &["ctl-credentials-mismatch", "sha-password-in-ctl"],
        "the server has a password, and supervisorctl sent none or another",
        "write the server's `username` and `password` in [supervisorctl], the password as it is, not as a hash",
    ),
    row(
        "{_}<ProtocolError for {_}>{_}",
        &["serverurl-default-9001"],
        "something answers at `serverurl` that is no supervisord",
        "write the `serverurl` of supervisord: without one, http://localhost:9001 is asked, whoever that is",
    )
    .option("serverurl"),
    row(
        "error: <class 'socket.error'>, [Errno 13] Permission denied{_}",
        &["socket-unreachable-for-user"],
        "your user may not use supervisord's socket",
        "use sudo, or write `chmod=0770` and `chown=root:GROUP` in [unix_http_server] with a group of yours",
    ),
    row(
        "error: <class 'socket.error'>, [Errno 2] No such file or directory{_}",
        &["serverurl-mismatch", "no-control-channel"],
        "there is no socket where supervisorctl looks for one",
        "start supervisord; see that `serverurl` of [supervisorctl] is `file` of [unix_http_server]",
    )
    .option("serverurl"),
    row(
        "error: <class 'socket.error'>, [Errno 111] Connection refused{_}",
        &["serverurl-default-9001", "serverurl-mismatch"],
        "nobody listens where supervisorctl asks",
        "start supervisord; see that `serverurl` of [supervisorctl] is the address of a server section",
    )
    .option("serverurl"),
    row(
        "error: <class 'socket.gaierror'>, {_}",
        &["serverurl-mismatch"],
        "the host in `serverurl` has no address: its name is misspelt, or nobody answers for names",
        "write the name of the machine, or `127.0.0.1` for this one",
    )
    .option("serverurl"),
    row(
        "error: <class 'ValueError'>, Unknown protocol for serverurl {value}: {_}",
        &["serverurl-malformed"],
        "`{value}` is no URL that supervisorctl knows",
        "write `unix:///path` or `http://host:port`",
    )
    .option("serverurl"),
    row(
        "ERROR: url must be http:// or unix://",
        &["serverurl-malformed"],
        "`open` was given something else",
        "write `unix:///path` or `http://host:port`",
    ),
    row(
        "error: <class 'ConnectionResetError'>, {_}",
        &[],
        "supervisord ended, or was restarted, before it had answered",
        "ask again; its log says why it ended",
    ),
    row(
        "{_}<Fault 6: 'SHUTDOWN_STATE'>{_}",
        &[],
        "supervisord is ending, and takes no more commands",
        "wait until it has ended, and start it again",
    ),
    row(
        "error: <class 'PermissionError'>, [Errno 13] Permission denied{_}",
        &["socket-unreachable-for-user"],
        "your user may not use supervisord's socket",
        "use sudo, or write `chmod=0770` and `chown=root:GROUP` in [unix_http_server] with a group of yours",
    ),
    row(
        "error: <class 'FileNotFoundError'>, [Errno 2] No such file or directory{_}",
        &["serverurl-mismatch", "no-control-channel"],
        "there is no socket where supervisorctl looks for one",
        "start supervisord; see that `serverurl` of [supervisorctl] is `file` of [unix_http_server]",
    )
    .option("serverurl"),
    row(
        "error: <class 'ConnectionRefusedError'>, [Errno 111] Connection refused{_}",
        &["serverurl-default-9001", "serverurl-mismatch"],
        "nobody listens where supervisorctl asks",
        "start supervisord; see that `serverurl` of [supervisorctl] is the address of a server section",
    )
    .option("serverurl"),
    row(
        "{process}: ERROR (no such process)",
        &["process-num-with-one-proc"],
        "supervisord knows no process `{process}`",
        "after a change of the configuration: `supervisorctl update`. In a group, or with `process_num` in `process_name`, the full \
         name is `group:process`; `supervisorctl status` lists them",
    ),
    row(
        "{process}: ERROR (no such group)",
        &["process-num-with-one-proc"],
        "supervisord knows no group `{process}`",
        "after a change of the configuration: `supervisorctl update`; `supervisorctl status` lists what there is",
    ),
    row(
        "{process}: ERROR (no such process name)",
        &["process-num-with-one-proc"],
        "supervisord knows no process `{process}`",
        "`supervisorctl status` lists them; in a group the full name is `group:process`",
    ),
    row(
        "No such process {process}",
        &["process-num-with-one-proc"],
        "supervisord knows no process `{process}`",
        "`supervisorctl status` lists them; in a group the full name is `group:process`",
    ),
    row(
        "ERROR: no such process/group: {process}",
        &[],
        "the configuration that supervisord has read names no group `{process}`",
        "`supervisorctl reread` first; a program that is in a [group:x] is added with its group",
    ),
    row(
        "ERROR: process/group still running: {process}",
        &[],
        "a group is only removed when all its processes have stopped",
        "`supervisorctl stop {process}:*`, then remove it",
    ),
    row(
        "{process}: ERROR (no log file)",
        &[],
        "`{process}` has no log to be shown: it goes nowhere or to syslog, or the process never started",
        "write `stdout_logfile=AUTO` or a path, and start it",
    ),
    row(
        "{process}: ERROR (bad signal name)",
        &[],
        "there is no such signal",
        "write a name such as TERM, INT or HUP, or a number",
    ),
    row(
        "{process}: ERROR (not running)",
        &[],
        "`{process}` does not run: there is nothing to stop or to signal",
        "`supervisorctl status {process}` says since when, and often why",
    ),
    row(
        "{process}: ERROR (already started)",
        &[],
        "`{process}` runs already",
        "nothing; `supervisorctl restart {process}` stops it first",
    ),
    row(
        "{process}: ERROR (file is not executable)",
        &["not-executable"],
        "the command of `{process}` is a file that nobody may execute",
        "`chmod +x` it, or write its interpreter before it",
    ),
    row(
        "{process}: ERROR (no such file)",
        &["command-not-in-path"],
        "the command of `{process}` does not exist, or its log is gone",
        "`supervisorctl status {process}` names the file",
    ),
    row(
        "{process}: ERROR (spawn error)",
        &["one-shot-marked-failed", "daemonizing-command"],
        "`{process}` could not be started, or ended before it had run for `startsecs` seconds",
        "`supervisorctl status {process}` says which; `supervisorctl tail {process} stderr` says why",
    ),
    row(
        "{process}: ERROR (abnormal termination)",
        &["one-shot-marked-failed", "daemonizing-command"],
        "`{process}` ended before it had run for `startsecs` seconds",
        "`supervisorctl tail {process} stderr` says why; a task that ends needs `startsecs=0`",
    ),
];
