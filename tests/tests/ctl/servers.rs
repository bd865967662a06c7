//! Servers that ask for a password, over both kinds of sockets, and servers that are none.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use supervisor_tests::config::Config;
use supervisor_tests::pairings::{Step, assert_same, line, lines};

pub(crate) fn passwords() -> Vec<Step> {
    let mut steps = vec![Step::Await("app", "RUNNING")];
    for server in ["", "-s http://127.0.0.1:{port}"] {
        for credentials in [
            "",
            "-u user",
            "-p thepassword",
            "-u user -p wrong",
            "-u nobody -p thepassword",
            "-u '' -p ''",
            "-u user -p ''",
            "-u us:er -p x",
            "-u ü -p ü",
            "-u user -p thepassword",
            "--username=user --password=thepassword",
        ] {
            for command in ["status app", "pid nosuch", "avail"] {
                steps.push(line(&format!("{server} {credentials} {command}")).step());
            }
        }
        for command in [
            "start app",
            "stop nosuch",
            "restart app",
            "tail app",
            "tail -f app",
            "maintail -f",
            "clear app",
            "signal CONT app",
            "add app",
            "remove app",
            "update",
            "reread",
            "reload",
            "shutdown",
            "fg app",
            "version",
            "pid all",
            "help status",
            "nonsense",
            "start",
        ] {
            steps.push(line(&format!("{server} -u user -p wrong {command}")).step());
        }
    }
    steps.extend(lines(
        "-s http://user:thepassword@127.0.0.1:{port} status app
        -s http://127.0.0.1:{port}/ -u user -p thepassword status app
        -s http://127.0.0.1:{port}/RPC2 -u user -p thepassword status app
        -s http://127.0.0.1:{port}/no/path -u user -p thepassword status app
        -s http://127.0.0.1:{port}?query -u user -p thepassword pid nosuch
        -s http://localhost:{port} -u user -p thepassword status app
        -s HTTP://127.0.0.1:{port} -u user -p thepassword status app",
    ));
    steps
}

#[test]
fn that_ask_for_a_password() {
    assert_same(&Config::fixture("passwords").with_password(), &passwords());
}
