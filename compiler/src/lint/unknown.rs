//! Options and sections that Supervisor passes over: why each is there, so that exactly one rule reports it.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

use supervisor_grammar::Entry;

use super::{Section, Subject};
use crate::compile::{Opt, nearest};
use crate::schema::SectionKind;
use crate::sources::FileId;

/// An option that its section does not know.
#[derive(Clone, Copy)]
pub(crate) struct Unknown<'s> {
    /// Its section.
    pub(crate) section: Section<'s>,
    /// The kind of its section.
    pub(crate) kind: SectionKind,
    /// The option.
    pub(crate) option: Opt<'s>,
    /// Why it is there.
    pub(crate) why: Why,
}

/// Why an option that nobody knows stands in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It was meant to continue `environment`, and is not indented.
    Environment,
    /// It was meant to continue `command`, whose line ends in a backslash.
    Command,
    /// Other options refer to it by `%(name)s`.
    Custom,
    /// It is read by a plug-in: the one of this name.
    Plugin(&'static str),
    /// It was an option of Supervisor 2: the one to write instead.
    Leftover(Option<&'static str>),
    /// It belongs to another program: this one.
    Foreign(&'static str),
    /// Sections of these kinds have it.
    Elsewhere(&'static str),
    /// Nobody knows.
    Nobody,
}

/// All of a configuration. Options that are allowed (`--allow-option`) are left out, and those of plug-ins that are there.
pub(super) fn all<'s>(subject: &Subject<'s>) -> Vec<Unknown<'s>> {
    let mut all = Vec::new();
    // Both are made when the first unknown option is met: few configurations have any.
    let unclosed = LazyCell::new(|| unclosed_headers(subject));
    for section in subject.sections() {
        let Some(kind) = section.kind().filter(|kind| !kind.is_open()) else { continue };
        let referred = LazyCell::new(|| referred_to(section));
        for option in section.options() {
            // Most options are known, and their keys need not be made.
            if !option.inherited
                && kind.option(&option.key()).is_none()
                && !is_below(subject, &unclosed, option)
            {
                let why = why(subject, &referred, kind, option);
                all.extend(why.map(|why| Unknown { section, kind, option, why }));
            }
        }
    }
    all
}

/// The headers without their `]`, in order, file by file. A rule of their own reports them.
fn unclosed_headers(subject: &Subject<'_>) -> HashMap<FileId, Vec<u32>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for file in subject.files() {
        let entries = file.blocks.iter().flat_map(|block| &block.entries);
        for entry in entries.filter(|entry| entry.is_unclosed_header(&file.text)) {
            all.entry(file.id).or_default().push(entry.key.start);
        }
    }
    all
}

/// True for such a header, and for what stands below one: it was meant for the section that it would begin.
fn is_below(subject: &Subject<'_>, unclosed: &HashMap<FileId, Vec<u32>>, option: Opt<'_>) -> bool {
    let place = option.key_location();
    let Some(headers) = unclosed.get(&place.file) else { return false };
    let next = headers.partition_point(|header| *header <= place.span.start);
    let above = next.checked_sub(1).and_then(|last| headers.get(last));
    let block = subject.block_at(place);
    above.zip(block).is_some_and(|(above, block)| *above > block.header.start)
}

/// The names between `%(` and `)` in the values of a section.
fn referred_to(section: Section<'_>) -> HashSet<String> {
    let names = |text: &str| -> Vec<String> {
        text.split("%(").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())).collect()
    };
    section.options().flat_map(|option| names(&option.text())).collect()
}

