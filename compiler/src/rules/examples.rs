//! Runs the examples in the documentation of the rules.
//!
//! An example is a fenced block of `ini`. Normally it is the file `conf.d/example.conf` on a machine whose main file is
//! [`MAIN`], which has no findings. Words after `ini` change that:
//!
//! | word | meaning |
//! | --- | --- |
//! | `main` | the example is the main file itself, `/etc/supervisor/supervisord.conf` |
//! | `host` | with `--host`, on the machine of [`machine`] |
//! | `profile=docker` | with that profile |
//! | `env=NAME:VALUE` | with that variable in the environment |
//! | `closed` | `env` is all of the environment (as with `--env-file`) |
//! | `target=4.4-dev`, `target=3.4`, … | for that release |
//! | `allow-option=NAME` | with an option that is known |
//! | `executable=PATH` | that file is there, and can be executed |
//! | `present=PATH` | that file is there |
//! | `unfixed` | a bad one for which no fix is offered, although the rule has some: no good one belongs to it |
//! | `escapes` | `\xHH` stands for a byte |
//! | `mode=PATH:MODE` | that file or directory has that mode, in octal, and belongs to root |
//! | `uid=NUMBER` | for a daemon that is started by that user |
//! | `limit=NUMBER` | a process may have so many open files at most |
//!
//! A line `; file: conf.d/other.conf` begins another file of the example; its path may be absolute. Every bad example must have findings, all of its own
//! rule; a good one has none. The fix of the first bad example must make the first good one of it, that of the second the
//! second, as far as there are as many (those that are `unfixed` do not count); a rule without a fix must not offer one.

use std::collections::BTreeSet;
use std::path::Path;

use super::{ALL, Profile, Rule};
use crate::compile::{Options, Target, compile};
use crate::diagnostic::{Diagnostic, Safety};
use crate::lint::{Release, Settings, apply, lint};
use crate::sources::Sources;
use crate::system::{FileKind, MemorySystem, Stat, System as _};

/// The main file of a careful person.
const MAIN: &str = "\
[unix_http_server]
file=/run/supervisor.sock
chmod=0700

[supervisord]
user=root
logfile=/var/log/supervisor/supervisord.log
pidfile=/run/supervisord.pid
childlogdir=/var/log/supervisor

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix:///run/supervisor.sock

