//! Method calls.

use super::elements::{ForbiddenCharacters, MalformedXml, read};
use super::write::{CarriageReturn, push_text, push_value};
use crate::Value;

/// One call of a method.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Method name as sent, untrimmed; never empty.
    pub method: String,
    /// Parameters.
    pub params: Vec<Value>,
}

/// Why a request is not a call. Each has its own answer (spec-runtime §7.1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The body is not UTF-8. The original drops the connection.
    #[error("the request is not valid UTF-8")]
    NotUtf8,
    /// The body is not well-formed XML, or a value in it cannot be what its type says: HTTP 400.
    #[error("the request cannot be read: {0}")]
    Malformed(#[from] MalformedXml),
    /// There is no method name, or an empty one: HTTP 400.
    #[error("the request names no method")]
    NoMethod,
}

/// Reads the body of a request, with the leniencies of spec-runtime §7.2.
///
/// Two things differ from the original: a document type declaration is refused instead of expanded, and
/// integers wider than 32 bits become the string of their digits, as `<i8>` does.
pub fn parse_call(body: &[u8]) -> Result<Call, CallError> {
    let text = std::str::from_utf8(body).map_err(|_| CallError::NotUtf8)?;
    let message = read(text, ForbiddenCharacters::Refuse)?;
    match message.method {
        Some(method) if !method.is_empty() => Ok(Call { method, params: message.params.unwrap_or_default() }),
        _ => Err(CallError::NoMethod),
    }
}

/// The body of a request.
///
/// Carriage returns go as character references, so that text for a program's stdin arrives unchanged.
pub fn write_call(method: &str, params: &[Value]) -> String {
    let mut out = String::from("<?xml version='1.0'?>\n<methodCall>\n<methodName>");
    push_text(&mut out, method, CarriageReturn::Kept);
    out.push_str("</methodName>\n<params>\n");
    for param in params {
        out.push_str("<param>\n");
        push_value(&mut out, param, CarriageReturn::Kept);
        out.push_str("</param>\n");
    }
    out.push_str("</params>\n</methodCall>\n");
    out
}

#[cfg(test)]
mod tests;
