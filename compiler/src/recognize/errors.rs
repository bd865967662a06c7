//! Errors with which Supervisor refuses a configuration, at its start and at every reread (spec-config §8).

use super::refine;
use super::{Row, row};
use crate::schema::ValueType as T;

/// The texts after `Error: `, without section and file.
pub(super) const ROWS: &[Row] = &[
    // Files.
    row(
        ".ini file does not include supervisord section",
        &["missing-supervisord-section"],
        "no file has a section [supervisord], spelt exactly like that",
        "add a line `[supervisord]` to the main file; the section may be empty",
    ),
    row(
        ".ini file does not include supervisorctl section",
        &["missing-supervisorctl-section"],
        "supervisorctl was given a file without a section [supervisorctl]",
        "add `[supervisorctl]` with a `serverurl` to the file itself: included files are not read",
    ),
    row(
        "File contains no section headers.\nfile: {file:r}, line: {line}\n{value:r}",
        &["no-section-header"],
        "`{value}` stands before the first section header",
        "write a header such as `[program:name]` above it",
    )
    .refine(refine::mark_at_the_beginning),
    row(
        "File contains no section headers.",
        &["no-section-header", "byte-order-mark"],
        "something stands before the first section header of a file",
        "write a header such as `[program:name]` above it; save the file without a byte-order mark",
    ),
    row(
        "Source contains parsing errors: {file:r}\n[line {line}]: {value:r}{_}",
        &["parse-error-line"],
        "`{value}` is neither a header nor an option",
        "write `key = value`, indent the line if it goes on with the value above, or make it a comment with `;`",
    ),
    row(
        "Source contains parsing errors: {file:r}",
        &["parse-error-line"],
        "a line is neither a header nor an option; the next lines of the message say which",
        "write `key = value`, indent the line if it goes on with the value above, or make it a comment with `;`",
    ),
    row(
        ".ini file has [include] section, but no files setting",
        &["include-missing-files-key"],
        "[include] does not say which files",
        "write `files=conf.d/*.conf` below [include]",
    )
    .option("files"),
    row(
        "'utf-8' codec can't decode byte {value} in position {_}",
        &["invalid-utf8"],
        "a file holds the byte {value}, which is no UTF-8",
        "save the file as UTF-8; `supervisor-lint` says which file it is, and where",
    ),
    row(
        "could not find config file {file}",
        &[],
        "the file `{file}` does not exist",
        "name a file that exists after `-c`",
    ),
    row(
        "could not read config file {file}",
        &[],
        "`{file}` is there and cannot be read",
        "let the user that starts supervisord read it",
    ),
    row(
        "No config file found at default paths ({value}); {_}",
        &[],
        "no configuration is where Supervisor looks for one",
        "name one with `-c FILE`",
    ),
    // Expansion.
    row(
        "Format string {value:r} for {label:r} contains names ({name:r}) which cannot be expanded. Available names: {available}",
        &["unknown-expansion", "env-var-maybe-unset"],
        "`{option}` refers to `{name}`, which stands for nothing there",
        "write one of the names that the message lists; `%%` is a percent sign",
    )
    .refine(refine::unknown_name),
    row(
        "Format string {value:r} for {label:r} is badly formatted: {reason}",
        &["bare-percent", "unterminated-expansion", "bad-expansion-format"],
        "a `%` in `{option}` begins no proper expansion: {reason}",
        "write `%%` for a percent sign, and `%(name)s` with a letter after the parenthesis for an expansion",
    )
    .refine(refine::bad_format),
    // Values.
    row(
        "invalid literal for int() with base 10: {value:r}",
        &["bad-integer", "bad-byte-size"],
        "`{value}` is not a whole number",
        "write digits only; sizes may end with KB, MB or GB",
    )
    .types(&[T::Integer, T::ByteSize, T::InetAddress])
    .refine(refine::number),
    row(
        "{value} can not be converted to an octal type",
        &["bad-octal"],
        "`{value}` is not an octal number",
        "write digits from 0 to 7, as in `umask=022`",
    )
    .types(&[T::Octal]),
    row(
        "Invalid {option} value {value}",
        &["bad-octal", "unknown-owner", "bad-socket-backlog"],
        "`{option}` cannot be `{value}`",
        "write an octal mode such as 0700 for a mode, `user:group` for an owner, 1 to 65535 for a backlog",
    )
    .refine(refine::socket_value),
    row(
        "invalid 'autorestart' value {value:r}",
        &["bad-autorestart"],
        "`{value}` is none of true, false and unexpected",
        "write `true` for always, `false` for never, `unexpected` for all exit codes but those of `exitcodes`",
    )
    .option("autorestart"),
    row(
        "not a valid boolean value: {value:r}",
        &["bad-boolean"],
        "`{value}` is neither true nor false",
        "write `true` or `false`",
    )
    .types(&[T::Boolean])
    .refine(refine::quoted),
    row(
        "not a valid list of exit codes: {value:r}",
        &["bad-exitcodes"],
        "`{value}` is no list of exit codes",
        "write numbers from 0 to 255 with commas between them",
    )
    .option("exitcodes")
    .refine(refine::quoted),
    row(
        "value {value:r} is not a valid signal name",
        &["bad-signal"],
        "there is no signal `{value}`",
        "write one name, such as TERM, INT, QUIT or HUP, or a number",
    )
    .option("stopsignal")
    .refine(refine::quoted),
    row(
        "value {value:r} is not a valid signal number",
        &["bad-signal"],
        "there is no signal numbered {value}",
        "write a name such as TERM, INT, QUIT or HUP, or a number from 1 to 31",
    )
    .option("stopsignal"),
    row(
        "bad logging level name {value:r}",
        &["bad-loglevel"],
        "there is no log level `{value}`",
        "write one of critical, error, warn, info, debug, trace and blather",
    )
    .option("loglevel")
    .refine(refine::quoted),
    row(
        "{value} is not an existing directory",
        &["missing-directory"],
        "the directory `{value}` does not exist",
        "create the directory before supervisord starts, or correct the path",
    )
    .types(&[T::Directory])
    .refine(refine::quoted),
    row(
        "The directory named as part of the path {value} does not exist",
        &["missing-log-directory"],
        "the directory that `{value}` is to be in does not exist",
        "create the directory before supervisord starts: Supervisor does not; one missing directory keeps every program from starting",
    )
    .types(&[T::LogFile, T::DirPath]),
    row(
        "Invalid user name {value}",
        &["unknown-user"],
        "there is no user `{value}` on the machine",
        "create the user, or write the name of one that exists, without a group",
    )
    .option("user")
    .refine(refine::quoted),
    row(
        "Invalid user id {value}",
        &["unknown-user"],
        "there is no user with the id {value} on the machine",
        "create the user, or write the name of one that exists",
    )
    .option("user"),
    row(
        "Invalid name: {value:r} because of character: {character:r}",
        &["invalid-name"],
        "the name `{value}` contains `{character}`",
        "write a name without blanks, `:` and `/`",
    ),
    row(
        "Unexpected end of key/value pairs in value '{value}'",
        &["environment-syntax", "environment-missing-comma", "environment-unquoted-value"],
        "`{value}` is no list of variables",
        "write `KEY=\"value\",KEY2=\"value2\"`: commas between variables, quotes around values",
    )
    .option("environment"),
    row(
        "No closing quotation",
        &["environment-unclosed-quote", "hash-in-environment", "inline-semicolon-truncates"],
        "a quotation mark in `environment` has no partner",
        "close it; a blank followed by `;` or `#` cuts the line even inside quotes",
    )
    .option("environment"),
    row(
        "embedded null byte",
        &["nul-byte"],
        "a name or path contains a NUL byte",
        "remove it: the file may be damaged, or be no text at all",
    ),
    // Programs.
    row(
        "program section {section} does not specify a command",
        &["missing-command"],
        "[{section}] has no `command`",
        "add a line `command=/path/to/program`",
    )
    .option("command"),
    row(
        "%(process_num) must be present within process_name when numprocs > 1",
        &["numprocs-needs-process-num"],
        "several processes would all have the same name",
        "write `process_name=%(program_name)s_%(process_num)02d`",
    )
    .option("process_name"),
    row(
        "Cannot set stopasgroup=true and killasgroup=false",
        &["stopasgroup-killasgroup-conflict"],
        "`stopasgroup=true` implies `killasgroup=true`",
        "remove the line with `killasgroup`",
    )
    .option("killasgroup"),
    // Groups.
    row(
        "[{section}] names unknown program or fcgi-program {value}",
        &["group-unknown-program"],
        "a group lists the program `{value}`, which does not exist",
        "correct the name in `programs`, or add a section [program:{value}]",
    )
    .option("programs")
    .refine(refine::wrong_group),
    row(
        "[{section}] name {value} is ambiguous (exists as program and fcgi-program)",
        &["program-fcgi-ambiguous"],
        "`{value}` is both a program and an fcgi-program",
        "rename [program:{value}] or [fcgi-program:{value}]",
    )
    .option("programs"),
    // Plug-ins.
    row(
        "section [{section}] does not specify a supervisor.rpcinterface_factory",
        &["missing-factory"],
        "[{section}] does not say what makes the interface",
        "add `supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface`",
    )
    .option("supervisor.rpcinterface_factory"),
    row(
        "section [{section}] does not specify a supervisor.ctl_factory",
        &["missing-factory"],
        "[{section}] does not say what makes the plug-in",
        "add `supervisor.ctl_factory=module:function`, or remove the section",
    )
    .option("supervisor.ctl_factory"),
    row(
        "{value} cannot be resolved within [{section}]",
        &["unresolvable-factory", "in-process-plugin"],
        "`{value}` cannot be found: it is no importable `module:function` of the Python that runs Supervisor",
        "install the package for the same Python as Supervisor, or correct the spelling",
    ),
    // Event listeners.
    row(
        "[{section}] section requires an \"events\" line",
        &["listener-without-events"],
        "[{section}] subscribes to no events",
        "add a line such as `events=PROCESS_STATE`",
    )
    .option("events"),
    row(
        "Unknown event type {value} in [{section}] events",
        &["unknown-event"],
        "`{value}` is no event type",
        "write types of the manual with commas between them, such as `events=PROCESS_STATE,TICK_60`",
    )
    .option("events"),
    row(
        "[{section}] section sets invalid buffer_size ({value})",
        &["listener-bad-buffer"],
        "`buffer_size` must be at least 1, not {value}",
        "write a number from 1 on, or remove the line for the default, 10",
    )
    .option("buffer_size"),
    row(
        "[{section}] section sets redirect_stderr=true but this is not allowed because it will interfere with the eventlistener \
         protocol",
        &["eventlistener-redirect-stderr"],
        "the listener's standard error would get into the event protocol",
        "remove the line with `redirect_stderr`",
    )
    .option("redirect_stderr"),
    // FastCGI.
    row(
        "[{section}] section requires a \"socket\" line",
        &["fcgi-missing-socket"],
        "[{section}] has no `socket`",
        "add a line such as `socket=unix:///run/program.sock`",
    )
    .option("socket"),
    row(
        "('Unix socket path %s is not an absolute path', {value:r}) in [{section}] socket",
        &["fcgi-bad-socket"],
        "`{value}` is a relative path",
        "write an absolute path after `unix://`, which makes three slashes: `socket=unix:///{value}`",
    )
    .option("socket"),
    row(
        "('Bad socket format %s', {value:r}) in [{section}] socket",
        &["fcgi-bad-socket"],
        "`{value}` is no socket",
        "write `unix:///path` or `tcp://host:port`",
    )
    .option("socket"),
    row(
        "{value} is below lower bound (1) in [{section}] socket",
        &["fcgi-bad-socket"],
        "there is no port {value}",
        "write a port between 1 and 65535, or use `unix:///path`",
    )
    .option("socket"),
    row(
        "{value} is above upper bound (65535) in [{section}] socket",
        &["fcgi-bad-socket"],
        "there is no port {value}",
        "write a port between 1 and 65535, or use `unix:///path`",
    )
    .option("socket"),
    row(
        "socket_owner and socket_mode params should only be used with a Unix domain socket in [{section}] socket",
        &["fcgi-socket-ownership"],
        "a TCP socket has no owner and no mode",
        "remove `socket_owner` and `socket_mode`, or use a `unix://` socket",
    )
    .option("socket"),
    // Servers.
    row(
        "section [{section}] has no port value",
        &["server-missing-address"],
        "[{section}] has no `port`",
        "add a line such as `port=127.0.0.1:9001`",
    )
    .option("port"),
    row(
        "section [{section}] has no file value",
        &["server-missing-address"],
        "[{section}] has no `file`",
        "add a line such as `file=/run/supervisor.sock`",
    )
    .option("file"),
    row(
        "not a valid port number: {value:r}",
        &["inet-port-malformed"],
        "`{value}` is neither a port nor `host:port`",
        "write `port=127.0.0.1:9001` with a port between 1 and 65535",
    )
    .option("port")
    .refine(refine::quoted),
    row(
        "no port number specified in ''",
        &["inet-port-malformed"],
        "nothing follows the colon of `port`",
        "write `port=127.0.0.1:9001` with a port between 1 and 65535",
    )
    .option("port"),
    row(
        "{value} is below lower bound (1)",
        &["inet-port-malformed"],
        "there is no port {value}",
        "write `port=127.0.0.1:9001` with a port between 1 and 65535",
    )
    .option("port"),
    row(
        "{value} is above upper bound (65535)",
        &["inet-port-malformed"],
        "there is no port {value}",
        "write `port=127.0.0.1:9001` with a port between 1 and 65535",
    )
    .option("port"),
    row(
        "Section [{section}] contains incomplete authentication: {_}",
        &["incomplete-auth"],
        "[{section}] has only one of `username` and `password`",
        "write both, or none",
    ),
];
