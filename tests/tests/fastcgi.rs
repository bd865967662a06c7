//! FastCGI programs: one listening socket for all processes of a program, made with the first and closed with the last;
//! and what happens when it cannot be had.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::http::Address;
use supervisor_tests::{mask, wait};

/// What the program behind a socket says about itself; none when nobody answers.
fn who(address: &Address) -> Option<String> {
    let mut text = String::new();
    address.connect().ok()?.read_to_string(&mut text).ok()?;
    Some(text.split(' ').next()?.to_owned())
}

fn ctl(daemon: &Daemon, words: &str) -> String {
    let run = daemon.ctl(Flavor::Original, &words.split(' ').collect::<Vec<_>>(), "");
    assert_eq!(run.stderr, "");
    run.stdout
}

/// The lines of the main log about sockets and what is spawned on them, since the daemon was started.
fn socket_lines(daemon: &Daemon) -> Vec<String> {
    let masked = mask::text(&daemon.hide_places(&daemon.read("run/supervisord.log")));
    let lines = masked.lines().map(|line| line.trim_start_matches("TIMESTAMP "));
    let about = |line: &&str| line.contains(" socket ") || line.contains("spawned: ");
    lines.filter(about).map(str::to_owned).collect()
}

#[test]
fn the_socket_lives_as_long_as_its_first_and_last_process() {
    let run = |flavor| {
        let mut daemon = Daemon::start(flavor, &Config::fixture("fastcgi"));
        for process in ["app:app_0", "app:app_1"] {
            daemon.await_state(process, "RUNNING");
        }
        let path = daemon.path("run/app.sock");
        let socket = Address::Unix(path.clone());
        let metadata = fs::metadata(&path).expect("the socket is there");
        assert!(metadata.file_type().is_socket(), "{flavor:?}");
        assert_eq!(metadata.mode() & 0o777, 0o620, "{flavor:?}");
        let mut seen = BTreeSet::new();
        wait::until("both processes serve the socket", || {
            seen.extend(who(&socket));
            seen.len() == 2
        });
        // One of two is restarted: the other holds the socket.
        assert_eq!(ctl(&daemon, "restart app:app_0"), "app:app_0: stopped\napp:app_0: started\n");
        assert_eq!(fs::metadata(&path).expect("it is there").ino(), metadata.ino(), "{flavor:?}");
        // Both are: it is made anew.
        ctl(&daemon, "stop app:*");
        assert!(path.exists() && who(&socket).is_none(), "{flavor:?}: the file stays, and nobody listens");
        ctl(&daemon, "start app:*");
        wait::until("the new socket is served", || who(&socket).is_some());

        let tcp = Address::Tcp(daemon.port());
        assert!(who(&tcp).is_none());
        assert_eq!(ctl(&daemon, "start tcp"), "tcp: started\n");
        wait::until("the port is served", || who(&tcp).as_deref() == Some("tcp"));
        let fault = daemon.call(
            "supervisor.sendProcessStdin",
            &["<string>tcp</string>".into(), "<string>x</string>".into()],
        );
        assert!(fault.is_some_and(|fault| fault.contains("NO_FILE: tcp")), "{flavor:?}");
        assert_eq!(ctl(&daemon, "stop tcp"), "tcp: stopped\n");
        assert!(who(&tcp).is_none(), "{flavor:?}");

        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.await_end().code(), Some(0));
        assert!(path.exists(), "{flavor:?}: the file stays");
        socket_lines(&daemon)
    };
    let [original, ours] = [Flavor::Original, Flavor::Ours].map(run);
    // The member of a group has a socket here.
    let ours: Vec<_> = ours.into_iter().filter(|line| !line.contains("member")).collect();
    assert_eq!(ours, original);
}

#[test]
fn the_socket_belongs_to_the_programs_user() {
    if !nix::unistd::getuid().is_root() {
        return; // Only root can give a socket away.
    }
    let owner = |flavor| {
        let programs = "[fcgi-program:f]\ncommand=%(here)s/../bin/fastcgi\nuser=nobody\nautostart=false\n\
                        socket=unix://%(here)s/run/f.sock\n\
                        [fcgi-program:g]\ncommand=%(here)s/../bin/fastcgi\nautostart=false\n\
                        socket=unix://%(here)s/run/g.sock\nsocket_owner=daemon:bin\n";
        let daemon = Daemon::start(flavor, &Config::programs(programs));
        ["run/f.sock", "run/g.sock"].map(|path| {
            let metadata = fs::metadata(daemon.path(path)).expect("made as a check");
            (metadata.uid(), metadata.gid())
        })
    };
    assert_eq!(owner(Flavor::Ours), owner(Flavor::Original));
}

