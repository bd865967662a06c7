//! Values of an option.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use supervisor_grammar::{Span, is_space};

use super::path::Wanted;
use super::{Completion, CompletionKind, expansion, path, section};
use crate::editor::at::{At, Given};
use crate::editor::{programs, words};
use crate::plan::{EventListener, EventType, LogLevel, RpcInterface, ServerKind, Signal};
use crate::plugins;
use crate::schema::{OptionRow, SectionKind, ValueType};
use crate::system::{Pipes, System};

/// What can be written where the cursor is in a value.
pub(super) fn values(at: &At<'_>, system: &dyn System) -> Vec<Completion> {
    let Some((given, offset)) = at.in_value() else { return Vec::new() };
    if at.on_value().is_some()
        && let Some(names) = expansion::names(at, &given, offset)
    {
        return names;
    }
    let Some(row) = given.row else { return Vec::new() };
    match row.value {
        ValueType::Events => events(at, &given, offset),
        ValueType::Programs => members(at, &given, offset),
        ValueType::User => users(at, system, whole(at, &given), ""),
        ValueType::UserGroup => owners(at, system, &given),
        ValueType::Boolean => keywords(at, &given, row, &["true", "false"]),
        ValueType::AutoRestart => keywords(at, &given, row, &["unexpected", "true", "false"]),
        ValueType::LogLevel => keywords(at, &given, row, &LogLevel::ALL.map(|(_, name, _)| name)),
        ValueType::Signal => signals(at, &given, row),
        ValueType::LogFile => {
            let mut found = paths(at, system, &given, offset, &at.analysis.options().cwd, Wanted::All);
            if found.is_empty() {
                found = keywords(at, &given, row, &["AUTO", "NONE", "/dev/stdout", "/dev/stderr"]);
            }
            found
        }
        ValueType::ServerUrl => keywords(at, &given, row, &["AUTO"]),
        ValueType::EntryPoint => entry_points(at, &given, row),
        ValueType::DirPath => paths(at, system, &given, offset, &at.analysis.options().cwd, Wanted::All),
        ValueType::Directory => {
            paths(at, system, &given, offset, &at.analysis.options().cwd, Wanted::Directories)
        }
        ValueType::Patterns => {
            paths(at, system, &given, offset, at.analysis.main_directory().as_ref(), Wanted::All)
        }
        ValueType::Text => texts(at, system, &given, offset),
        ValueType::Name => process_names(at, &given, row),
        ValueType::Integer
        | ValueType::ByteSize
        | ValueType::Octal
        | ValueType::ExitCodes
        | ValueType::Environment => defaults(at, &given, row),
        ValueType::InetAddress => addresses(at, &given, &[("127.0.0.1:9001", "from this machine only")]),
        ValueType::FcgiSocket => sockets(at, system, &given, offset),
    }
}

/// The whole value, or the empty place under the cursor.
fn whole(at: &At<'_>, given: &Given<'_>) -> Span {
    within(at, given, given.entry.value_span())
}

/// Where the part of a value stands, or the empty place under the cursor.
fn part(at: &At<'_>, given: &Given<'_>, range: Range<usize>) -> Span {
    within(at, given, given.locate(range).span)
}

/// What of a span is on the line of the cursor: nothing is replaced over line ends.
fn within(at: &At<'_>, given: &Given<'_>, span: Span) -> Span {
    let holds = |span: &Span| (span.start as usize) <= at.offset && at.offset <= span.end as usize;
    let line = given.entry.pieces.iter().find(|piece| holds(piece));
    let span = line.map(|line| Span { start: span.start.max(line.start), end: span.end.min(line.end) });
    span.filter(|span| span.start <= span.end && holds(span)).unwrap_or(Span::at(at.offset))
}

fn keywords(at: &At<'_>, given: &Given<'_>, row: &OptionRow, words: &[&str]) -> Vec<Completion> {
    let span = whole(at, given);
    let made = words.iter().map(|word| {
        let made = Completion::new(at, CompletionKind::Keyword, *word, span);
        if row.default_text() == Some(word) { made.detail("default") } else { made }
    });
    made.collect()
}

fn signals(at: &At<'_>, given: &Given<'_>, row: &OptionRow) -> Vec<Completion> {
    // The usual one first, and of several names for a number the usual one.
    let names = Signal::NAMES.iter().filter(|(name, number)| Signal(*number).text() == *name);
    let mut names: Vec<_> = names.map(|(name, _)| *name).collect();
    let usual = ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL"];
    names.sort_by_key(|name| usual.iter().position(|other| other == name).unwrap_or(usual.len()));
    let mut found = keywords(at, given, row, &names);
    for made in &mut found {
        made.documentation = words::signal(&made.label).map(str::to_owned);
    }
    found
}

