//! What came of one process in a call on several, and the words for it.

use supervisor_wire::{Fault, FaultCode, Value};

use crate::failure::Failure;
use crate::names::namespec;

/// The result for one process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The process as it is shown.
    pub(crate) name: String,
    /// [`FaultCode::Success`] or the code of a fault.
    pub(crate) status: i32,
    /// The fault's text.
    pub(crate) description: String,
}

impl Outcome {
    /// That all went well.
    pub(crate) fn success(name: String) -> Self {
        Self { name, status: FaultCode::Success.number(), description: String::new() }
    }

    /// That the server refused.
    pub(crate) fn refused(name: String, fault: &Fault) -> Self {
        Self { name, status: fault.code, description: fault.text.clone() }
    }

    /// Reads the status structs that calls on groups and on all processes answer.
    pub(crate) fn list(method: &str, answer: &Value) -> Result<Vec<Self>, Failure> {
        let all = answer.as_array().map(|structs| structs.iter().map(Self::from_struct).collect());
        all.flatten()
            .ok_or_else(|| Failure::Shape { method: method.to_owned(), expected: "a list of status structs" })
    }

    fn from_struct(value: &Value) -> Option<Self> {
        let name = namespec(value.get("group")?.as_str()?, value.get("name")?.as_str()?);
        let status = value.get("status")?.as_int()?;
        let description = value.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        Some(Self { name, status, description })
    }
}

/// The words a command has for outcomes.
pub(crate) struct Wording {
    /// What happened to a process when all went well: `started`.
    pub(crate) done: &'static str,
    /// What stands in brackets after `ERROR` for each code the command expects.
    pub(crate) errors: &'static [(FaultCode, &'static str)],
    /// Whether FAILED is shown in the server's words alone.
    pub(crate) failed_raw: bool,
}

impl Wording {
    /// The line for an outcome.
    pub(crate) fn line(&self, outcome: &Outcome) -> Result<String, Failure> {
        let Outcome { name, status, description } = outcome;
        let code = FaultCode::from_number(*status);
        if code == Some(FaultCode::Success) {
            return Ok(format!("{name}: {}", self.done));
        }
        if code == Some(FaultCode::Failed) && self.failed_raw {
            return Ok(description.clone());
        }
        match self.errors.iter().find(|(known, _)| Some(*known) == code) {
            Some((_, words)) => Ok(format!("{name}: ERROR ({words})")),
            None => Err(Failure::UnknownResult {
                code: *status,
                name: name.clone(),
                description: description.clone(),
            }),
        }
    }
}
