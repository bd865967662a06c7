//! What stands beside a text.

use insta::assert_snapshot;
use supervisor_grammar::Span;

use super::hints;
use crate::editor::testing::{Scene, scene};

/// The main file with its hints at the ends of the lines.
fn shown(scene: &Scene) -> String {
    let mut text = scene.text(scene.file).to_owned();
    let found = hints(&scene.analysis, scene.file, Span::new(0..text.len()));
    for hint in found.iter().rev() {
        text.insert_str(hint.offset as usize, &format!("  «{}»", hint.label));
    }
    text
}

#[test]
fn a_file_with_all_of_them() {
    let scene = scene(
        "[supervisord]
logfile=%(here)s/s.log
pidfile=%(ENV_HOME)s/s.pid
environment=STAGE=\"live\"
childlogdir=/var/log
[unix_http_server]
file=%(ENV_ROOT)s/s.sock
[include]
files=conf.d/*.conf
    more.conf none.conf
[group:g]
programs=a, b ; two
[program:a]
command=/bin/a
stdout_logfile=/var/log/%(program_name)s-%(process_num)02d.log
stderr_logfile=AUTO
process_name=%(process_num)d
numprocs=4
directory=%(ENV_NOT)s/x
[program:b]
command=/bin/b
stdout_logfile=/var/log/b.log
stdout_logfile=/var/log/%(program_name)s.log
stderr_logfile=%(ENV_NOT)s.log
numprocs=1
[program:c]
numprocs=2
stdout_logfile=%(program_name)s
--- conf.d/a.conf
--- conf.d/b.conf
--- more.conf
",
    );
    assert_snapshot!(shown(&scene));
}

#[test]
fn logs_that_nothing_is_said_of_are_told_at_the_header() {
    let scene = scene(
        "[supervisord]
childlogdir=/var/log
[program:a]  ; one
command=/bin/a
[program:a]
redirect_stderr=true
[program:b]
command=/bin/b
numprocs=2
process_name=%(process_num)d
[program:c]
command=/bin/c
stdout_logfile=/var/log/c.log
[program:d]
command=/bin/d
stdout_logfile=/var/log/d.log
stderr_logfile=NONE
[program:e]
command=/bin/e
process_name=%(ENV_SESSION)s
[eventlistener:f]
command=/bin/f
events=TICK_5
[program:g]
",
    );
    assert_snapshot!(shown(&scene));
}

#[test]
fn nothing_is_said_of_what_is_refused_or_nobody_must_see() {
    let scene = scene(
        "[supervisord]
environment=OTHER=\"x%(ENV_SESSION)s\"
[program:a]
command=/bin/a
stdout_logfile=/var/log/%(ENV_SESSION)s.log
stderr_logfile=/var/log/%(ENV_TOLD)s.log
numprocs=2
process_name=%(program_name)s
[program:b]
command=/bin/b
stdout_logfile=/var/log/%(ENV_OTHER)s.log
stderr_logfile=%(here)s/b.log
",
    );
    assert_snapshot!(shown(&scene));
}

#[test]
fn only_those_in_the_range() {
    let scene = scene("[supervisord]\nlogfile=%(ENV_HOME)s/a\npidfile=%(ENV_HOME)s/b\n");
    let all = scene.text(scene.file).find("pid").unwrap();
    let found = hints(&scene.analysis, scene.file, Span::new(all..all + 3));
    assert_eq!(found.iter().map(|hint| hint.label.as_str()).collect::<Vec<_>>(), ["→ /root/b"]);
}