fn why<'s>(
    subject: &Subject<'s>,
    referred: &impl Deref<Target = HashSet<String>>,
    kind: SectionKind,
    option: Opt<'s>,
) -> Option<Why> {
    let key = option.key();
    if subject.settings().allowed_options.iter().any(|allowed| allowed.eq_ignore_ascii_case(&key)) {
        return None;
    }
    // `{% if x == 1 %}`: the line of a template.
    if key.starts_with(['{', '<']) {
        return None;
    }
    if let Some(why) = continues(subject, kind, option) {
        return Some(why);
    }
    if referred.contains(&*key) {
        return Some(Why::Custom);
    }
    if let Some((_, plugin)) = PLUGIN_OPTIONS.iter().find(|(known, _)| *known == key) {
        let runs = |name: &str| subject.programs().iter().any(|program| runs(program, name));
        return (!runs(plugin)).then_some(Why::Plugin(plugin));
    }
    let known = |table: &'static [(Place, &'static str, &'static str)]| {
        table.iter().find(|(place, name, _)| place.has(kind) && *name == key).map(|(_, _, what)| *what)
    };
    let leftover = known(LEFTOVERS).map(|instead| Why::Leftover((!instead.is_empty()).then_some(instead)));
    let why =
        leftover.or_else(|| known(HINTS).map(Why::Elsewhere)).or_else(|| known(FOREIGN).map(Why::Foreign));
    Some(why.or_else(|| elsewhere(kind, &key).map(Why::Elsewhere)).unwrap_or(Why::Nobody))
}

/// True when a program's command names the plug-in.
fn runs(program: &super::Program<'_>, plugin: &str) -> bool {
    program.command.as_ref().is_some_and(|command| command.text.replace('-', "_").contains(plugin))
}

/// So many lines above an option are looked at: nobody forgets to indent more.
const LONGEST_LIST: usize = 200;

/// Whether the option was meant to continue the one above.
fn continues(subject: &Subject<'_>, kind: SectionKind, option: Opt<'_>) -> Option<Why> {
    let text = &**option.file.text;
    let block = subject.block_at(option.key_location())?;
    let at = block.entries.partition_point(|entry| entry.key.start < option.entry.key.start);
    let mut line = block.entries.get(at)?;
    for above in block.entries.get(..at)?.iter().rev().take(LONGEST_LIST) {
        let joined = match &*above.key(text) {
            "environment" => {
                (follows(above, line, text) || is_variable(line, text)).then_some(Why::Environment)
            }
            "command" => ends_in_backslash(above, text).then_some(Why::Command),
            known if kind.option(known).is_some() => None,
            // A line of the same kind: what is above it decides.
            _ if follows(above, line, text) || is_variable(line, text) || ends_in_backslash(above, text) => {
                line = above;
                continue;
            }
            _ => None,
        };
        return joined;
    }
    None
}

fn follows(above: &Entry, line: &Entry, text: &str) -> bool {
    let value = above.value(text);
    value.text().ends_with(',') && !line.key.of(text).contains(char::is_whitespace)
}

/// `NAME="value"`, as nobody writes an option.
fn is_variable(line: &Entry, text: &str) -> bool {
    let name = line.key.of(text);
    let upper = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    upper
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && line.value(text).text().starts_with(['"', '\''])
}

fn ends_in_backslash(entry: &Entry, text: &str) -> bool {
    entry.value(text).text().ends_with('\\')
}

/// The section that has the option, as a person would name it.
fn elsewhere(kind: SectionKind, key: &str) -> Option<&'static str> {
    const OTHERS: [(SectionKind, &str); 8] = [
        (SectionKind::Supervisord, "[supervisord]"),
        (SectionKind::Program, "a program"),
        (SectionKind::EventListener, "an [eventlistener:x]"),
        (SectionKind::FcgiProgram, "an [fcgi-program:x]"),
        (SectionKind::Group, "a [group:x]"),
        (SectionKind::Supervisorctl, "[supervisorctl]"),
        (SectionKind::UnixHttpServer, "[unix_http_server]"),
        (SectionKind::InetHttpServer, "[inet_http_server]"),
    ];
    let mut others = OTHERS.into_iter().filter(|(other, _)| *other != kind && other.option(key).is_some());
    let (_, name) = others.next()?;
    // `file` in a program is a typing error rather than a matter of the wrong section.
    let server = matches!(kind, SectionKind::UnixHttpServer | SectionKind::InetHttpServer);
    (key.len() > 4 || key == "user" || server).then_some(name)
}

impl<'s> Unknown<'s> {
    /// The option that was most likely meant.
    pub(crate) fn nearest(&self) -> Option<&'static str> {
        let key = self.option.key();
        nearest(&key, self.kind.options().iter().map(|row| row.name))
    }

    /// True when the section has an option of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.section.option(name).is_some()
    }
}

