//! What holds, what does not, and what is said then.

use super::*;
use crate::render::Paint;
use crate::render::{facts_json, facts_junit, facts_text};
use crate::system::MemorySystem;

const MAIN: &str = r#"[supervisord]
user=root
environment=STAGE="%(ENV_STAGE)s"

[unix_http_server]
file=/run/supervisor.sock

[inet_http_server]
port=127.0.0.1:9001

[program:db]
command=/usr/bin/db --dir "/srv/d b"
priority=10
user=postgres
stopwaitsecs=30
environment=DB_PASSWORD="hunter2"

[program:web]
command=/usr/bin/web --port 80%(process_num)02d
process_name=%(program_name)s_%(process_num)02d
numprocs=4
environment=HOST="%(host_node_name)s"
stdout_logfile=/var/log/web.log
stdout_logfile_maxbytes=1MB
redirect_stderr=true

[program:a]
command=/bin/a
stdout_logfile=NONE
stderr_logfile=logs/a.err

[program:b]
command=/bin/b
stdout_logfile=syslog
autostart=false

[program:c]
command=/bin/c

[group:g]
programs=a,b
priority=20

[eventlistener:l]
command=/bin/l
events=TICK_5,PROCESS_LOG
"#;

const BROKEN: &str = "[supervisord]\n[program:web]\ncommand=/bin/web\nstartsecs=1.5\n";

fn outcomes(test: &str) -> Vec<Outcome> {
    let mut system = MemorySystem::new();
    system.add_file("/srv/supervisord.conf", MAIN);
    system.add_file("/srv/broken.conf", BROKEN);
    let options = Options { cwd: "/srv".into(), ..Options::default() };
    let settings = Settings::default();
    let surroundings =
        Surroundings { system: &system, options: &options, settings: &settings, secrets: Secrets::Masked };
    let cases = parse(test).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let of_case = |case: &Case| run(Path::new("tests/a.test"), case, surroundings).unwrap();
    cases.iter().flat_map(of_case).collect()
}

fn with(facts: &str) -> String {
    format!("configuration: ../supervisord.conf\nenvironment: STAGE=test\ncurrent-directory: ..\n{facts}")
}

#[test]
fn what_holds() {
    let facts = r#"
        program web exists
        program wep does not exist
        program web has 4 processes
        program db has 1 process
        db starts before web
        db starts before g:a
        l starts before db
        g:a starts before web
        web stops before db
        db stops before l
        db runs as postgres
        web runs as root
        a is in group g
        web:web_02 is in group web
        group g has programs b, a
        group g has processes a, b
        group web has processes web_00,web_01,web_02,web_03
        env of db has DB_PASSWORD=hunter2
        env of web has STAGE=test
        env of web has HOST=localhost
        env of web has STAGE
        env of web has no DB_PASSWORD
        command of web:web_03 is /usr/bin/web --port 8003
        command of db is /usr/bin/db --dir "/srv/d b"
        argv of db is ["/usr/bin/db", "--dir", "/srv/d b"]
        stdout of web goes to /var/log/web.log
        stderr of web goes to stdout
        stdout of a goes nowhere
        stderr of a goes to logs/a.err
        stderr of a goes to /srv/logs/a.err
        stdout of b goes to syslog
        stdout of db goes to AUTO
        option stopwaitsecs of db is 30
        option stdout_logfile_maxbytes of web is 1024KB
        option autostart of b is no
        option autostart of web is not set
        option AutoRestart of web:* is unexpected
        option events of l is PROCESS_LOG, TICK_5
        option priority of [group:g] is 20
        option priority of [program:db] is 10
        option user of [supervisord] is root
        option port of [inet_http_server] is 127.0.0.1:9001
        supervisord listens on /run/supervisor.sock
        supervisord listens on unix:///run/supervisor.sock
        supervisord listens on 127.0.0.1:9001
        no errors
        no findings of rule bad-integer
        no findings of category syntax
        the configuration is accepted
    "#;
    for outcome in outcomes(&with(facts)) {
        assert_eq!(outcome.failure, None, "{}", outcome.text);
    }
}

