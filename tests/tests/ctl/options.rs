//! The command line's options, and where the configuration is found.

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Line, Step, assert_same, line, lines};

const PROGRAMS: &str = "[program:web]\ncommand=/bin/cat\nstartsecs=0\n";

/// A client's configuration that is told from others by its prompt, or by the server that is not there.
fn file(path: &'static str, text: &str) -> Step {
    Step::Write(path, text.to_owned())
}

fn client(name: &str) -> String {
    format!("[supervisorctl]\nserverurl=unix:///nonexistent/{name}\nprompt={name}\n")
}

/// In a directory of its own, with the program called by a name there, so that the search begins where it should.
fn search(directory: &str, program: &str, words: &str) -> Line {
    line(words).bare_in(directory).called(program)
}

pub(crate) fn steps() -> Vec<Step> {
    let mut steps = vec![Step::Await("web", "RUNNING")];
    steps.extend(lines(
        "-s unix://{dir}/etc/run/supervisor.sock status
        --serverurl unix://{dir}/etc/run/supervisor.sock status
        --serverurl=unix://{dir}/etc/run/supervisor.sock status
        --server=unix://{dir}/etc/run/supervisor.sock status
        -sunix://{dir}/etc/run/supervisor.sock status
        -i -s unix://{dir}/etc/run/supervisor.sock status
        -is unix://{dir}/etc/run/supervisor.sock status
        -s unix://{dir}/etc/run/../run/supervisor.sock status
        -s unix:///nonexistent/socket status
        -s unix:///nonexistent/socket pid
        -s unix:///nonexistent/socket start web
        -s unix:///nonexistent/socket stop web
        -s unix:///nonexistent/socket avail
        -s unix:///nonexistent/socket shutdown
        -s unix:///nonexistent/socket reload
        -s unix:///nonexistent/socket tail web
        -s unix:///nonexistent/socket tail -f web
        -s unix:///nonexistent/socket maintail -f
        -s unix:///nonexistent/socket help status
        -s unix:///nonexistent/socket frobnicate
        -s unix://relative/socket status
        -s unix:// status
        -s unix:{dir}/etc/run/supervisor.sock status
        -s unix:///etc/passwd status
        -s unix://{dir} status
        -s unix:///etc/passwd/x status
        -s http://127.0.0.1:1 status
        -s http://127.0.0.1:1 avail
        -s http://127.0.0.1:1/path status
        -s http://nosuchhost.invalid status
        -s http://nosuchhost.invalid:9001 pid
        -s http://127.0.0.1:port status
        -s http://127.0.0.1:99999 status
        -s http://127.0.0.1: status
        -s http:// status
        -s https://127.0.0.1:1 status
        -s ftp://127.0.0.1 status
        -s gopher://x pid
        -s http://user:thepassword@127.0.0.1:1 status
        -s 127.0.0.1:9001 status
        -s localhost:9001 status
        -s localhost status
        -s 9001 status
        -s /run/supervisor.sock status
        -s //x status
        -s :// status
        -s '' status
        -s x: status
        -s x:y status
        -s 'http://127.0.0.1:1 ' status
        -s HTTP://127.0.0.1:1 status
        -s UNIX:///nonexistent/socket status
        -s
        -s -i status
        -c
        -u
        -p
        -r
        --serverurl
        --serverurl=
        --configuration
        -i status web
        -i -i status
        -s http://127.0.0.1:1 -s http://127.0.0.1:2 status
        -s http://127.0.0.1:1 --serverurl http://127.0.0.1:2 status
        -u a -u b status
        -u a --username b status
        -c nosuch.conf status
        -1 status
        -n status
        -v
        -V
        --version
        --nosuch
        --nosuch=1 status
        --interactive=1 status
        --inter status web
        --in status web
        --h
        --s unix:///nonexistent/x status
        --u a status web
        --user a status web
        --p a status web
        --c nosuch.conf status
        --configuration=nosuch.conf status
        -x -s
        -z
        - status
        -ü
        status -s http://127.0.0.1:1
        status -h
        status web -i
        -- status web
        -i -- status web
        -u user status web
        -p secret status web
        -u user -p secret status web
        -u '' -p '' status web
        -r {dir}/history status web
        --history_file {dir}/history status web
        --history_file={dir}/history status web
        --history-file {dir}/history status web
        --hist {dir}/history status web
        -h --nosuch
        -s x -h",
    ));
    for words in ["-h", "--help", "-?", "--he", "-h status", "-i -h", "-hi", "-h -c nosuch.conf"] {
        steps.push(line(words).clients_differ("Help texts").step());
    }
    for url in ["http://:1", "http:///"] {
        steps.push(line(&format!("-s {url} status")).clients_differ("What no command foresaw").step());
    }
    steps.extend(discovery());
    steps.extend(contents());
    steps
}

