//! The namespace of the PyPI package supervisor_twiddler 1.0.0, built in: `[rpcinterface:x]` with its factory makes
//! these methods available as `x.METHOD`.

use supervisor_compiler::AddedProgram;
use supervisor_compiler::plan::LogLevel;
use supervisor_wire::{Fault, FaultCode, Value};

use super::Outcome;
use super::methods::Method;
use super::params::Params;
use crate::daemon::Daemon;

/// Version of the namespace.
const API_VERSION: &str = "1.0";

/// The fault for a method that the `whitelist` of the section does not name. The original has no name for the code.
pub(super) fn not_in_whitelist(method: &str) -> Fault {
    Fault { code: 230, text: format!("UNKNOWN: {method}") }
}

/// Every method, sorted by name, which stands without its namespace.
#[rustfmt::skip]
pub(super) static METHODS: &[Method] = &[
    Method { name: "addProgramToGroup", result: "boolean", params: &["string", "string", "struct"], required: 3, gated: true, run: add_program_to_group,
        help: "Add a program to an active group, until the group is removed or the daemon restarts.\n\n@param string group  Group name\n@param string program  Name of the program\n@param struct options  Options as in a [program:x] section\n@return boolean  true" },
    Method { name: "getAPIVersion", result: "int", params: &[], required: 0, gated: true, run: get_api_version,
        help: "Version of this interface.\n\n@return int  Version, as text" },
    Method { name: "getGroupNames", result: "array", params: &[], required: 0, gated: true, run: get_group_names,
        help: "Names of the active groups.\n\n@return array  Names" },
    Method { name: "log", result: "boolean", params: &["string", "string|int"], required: 1, gated: true, run: log,
        help: "Write a line to the daemon's log.\n\n@param string message  Text\n@param string|int level  CRIT, ERRO, WARN, INFO, DEBG, TRAC or BLAT, or its number; default INFO\n@return boolean  true" },
    Method { name: "removeProcessFromGroup", result: "boolean", params: &["string", "string"], required: 2, gated: true, run: remove_process_from_group,
        help: "Take a stopped process out of its group.\n\n@param string group  Group name\n@param string process  Process name\n@return boolean  true" },
];

fn get_api_version(_: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    Ok(API_VERSION.into())
}

/// In the order in which they became active.
fn get_group_names(daemon: &mut Daemon, _: &Params) -> Result<Outcome, Fault> {
    let names = daemon.core().groups_as_added().map(|group| Value::from(&**group.name()));
    Ok(Value::Array(names.collect()).into())
}

fn log(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let wrong = || Fault::new(FaultCode::IncorrectParameters);
    let level = match params.optional(1) {
        None => LogLevel::Info,
        Some(Value::String(name)) => level_of(&name.to_uppercase()).ok_or_else(wrong)?,
        Some(Value::Int(number)) => level_with_number(f64::from(*number)).ok_or_else(wrong)?,
        Some(Value::Double(number)) => level_with_number(*number).ok_or_else(wrong)?,
        Some(_) => return Err(wrong()),
    };
    let message = params.text(0)?;
    daemon.logs().log(level, message);
    Ok(true.into())
}

/// The names and numbers that the original has for its levels.
const LEVELS: [(&str, f64, LogLevel); 7] = [
    ("CRIT", 50.0, LogLevel::Critical),
    ("ERRO", 40.0, LogLevel::Error),
    ("WARN", 30.0, LogLevel::Warn),
    ("INFO", 20.0, LogLevel::Info),
    ("DEBG", 10.0, LogLevel::Debug),
    ("TRAC", 5.0, LogLevel::Trace),
    ("BLAT", 3.0, LogLevel::Blather),
];

fn level_of(name: &str) -> Option<LogLevel> {
    LEVELS.iter().find(|(known, ..)| *known == name).map(|(.., level)| *level)
}

fn level_with_number(number: f64) -> Option<LogLevel> {
    LEVELS.iter().find(|(_, known, _)| *known == number).map(|(.., level)| *level)
}

fn add_program_to_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    let (group, name) = (params.text(0)?, params.text(1)?);
    let options = match params.optional(2) {
        Some(Value::Struct(members)) => members.iter().map(option).collect::<Option<_>>(),
        // What a language without a difference between the two makes of no options.
        Some(Value::Array(items)) if items.is_empty() => Some(Vec::new()),
        _ => None,
    };
    let options = options.ok_or_else(|| Fault::new(FaultCode::IncorrectParameters))?;
    daemon.add_program(&AddedProgram { name, group, options })?;
    Ok(true.into())
}

/// An option as it would be written.
fn option((name, value): &(String, Value)) -> Option<(String, String)> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Double(number) => number.to_string(),
        _ => return None,
    };
    Some((name.clone(), text))
}

fn remove_process_from_group(daemon: &mut Daemon, params: &Params) -> Result<Outcome, Fault> {
    daemon.remove_process(&params.text(0)?, &params.text(1)?)?;
    Ok(true.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(METHODS.iter().map(|method| method.name).is_sorted());
    }

    #[test]
    fn levels_have_the_originals_names_and_numbers() {
        assert_eq!(level_of("DEBG"), Some(LogLevel::Debug));
        assert_eq!(level_of("WARNING"), None);
        assert_eq!(level_with_number(3.0), Some(LogLevel::Blather));
        assert_eq!(level_with_number(21.0), None);
    }
}
