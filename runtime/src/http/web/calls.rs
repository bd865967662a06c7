//! What the page asks the daemon's loop: calls of the stock methods.

use supervisor_wire::{Fault, Value};
use tokio::sync::oneshot;

use crate::rpc::room::Room;
use crate::rpc::{Answer, CallMessage, Request, RequestSender};

/// The daemon's loop has ended.
#[derive(Debug)]
pub(super) struct Gone;

/// The way to the daemon's loop.
#[derive(Debug, Clone)]
pub(super) struct Calls(pub(super) RequestSender);

/// A row of the status page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// `group:process`, or one name where they are the same.
    pub(super) namespec: String,
    /// Such as `RUNNING`.
    pub(super) state: String,
    /// What there is to say about the state.
    pub(super) description: String,
}

impl Calls {
    /// Calls a method, waits until it is done.
    pub(super) async fn call(&self, method: &str, params: Vec<Value>) -> Result<Answer, Gone> {
        let (reply, answer) = oneshot::channel();
        let call = CallMessage { method: method.to_owned(), params, room: Room::default(), reply };
        self.0.send(Request::Page(call)).await.map_err(|_| Gone)?;
        answer.await.map_err(|_| Gone)
    }

    /// Every process, by group and name.
    pub(super) async fn all_processes(&self) -> Result<Result<Vec<Row>, Fault>, Gone> {
        let answer = self.call("getAllProcessInfo", Vec::new()).await?;
        Ok(answer.map(|value| {
            let mut rows: Vec<_> = value.as_array().unwrap_or_default().iter().map(row).collect();
            rows.sort_by(|(left, _), (right, _)| left.cmp(right));
            rows.into_iter().map(|(_, row)| row).collect()
        }))
    }
}

/// A row, and what it is sorted by.
fn row(info: &Value) -> ((String, String), Row) {
    let text = |name| info.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (group, name) = (text("group"), text("name"));
    let namespec = if group == name { name.clone() } else { format!("{group}:{name}") };
    ((group, name), Row { namespec, state: text("statename"), description: text("description") })
}
