//! The processes of one section (spec-config §3.4): what `[program:x]`, `[fcgi-program:x]` and
//! `[eventlistener:x]` have in common.

use std::sync::Arc;

use super::Wanted;
use super::context::{Context, ROOM, Room};
use super::environment;
use super::explain::Words;
use super::findings::Findings;
use super::reader::{Found, Reader};
use super::table::Section;
use crate::convert::{self, ConvertError, python};
use crate::diagnostic::{Code, Label};
use crate::plan::{
    AutoRestart, Channel, Environment, LogFile, LogLevel, Notice, Process, ServerUrl, Setting, Signal,
    UserRef,
};
use crate::schema::{OptionRow, SectionKind, program as rows};

/// More processes than this are refused. The original would go on until its memory is used up.
const MOST_PROCESSES: i64 = 100_000;

/// What is read once per section.
struct Once {
    name: String,
    priority: Setting<i64>,
    autostart: Setting<bool>,
    autorestart: Setting<AutoRestart>,
    startsecs: Setting<i64>,
    startretries: Setting<i64>,
    stopsignal: Setting<Signal>,
    stopwaitsecs: Setting<i64>,
    stopasgroup: Setting<bool>,
    killasgroup: Setting<bool>,
    exitcodes: Setting<Vec<u8>>,
    redirect_stderr: Setting<bool>,
    numprocs: Setting<i64>,
    numprocs_start: Setting<i64>,
    stdout: Stream,
    stderr: Stream,
    serverurl: Setting<ServerUrl>,
    user: Setting<Option<UserRef>>,
    umask: Setting<Option<i64>>,
}

/// What is read once per section of an output stream.
struct Stream {
    rows: &'static StreamRows,
    capture_maxbytes: Setting<i64>,
    events_enabled: Setting<bool>,
}

struct StreamRows {
    logfile: &'static OptionRow,
    logfile_maxbytes: &'static OptionRow,
    logfile_backups: &'static OptionRow,
    capture_maxbytes: &'static OptionRow,
    events_enabled: &'static OptionRow,
    syslog: &'static OptionRow,
}

static STDOUT: StreamRows = StreamRows {
    logfile: &rows::STDOUT_LOGFILE,
    logfile_maxbytes: &rows::STDOUT_LOGFILE_MAXBYTES,
    logfile_backups: &rows::STDOUT_LOGFILE_BACKUPS,
    capture_maxbytes: &rows::STDOUT_CAPTURE_MAXBYTES,
    events_enabled: &rows::STDOUT_EVENTS_ENABLED,
    syslog: &rows::STDOUT_SYSLOG,
};

static STDERR: StreamRows = StreamRows {
    logfile: &rows::STDERR_LOGFILE,
    logfile_maxbytes: &rows::STDERR_LOGFILE_MAXBYTES,
    logfile_backups: &rows::STDERR_LOGFILE_BACKUPS,
    capture_maxbytes: &rows::STDERR_CAPTURE_MAXBYTES,
    events_enabled: &rows::STDERR_EVENTS_ENABLED,
    syslog: &rows::STDERR_SYSLOG,
};

/// The processes that `section` makes as a member of the group called `group`, sorted by (priority, name).
/// Faulty ones are left out, and all of them when no plan is wanted.
pub(super) fn processes(
    cx: &Context<'_>,
    section: &Section<'_>,
    group: &str,
    findings: &mut Findings,
    notices: &mut Vec<Notice>,
) -> Vec<Process> {
    let name = bare_name(section);
    let mut read = Reader::new(cx, section, findings).with_program(python::strip(name), group);
    let name = section_name(&mut read, name);
    let once = Once::read(&mut read, name);
    check_names(&mut read, &once);
    check_groups(&mut read, &once);
    let count = count(&mut read, &once);
    read.set_number(rows::NUMPROCS.name, once.numprocs.value);
    let mut processes = Vec::new();
    for number in 0..count {
        read.set_number("process_num", once.numprocs_start.value.saturating_add(number));
        let Some(process) = once.process(&mut read, notices) else { continue };
        match cx.take_room(size(&process)) {
            Room::Enough => {}
            Room::UsedUp => {
                let why = format!("and of the sections before it take more than {} MB", ROOM >> 20);
                too_many(&mut read, &once, &why);
                break;
            }
            // Told once: of a million sections that find no room any more, the first is enough.
            Room::Told => break,
        }
        if cx.wanted == Wanted::Plan && read.has_errors() {
            // There will be no plan: the processes are read for what is wrong with them.
            continue;
        }
        if processes.is_empty() {
            // Exactly: a vector that grows makes room for four at once.
            processes.reserve_exact(usize::try_from(count).unwrap_or(0));
        }
        processes.push(process);
    }
    processes.sort_by(|a, b| (a.priority.value, &a.name.value).cmp(&(b.priority.value, &b.name.value)));
    processes
}