/// In which sections a row of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Those that make processes.
    Programs,
    /// `[supervisord]`.
    Daemon,
    /// Both servers.
    Servers,
    /// Any.
    Any,
}

impl Place {
    fn has(self, kind: SectionKind) -> bool {
        match self {
            Place::Programs => kind.has_processes(),
            Place::Daemon => kind == SectionKind::Supervisord,
            Place::Servers => matches!(kind, SectionKind::UnixHttpServer | SectionKind::InetHttpServer),
            Place::Any => true,
        }
    }
}

/// Options that event listeners read out of the configuration by themselves, and what their command contains.
const PLUGIN_OPTIONS: &[(&str, &str)] = &[
    ("dependent_startup", "supervisord_dependent_startup"),
    ("dependent_startup_inherit_priority", "supervisord_dependent_startup"),
    ("dependent_startup_wait_for", "supervisord_dependent_startup"),
];

/// Options of Supervisor 2, and what stands for them today (empty: a section of its own).
const LEFTOVERS: &[(Place, &str, &str)] = &[
    (Place::Programs, "log_stderr", "redirect_stderr"),
    (Place::Programs, "log_stdout", ""),
    (Place::Programs, "logfile", "stdout_logfile"),
    (Place::Programs, "logfile_backups", "stdout_logfile_backups"),
    (Place::Programs, "logfile_maxbytes", "stdout_logfile_maxbytes"),
    (Place::Daemon, "http_password", ""),
    (Place::Daemon, "http_port", ""),
    (Place::Daemon, "http_username", ""),
    (Place::Daemon, "sockchmod", ""),
    (Place::Daemon, "sockchown", ""),
    (Place::Daemon, "xmlrpc_password", ""),
    (Place::Daemon, "xmlrpc_port", ""),
    (Place::Daemon, "xmlrpc_username", ""),
];

/// Options that are wrong in these sections, and what is to be written there.
const HINTS: &[(Place, &str, &str)] = &[
    (Place::Servers, "address", "`port`, as in `port=127.0.0.1:9001`"),
    (Place::Servers, "bind", "`port`, as in `port=127.0.0.1:9001`"),
    (Place::Servers, "host", "`port`, as in `port=127.0.0.1:9001`"),
    (Place::Servers, "listen", "`port`, as in `port=127.0.0.1:9001`"),
    (Place::Servers, "user", "`username`, or a program or [supervisord]"),
];

const GO: &str = "the supervisord that is written in Go (ochinchina/supervisord)";
const SYSTEMD: &str = "systemd";
const COMPOSE: &str = "Docker Compose";
const UWSGI: &str = "uWSGI";
const CIRCUS: &str = "Circus";
const PM2: &str = "PM2";

