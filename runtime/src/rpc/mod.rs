//! The XML-RPC interface (spec-runtime §7): the table of methods, one function each in the file of its family.
//!
//! [`endpoint`] turns bodies into calls and answers into bodies, on the connection's task. [`dispatch`] runs a
//! call on the daemon's loop, where all state lives.

pub mod batch;
mod config;
mod control;
pub mod endpoint;
mod extension;
mod info;
mod logs;
mod methods;
mod names;
mod namespaces;
mod params;
pub mod room;
mod state;
mod system;
pub mod traffic;
mod twiddler;

use std::path::PathBuf;
use std::pin::Pin;

use supervisor_compiler::plan::LogLevel;
use supervisor_wire::{Fault, FaultCode, Value};
use tokio::sync::{mpsc, oneshot};

pub(crate) use state::SUPERVISOR_VERSION;

use crate::core::{Mood, Subscription};
use crate::daemon::{Daemon, Position, Snapshot, Watcher};
use crate::logs::config::OutputStream;
use crate::rpc::batch::BatchId;
use crate::rpc::methods::Method;
use crate::rpc::params::Params;
use crate::rpc::room::Room;
use crate::rpc::traffic::Traffic;

/// What a call answers.
pub type Answer = Result<Value, Fault>;

/// What a connection wants from the daemon's loop.
#[derive(Debug)]
pub enum Request {
    /// A call of a method.
    Call(CallMessage),
    /// What our own web page asks for: `method` is one of the stock interface without a namespace. It works whatever
    /// the configuration calls that interface, and is no XML-RPC to the log.
    Page(CallMessage),
    /// The path of a log that is to be followed.
    Log(LogQuery),
    /// To be told of what happens.
    Watch(WatchQuery),
    /// Everything that is counted.
    Snapshot(oneshot::Sender<Snapshot>),
}

/// One call on its way to the daemon's loop.
#[derive(Debug)]
pub struct CallMessage {
    /// `namespace.method`.
    pub method: String,
    /// Positional parameters.
    pub params: Vec<Value>,
    /// What the request takes of the memory for clients; large answers are added to it.
    pub room: Room,
    /// Where the answer goes. Dropped by a client that left; the work is finished all the same.
    pub reply: oneshot::Sender<Answer>,
}

/// The question for a log's path.
#[derive(Debug)]
pub struct LogQuery {
    /// Which log.
    pub log: LogName,
    /// Where the answer goes: none when there is no such process, or it has no such log.
    pub reply: oneshot::Sender<Option<PathBuf>>,
}

/// The wish to be told of events.
#[derive(Debug)]
pub struct WatchQuery {
    /// Of which types.
    pub events: Subscription,
    /// The last place in the stream that the client knows, if it has been here before.
    pub after: Option<Position>,
    /// Where the watcher goes. A client that has left meanwhile is forgotten.
    pub reply: oneshot::Sender<Watcher>,
}

/// A log, as a URL names it (spec-runtime §8.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogName {
    /// The daemon's own.
    Main,
    /// One of a process.
    Process {
        /// Name of the process as clients write it.
        name: String,
        /// Which of its logs.
        stream: OutputStream,
    },
}

/// The way to the daemon's loop, and what has gone it. Bounded: when the loop is behind, connections wait.
#[derive(Debug, Clone)]
pub struct RequestSender {
    requests: mpsc::Sender<Request>,
    traffic: Traffic,
}

/// The daemon's loop has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the daemon's loop has ended")]
pub struct Gone;

/// The way to the daemon's loop, on which so many requests may wait, and its end there.
#[must_use]
pub fn requests(waiting: usize) -> (RequestSender, mpsc::Receiver<Request>) {
    let (requests, received) = mpsc::channel(waiting);
    (RequestSender { requests, traffic: Traffic::default() }, received)
}

impl RequestSender {
    /// Sends a request.
    ///
    /// # Errors
    /// The loop has ended.
    pub async fn send(&self, request: Request) -> Result<(), Gone> {
        self.requests.send(request).await.map_err(|_| Gone)
    }

    /// Everything that is counted by the loop.
    ///
    /// # Errors
    /// The loop has ended.
    pub async fn snapshot(&self) -> Result<Snapshot, Gone> {
        let (reply, snapshot) = oneshot::channel();
        self.send(Request::Snapshot(reply)).await?;
        snapshot.await.map_err(|_| Gone)
    }

    /// What clients do.
    #[must_use]
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }
}

