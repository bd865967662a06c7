//! What is offered where.

use std::fmt::Write as _;

use insta::assert_snapshot;

use super::{Completion, complete, is_partial};
use crate::editor::testing::{Scene, scene};

fn offered(scene: &Scene) -> Vec<Completion> {
    complete(&scene.analysis, &scene.system, scene.file, scene.offset)
}

/// `label (detail)` of all, and what becomes of the line with the first.
fn shown(text: &str) -> String {
    let scene = scene(text);
    let offered = offered(&scene);
    let mut out = String::new();
    for made in offered.iter().take(12) {
        let detail = made.detail.as_ref().map(|detail| format!("  ({detail})")).unwrap_or_default();
        let _ = writeln!(out, "{}{}{detail}", made.label, if made.again { " +" } else { "" });
    }
    if offered.len() > 12 {
        let _ = writeln!(out, "… {}", offered.len());
    }
    if let Some(first) = offered.first() {
        let edited = scene.edited(std::slice::from_ref(&first.edit));
        let line = scene.text(scene.file)[..scene.offset].lines().count().max(1);
        let lines: Vec<_> = edited.lines().skip(line).take(2).collect();
        let _ = writeln!(out, "=> {}", lines.join(" | "));
    }
    out
}

fn all(texts: &[&str]) -> String {
    let parts = texts.iter().map(|text| {
        let near = text.lines().find(|line| line.contains('‸')).unwrap_or_default();
        format!("{near}\n{}", shown(text))
    });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn sections() {
    assert_snapshot!(all(&[
        "‸",
        "[‸",
        "[supervisord]\n[prog‸\n",
        "[supervisord]\n[rpc‸]\n",
        "[supervisord]\n[program:w‸eb]\n",
        "[supervisord]\n[include]\nfiles=c.conf\n--- c.conf\n[‸",
    ]));
}

#[test]
fn options() {
    assert_snapshot!(all(&[
        "[supervisord]\nlogfile=/var/log/s.log\n‸",
        "[supervisord]\n[program:a]\ncommand = /bin/a\nauto‸\n",
        "[supervisord]\n[program:a]\nauto‸start=true\n",
        "[supervisord]\n[group:g]\nprograms=a\n‸\n[program:a]\ncommand=/bin/a\n",
        "[supervisord]\n[rpcinterface:twiddler]\n‸",
        "[supervisord]\n[ctlplugin:wildcards]\n‸",
        "[unheard]\n‸\n",
        "[supervisord] ‸\n",
        "[supervisord]\nnodaemon=true\n ‸\n",
        "[supervisord]\n; c\n\n‸\n[program:a]\n",
        "[supervisord]\nlog file‸\n",
        "[supervisord]\n日本‸\n",
    ]));
}

#[test]
fn values() {
    let program = |line: &str| format!("[supervisord]\n[program:a]\ncommand=/bin/a\n{line}\n");
    assert_snapshot!(all(&[
        &program("autostart=‸"),
        &program("autostart = tr‸ue ; yes"),
        &program("autorestart=‸"),
        &program("stopsignal=T‸"),
        &program("user=w‸"),
        &program("stdout_logfile=‸"),
        &program("stdout_logfile=/var/l‸"),
        &program("directory=/s‸"),
        &program("startsecs=‸"),
        &program("process_name=‸"),
        &program("numprocs=2\nprocess_name=‸"),
        "[supervisord]\nloglevel=‸\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\nchown=‸:root\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\nchown=root:‸\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\nchown=root:a‸dm\n",
        "[supervisord]\n[inet_http_server]\nport=‸\n",
        "[supervisord]\n[fcgi-program:f]\nsocket=‸\n",
        "[supervisord]\n[fcgi-program:f]\nsocket=unix:///v‸\n",
        "[supervisord]\n[supervisorctl]\nserverurl=‸\n",
        "[supervisord]\n[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=‸\n",
        "[supervisord]\n[unix_http_server]\nfile=/run/s.sock\n[inet_http_server]\nport=9001\n[supervisorctl]\nserverurl=‸\n",
        "[supervisord]\n[include]\nfiles=c‸\n--- conf.d/a.conf\n",
        "[supervisord]\n[include]\nfiles=x.conf conf.d/‸\n--- conf.d/a.conf\n--- conf.d/b.conf\n",
        "[supervisord]\n[unix_http_server]\npassword=‸\n",
    ]));
}

#[test]
fn lists() {
    assert_snapshot!(all(&[
        "[supervisord]\n[eventlistener:l]\nevents=TICK_5,‸\n",
        "[supervisord]\n[eventlistener:l]\nevents=TI‸CK_5,TICK_60\n",
        "[supervisord]\n[eventlistener:l]\nevents=\n    TICK_5,\n    ‸\n",
        "[group:g]\nprograms=a, ‸\n[program:a]\n[program:b]\n[fcgi-program:c]\n[eventlistener:d]\n[group:h]\nprograms=b\n",
    ]));
}

#[test]
fn expansions() {
    let program = |line: &str| {
        format!(
            "[supervisord]\nenvironment=STAGE=\"live\"\n[program:a]\n{line}\nnumprocs=3\nprocess_name=%(process_num)d\n"
        )
    };
    assert_snapshot!(all(&[
        &program("command=/bin/a %(‸"),
        &program("command=/bin/a %‸"),
        &program("command=/bin/a 5%%‸"),
        &program("command=/bin/a %(pro‸cess_num)s"),
        &program("command=/bin/a %(prog‸)"),
        &program("command=/bin/a %(‸)"),
        &program("command=/bin/a %(prog‸)-stdout.log"),
        &program("command=/bin/a %(process‸)02d"),
        &program("command=/bin/a %(ENV_‸"),
        &program("command=/bin/a\npriority=%(‸"),
        "[group:g]\nprograms=a\n[program:a]\nenvironment=OWN=\"%(ENV_ROOT)s\",ROOT=\"mine\"\ncommand=/bin/a %(‸\n",
        "[program:a]\nenvironment=OWN=\"1\",B=\"%(‸\n",
        "[supervisord]\nlogfile=%(‸\n; %(ENV_SEEN)s %(ENV_ROOT)s %(other)s %(ENV_bad-one)s\n",
        "[supervisord]\n[unix_http_server]\nchmod=%(‸\n",
        "[unheard]\nchmod=%(‸\n",
        "[program:a]\nenvironment=FOO=\"%(ENV_SESSION)s\"\ncommand=/bin/a %(‸\n",
    ]));
}

#[test]
fn rules() {
    assert_snapshot!(all(&[
        "[supervisord] ; lint: allow(no-u‸)\n",
        "[supervisord] ; lint: allow(value, ‸\n",
        "[supervisord] ; lint: allow(argument-without-dash, ‸, auto-log-unbounded)\n",
        "[supervisord] ; lint: allow(value) ‸\n",
        "[supervisord] ; allow(‸\n",
        "[supervisord] ; ‸\n",
        "[supervisord]\n; l‸\n",
        "[supervisord] ; let‸\n",
        "[supervisord] ; lint: ‸\n",
        "[supervisord] ; lint:al‸lo\n",
    ]));
}

#[test]
fn what_is_completed_is_written_like_the_rest() {
    let text = |text: &str| {
        let scene = scene(text);
        let all = offered(&scene);
        all.into_iter().find(|made| made.label == "rpcinterface:supervisor").unwrap().edit.text
    };
    let factory = "supervisor.rpcinterface:make_main_rpcinterface";
    assert_eq!(
        text("[supervisord]\r\nuser=root\r\n[rpc‸\r\n"),
        format!("rpcinterface:supervisor]\r\nsupervisor.rpcinterface_factory={factory}")
    );
    assert_eq!(
        text("[supervisord]\nuser = root\n[rpc‸\n"),
        format!("rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = {factory}")
    );
}

#[test]
fn of_a_large_directory_more_is_told_when_more_is_typed() {
    let mut files = String::new();
    for number in 0..300 {
        let _ = writeln!(files, "--- f/n{number:03}.conf");
    }
    let large = scene(&format!("[supervisord]\n[include]\nfiles=f/‸\n{files}"));
    let found = offered(&large);
    assert_eq!((found.len(), is_partial(&found)), (200, true));
    let narrow = scene(&format!("[supervisord]\n[include]\nfiles=f/n29‸\n{files}"));
    let found = offered(&narrow);
    assert_eq!((found.len(), is_partial(&found)), (10, false));
}
