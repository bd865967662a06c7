//! Whatever bytes a file holds, and whatever stands in its place: a diagnostic, in bounded time and memory.
//!
//! The sizes here suit a debug build; a release build takes a hundred times as much.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::time::{Duration, Instant};

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;
use supervisor_compiler::render::{Report, concise, text};
use supervisor_compiler::system::{MemorySystem, Pipes, RealSystem, System as _};
use supervisor_compiler::{Compilation, Options, ReadError, compile};

/// Far more than any of these takes, far less than anything quadratic would.
const BOUND: Duration = Duration::from_secs(20);

/// Compiles bytes; they must take less than [`BOUND`].
fn compiled(bytes: impl Into<Vec<u8>>) -> Compilation {
    let mut system = MemorySystem::new();
    system.add_file("/e/s.conf", bytes.into());
    let started = Instant::now();
    let compilation = compile(Path::new("/e/s.conf"), &system, &Options::default()).unwrap();
    assert!(started.elapsed() < BOUND, "{:?}", started.elapsed());
    compilation
}

/// The codes found, each once.
fn codes(compilation: &Compilation) -> Vec<&'static str> {
    let mut codes: Vec<_> = compilation.diagnostics.iter().map(|found| found.code.name()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// How many findings of each code are only counted.
fn left_out(compilation: &Compilation) -> Vec<(&'static str, usize)> {
    compilation.left_out.iter().map(|more| (more.code.name(), more.count)).collect()
}

/// How much text the diagnostics hold.
fn weight(compilation: &Compilation) -> usize {
    let original = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    compilation.diagnostics.iter().map(|found| found.message.len() + original(&found.original)).sum()
}

/// Bytes without any order, always the same ones.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn a_binary_file_is_refused_in_space_that_grows_with_it() {
    let compilation = compiled(noise(200_000));
    assert!(codes(&compilation).contains(&"invalid-utf8"));
    assert!(codes(&compilation).contains(&"no-section-header"));
    assert!(compilation.plan.is_none());
    assert!(weight(&compilation) < 100 * 200_000, "{}", weight(&compilation));
}

#[test]
fn many_bad_lines_do_not_each_carry_the_text_of_all() {
    let compilation = compiled(format!("[supervisord]\n{}", "junk\n".repeat(20_000)));
    assert_eq!(compilation.diagnostics.len(), 1000);
    assert_eq!(left_out(&compilation), [("parse-error-line", 19_000)]);
    let all = compilation.original_error().unwrap();
    assert!(all.starts_with("Source contains parsing errors: '/e/s.conf'\n\t[line  2]: 'junk\\n'"));
    assert!(weight(&compilation) < 4_000_000, "{}", weight(&compilation));
}

#[test]
fn a_line_of_megabytes() {
    for (value, code) in [
        ("x".repeat(2 << 20), None),
        (format!("\"{}", "x y ".repeat(1 << 19)), None),
        ("%%".repeat(1 << 20), None),
        ("%(here)s".repeat(1 << 14), None),
        ("%(nobody)s ".repeat(1 << 12), Some("unknown-expansion")),
        ("%(here)s".repeat(1 << 20), Some("bad-expansion-format")),
    ] {
        let compilation = compiled(format!("[supervisord]\n[program:x]\ncommand={value}\n"));
        assert_eq!(codes(&compilation), code.into_iter().collect::<Vec<_>>(), "{}…", &value[..8]);
    }
    let list = (0..20_000).map(|number| format!("K{number}=\"v\",\n ")).collect::<String>();
    let compilation = compiled(format!("[supervisord]\n[program:x]\ncommand=c\nenvironment={list}\n"));
    assert_eq!(compilation.plan.unwrap().groups[0].processes[0].environment.len(), 20_000);
    let list = "A=1,".repeat(3 << 20);
    let compilation = compiled(format!("[supervisord]\n[program:x]\ncommand=c\nenvironment={list}\n"));
    assert_eq!(codes(&compilation), ["environment-too-long"]);
    let junk = compiled(format!("[supervisord]\n{}\n", "=".repeat(1 << 20)));
    assert_eq!(codes(&junk), ["parse-error-line"]);
}

