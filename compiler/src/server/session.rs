//! The loop: one thing after the other, none of which takes long.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::thread;
use std::time::Duration;

use gen_lsp_types::{
    ConfigurationRequest, DiagnosticRefreshRequest, InlayHintRefreshRequest, Request as _, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde_json::{Value, json};

use super::client::{self, Client};
use super::documents::Documents;
use super::jobs::Lane;
use super::pending::Pending;
use super::preferences::{Preferences, SECTION};
use super::publish::Published;
use super::requests::{Route, Way, route};
use super::snapshot::Snapshot;
use super::transport::Outgoing;
use super::{Event, Fault, capabilities, mains, notifications};
use crate::system::{RealSystem, System};

/// So long findings wait for the search for configurations. In most workspaces it takes far less.
const PATIENCE: Duration = Duration::from_millis(500);

/// The machine below the open documents.
pub(super) static MACHINE: &dyn System = &RealSystem;

/// The state of the server.
pub(super) struct Session {
    phase: Phase,
    /// What the command line says, and with it what the client said in `initialize`.
    arguments: Preferences,
    /// Documents and all that requests are answered from.
    pub(super) state: Snapshot,
    /// How often anything has changed.
    pub(super) revision: Arc<AtomicU64>,
    pub(super) events: Sender<Event>,
    client: Sender<Outgoing>,
    /// For what should be there while somebody types.
    features: Lane,
    /// For what is about whole documents.
    whole: Lane,
    /// For what may take its time.
    pub(super) findings: Lane,
    pending: HashMap<RequestId, Pending>,
    /// Requests that wait until it is known which configurations there are.
    held: Vec<(Request, Route)>,
    /// Findings wait for that, too: without its configuration a file has others. They do not wait for long.
    waiting: bool,
    pub(super) published: Published,
    /// What somebody was told is wrong with the settings.
    told: HashSet<String>,
    /// How many requests were made of the client.
    asked: i32,
    /// The request for its settings.
    settings: Option<RequestId>,
    /// The settings that it has sent.
    sent: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before `initialize`.
    Silent,
    Running,
    /// After `shutdown`.
    Done,
}

impl Session {
    /// # Errors
    /// When threads cannot be had.
    pub(super) fn new(
        arguments: Preferences,
        events: Sender<Event>,
        client: Sender<Outgoing>,
    ) -> io::Result<Self> {
        let documents = Documents::new(arguments.cwd());
        let state = Snapshot {
            client: Arc::default(),
            system: documents.over(MACHINE),
            documents,
            candidates: Arc::default(),
            preferences: Arc::new(arguments.clone()),
            folders: Arc::default(),
            epoch: 0,
            memory: Arc::default(),
        };
        Ok(Self {
            phase: Phase::Silent,
            arguments,
            state,
            revision: Arc::default(),
            events,
            client,
            features: Lane::start("features")?,
            whole: Lane::start("whole")?,
            findings: Lane::start("findings")?,
            pending: HashMap::new(),
            held: Vec::new(),
            waiting: true,
            published: Published::default(),
            told: HashSet::new(),
            asked: 0,
            settings: None,
            sent: Value::Null,
        })
    }

    /// Goes on until the client says `exit`, or hangs up.
    pub(super) fn run(mut self, events: &Receiver<Event>) -> u8 {
        while let Ok(event) = events.recv() {
            match event {
                Event::Said(Message::Notification(said)) if said.method == "exit" => break,
                Event::HungUp => break,
                Event::Said(Message::Request(request)) => self.request(request),
                Event::Said(Message::Notification(notification)) => self.notification(notification),
                Event::Said(Message::Response(response)) => self.response(response),
                Event::Fault(fault) => self.log(&fault),
                Event::WaitedEnough => self.waited(),
                // After `shutdown` nothing is said but answers.
                Event::Scanned(_) | Event::Found(_) if self.phase == Phase::Done => {}
                Event::Scanned(candidates) => self.scanned(candidates),
                Event::Answered(id, answer) => {
                    if self.pending.remove(&id).is_some() {
                        match answer {
                            Ok(result) => self.send(Outgoing::Result(id, result)),
                            Err(fault) => self.answer(id, Err(fault.into())),
                        }
                    }
                }
                Event::Found(found) => self.publish(found),
            }
        }
        u8::from(self.phase != Phase::Done)
    }

    fn request(&mut self, request: Request) {
        let refused = |code: ErrorCode, message: &str| {
            Err(ResponseError { code: code as i32, message: message.to_owned(), data: None })
        };
        match (self.phase, request.method.as_str()) {
            (Phase::Silent, "initialize") => self.initialize(request.id, &request.params),
            (Phase::Silent, _) => {
                self.answer(request.id, refused(ErrorCode::ServerNotInitialized, "`initialize` comes first"));
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::Done;
                self.answer(request.id, Ok(Value::Null));
            }
            (Phase::Running, "initialize") | (Phase::Done, _) => {
                let message = if self.phase == Phase::Done { "after `shutdown`" } else { "once is enough" };
                self.answer(request.id, refused(ErrorCode::InvalidRequest, message));
            }
            (Phase::Running, method) => match route(method) {
                Some(route) => self.take(request, route),
                None => {
                    let message = format!("there is no method {method}");
                    self.answer(request.id, refused(ErrorCode::MethodNotFound, &message));
                }
            },
        }
    }

    fn initialize(&mut self, id: RequestId, params: &Value) {
        self.phase = Phase::Running;
        self.state.client = Arc::new(Client::new(params));
        self.state.folders = Arc::new(client::folders(params));
        if let Some(folder) = self.state.folders.first() {
            self.arguments = self.arguments.in_directory(folder);
        }
        self.state.documents = Documents::new(self.arguments.cwd());
        let mut faults = Vec::new();
        if let Some(settings) = params.get("initializationOptions") {
            self.arguments = self.arguments.with(settings, &mut faults);
        }
        self.state.preferences = Arc::new(self.arguments.clone());
        self.answer(id, Ok(capabilities::answer(&self.state.client)));
        self.tell(faults);
        self.scan();
        let events = self.events.clone();
        let wait = move || {
            thread::sleep(PATIENCE);
            let _ = events.send(Event::WaitedEnough);
        };
        if thread::Builder::new().name("wait".to_owned()).spawn(wait).is_err() {
            let _ = self.events.send(Event::WaitedEnough);
        }
    }

    /// Looks for configurations, on a thread of its own.
    pub(super) fn scan(&self) {
        let (folders, preferences) = (Arc::clone(&self.state.folders), Arc::clone(&self.state.preferences));
        let events = self.events.clone();
        let scan = move || {
            let found = catch_unwind(AssertUnwindSafe(|| mains::scan(&folders, &preferences, MACHINE)));
            let _ = events.send(Event::Scanned(found.unwrap_or_default()));
        };
        if thread::Builder::new().name("scan".to_owned()).spawn(scan).is_err() {
            let _ = self.events.send(Event::Scanned(mains::Candidates::default()));
        }
    }

    fn scanned(&mut self, candidates: mains::Candidates) {
        self.state.candidates = Arc::new(candidates);
        self.surroundings_changed();
        self.waited();
    }

    /// Findings wait no longer.
    fn waited(&mut self) {
        if !std::mem::take(&mut self.waiting) {
            return;
        }
        self.look();
        for (request, route) in std::mem::take(&mut self.held) {
            if self.pending.contains_key(&request.id) {
                self.start(request, route);
            }
        }
    }

    /// Has a request answered.
    fn take(&mut self, request: Request, route: Route) {
        let waits = self.waiting && matches!(route.way, Way::Pull | Way::Slow);
        self.pending.insert(request.id.clone(), Pending::new(&request.params, route));
        if waits { self.held.push((request, route)) } else { self.start(request, route) }
    }

    fn start(&mut self, request: Request, route: Route) {
        let Some(pending) = self.pending.get(&request.id) else { return };
        let (dropped, events) = (Arc::clone(&pending.dropped), self.events.clone());
        let snapshot = self.state.clone();
        let Request { id, params, method } = request;
        let job = move || {
            if dropped.load(Ordering::Relaxed) {
                return;
            }
            let answer = catch_unwind(AssertUnwindSafe(|| (route.answer)(&snapshot, params)));
            let answer =
                answer.unwrap_or_else(|panic| Err(Fault::Internal(format!("{method}: {}", said(&*panic)))));
            let _ = events.send(Event::Answered(id, answer));
            snapshot.memory.sweep();
        };
        match route.way {
            Way::Fast => self.features.then(job),
            Way::Whole => self.whole.then(job),
            Way::Slow | Way::Pull => self.findings.then(job),
        }
    }

    /// A document was edited: nobody gets an answer about what it was.
    pub(super) fn edited(&mut self, uri: &Uri) {
        let state = &self.state;
        let dropped: Vec<_> = self.pending.extract_if(|_, pending| pending.depends_on(uri, state)).collect();
        for (id, pending) in dropped {
            pending.dropped.store(true, Ordering::Relaxed);
            let mut error = ResponseError::from(Fault::Modified);
            if pending.asks_again {
                error.code = ErrorCode::ServerCancelled as i32;
                error.data = Some(json!({"retriggerRequest": true}));
            }
            self.answer(id, Err(error));
        }
        self.held.retain(|(request, _)| self.pending.contains_key(&request.id));
        self.changed();
    }

    /// Something on the disk, or in the settings, may have changed, or other documents are open: the client asks again.
    pub(super) fn surroundings_changed(&mut self) {
        self.state.epoch += 1;
        self.changed();
        if self.state.documents.iter().next().is_none() {
            return;
        }
        if self.state.client.pulls_diagnostics && self.state.client.refreshes_diagnostics {
            self.ask(DiagnosticRefreshRequest::METHOD.as_str(), Value::Null);
        }
        if self.state.client.refreshes_hints {
            self.ask(InlayHintRefreshRequest::METHOD.as_str(), Value::Null);
        }
    }

    /// Takes in what documents are now, and looks for findings that the client does not ask for.
    pub(super) fn changed(&mut self) {
        self.state.system = self.state.documents.over(MACHINE);
        self.revision.fetch_add(1, Ordering::Relaxed);
        if !self.waiting {
            self.look();
        }
    }

    /// Nobody waits for the answer any more.
    pub(super) fn cancel(&mut self, id: &RequestId) {
        if let Some(pending) = self.pending.remove(id) {
            pending.dropped.store(true, Ordering::Relaxed);
            self.held.retain(|(request, _)| request.id != *id);
            let code = ErrorCode::RequestCanceled as i32;
            self.answer(id.clone(), Err(ResponseError { code, message: "cancelled".to_owned(), data: None }));
        }
    }

    fn notification(&mut self, notification: Notification) {
        if self.phase != Phase::Running {
            return;
        }
        let method = notification.method.clone();
        if let Err(fault) = notifications::take(self, notification) {
            self.log(&format!("{method}: {fault}"));
        }
    }

    fn response(&mut self, response: Response) {
        if self.settings.as_ref() != Some(&response.id) {
            return;
        }
        self.settings = None;
        match response.response_result {
            Ok(settings) => self.set_preferences(settings.get(0).unwrap_or(&Value::Null)),
            Err(error) => self.log(&format!("the editor has no settings for us: {}", error.message)),
        }
    }

    /// Asks for the client's settings.
    pub(super) fn ask_for_settings(&mut self) {
        let params = json!({"items": [{"section": SECTION}]});
        self.settings = Some(self.ask(ConfigurationRequest::METHOD.as_str(), params));
    }

    /// Takes the client's settings, which come on top of those in `initialize`.
    pub(super) fn set_preferences(&mut self, settings: &Value) {
        if self.sent == *settings {
            return;
        }
        self.sent = settings.clone();
        let mut faults = Vec::new();
        self.state.preferences = Arc::new(self.arguments.with(settings, &mut faults));
        self.tell(faults);
        self.surroundings_changed();
    }

    /// True for a path in a folder of the workspace.
    pub(super) fn is_inside(&self, path: &std::path::Path) -> bool {
        self.state.folders.iter().any(|folder: &PathBuf| path.starts_with(folder))
    }

    /// Asks the client for something; what it answers matters only for its settings.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> RequestId {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.say(Request { id: id.clone(), method: method.to_owned(), params });
        id
    }

    fn answer(&self, id: RequestId, answer: Result<Value, ResponseError>) {
        self.say(Response { id, response_result: answer });
    }

    /// Tells people, once each, what is wrong with their settings.
    pub(super) fn tell(&mut self, faults: Vec<String>) {
        for fault in faults {
            if self.told.insert(fault.clone()) {
                self.notify(
                    "window/showMessage",
                    json!({"type": 1, "message": format!("supervisor-lint: {fault}")}),
                );
            }
        }
    }

    /// Writes something into the client's log.
    fn log(&self, message: &str) {
        self.notify(
            "window/logMessage",
            json!({"type": 1, "message": format!("supervisor-lint: {message}")}),
        );
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.say(Notification { method: method.to_owned(), params });
    }

    fn say(&self, message: impl Into<Message>) {
        self.send(Outgoing::Message(message.into()));
    }

    fn send(&self, outgoing: Outgoing) {
        // Nobody hears it when the client has gone; the loop will hear of that.
        let _ = self.client.send(outgoing);
    }
}

/// What a panic said.
pub(super) fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a fault of the server").to_owned()
}
