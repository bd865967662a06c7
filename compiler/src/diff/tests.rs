//! One test per row of the table in spec-config §7.

mod causes;
mod forecasts;

use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::plan::settings::process_settings;
use crate::plan::*;

fn set<T>(value: T) -> Setting<T> {
    Setting::default_value(value)
}

fn channel() -> Channel {
    Channel {
        logfile: set(LogFile::Auto),
        logfile_maxbytes: set(50 << 20),
        logfile_backups: set(10),
        capture_maxbytes: set(0),
        events_enabled: set(false),
        syslog: set(false),
    }
}

pub(crate) fn process(name: &str) -> Process {
    Process {
        name: set(name.to_owned()),
        command: set("/bin/cat".to_owned()),
        directory: set(None),
        umask: set(None),
        priority: set(999),
        autostart: set(true),
        autorestart: set(AutoRestart::Unexpected),
        startsecs: set(1),
        startretries: set(3),
        exitcodes: set(vec![0]),
        stopsignal: set(Signal(15)),
        stopwaitsecs: set(10),
        stopasgroup: set(false),
        killasgroup: set(false),
        user: set(None),
        redirect_stderr: set(false),
        stdout: channel(),
        stderr: channel(),
        environment: set(Arc::default()),
        serverurl: set(ServerUrl::Auto),
        fastcgi: None,
    }
}

pub(crate) fn group(name: &str, kind: GroupKind, processes: &[&str]) -> Group {
    Group {
        name: name.to_owned(),
        priority: set(999),
        kind,
        processes: processes.iter().map(|name| process(name)).collect(),
        header: set(()),
    }
}

pub(crate) fn program(name: &str) -> Group {
    group(name, GroupKind::Programs, &[name])
}

fn fast_cgi() -> Group {
    let kind = FastCgi {
        socket: set(FastCgiAddress::Tcp { host: "localhost".to_owned(), port: 9000 }),
        socket_owner: set(None),
        socket_mode: set(None),
        socket_backlog: set(None),
    };
    group("x", GroupKind::FastCgi(Box::new(kind)), &["x"])
}

fn listener() -> Group {
    let kind = EventListener {
        events: set(vec![EventType::ProcessState, EventType::Tick5]),
        buffer_size: set(10),
        result_handler: set("supervisor.dispatchers:default_handler".to_owned()),
    };
    group("x", GroupKind::EventListener(Box::new(kind)), &["x"])
}

/// The three lists of `reloadConfig` and, as the fourth, what the original overlooks.
fn names(old: &[Group], new: &[Group]) -> String {
    let diff = groups(old, new);
    let list = |mark: &str, names: Vec<&str>| names.iter().map(|name| format!("{mark}{name}")).collect();
    let lists: [Vec<String>; 4] = [
        list("+", diff.added.iter().map(|group| group.name.as_str()).collect()),
        list("~", diff.changed.iter().map(|change| change.new.name.as_str()).collect()),
        list("-", diff.removed.iter().map(|group| group.name.as_str()).collect()),
        list("?", diff.overlooked.iter().map(|change| change.new.name.as_str()).collect()),
    ];
    lists.concat().join(" ")
}

/// What an edit of the one process of a program is reported as, and the options it names.
fn edit(change: impl FnOnce(&mut Process)) -> (String, Vec<String>) {
    edit_from(process("x"), change)
}

fn edit_from(old: Process, change: impl FnOnce(&mut Process)) -> (String, Vec<String>) {
    let old = vec![Group { processes: vec![old], ..program("x") }];
    let mut new = old.clone();
    change(&mut new[0].processes[0]);
    let diff = groups(&old, &new);
    let changes = diff.changed.iter().chain(&diff.overlooked);
    let options = changes.flat_map(|change| &change.changed).flat_map(|process| &process.options);
    let options = options.map(|option| option.option.clone()).collect();
    (names(&old, &new), options)
}

fn edit_group(old: Group, change: impl FnOnce(&mut Group)) -> String {
    let mut new = old.clone();
    change(&mut new);
    names(&[old], &[new])
}

/// Changes one option of a process to another value than [`process`] gives it.
type Edit = fn(&mut Process);

