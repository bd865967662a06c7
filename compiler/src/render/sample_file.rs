//! The sample configuration that `echo_supervisord_conf` prints: every section and option of the table, annotated.
//!
//! What the file needs to be of use is in force, everything else is commented out in two ways that can be told apart:
//! `;name=value` is an option to uncomment, `; words` is prose. Uncommented, every line is valid, too.

use crate::schema::{DefaultValue, OptionRow, Role, SectionKind, ValueType};

/// Where the words beside an option begin.
const COLUMN: usize = 34;

/// No line is longer, unless an option alone is.
const WIDTH: usize = 96;

const HEAD: &str = "\
Sample configuration for supervisord, printed by echo_supervisord_conf.

A line that begins with a semicolon and a name is an option: remove the semicolon to set it. It is shown with its \
default, or with an example where the words beside it name another default or none. Semicolons behind white space \
begin comments, inside values as well.

Values may refer to the environment as %(ENV_HOME)s, and to the directory of this file as %(here)s. A percent sign \
is written %%. Paths are relative to the directory in which supervisord is started.";

/// The whole file.
#[must_use]
pub fn sample() -> String {
    let mut out = String::new();
    prose(&mut out, HEAD);
    for kind in ORDER {
        out.push('\n');
        prose(&mut out, introduction(kind));
        section(&mut out, kind);
    }
    out
}

/// What is usually set comes first, as in most files that people write.
const ORDER: [SectionKind; 11] = [
    SectionKind::UnixHttpServer,
    SectionKind::InetHttpServer,
    SectionKind::Supervisord,
    SectionKind::RpcInterface,
    SectionKind::Supervisorctl,
    SectionKind::CtlPlugin,
    SectionKind::Program,
    SectionKind::FcgiProgram,
    SectionKind::EventListener,
    SectionKind::Group,
    SectionKind::Include,
];

fn introduction(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::UnixHttpServer => {
            "The socket through which supervisorctl on this machine reaches supervisord."
        }
        SectionKind::InetHttpServer => {
            "A TCP port for clients and for browsers. Whoever can connect can run anything that a program section \
             can be made to run: set a password, and keep the port off public networks."
        }
        SectionKind::Supervisord => "The daemon itself.",
        SectionKind::RpcInterface => {
            "What answers the calls of clients. Without this section supervisorctl does not work."
        }
        SectionKind::Supervisorctl => "The client. The address must be that of one of the servers above.",
        SectionKind::CtlPlugin => "More commands for supervisorctl. The name after the colon is free.",
        SectionKind::Program => {
            "A program to run, one section for each. Besides %(here)s, values may refer to %(program_name)s, \
             %(group_name)s, %(host_node_name)s, and most of them to %(process_num)d and %(numprocs)d."
        }
        SectionKind::FcgiProgram => {
            "A program whose processes accept connections from one socket, which supervisord opens for them."
        }
        SectionKind::EventListener => {
            "A program that is told of events, on standard input, and answers on standard output."
        }
        SectionKind::Group => "Programs that are started and stopped together, under the name of the group.",
        SectionKind::Include => "More files, each with sections of its own.",
    }
}

fn section(out: &mut String, kind: SectionKind) {
    let mark = if in_force(kind) { "" } else { ";" };
    out.push_str(&format!("{mark}[{}{}]\n", kind.prefix(), example_name(kind)));
    let known = if kind == SectionKind::Program { &[] } else { SectionKind::Program.options() };
    let (repeated, own): (Vec<_>, Vec<_>) = kind.options().iter().partition(|row| known.contains(row));
    for row in own {
        option(out, kind, row, &words(kind, row));
    }
    if !repeated.is_empty() {
        prose(out, "and, as in a program section:");
    }
    for row in repeated {
        // The words stand beside the same option of the program section.
        option(out, kind, row, "");
    }
}

/// One option, its words in the column beside it. A longer option has them below.
fn option(out: &mut String, kind: SectionKind, row: &OptionRow, words: &str) {
    let mark = if is_set(kind, row) { "" } else { ";" };
    let text = format!("{mark}{}={}", row.name, example(kind, row));
    let mut lines = wrap(words, WIDTH - COLUMN - 2).into_iter();
    if text.len() < COLUMN {
        match lines.next() {
            Some(first) => out.push_str(&format!("{text:COLUMN$}; {first}\n")),
            None => out.push_str(&format!("{text}\n")),
        }
    } else {
        out.push_str(&format!("{text}\n"));
    }
    for line in lines {
        out.push_str(&format!("{:COLUMN$}; {line}\n", ""));
    }
}

/// What the table says of an option.
fn words(kind: SectionKind, row: &OptionRow) -> String {
    // Backquotes are for the pages that the table is made into as well; a text file can do without.
    let mut words = row.doc.replace('`', "");
    match row.default {
        _ if row.role == Role::Ignored => {}
        DefaultValue::Text(text) if text == example(kind, row) => {}
        DefaultValue::Text("") | DefaultValue::Unset => words.push_str(" Default: none."),
        DefaultValue::Text(text) => words.push_str(&format!(" Default: {text}.")),
        DefaultValue::Computed(what) => words.push_str(&format!(" Default: {what}.")),
        DefaultValue::Required => words.push_str(" Must be set."),
    }
    // Nobody has a release before 3.0, nor one of its previews.
    if let Some(release) = row.since.filter(|release| !release.starts_with("3.0")) {
        words.push_str(&format!(" Since {release}."));
    }
    if let Some(instead) = row.deprecated {
        words.push_str(&format!(" Deprecated: {instead}"));
    }
    words
}

