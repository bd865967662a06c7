//! Every error of the original (spec-config §8), by table: its exact text, our code, the place, and (as a snapshot) every
//! word that a person reads.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod daemon;
mod others;
mod programs;

use std::fmt::Write as _;
use std::path::Path;

use supervisor_compiler::system::MemorySystem;
use supervisor_compiler::{Compilation, Options, compile};

/// What stands above a row's own lines.
#[derive(Clone, Copy)]
enum Head {
    /// Nothing.
    None,
    /// `[supervisord]`
    S,
    /// … and `[program:x]` with a command.
    P,
    /// … and `[eventlistener:e]` with command and events.
    E,
    /// … and `[fcgi-program:f]` with a command.
    F,
    /// … and its unix socket.
    FU,
    /// … and `[inet_http_server]`.
    I,
    /// … and `[unix_http_server]` with a file.
    U,
}
use Head::{E, F, FU, I, None as N, P, S, U};

impl Head {
    fn text(self) -> &'static str {
        match self {
            N => "",
            S => "[supervisord]\n",
            P => "[supervisord]\n[program:x]\ncommand=/bin/cat\n",
            E => "[supervisord]\n[eventlistener:e]\ncommand=/bin/cat\nevents=TICK_5\n",
            F => "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\n",
            FU => "[supervisord]\n[fcgi-program:f]\ncommand=/bin/cat\nsocket=unix:///tmp/f.sock\n",
            I => "[supervisord]\n[inet_http_server]\n",
            U => "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\n",
        }
    }
}

fn compiled(text: &str) -> Compilation {
    let mut system = MemorySystem::new();
    system.add_user("root", 0, 0, "/root");
    system.add_group("root", 0);
    system.add_file("/e/s.conf", text);
    let options = Options {
        environment: [("HOME".to_owned(), "/root".to_owned())].into(),
        cwd: "/e".into(),
        host_name: "box".to_owned(),
        host_checks: true,
        ..Options::default()
    };
    compile(Path::new("s.conf"), &system, &options).unwrap()
}

/// What stands above, the lines below it, the original's text, our code, line and column.
type Row<'t> = (Head, &'t str, &'t str, &'t str, (u32, u32));

/// Compares the first error. Returns what a person reads, for a snapshot.
fn check(rows: &[Row<'_>]) -> String {
    let mut shown = String::new();
    for (head, own, original, code, place) in rows {
        let text = format!("{}{own}", head.text());
        let compilation = compiled(&text);
        assert_eq!(compilation.original_error(), Some(*original), "\n{text}");
        assert!(compilation.plan.is_none());
        let first = &compilation.diagnostics[0];
        let position = compilation.sources.position(first.primary.location);
        assert_eq!((first.code.name(), (position.line, position.column)), (*code, *place), "\n{text}");
        assert_eq!(
            compilation.diagnostics.len(),
            1,
            "one fault, one finding:\n{text}{:#?}",
            compilation.diagnostics
        );
        for words in [&first.message, &first.primary.text, &first.help] {
            assert!(!words.is_empty(), "\n{text}");
        }
        if let Some(option) = named_option(original) {
            let line = compilation.sources.text(first.primary.location);
            let above = text.lines().take(position.line as usize).collect::<Vec<_>>();
            let entry = above.iter().rev().find(|line| !line.starts_with([' ', '\t'])).unwrap();
            let key = entry.split(['=', ':']).next().unwrap_or_default().trim().to_lowercase();
            let header = entry.starts_with('[') && original.contains("requires a");
            assert!(key == option || header, "the original names {option}, we point at `{line}`:\n{text}");
        }
        let _ = writeln!(
            shown,
            "{}",
            own.trim_end().escape_debug().to_string().replace("\\n", "\n").replace("\\\"", "\"")
        );
        let _ = writeln!(shown, "  {}:{} {}: {}", position.line, position.column, first.code, first.message);
        let _ = writeln!(
            shown,
            "  `{}`: {}",
            compilation.sources.text(first.primary.location),
            first.primary.text
        );
        for label in &first.related {
            let place = compilation.sources.position(label.location);
            let text = compilation.sources.text(label.location);
            let _ = writeln!(shown, "  {}:{} `{text}`: {}", place.line, place.column, label.text);
        }
        let _ = writeln!(shown, "  help: {}\n", first.help);
    }
    shown
}

/// The option that an error of the original names, in one of the many ways in which it does.
fn named_option(original: &str) -> Option<&str> {
    let original = original.split(" in section '").next()?;
    if let Some((_, rest)) = original.split_once("' for '") {
        let label = rest.split('\'').next()?;
        return Some(label.rsplit('.').next().unwrap_or(label));
    }
    if let Some((_, option)) = original.rsplit_once("] ")
        && ["events", "socket"].contains(&option)
    {
        return Some(option);
    }
    for (before, after) in [
        ("requires a \"", '"'),
        ("requires an \"", '"'),
        ("sets invalid ", ' '),
        ("sets ", '='),
        ("Invalid ", ' '),
        ("invalid '", '\''),
    ] {
        if let Some((_, rest)) = original.split_once(before) {
            let option = rest.split(after).next()?;
            return Some(if option == "sockchown" { "chown" } else { option })
                .filter(|_| !original.starts_with("Invalid user") && !original.starts_with("Invalid name"));
        }
    }
    None
}

#[test]
fn the_original_names_options_in_many_ways() {
    for (original, option) in [
        ("Format string 'x' for 'program:x.command' is badly formatted: y", Some("command")),
        (
            "Format string 'x' for 'environment' contains names in section 'program:x' (file: 's.conf')",
            Some("environment"),
        ),
        ("Unknown event type NOPE in [eventlistener:e] events", Some("events")),
        ("[fcgi-program:f] section requires a \"socket\" line", Some("socket")),
        ("[eventlistener:e] section sets invalid buffer_size (0)", Some("buffer_size")),
        ("[eventlistener:e] section sets redirect_stderr=true but", Some("redirect_stderr")),
        ("Invalid sockchown value nosuch:nosuch", Some("chown")),
        ("invalid 'autorestart' value 'always'", Some("autorestart")),
        ("Invalid user name nosuchuser", None),
        ("Invalid name: 'a b' because of character: ' '", None),
        ("[group:g] names unknown program or fcgi-program nope", None),
    ] {
        assert_eq!(named_option(original), option);
    }
}

const IN_X: &str = " in section 'program:x' (file: 's.conf')";

/// Appends the suffix of a program's options.
fn check_in_x(rows: &[(&str, &str, &str, (u32, u32))]) -> String {
    let row = |(own, original, code, place): &(&str, &str, &str, (u32, u32))| {
        check(&[(P, own, &format!("{original}{IN_X}"), code, *place)])
    };
    rows.iter().map(row).collect()
}