const EDITS: [(&str, Edit); 28] = [
    ("command", |p| p.command.value.push('x')),
    ("directory", |p| p.directory.value = Some("/".to_owned())),
    ("umask", |p| p.umask.value = Some(0)),
    ("priority", |p| p.priority.value = 1),
    ("autostart", |p| p.autostart.value = false),
    ("autorestart", |p| p.autorestart.value = AutoRestart::Always),
    ("startsecs", |p| p.startsecs.value = 2),
    ("startretries", |p| p.startretries.value = 2),
    ("exitcodes", |p| p.exitcodes.value = vec![2, 0]),
    ("stopsignal", |p| p.stopsignal.value = Signal(9)),
    ("stopwaitsecs", |p| p.stopwaitsecs.value = 2),
    ("stopasgroup", |p| p.stopasgroup.value = true),
    ("killasgroup", |p| p.killasgroup.value = true),
    ("user", |p| p.user.value = Some(UserRef { text: "nobody".to_owned(), uid: Some(65534) })),
    ("redirect_stderr", |p| p.redirect_stderr.value = true),
    ("environment", |p| {
        Arc::make_mut(&mut p.environment.value).insert("A".to_owned(), set("1".to_owned()));
    }),
    ("serverurl", |p| p.serverurl.value = ServerUrl::Literal(String::new())),
    ("stdout_logfile", |p| p.stdout.logfile.value = LogFile::None),
    ("stdout_logfile_maxbytes", |p| p.stdout.logfile_maxbytes.value = 1),
    ("stdout_logfile_backups", |p| p.stdout.logfile_backups.value = 1),
    ("stdout_capture_maxbytes", |p| p.stdout.capture_maxbytes.value = 1),
    ("stdout_events_enabled", |p| p.stdout.events_enabled.value = true),
    ("stdout_syslog", |p| p.stdout.syslog.value = true),
    ("stderr_logfile", |p| p.stderr.logfile.value = LogFile::File(PathBuf::from("/x"))),
    ("stderr_logfile_maxbytes", |p| p.stderr.logfile_maxbytes.value = 1),
    ("stderr_logfile_backups", |p| p.stderr.logfile_backups.value = 1),
    ("stderr_capture_maxbytes", |p| p.stderr.capture_maxbytes.value = 1),
    ("stderr_events_enabled", |p| p.stderr.events_enabled.value = true),
];

#[test]
fn every_compared_option_changes_the_group_and_is_named() {
    for (option, change) in EDITS {
        assert_eq!(edit(change), ("~x".to_owned(), vec![option.to_owned()]));
    }
    assert_eq!(edit(|p| p.stderr.syslog.value = true), ("~x".to_owned(), vec!["stderr_syslog".to_owned()]));
}

#[test]
fn no_compared_option_is_forgotten() {
    let tested = EDITS.iter().map(|(option, _)| *option).chain(["stderr_syslog", "process_name"]);
    let tested: HashSet<_> = tested.collect();
    for view in process_settings(&process("x")) {
        assert_eq!(view.compared, tested.contains(view.option), "{}", view.option);
    }
}

#[test]
fn the_place_of_a_value_and_its_spelling_mean_nothing() {
    let elsewhere = edit(|p| p.startsecs.origin = Origin::CommandLine(&"-x"));
    assert_eq!(elsewhere, (String::new(), vec![]));
    let root = |text: &str, uid| set(Some(UserRef { text: text.to_owned(), uid }));
    let old = Process { user: root("root", Some(0)), ..process("x") };
    assert_eq!(edit_from(old, |p| p.user = root("0", Some(0))), (String::new(), vec![]));
}

#[test]
fn the_order_of_variables_means_nothing() {
    let list = |names: [&str; 2]| -> Setting<Arc<Environment>> {
        set(Arc::new(names.map(|name| (name.to_owned(), set("1".to_owned()))).into()))
    };
    let old = Process { environment: list(["A", "B"]), ..process("x") };
    assert_eq!(edit_from(old, |p| p.environment = list(["B", "A"])), (String::new(), vec![]));
}

#[test]
fn each_variable_that_differs_is_named() {
    let list = |pairs: &[(&str, &str)]| {
        let list = pairs.iter().map(|(name, value)| ((*name).to_owned(), set((*value).to_owned()))).collect();
        set(Arc::<Environment>::new(list))
    };
    let old = Group {
        processes: vec![Process { environment: list(&[("A", "1"), ("B", "1"), ("C", "1")]), ..process("x") }],
        ..program("x")
    };
    let mut new = old.clone();
    new.processes[0].environment = list(&[("D", "4"), ("C", "3"), ("A", "1")]);
    let (old, new) = ([old], [new]);
    let diff = groups(&old, &new);
    let shown = diff.changed[0].changed[0].options.iter().map(|option| {
        let text = |side: &Option<Side>| side.as_ref().map_or("-".to_owned(), |side| side.text.clone());
        let variable = option.variable.clone().unwrap_or_default();
        format!("{variable}: {} {}", text(&option.old), text(&option.new))
    });
    assert_eq!(shown.collect::<Vec<_>>(), ["D: - 4", "C: 1 3", "B: 1 -"]);
}

#[test]
fn numprocs_and_process_names_change_the_group() {
    let two = group("x", GroupKind::Programs, &["x_0", "x_1"]);
    let three = group("x", GroupKind::Programs, &["x_0", "x_1", "x_2"]);
    let (old, new) = ([two], [three]);
    assert_eq!(names(&old, &new), "~x");
    let diff = groups(&old, &new);
    let change = &diff.changed[0];
    assert_eq!(change.added.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["x_2"]);
    assert_eq!(change.restarted().iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["x_0", "x_1"]);
    assert_eq!(edit(|p| p.name.value = "y".to_owned()).0, "~x");
}

