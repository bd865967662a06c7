//! What supervisord says of its logs and of the disks that they are on, in its log or as the last line of a traceback.

use super::refine;
use super::{Row, row};

/// The texts after time and level.
pub(super) const ROWS: &[Row] = &[
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
        "`{file}` cannot be opened: under systemd it is a socket, and who has no terminal has no /dev/tty",
        "write `AUTO` or a file as the log, or let the program write to the journal itself",
    ),
    row(
        "PermissionError: [Errno 13] Permission denied: {file:r}",
        &["log-dir-not-writable-by-user", "relative-path-depends-on-cwd"],
        "supervisord's user may not write `{file}`",
        "let the user write there, or write a full path in a directory that belongs to it; without `logfile` the log is in the \
         current directory",
    )
    .refine(refine::file_of_the_daemon),
    row(
        "FileNotFoundError: [Errno 2] No such file or directory: {file:r}",
        &["missing-log-directory"],
        "`{file}` cannot be made: its directory is not there (any more)",
        "create the directory before supervisord starts: Supervisor does not",
    )
    .refine(refine::file_of_the_daemon),
    row(
        "IsADirectoryError: [Errno 21] Is a directory: {file:r}",
        &["logfile-is-directory"],
        "`{file}` is to be a log, and is a directory",
        "write the name of a file after the directory",
    ),
    row(
        "OSError: [Errno 30] Read-only file system: {file:r}",
        &["log-dir-not-writable-by-user"],
        "`{file}` is on a file system that nobody may write to",
        "write a path on another one, such as a volume of the container, or a `tmpfs`",
    ),
    row(
        "{_}No space left on device{_}",
        &["log-unbounded", "auto-log-unbounded"],
        "a disk is full, or has no inodes left: what programs print is lost as long as it is",
        "make room (`df -h`, `df -i`), and let logs rotate: `stdout_logfile_maxbytes`, `stdout_logfile_backups`",
    ),
    row(
        "ModuleNotFoundError: No module named 'pkg_resources'",
        &[],
        "the Python that runs Supervisor has no setuptools, which releases before 4.3 need",
        "install Supervisor 4.3, or `setuptools<81` for that Python",
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
];