fn discovery() -> Vec<Step> {
    let directory = |path| Step::Directory(path);
    let mut steps = vec![
        directory("empty/bin"),
        directory("etc-only/etc"),
        directory("both/etc"),
        directory("app/etc"),
        directory("app/bin"),
        directory("root/bin"),
    ];
    steps.push(search("empty", "empty/bin/supervisorctl", "status").step());
    steps.push(search("empty", "empty/bin/supervisorctl", "pid").step());
    steps.push(search("empty", "empty/bin/supervisorctl", "").typing("quit\n").step());
    steps.push(search("empty", "empty/bin/supervisorctl", "-s unix:///nonexistent/x status").step());
    steps.push(file("etc-only/etc/supervisord.conf", &client("below-etc")));
    steps.push(search("etc-only", "empty/bin/supervisorctl", "status").step());
    steps.push(file("both/etc/supervisord.conf", &client("below-etc")));
    steps.push(file("both/supervisord.conf", &client("here")));
    steps.push(search("both", "empty/bin/supervisorctl", "status").step());
    steps.push(search("both", "empty/bin/supervisorctl", "").typing("pid\n").step());
    steps.push(file("app/etc/supervisord.conf", &client("beside-bin")));
    steps.push(search("empty", "app/bin/supervisorctl", "status").step());
    steps.push(search("both", "app/bin/supervisorctl", "status").step());
    steps.push(file("root/supervisord.conf", &client("above-bin")));
    steps.push(search("empty", "root/bin/supervisorctl", "status").step());
    steps.push(search("both", "root/bin/supervisorctl", "status").step());
    for name in
        ["SUPERVISOR_CONFIG", "SUPERVISOR_SERVER_URL", "SUPERVISOR_USERNAME", "SUPERVISOR_CONFIGURATION"]
    {
        let line =
            search("empty", "empty/bin/supervisorctl", "status").with(name, "unix:///nonexistent/variable");
        steps.push(line.step());
    }
    for words in [
        "-c supervisord.conf status",
        "-c ./supervisord.conf status",
        "-c etc/supervisord.conf status",
        "-c ../both/supervisord.conf status",
        "-c ~/etc/both/supervisord.conf status",
        "--configuration=supervisord.conf status",
        "-c nosuch.conf status",
        "-c etc status",
        "-c '' status",
        "-c /dev/null status",
        "-c supervisord.conf -c etc/supervisord.conf status",
        "-csupervisord.conf status",
    ] {
        steps.push(search("both", "empty/bin/supervisorctl", words).step());
    }
    steps
}

/// Files that say this or that, each read by name.
fn contents() -> Vec<Step> {
    let mut steps = vec![Step::Directory("files")];
    for text in [
        "",
        "[supervisord]\n",
        "[supervisorctl]\n",
        "[supervisorctl]\nserverurl=unix://relative.sock\n",
        "[supervisorctl]\nserverurl=unix://~/home.sock\n",
        "[supervisorctl]\nserverurl=unix://%(here)s/here.sock\n",
        "[supervisorctl]\nserverurl=unix:///%(ENV_PLACE)s/x.sock\n",
        "[supervisorctl]\nserverurl=unix:///%(ENV_NOSUCH)s/x.sock\n",
        "[supervisorctl]\nserverurl=unix:///%(nosuch)s/x.sock\n",
        "[supervisorctl]\nserverurl=%\n",
        "[supervisorctl]\nserverurl=\n",
        "[supervisorctl]\nserverurl=nonsense\n",
        "[supervisorctl]\nserverurl=127.0.0.1:1\n",
        "[supervisorctl]\nserverurl=ftp://127.0.0.1\n",
        "[supervisorctl]\nserverurl=http://127.0.0.1:1 ; a comment\n",
        "[supervisorctl]\nserverurl = http://127.0.0.1:1\nserverurl = unix:///nonexistent/second\n",
        "[supervisorctl]\nserverurl=\"unix:///nonexistent/quoted\"\n",
        "[supervisorctl]\nSERVERURL=unix:///nonexistent/upper\n",
        "[supervisorctl]\nserverurl: unix:///nonexistent/colon\n",
        "[supervisorctl]\nnosuchoption=1\nserverurl=unix:///nonexistent/x\n",
        "[DEFAULT]\nserverurl=unix:///nonexistent/default\n[supervisorctl]\n",
        "[unix_http_server]\nfile=/nonexistent/server\n[supervisorctl]\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nprompt=%(ENV_PLACE)s\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nprompt=%(here)s\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nprompt=two words\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nprompt=\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nprompt=prömpt\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nusername=%(ENV_NOSUCH)s\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\nhistory_file=%(nosuch)s\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\n[ctlplugin:x]\nfoo=bar\n",
        "[supervisorctl ]\nserverurl=unix:///nonexistent/blank\n",
        "[SUPERVISORCTL]\nserverurl=unix:///nonexistent/upper\n",
        "[supervisorctl]\nserverurl=unix:///nonexistent/x\n[program:broken]\nstartsecs=soon\n",
    ] {
        steps.push(file("files/it.conf", text));
        let read = |words: &str| {
            let line = search("files", "empty/bin/supervisorctl", &format!("-c it.conf {words}"));
            line.with("PLACE", "nonexistent").with("FILE", text)
        };
        steps.push(read("pid").step());
        steps.push(read("").typing("quit\n").step());
    }
    steps
}

#[test]
fn options_and_files() {
    assert_same(&Config::programs(PROGRAMS), &steps());
}