#[test]
fn a_member_of_a_group_has_its_socket() {
    if self_test() {
        return; // In the original it has none.
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::fixture("fastcgi"));
    assert_eq!(ctl(&daemon, "start site:member"), "site:member: started\n");
    let socket = Address::Unix(daemon.path("run/member.sock"));
    wait::until("the member serves its socket", || who(&socket).as_deref() == Some("member"));
}

/// A program whose socket is `socket`, with short patience.
fn program(socket: &str) -> Config {
    Config::programs(&format!(
        "[fcgi-program:f]\ncommand=%(here)s/../bin/fastcgi\nstartretries=2\nsocket={socket}\n\
         stdout_logfile=NONE\nredirect_stderr=true\n\
         [program:other]\ncommand=%(here)s/../bin/server other\nstdout_logfile=NONE\nredirect_stderr=true\n",
    ))
}

#[test]
fn a_socket_that_cannot_be_had_is_a_spawn_error() {
    if self_test() {
        return; // The original does not start.
    }
    let daemon = Daemon::start(Flavor::Ours, &program("unix://%(here)s/run/nowhere/f.sock"));
    daemon.await_state("f", "FATAL");
    daemon.await_state("other", "RUNNING");
    let text = format!(
        "Could not create FastCGI socket unix://{}: [Errno 2] No such file or directory",
        daemon.path("run/nowhere/f.sock").display()
    );
    assert_eq!(daemon.info("f", "spawnerr"), Some(text.clone()));
    let log = daemon.read("run/supervisord.log");
    assert!(
        log.contains(&format!("CRIT {text}")) && log.contains(&format!("INFO spawnerr: {text}")),
        "{log}"
    );
    assert_eq!(ctl(&daemon, "start f"), "f: ERROR (spawn error)\n");
    fs::create_dir(daemon.path("run/nowhere")).expect("the directory is writable");
    daemon.await_state("f", "RUNNING");

    // A group that comes later is no different.
    let more = "[fcgi-program:late]\ncommand=%(here)s/../bin/fastcgi\nsocket=unix://%(here)s/run/none/f.sock\n\
                startretries=0\n";
    let all = fs::read_to_string(daemon.file()).expect("it is there") + more;
    daemon.write("supervisord.conf", &all);
    assert_eq!(ctl(&daemon, "update"), "late: added process group\n");
    daemon.await_state("late", "FATAL");
    daemon.await_state("f", "RUNNING");
}

#[test]
fn a_file_in_the_place_of_the_socket_is_not_deleted() {
    if self_test() {
        return; // The original deletes it.
    }
    let config = program("unix://%(here)s/run/precious").with_file("run/precious", "data");
    let daemon = Daemon::start(Flavor::Ours, &config);
    daemon.await_state("f", "FATAL");
    assert_eq!(daemon.read("run/precious"), "data");
    let error = daemon.info("f", "spawnerr").expect("there is such a process");
    assert!(
        error.ends_with("run/precious exists and is not a socket; remove it or configure another path"),
        "{error}"
    );
}

#[test]
fn a_port_that_is_taken_meanwhile_is_waited_for() {
    if self_test() {
        return; // The original dies of it.
    }
    let daemon = Daemon::start(
        Flavor::Ours,
        &program("tcp://127.0.0.1:9001").with_replacement("startretries=2", "startretries=30"),
    );
    daemon.await_state("f", "RUNNING");
    ctl(&daemon, "stop f");
    let thief = TcpListener::bind(("127.0.0.1", daemon.port())).expect("it was let go of");
    ctl(&daemon, "start f");
    daemon.await_state("f", "BACKOFF");
    let error = daemon.info("f", "spawnerr").expect("there is such a process");
    assert!(error.ends_with(": [Errno 98] Address already in use"), "{error}");
    drop(thief);
    daemon.await_state("f", "RUNNING");
    daemon.await_state("other", "RUNNING");
}

#[test]
fn a_socket_that_is_lost_at_a_restart_harms_nobody() {
    if self_test() {
        return; // The original dies of it.
    }
    let config =
        program("unix://%(here)s/run/here/f.sock").with_replacement("startretries=2", "startretries=30");
    let mut daemon = Daemon::start(Flavor::Ours, &config);
    let directory = daemon.path("run/here");
    daemon.await_state("f", "BACKOFF");
    fs::create_dir(&directory).expect("the directory is writable");
    daemon.await_state("f", "RUNNING");
    fs::remove_dir_all(&directory).expect("it is ours");
    kill(Pid::from_raw(daemon.process_pid("f")), Signal::SIGKILL).expect("it runs");
    daemon.await_state("f", "BACKOFF");
    assert!(daemon.is_alive());
    fs::create_dir(&directory).expect("the directory is writable");
    daemon.await_state("f", "RUNNING");
    assert_eq!(who(&Address::Unix(directory.join("f.sock"))).as_deref(), Some("f"));
}