/// About as many bytes as a process takes: its texts, and everything else.
fn size(process: &Process) -> usize {
    let file = |channel: &Channel| match &channel.logfile.value {
        LogFile::File(path) => path.as_os_str().len(),
        LogFile::None | LogFile::Auto => 0,
    };
    let variables = process.environment.value.iter();
    1024 + process.name.value.len()
        + process.command.value.len()
        + process.directory.value.as_ref().map_or(0, String::len)
        + file(&process.stdout)
        + file(&process.stderr)
        + variables.map(|(key, setting)| 64 + key.len() + setting.value.len()).sum::<usize>()
}

/// What follows the colon in a section's name, not trimmed.
pub(super) fn bare_name<'t>(section: &Section<'t>) -> &'t str {
    SectionKind::of(section.name).map_or("", |(_, name)| name)
}

/// The name that a section gives to its program or group, trimmed. A faulty one is reported, and used all the
/// same.
pub(super) fn section_name(read: &mut Reader<'_, '_>, name: &str) -> String {
    match convert::name(name) {
        Ok(name) => name,
        Err(error) => {
            read.bad_section_name(name, &error);
            python::strip(name).to_owned()
        }
    }
}

impl Once {
    fn read(read: &mut Reader<'_, '_>, name: String) -> Self {
        let machine = read.cx.machine;
        let priority = read.setting(&rows::PRIORITY, convert::integer);
        let autostart = read.setting(&rows::AUTOSTART, convert::boolean);
        let autorestart = read.setting(&rows::AUTORESTART, convert::autorestart);
        let startsecs = read.setting(&rows::STARTSECS, convert::integer);
        let startretries = read.setting(&rows::STARTRETRIES, convert::integer);
        let stopsignal = read.setting(&rows::STOPSIGNAL, convert::signal);
        let stopwaitsecs = read.setting(&rows::STOPWAITSECS, convert::integer);
        let stopasgroup = read.setting(&rows::STOPASGROUP, convert::boolean);
        let killasgroup = match read.optional(&rows::KILLASGROUP, convert::boolean) {
            Setting { value: Some(value), origin } => Setting::new(value, origin),
            Setting { value: None, .. } => stopasgroup,
        };
        let exitcodes = read.setting(&rows::EXITCODES, convert::exit_codes);
        let redirect_stderr = read.setting(&rows::REDIRECT_STDERR, convert::boolean);
        let numprocs = read.setting(&rows::NUMPROCS, convert::integer);
        let numprocs_start = read.setting(&rows::NUMPROCS_START, convert::integer);
        let stdout = Stream::read(read, &STDOUT);
        let stderr = Stream::read(read, &STDERR);
        let serverurl = read
            .optional(&rows::SERVERURL, |text| Ok(server_url(text)))
            .map(|url| url.unwrap_or(ServerUrl::Auto));
        let user = read.optional(&rows::USER, |text| convert::user(text, machine));
        let umask = read.optional(&rows::UMASK, convert::octal);
        Self {
            name,
            priority,
            autostart,
            autorestart,
            startsecs,
            startretries,
            stopsignal,
            stopwaitsecs,
            stopasgroup,
            killasgroup,
            exitcodes,
            redirect_stderr,
            numprocs,
            numprocs_start,
            stdout,
            stderr,
            serverurl,
            user,
            umask,
        }
    }

    /// One process, in the order of spec-config §2.4.
    fn process(&self, read: &mut Reader<'_, '_>, notices: &mut Vec<Notice>) -> Option<Process> {
        let environment = process_environment(read);
        let directory = read.optional(&rows::DIRECTORY, text);
        let (stdout, _) = self.stdout.channel(read, notices);
        let (mut stderr, stderr_named) = self.stderr.channel(read, notices);
        if self.redirect_stderr.value {
            if stderr_named {
                notices.push(warn(format!(
                    "For [{}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename \
                     has been ignored",
                    read.section.name
                )));
            }
            stderr.logfile = Setting::new(LogFile::None, self.redirect_stderr.origin);
        }
        let command = command(read);
        let name = self.process_name(read);
        Some(Process {
            name: name?,
            command: command?,
            directory,
            umask: self.umask,
            priority: self.priority,
            autostart: self.autostart,
            autorestart: self.autorestart,
            startsecs: self.startsecs,
            startretries: self.startretries,
            exitcodes: self.exitcodes.clone(),
            stopsignal: self.stopsignal,
            stopwaitsecs: self.stopwaitsecs,
            stopasgroup: self.stopasgroup,
            killasgroup: self.killasgroup,
            user: self.user.clone(),
            redirect_stderr: self.redirect_stderr,
            stdout,
            stderr,
            environment,
            serverurl: self.serverurl.clone(),
            fastcgi: None,
        })
    }

