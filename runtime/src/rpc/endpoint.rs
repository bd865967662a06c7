//! From a request body to a response body, on the connection's task (spec-runtime §7.1, §7.12).
//!
//! That task shares a thread with the daemon's loop, so what is large is read and written on a thread for blocking work.

use bytes::Bytes;
use supervisor_compiler::convert::python::repr;
use supervisor_compiler::plan::LogLevel;
use supervisor_wire::codec::request::{CallError, parse_call};
use supervisor_wire::codec::response::{fault_value, write_fault, write_result};
use supervisor_wire::{Fault, FaultCode, Value};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::room::{NoRoom, Room};
use super::{Answer, CallMessage, Request, RequestSender};
use crate::bytes_literal::bytes_literal;
use crate::logs::thread::LogHandle;

/// How much of a body that is no call is shown in the log, in bytes.
const SHOWN: usize = 1024;

/// What is longer than this is not read or written between two steps of supervision, in bytes. A millisecond's work.
const LARGE: usize = 256 * 1024;

/// Most that the results of a multicall may take together, in bytes: what the longest piece of a log takes.
const MOST_RESULTS: usize = 64 * 1024 * 1024;

/// Results of a multicall up to this size need no room, in bytes; beyond it they take it in such steps.
const STEP_OF_RESULTS: usize = 1024 * 1024;

/// A body that gets an HTTP error instead of an XML-RPC answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The body is no call.
    BadRequest,
    /// The daemon's loop has ended.
    Gone,
}

/// Answers one request body with one response body, which keeps the room that it takes.
///
/// # Errors
/// [`Rejection`] when there is nothing to answer in XML-RPC.
pub async fn answer(
    body: Bytes,
    room: Room,
    requests: &RequestSender,
    log: &LogHandle,
) -> Result<Bytes, Rejection> {
    let length = body.len();
    let (call, body) = aside(length, move || (parse_call(&body), body)).await?;
    let call = call.map_err(|error| {
        let reason = match error {
            CallError::NoMethod => "no method name",
            CallError::Malformed(_) | CallError::NotUtf8 => "unmarshallable",
        };
        log.log(LogLevel::Error, format!("XML-RPC request data {} is invalid: {reason}", shown(&body)));
        Rejection::BadRequest
    })?;
    drop(body);
    let calls = Calls { requests, room: &room };
    let answer = if call.method == "system.multicall" {
        calls.multicall(call.params).await?
    } else {
        calls.single(call.method, call.params).await?
    };
    let length = answer.as_ref().map_or(0, weight);
    let text = aside(length, || match answer {
        Ok(value) => write_result(&value),
        Err(fault) => write_fault(&fault),
    });
    Ok(Bytes::from_owner(Text { text: text.await?, _room: room }))
}

/// The beginning of a body as the original shows it, in Python's notation.
fn shown(body: &[u8]) -> String {
    let beginning = body.get(..SHOWN).unwrap_or(body);
    match str::from_utf8(beginning) {
        Ok(text) => repr(text),
        // A character is cut at the end.
        Err(error) if error.error_len().is_none() => {
            repr(str::from_utf8(beginning.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default())
        }
        Err(_) => bytes_literal(beginning),
    }
}

/// A response body and the room it takes until it is sent.
struct Text {
    text: String,
    _room: Room,
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// Works on something of that length, where it keeps nobody waiting.
async fn aside<T: Send + 'static>(
    length: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Rejection> {
    if length <= LARGE {
        return Ok(work());
    }
    // Only a panic keeps the work from its end.
    spawn_blocking(work).await.map_err(|_| Rejection::Gone)
}

/// How long a value will be in writing, roughly.
fn weight(value: &Value) -> usize {
    /// The tags around a value.
    const TAGS: usize = 32;
    TAGS + match value {
        Value::String(text) | Value::DateTime(text) => text.len(),
        Value::Array(elements) => elements.iter().map(weight).sum(),
        Value::Struct(members) => {
            members.iter().map(|(name, member)| TAGS + name.len() + weight(member)).sum()
        }
        Value::Int(_) | Value::Bool(_) | Value::Double(_) | Value::Nil => 0,
    }
}

/// The way to the daemon's loop for the calls of one request.
struct Calls<'a> {
    requests: &'a RequestSender,
    room: &'a Room,
}

impl Calls<'_> {
    async fn single(&self, method: String, params: Vec<Value>) -> Result<Answer, Rejection> {
        let begun = Instant::now();
        let (reply, answer) = oneshot::channel();
        let call = CallMessage { method: method.clone(), params, room: self.room.clone(), reply };
        self.requests.send(Request::Call(call)).await.map_err(|_| Rejection::Gone)?;
        let answer = answer.await.map_err(|_| Rejection::Gone)?;
        self.requests.traffic().called(&method, &answer, begun.elapsed());
        Ok(answer)
    }

    /// Strictly in order, each call complete before the next. Results are not wrapped in one-element arrays and
    /// faults are plain structs: not what the convention says, but what the original's clients rely on.
    async fn multicall(&self, params: Vec<Value>) -> Result<Answer, Rejection> {
        let Ok([Value::Array(elements)]) = <[Value; 1]>::try_from(params) else {
            return Ok(Err(Fault::new(FaultCode::IncorrectParameters)));
        };
        let mut results = Vec::with_capacity(elements.len());
        let (mut length, mut room) = (0, STEP_OF_RESULTS);
        let mut refusal = None;
        for element in elements {
            let answer = match (call_of(element), refusal) {
                (Err(fault), _) => Err(fault),
                (Ok(_), Some(reason)) => Err(Fault::with(FaultCode::Failed, reason)),
                (Ok((method, params)), None) => self.single(method, params).await?,
            };
            let result = answer.unwrap_or_else(|fault| fault_value(&fault));
            length += weight(&result);
            results.push(result);
            if length > MOST_RESULTS {
                refusal = Some("the results before this one are too long");
            } else if length > room && refusal.is_none() {
                let more = (length - room).next_multiple_of(STEP_OF_RESULTS);
                match self.room.take_for_results(more).await {
                    Ok(()) => room += more,
                    Err(NoRoom) => refusal = Some("too much is being sent to clients at the moment"),
                }
            }
        }
        Ok(Ok(Value::Array(results)))
    }
}

/// The call that an element of a multicall asks for.
fn call_of(element: Value) -> Result<(String, Vec<Value>), Fault> {
    let wrong = |reason| Fault::with(FaultCode::IncorrectParameters, reason);
    let Value::Struct(members) = element else { return Err(wrong("No methodName")) };
    let (mut method, mut params) = (None, Vec::new());
    for (name, value) in members {
        match (name.as_str(), value) {
            ("methodName", Value::String(name)) => method = Some(name),
            ("params", Value::Array(values)) => params = values,
            _ => {}
        }
    }
    match method {
        None => Err(wrong("No methodName")),
        Some(method) if method == "system.multicall" => Err(wrong("Recursive system.multicall forbidden")),
        Some(method) => Ok((method, params)),
    }
}

#[cfg(test)]
mod tests;
