//! Fixes are applied until there are none left, and do what they promise.

use proptest::prelude::*;
use supervisor_grammar::Span;

use super::*;
use crate::diagnostic::{Edit, Fix, Label};
use crate::sources::Location;
use crate::system::MemorySystem;

fn machine(files: &[(&str, &str)]) -> MemorySystem {
    let mut system = MemorySystem::new();
    files.iter().for_each(|(path, text)| system.add_file(path, *text));
    system
}

fn options() -> Options {
    Options { host_name: "host".to_owned(), ..Options::default() }
}

fn main_of<'m>(options: &'m Options, settings: &'m Settings) -> Main<'m> {
    Main { path: Path::new("/a.conf"), options, settings, only: None }
}

/// The text of `/a.conf`, how many findings were fixed, and faults.
fn fixed(files: &[(&str, &str)], safety: Safety) -> (BTreeMap<PathBuf, String>, usize, Vec<String>) {
    let (system, options, settings) = (machine(files), options(), Settings::default());
    let fixed = fix(&[main_of(&options, &settings)], &system, safety);
    let texts = fixed.files.into_iter().map(|(path, change)| (path, change.after)).collect();
    (texts, fixed.count, fixed.faults)
}

const BROKEN: &str =
    "[supervisord]\nuser=root\n[program:web]\ncommand=/bin/web\nstartsecs=5s ; five\nautostart=\"true\"\n";

#[test]
fn what_is_refused_is_mended() {
    let (texts, count, faults) = fixed(&[("/a.conf", BROKEN)], Safety::Safe);
    let expected = BROKEN.replace("5s", "5").replace("\"true\"", "true");
    assert_eq!(texts.get(Path::new("/a.conf")), Some(&expected));
    assert_eq!((count, faults), (2, vec![]));
}

#[test]
fn suggestions_only_on_request() {
    let text = "[supervisord]\nuser=root\n[program:web]\ncommand=/bin/web\nstdout_logfile=\"/tmp/x\"\n";
    assert_eq!(fixed(&[("/a.conf", text)], Safety::Safe).1, 0);
    let (texts, count, _) = fixed(&[("/a.conf", text)], Safety::Suggested);
    assert!(count > 0 && texts.values().all(|text| text.contains("stdout_logfile=/tmp/x\n")), "{texts:?}");
}