/// Sections without which there is nothing to talk to.
fn in_force(kind: SectionKind) -> bool {
    use SectionKind::{RpcInterface, Supervisorctl, Supervisord, UnixHttpServer};
    matches!(kind, UnixHttpServer | Supervisord | RpcInterface | Supervisorctl)
}

/// What is not commented out: what such a section must have, and what would otherwise depend on where the daemon is
/// started or be the address of no server of this file.
fn is_set(kind: SectionKind, row: &OptionRow) -> bool {
    let useful = matches!(row.name, "logfile" | "pidfile" | "serverurl");
    in_force(kind) && (useful || row.default == DefaultValue::Required)
}

/// What stands after the colon of a section's name.
fn example_name(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Program => "web",
        SectionKind::FcgiProgram => "php",
        SectionKind::EventListener => "watch",
        SectionKind::Group => "site",
        SectionKind::RpcInterface => "supervisor",
        SectionKind::CtlPlugin => "wildcards",
        SectionKind::UnixHttpServer
        | SectionKind::InetHttpServer
        | SectionKind::Supervisord
        | SectionKind::Supervisorctl
        | SectionKind::Include => "",
    }
}

/// The value that an option is shown with: its default where it has one, otherwise one that is valid on any machine.
fn example(kind: SectionKind, row: &OptionRow) -> &'static str {
    match (kind, row.name) {
        (SectionKind::UnixHttpServer, "file") => "/tmp/supervisor.sock",
        (SectionKind::Supervisorctl, "serverurl") => "unix:///tmp/supervisor.sock",
        (SectionKind::Supervisord, "logfile") => "/tmp/supervisord.log",
        (SectionKind::Supervisord, "pidfile") => "/tmp/supervisord.pid",
        (SectionKind::EventListener, "priority") => "-1",
        (SectionKind::RpcInterface, _) => "supervisor.rpcinterface:make_main_rpcinterface",
        (SectionKind::CtlPlugin, _) => "supervisorwildcards.controllerplugin:make_wildcards_controllerplugin",
        (_, "command") => "/bin/cat",
        (_, "username") => "me",
        (_, "password") => "secret",
        (_, "history_file") => "~/.supervisorctl_history",
        (_, "killasgroup") => "false",
        (_, "socket_backlog") => "128",
        (_, "profile_options") => "cumulative,calls",
        _ => row.default_text().filter(|text| !text.is_empty()).unwrap_or_else(|| example_of(row.value)),
    }
}

fn example_of(value: ValueType) -> &'static str {
    match value {
        ValueType::Text | ValueType::Directory | ValueType::DirPath => "/tmp",
        ValueType::Integer | ValueType::ByteSize | ValueType::ExitCodes => "0",
        ValueType::Boolean | ValueType::AutoRestart => "false",
        ValueType::Octal => "022",
        ValueType::Signal => "TERM",
        ValueType::LogLevel => "info",
        ValueType::LogFile | ValueType::ServerUrl => "AUTO",
        ValueType::Environment => "KEY=\"value\"",
        ValueType::User | ValueType::UserGroup => "nobody",
        ValueType::Name => "%(program_name)s",
        ValueType::InetAddress => "127.0.0.1:9001",
        ValueType::FcgiSocket => "unix:///tmp/php.sock",
        ValueType::Events => "PROCESS_STATE",
        ValueType::Programs => "web",
        ValueType::Patterns => "conf.d/*.conf",
        ValueType::EntryPoint => "module:callable",
    }
}

/// Paragraphs as comment lines.
fn prose(out: &mut String, text: &str) {
    for paragraph in text.split('\n') {
        let lines = wrap(paragraph, WIDTH - 2);
        if lines.is_empty() {
            out.push_str(";\n");
        }
        for line in lines {
            out.push_str(&format!("; {line}\n"));
        }
    }
}

/// Words put into lines of at most `width` characters.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample() {
        insta::assert_snapshot!(sample());
    }

    #[test]
    fn every_option_of_every_section_is_there() {
        let text = sample();
        for kind in SectionKind::ALL {
            let header = format!("[{}{}]\n", kind.prefix(), example_name(kind));
            let (_, section) = text.split_once(&header).unwrap();
            let section = section.split("\n\n").next().unwrap();
            let names: Vec<_> = section
                .lines()
                .map(|line| line.strip_prefix(';').unwrap_or(line))
                .filter_map(|line| line.split_once('=').map(|(name, _)| name))
                .filter(|name| !name.contains(' '))
                .collect();
            for row in kind.options() {
                assert!(names.contains(&row.name), "{header}{}", row.name);
            }
            assert_eq!(names.len(), kind.options().len(), "{header}{names:?}");
        }
    }

    #[test]
    fn lines_are_short() {
        for line in sample().lines() {
            assert!(line.chars().count() <= WIDTH, "{line}");
            assert_eq!(line, line.trim_end());
        }
    }
}