/// What a method has to say at once.
pub(crate) enum Outcome {
    /// The answer.
    Now(Value),
    /// The answer comes when these waits are over.
    Later(BatchId),
    /// The answer needs no state of the daemon any more, only time: a file is read, or the log thread is asked.
    /// Runs beside the loop, so that a slow disk stalls this client only.
    Beside(Pin<Box<dyn Future<Output = Answer> + Send>>),
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Outcome::Now(value) => f.debug_tuple("Now").field(value).finish(),
            Outcome::Later(batch) => f.debug_tuple("Later").field(batch).finish(),
            Outcome::Beside(_) => f.write_str("Beside"),
        }
    }
}

impl<T: Into<Value>> From<T> for Outcome {
    fn from(value: T) -> Self {
        Outcome::Now(value.into())
    }
}

/// Does what a connection asks for.
pub fn dispatch(daemon: &mut Daemon, request: Request) {
    match request {
        Request::Call(message) => call(daemon, message),
        Request::Page(CallMessage { method, params, room, reply }) => {
            let outcome = run_stock(daemon, &method, &Params::new(params, room));
            send(daemon, outcome, reply);
        }
        Request::Log(LogQuery { log, reply }) => {
            // Nobody waits any more when the client has left.
            let _ = reply.send(logs::path(daemon, &log));
        }
        Request::Watch(WatchQuery { events, after, reply }) => {
            let _ = reply.send(daemon.watch(events, after));
        }
        Request::Snapshot(reply) => {
            let _ = reply.send(daemon.snapshot());
        }
    }
}

/// Runs a call and sends its answer, now or when it is known.
fn call(daemon: &mut Daemon, message: CallMessage) {
    let CallMessage { method, params, room, reply } = message;
    let trace = daemon.logs().enabled(LogLevel::Trace);
    if trace {
        daemon.logs().log(LogLevel::Trace, format!("XML-RPC method called: {method}()"));
    }
    let outcome = run(daemon, &method, &Params::new(params, room));
    if trace {
        let fault = match &outcome {
            Err(fault) => Some(fault),
            Ok(Outcome::Later(batch)) => daemon.batches().fault(*batch),
            Ok(_) => None,
        };
        let how = fault.map_or_else(
            || "successfully".to_owned(),
            |fault| format!("fault: [{}] {}", fault.code, fault.text),
        );
        daemon.logs().log(LogLevel::Trace, format!("XML-RPC method {method}() returned {how}"));
    }
    send(daemon, outcome, reply);
}

/// Sends the answer, now or when it is known.
fn send(daemon: &mut Daemon, outcome: Result<Outcome, Fault>, reply: oneshot::Sender<Answer>) {
    match outcome {
        Ok(Outcome::Now(value)) => {
            let _ = reply.send(Ok(value));
        }
        Ok(Outcome::Later(batch)) => daemon.batches().attach(batch, reply),
        Ok(Outcome::Beside(answer)) => {
            tokio::spawn(async move {
                let _ = reply.send(answer.await);
            });
        }
        Err(fault) => {
            let _ = reply.send(Err(fault));
        }
    }
}

fn run(daemon: &mut Daemon, name: &str, params: &Params) -> Result<Outcome, Fault> {
    let unknown = || Fault::new(FaultCode::UnknownMethod);
    let method = namespaces::find(daemon.plan(), name).ok_or_else(unknown)?;
    check(daemon, method, params)?;
    namespaces::allow(daemon.plan(), name)?;
    (method.run)(daemon, params)
}

/// As [`run`], for the page: its methods are always there.
fn run_stock(daemon: &mut Daemon, bare_name: &str, params: &Params) -> Result<Outcome, Fault> {
    let method = namespaces::stock(bare_name).ok_or_else(|| Fault::new(FaultCode::UnknownMethod))?;
    check(daemon, method, params)?;
    (method.run)(daemon, params)
}

/// Whether a method can be called with so many parameters, now.
fn check(daemon: &Daemon, method: &Method, params: &Params) -> Result<(), Fault> {
    let arity = method.required..=method.params.len();
    if !arity.contains(&params.len()) {
        return Err(Fault::new(FaultCode::IncorrectParameters));
    }
    // spec-runtime §7.4: everything but this one method is refused while the daemon goes down.
    if method.gated && daemon.core().mood() != Mood::Running {
        return Err(Fault::new(FaultCode::ShutdownState));
    }
    Ok(())
}
