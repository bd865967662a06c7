//! Results and faults.

use super::elements::{ForbiddenCharacters, MalformedXml, read};
use super::write::{CarriageReturn, push_value};
use crate::{Fault, Value};

/// Why a body is not the answer to a call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// The body is not UTF-8.
    #[error("the answer is not valid UTF-8")]
    NotUtf8,
    /// The body is not well-formed XML, or a value in it cannot be what its type says.
    #[error("the answer cannot be read: {0}")]
    Malformed(#[from] MalformedXml),
    /// Well-formed, but neither one result nor a fault.
    #[error("the answer holds neither a result nor a fault")]
    Incomplete,
}

/// The body that carries a result, byte for byte as the original writes it.
///
/// Characters that XML cannot carry become U+FFFD (the original sends them raw and no client can read
/// the answer).
pub fn write_result(result: &Value) -> String {
    let mut out = String::from("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n");
    push_value(&mut out, result, CarriageReturn::Raw);
    out.push_str("</param>\n</params>\n</methodResponse>\n");
    out
}

/// The body that carries a fault, byte for byte as the original writes it.
pub fn write_fault(fault: &Fault) -> String {
    let mut out = String::from("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n");
    push_value(&mut out, &fault_value(fault), CarriageReturn::Raw);
    out.push_str("</fault>\n</methodResponse>\n");
    out
}

/// A fault as a struct: what a fault's body holds, and what `system.multicall` lists for a call that
/// failed.
pub fn fault_value(fault: &Fault) -> Value {
    Value::structure([
        ("faultCode", Value::from(fault.code)),
        ("faultString", Value::from(fault.text.as_str())),
    ])
}

/// Reads the body of a response, from this server, the original or any other.
///
/// The outer result says whether it could be read, the inner one what the server said.
pub fn parse_response(body: &[u8]) -> Result<Result<Value, Fault>, ResponseError> {
    let text = std::str::from_utf8(body).map_err(|_| ResponseError::NotUtf8)?;
    let message = read(text, ForbiddenCharacters::Accept)?;
    if let Some(fault) = message.fault {
        let code = fault.get("faultCode").and_then(Value::as_int);
        let text = fault.get("faultString").and_then(Value::as_str);
        let (Some(code), Some(text)) = (code, text) else { return Err(ResponseError::Incomplete) };
        return Ok(Err(Fault { code, text: text.to_owned() }));
    }
    message.params.and_then(|params| params.into_iter().next()).map(Ok).ok_or(ResponseError::Incomplete)
}

#[cfg(test)]
mod tests;