/// Options of other programs. Options whose names Supervisor's other sections have are not here.
const FOREIGN: &[(Place, &str, &str)] = &[
    (Place::Programs, "cap_add", COMPOSE),
    (Place::Programs, "container_name", COMPOSE),
    (Place::Programs, "copy_env", CIRCUS),
    (Place::Programs, "cron", GO),
    (Place::Programs, "depends_on", GO),
    (Place::Programs, "die-on-term", UWSGI),
    (Place::Programs, "entrypoint", COMPOSE),
    (Place::Programs, "env_file", COMPOSE),
    (Place::Any, "envfiles", GO),
    (Place::Programs, "environmentfile", SYSTEMD),
    (Place::Programs, "exec_mode", PM2),
    (Place::Programs, "execreload", SYSTEMD),
    (Place::Programs, "execstart", SYSTEMD),
    (Place::Programs, "execstartpre", SYSTEMD),
    (Place::Programs, "execstop", SYSTEMD),
    (Place::Programs, "graceful_timeout", CIRCUS),
    (Place::Programs, "group", GO),
    (Place::Programs, "killmode", SYSTEMD),
    (Place::Programs, "killsignal", SYSTEMD),
    (Place::Programs, "limitnofile", SYSTEMD),
    (Place::Programs, "max_memory_restart", PM2),
    (Place::Programs, "numprocesses", CIRCUS),
    (Place::Programs, "restart_cmd_when_binary_changed", GO),
    (Place::Programs, "restart_directory_monitor", GO),
    (Place::Programs, "restart_file_pattern", GO),
    (Place::Programs, "restart_signal_when_binary_changed", GO),
    (Place::Programs, "restart_signal_when_file_changed", GO),
    (Place::Programs, "restart_when_binary_changed", GO),
    (Place::Programs, "restartpause", GO),
    (Place::Programs, "restartsec", SYSTEMD),
    (Place::Programs, "standarderror", SYSTEMD),
    (Place::Programs, "standardoutput", SYSTEMD),
    (Place::Programs, "stop_grace_period", COMPOSE),
    (Place::Programs, "stop_signal", COMPOSE),
    (Place::Programs, "stderr_syslog_facility", GO),
    (Place::Programs, "stderr_syslog_stderr_priority", GO),
    (Place::Programs, "stderr_syslog_tag", GO),
    (Place::Programs, "stdout_syslog_facility", GO),
    (Place::Programs, "stdout_syslog_stdout_priority", GO),
    (Place::Programs, "stdout_syslog_tag", GO),
    (Place::Any, "syslog_facility", GO),
    (Place::Any, "syslog_stderr_priority", GO),
    (Place::Any, "syslog_stdout_priority", GO),
    (Place::Any, "syslog_tag", GO),
    (Place::Programs, "timeoutstartsec", SYSTEMD),
    (Place::Programs, "timeoutstopsec", SYSTEMD),
    (Place::Programs, "vacuum", UWSGI),
    (Place::Programs, "wantedby", SYSTEMD),
    (Place::Programs, "working_dir", COMPOSE),
    (Place::Programs, "workingdirectory", SYSTEMD),
];

/// Sections of other programs.
const FOREIGN_SECTIONS: &[(&str, &str)] = &[
    ("circus", CIRCUS),
    ("Install", SYSTEMD),
    ("program-default", GO),
    ("Service", SYSTEMD),
    ("Unit", SYSTEMD),
    ("uwsgi", UWSGI),
    ("watcher:", CIRCUS),
];

/// What is wrong with a section that nobody knows, or only by accident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// White space in its name: what would be known.
    WhiteSpace(String),
    /// It needs a name after a colon.
    Nameless,
    /// It belongs to another program.
    Foreign(&'static str),
    /// It only begins with the name of a server's section.
    Server(SectionKind),
    /// Nobody knows it.
    Unknown,
}

/// What is wrong with a section's name; none: nothing.
pub(crate) fn fault(section: Section<'_>) -> Option<Fault> {
    let name = section.name();
    match section.kind() {
        Some(kind @ (SectionKind::UnixHttpServer | SectionKind::InetHttpServer)) => {
            let rest = name.strip_prefix(kind.prefix()).unwrap_or_default();
            return (!rest.is_empty()).then_some(Fault::Server(kind));
        }
        Some(kind) => {
            let needed = kind.prefix().ends_with(':') && section.bare_name().is_empty();
            return needed.then_some(Fault::Nameless);
        }
        None => {}
    }
    let bare: String = match name.split_once(':') {
        Some((kind, rest)) => format!("{}:{}", kind.trim(), rest.trim()),
        None => name.trim().to_owned(),
    };
    if bare != name && SectionKind::of(&bare).is_some() {
        return Some(Fault::WhiteSpace(bare));
    }
    if SectionKind::of(&format!("{bare}:")).is_some() {
        return Some(Fault::Nameless);
    }
    let foreign = FOREIGN_SECTIONS
        .iter()
        .find(|(known, _)| if known.ends_with(':') { name.starts_with(known) } else { name == *known });
    Some(foreign.map_or(Fault::Unknown, |(_, whose)| Fault::Foreign(whose)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_do_not_hide_options() {
        for (place, key, _) in FOREIGN.iter().chain(LEFTOVERS).chain(HINTS) {
            assert_eq!(*key, key.to_lowercase());
            for kind in SectionKind::ALL.into_iter().filter(|kind| place.has(*kind)) {
                assert!(kind.option(key).is_none(), "{key}");
            }
        }
    }
}