/// A value of megabytes, faulty in every way: what is said about it can be read.
#[test]
fn a_faulty_value_of_megabytes_is_quoted_in_part() {
    let long = "x".repeat(3 << 20);
    let options = [
        ("program:p", "startsecs", "bad-integer"),
        ("program:p", "autostart", "bad-boolean"),
        ("program:p", "autorestart", "bad-autorestart"),
        ("program:p", "stopsignal", "bad-signal"),
        ("program:p", "exitcodes", "bad-exitcodes"),
        ("program:p", "umask", "bad-octal"),
        ("program:p", "stdout_logfile_maxbytes", "bad-byte-size"),
        ("program:p", "environment", "environment-syntax"),
        ("supervisord", "loglevel", "bad-loglevel"),
        ("group:g", "programs", "group-unknown-program"),
        ("eventlistener:e", "events", "unknown-event"),
        ("fcgi-program:f", "socket", "fcgi-bad-socket"),
        ("inet_http_server", "port", "inet-port-malformed"),
    ];
    for (section, option, code) in options {
        let compilation = compiled(format!("[supervisord]\n[{section}]\ncommand=c\n{option}={long}\n"));
        let found = compilation.diagnostics.iter().find(|found| found.code.name() == code).unwrap();
        let quoted = code == "environment-syntax" || found.message.to_lowercase().contains("xx…xx");
        assert!(found.message.len() < 500 && quoted, "{code}: {}", found.message);
        assert!(found.help.len() < 1100, "{code}: {}", found.help);
        assert!(found.original.as_ref().unwrap().len() < 2 << 20, "{code}");
        let report = Report::new([&compilation], Path::new("/e"));
        for output in [text::render(&report, false), concise::render(&report)] {
            assert!(output.len() < 8000, "{code}: {}", output.len());
        }
    }
    let name = compiled(format!("[supervisord]\n[program:a {long}]\ncommand=c\n"));
    assert_eq!(codes(&name), ["invalid-name"]);
    assert!(text::render(&Report::new([&name], Path::new("/e")), false).len() < 8000);
}

#[test]
fn thousands_of_unknown_members_of_thousands_of_programs() {
    let sections: String = (0..5000).map(|number| format!("[program:p{number}]\ncommand=c\n")).collect();
    let members: String = (0..5000).map(|number| format!("q{number},")).collect();
    let compilation = compiled(format!("[supervisord]\n{sections}[group:g]\nprograms={members}\n"));
    assert_eq!(left_out(&compilation), [("group-unknown-program", 4001)]);
}

#[test]
fn the_first_section_that_asks_for_too_much_is_blamed_in_every_run() {
    let long = "x".repeat(100_000);
    let section = |number: usize| {
        format!("[program:p{number}]\ncommand=c {long}\nprocess_name=%(process_num)d\nnumprocs=10\n")
    };
    let text = format!("[supervisord]\n{}", (0..600).map(section).collect::<String>());
    let blamed = || {
        let compilation = compiled(text.as_str());
        assert_eq!(codes(&compilation), ["too-many-processes"]);
        compilation.diagnostics.into_iter().map(|found| found.message).collect::<Vec<_>>()
    };
    let first = blamed();
    assert_eq!(
        first,
        ["the 10 processes of [program:p265] and of the sections before it take more than 256 MB"]
    );
    assert_eq!(blamed(), first);
}

#[test]
fn very_many_sections_and_options() {
    let sections: String = (0..20_000).map(|number| format!("[program:p{number}]\ncommand=c\n")).collect();
    assert_eq!(compiled(format!("[supervisord]\n{sections}")).plan.unwrap().groups.len(), 20_000);
    let empty: String = (0..5_000).map(|number| format!("[program:p{number}]\n")).collect();
    let compilation = compiled(format!("[supervisord]\n{empty}"));
    assert_eq!(compilation.diagnostics.len(), 1000);
    assert_eq!(left_out(&compilation), [("missing-command", 4000)]);
    let options: String = (0..50_000).map(|number| format!("key{number}=1\n")).collect();
    assert!(compiled(format!("[supervisord]\n{options}")).plan.is_some());
    let same = "[supervisord]\nlogfile=/x\n".repeat(20_000);
    assert!(compiled(same).plan.is_some());
    let events = "x,".repeat(20_000);
    let compilation = compiled(format!("[supervisord]\n[eventlistener:x]\ncommand=c\nevents={events}\n"));
    assert_eq!(left_out(&compilation), [("unknown-event", 19_001)]);
    let codes = "1,".repeat(200_000);
    let compilation = compiled(format!("[supervisord]\n[program:x]\ncommand=c\nexitcodes={codes}1\n"));
    assert_eq!(compilation.plan.unwrap().groups[0].processes[0].exitcodes.value.len(), 200_001);
    let members: String = (0..5_000).map(|number| format!("p{number},")).collect();
    let group = format!("[supervisord]\n[group:g]\nprograms={members}\n{sections}");
    let compilation = compiled(group);
    // The comma at the end names a program without a name.
    assert_eq!(compilation.diagnostics.len(), 1);
}

#[test]
fn null_bytes_are_text() {
    let compilation = compiled("[supervisord]\n[program:\0]\ncommand=a\0b\nstartsecs=\0\n");
    assert_eq!(codes(&compilation), ["bad-integer"]);
    assert_eq!(codes(&compiled(vec![0; 100_000])), ["missing-supervisord-section", "no-section-header"]);
}

#[test]
fn invalid_utf_8_hides_nothing_else() {
    let compilation = compiled(b"[supervisord]\n[program:x]\ncommand=\xff\xfe\nstartsecs=x\n".to_vec());
    assert_eq!(codes(&compilation), ["bad-integer", "invalid-utf8"]);
}

