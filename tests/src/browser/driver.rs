//! chromedriver, and the WebDriver protocol spoken with it: JSON over HTTP.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use crate::procfs;

/// Where Debian's packages put the two programs; elsewhere the variables name them.
const PROGRAMS: [(&str, &str); 2] =
    [("SUPERVISOR_TESTS_CHROMEDRIVER", "chromedriver"), ("SUPERVISOR_TESTS_CHROMIUM", "chromium")];

/// How to get them.
const ADVICE: &str = "the tests of the web page need a browser and its driver. Debian: apt-get install \
                      --no-install-recommends chromium chromium-driver; elsewhere let SUPERVISOR_TESTS_CHROMIUM and \
                      SUPERVISOR_TESTS_CHROMEDRIVER name the programs";

/// Longer than any command takes on a busy machine: a browser that says nothing for so long hangs.
const LIMIT: Duration = Duration::from_secs(120);

/// Marks every process of the browser, so that none outlives the test.
const MARK: &str = "SUPERVISOR_TESTS_BROWSER";

/// A driver with one session: one browser. Both end on drop.
#[derive(Debug)]
pub(super) struct Driver {
    child: Child,
    port: u16,
    session: String,
    mark: String,
}

/// What keeps the browser quiet: nothing but the pages of the tests is asked of any network.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

impl Driver {
    /// Starts both; the browser keeps what it writes in `profile`.
    ///
    /// # Panics
    /// When they are not there; the message says how to get them.
    pub(super) fn start(profile: &Path) -> Self {
        let [driver, browser] = PROGRAMS.map(|(variable, name)| {
            let named = std::env::var(variable).unwrap_or_else(|_| name.to_owned());
            crate::command::find(&named).unwrap_or_else(|| panic!("there is no {named}: {ADVICE}"))
        });
        let mark = format!("{}", profile.display());
        let mut child = Command::new(&driver)
            .arg("--port=0")
            .env(MARK, &mark)
            // Whatever they leave behind goes with the profile.
            .envs([("HOME", profile), ("TMPDIR", profile)])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}: {ADVICE}", driver.display()));
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe was asked for")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        let port = port.expect("chromedriver says which port it has");
        // What else it says must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let mut made = Self { child, port, session: String::new(), mark };
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "timeouts": { "script": 110_000, "pageLoad": 110_000 },
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": { "binary": browser, "args": arguments },
        } } });
        let answer = made.exchange("POST", "/session", &wanted).unwrap_or_else(|error| panic!("{error}"));
        answer["sessionId"].as_str().expect("a session has an id").clone_into(&mut made.session);
        made
    }

    /// A command of the session; `path` begins behind it.
    ///
    /// # Errors
    /// What the driver says is wrong.
    pub(super) fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.exchange(method, &format!("/session/{}{path}", self.session), body)
    }

    fn exchange(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let said = |error: std::io::Error| format!("{method} {path}: {error}");
        let answer = self.send(method, path, body).map_err(said)?;
        let mut answer: Value =
            serde_json::from_str(&answer).map_err(|error| format!("{error}: {answer}"))?;
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default())),
            None => Ok(value),
        }
    }

    /// Sends a request and returns the body of the answer.
    fn send(&self, method: &str, path: &str, body: &Value) -> std::io::Result<String> {
        let mut stream = TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], self.port)))?;
        stream.set_read_timeout(Some(LIMIT))?;
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nContent-Type: application/json\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n{body}",
            self.port
        )?;
        let mut reader = BufReader::new(stream);
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // All of this can fail only because it has ended already.
        let _ = self.ask("DELETE", "", &Value::Null);
        let _ = self.child.kill();
        let _ = self.child.wait();
        for pid in procfs::with_environment(&format!("{MARK}={}", self.mark)) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}