#[test]
fn what_does_not() {
    let facts = r#"
        program wep exists
        program web does not exist
        program web has 5 processes
        web starts before db
        web starts before web:web_01
        a starts before b
        b stops before a
        db stops before web
        g:* stops before web
        web stops before c
        c starts before web
        db runs as root
        web is in group g
        group g has programs a
        group h has programs a
        env of db has DB_PASSWORD=secret
        env of web has STAG
        env of db has no STAGE
        command of web is /usr/bin/web
        argv of db is ["/usr/bin/db"]
        stdout of web goes nowhere
        stderr of web goes to /var/log/web.err
        stdout of g:nobody goes nowhere
        option stopwaitsecs of db is 10
        option stopwaitsecs of db is not set
        option numprocs of web is 4
        option stopwaitsec of web is 10
        supervisord listens on *:9001
        supervisord listens on no port
        supervisord listens nowhere
        configuration is refused
    "#;
    let outcomes = outcomes(&with(facts));
    assert!(outcomes.iter().all(|outcome| outcome.failure.is_some()));
    insta::assert_snapshot!(facts_text::render("a.test", &outcomes, Paint { color: false }));
}

#[test]
fn a_configuration_that_is_refused() {
    let test = "
        configuration: ../broken.conf
        configuration is refused
        configuration is refused with \"invalid literal for int()\"
        supervisord is refused with nonsense
        configuration is accepted
        program web has 1 process
        no findings of rule bad-integer
        no errors
    ";
    let outcomes = outcomes(test);
    insta::assert_snapshot!(facts_text::render("a.test", &outcomes, Paint { color: false }));
}

#[test]
fn cases_have_settings_of_their_own() {
    let test = "
        configuration: ../supervisord.conf
        environment: STAGE=common
        env of web has STAGE=common
        [production]
        environment: STAGE=production
        host-name: web1
        env of web has STAGE=production
        env of web has HOST=web1
        [a laptop]
        env of web has STAGE=common
        env of web has HOST=localhost
        [without facts]
    ";
    let outcomes = outcomes(test);
    let cases: Vec<_> =
        outcomes.iter().map(|outcome| (outcome.case.as_str(), outcome.failure.as_ref())).collect();
    assert_eq!(
        cases,
        [("", None), ("production", None), ("production", None), ("a laptop", None), ("a laptop", None)]
    );
}

#[test]
fn misspelt_facts() {
    let test = "program web exists
configuration: a.conf
configuraton: b.conf
environment: STAGE
programm web has 4 processes
program web has four processes
program web has 4 proceses
program web has
  web starts befor db
web starts
web starts before db today
env web has A=1
env of web has A B=1
argv of web is /bin/web
no findings of rule bad-integr
no findings of category sytax
stdot of web goes to /dev/null
the weather is nice
";
    let faults = parse(test).unwrap_err();
    let line =
        |fault: &Fault| format!("{}:{}: {}; {}\n", fault.line, fault.column, fault.message, fault.help);
    insta::assert_snapshot!(faults.iter().map(line).collect::<String>());
}

#[test]
fn every_form_is_understood_as_it_is_shown() {
    for form in forms::FORMS {
        let line = form
            .shown()
            .replace("NUMBER", "4")
            .replace("rule NAME", "rule bad-integer")
            .replace("category NAME", "category value");
        let line = if form.pattern.ends_with("JSON") { line.replace('…', "[]") } else { line };
        assert!(forms::fact(&line).is_ok(), "{line}");
    }
}

#[test]
fn formats_for_programs() {
    let outcomes = outcomes(&with("[a & b]\nprogram web has 4 processes\nprogram web has 5 processes\n"));
    let line = Unchecked { place: Some((3, 5)), message: "`port` is not <understood>".to_owned() };
    let whole = Unchecked { place: None, message: "No such file or directory".to_owned() };
    let tests = [
        Tested { file: "tests/a.test".to_owned(), outcomes, errors: vec![line] },
        Tested { file: "tests/b.test".to_owned(), outcomes: Vec::new(), errors: vec![whole] },
    ];
    insta::assert_snapshot!(facts_json::render(&tests).unwrap());
    insta::assert_snapshot!(facts_junit::render(&tests));
}

#[test]
fn summaries() {
    let all: String = [(0, 0, 1), (1, 0, 1), (14, 0, 2), (14, 1, 1), (14, 3, 2)]
        .map(|(facts, failures, files)| facts_text::summary(facts, failures, files))
        .concat();
    insta::assert_snapshot!(all);
}

#[test]
fn any_line_is_understood_or_not() {
    for line in
        ["\"", "\"a", "a \"b", "é é é", ":", "[", "]", "env of \"a b\" has X", "no findings of rule \u{a0}"]
    {
        let _ = parse(&format!("configuration: x\n{line}"));
    }
}
