//! Peers that send nonsense, hang or vanish, and a daemon that was killed: the next client is served all the same.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use nix::sys::signal::Signal;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::http::rpc_request;
use supervisor_tests::wait;

/// Requests that are none. Deterministic, so that a failure can be had again.
fn nonsense() -> Vec<Vec<u8>> {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut noise = move |length: usize| -> Vec<u8> {
        (0..length)
            .map(|_| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                seed.to_le_bytes()[0]
            })
            .collect()
    };
    let call = rpc_request("supervisor.getState", &[], None);
    let mut requests = vec![
        noise(64),
        noise(100_000),
        b"\r\n\r\n\r\n".to_vec(),
        b"GET\r\n\r\n".to_vec(),
        b"POST /RPC2 HTTP/9.9\r\n\r\n".to_vec(),
        b"POST /RPC2 HTTP/1.1\r\nContent-Length: -5\r\n\r\n".to_vec(),
        b"POST /RPC2 HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\nx".to_vec(),
        b"POST /RPC2 HTTP/1.1\r\nContent-Length: x\r\n\r\n".to_vec(),
        b"POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
        [b"POST /RPC2 HTTP/1.1\r\nX: ".as_slice(), &[b'a'; 200_000], b"\r\n\r\n"].concat(),
        rpc_request("supervisor.getProcessInfo", &["<array>".repeat(5_000)], None),
        rpc_request("supervisor.getProcessInfo", &["<int>99999999999999999999</int>".into()], None),
        rpc_request("supervisor.getProcessInfo", &["<base64>!!!</base64>".into()], None),
        rpc_request("supervisor.startProcess", &["<struct><member/></struct>".into()], None),
        rpc_request(&"a.".repeat(10_000), &[], None),
    ];
    // Every request cut in the middle, too: the peer says half a sentence and hangs up.
    requests.extend((1..call.len()).step_by(7).map(|length| call[..length].to_vec()));
    requests
}

#[test]
fn nonsense_harms_nobody_else() {
    let mut daemon = Daemon::start(Flavor::Ours, &Config::fixture("includes").with_tcp());
    daemon.await_state("cron", "RUNNING");
    let pid = daemon.process_pid("cron");
    for request in nonsense() {
        for address in [daemon.unix(), daemon.tcp()] {
            let mut peer = address.connect().expect("the daemon listens");
            // The daemon may hang up before it has read everything.
            let _ = peer.write_all(&request);
        }
        assert_eq!(
            daemon.state("cron").as_deref(),
            Some("RUNNING"),
            "no answer after {:?}",
            String::from_utf8_lossy(&request[..request.len().min(80)]),
        );
    }
    assert!(daemon.is_alive());
    assert_eq!(daemon.process_pid("cron"), pid);
    assert!(!daemon.console().contains("panicked"), "{}", daemon.console());
}

#[test]
fn peers_that_hang_keep_nobody_waiting() {
    let daemon = Daemon::start(Flavor::Ours, &Config::fixture("includes"));
    let call = rpc_request("supervisor.getState", &[], None);
    let hanging: Vec<_> = (0..50)
        .map(|index| {
            let mut peer = daemon.unix().connect().expect("the daemon listens");
            peer.write_all(&call[..index % call.len()]).expect("the socket takes a few bytes");
            peer
        })
        .collect();
    daemon.await_state("cron", "RUNNING");
    drop(hanging);
    assert_eq!(daemon.state("cron").as_deref(), Some("RUNNING"));
}

#[test]
fn a_client_that_leaves_in_the_middle_of_a_stop_leaves_the_stop_going() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("webapp"));
        daemon.await_state("stubborn", "RUNNING");
        let request = rpc_request("supervisor.stopProcess", &["<string>stubborn</string>".into()], None);
        let mut peer = daemon.unix().connect().expect("the daemon listens");
        peer.write_all(&request).expect("the daemon reads");
        wait::until("the stop has begun", || daemon.state("stubborn").as_deref() == Some("STOPPING"));
        drop(peer);
        daemon.await_state("stubborn", "STOPPED");
    }
}

#[test]
fn a_killed_daemon_starts_again_over_what_it_left() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let mut daemon = Daemon::start(flavor, &Config::fixture("includes"));
        daemon.await_state("cron", "RUNNING");
        daemon.signal(Signal::SIGKILL);
        daemon.await_end();
        let [socket, pidfile] = ["run/supervisor.sock", "run/supervisord.pid"];
        assert!(daemon.path(socket).exists() && daemon.path(pidfile).exists(), "a kill leaves both behind");
        let run = daemon.ctl(Flavor::Original, &["status"], "");
        assert_eq!(run.stdout, "unix://DIR/includes/run/supervisor.sock refused connection\n", "{flavor:?}");
        assert_eq!(run.code, 4);
        daemon.start_again();
        let said = format!("Unlinking stale socket {}\n", daemon.path(socket).display());
        assert!(daemon.console().contains(&said), "{flavor:?}: {}", daemon.console());
        assert_eq!(daemon.read(pidfile), format!("{}\n", daemon.pid()), "{flavor:?}");
        daemon.await_state("cron", "RUNNING");
    }
}

/// Python's client sends head and body apart. A server that refuses the head and hangs up breaks the pipe under the
/// body, and the client never sees the answer.
#[test]
fn a_refused_password_is_answered_however_the_request_arrives() {
    for flavor in [Flavor::Original, Flavor::Ours] {
        let daemon = Daemon::start(flavor, &Config::fixture("passwords").with_password());
        let request = rpc_request("supervisor.getState", &[], Some(("user", "wrong")));
        let text = String::from_utf8(request.clone()).expect("a request is text");
        let (head, body) = request.split_at(text.find("\r\n\r\n").expect("a request has a head") + 4);
        let mut peer = UnixStream::connect(daemon.path("run/supervisor.sock")).expect("the daemon listens");
        peer.write_all(head).expect("the daemon reads");
        // The answer may come before the body: then the daemon has made up its mind, and this is the moment.
        let mut answer = [0; 12];
        peer.set_read_timeout(Some(Duration::from_millis(200))).expect("a time limit");
        let early = peer.read_exact(&mut answer);
        let sent = peer.write_all(body);
        assert!(sent.is_ok(), "{flavor:?}: the daemon hung up under the request: {sent:?}");
        if early.is_err() {
            peer.set_read_timeout(Some(wait::PATIENCE)).expect("a time limit");
            peer.read_exact(&mut answer).expect("the daemon answers");
        }
        assert_eq!(answer, *b"HTTP/1.1 401", "{flavor:?}");
    }
}