#[test]
fn percent_signs_where_none_can_be_meant_are_removed() {
    let text = "[supervisord]\nuser=root\nlogfile=%(HERE)S/x\n[include]\nfiles=conf.d/*.conf%\n[program:web]\ncommand=/bin/web 5%\n\
                priority=5%\nautostart=true%\nstopsignal=%x\n";
    let (safe, _, faults) = fixed(&[("/a.conf", text)], Safety::Safe);
    assert_eq!(safe.get(Path::new("/a.conf")).unwrap(), &text.replace("web 5%", "web 5%%"));
    assert_eq!(faults, Vec::<String>::new());
    let (all, _, faults) = fixed(&[("/a.conf", text), ("/conf.d/a.conf", "")], Safety::Suggested);
    let all = all.get(Path::new("/a.conf")).unwrap();
    for line in
        ["%(here)s/x\n", "files=conf.d/*.conf\n", "5%%\n", "priority=5\n", "autostart=true\n", "=%x\n"]
    {
        assert!(all.contains(line), "{line} {all}");
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn passwords_in_addresses_are_in_no_finding() {
    let main = "[supervisord]\nuser=root\n[unix_http_server]\nfile=/run/s.sock\n[supervisorctl]\nserverurl=";
    for url in
        ["http://u:hunter2@localhost:9001", "https://u:hunter2@localhost:9001", "u:hunter2@localhost:9001"]
    {
        let system = machine(&[("/a.conf", &format!("{main}{url}\n"))]);
        let found =
            lint(Path::new("/a.conf"), &system, &options(), &Settings::default()).unwrap().diagnostics;
        let about: Vec<_> =
            found.iter().filter(|finding| finding.code.name().starts_with("serverurl")).collect();
        assert_eq!(about.len(), 1, "{found:?}");
        for finding in about {
            let fixes = finding.fixes.iter().map(|fix| fix.title.as_str());
            let said = [finding.message.as_str(), &finding.help].into_iter().chain(fixes);
            assert!(said.clone().all(|said| !said.contains("hunter2")), "{:?}", said.collect::<Vec<_>>());
        }
    }
}

#[test]
fn a_section_is_added_behind_a_byte_order_mark() {
    let text = "\u{feff}[inet_http_server]\nport=127.0.0.1:9001\n";
    let system = machine(&[("/a.conf", text)]);
    let compilation = lint(Path::new("/a.conf"), &system, &options(), &Settings::default());
    let found = compilation.unwrap().diagnostics;
    let missing = found.iter().find(|finding| finding.code.name() == "missing-supervisord-section").unwrap();
    let edit = missing.fixes.first().and_then(|fix| fix.edits.first()).unwrap();
    assert_eq!((edit.location.span, &*edit.text), (Span::at(3), "[supervisord]\n\n"));
    let (texts, _, faults) = fixed(&[("/a.conf", text)], Safety::Suggested);
    let mended = texts.values().next().unwrap();
    assert!(mended.starts_with("[supervisord]\n") && mended.contains("\n[inet_http_server]\n"), "{mended}");
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn a_header_without_its_bracket_is_closed() {
    let text = "[supervisord]\nuser=root\n[inet_http_server ; here\nport=127.0.0.1:9001\n";
    let (texts, _, _) = fixed(&[("/a.conf", text)], Safety::Suggested);
    let mended = texts.values().next().unwrap();
    assert!(mended.contains("[inet_http_server] ; here\nport=127.0.0.1:9001\n"), "{mended}");
}

#[test]
fn what_is_below_an_unclosed_header_is_left_to_it() {
    let text =
        "[supervisord]\nnodaemon=true\n[program:a\ncommand=/bin/a\n[program:b\ncommand=/bin/b\nnodaemn=x\n";
    let system = machine(&[("/a.conf", text)]);
    let compilation = lint(Path::new("/a.conf"), &system, &options(), &Settings::default());
    let found = compilation.unwrap().diagnostics;
    let codes: Vec<_> = found.iter().map(|finding| finding.code.name()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "unclosed-header").count(), 2, "{codes:?}");
    for other in ["unknown-option", "option-in-wrong-section", "duplicate-option"] {
        assert!(!codes.contains(&other), "{codes:?}");
    }
    // What is added to a section stands above such a line.
    let user = found.iter().find(|finding| finding.code.name() == "no-user-as-root");
    let fixes = user.into_iter().flat_map(|finding| &finding.fixes).flat_map(|fix| &fix.edits);
    let places: Vec<_> = fixes.map(|edit| edit.location.span.start as usize).collect();
    assert!(places.iter().all(|place| *place <= text.find("[program:a").unwrap()), "{places:?}");
    let (texts, _, _) = fixed(&[("/a.conf", text)], Safety::Suggested);
    let mended = texts.values().next().unwrap();
    assert!(mended.contains("[program:a]\ncommand=/bin/a\n[program:b]\ncommand=/bin/b\n"), "{mended}");
}

#[test]
fn included_files_are_fixed_and_files_by_two_names_once() {
    let main = "[supervisord]\nuser=root\n[include]\nfiles=/c/a.conf /c/../c/a.conf\n";
    let files = [("/a.conf", main), ("/c/a.conf", "[program:web]\ncommand=/bin/web\nstartsecs=5s\n")];
    let (texts, count, faults) = fixed(&files, Safety::Safe);
    assert_eq!(texts.keys().collect::<Vec<_>>(), [Path::new("/c/a.conf")]);
    assert_eq!(faults, Vec::<String>::new());
    assert!(count > 0);
}

/// Two fixes, the second of which does not keep its word.
fn promised(text: &str, fixes: [(&str, Fix); 2]) -> (Option<String>, usize, Vec<String>) {
    let (system, options, settings) = (machine(&[("/a.conf", text)]), options(), Settings::default());
    let mains = [main_of(&options, &settings)];
    let mut fixer = Fixer::new(&mains, &system);
    let outcome = fixer.look(0).unwrap();
    fixer.remember_files(0, &outcome);
    let findings = fixes.map(|(message, fix)| {
        let place = fix.edits.first().unwrap().location;
        Diagnostic::warning(Code::BAD_BOOLEAN, message, Label::new(place, ""), "").with_fix(fix)
    });
    let wanted: Vec<_> = findings.iter().collect();
    let files = fixer.fixable_files(&outcome, mains[0]);
    assert!(fixer.try_all(&outcome, &wanted, &files, Promise::SamePlan, Safety::Safe));
    let text = fixer.fixed.files.remove(Path::new("/a.conf")).map(|change| change.after);
    (text, fixer.fixed.count, fixer.fixed.faults)
}

#[test]
fn a_fix_that_does_not_keep_its_word_is_not_applied() {
    let text = "[supervisord]\n[program:web]\ncommand=/bin/web\nstartsecs = 1\nstartretries = 3\n";
    let replace = |old: &str, new: &str| {
        let start = text.find(old).unwrap();
        let file = crate::Sources::default().add("", "");
        let location = Location { file, span: Span::new(start..start + old.len()) };
        Fix::safe("replace it", [Edit::new(location, new)])
    };
    let (new, count, faults) = promised(
        text,
        [
            ("one", replace("startsecs = 1", "startsecs=01")),
            ("two", replace("startretries = 3", "startretries=4")),
        ],
    );
    assert_eq!(new, Some(text.replace("startsecs = 1", "startsecs=01")));
    assert_eq!(count, 1);
    assert_eq!(
        faults,
        [
            "/a.conf:5:1: internal error: the fix of `bad-boolean` was not applied, because the configuration would mean something else"
        ]
    );
}

#[test]
fn a_mistake_behind_another_is_no_fault() {
    // Only when the `%` is mended can anybody see that this is no variable.
    let text =
        "[supervisord]\nuser=root\n[program:web]\ncommand=/bin/web\nenvironment=A%\nautostart=\"true\"\n";
    let (texts, count, faults) = fixed(&[("/a.conf", text)], Safety::Safe);
    assert_eq!(texts.get(Path::new("/a.conf")), Some(&text.replace("\"true\"", "true")));
    assert_eq!((count, faults), (1, vec![]));
    let (system, options, settings) = (machine(&[("/a.conf", text)]), options(), Settings::default());
    let fixed = fix(&[main_of(&options, &settings)], &system, Safety::Safe);
    assert_eq!(
        fixed.left,
        [
            "/a.conf:5:14: the fix of `bare-percent` was not applied, because another mistake stands behind this one"
        ]
    );
}

#[test]
fn a_section_is_added_only_when_nothing_else_is_left_to_do() {
    // What seems to be missing is there under another name.
    for name in ["Supervisorctl", "supervisorctrl", " supervisorctl"] {
        let text = format!("[supervisord]\nuser=root\n[{name}]\nserverurl=unix:///x.sock\n");
        let (texts, _, faults) = fixed(&[("/a.conf", &text)], Safety::Suggested);
        let new = texts.get(Path::new("/a.conf")).unwrap();
        assert_eq!(new.matches("supervisorctl]").count(), 1, "{new}");
        assert_eq!((new.matches("[unix_http_server]").count(), faults), (1, vec![]), "{new}");
    }
}

#[test]
fn apply_leaves_sections_for_last_and_adds_one() {
    let text = "[supervisord]\nuser=root\n";
    let mut sources = crate::Sources::default();
    let file = sources.add("/a.conf", text);
    let finding = |at: usize, new: &str| {
        let place = Location { file, span: Span::at(at) };
        let label = Label::new(place, "");
        Diagnostic::warning(Code::BAD_BOOLEAN, new, label, "")
            .with_fix(Fix::safe("add", [Edit::new(place, new)]))
    };
    let findings =
        [finding(0, "[a]\n"), finding(text.len(), "[b]\n"), finding("[supervisord]\n".len(), "umask=022\n")];
    let (changed, applied) = apply(&sources, &findings, Safety::Safe);
    assert_eq!(changed.get(&file), Some(&text.replace("user", "umask=022\nuser")));
    assert_eq!(applied.len(), 1);
    let (changed, _) = apply(&sources, findings.iter().take(2), Safety::Safe);
    assert_eq!(changed.get(&file), Some(&format!("[a]\n{text}")));
}

#[test]
fn very_many_mistakes_are_mended_in_one_run() {
    let programs: String = (0..3000)
        .map(|number| format!("[program:p{number}]\ncommand=/bin/p\nautostart=\"true\"\n"))
        .collect();
    let text = format!("[supervisord]\nuser=root\n{programs}");
    let (texts, count, faults) = fixed(&[("/a.conf", &text)], Safety::Safe);
    assert_eq!((count, faults), (3000, vec![]));
    assert_eq!(texts.get(Path::new("/a.conf")), Some(&text.replace('"', "")));
}

#[test]
fn what_a_comment_cuts_is_changed_by_the_rule_about_it_alone() {
    for (command, new) in [
        ("cd /srv && ./a ; ./b", Some("/bin/sh -c 'cd /srv && ./a; exec ./b'")),
        ("source /srv/env ; exec ./b", Some("/bin/bash -c 'source /srv/env; exec ./b'")),
        ("/srv/a > /dev/null ; /srv/b", Some("/bin/sh -c '/srv/a > /dev/null; exec /srv/b'")),
        // A person has to look at these.
        ("cd /srv ; ./b 50%", None),
        ("cd /srv ; ./b 'x'", None),
    ] {
        let text = format!("[supervisord]\nuser=root\n[program:web]\ncommand={command}\nstdout_logfile=/x\n");
        let (texts, _, faults) = fixed(&[("/a.conf", &text)], Safety::Suggested);
        let fixed = texts.get(Path::new("/a.conf")).unwrap_or(&text);
        let line = format!("command={}\n", new.unwrap_or(command));
        assert!(fixed.contains(&line), "{fixed}");
        assert_eq!(faults, Vec::<String>::new());
    }
}

#[test]
fn sections_that_are_there_get_no_second() {
    for text in [
        "[supervisord]\nuser=root\n[supervisord ]\nnodaemon=true\n",
        "[supervisord]\nuser=root\n[program:web]\ncommand=/bin/web\n[ program:web]\ncommand=/bin/web\n",
        "[supervisord]\nuser=root\n[unix_http_server]\nfile=/x.sock\n[supervisorctl]\n[Supervisorctl]\n",
    ] {
        let (system, options, settings) = (machine(&[("/a.conf", text)]), options(), Settings::default());
        let fixed = fix(&[main_of(&options, &settings)], &system, Safety::Suggested);
        assert_eq!((fixed.left, fixed.faults), (vec![], vec![]), "{text}");
        let again = fix(&[main_of(&options, &settings)], &fixed.system, Safety::Suggested);
        assert_eq!(again.count, 0, "{text}");
    }
}

#[test]
fn names_that_come_from_expansions_are_left_alone() {
    let text = "[supervisord]\nuser=root\n[group:g]\nprograms=%(here)s\n[program:e]\ncommand=/bin/e\n";
    let (mut system, options, settings) = (MemorySystem::new(), options(), Settings::default());
    system.add_file("/e/a.conf", text);
    let main = Main { path: Path::new("/e/a.conf"), ..main_of(&options, &settings) };
    let fixed = fix(&[main], &system, Safety::Suggested);
    assert_eq!(fixed.faults, Vec::<String>::new());
    assert!(fixed.files.values().all(|change| change.after.contains("programs=%(here)s\n")));
}

#[test]
fn duplicates_are_left_alone_while_lines_are_unreadable() {
    let text = "[supervisord]\nuser=root\n[f]\ncommand=/x\ny\n --cont\ncommand=/x\n --cont\n";
    let (_, _, faults) = fixed(&[("/a.conf", text)], Safety::Safe);
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn an_expansion_that_is_torn_apart_has_no_fix() {
    let text = "[supervisord]\n[program:a]\ncommand=/bin/a %(program_name\n)s.sock\n  and more\n";
    let system = machine(&[("/a.conf", text)]);
    let found = lint(Path::new("/a.conf"), &system, &options(), &Settings::default()).unwrap();
    let of_the_rule = |finding: &&Diagnostic| finding.code.name() == "unterminated-expansion";
    let finding = found.diagnostics.iter().find(of_the_rule).unwrap();
    assert_eq!(finding.fixes, []);
}

#[test]
fn lists_of_variables_get_no_needless_commas() {
    for (value, new) in [
        ("A=1;B=2;", "A=1,B=2"),
        ("A=\"1\"\n  autostart=true", "A=\"1\"\nautostart=true"),
        ("A=\"1\",\n  B=\"2\",", "A=\"1\",\n  B=\"2\","),
    ] {
        let text =
            format!("[supervisord]\nuser=root\n[program:web]\ncommand=/bin/web\nenvironment={value}\n");
        let (texts, _, faults) = fixed(&[("/a.conf", &text)], Safety::Suggested);
        let fixed = texts.get(Path::new("/a.conf")).unwrap_or(&text);
        assert!(fixed.contains(&format!("environment={new}\n")), "{fixed}");
        assert_eq!(faults, Vec::<String>::new());
    }
}

/// Lines that rules have something to say about.
fn line() -> impl Strategy<Value = String> {
    let lines = [
        "[supervisord]",
        "[program:web]",
        "[program:web] x",
        "[group:all]",
        "programs=web,web",
        "[include]",
        "files=/b.conf",
        "command=/bin/web \"x",
        "command=/bin/web; lint: allow(all)",
        "startsecs=5s",
        "startsecs=0",
        "autorestart=true ; lint: allow(restart, all, quoted-scalar, nothing)",
        "autostart=\"yes\"",
        "stdout_logfile='/tmp/x'",
        "  # lint: allow-file(unused-suppression)",
        "; lint: allow(quoted-scalar) ; lint: allow(bad-integer)",
        "environment=A=1,B=x#y #c ; lint: allow(value)",
        "  5s",
        "umask=\"22\"",
        "",
        "junk",
    ];
    prop_oneof![
        8 => proptest::sample::select(lines.to_vec()).prop_map(str::to_owned),
        1 => "[ -~é]{0,20}",
    ]
}

fn text() -> impl Strategy<Value = String> {
    let end = prop_oneof![4 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    (proptest::collection::vec(line(), 0..14), end).prop_map(|(lines, end)| lines.join(end))
}

proptest! {
    /// Whatever the text, and whichever of the fixes are taken: nothing panics, and the next look sees a text.
    #[test]
    fn any_fixes_of_any_text_can_be_applied(text in text(), taken in any::<u64>()) {
        let (mut system, options, settings) = (machine(&[("/a.conf", &text), ("/b.conf", &text)]), options(), Settings::default());
        let look = |system: &MemorySystem| lint(Path::new("/a.conf"), system, &options, &settings).unwrap();
        let outcome = look(&system);
        let some = outcome.diagnostics.iter().enumerate().filter(|(index, _)| taken >> (index % 64) & 1 == 1);
        let (changed, applied) = apply(&outcome.sources, some.map(|(_, finding)| finding), Safety::Suggested);
        prop_assert!(applied.len() >= changed.len());
        for (file, text) in changed {
            system.add_file(outcome.sources.path(file), text);
        }
        let _ = look(&system);
    }

    /// What has been fixed until nothing changes stays as it is, and every safe fix kept its word.
    #[test]
    fn fixing_comes_to_an_end(text in text(), suggested in any::<bool>()) {
        let safety = if suggested { Safety::Suggested } else { Safety::Safe };
        let (mut system, options, settings) = (machine(&[("/a.conf", &text), ("/b.conf", &text)]), options(), Settings::default());
        let mains = [main_of(&options, &settings)];
        let fixed = fix(&mains, &system, safety);
        // What is only suggested is tried, too, but promises nothing.
        prop_assert!(suggested || fixed.faults.is_empty(), "{:?}", fixed.faults);
        let changes = fixed.files;
        for (path, change) in changes {
            system.add_file(path, change.after);
        }
        let again = fix(&mains, &system, safety);
        prop_assert_eq!((again.count, again.files), (0, BTreeMap::new()));
    }
}
