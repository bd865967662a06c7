//! The differences that are meant: docs/differences.md, "Configuration". Each is recognised by what our compiler says
//! about it, and by nothing wider.

use std::fmt;

use serde_json::Value;
use supervisor_compiler::Compilation;
use supervisor_compiler::diagnostic::{Code, Severity};

/// A difference that is meant. A nameless `%s`, clamped numbers in values and groups that share a name are not here:
/// `tests/scripts/verdicts.py` levels them out, so that everything around them is still compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// More than 100 000 processes are refused; the original tries.
    TooManyProcesses,
    /// An entry point that exists in the original's Python, which we cannot call, or on which its import fails in a way
    /// that it does not expect.
    PythonEntryPoint,
    /// A number of more than 4300 digits, which only Python minds.
    NumberOutOfRange,
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Known::TooManyProcesses => "too-many-processes",
            Known::PythonEntryPoint => "unresolvable-factory",
            Known::NumberOutOfRange => "number-out-of-range",
        })
    }
}

/// True when a section asks for more processes than we make.
#[must_use]
pub fn too_many_processes(compilation: &Compilation) -> bool {
    says(compilation, Code::TOO_MANY_PROCESSES)
}

/// The difference that explains why ours is not `original`; none when nothing does.
#[must_use]
pub fn known(original: &Value, compilation: &Compilation) -> Option<Known> {
    let first_error =
        compilation.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
    if first_error.is_some_and(|error| error.code == Code::UNRESOLVABLE_FACTORY) {
        return Some(Known::PythonEntryPoint);
    }
    let too_long =
        original["error"].as_str().is_some_and(|error| error.contains("Exceeds the limit (4300 digits)"));
    (too_long && says(compilation, Code::NUMBER_OUT_OF_RANGE)).then_some(Known::NumberOutOfRange)
}

fn says(compilation: &Compilation, code: Code) -> bool {
    compilation.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
}
