//! What supervisord says while it starts and runs: lines of its log, and of what its children print before they are programs.

use super::refine;
use super::{Row, row};

/// The texts after time and level.
pub(super) const ROWS: &[Row] = &[
    // Starts that fail.
    row(
        "gave up: {process} entered FATAL state, too many start retries too quickly",
        &["startretries-backoff-window", "one-shot-marked-failed"],
        "`{process}` did not stay up for `startsecs` seconds in any of its attempts; nothing starts it again",
        "read why it ends (`supervisorctl tail {process} stderr`), mend that, then `supervisorctl start {process}`",
    ),
    row(
        "exited: {process} ({value}; not expected)",
        &[],
        "`{process}` ended ({value}), and that is not one of its `exitcodes`, or it ended within `startsecs`",
        "read why it ended (`supervisorctl tail {process} stderr`); if that is how it ends, add the code to `exitcodes`",
    )
    .refine(refine::exited),
    row(
        "Exited too quickly (process log may have details)",
        &["one-shot-marked-failed", "daemonizing-command", "startretries-backoff-window"],
        "the process ended before it had run for `startsecs` seconds",
        "read its log (`supervisorctl tail NAME stderr`). A task that ends needs `startsecs=0` and `autorestart=false`; a server must stay in the foreground",
    ),
    row(
        "can't find command {value:r}",
        &["command-not-in-path"],
        "there is no program `{value}` in the PATH of supervisord or of the program's `environment`",
        "write the full path of the program: supervisord has not the PATH of your shell",
    )
    .option("command")
    .refine(refine::command),
    row(
        "command at {file:r} is not executable",
        &["not-executable"],
        "`{file}` is there and nobody may execute it",
        "`chmod +x {file}`, or write its interpreter before it",
    )
    .option("command"),
    row(
        "command at {file:r} is a directory",
        &["not-executable"],
        "`{file}` is a directory",
        "write the program in it",
    )
    .option("command"),
    row(
        "no permission to run command {file:r}",
        &["not-executable"],
        "supervisord's user may not execute `{file}`",
        "give that user the permission to execute the file and to enter its directories",
    )
    .option("command"),
    row(
        "can't parse command {value:r}: {reason}",
        &["unbalanced-quote", "inline-semicolon-truncates"],
        "`{value}` cannot be split into words: {reason}",
        "close the quotation mark; a blank followed by `;` cuts the line even inside quotes",
    )
    .option("command"),
    row("command is empty", &["empty-value"], "`command` is set and empty", "write the command").option("command"),
    row(
        "too many open files to spawn {process:r}",
        &["minfds-too-low"],
        "supervisord has no file descriptors left: each process takes about five",
        "raise `minfds` in [supervisord], and restart supervisord",
    )
    .option("minfds"),
    row(
        "Too many processes in process table to spawn {process:r}",
        &["minprocs-too-low"],
        "the user may not have more processes",
        "raise the limit (`ulimit -u`, `pids.max` of the container), or `minprocs` in [supervisord]",
    ),
    row(
        "unknown error making dispatchers for {process:r}: {value}",
        &["log-dir-not-writable-by-user", "logfile-is-directory"],
        "a log of `{process}` cannot be opened: {value}",
        "see that the directory of `stdout_logfile` and `stderr_logfile` is there, and that supervisord's user may write to it",
    )
    .refine(refine::log),
    row(
        "unknown error during fork for {process:r}: {value}",
        &["minprocs-too-low"],
        "the system made no process for `{process}`: {value}",
        "see how much memory and how many processes are left",
    ),
    // What the child says before it is a program.
    row(
        "supervisor: couldn't chdir to {file}: {value}",
        &["missing-directory"],
        "the program's `directory`, `{file}`, cannot be entered: {value}",
        "create it, or let the program's `user` enter it and every directory above",
    )
    .option("directory"),
    row(
        "supervisor: couldn't exec {file}: ENOEXEC",
        &["not-executable"],
        "`{file}` is no program, and its first line names no interpreter",
        "let the file begin with a line such as `#!/bin/sh`, or write the interpreter before it",
    )
    .option("command"),
    row(
        "supervisor: couldn't exec {file}: {value}",
        &["not-executable"],
        "`{file}` cannot be executed: {value}",
        "ENOENT is a missing interpreter (see the first line of the file), EACCES a missing permission of the program's `user`",
    )
    .option("command"),
    row(
        "supervisor: couldn't setuid to {value}: {reason}",
        &["user-switch-needs-root"],
        "the program's `user` cannot be had: {reason}",
        "start supervisord as root, or remove `user` from the program",
    )
    .option("user"),
    row(
        "supervisor: child process was not spawned",
        &[],
        "the line before says why a program could not be executed",
        "see there",
    ),
    // Stops.
    row(
        "killing {process:r} ({_}) with SIGKILL",
        &["stopwaitsecs-too-short", "wrapper-needs-group-signals"],
        "`{process}` had not ended `stopwaitsecs` seconds after its `stopsignal`, and is killed in the middle of its work",
        "raise `stopwaitsecs`; if a shell or script stands between, write `exec` there, or `stopasgroup=true`",
    )
    .option("stopwaitsecs"),
    row(
        "reaped unknown pid {_}",
        &["pid1-reaping-noise"],
        "supervisord is the first process and took in an orphan that is none of its programs",
        "harmless; when it is frequent, a program leaves children behind: see `killasgroup` and `stopasgroup`",
    ),
    // Logs.
    row(
        "uncaptured python exception, closing channel {_} Illegal seek{_}",
        &["rotation-on-unseekable"],
        "a log that is a pipe or terminal cannot be rotated; nothing of that stream is logged any more",
        "write `stdout_logfile_maxbytes=0` (and the same for stderr) beside `/dev/stdout`",
    ),
    row(
        "{_}Illegal seek{_}",
        &["rotation-on-unseekable"],
        "a log that is a pipe or terminal cannot be rotated",
        "write `…logfile_maxbytes=0` beside each log that is `/dev/stdout` or `/dev/stderr`, that of [supervisord] too",
    ),
    row(
        "{_}File or stream is not seekable{_}",
        &["rotation-on-unseekable"],
        "a log that is a pipe or terminal cannot be rotated",
        "write `…logfile_maxbytes=0` beside each log that is `/dev/stdout` or `/dev/stderr`, that of [supervisord] too",
    ),
    row(
        "{_}No such device or address: {file:r}{_}",
        &["stdout-dev-under-systemd"],
        "`{file}` cannot be opened: under systemd it is a socket",
        "write `AUTO` or a file as the log, or let the program write to the journal itself",
    ),
    row(
        "PermissionError: [Errno 13] Permission denied: {file:r}",
        &["relative-path-depends-on-cwd", "log-dir-not-writable-by-user"],
        "supervisord's user may not write `{file}`",
        "write a full path in a directory that the user may write to; without `logfile` the log is in the current directory",
    ),
    row(
        "For [{section}], {option}=syslog but this is deprecated and will be removed. {_}",
        &["deprecated-option"],
        "`{option}=syslog` is an old way to write to the system log",
        "write `stdout_syslog=true` or `stderr_syslog=true` instead",
    ),
    row(
        "For [{section}], AUTO logging used for {option} without rollover, {_}",
        &["auto-log-unbounded"],
        "the log grows without end",
        "remove `{option}_maxbytes=0`",
    ),
    row(
        "For [{section}], redirect_stderr=true but stderr_logfile has also been set to a filename, {_}",
        &["stderr-logfile-ignored"],
        "`stderr_logfile` has no effect: standard error goes where standard output goes",
        "remove `stderr_logfile`, or `redirect_stderr`",
    )
    .option("stderr_logfile"),
    row(
        "Could not clear childlog dir",
        &["log-dir-not-writable-by-user"],
        "old logs in `childlogdir` cannot be listed or removed",
        "let supervisord's user read and write the directory",
    )
    .option("childlogdir"),
    row(
        "Failed to clean up {file:r}",
        &["log-dir-not-writable-by-user"],
        "the old log `{file}` cannot be removed",
        "let supervisord's user write to its directory",
    )
    .option("childlogdir"),
    // Includes.
    row(
        "No file matches via include \"{value}\"",
        &["include-no-match"],
        "no file matches `{value}`",
        "correct the pattern: often the files end with .ini and the pattern with .conf, or the other way round",
    )
    .option("files"),
    // Event listeners.
    row(
        "pool {process} event buffer overflowed, discarding event {_}",
        &["listener-buffer-too-small"],
        "the listener `{process}` was busy for too long, and an event is lost",
        "raise `buffer_size` of [eventlistener:{process}], or subscribe to fewer types",
    )
    .option("buffer_size"),
    row(
        "{process}: has entered the UNKNOWN state and will no longer receive events, {_}",
        &["listener-stdout-misuse"],
        "the listener `{process}` printed something that is not the protocol, and gets no more events",
        "let it print nothing but `READY` and `RESULT` on standard output, and everything else on standard error",
    ),
    row(
        "{process}: bad result line: {value:r}",
        &["listener-stdout-misuse"],
        "the listener `{process}` answered `{value}`, which is no result",
        "let it answer `RESULT 2`, a line end and `OK`, and print everything else on standard error",
    ),
    row(
        "{process}: event was rejected",
        &[],
        "the listener `{process}` answered FAIL; the event is sent to it again",
        "see why in the listener's standard error",
    ),
    // Users and limits.
    row(
        "Supervisor is running as root. {_}",
        &["no-user-as-root"],
        "supervisord runs as root, and nothing says that this is meant",
        "write `user=root` in [supervisord] if it is, or the name of another user",
    )
    .option("user"),
    row(
        "Can't drop privilege as nonroot user",
        &["user-switch-needs-root"],
        "`user` asks for another user, and supervisord was not started as root",
        "start it as root (in a container: no `USER` before it), or remove `user`",
    )
    .option("user"),
    row(
        "The minimum number of file descriptors required to run this process is {value} as per the \"minfds\" {_}",
        &["limits-above-hard"],
        "`minfds={value}` is more than the system allows",
        "raise the hard limit (`ulimit -Hn`, `LimitNOFILE` of systemd), or lower `minfds`; mind that `user` takes effect first",
    )
    .option("minfds"),
    row(
        "The minimum number of available processes required to run this program is {value} as per the \"minprocs\" {_}",
        &["limits-above-hard", "minprocs-too-low"],
        "`minprocs={value}` is more than the system allows",
        "raise the hard limit (`ulimit -Hu`, `LimitNPROC` of systemd), or lower `minprocs`",
    )
    .option("minprocs"),
    row(
        "{_}Supervisord is running as root and it is searching for its configuration file in default locations {_}",
        &["config-search-path-as-root"],
        "root without `-c` also reads a configuration in the current directory, which may be anybody's",
        "start it with `-c` and a full path",
    ),
    // Servers.
    row(
        "Server {section:r} running without any HTTP authentication checking",
        &["inet-wide-open"],
        "whoever reaches the port controls every program, with supervisord's rights",
        "write `username` and `password`, and `port=127.0.0.1:9001` unless others must reach it",
    )
    .refine(refine::open_server),
    row(
        "Unlinking stale socket {file}",
        &[],
        "an earlier supervisord left its socket behind: it was killed, or the machine lost power",
        "nothing: the socket is made anew",
    )
    .option("file"),
    row(
        "Another program is already listening on a port that one of our HTTP servers is configured to use. {_}",
        &["duplicate-listen"],
        "the port or socket is in use, most likely by another supervisord",
        "stop that one first (`supervisorctl shutdown`), or write another `port` or `file`",
    ),
    row(
        "Cannot open an HTTP server: socket.error reported errno.{value} ({_})",
        &[],
        "the server's address cannot be had: {value}",
        "see that the address is this machine's and that supervisord's user may use it",
    )
    .refine(refine::address),
    row(
        "Cannot open an HTTP server: socket.error reported AF_UNIX path too long",
        &["unix-path-too-long"],
        "the path of the unix socket is longer than the 107 bytes that the system allows",
        "write a shorter one, such as `file=/run/supervisor.sock`",
    )
    .option("file"),
    row(
        "Cannot open an HTTP server: socket.error reported {value}",
        &["inet-port-malformed"],
        "the host in `port` stands for no address of IPv4",
        "write `port=127.0.0.1:9001`: no URL, and no address of IPv6",
    )
    .option("port"),
    row(
        "Not permitted to chown {file} to uid/gid {_}",
        &["chown-as-nonroot"],
        "`chown` asks for an owner that supervisord's user may not give to `{file}`",
        "remove `chown` from [unix_http_server], or start supervisord as root",
    )
    .option("chown"),
    row(
        "could not write pidfile {file}",
        &["missing-log-directory", "log-dir-not-writable-by-user"],
        "`{file}` cannot be written; supervisord goes on without it",
        "create its directory, and let supervisord's user write there",
    )
    .option("pidfile"),
    row(
        "can't chdir into {file:r}: {_}",
        &["missing-directory"],
        "`directory` of [supervisord], `{file}`, cannot be entered",
        "create it, and let supervisord's user enter it",
    )
    .option("directory"),
];
