use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::unistd::{User, getsid, getuid};

use super::*;
use crate::core::WaitStatus;
use crate::os::pipe::set_blocking;
use crate::os::reap;

/// A request that runs a program with these words and little else.
fn request(words: &[&str]) -> SpawnRequest<'static> {
    SpawnRequest {
        program: PathBuf::from(words[0]),
        argv: words.iter().map(OsString::from).collect(),
        environment: vec![("PATH".into(), "/usr/bin:/bin".into())],
        directory: None,
        umask: None,
        user: UserChange::Keep,
        stdin: Stdin::Pipe,
        redirect_stderr: false,
    }
}

fn shell(script: &str) -> SpawnRequest<'static> {
    request(&["/bin/sh", "-c", script])
}

struct Finished {
    pid: Pid,
    failure: Option<String>,
    stdout: String,
    stderr: String,
    status: WaitStatus,
}

fn read_all(pipe: OwnedFd) -> String {
    set_blocking(&pipe).unwrap();
    let mut text = String::new();
    File::from(pipe).read_to_string(&mut text).unwrap();
    text
}

fn wait(pid: Pid) -> WaitStatus {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(reaped) = reap::one(pid).unwrap() {
            return reaped.status;
        }
        assert!(Instant::now() < deadline, "{pid} does not end");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn run(request: &SpawnRequest<'_>) -> Finished {
    let spawned = spawn(request).unwrap();
    drop(spawned.stdin);
    let stdout = read_all(spawned.stdout);
    let stderr = spawned.stderr.map(read_all).unwrap_or_default();
    Finished { pid: spawned.pid, stdout, stderr, status: wait(spawned.pid), failure: spawned.obstacle.text() }
}

fn run_shell(script: &str) -> Finished {
    run(&shell(script))
}

const NOT_SPAWNED: &str = "supervisor: child process was not spawned\n";

#[test]
fn output_and_status_come_back() {
    let finished = run_shell("echo out; echo err >&2; exit 3");
    assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), ("out\n", "err\n"));
    assert_eq!(finished.status, WaitStatus::Exited(3));
}

#[test]
fn a_redirected_stderr_is_in_stdout_in_order() {
    let mut request = shell("echo 1; echo 2 >&2; echo 3");
    request.redirect_stderr = true;
    let spawned = spawn(&request).unwrap();
    assert!(spawned.stderr.is_none());
    assert_eq!(read_all(spawned.stdout), "1\n2\n3\n");
    wait(spawned.pid);
}

#[test]
fn stdin_is_a_pipe_that_ends_when_it_is_closed() {
    let spawned = spawn(&request(&["/bin/cat"])).unwrap();
    File::from(spawned.stdin.unwrap()).write_all(b"typed\n").unwrap();
    assert_eq!(read_all(spawned.stdout), "typed\n");
    assert_eq!(wait(spawned.pid), WaitStatus::Exited(0));
}

#[test]
fn stdin_can_be_a_descriptor_of_the_daemon() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"given").unwrap();
    io::Seek::rewind(&mut file).unwrap();
    let mut request = request(&["/bin/cat"]);
    request.stdin = Stdin::Descriptor(file.as_fd());
    let spawned = spawn(&request).unwrap();
    assert!(spawned.stdin.is_none());
    assert_eq!(read_all(spawned.stdout), "given");
    wait(spawned.pid);
}

#[test]
fn the_daemons_ends_do_not_block_and_do_not_leak() {
    let spawned = spawn(&request(&["/bin/true"])).unwrap();
    for pipe in [spawned.stdin.as_ref().unwrap(), &spawned.stdout, spawned.stderr.as_ref().unwrap()] {
        let status = OFlag::from_bits_retain(fcntl(pipe, FcntlArg::F_GETFL).unwrap());
        let descriptor = FdFlag::from_bits_retain(fcntl(pipe, FcntlArg::F_GETFD).unwrap());
        assert!(status.contains(OFlag::O_NONBLOCK) && descriptor.contains(FdFlag::FD_CLOEXEC));
    }
    wait(spawned.pid);
}

#[test]
fn the_child_leads_a_group_in_the_daemons_session() {
    let finished = run_shell("cut -d' ' -f5,6 < /proc/$$/stat");
    let session = getsid(None).unwrap();
    assert_eq!(finished.stdout, format!("{} {session}\n", finished.pid));
}

