//! What the page asks the daemon's loop: calls of the stock methods.

use serde::Serialize;
use supervisor_wire::{Fault, Value};
use tokio::sync::oneshot;

use crate::rpc::room::Room;
use crate::rpc::{Answer, CallMessage, Request, RequestSender};
use crate::usage::Sampler;

/// The daemon's loop has ended.
#[derive(Debug)]
pub(super) struct Gone;

/// The way to the daemon's loop.
#[derive(Debug, Clone)]
pub(super) struct Calls(pub(super) RequestSender);

/// A process, as the status page shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    /// `group:process`, or one name where they are the same.
    pub(super) namespec: String,
    /// Its group.
    pub(super) group: String,
    /// Its own name.
    pub(super) process: String,
    /// Such as `RUNNING`.
    pub(super) state: String,
    /// What there is to say about the state.
    pub(super) description: String,
    /// 0: it does not live.
    pub(super) pid: i32,
    /// When it was started, in seconds since 1970; 0: never.
    pub(super) start: i32,
    /// Whether there is a log of its standard output to follow.
    pub(super) stdout: bool,
    /// Whether there is one of its standard error.
    pub(super) stderr: bool,
}

impl Row {
    /// Whether its group is more than itself.
    pub(super) fn is_grouped(&self) -> bool {
        self.group != self.process
    }
}

impl Calls {
    /// Calls a method, waits until it is done.
    pub(super) async fn call(&self, method: &str, params: Vec<Value>) -> Result<Answer, Gone> {
        let (reply, answer) = oneshot::channel();
        let call = CallMessage { method: method.to_owned(), params, room: Room::default(), reply };
        self.0.send(Request::Page(call)).await.map_err(|_| Gone)?;
        answer.await.map_err(|_| Gone)
    }

    /// The daemon's state, such as `RUNNING` or `RESTARTING`, and the way to what programs use.
    pub(super) async fn state(&self) -> Result<(&'static str, Sampler), Gone> {
        let snapshot = self.0.snapshot().await.map_err(|_| Gone)?;
        Ok((snapshot.mood.name(), snapshot.usage))
    }

    /// Every process, by group and name.
    pub(super) async fn all_processes(&self) -> Result<Result<Vec<Row>, Fault>, Gone> {
        let answer = self.call("getAllProcessInfo", Vec::new()).await?;
        Ok(answer.map(|value| {
            let mut rows: Vec<_> = value.as_array().unwrap_or_default().iter().map(row).collect();
            rows.sort_by(|left, right| (&left.group, &left.process).cmp(&(&right.group, &right.process)));
            rows
        }))
    }
}

fn row(info: &Value) -> Row {
    let text = |name| info.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name| info.get(name).and_then(Value::as_int).unwrap_or_default();
    let (group, process) = (text("group"), text("name"));
    Row {
        namespec: if group == process { process.clone() } else { format!("{group}:{process}") },
        group,
        process,
        state: text("statename"),
        description: text("description"),
        pid: number("pid"),
        start: number("start"),
        stdout: !text("stdout_logfile").is_empty(),
        stderr: !text("stderr_logfile").is_empty(),
    }
}
