//! A running supervisord.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::command::{self, Run};
use crate::config::{Config, Layout, PASSWORD, USER};
use crate::flavor::Flavor;
use crate::http::{self, Address};
use crate::pty::Pty;
use crate::talk::Talk;
use crate::{procfs, wait};

/// Variable that marks every process below a test's daemon, so that none outlives the test.
const MARK: &str = "SUPERVISOR_TESTS_DIRECTORY";

/// A supervisord in the foreground, in a directory of its own. It and everything it started is killed on drop.
#[derive(Debug)]
pub struct Daemon {
    flavor: Flavor,
    config: Config,
    layout: Layout,
    child: Child,
}

impl Daemon {
    /// Starts a daemon and waits until it answers.
    ///
    /// # Panics
    /// When it ends instead; what it printed is in the message.
    #[track_caller]
    pub fn start(flavor: Flavor, config: &Config) -> Self {
        let layout = config.lay_out();
        let child = spawn(flavor, config, &layout);
        let mut daemon = Self { flavor, config: config.clone(), layout, child };
        daemon.await_answer();
        daemon
    }

    /// Starts it again on the same directory, after it ended.
    ///
    /// # Panics
    /// When it does not come to answer.
    #[track_caller]
    pub fn start_again(&mut self) {
        self.child = spawn(self.flavor, &self.config, &self.layout);
        self.await_answer();
    }

    /// Whose it is.
    pub fn flavor(&self) -> Flavor {
        self.flavor
    }

    /// Its process id.
    pub fn pid(&self) -> i32 {
        i32::try_from(self.child.id()).expect("a pid fits")
    }

    /// The directory that holds everything.
    pub fn directory(&self) -> &Path {
        self.layout.directory.path()
    }

    /// The main configuration file.
    pub fn file(&self) -> &Path {
        &self.layout.file
    }