    fn process_name(&self, read: &mut Reader<'_, '_>) -> Option<Setting<String>> {
        let row = &rows::PROCESS_NAME;
        let Some(raw) = read.raw(row) else { return Some(Setting::default_value(self.name.clone())) };
        // Being a name, it is trimmed: a value may begin on its second line.
        match read.expand(row.name, &raw.stripped(), Some(row.name), 1) {
            Found::Value(given) => Some(Setting::new(given.text().to_owned(), given.origin())),
            Found::Absent | Found::Faulty(_) => None,
        }
    }
}

impl Stream {
    fn read(read: &mut Reader<'_, '_>, rows: &'static StreamRows) -> Self {
        Self {
            rows,
            capture_maxbytes: read.setting(rows.capture_maxbytes, convert::byte_size),
            events_enabled: read.setting(rows.events_enabled, convert::boolean),
        }
    }

    /// The channel of one process, and whether its log file was given a name (an empty one counts).
    fn channel(&self, read: &mut Reader<'_, '_>, notices: &mut Vec<Notice>) -> (Channel, bool) {
        let rows = self.rows;
        let (logfile, named) = logfile(read, rows.logfile);
        let logfile_backups = read.setting(rows.logfile_backups, convert::integer);
        let logfile_maxbytes = read.setting(rows.logfile_maxbytes, convert::byte_size);
        let mut syslog = read.setting(rows.syslog, convert::boolean);
        let section = read.section.name;
        let option = rows.logfile.name;
        // No log file stands for the deprecated value `syslog`.
        let logfile = match logfile {
            Setting { value: Some(value), origin } => Setting::new(value, origin),
            Setting { value: None, origin } => {
                notices.push(warn(format!(
                    "For [{section}], {option}=syslog but this is deprecated and will be removed.  Use {}=true to \
                     enable syslog instead.",
                    rows.syslog.name
                )));
                syslog = Setting::new(true, origin);
                Setting::new(LogFile::None, origin)
            }
        };
        if logfile.value == LogFile::Auto && logfile_maxbytes.value == 0 {
            notices.push(warn(format!(
                "For [{section}], AUTO logging used for {option} without rollover, set maxbytes > 0 to avoid filling \
                 up filesystem unintentionally"
            )));
        }
        let channel = Channel {
            logfile,
            logfile_maxbytes,
            logfile_backups,
            capture_maxbytes: self.capture_maxbytes,
            events_enabled: self.events_enabled,
            syslog,
        };
        (channel, named)
    }
}

/// A log file goes through two expansions (spec-config §2.4). None stands for `syslog`.
fn logfile(read: &mut Reader<'_, '_>, row: &OptionRow) -> (Setting<Option<LogFile>>, bool) {
    let machine = read.cx.machine;
    let Some(raw) = read.raw(row) else { return (Setting::default_value(Some(LogFile::Auto)), false) };
    let mut found = read.expand(row.name, &raw, None, 2);
    if let Found::Value(given) = found {
        found = read.expand(row.name, &given, Some(row.name), 2);
    }
    match found {
        Found::Absent => (Setting::default_value(Some(LogFile::Auto)), false),
        Found::Faulty(origin) => (Setting::new(Some(LogFile::Auto), origin), false),
        Found::Value(given) => {
            let setting = read.convert(row, &given, |text| machine.logfile(text));
            let logfile = setting.map(|converted| converted.unwrap_or(Some(LogFile::Auto)));
            let named = given.text().is_empty() || matches!(logfile.value, Some(LogFile::File(_)));
            (logfile, named)
        }
    }
}