/// The item of a list under the cursor, and the other items.
fn item(at: &At<'_>, given: &Given<'_>, offset: usize) -> (Span, Vec<String>) {
    let value = given.value();
    let text = value.text();
    let start = text.get(..offset).and_then(|before| before.rfind(',')).map_or(0, |comma| comma + 1);
    let rest = text.get(offset..).unwrap_or_default();
    let end = offset + rest.find(',').unwrap_or(rest.len());
    let own = text.get(start..end).unwrap_or_default();
    let lead = own.len() - own.trim_start_matches(is_space).len();
    let word = own.trim_matches(is_space);
    let span = if word.is_empty() {
        Span::at(at.offset)
    } else {
        part(at, given, start + lead..start + lead + word.len())
    };
    let others = [text.get(..start), text.get(end..)].into_iter().flatten();
    let others = others.flat_map(|part| part.split(',')).map(|item| item.trim_matches(is_space).to_owned());
    (span, others.collect())
}

fn events(at: &At<'_>, given: &Given<'_>, offset: usize) -> Vec<Completion> {
    let (span, others) = item(at, given, offset);
    let free = EventType::ALL
        .iter()
        .filter(|(_, name)| !others.iter().any(|other| other.eq_ignore_ascii_case(name)));
    let made = free.map(|(_, name)| {
        let made = Completion::new(at, CompletionKind::Event, *name, span);
        made.documentation(words::event(name).unwrap_or_default())
    });
    made.collect()
}

fn members(at: &At<'_>, given: &Given<'_>, offset: usize) -> Vec<Completion> {
    let (span, others) = item(at, given, offset);
    let items = programs::items(at.analysis);
    let elsewhere = items.iter().filter(|item| item.given.section != given.section);
    let groups: HashMap<&str, &str> =
        elsewhere.map(|item| (item.text.as_str(), item.given.section)).collect();
    let mut found = Vec::new();
    for (section, merged) in at.analysis.sections() {
        let Some((SectionKind::Program | SectionKind::FcgiProgram, name)) = SectionKind::of(section) else {
            continue;
        };
        if merged.kind.is_none()
            || others.iter().any(|other| other == name)
            || name.trim() != name
            || name.is_empty()
        {
            continue;
        }
        let made = Completion::new(at, CompletionKind::Program, name, span);
        found.push(match groups.get(name) {
            Some(other) => made.detail(format!("also in [{other}]")),
            None => made,
        });
    }
    // Those that are in no group yet first.
    found.sort_by_key(|made| made.detail.is_some());
    found
}

/// The users of the machine, those who are people or services first.
fn users(at: &At<'_>, system: &dyn System, span: Span, behind: &str) -> Vec<Completion> {
    let Ok(bytes) = system.read(Path::new("/etc/passwd"), Pipes::Refuse) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let made = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        let sound = !name.is_empty() && !name.starts_with(['#', '+', '-']);
        sound.then(|| {
            Completion::new(at, CompletionKind::User, name, span)
                .text(format!("{name}{behind}"))
                .detail(format!("uid {number}"))
        })
    });
    made.collect()
}

/// `user:group`: users, and behind the colon groups.
fn owners(at: &At<'_>, system: &dyn System, given: &Given<'_>) -> Vec<Completion> {
    let span = whole(at, given);
    let text = at.document.text();
    let colon = span.of(text).find(':').map(|colon| span.start as usize + colon);
    match colon.filter(|colon| *colon < at.offset) {
        Some(colon) => groups(at, system, Span::new(colon + 1..span.end as usize)),
        None => {
            let end = colon.map_or(span.end, |colon| Span::at(colon).start);
            users(at, system, Span { start: span.start, end }, "")
        }
    }
}

/// The groups of the machine.
fn groups(at: &At<'_>, system: &dyn System, span: Span) -> Vec<Completion> {
    let Ok(bytes) = system.read(Path::new("/etc/group"), Pipes::Refuse) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let made = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        let sound = !name.is_empty() && !name.starts_with(['#', '+', '-']);
        sound.then(|| Completion::new(at, CompletionKind::User, name, span).detail(format!("gid {number}")))
    });
    made.collect()
}

fn entry_points(at: &At<'_>, given: &Given<'_>, row: &OptionRow) -> Vec<Completion> {
    let known: &[&str] = match row.name {
        "supervisor.rpcinterface_factory" => &[RpcInterface::STOCK_FACTORY, plugins::TWIDDLER],
        "supervisor.ctl_factory" => &[plugins::WILDCARDS],
        "result_handler" => &[EventListener::STOCK_HANDLER, EventListener::STDOUT_HANDLER],
        _ => &[],
    };
    let span = whole(at, given);
    let usual = section::factory(given.section).map(|(_, factory)| factory).or(row.default_text());
    let made = known.iter().map(|factory| {
        let made = Completion::new(at, CompletionKind::EntryPoint, *factory, span);
        if usual == Some(factory) { made.detail("default") } else { made.detail("built in") }
    });
    let mut made: Vec<_> = made.collect();
    made.sort_by_key(|made| made.detail.as_deref() != Some("default"));
    made
}