[include]
files=/etc/supervisor/conf.d/*.conf
";

const MAIN_PATH: &str = "/etc/supervisor/supervisord.conf";

/// One block.
#[derive(Debug)]
struct Example {
    words: Vec<String>,
    text: String,
}

/// The machine on which examples are looked at.
fn machine() -> MemorySystem {
    let mut machine = MemorySystem::new();
    for directory in [
        "/var/log/supervisor",
        "/run",
        "/usr/bin",
        "/usr/sbin",
        "/bin",
        "/srv/app",
        "/etc/supervisor/conf.d",
        "/root",
    ] {
        machine.add_dir(directory);
    }
    // What most examples start.
    machine.add_file("/usr/bin/web", "");
    machine.set_stat("/usr/bin/web", Stat { kind: FileKind::File, mode: 0o755, uid: 0, gid: 0 });
    machine.add_user("root", 0, 0, "/root");
    machine.add_user("www-data", 33, 33, "/var/www");
    machine.add_user("app", 1000, 1000, "/srv/app");
    machine.add_group("root", 0);
    machine.add_group("www-data", 33);
    machine.add_group("app", 1000);
    machine
}

/// The blocks below a heading.
fn blocks(docs: &str, heading: &str) -> Vec<Example> {
    let below = docs.split("\n## ").find_map(|part| part.trim_start_matches("## ").strip_prefix(heading));
    let below = below.map(|part| part.lines().skip(1)).into_iter().flatten();
    let mut blocks = Vec::new();
    let mut open: Option<Example> = None;
    for line in below {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let words: Vec<_> = info.split_whitespace().map(str::to_owned).collect();
                assert_eq!(words.first().map(String::as_str), Some("ini"), "{info}");
                open = Some(Example { words, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(example), None) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

impl Example {
    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    fn values<'e>(&'e self, key: &'e str) -> impl Iterator<Item = &'e str> {
        self.words.iter().filter_map(move |word| word.strip_prefix(key)?.strip_prefix('='))
    }

    /// The first file's path.
    fn path(&self) -> &'static str {
        if self.has("main") { MAIN_PATH } else { "/etc/supervisor/conf.d/example.conf" }
    }

    /// Its files. A line that names a file belongs to none.
    fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![(self.path().to_owned(), String::new())];
        for line in self.text.split_inclusive('\n') {
            match line.strip_prefix("; file: ") {
                Some(name) => {
                    let path = Path::new("/etc/supervisor").join(name.trim());
                    files.push((path.display().to_string(), String::new()));
                }
                None => files.last_mut().unwrap().1.push_str(line),
            }
        }
        files
    }

    fn options(&self) -> Options {
        let mut options = Options { cwd: "/".into(), host_name: "host".into(), ..Options::default() };
        options.host_checks = self.has("host");
        options.target = if self.has("target=4.4-dev") { Target::V4_4Dev } else { Target::V4_3 };
        options.uid = self.values("uid").next().map_or(0, |uid| uid.parse().unwrap());
        for variable in self.values("env") {
            let (name, value) = variable.split_once(':').unwrap_or((variable, ""));
            options.environment.insert(name.to_owned(), value.to_owned());
        }
        options
    }

    fn settings(&self) -> Settings {
        let profiles = self
            .values("profile")
            .map(|name| Profile::ALL.into_iter().find(|profile| profile.name() == name).expect("a profile"));
        let release = self.values("target").next().map_or_else(Release::default, |name| match name {
            "3.0" => Release::V3_0,
            "3.4" => Release::V3_4,
            "4.0" => Release::V4_0,
            "4.1" => Release::V4_1,
            "4.2" => Release::V4_2,
            "4.3" => Release::V4_3,
            "4.4-dev" => Release::V4_4Dev,
            other => panic!("{other}"),
        });
        Settings {
            release,
            allowed_options: self.values("allow-option").map(str::to_owned).collect(),
            profiles: profiles.collect(),
            closed_environment: self.has("closed"),
            ..Settings::default()
        }
    }
}

fn system(example: &Example, files: &[(String, String)]) -> MemorySystem {
    let mut system = machine();
    if !example.has("main") {
        system.add_file(MAIN_PATH, MAIN);
    }
    for path in example.values("present").chain(example.values("executable")) {
        system.add_file(path, "");
    }
    for path in example.values("executable") {
        system.set_stat(path, Stat { kind: FileKind::File, mode: 0o755, uid: 0, gid: 0 });
    }
    for (path, text) in files {
        if example.has("escapes") {
            system.add_file(path, unescaped(text));
        } else {
            system.add_file(path, text.as_str());
        }
    }
    for value in example.values("mode") {
        let (path, mode) = value.split_once(':').unwrap();
        let kind = if system.is_dir(Path::new(path)) { FileKind::Directory } else { FileKind::File };
        system.set_stat(path, Stat { kind, mode: u32::from_str_radix(mode, 8).unwrap(), uid: 0, gid: 0 });
    }
    for limit in example.values("limit") {
        system.set_hard_limit_of_files(limit.parse().unwrap());
    }
    system
}

/// The bytes of a text in which `\xHH` stands for one.
fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    bytes
}

fn look(example: &Example, files: &[(String, String)]) -> (Vec<Diagnostic>, Sources) {
    let system = system(example, files);
    let outcome = lint(Path::new(MAIN_PATH), &system, &example.options(), &example.settings()).unwrap();
    (outcome.diagnostics, outcome.sources)
}

fn shown(findings: &[Diagnostic], sources: &Sources) -> String {
    let line = |finding: &Diagnostic| {
        let place = sources.position(finding.primary.location);
        let path = sources.path(finding.primary.location.file).display();
        format!("  {path}:{}:{} {}: {}\n", place.line, place.column, finding.code, finding.message)
    };
    findings.iter().map(line).collect()
}

/// What is wrong with the examples of a rule.
fn faults(rule: &Rule) -> Vec<String> {
    let docs = rule.markdown();
    let (bad, good) = (blocks(&docs, "Bad"), blocks(&docs, "Good"));
    let mut faults = Vec::new();
    if bad.is_empty() || good.is_empty() {
        faults.push("needs a bad and a good example".to_owned());
    }
    let mut mended = good.iter();
    for (index, example) in bad.iter().enumerate() {
        let number = index + 1;
        let (found, sources) = look(example, &example.files());
        let codes: BTreeSet<_> = found.iter().map(|finding| finding.code).collect();
        if codes != BTreeSet::from([rule.code]) {
            faults.push(format!("bad example {number} has other findings:\n{}", shown(&found, &sources)));
        }
        let own: Vec<_> = found.iter().filter(|finding| finding.code == rule.code).collect();
        let refused = own.iter().any(|finding| finding.original.is_some());
        for fix in own.iter().flat_map(|finding| &finding.fixes) {
            if rule.fix.is_none_or(|safety| fix.safety > safety) && !refused {
                faults.push(format!(
                    "bad example {number} offers a fix that the rule does not declare: {fix:?}"
                ));
            }
        }
        if rule.fix.is_none() {
            continue;
        }
        let expected = if example.has("unfixed") { Some(example) } else { mended.next() };
        let Some(expected) = expected else { continue };
        let fixed = fixed(rule, example);
        if fixed != expected.files() {
            let expected = expected.files();
            faults.push(format!("the fix of bad example {number} makes\n{fixed:#?}\nnot\n{expected:#?}"));
        }
    }
    for (index, example) in good.iter().enumerate() {
        let (found, sources) = look(example, &example.files());
        if !found.is_empty() {
            faults.push(format!("good example {} has findings:\n{}", index + 1, shown(&found, &sources)));
        }
    }
    faults
}

/// The files of an example when the rule's fixes have been applied until nothing changes. A safe fix of what was accepted must not
/// change the plan.
fn fixed(rule: &Rule, example: &Example) -> Vec<(String, String)> {
    let mut files = example.files();
    for _ in 0..10 {
        let (found, sources) = look(example, &files);
        let own: Vec<_> = found.into_iter().filter(|finding| finding.code == rule.code).collect();
        let safe = own.iter().flat_map(|finding| finding.fixes.first()).all(|fix| fix.safety == Safety::Safe);
        let before = plan(example, &files);
        let (changed, _) = apply::apply(&sources, &own, Safety::Suggested);
        if changed.is_empty() {
            return files;
        }
        for (file, text) in changed {
            let path = sources.path(file).display().to_string();
            match files.iter_mut().find(|(known, _)| *known == path) {
                Some((_, old)) => *old = text,
                None => files.push((path, text)),
            }
        }
        if let (true, Some(before)) = (safe, before) {
            assert_eq!(plan(example, &files), Some(before), "{}: a safe fix changes no plan", rule.name());
        }
    }
    panic!("{}: its fix never comes to an end", rule.name());
}

/// The plan, without what is only said about it.
fn plan(example: &Example, files: &[(String, String)]) -> Option<crate::Plan> {
    let system = system(example, files);
    let mut plan = compile(Path::new(MAIN_PATH), &system, &example.options()).unwrap().plan?;
    plan.notices.clear();
    Some(plan)
}

#[test]
fn a_careful_person_has_no_findings() {
    let example = Example { words: vec!["main".to_owned()], text: MAIN.to_owned() };
    let (found, sources) = look(&example, &example.files());
    // Nothing is in the directory of included files.
    let found: Vec<_> =
        found.into_iter().filter(|finding| finding.code.name() != "include-no-match").collect();
    assert!(found.is_empty(), "{}", shown(&found, &sources));
}

#[test]
fn examples_do_what_they_say() {
    // One rule at a time, while it is written: RULE=its-name
    let wanted = std::env::var("RULE").ok();
    let rules = ALL.iter().filter(|rule| wanted.as_ref().is_none_or(|wanted| wanted == rule.name()));
    let faults: Vec<_> = rules
        .flat_map(|rule| faults(rule).into_iter().map(|fault| format!("{}: {fault}", rule.name())))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_rule_is_documented() {
    for rule in ALL {
        let name = rule.name();
        assert!(rule.summary().len() > 20 && rule.summary().ends_with('.'), "{name}: {:?}", rule.summary());
        let docs = rule.markdown();
        let why = docs.split("\n## ").next().unwrap_or_default();
        assert!(why.split("\n\n").count() >= 2, "{name} does not say why");
        assert!(docs.contains("## References"), "{name} has no references");
    }
}