/// `[supervisord] environment`, updated with the program's own.
fn process_environment(read: &mut Reader<'_, '_>) -> Setting<Arc<Environment>> {
    let row = &rows::ENVIRONMENT;
    let daemon = &read.cx.daemon_environment;
    read.scope.next_process();
    let Some(raw) = read.raw(row) else { return Setting::default_value(daemon.clone()) };
    let origin = raw.origin();
    if let Found::Value(given) = read.expand(row.name, &raw, Some(row.name), 1)
        && let Some(own) = environment::parse(read, row, &given)
    {
        let merged = if daemon.is_empty() {
            Arc::new(own)
        } else {
            let mut merged = Environment::clone(daemon);
            merged.extend(own);
            Arc::new(merged)
        };
        read.scope.set_process(merged.clone());
        return Setting::new(merged, origin);
    }
    Setting::new(daemon.clone(), origin)
}

fn command(read: &mut Reader<'_, '_>) -> Option<Setting<String>> {
    let section = read.section.name;
    match read.value(&rows::COMMAND) {
        Found::Value(given) => Some(Setting::new(given.text().to_owned(), given.origin())),
        Found::Faulty(_) => None,
        Found::Absent => {
            let words = Words::new(
                Code::MISSING_COMMAND,
                format!("[{section}] has no `command`"),
                "`command` is missing",
                "add a line such as `command=/usr/bin/program --in-the-foreground`",
            );
            read.missing(
                rows::COMMAND.name,
                words,
                format!("program section {section} does not specify a command"),
            );
            None
        }
    }
}

/// The unexpanded process name must be a name, and tell the processes of a section apart.
fn check_names(read: &mut Reader<'_, '_>, once: &Once) {
    let row = &rows::PROCESS_NAME;
    let given = read.raw(row);
    if let Some(given) = &given
        && let Err(error) = convert::name(given.text())
    {
        let original = error.to_string();
        read.fault(row, given, &error, original);
    }
    let text = given.as_ref().map_or("", |given| given.text());
    if once.numprocs.value <= 1 || text.contains("%(process_num)") {
        return;
    }
    let number = once.numprocs.origin.location();
    let (place, other) = match (&given, number) {
        (Some(given), number) => (given.location(), number),
        (None, Some(location)) => (location, None),
        (None, None) => (read.section.header, None),
    };
    let count = once.numprocs.value;
    let other = other.map(|place| Label::new(place, format!("makes {count} processes")));
    let words = Words::new(
        Code::NUMPROCS_NEEDS_PROCESS_NUM,
        format!(
            "the {} processes of [{}] would all have the same name",
            once.numprocs.value, read.section.name
        ),
        "the name lacks `%(process_num)`",
        "write `process_name=%(program_name)s_%(process_num)02d`",
    );
    read.fault_between(
        place,
        other,
        words,
        "%(process_num) must be present within process_name when numprocs > 1".to_owned(),
    );
}

fn check_groups(read: &mut Reader<'_, '_>, once: &Once) {
    if !once.stopasgroup.value || once.killasgroup.value {
        return;
    }
    let place = once.killasgroup.origin.location().unwrap_or(read.section.header);
    let words = Words::new(
        Code::STOPASGROUP_KILLASGROUP_CONFLICT,
        "`killasgroup=false` contradicts `stopasgroup=true`",
        "must be true, too",
        "remove `killasgroup`: `stopasgroup=true` implies it",
    );
    let other =
        once.stopasgroup.origin.location().map(|place| Label::new(place, "implies `killasgroup=true`"));
    read.fault_between(place, other, words, "Cannot set stopasgroup=true and killasgroup=false".to_owned());
}

fn count(read: &mut Reader<'_, '_>, once: &Once) -> i64 {
    let wanted = once.numprocs.value;
    if wanted > MOST_PROCESSES {
        too_many(read, once, &format!("are more than {MOST_PROCESSES}"));
        return 1;
    }
    wanted
}

/// Reports a section that asks for more than any machine can run; `why`: what its processes do.
fn too_many(read: &mut Reader<'_, '_>, once: &Once, why: &str) {
    let place = once.numprocs.origin.location().unwrap_or(read.section.header);
    let section = read.section.name;
    let words = Words::new(
        Code::TOO_MANY_PROCESSES,
        format!("the {} processes of [{section}] {why}", once.numprocs.value),
        "asks for too much",
        "write a smaller `numprocs`, or fewer programs into one configuration",
    );
    // Our own words: the original has no such limit.
    read.fault_here(place, words, format!("the processes of [{section}] {why}"));
}

fn server_url(text: &str) -> ServerUrl {
    if python::strip(text).to_uppercase() == "AUTO" {
        ServerUrl::Auto
    } else {
        ServerUrl::Literal(text.to_owned())
    }
}

fn text(text: &str) -> Result<String, ConvertError> {
    Ok(text.to_owned())
}

fn warn(text: String) -> Notice {
    Notice { level: LogLevel::Warn, text }
}
