//! Many clients, greedy clients and clients that do nothing: everybody else is served, and memory stays bounded.

use std::io::{Read as _, Write as _};
use std::sync::Barrier;
use std::time::{Duration, Instant};

use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::http::{Address, Stream, rpc_request};
use supervisor_tests::procfs;

const PROGRAM: &str = "[program:cat]\ncommand=/bin/cat\nstdout_logfile=%(here)s/run/cat.log\n";

fn get_state() -> Vec<u8> {
    rpc_request("supervisor.getState", &[], None)
}

/// Calls `getState` on a connection of its own, which stays open.
fn call_and_stay(address: &Address) -> Box<dyn Stream> {
    let mut stream = address.connect().expect("the daemon listens");
    stream.write_all(&get_state()).expect("the daemon reads");
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    while !answer.ends_with(b"</methodResponse>\n") {
        let count = stream.read(&mut chunk).expect("the daemon answers");
        assert!(count > 0, "closed after {:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&chunk[..count]);
    }
    stream
}

#[test]
fn five_hundred_clients_at_once_are_served() {
    const CLIENTS: usize = 500;
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    let (address, together) = (daemon.unix(), Barrier::new(CLIENTS));
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                together.wait();
                let stream = call_and_stay(&address);
                // Nobody leaves before everybody has been served.
                together.wait();
                drop(stream);
            });
        }
    });
}

#[test]
fn idle_connections_give_way() {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    let address = daemon.unix();
    let mut idle = Vec::new();
    for number in 0..600 {
        let mut stream = address.connect().expect("the daemon listens");
        if number % 2 == 0 {
            let _ = stream.write_all(b"POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<");
        }
        idle.push(stream);
    }
    let begin = Instant::now();
    drop(call_and_stay(&address));
    assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
}

/// Long before there are as many as a server takes, in a daemon that may open few files.
#[test]
fn idle_connections_give_way_when_descriptors_run_out() {
    let config = Config::programs(PROGRAM).with_replacement("[supervisord]\n", "[supervisord]\nminfds=64\n");
    let few = config.behind(&["sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""]);
    let daemon = Daemon::start(Flavor::Ours, &few);
    let address = daemon.unix();
    let _idle: Vec<_> = (0..100).map(|_| address.connect().expect("the daemon listens")).collect();
    let begin = Instant::now();
    drop(call_and_stay(&address));
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
}

/// A daemon, and a log of that many MiB.
fn with_log(mebibytes: usize) -> Daemon {
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    daemon.await_state("cat", "RUNNING");
    daemon.write("run/cat.log", &"0123456789abcde\n".repeat(mebibytes * 65536));
    daemon
}

fn read_log() -> Vec<u8> {
    let parameters = ["<string>cat</string>", "<int>0</int>", "<int>0</int>"].map(str::to_owned);
    rpc_request("supervisor.readProcessStdoutLog", &parameters, None)
}

#[test]
fn a_large_answer_keeps_nobody_waiting() {
    let daemon = with_log(60);
    let address = daemon.unix();
    let mut reader = address.connect().expect("the daemon listens");
    reader.write_all(&read_log()).expect("the daemon reads");
    let mut longest = Duration::ZERO;
    let mut calls = 0;
    let received = std::thread::scope(|scope| {
        let receiving = scope.spawn(move || {
            let (mut count, mut chunk) = (0, vec![0; 1 << 20]);
            while count < 60 << 20 {
                count += reader.read(&mut chunk).expect("the answer comes");
            }
            count
        });
        while !receiving.is_finished() {
            let begin = Instant::now();
            drop(call_and_stay(&address));
            longest = longest.max(begin.elapsed());
            calls += 1;
        }
        receiving.join().expect("the reader does not panic")
    });
    assert!(received >= 60 << 20);
    assert!(calls > 5, "{calls} calls were answered meanwhile, the slowest after {longest:?}");
}

#[test]
fn clients_that_do_not_read_cannot_use_up_memory() {
    if self_test() {
        return;
    }
    let daemon = with_log(60);
    let address = daemon.unix();
    let greedy: Vec<_> = (0..12)
        .map(|_| {
            let mut stream = address.connect().expect("the daemon listens");
            stream.write_all(&read_log()).expect("the daemon reads");
            stream
        })
        .collect();
    let answer = address.exchange(&read_log()).expect("the daemon listens").expect("and answers");
    assert!(answer.contains("FAILED: too much is being read from logs at the moment"), "{}", &answer[..300]);
    let resident = procfs::resident_kib(daemon.pid()) / 1024;
    assert!(resident < 450, "{resident} MiB are in use");
    drop(call_and_stay(&address));
    drop(greedy);
}

/// Pieces that are small one by one, eighty megabytes of them in each call.
#[test]
fn multicalls_together_cannot_use_up_memory() {
    if self_test() {
        return;
    }
    let daemon = with_log(1);
    let address = daemon.unix();
    let piece = "<value><struct><member><name>methodName</name><value>supervisor.readProcessStdoutLog</value></member>\
                 <member><name>params</name><value><array><data><value>cat</value><value><int>0</int></value>\
                 <value><int>800000</int></value></data></array></value></member></struct></value>";
    let calls = format!("<array><data>{}</data></array>", piece.repeat(100));
    let request = rpc_request("system.multicall", &[calls], None);
    let greedy: Vec<_> = (0..12)
        .map(|_| {
            let mut stream = address.connect().expect("the daemon listens");
            stream.write_all(&request).expect("the daemon reads");
            stream
        })
        .collect();
    let answer = address.exchange(&request).expect("the daemon listens").expect("and answers");
    assert!(answer.contains("FAILED: too much is being sent to clients at the moment"), "{}", answer.len());
    let resident = procfs::resident_kib(daemon.pid()) / 1024;
    assert!(resident < 450, "{resident} MiB are in use");
    drop(call_and_stay(&address));
    drop(greedy);
}

#[test]
fn announced_bodies_cannot_use_up_memory() {
    if self_test() {
        return;
    }
    let daemon = Daemon::start(Flavor::Ours, &Config::programs(PROGRAM));
    let address = daemon.unix();
    let head = format!("POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n<", 16 << 20);
    let greedy: Vec<_> = (0..4)
        .map(|_| {
            let mut stream = address.connect().expect("the daemon listens");
            stream.write_all(head.as_bytes()).expect("the daemon reads");
            stream
        })
        .collect();
    drop(call_and_stay(&address));
    let answer = address.exchange(head.as_bytes()).expect("the daemon listens").expect("and answers");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    drop(greedy);
}