#[test]
fn the_group_can_be_signalled_at_once() {
    use crate::os::signals::{Recipient, send};
    for _ in 0..50 {
        let spawned = spawn(&request(&["/bin/sleep", "100"])).unwrap();
        send(Recipient::Group(spawned.pid), 9).unwrap();
        assert_eq!(wait(spawned.pid), WaitStatus::Killed { signal: 9, core_dumped: false });
    }
}

#[test]
fn nothing_but_the_three_descriptors_is_inherited() {
    let null = File::open("/dev/null").unwrap();
    // Not closed on exec, unlike everything the standard library opens.
    let leaking = fcntl(&null, FcntlArg::F_DUPFD(50)).unwrap();
    let finished = run_shell("for fd in /proc/$$/fd/*; do echo ${fd##*/}; done | sort -n | head -40");
    unistd::close(leaking).unwrap();
    // A shell may keep its script or terminal open at 10 and above, never below.
    let inherited: Vec<i32> = finished.stdout.lines().map(|line| line.parse().unwrap()).collect();
    assert!(inherited.starts_with(&[0, 1, 2]) && !inherited.contains(&leaking), "{inherited:?}");
}

#[test]
fn no_signal_is_ignored_or_blocked() {
    let finished = run(&request(&["/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"]));
    // 32 and 33 belong to the C library, which lets nobody change them.
    let reserved = 0b11 << 31;
    let sets: Vec<_> = finished.stdout.lines().map(|line| line.split_once(":\t").unwrap()).collect();
    for (name, set) in &sets {
        assert_eq!(u64::from_str_radix(set, 16).unwrap() & !reserved, 0, "{name}");
    }
    assert_eq!(sets.len(), 2);
}

#[test]
fn the_environment_is_exactly_the_one_given() {
    let mut request = request(&["/usr/bin/env"]);
    request.environment = vec![("A".into(), "1 2".into()), ("B".into(), "".into())];
    assert_eq!(run(&request).stdout, "A=1 2\nB=\n");
}

#[test]
fn argv_0_is_as_written() {
    let mut request = request(&["/bin/sh", "-c", "echo \"$0\" \"$1\"", "zero", "one"]);
    request.argv[0] = "renamed".into();
    assert_eq!(run(&request).stdout, "zero one\n");
    let mut request = shell("tr '\\0' ' ' < /proc/$$/cmdline");
    request.argv[0] = "renamed".into();
    assert!(run(&request).stdout.starts_with("renamed -c "));
}

#[test]
fn directory_and_umask() {
    let dir = tempfile::tempdir().unwrap();
    let mut request = shell("pwd -P; umask");
    request.directory = Some(dir.path().to_owned());
    request.umask = Some(0o27);
    let expected = format!("{}\n0027\n", fs::canonicalize(dir.path()).unwrap().display());
    assert_eq!(run(&request).stdout, expected);
}

#[test]
fn a_missing_directory_is_told_on_stderr() {
    let mut request = request(&["/bin/true"]);
    request.directory = Some("/nonexistent".into());
    let finished = run(&request);
    let expected = format!("supervisor: couldn't chdir to /nonexistent: ENOENT\n{NOT_SPAWNED}");
    assert_eq!((finished.stderr, finished.status), (expected, WaitStatus::Exited(127)));
}

#[test]
fn a_failing_exec_is_told_on_stderr() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text");
    fs::write(&text, "no program\n").unwrap();
    let bad_interpreter = dir.path().join("script");
    fs::write(&bad_interpreter, "#!/nonexistent/sh\n").unwrap();
    for file in [&text, &bad_interpreter] {
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }
    for (program, errno) in
        [(text.as_path(), "ENOEXEC"), (&bad_interpreter, "ENOENT"), (dir.path(), "EACCES")]
    {
        let mut request = request(&["the word"]);
        request.program = program.to_owned();
        let finished = run(&request);
        let reason = format!("supervisor: couldn't exec the word: {errno}");
        assert_eq!(finished.status, WaitStatus::Exited(127));
        assert_eq!(finished.stderr, format!("{reason}\n{NOT_SPAWNED}"));
        assert_eq!(finished.failure, Some(reason));
    }
    assert_eq!(run_shell("exit 127").failure, None, "what a program does later is its own affair");
}

