//! What the server says about its processes.

use supervisor_wire::Value;

use crate::failure::Failure;
use crate::names::Target;
use crate::session::{Session, shape};

/// The method that lists them.
const METHOD: &str = "getAllProcessInfo";

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) state: i32,
    pub(crate) state_name: String,
    pub(crate) description: String,
    /// None when it does not run.
    pub(crate) pid: Option<i32>,
    /// When it was started last, in seconds since 1970.
    pub(crate) start: Option<i32>,
    /// When it ended last.
    pub(crate) stop: Option<i32>,
    /// The server's clock.
    pub(crate) now: Option<i32>,
    /// What it ended with.
    pub(crate) exit_status: Option<i32>,
    /// Why it could not be started.
    pub(crate) spawn_error: Option<String>,
    pub(crate) stdout_logfile: Option<String>,
    pub(crate) stderr_logfile: Option<String>,
}

impl Process {
    /// Every process, in the server's order.
    pub(crate) fn all(session: &mut Session<'_>) -> Result<Vec<Self>, Failure> {
        let infos = session.call_array(METHOD, &[])?;
        Self::list(&infos).ok_or_else(|| shape(METHOD, "a list of process infos"))
    }

    /// Reads what the method answers.
    pub(crate) fn list(infos: &[Value]) -> Option<Vec<Self>> {
        infos.iter().map(Self::read).collect()
    }

    fn read(value: &Value) -> Option<Self> {
        let text = |key| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key| value.get(key).and_then(Value::as_int);
        let some_number = |key| number(key).filter(|number| *number != 0);
        let some_text = |key| text(key).filter(|text| !text.is_empty());
        let stop = some_number("stop");
        Some(Self {
            group: text("group")?,
            name: text("name")?,
            state: number("state")?,
            state_name: text("statename")?,
            description: text("description")?,
            pid: some_number("pid"),
            start: some_number("start"),
            stop,
            now: number("now"),
            // Before the first end there is none; the server says 0.
            exit_status: number("exitstatus").filter(|_| stop.is_some()),
            spawn_error: some_text("spawnerr"),
            stdout_logfile: some_text("stdout_logfile"),
            stderr_logfile: some_text("stderr_logfile"),
        })
    }

    /// Seconds since it was started, if it runs.
    pub(crate) fn uptime(&self) -> Option<i32> {
        self.pid?;
        Some(self.now?.saturating_sub(self.start?).max(0))
    }

    /// Whether a name on the command line stands for this process, alone or with its group.
    pub(crate) fn is(&self, target: Target<'_>) -> bool {
        match target {
            Target::Group(group) => self.group == group,
            Target::Process { group, name } => self.group == group && self.name == name,
        }
    }
}
