//! Where the readings come from: one call to the server, over one connection.

use std::time::Duration;

use supervisor_wire::{Client, ClientError, Credentials, FaultCode, ServerUrl, Value};

use super::process::{Process, Reading, Usage};
use super::procfs;

/// What a reading takes, in one `system.multicall`.
const METHODS: [&str; 4] = [
    "supervisor.getAllProcessInfo",
    "supervisor.getIdentification",
    "supervisor.getPID",
    // Only our daemon has it.
    "extension.getAllProcessUsage",
];

/// A server that is asked again and again.
pub(crate) struct Source {
    url: ServerUrl,
    credentials: Option<Credentials>,
    /// Keeps its connection, and makes another when the server closed it.
    client: Option<Client>,
}

impl Source {
    /// Nothing happens before the first reading.
    pub(crate) fn new(url: ServerUrl, credentials: Option<Credentials>) -> Self {
        Self { url, credentials, client: None }
    }

    /// Asks the server, and this machine where the server cannot say what processes take.
    ///
    /// # Errors
    /// Why there is no reading, in words for the screen.
    pub(crate) fn read(&mut self, clock: impl Fn() -> Duration) -> Result<Reading, String> {
        let client = match &mut self.client {
            Some(client) => client,
            none => {
                let client = Client::new(self.url.clone(), self.credentials.clone());
                none.insert(client.map_err(|error| words(&error))?)
            }
        };
        let answer = client.call("system.multicall", &[calls()]).map_err(|error| words(&error))?;
        let mut reading = reading(&answer, clock())?;
        let answers = answer.as_array().unwrap_or_default();
        match answers.get(3).and_then(Value::as_array) {
            Some(usage) => assign(&mut reading.processes, usage),
            None if self.url.is_local() => {
                if let Some(daemon) = answers.get(2).and_then(Value::as_int) {
                    procfs::fill(&mut reading.processes, daemon);
                }
            }
            None => {}
        }
        Ok(reading)
    }
}

fn calls() -> Value {
    let call =
        |method| Value::structure([("methodName", Value::from(method)), ("params", Value::from(Vec::new()))]);
    METHODS.map(call).into_iter().collect()
}

fn reading(answer: &Value, at: Duration) -> Result<Reading, String> {
    let nonsense = || "the answer makes no sense".to_owned();
    let answers = answer.as_array().ok_or_else(nonsense)?;
    let infos = answers.first().ok_or_else(nonsense)?;
    if let Some(code) = infos.get("faultCode").and_then(Value::as_int) {
        return Err(match FaultCode::from_number(code) {
            Some(FaultCode::ShutdownState) => "it is shutting down or restarting".to_owned(),
            _ => infos.get("faultString").and_then(Value::as_str).unwrap_or("fault").to_owned(),
        });
    }
    let processes: Option<Vec<Process>> =
        infos.as_array().ok_or_else(nonsense)?.iter().map(Process::read).collect();
    let identification = answers.get(1).and_then(Value::as_str).unwrap_or("supervisor").to_owned();
    Ok(Reading { at, identification, processes: processes.ok_or_else(nonsense)? })
}

fn assign(processes: &mut [Process], usage: &[Value]) {
    for (group, name, usage) in usage.iter().filter_map(Usage::read) {
        if let Some(process) = processes.iter_mut().find(|process| process.is(group, name)) {
            process.usage = Some(usage);
        }
    }
}

/// An error in a few words.
pub(crate) fn words(error: &ClientError) -> String {
    match error {
        error if error.is_refused() => "connection refused".to_owned(),
        error if error.is_no_such_file() => "no such socket".to_owned(),
        error if error.is_unauthorized() => "user name or password refused".to_owned(),
        ClientError::Http { status: 404, .. } => "not found".to_owned(),
        ClientError::Broken(_) | ClientError::Closed => "the connection broke".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use supervisor_wire::Fault;
    use supervisor_wire::codec::response::fault_value;

    use super::*;
    use crate::testing::{info, serve};

    fn source(answers: Vec<Value>) -> Source {
        let url = serve(move |method, params| {
            assert_eq!(method, "system.multicall");
            assert_eq!(params[0].as_array().unwrap().len(), METHODS.len());
            Ok(Value::from(answers.clone()))
        });
        Source::new(ServerUrl::parse(&url).unwrap(), None)
    }

    fn infos() -> Value {
        Value::from(vec![info("web", "a", 20, "RUNNING", 7), info("web", "b", 0, "STOPPED", 0)])
    }

    #[test]
    fn our_daemon_says_what_its_processes_take() {
        let usage = Value::structure([
            ("group", Value::from("web")),
            ("name", Value::from("a")),
            ("cpu_seconds", Value::from(1.5)),
            ("memory_bytes", Value::from(4096.0)),
            ("starts", Value::from(3)),
        ]);
        let answers = vec![infos(), Value::from("store"), Value::from(1), Value::from(vec![usage])];
        let mut source = source(answers);
        let reading = source.read(|| Duration::from_secs(5)).unwrap();
        assert_eq!((reading.identification.as_str(), reading.at.as_secs()), ("store", 5));
        assert_eq!(reading.processes[0].restarts(), Some(2));
        assert_eq!(reading.processes[0].memory(), Some(4096.0));
        assert_eq!(reading.processes[1].usage, None);
        assert!(source.read(|| Duration::from_secs(7)).is_ok(), "over the same connection");
    }

    #[test]
    fn the_originals_daemon_does_not_and_may_be_elsewhere() {
        let unknown = fault_value(&Fault::new(FaultCode::UnknownMethod));
        // No daemon here has this pid.
        let answers = vec![infos(), Value::from("supervisor"), Value::from(i32::MAX), unknown];
        let reading = source(answers).read(Duration::default).unwrap();
        assert_eq!(reading.processes.len(), 2);
        assert!(reading.processes.iter().all(|process| process.usage.is_none()));
    }

    #[test]
    fn what_is_no_reading_is_said() {
        let read = |answers| source(answers).read(Duration::default).unwrap_err();
        let fault = |code| fault_value(&Fault::new(code));
        assert_eq!(read(vec![fault(FaultCode::ShutdownState)]), "it is shutting down or restarting");
        assert_eq!(read(vec![fault(FaultCode::Failed)]), "FAILED");
        assert_eq!(read(vec![]), "the answer makes no sense");
        assert_eq!(read(vec![Value::from(vec![Value::from(1)])]), "the answer makes no sense");
        let mut nobody = Source::new(ServerUrl::parse("unix:///nonexistent").unwrap(), None);
        assert_eq!(nobody.read(Duration::default).unwrap_err(), "no such socket");
    }
}
