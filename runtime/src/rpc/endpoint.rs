//! From a request body to a response body, on the connection's task (spec-runtime §7.1, §7.12).

use supervisor_compiler::plan::LogLevel;
use supervisor_wire::codec::request::{CallError, parse_call};
use supervisor_wire::codec::response::{fault_value, write_fault, write_result};
use supervisor_wire::{Fault, FaultCode, Value};
use tokio::sync::oneshot;

use super::{Answer, CallMessage, Request, RequestSender};
use crate::bytes_literal::bytes_literal;
use crate::logs::thread::LogHandle;

/// How much of a body that is no call is shown in the log, in bytes.
const SHOWN: usize = 1024;

/// A body that gets an HTTP error instead of an XML-RPC answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Rejection {
    /// The body is no call.
    BadRequest,
    /// The daemon's loop has ended.
    Gone,
}

/// Answers one request body with one response body.
///
/// # Errors
/// [`Rejection`] when there is nothing to answer in XML-RPC.
pub async fn answer(body: &[u8], requests: &RequestSender, log: &LogHandle) -> Result<String, Rejection> {
    let call = parse_call(body).map_err(|error| {
        let reason = match error {
            CallError::NoMethod => "no method name",
            CallError::Malformed(_) | CallError::NotUtf8 => "unmarshallable",
        };
        let shown = bytes_literal(body.get(..SHOWN).unwrap_or(body));
        log.log(LogLevel::Error, format!("XML-RPC request data {shown} is invalid: {reason}"));
        Rejection::BadRequest
    })?;
    let answer = if call.method == "system.multicall" {
        multicall(call.params, requests).await?
    } else {
        single(call.method, call.params, requests).await?
    };
    Ok(match answer {
        Ok(value) => write_result(&value),
        Err(fault) => write_fault(&fault),
    })
}

async fn single(method: String, params: Vec<Value>, requests: &RequestSender) -> Result<Answer, Rejection> {
    let (reply, answer) = oneshot::channel();
    requests.send(Request::Call(CallMessage { method, params, reply })).await.map_err(|_| Rejection::Gone)?;
    answer.await.map_err(|_| Rejection::Gone)
}

/// Strictly in order, each call complete before the next. Results are not wrapped in one-element arrays and
/// faults are plain structs: not what the convention says, but what the original's clients rely on.
async fn multicall(params: Vec<Value>, requests: &RequestSender) -> Result<Answer, Rejection> {
    let [Value::Array(elements)] = params.as_slice() else {
        return Ok(Err(Fault::new(FaultCode::IncorrectParameters)));
    };
    let mut results = Vec::with_capacity(elements.len());
    for element in elements {
        let answer = match element.get("methodName").and_then(Value::as_str) {
            None => Err(Fault::with(FaultCode::IncorrectParameters, "No methodName")),
            Some("system.multicall") => {
                Err(Fault::with(FaultCode::IncorrectParameters, "Recursive system.multicall forbidden"))
            }
            Some(method) => {
                let params = match element.get("params") {
                    Some(Value::Array(params)) => params.clone(),
                    _ => Vec::new(),
                };
                single(method.to_owned(), params, requests).await?
            }
        };
        results.push(answer.unwrap_or_else(|fault| fault_value(&fault)));
    }
    Ok(Ok(Value::Array(results)))
}
