//! A restart comes back or does not begin: what would keep the daemon from coming back is found before anything is
//! stopped, and its sockets are never closed in between.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::port::free_port;
use supervisor_tests::wait;

/// `p` runs; `slow` takes a second to stop.
fn config() -> Config {
    Config::programs(
        "[inet_http_server]\nport=127.0.0.1:9001\n\
         [program:p]\ncommand=%(here)s/../bin/server p\nstdout_logfile=NONE\nstderr_logfile=NONE\n\
         [program:slow]\ncommand=%(here)s/../bin/stubborn\nstopwaitsecs=1\nstdout_logfile=NONE\nstderr_logfile=NONE\n",
    )
}

/// A daemon with both running, and the text of its configuration.
fn running() -> (Daemon, String) {
    let daemon = Daemon::start(Flavor::Ours, &config());
    for process in ["p", "slow"] {
        daemon.await_state(process, "RUNNING");
    }
    let text = fs::read_to_string(daemon.file()).expect("it was laid out");
    (daemon, text)
}

/// Writes the configuration, asks for a restart and waits for it.
fn restart(daemon: &Daemon, text: &str) {
    daemon.write("supervisord.conf", text);
    let before = daemon.process_pid("p");
    daemon.signal(Signal::SIGHUP);
    await_another(daemon, before);
}

fn await_another(daemon: &Daemon, before: i32) {
    wait::until("p was started anew", || {
        let now = daemon.info("p", "pid").and_then(|pid| pid.parse().ok());
        now.is_some_and(|now: i32| now != 0 && now != before)
    });
    daemon.await_state("p", "RUNNING");
}

#[test]
fn what_cannot_be_had_refuses_the_restart() {
    if self_test() {
        return; // The original stops everything and ends.
    }
    let (mut daemon, text) = running();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("a bound socket has an address");
    let before = (daemon.process_pid("p"), daemon.process_pid("slow"));
    let cases = [
        (
            format!("{text}\n[inet_http_server:second]\nport={address}\n"),
            "Another program is already listening on a port",
        ),
        (text.replace("[supervisord]", "[supervisord]\nnope"), "Source contains parsing errors: "),
        (text.replace("[supervisord]", "[supervisord]\nuser=nosuchuser"), "Invalid user name nosuchuser"),
        (text.replace("supervisord.log", ""), "cannot open the log "),
        (
            text.replace("factory = supervisor", "factory = nosuch"),
            "nosuch.rpcinterface:make_main_rpcinterface cannot be resolved",
        ),
    ];
    for (index, (case, reason)) in cases.iter().enumerate() {
        daemon.write("supervisord.conf", case);
        daemon.signal(Signal::SIGHUP);
        let refused = |log: &str| log.matches("CRIT not restarting: ").count() == index + 1;
        wait::until("the restart is refused", || refused(&daemon.read("run/supervisord.log")));
        let log = daemon.read("run/supervisord.log");
        let line =
            log.lines().rfind(|line| line.contains("CRIT not restarting: ")).expect("it was just there");
        assert!(line.contains(reason), "{line}");
        let fault = daemon.call("supervisor.restart", &[]).expect("it answers");
        assert!(fault.contains(reason) && fault.contains("CANT_REREAD"), "{fault}");
        assert_eq!((daemon.process_pid("p"), daemon.process_pid("slow")), before, "{reason}");
        assert_eq!(daemon.state("p").as_deref(), Some("RUNNING"));
    }
    assert!(daemon.is_alive());
    // What was opened for a plan that was refused is closed again.
    restart(&daemon, &text);
}

#[test]
fn clients_are_never_refused() {
    if self_test() {
        return; // The original closes its sockets for a moment.
    }
    let (daemon, text) = running();
    let socket = daemon.path("run/supervisor.sock");
    let inode = fs::metadata(&socket).expect("it listens").ino();
    let port = daemon.port();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let connecting = scope.spawn(|| {
            let mut times = 0;
            while !done.load(Ordering::Relaxed) {
                UnixStream::connect(&socket).expect("somebody listens on the unix socket");
                TcpStream::connect(("127.0.0.1", port)).expect("somebody listens on the port");
                times += 1;
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            times
        });
        restart(&daemon, &text);
        done.store(true, Ordering::Relaxed);
        assert!(connecting.join().expect("it was never refused") > 0);
    });
    assert_eq!(fs::metadata(&socket).expect("it listens").ino(), inode);
}