    /// A path beside the configuration file, such as `run/supervisord.log`.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.layout.file.with_file_name(relative)
    }

    /// The text of a file beside the configuration file; empty when there is none.
    pub fn read(&self, relative: &str) -> String {
        let bytes = fs::read(self.path(relative)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Replaces a file beside the configuration file.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn write(&self, relative: &str, text: &str) {
        fs::write(self.path(relative), text).expect("the daemon's directory is writable");
    }

    /// Puts another configuration in the place of the main file, for the next reread or reload.
    pub fn configure(&self, config: &Config) {
        config.write_again(&self.layout);
    }

    /// What it printed on its own standard output and error.
    pub fn console(&self) -> String {
        let bytes = fs::read(self.directory().join("console")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The unix server's address.
    pub fn unix(&self) -> Address {
        Address::Unix(self.path("run/supervisor.sock"))
    }

    /// The TCP server's address.
    pub fn tcp(&self) -> Address {
        Address::Tcp(self.layout.port)
    }

    /// The TCP server's port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.layout.port
    }

    /// Calls a method over the unix socket and returns the whole answer; `None` when nobody answers.
    pub fn call(&self, method: &str, parameters: &[String]) -> Option<String> {
        let credentials = self.config.asks_for_password().then_some((USER, PASSWORD));
        self.unix().exchange(&http::rpc_request(method, parameters, credentials)).ok().flatten()
    }

    /// One member of a process's info struct, as text; `None` when there is no such process or no answer.
    pub fn info(&self, process: &str, member: &str) -> Option<String> {
        let answer = self.call("supervisor.getProcessInfo", &[format!("<string>{process}</string>")])?;
        let (_, after) = answer.split_once(&format!("<name>{member}</name>"))?;
        let (value, _) = after.split_once("</value>")?;
        value.rsplit_once('<')?.0.rsplit_once('>').map(|(_, text)| text.to_owned())
    }

    /// A process's state, such as `RUNNING`.
    pub fn state(&self, process: &str) -> Option<String> {
        self.info(process, "statename")
    }

    /// A process's pid; 0 when it has none.
    ///
    /// # Panics
    /// When there is no such process.
    #[track_caller]
    pub fn process_pid(&self, process: &str) -> i32 {
        let pid = self.info(process, "pid").and_then(|pid| pid.parse().ok());
        pid.unwrap_or_else(|| panic!("there is no process {process}"))
    }

    /// Waits until a process is in a state.
    ///
    /// # Panics
    /// When it does not come to it.
    #[track_caller]
    pub fn await_state(&self, process: &str, state: &str) {
        wait::until(&format!("{process} becomes {state}"), || self.state(process).as_deref() == Some(state));
    }

    /// Runs `supervisorctl` on the daemon's configuration. `words` come after `-c FILE`.
    #[track_caller]
    pub fn ctl(&self, client: Flavor, words: &[&str], input: &str) -> Run {
        let mut run = command::run(&mut self.ctl_command(client, words), input);
        for text in [&mut run.stdout, &mut run.stderr] {
            *text = text.replace(&client.program("supervisorctl").display().to_string(), "supervisorctl");
            *text = self.hide_places(text);
        }
        run
    }

    /// Starts a `supervisorctl` that goes on until somebody ends it. `words` come after `-c FILE`.
    #[track_caller]
    pub fn ctl_talk(&self, client: Flavor, words: &[&str]) -> Talk {
        Talk::start(&mut self.ctl_command(client, words))
    }

    /// Starts a `supervisorctl` on a terminal. `words` come after `-c FILE`.
    #[track_caller]
    pub fn ctl_terminal(&self, client: Flavor, words: &[&str], size: (u16, u16)) -> Pty {
        Pty::start(&self.ctl_command(client, words), size)
    }

    /// `supervisorctl` on the daemon's configuration, to be started. `words` come after `-c FILE`.
    pub fn ctl_command(&self, client: Flavor, words: &[&str]) -> Command {
        let mut command = Command::new(client.program("supervisorctl"));
        command.arg("-c").arg(&self.layout.file).args(words);
        command.env_clear().envs(command::environment(self.directory())).current_dir(self.directory());
        command
    }

    /// Replaces what is this daemon's alone: its directory and its port.
    pub fn hide_places(&self, text: &str) -> String {
        text.replace(&self.directory().display().to_string(), "DIR")
            .replace(&format!("127.0.0.1:{}", self.layout.port), "127.0.0.1:PORT")
    }

    /// Sends the daemon a signal.
    ///
    /// # Panics
    /// When it is gone.
    #[track_caller]
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.pid()), signal).expect("the daemon lives");
    }

    /// Waits until the daemon has ended by itself.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    pub fn await_end(&mut self) -> ExitStatus {
        wait::until_some("the daemon ends", || self.child.try_wait().expect("a child can be waited for"))
    }

    /// True while the daemon lives.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_none())
    }

    #[track_caller]
    fn await_answer(&mut self) {
        let deadline = std::time::Instant::now() + wait::PATIENCE;
        while self.call("supervisor.getState", &[]).is_none() {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                let how =
                    status.signal().map_or_else(|| status.to_string(), |signal| format!("signal {signal}"));
                panic!("{:?} supervisord ended ({how}) before it answered:\n{}", self.flavor, self.console());
            }
            assert!(
                std::time::Instant::now() < deadline,
                "{:?} supervisord does not answer:\n{}",
                self.flavor,
                self.console(),
            );
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- {:?} supervisord said:\n{}", self.flavor, self.console());
        }
        // Both can fail only because it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let mark = format!("{MARK}={}", self.directory().display());
        for pid in procfs::with_environment(&mark) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}

/// Runs `supervisord -n -c FILE` in the configuration's directory.
fn spawn(flavor: Flavor, config: &Config, layout: &Layout) -> Child {
    let directory = layout.directory.path();
    let open = || File::options().create(true).append(true).open(directory.join("console"));
    let program = flavor.program("supervisord");
    let mut command = match config.wrapper() {
        [] => Command::new(&program),
        [wrapper, words @ ..] => {
            let mut command = Command::new(wrapper);
            command.args(words).arg(&program);
            command
        }
    };
    command
        .arg("-n")
        .arg("-c")
        .arg(&layout.file)
        .args(config.words())
        .current_dir(directory)
        .env_clear()
        .envs(command::environment(directory))
        .env(MARK, directory)
        .stdin(Stdio::null())
        .stdout(open().expect("the directory is writable"))
        .stderr(open().expect("the directory is writable"))
        .spawn()
        .expect("supervisord can be started")
}

/// Runs a supervisord that is expected to end by itself: with a bad configuration or command line. `words` are its
/// arguments; it runs in `directory`.
#[track_caller]
pub fn run_to_end(flavor: Flavor, directory: &Path, words: &[&str]) -> Run {
    let program = flavor.program("supervisord");
    let mut command = Command::new(&program);
    command.args(words).current_dir(directory).env_clear().envs(command::environment(directory));
    let mut run = command::run(&mut command, "");
    for text in [&mut run.stdout, &mut run.stderr] {
        *text = text.replace(&program.display().to_string(), "supervisord");
        *text = text.replace(&directory.display().to_string(), "DIR");
    }
    run
}
