//! Where the original breaks (spec-runtime §12) and no test of its own family shows that we do not. The table in
//! docs/coverage.md names the test of every row.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use supervisor_tests::config::Config;
use supervisor_tests::daemon::Daemon;
use supervisor_tests::flavor::{Flavor, self_test};
use supervisor_tests::workspace::{self, files_below};
use supervisor_tests::{procfs, wait};

fn start(programs: &str) -> Daemon {
    Daemon::start(Flavor::Ours, &Config::programs(programs))
}

fn text(value: &str) -> String {
    format!("<string>{value}</string>")
}

#[track_caller]
fn answer(daemon: &Daemon, method: &str, parameters: &[String]) -> String {
    let answer = daemon.call(&format!("supervisor.{method}"), parameters);
    answer.unwrap_or_else(|| panic!("{method} gets no answer"))
}

/// No. 1: the end of a process that could not be signalled ends nothing else.
#[test]
fn a_process_that_could_not_be_signalled_may_end() {
    if self_test() || !nix::unistd::geteuid().is_root() {
        return; // The daemon has to be somebody else than its child.
    }
    let programs = "[program:foreign]\ncommand=%(here)s/setpriv --reuid=0 /bin/sh -c 'echo ready; exec sleep 1000'\n\
                    startsecs=0\nstdout_logfile=%(here)s/run/log\nredirect_stderr=true\nautorestart=false\n\
                    [program:other]\ncommand=/bin/cat\nstartsecs=0\n";
    let config = Config::programs(programs)
        .with_replacement("[supervisord]\n", "[supervisord]\nuser=nobody\n")
        .owned_by("nobody")
        .prepared_by(|home| {
            let helper = home.join("setpriv");
            fs::copy("/usr/bin/setpriv", &helper).expect("util-linux is installed");
            fs::set_permissions(&helper, fs::Permissions::from_mode(0o4755)).expect("the test runs as root");
        });
    let mut daemon = Daemon::start(Flavor::Ours, &config);
    wait::until("the program has become root", || daemon.read("run/log").contains("ready"));
    let other = daemon.process_pid("other");
    let refused = answer(&daemon, "stopProcess", &[text("foreign")]);
    assert!(refused.contains("FAILED"), "{refused}");
    assert_eq!(daemon.state("foreign").as_deref(), Some("UNKNOWN"));
    kill(Pid::from_raw(daemon.process_pid("foreign")), Signal::SIGKILL).expect("root may");
    daemon.await_state("foreign", "EXITED");
    assert_eq!(daemon.process_pid("other"), other);
    answer(&daemon, "startProcess", &[text("foreign")]);
    assert_eq!(daemon.state("foreign").as_deref(), Some("RUNNING"));
    assert!(daemon.is_alive());
}

/// No. 8: who waits for a stop waits, and does not spin.
#[test]
fn waiting_for_a_stop_costs_nothing() {
    if self_test() {
        return;
    }
    let daemon = start(
        "[program:stubborn]\ncommand=/bin/sh -c 'trap \"\" TERM; exec cat'\nstartsecs=0\nstopwaitsecs=2\n",
    );
    daemon.await_state("stubborn", "RUNNING");
    let stubborn = daemon.process_pid("stubborn");
    wait::until("it ignores SIGTERM", || procfs::command_line(stubborn).starts_with(b"cat"));
    let (before, begin) = (procfs::processor_ticks(daemon.pid()), Instant::now());
    answer(&daemon, "stopProcess", &[text("stubborn")]);
    assert!(begin.elapsed() > Duration::from_millis(1900), "it ignored SIGTERM");
    let ticks = procfs::processor_ticks(daemon.pid()) - before;
    // 100 ticks are a second (man 5 proc, sysconf(3)); the original takes all two.
    assert!(ticks < 20, "{ticks} ticks of processor time to wait for two seconds");
}