#[test]
fn sockets_follow_the_configuration() {
    if self_test() {
        return; // What differs is how they get there.
    }
    let (mut daemon, text) = running();
    let socket = daemon.path("run/supervisor.sock");
    let (port, other) = (daemon.port(), free_port());
    let own = format!("port=127.0.0.1:{port}");

    // A mode for the one that stays, another host for the port that is ours, and a new port.
    let more = format!("\n[inet_http_server:second]\nport=127.0.0.1:{other}\n");
    let changed = text.replace(&own, &format!("port=*:{port}")) + &more;
    restart(&daemon, &changed.replace("supervisor.sock\n\n", "supervisor.sock\nchmod=0770\n\n"));
    assert_eq!(fs::metadata(&socket).expect("it listens").mode() & 0o777, 0o770);
    TcpStream::connect(("127.0.0.2", port)).expect("every address is listened on");
    TcpStream::connect(("127.0.0.1", other)).expect("the new port is listened on");

    // And back; the file of the unix socket has been deleted meanwhile.
    fs::remove_file(&socket).expect("it is ours");
    daemon.write("supervisord.conf", &text);
    daemon.signal(Signal::SIGHUP);
    wait::until("the unix socket is there again", || socket.exists());
    daemon.await_state("p", "RUNNING");
    wait::until("the others are closed", || TcpStream::connect(("127.0.0.1", other)).is_err());
    assert!(TcpStream::connect(("127.0.0.2", port)).is_err());
    assert_eq!(fs::metadata(&socket).expect("it listens").mode() & 0o777, 0o700);

    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.await_end().code(), Some(0));
    assert!(!socket.exists(), "the file goes with the daemon");
}

#[test]
fn a_socket_that_is_lost_at_the_last_moment_is_gone_without() {
    if self_test() {
        return; // The original ends.
    }
    let (mut daemon, text) = running();
    let port = daemon.port();
    // It is in the way of the new address only, which can be tried only when the old one is closed.
    let thief = TcpListener::bind(("127.0.0.2", port)).expect("a free address");
    restart(&daemon, &text.replace(&format!("port=127.0.0.1:{port}"), &format!("port=*:{port}")));
    let log = daemon.read("run/supervisord.log");
    let line =
        "CRIT [inet_http_server] of the new configuration: Another program is already listening on a port";
    assert!(log.contains(line), "{log}");
    assert!(daemon.is_alive());
    drop(thief);
    restart(&daemon, &text);
    TcpStream::connect(("127.0.0.1", port)).expect("it is back");
}

#[test]
fn what_happens_to_the_file_during_the_stop_does_not_matter() {
    if self_test() {
        return; // The original reads it only then, and ends.
    }
    let (mut daemon, text) = running();
    let before = daemon.process_pid("p");
    let slow = daemon.process_pid("slow");
    daemon.write("supervisord.conf", &(text + "[program:added]\ncommand=/bin/cat\n"));
    daemon.signal(Signal::SIGHUP);
    wait::until("the restart has begun", || daemon.read("run/supervisord.log").contains("waiting for "));
    daemon.write("supervisord.conf", "junk\n");
    await_another(&daemon, before);
    assert_ne!(daemon.process_pid("slow"), slow);
    daemon.await_state("added", "RUNNING");
    assert!(daemon.is_alive());
}

#[test]
fn a_shutdown_during_a_restart_wins() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &config());
        daemon.await_state("slow", "RUNNING");
        daemon.signal(Signal::SIGHUP);
        wait::until("the restart has begun", || daemon.read("run/supervisord.log").contains("SIGHUP"));
        daemon.signal(Signal::SIGTERM);
        assert_eq!(daemon.await_end().code(), Some(0), "{flavor:?}");
        assert!(!daemon.path("run/supervisor.sock").exists(), "{flavor:?}");
        assert!(!daemon.path("run/supervisord.pid").exists(), "{flavor:?}");
    }
}

/// Root gives itself up at a restart, as the original does, and nobody gets it back.
#[test]
fn the_user_follows_the_configuration_once() {
    if self_test() || !nix::unistd::geteuid().is_root() {
        return; // Only root may become somebody else; and the original would lose its socket to root.
    }
    let (daemon, text) = running();
    let run = daemon.path("run");
    fs::set_permissions(&run, fs::Permissions::from_mode(0o777)).expect("it is ours");
    let log = run.join("supervisord.log").display().to_string();
    fs::set_permissions(&log, fs::Permissions::from_mode(0o666)).expect("it is ours");
    restart(&daemon, &text.replace("[supervisord]", "[supervisord]\nuser=nobody"));
    let nobody =
        nix::unistd::User::from_name("nobody").ok().flatten().expect("every machine has one").uid.as_raw();
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.pid())).expect("it lives");
    assert!(status.lines().any(|line| line.starts_with(&format!("Uid:\t{nobody}\t"))), "{status}");
    let socket = fs::metadata(daemon.path("run/supervisor.sock")).expect("it listens");
    assert_eq!((socket.uid(), socket.mode() & 0o777), (nobody, 0o700));

    daemon.write("supervisord.conf", &text.replace("[supervisord]", "[supervisord]\nuser=root"));
    daemon.signal(Signal::SIGHUP);
    let line = "CRIT not restarting: Can't drop privilege as nonroot user";
    wait::until(line, || daemon.read("run/supervisord.log").contains(line));
    assert_eq!(daemon.state("p").as_deref(), Some("RUNNING"));
}