#[test]
fn the_daemons_own_descriptors_survive_its_children() {
    let (pipes, files): (Vec<_>, Vec<_>) =
        (0..40).map(|_| (Pipe::new().unwrap(), File::open("/dev/null").unwrap())).unzip();
    assert_eq!(run_shell("echo out").stdout, "out\n");
    let mut request = request(&["/nonexistent/program"]);
    assert_eq!(run(&request).status, WaitStatus::Exited(127));
    request.user = UserChange::Impossible { uid: 1, fault: SwitchFault::UnknownUid(1) };
    assert_eq!(run(&request).status, WaitStatus::Exited(127));
    for descriptor in pipes.iter().map(|pipe| pipe.write.as_fd()).chain(files.iter().map(AsFd::as_fd)) {
        fcntl(descriptor, FcntlArg::F_GETFD).unwrap();
    }
}

#[test]
fn the_complaint_goes_where_stderr_is_redirected() {
    let mut request = request(&["/nonexistent/program"]);
    request.redirect_stderr = true;
    let expected = format!("supervisor: couldn't exec /nonexistent/program: ENOENT\n{NOT_SPAWNED}");
    assert_eq!(run(&request).stdout, expected);
}

#[test]
fn root_becomes_another_user_and_others_cannot() {
    let other = if getuid().is_root() { "nobody" } else { "root" };
    let other = User::from_name(other).unwrap().unwrap();
    let mut request = shell("id -u; id -g; id -G");
    request.user = UserChange::to(other.uid.as_raw());
    let finished = run(&request);
    if getuid().is_root() {
        let gid = other.gid;
        let lines: Vec<_> = finished.stdout.lines().collect();
        assert_eq!(lines[..2], [other.uid.to_string(), gid.to_string()]);
        assert!(lines[2].split(' ').any(|group| group == gid.to_string()));
        assert!(!lines[2].split(' ').any(|group| group == "0"), "root's groups are gone: {lines:?}");
    } else {
        let reason = "supervisor: couldn't setuid to 0: Can't drop privilege as nonroot user\n";
        assert_eq!(finished.stderr, format!("{reason}{NOT_SPAWNED}"));
        assert_eq!(finished.status, WaitStatus::Exited(127));
    }
}

#[test]
fn the_directory_is_entered_as_the_new_user() {
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let other = if getuid().is_root() { "nobody" } else { "root" };
    let mut request = shell("pwd -P");
    request.directory = Some(dir.path().to_owned());
    request.user = UserChange::to(User::from_name(other).unwrap().unwrap().uid.as_raw());
    let finished = run(&request);
    let reason = if getuid().is_root() {
        format!("couldn't chdir to {}: EACCES", dir.path().display())
    } else {
        "couldn't setuid to 0: Can't drop privilege as nonroot user".to_owned()
    };
    assert_eq!(finished.stderr, format!("supervisor: {reason}\n{NOT_SPAWNED}"));
}

#[test]
fn an_unknown_user_is_told_on_stderr() {
    let mut request = request(&["/bin/true"]);
    request.user = UserChange::to(3_999_999_999);
    let reason = "supervisor: couldn't setuid to 3999999999: Can't find uid 3999999999\n";
    assert_eq!(run(&request).stderr, format!("{reason}{NOT_SPAWNED}"));
}

#[test]
fn nul_bytes_are_refused_before_anything_happens() {
    let mut request = request(&["/bin/true", "a\0b"]);
    let error = spawn(&request).unwrap_err();
    assert_eq!(error.text("p"), "cannot spawn 'p': a word of the command contains a NUL byte");
    request.argv.pop();
    request.environment.push(("X".into(), "\0".into()));
    assert!(matches!(spawn(&request), Err(SpawnError::Nul("an environment variable"))));
}

#[test]
fn texts_of_the_original() {
    assert_eq!(SpawnError::TooManyFiles.text("x"), "too many open files to spawn 'x'");
    assert_eq!(SpawnError::TooManyProcesses.text("x"), "Too many processes in process table to spawn 'x'");
    assert_eq!(SpawnError::Fork(Errno::ENOMEM).text("x"), "unknown error during fork for 'x': ENOMEM");
}

#[test]
fn threads_that_allocate_do_not_disturb() {
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..25_usize {
                    drop(vec![0_u8; number * 1000]);
                    assert_eq!(run(&request(&["/bin/true"])).status, WaitStatus::Exited(0));
                }
            });
        }
    });
}