/// No. 9: what does not run takes no time to stop.
#[test]
fn dead_groups_take_no_time() {
    if self_test() {
        return; // A second for each.
    }
    let programs: String =
        (0..60).map(|index| format!("[program:p{index}]\ncommand=/bin/cat\nautostart=false\n")).collect();
    let mut daemon = start(&programs);
    let begin = Instant::now();
    daemon.signal(Signal::SIGTERM);
    assert_eq!(daemon.await_end().code(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(10), "60 dead groups took {:?}", begin.elapsed());
}

/// No. 13: a reread changes nothing of the daemon itself.
#[test]
fn a_reread_leaves_the_daemon_alone() {
    if self_test() {
        return; // It takes the identifier, and reads a log that is not there.
    }
    let programs = "[program:cat]\ncommand=/bin/cat\nautostart=false\n";
    let config = Config::programs(programs);
    let daemon = Daemon::start(Flavor::Ours, &config);
    let changed = config
        .with_replacement("run/supervisord.log", "run/other.log")
        .with_replacement("[supervisord]\n", "[supervisord]\nidentifier=other\nloglevel=critical\n");
    daemon.configure(&changed);
    answer(&daemon, "reloadConfig", &[]);
    assert!(answer(&daemon, "getIdentification", &[]).contains("<string>supervisor</string>"));
    let log = answer(&daemon, "readLog", &["<int>0</int>".to_owned(), "<int>0</int>".to_owned()]);
    assert!(log.contains("supervisord started with pid"), "{log}");
    answer(&daemon, "startProcess", &[text("cat")]);
    wait::until("it still logs", || daemon.read("run/supervisord.log").contains("spawned: 'cat'"));
}

/// No. 21: a limit of more than 32 bits is cut, and the call answers.
#[test]
fn large_limits_break_no_call() {
    if self_test() {
        return; // HTTP 500.
    }
    let daemon = start("[program:large]\ncommand=/bin/cat\nautostart=false\nstdout_logfile_maxbytes=5GB\n");
    let config = answer(&daemon, "getAllConfigInfo", &[]);
    assert!(
        config.contains("<name>stdout_logfile_maxbytes</name>\n<value><int>2147483647</int>"),
        "{config}"
    );
}

/// No. 29: an empty body is a bad request like others.
#[test]
fn a_body_of_no_bytes_is_answered() {
    if self_test() {
        return; // It never is.
    }
    let daemon = start("[program:cat]\ncommand=/bin/cat\nautostart=false\n");
    let request = "POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    let answer = daemon.unix().exchange(request.as_bytes()).expect("it listens").expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

/// No. 31: a name server that does not answer keeps nobody waiting: addresses are taken as they are, and no client's
/// name is asked for.
#[test]
fn nobody_asks_for_names_behind_ones_back() {
    let sources = files_below(&workspace::root().join("runtime/src"));
    let mut askers = Vec::new();
    for file in sources {
        let text = fs::read_to_string(&file).expect("a source is readable");
        let asks = [".to_socket_addrs()", "libc::getnameinfo", "libc::getaddrinfo", "lookup_host("];
        askers.extend(
            text.lines()
                .filter(|line| asks.iter().any(|call| line.contains(call)))
                .map(|line| format!("{}: {}", file.file_name().unwrap_or_default().display(), line.trim())),
        );
    }
    // The hosts that a configuration names for servers and FastCGI sockets, each when it is about to be bound.
    assert_eq!(askers.len(), 2, "{askers:#?}");
}

/// No. 33: signals that mean nothing to it do nothing to it.
#[test]
fn signals_without_a_meaning_do_nothing() {
    if self_test() {
        return; // SIGUSR1 ends it.
    }
    let mut daemon = start("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n");
    daemon.await_state("cat", "RUNNING");
    let cat = daemon.process_pid("cat");
    for signal in
        [Signal::SIGUSR1, Signal::SIGPIPE, Signal::SIGXFSZ, Signal::SIGCHLD, Signal::SIGURG, Signal::SIGWINCH]
    {
        daemon.signal(signal);
    }
    // One that has a meaning, and comes after them.
    daemon.signal(Signal::SIGUSR2);
    wait::until("it has seen them all", || daemon.read("run/supervisord.log").contains("received SIGUSR2"));
    assert!(daemon.is_alive());
    assert_eq!(daemon.process_pid("cat"), cat);
}

/// No. 34: a restart that would come to nothing is refused while everything runs.
#[test]
fn a_restart_with_a_bad_file_stops_nothing() {
    if self_test() {
        return; // It ends with status 2, when everything was stopped.
    }
    let config = Config::programs("[program:cat]\ncommand=/bin/cat\nstartsecs=0\n");
    let mut daemon = Daemon::start(Flavor::Ours, &config);
    daemon.await_state("cat", "RUNNING");
    let cat = daemon.process_pid("cat");
    let bad = config.clone().with_replacement("startsecs=0", "startsecs=soon");
    daemon.configure(&bad);
    daemon.signal(Signal::SIGHUP);
    wait::until("the log says why not", || {
        let log = daemon.read("run/supervisord.log");
        log.lines().any(|line| line.contains(" CRIT ") && line.contains("'soon'"))
    });
    let refused = answer(&daemon, "restart", &[]);
    assert!(refused.contains("CANT_REREAD: ") && refused.contains("soon"), "{refused}");
    fs::remove_file(daemon.file()).expect("the file is there");
    let refused = answer(&daemon, "restart", &[]);
    assert!(refused.contains("CANT_REREAD: "), "{refused}");
    assert_eq!(daemon.process_pid("cat"), cat);
    daemon.configure(&config);
    daemon.signal(Signal::SIGHUP);
    wait::until("a good file is taken", || {
        daemon.info("cat", "pid").is_some_and(|pid| pid != cat.to_string() && pid != "0")
    });
    assert!(daemon.is_alive());
}

/// No. 39: however many signals come at once, none is forgotten.
#[test]
fn many_deaths_at_once_are_all_noticed() {
    let daemon = start(
        "[program:p]\ncommand=/bin/sleep 1000\nprocess_name=%(process_num)d\nnumprocs=150\nstartsecs=0\n\
                        autorestart=false\nstdout_logfile=NONE\nredirect_stderr=true\n",
    );
    let running = || answer(&daemon, "getAllProcessInfo", &[]).matches("<string>RUNNING</string>").count();
    wait::until("all run", || running() == 150);
    let children = procfs::children(daemon.pid());
    assert_eq!(children.len(), 150);
    for child in children {
        kill(Pid::from_raw(child), Signal::SIGKILL).expect("it runs");
    }
    let exited = || answer(&daemon, "getAllProcessInfo", &[]).matches("<string>EXITED</string>").count();
    wait::until("all are known to have ended", || exited() == 150);
    assert!(procfs::children(daemon.pid()).is_empty(), "no zombie is left");
}
