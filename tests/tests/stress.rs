//! Much of everything at once: three hundred programs, five hundred clients that ask, a hundred that misbehave, and a
//! daemon that is killed in the middle of it. Nothing is lost, nothing hangs, and nobody is refused who did no wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::time::Instant;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::Flavor;
use supervisor_tests::http::{Address, Stream, rpc_request};
use supervisor_tests::{procfs, wait};

const PROGRAMS: usize = 300;
const CLIENTS: usize = 500;
/// Of each kind.
const NUISANCES: usize = 25;

/// Says in both logs who it is, then in one of them what it is told, and lives on when nobody is there to tell it.
const WORKER: &str = "echo \"out $$\"\necho \"err $$\" >&2\n\
                      while read line; do echo \"$line\"; done\nexec sleep 1000\n";

fn config() -> Config {
    let programs = format!(
        "[program:worker]\ncommand=/bin/sh %(here)s/run/worker\nnumprocs={PROGRAMS}\n\
         process_name=%(process_num)d\nautorestart=true\nstartretries=20\n\
         stdout_logfile=%(here)s/run/%(process_num)d.out\nstderr_logfile=%(here)s/run/%(process_num)d.err\n"
    );
    // Five descriptors for each program, and one for each client that is connected.
    let many = "[supervisord]\nminfds=4096\n";
    Config::programs(&programs).with_replacement("[supervisord]\n", many).with_file("run/worker", WORKER)
}

/// The state and the pid of each program; a pid of 0 is none.
fn programs(daemon: &Daemon) -> Vec<(String, i32)> {
    let run = daemon.ctl(Flavor::Ours, &["status"], "");
    let line = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let pid = line.split_once(" pid ").and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
        (words.get(1).copied().unwrap_or_default().to_owned(), pid.unwrap_or_default())
    };
    run.stdout.lines().map(line).collect()
}

/// Waits until every program is RUNNING with a pid that is none of these; returns the pids.
fn await_running(daemon: &Daemon, what: &str, earlier: &BTreeSet<i32>) -> BTreeSet<i32> {
    wait::until_some(what, || {
        let all = programs(daemon);
        let pids: BTreeSet<i32> = all.iter().map(|(_, pid)| *pid).collect();
        let run = all.iter().all(|(state, _)| state == "RUNNING");
        (run && pids.len() == PROGRAMS && pids.is_disjoint(earlier)).then_some(pids)
    })
}

/// A client that keeps its connection as long as the daemon does, as HTTP/1.1 has it: one that has been idle may be
/// closed at any time, and is opened again.
struct Client {
    address: Address,
    stream: Option<Box<dyn Stream>>,
}

impl Client {
    fn call(&mut self, request: &[u8]) -> String {
        let deadline = Instant::now() + wait::PATIENCE;
        loop {
            assert!(Instant::now() < deadline, "a client is never answered");
            let stream = match &mut self.stream {
                Some(stream) => stream,
                none => none.insert(self.address.connect().expect("the daemon listens")),
            };
            match exchange(stream.as_mut(), request) {
                Some(answer) => return answer,
                None => self.stream = None,
            }
        }
    }
}

/// One answer, or nothing when the connection was closed before it began.
fn exchange(stream: &mut dyn Stream, request: &[u8]) -> Option<String> {
    stream.write_all(request).ok()?;
    let (mut answer, mut chunk) = (Vec::new(), [0; 16384]);
    while !answer.ends_with(b"</methodResponse>\n") {
        match stream.read(&mut chunk) {
            Ok(0) => {
                assert!(answer.is_empty(), "cut off: {}", String::from_utf8_lossy(&answer));
                return None;
            }
            Ok(count) => answer.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset && answer.is_empty() => return None,
            Err(error) => panic!("no answer: {error}"),
        }
    }
    Some(String::from_utf8(answer).expect("an answer is UTF-8"))
}

/// The questions of a client, and a text that is in each answer.
fn questions(client: usize) -> Vec<(Vec<u8>, String)> {
    let name = format!("worker:{}", client % PROGRAMS);
    let about = |method: &str, more: &[&str], expected: String| {
        let mut parameters = vec![format!("<string>{name}</string>")];
        parameters.extend(more.iter().map(|text| (*text).to_owned()));
        (rpc_request(&format!("supervisor.{method}"), &parameters, None), expected)
    };
    let plain = |method: &str, expected: &str| (rpc_request(method, &[], None), expected.to_owned());
    let mut questions = vec![
        plain("supervisor.getState", "RUNNING"),
        about("getProcessInfo", &[], format!("<string>{}</string>", client % PROGRAMS)),
        about("readProcessStdoutLog", &["<int>0</int>", "<int>0</int>"], "out ".to_owned()),
        about("tailProcessStderrLog", &["<int>0</int>", "<int>100</int>"], "err ".to_owned()),
        plain("system.listMethods", "supervisor.startProcess"),
    ];
    if client.is_multiple_of(25) {
        questions.push(plain("supervisor.getAllProcessInfo", &format!("<string>{}</string>", PROGRAMS - 1)));
    }
    questions
}