/// The default, when nothing is written yet.
fn defaults(at: &At<'_>, given: &Given<'_>, row: &OptionRow) -> Vec<Completion> {
    let empty = given.entry.value_span().is_empty();
    let default = row.default_text().filter(|text| empty && !text.is_empty());
    let made = default.map(|text| {
        Completion::new(at, CompletionKind::Keyword, text, Span::at(at.offset)).detail("default")
    });
    made.into_iter().collect()
}

/// Addresses as they may be written, when nothing is written yet.
fn addresses(at: &At<'_>, given: &Given<'_>, known: &[(&str, &str)]) -> Vec<Completion> {
    if !given.entry.value_span().is_empty() {
        return Vec::new();
    }
    let made = known.iter().map(|(text, what)| {
        Completion::new(at, CompletionKind::Keyword, *text, Span::at(at.offset)).detail(*what)
    });
    made.collect()
}

/// The socket of a FastCGI program: its two forms, and paths behind the first one's slashes.
fn sockets(at: &At<'_>, system: &dyn System, given: &Given<'_>, offset: usize) -> Vec<Completion> {
    let value = given.value();
    let before = value.text().get(..offset).unwrap_or_default();
    match before.strip_prefix("unix://") {
        Some(path) if path.starts_with('/') => {
            path::paths(at, system, path, &at.analysis.options().cwd, Wanted::All)
        }
        _ => {
            let known = [
                ("unix:///run/%(program_name)s.sock", "a file of this machine"),
                ("tcp://127.0.0.1:9000", "a port"),
            ];
            addresses(at, given, &known)
        }
    }
}

/// The name of each process; of several it has to tell them apart.
fn process_names(at: &At<'_>, given: &Given<'_>, row: &OptionRow) -> Vec<Completion> {
    let mut names = ["%(program_name)s", "%(program_name)s_%(process_num)02d"];
    let many = at
        .analysis
        .option(given.section, "numprocs")
        .is_some_and(|option| option.entry.value(&option.file.text).text() != "1");
    if many {
        names.reverse();
    }
    keywords(at, given, row, &names)
}

fn texts(at: &At<'_>, system: &dyn System, given: &Given<'_>, offset: usize) -> Vec<Completion> {
    let cwd = &at.analysis.options().cwd;
    match (given.kind, &*given.key()) {
        (Some(SectionKind::Supervisorctl), "serverurl") => server_urls(at, given),
        (Some(kind), "directory") if kind.has_processes() => {
            paths(at, system, given, offset, cwd, Wanted::Directories)
        }
        (_, "command" | "file" | "history_file") => paths(at, system, given, offset, cwd, Wanted::All),
        (_, "password") => Vec::new(),
        _ => given.row.map(|row| defaults(at, given, row)).unwrap_or_default(),
    }
}

/// Where the servers of this configuration listen.
fn server_urls(at: &At<'_>, given: &Given<'_>) -> Vec<Completion> {
    let span = whole(at, given);
    let servers = at.analysis.plan().into_iter().flat_map(|plan| &plan.servers);
    let made = servers.map(|server| {
        let url = match &server.kind {
            ServerKind::Unix { file, .. } => format!("unix://{}", file.value.display()),
            ServerKind::Inet { address } => {
                let host = if address.value.host.is_empty() { "localhost" } else { &address.value.host };
                format!("http://{host}:{}", address.value.port)
            }
        };
        // A percent sign would begin a name.
        let text = url.replace('%', "%%");
        Completion::new(at, CompletionKind::Keyword, url, span)
            .text(text)
            .detail(format!("[{}]", server.section))
    });
    let mut made: Vec<_> = made.collect();
    // A unix socket is what one wants when there is one.
    made.sort_by_key(|made| !made.label.starts_with("unix"));
    if made.is_empty() {
        let known = [
            ("unix:///run/supervisor.sock", "[unix_http_server]"),
            ("http://localhost:9001", "[inet_http_server]"),
        ];
        return addresses(at, given, &known);
    }
    made
}

/// The path that ends at the cursor: the word before it.
fn paths(
    at: &At<'_>,
    system: &dyn System,
    given: &Given<'_>,
    offset: usize,
    base: &Path,
    wanted: Wanted,
) -> Vec<Completion> {
    let value = given.value();
    let before = value.text().get(..offset).unwrap_or_default();
    let typed =
        before.rsplit(|letter: char| is_space(letter) || "\"'=".contains(letter)).next().unwrap_or_default();
    let relative = given.row.is_some_and(|row| row.value == ValueType::Patterns);
    if at.on_value().is_none() || (!typed.starts_with('/') && !relative) {
        return Vec::new();
    }
    path::paths(at, system, typed, base, wanted)
}
