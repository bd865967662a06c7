//! What supervisord says while it starts and runs: lines of its log, and of what its children print before they are programs.

use super::refine;
use super::{Row, row};

/// The texts after time and level.
pub(super) const ROWS: &[Row] = &[
    // Starts that fail.
    row(
        "gave up: {process} entered FATAL state, too many start retries too quickly",
        &["startretries-backoff-window", "one-shot-marked-failed"],
        "`{process}` could not be started, or did not stay up for `startsecs` seconds, in any of its attempts; nothing starts it again",
        "a line with `spawnerr` before this one says why it was not started, one with `exited: {process}` that it ended \
         (`supervisorctl tail {process} stderr` says why); mend that, then `supervisorctl start {process}`",
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
    row(
        "Bad exit code {value}",
        &[],
        "the process ended with the status {value}, which is none of its `exitcodes`",
        "read its log (`supervisorctl tail NAME stderr`); if that is how it ends, add the code to `exitcodes`",
    )
    .option("exitcodes"),
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
        "received {value} indicating exit request",
        &[],
        "somebody asked supervisord to end ({value}): the system at shutdown, `docker stop`, a service manager, or Ctrl-C",
        "nothing, if that was meant; else look who sends it",
    ),
    row(
        "received {value} indicating restart request",
        &[],
        "{value} makes supervisord stop every program and start all over with the configuration as it is now",
        "nothing, if that was meant; `supervisorctl update` restarts only what has changed",
    ),
    row(
        "waiting for {value} to die",
        &["stopwaitsecs-too-short", "stop-exceeds-outer-timeout"],
        "supervisord was asked to end, and waits for {value}",
        "when it takes long: see that these programs end at their `stopsignal`; `stopwaitsecs` is how long they may take",
    )
    .option("stopwaitsecs"),
    row(
        "reaped unknown pid {_}",
        &["pid1-reaping-noise"],
        "supervisord is the first process and took in an orphan that is none of its programs",
        "harmless; when it is frequent, a program leaves children behind: see `killasgroup` and `stopasgroup`",
    ),
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
        "{process}: event caused an error",
        &[],
        "the `result_handler` of the listener `{process}` failed; the event is sent to the listener again",
        "read the traceback in supervisord's log",
    )
    .option("result_handler"),
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
        "positional arguments are not supported: {value}",
        &[],
        "supervisord takes no words besides its options, and was given {value}",
        "commands are supervisorctl's: `supervisorctl start NAME`; a configuration is named with `-c`",
    ),
    row(
        "option {value} not recognized",
        &[],
        "there is no option `{value}`",
        "`supervisord --help` lists them",
    ),
    row(
        "can't chdir into {file:r}: {_}",
        &["missing-directory"],
        "`directory` of [supervisord], `{file}`, cannot be entered",
        "create it, and let supervisord's user enter it",
    )
    .option("directory"),
];