/// Connections of those who do wrong: nonsense, half a request, a request whose answer nobody reads, silence.
fn nuisances(address: &Address) -> Vec<Box<dyn Stream>> {
    let call = rpc_request("supervisor.getAllProcessInfo", &[], None);
    let says = [b"\x00\xff nonsense\r\n\r\n".as_slice(), &call[..call.len() / 2], &call, b""];
    let connections = says.into_iter().cycle().take(says.len() * NUISANCES).map(|text| {
        let mut stream = address.connect().expect("the daemon listens");
        // It may have been closed already, to make room for others.
        let _ = stream.write_all(text);
        stream
    });
    connections.collect()
}

/// The texts of the lines of a log that begin with `mark`.
fn marked(daemon: &Daemon, log: &str, mark: &str) -> Vec<String> {
    let text = daemon.read(log);
    text.lines().filter_map(|line| line.strip_prefix(mark)).map(str::to_owned).collect()
}

#[test]
fn three_hundred_programs_and_five_hundred_clients() {
    let mut daemon = Daemon::start(Flavor::Ours, &config());
    let mut lives: Vec<BTreeSet<i32>> = Vec::new();
    let mut live = |daemon: &Daemon, what: &str| {
        let earlier = lives.iter().flatten().copied().collect();
        lives.push(await_running(daemon, what, &earlier));
        lives.clone()
    };
    live(&daemon, "all run");
    let _nuisances = nuisances(&daemon.unix());

    std::thread::scope(|scope| {
        for number in 0..CLIENTS {
            let mut client = Client { address: daemon.unix(), stream: None };
            scope.spawn(move || {
                for (request, expected) in questions(number) {
                    let answer = client.call(&request);
                    assert!(!answer.contains("<fault>"), "{}", String::from_utf8_lossy(&request));
                    assert!(answer.contains(&expected), "{expected} is not in {answer}");
                }
            });
        }
        let run = daemon.ctl(Flavor::Ours, &["restart", "all"], "");
        assert_eq!(run.stdout.matches(": stopped\n").count(), PROGRAMS, "{}", run.stdout);
        assert_eq!(run.stdout.matches(": started\n").count(), PROGRAMS, "{}", run.stdout);
    });
    let known = live(&daemon, "all run again");
    for pid in known.last().into_iter().flatten() {
        kill(Pid::from_raw(*pid), Signal::SIGKILL).expect("it runs");
    }
    let known = live(&daemon, "all are back");

    for number in 0..PROGRAMS {
        let parameters = [format!("worker:{number}"), format!("told {number}&#10;")];
        let parameters = parameters.map(|text| format!("<string>{text}</string>"));
        let answer = daemon.call("supervisor.sendProcessStdin", &parameters).expect("the daemon answers");
        assert!(answer.contains("<boolean>1</boolean>"), "{answer}");
    }
    wait::until("all have said what they were told", || {
        (0..PROGRAMS).all(|number| marked(&daemon, &format!("run/{number}.out"), "told ").len() == 1)
    });

    let open_before = descriptors(&daemon);
    daemon.signal(Signal::SIGKILL);
    daemon.await_end();
    let [socket, pidfile] = ["run/supervisor.sock", "run/supervisord.pid"].map(|name| daemon.path(name));
    assert!(socket.exists() && pidfile.exists(), "nobody tidied up");
    let orphans = known.last().cloned().unwrap_or_default();
    daemon.start_again();
    let known = live(&daemon, "the next daemon runs its own");
    assert_eq!(daemon.read("run/supervisord.pid"), format!("{}\n", daemon.pid()));
    assert!(orphans.iter().all(|pid| procfs::is_alive(*pid)), "children of the first are nobody's business");

    let run = daemon.ctl(Flavor::Ours, &["stop", "all"], "");
    assert_eq!(run.stdout.matches(": stopped\n").count(), PROGRAMS, "{}", run.stdout);
    assert!(programs(&daemon).iter().all(|(state, pid)| state == "STOPPED" && *pid == 0));
    assert!(descriptors(&daemon) < open_before.min(PROGRAMS), "what stopped holds nothing open");
    assert!(daemon.is_alive() && !daemon.console().contains("panicked"), "{}", daemon.console());
    every_life_is_in_the_logs(&daemon, &known);
}

fn descriptors(daemon: &Daemon) -> usize {
    fs::read_dir(format!("/proc/{}/fd", daemon.pid())).expect("the daemon lives").count()
}

/// Each program wrote a line into both logs in each of its lives, and what it was told once.
fn every_life_is_in_the_logs(daemon: &Daemon, lives: &[BTreeSet<i32>]) {
    let mut seen: BTreeMap<i32, usize> = BTreeMap::new();
    for number in 0..PROGRAMS {
        let out = marked(daemon, &format!("run/{number}.out"), "out ");
        assert_eq!(out, marked(daemon, &format!("run/{number}.err"), "err "), "{number}");
        assert_eq!(marked(daemon, &format!("run/{number}.out"), "told "), [number.to_string()]);
        assert_eq!(out.len(), lives.len(), "{number}: {out:?}");
        for (pid, life) in out.iter().zip(lives) {
            let pid = pid.parse().expect("a pid");
            assert!(life.contains(&pid), "{pid} is none of that life");
            *seen.entry(pid).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), PROGRAMS * lives.len(), "each in one log");
}