#[test]
fn a_log_that_was_auto_is_compared_and_one_that_becomes_auto_is_not() {
    let file = || set(LogFile::File(PathBuf::from("/x")));
    assert_eq!(edit(|p| p.stdout.logfile = file()).0, "~x");
    assert_eq!(edit(|p| p.stdout.logfile.value = LogFile::None).0, "~x");
    for old in [file(), set(LogFile::None)] {
        let mut was = process("x");
        was.stdout.logfile = old;
        let outcome = edit_from(was, |p| p.stdout.logfile.value = LogFile::Auto);
        assert_eq!(outcome, ("?x".to_owned(), vec!["stdout_logfile".to_owned()]));
    }
}

#[test]
fn the_daemon_s_environment_changes_every_group() {
    let old = [program("a"), program("b")];
    let mut new = old.clone();
    for group in &mut new {
        Arc::make_mut(&mut group.processes[0].environment.value).insert("A".to_owned(), set("1".to_owned()));
    }
    assert_eq!(names(&old, &new), "~a ~b");
}

#[test]
fn order_of_members_and_priority_change_a_group() {
    let reordered = edit_group(group("g", GroupKind::Programs, &["a", "b"]), |g| g.processes.reverse());
    assert_eq!(reordered, "~g");
    let priority = edit_group(program("x"), |g| g.priority.value = 1);
    assert_eq!(priority, "~x");
}

#[test]
fn regrouping_adds_and_removes() {
    let grouped = || group("g", GroupKind::Programs, &["x", "y"]);
    assert_eq!(names(&[program("x"), program("y")], &[grouped()]), "+g -x -y");
    assert_eq!(edit_group(grouped(), |g| g.name = "h".to_owned()), "+h -g");
}

#[test]
fn a_group_of_one_program_equals_the_program() {
    assert_eq!(names(&[program("x")], &[group("x", GroupKind::Programs, &["x"])]), "");
}

#[test]
fn another_kind_is_another_group() {
    assert_eq!(names(&[program("x")], &[fast_cgi()]), "~x");
    assert_eq!(names(&[fast_cgi()], &[listener()]), "~x");
    assert_eq!(names(&[listener()], &[program("x")]), "~x");
}

#[test]
fn of_a_fast_cgi_group_only_the_address_counts() {
    let socket = |change: fn(&mut FastCgi)| {
        edit_group(fast_cgi(), |group| {
            if let GroupKind::FastCgi(kind) = &mut group.kind {
                change(kind);
            }
        })
    };
    assert_eq!(socket(|kind| kind.socket.value = FastCgiAddress::Unix(PathBuf::from("/x"))), "~x");
    assert_eq!(socket(|kind| kind.socket_mode.value = Some(0o700)), "?x");
    assert_eq!(socket(|kind| kind.socket_backlog.value = Some(1)), "?x");
    let owner = |kind: &mut FastCgi| {
        kind.socket_owner.value = Some(Owner { text: "root".to_owned(), uid: Some(0), gid: None });
    };
    assert_eq!(socket(owner), "?x");
}

#[test]
fn so_it_is_with_an_fcgi_program_in_a_group() {
    let member = |change: fn(&mut FastCgi)| {
        let grouped = |fastcgi: Box<FastCgi>| {
            let mut group = program("x");
            group.processes[0].fastcgi = Some(Arc::from(fastcgi));
            group
        };
        let GroupKind::FastCgi(plain) = fast_cgi().kind else { panic!("it is one") };
        let mut changed = plain.clone();
        change(&mut changed);
        names(&[grouped(plain)], &[grouped(changed)])
    };
    assert_eq!(member(|_| {}), "");
    assert_eq!(member(|fastcgi| fastcgi.socket.value = FastCgiAddress::Unix(PathBuf::from("/x"))), "~x");
    assert_eq!(member(|fastcgi| fastcgi.socket_mode.value = Some(0o700)), "?x");
}

#[test]
fn of_a_listener_events_buffer_and_handler_count() {
    let pool = |change: fn(&mut EventListener)| {
        edit_group(listener(), |group| {
            if let GroupKind::EventListener(kind) = &mut group.kind {
                change(kind);
            }
        })
    };
    assert_eq!(pool(|kind| kind.events.value = vec![EventType::Tick5]), "~x");
    assert_eq!(pool(|kind| kind.buffer_size.value = 1), "~x");
    assert_eq!(pool(|kind| kind.result_handler.value.push('x')), "~x");
    assert_eq!(edit_group(listener(), |group| group.processes[0].priority.value = -1), "~x");
}

#[test]
fn of_two_groups_of_one_name_the_first_counts() {
    let mut second = program("x");
    second.priority.value = 1000;
    let both = [program("x"), second];
    assert_eq!(names(&both, &both), "");
    assert_eq!(names(&both[..1], &both), "");
}

#[test]
fn nothing_against_something() {
    assert_eq!(names(&[], &[program("x")]), "+x");
    assert_eq!(names(&[program("x")], &[]), "-x");
    assert!(groups::<Group>(&[], &[]).is_empty());
}
