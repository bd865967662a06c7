//! What changes with a name.

use insta::assert_snapshot;

use super::{prepare, rename};
use crate::editor::testing::scene;

const TEXT: &str = "\
[supervisord]
[include]
files=*.conf
[group:web]
programs=web, api ; both
[group:other]
programs=
    api,
    日本
[program:web]
command=/bin/web
--- more.conf
[program: web ]
[program:api]
command=/bin/api %(program_name)s
[program:日本]
command=/bin/j
[program:web]
autostart=false
[eventlistener:l]
command=/bin/l
events=TICK_5
[program:lone]
command=/bin/lone
[fcgi-program:f]
command=/bin/f
socket=tcp://localhost:1
";

fn renamed(text: &str, new: &str) -> String {
    let scene = scene(text);
    match rename(&scene.analysis, scene.file, scene.offset, new) {
        Ok(edits) => {
            let edited = scene.edited(&edits);
            let edited: Vec<_> = edited.lines().filter(|line| line.contains(new)).collect();
            edited.join("\n")
        }
        Err(error) => format!("{error}"),
    }
}

fn all(cases: &[(&str, &str, &str)]) -> String {
    let parts = cases.iter().map(|(before, after, new)| {
        format!("{after} to {new}\n{}\n", renamed(&TEXT.replacen(before, after, 1), new))
    });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn programs() {
    assert_snapshot!(all(&[
        ("programs=web", "programs=w‸eb", "site"),
        ("[program:web]", "[program:web‸]", "site"),
        ("日本\n[", "日‸本\n[", "中文"),
        ("[eventlistener:l]", "[eventlistener‸:l]", "listener"),
        ("[fcgi-program:f]", "[fcgi-program:‸f]", "fast"),
        ("[group:other]", "[group:‸other]", "api"),
        ("[group:web]", "[group:‸web]", "api"),
    ]));
}

#[test]
fn refusals() {
    assert_snapshot!(all(&[
        ("[supervisord]", "[super‸visord]", "site"),
        ("command", "com‸mand", "site"),
        ("[program:web]", "[program:web‸]", ""),
        ("[program:web]", "[program:web‸]", "a b"),
        ("[program:web]", "[program:web‸]", "a:b"),
        ("[program:web]", "[program:web‸]", "a,b"),
        ("[program:web]", "[program:web‸]", "a]"),
        ("[program:web]", "[program:web‸]", "100%"),
        ("[program:web]", "[program:web‸]", "api"),
        ("[program:web]", "[program:web‸]", "f"),
        ("[program:lone]", "[program:lon‸e]", "other"),
        ("[program:lone]", "[program:lon‸e]", "l"),
        ("[eventlistener:l]", "[eventlistener:l‸]", "lone"),
        ("[group:other]", "[group:other‸]", "web"),
        ("[group:other]", "[group:other‸]", "lone"),
        ("programs=web", "programs=nobody‸", "site"),
    ]));
}

#[test]
fn what_a_list_names_by_an_expansion_stays() {
    let text =
        "[supervisord]\nenvironment=P=\"a\"\n[group:g]\nprograms=%(ENV_P)s\n[program:a‸]\ncommand=/bin/a\n";
    assert_snapshot!(renamed(text, "b"), @"[group:g] names `a` by an expansion, which would go on naming it");
    let both = "[supervisord]\n[group:g]\nprograms=a‸\n[program:a]\n[fcgi-program:a]\n";
    assert_snapshot!(renamed(both, "b"), @"`a` is both a program and an fcgi-program: rename one of the two where it is defined");
}

#[test]
fn the_name_is_what_stands_under_the_cursor() {
    for (before, after, name) in [
        ("programs=web", "programs=web‸", "web"),
        ("[program:api]", "[pro‸gram:api]", "api"),
        ("[program: web ]", "[program: we‸b ]", "web"),
    ] {
        let scene = scene(&TEXT.replacen(before, after, 1));
        let found = prepare(&scene.analysis, scene.file, scene.offset).unwrap();
        assert_eq!((found.name.as_str(), scene.analysis.sources().text(found.place)), (name, name));
    }
}