#[test]
fn things_that_are_no_files() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let options = Options { cwd: directory.path().to_path_buf(), ..Options::default() };
    let refused = |name: &str| compile(&at(name), &RealSystem, &options).unwrap_err();
    assert!(matches!(refused("nothing"), ReadError::NotFound { .. }));
    fs::create_dir(at("directory")).unwrap();
    assert!(matches!(refused("directory"), ReadError::Unreadable { .. }));
    symlink(at("loop"), at("loop")).unwrap();
    assert!(matches!(refused("loop"), ReadError::NotFound { .. } | ReadError::Unreadable { .. }));
    fs::write(at("secret"), "[supervisord]\n").unwrap();
    fs::set_permissions(at("secret"), fs::Permissions::from_mode(0o000)).unwrap();
    // root reads everything.
    if fs::read(at("secret")).is_err() {
        assert!(matches!(refused("secret"), ReadError::Unreadable { .. }));
    }
}

/// Pipes and devices: read as far as anybody writes, waited for only where nobody else waits for us.
#[test]
fn streams_are_read_up_to_a_bound() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    let (system, pipe) = (RealSystem, at("pipe.conf"));
    mkfifo(&pipe, Mode::from_bits_truncate(0o600)).unwrap();
    let error = system.read(&pipe, Pipes::Refuse).unwrap_err();
    assert_eq!(error.to_string(), "it is a pipe, which may never end");
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::write(pipe, "[supervisord]\n").unwrap()
    });
    let read = compile(&pipe, &RealSystem, &Options::default()).unwrap();
    writer.join().unwrap();
    assert!(read.plan.is_some(), "as in `supervisord -c <(generate)`");
    assert_eq!(system.read(Path::new("/dev/null"), Pipes::Refuse).unwrap(), b"");
    for pipes in [Pipes::Await, Pipes::Refuse] {
        let error = system.read(Path::new("/dev/zero"), pipes).unwrap_err();
        assert_eq!(error.to_string(), "it holds more than 64 MB");
    }
    let error = compile(Path::new("/dev/zero"), &RealSystem, &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "could not read config file /dev/zero: it holds more than 64 MB");
    let socket = at("socket");
    let _listener = UnixListener::bind(&socket).unwrap();
    let refused = compile(&socket, &RealSystem, &Options::default()).unwrap_err();
    assert!(matches!(refused, ReadError::Unreadable { .. }));
    // A file of holes: its length alone tells.
    fs::File::create(at("huge")).unwrap().set_len(1 << 40).unwrap();
    let refused = compile(&at("huge"), &RealSystem, &Options::default()).unwrap_err();
    assert!(refused.to_string().ends_with("huge: it holds more than 512 MB"), "{refused}");
}

#[test]
fn included_files_that_cannot_be_read_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir_all(at("conf.d/directory.conf")).unwrap();
    symlink(at("nowhere"), at("conf.d/link.conf")).unwrap();
    mkfifo(&at("conf.d/pipe.conf"), Mode::from_bits_truncate(0o600)).unwrap();
    fs::write(at("conf.d/x.conf"), "[program:x]\ncommand=c\n[include]\nfiles=*\n").unwrap();
    fs::write(at("s.conf"), "[supervisord]\n[include]\nfiles=nothing.conf conf.d/*.conf /dev/zero\n")
        .unwrap();
    let options = Options { cwd: directory.path().to_path_buf(), ..Options::default() };
    let compilation = compile(&at("s.conf"), &RealSystem, &options).unwrap();
    assert_eq!(compilation.plan.as_ref().unwrap().groups.len(), 1);
    let report = Report::new([&compilation], directory.path());
    // The directory's name has a length of its own, which would move line ends.
    let name = directory.path().display().to_string();
    insta::assert_snapshot!(concise::render_with_help(&report).replace(&name, "DIR"));
}

#[test]
fn includes_that_lead_in_circles_end() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("conf.d")).unwrap();
    symlink(directory.path(), at("conf.d/up")).unwrap();
    symlink(at("conf.d/self.conf"), at("conf.d/self.conf")).unwrap();
    symlink(at("s.conf"), at("conf.d/main.conf")).unwrap();
    fs::create_dir(at("conf.d/directory.conf")).unwrap();
    let include =
        "[include]\nfiles=conf.d/*.conf conf.d/up/conf.d/up/conf.d/*.conf conf.d/*/*/*/*.conf s.conf\n";
    fs::write(at("s.conf"), format!("[supervisord]\n{include}[program:x]\ncommand=c\n")).unwrap();
    let options = Options { cwd: directory.path().to_path_buf(), ..Options::default() };
    let started = Instant::now();
    let compilation = compile(&at("s.conf"), &RealSystem, &options).unwrap();
    assert!(started.elapsed() < BOUND);
    assert_eq!(codes(&compilation), ["nested-include-ignored", "unreadable-include"]);
    let plan = compilation.plan.unwrap();
    assert_eq!(
        plan.groups.len(),
        1,
        "the main file includes itself, and its includes are not followed again"
    );
}
