//! What a daemon of a test runs: a fixture or a text, laid out in a directory of its own.
//!
//! Every configuration keeps its socket, logs and pid file in `run/` beside itself, and finds the fixtures' programs
//! in `../bin`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use nix::unistd::{User, chown};

use crate::port::free_port;
use crate::workspace;

/// The user of servers that ask for one.
pub const USER: &str = "user";
/// That user's password.
pub const PASSWORD: &str = "thepassword";
/// The port that fixtures name; each daemon gets a free one in its place.
const FIXTURE_PORT: &str = "127.0.0.1:9001";

/// A configuration and the changes to make to it before it runs.
#[derive(Debug, Clone)]
pub struct Config {
    source: Source,
    tcp: bool,
    password: bool,
    owner: Option<String>,
    prepare: Option<fn(&Path)>,
    words: Vec<String>,
    wrapper: Vec<String>,
    files: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
enum Source {
    Fixture(String),
    Text(String),
}

/// A configuration on disk, ready to run.
#[derive(Debug)]
pub struct Layout {
    /// The directory that holds everything.
    pub directory: tempfile::TempDir,
    /// The main file.
    pub file: PathBuf,
    /// The TCP port put in place of the fixture's.
    pub port: u16,
}

impl Config {
    /// The fixture of this name: `fixtures/NAME/supervisord.conf` and what stands beside it.
    pub fn fixture(name: &str) -> Self {
        Self::new(Source::Fixture(name.to_owned()))
    }

    /// A configuration made of the usual sections (unix socket, log and pid file in `run/`) and `programs`.
    pub fn programs(programs: &str) -> Self {
        let text = format!(
            "[unix_http_server]\nfile=%(here)s/run/supervisor.sock\n\n\
             [supervisord]\nlogfile=%(here)s/run/supervisord.log\npidfile=%(here)s/run/supervisord.pid\n\
             childlogdir=%(here)s/run\n\n\
             [rpcinterface:supervisor]\n\
             supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n\n\
             [supervisorctl]\nserverurl=unix://%(here)s/run/supervisor.sock\n\n{programs}",
        );
        Self::text(&text)
    }

    /// A configuration of exactly this text.
    pub fn text(text: &str) -> Self {
        Self::new(Source::Text(text.to_owned()))
    }

    fn new(source: Source) -> Self {
        Self {
            source,
            tcp: false,
            password: false,
            owner: None,
            prepare: None,
            words: Vec::new(),
            wrapper: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Adds a file beside the main one.
    #[must_use]
    pub fn with_file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// Replaces a part of the text.
    ///
    /// # Panics
    /// When it is a fixture, or the part does not occur.
    #[must_use]
    pub fn with_replacement(mut self, old: &str, new: &str) -> Self {
        match &mut self.source {
            Source::Text(text) if text.contains(old) => *text = text.replace(old, new),
            Source::Text(_) | Source::Fixture(_) => panic!("there is no {old:?} to replace"),
        }
        self
    }

    /// Adds a TCP server with [`USER`] and [`PASSWORD`].
    #[must_use]
    pub fn with_tcp(mut self) -> Self {
        self.tcp = true;
        self
    }

    /// Says that the unix server of this configuration asks for [`USER`] and [`PASSWORD`].
    #[must_use]
    pub fn with_password(mut self) -> Self {
        self.password = true;
        self
    }

    /// Gives the directory `run/` to a user, for a daemon that becomes one. Only root can.
    #[must_use]
    pub fn owned_by(mut self, user: &str) -> Self {
        self.owner = Some(user.to_owned());
        self
    }

    /// Has a function prepare the configuration's directory, for what is more than a text file.
    #[must_use]
    pub fn prepared_by(mut self, prepare: fn(&Path)) -> Self {
        self.prepare = Some(prepare);
        self
    }

    /// Adds words to supervisord's command line.
    #[must_use]
    pub fn with_words(mut self, words: &[&str]) -> Self {
        self.words.extend(words.iter().map(|word| (*word).to_owned()));
        self
    }

    /// Has another program start supervisord: these words, then supervisord and its own. It must become it by `exec`.
    #[must_use]
    pub fn behind(mut self, words: &[&str]) -> Self {
        self.wrapper = words.iter().map(|word| (*word).to_owned()).collect();
        self
    }

    /// What is added to supervisord's command line.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The program that starts supervisord, with its arguments; empty when it is started directly.
    pub fn wrapper(&self) -> &[String] {
        &self.wrapper
    }

    /// True when the unix server asks for a password.
    pub fn asks_for_password(&self) -> bool {
        self.password
    }

    /// Writes it to a fresh temporary directory.
    ///
    /// # Panics
    /// When the disk refuses.
    pub fn lay_out(&self) -> Layout {
        // Short, for the path of a unix socket has at most 107 bytes.
        let directory = tempfile::Builder::new().prefix("sv").tempdir().expect("a temporary directory");
        // Programs may run as another user.
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(directory.path(), open).expect("the owner may");
        let port = free_port();
        copy(&workspace::fixture("bin"), &directory.path().join("bin"), port);
        let name = match &self.source {
            Source::Fixture(name) => name,
            Source::Text(_) => "etc",
        };
        let home = directory.path().join(name);
        fs::create_dir_all(home.join("run")).expect("a temporary directory is writable");
        let file = home.join("supervisord.conf");
        match &self.source {
            Source::Fixture(name) => copy(&workspace::fixture(name), &home, port),
            Source::Text(text) => fs::write(&file, with_port(text, port)).expect("the directory is writable"),
        }
        for (path, text) in &self.files {
            fs::write(home.join(path), text).expect("the directory is writable");
        }
        if self.tcp {
            let mut text = fs::read_to_string(&file).expect("the file was written a moment ago");
            text.push_str(&format!(
                "\n[inet_http_server]\nport=127.0.0.1:{port}\nusername={USER}\npassword={PASSWORD}\n",
            ));
            fs::write(&file, text).expect("the directory is writable");
        }
        if let Some(prepare) = self.prepare {
            prepare(&home);
        }
        if let Some(name) = &self.owner {
            let user =
                User::from_name(name).ok().flatten().unwrap_or_else(|| panic!("there is no user {name}"));
            chown(&home.join("run"), Some(user.uid), Some(user.gid)).expect("the test runs as root");
        }
        Layout { directory, file, port }
    }

    /// Puts this text in the place of the main file of a directory that was laid out before.
    ///
    /// # Panics
    /// When it is a fixture, or the disk refuses.
    pub fn write_again(&self, layout: &Layout) {
        let Source::Text(text) = &self.source else { panic!("a fixture is not written again") };
        fs::write(&layout.file, with_port(text, layout.port)).expect("the directory is writable");
    }
}

fn with_port(text: &str, port: u16) -> String {
    text.replace(FIXTURE_PORT, &format!("127.0.0.1:{port}"))
}

/// Copies a directory, putting the free port in the place of the fixtures' in every text. What somebody who tried a
/// fixture has left in its `run` stays there.
fn copy(from: &Path, to: &Path, port: u16) {
    for file in workspace::files_below(from) {
        let relative = file.strip_prefix(from).expect("the file was found below");
        if relative.starts_with("run") {
            continue;
        }
        let target = to.join(relative);
        fs::create_dir_all(target.parent().expect("a file stands in a directory")).expect("writable");
        fs::copy(&file, &target).expect("a fixture can be copied");
        if target.extension().is_some_and(|extension| extension == "conf") {
            let text = fs::read_to_string(&file).expect("a fixture is text");
            fs::write(&target, with_port(&text, port)).expect("the copy is writable");
        }
    }
}
