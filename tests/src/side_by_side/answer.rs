//! Calls written as words, and answers as text.

use std::fmt::Write as _;

use supervisor_wire::Value;
use supervisor_wire::codec::response::parse_response;

use crate::mask;

/// Members of structs that are this run's alone, unless they are 0.
const OWN: [&str; 4] = ["pid", "start", "stop", "now"];

/// The method that a call such as `startProcess cat false` means; without a namespace it is the main one's.
pub(super) fn method(call: &str) -> String {
    let name = call.split(' ').next().unwrap_or_default();
    if name.contains('.') { name.to_owned() } else { format!("supervisor.{name}") }
}

/// The parameters of a call as XML values: `true` and `false`, whole numbers, XML as it stands, and strings, in single
/// quotes when they hold spaces or look like something else.
pub(super) fn parameters(call: &str) -> Vec<String> {
    words(call).into_iter().skip(1).map(|(word, quoted)| value(&word, quoted)).collect()
}

fn value(word: &str, quoted: bool) -> String {
    let escaped = || word.replace('&', "&amp;").replace('<', "&lt;");
    match word {
        _ if quoted => format!("<string>{}</string>", escaped()),
        "true" => "<boolean>1</boolean>".to_owned(),
        "false" => "<boolean>0</boolean>".to_owned(),
        _ if word.starts_with('<') => word.to_owned(),
        _ if word.parse::<i32>().is_ok() => format!("<int>{word}</int>"),
        _ => format!("<string>{}</string>", escaped()),
    }
}

/// Words between spaces; what stands in single quotes is one word, and known to be quoted.
fn words(call: &str) -> Vec<(String, bool)> {
    let mut words = Vec::new();
    for (index, part) in call.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push((part.to_owned(), true));
        } else {
            words
                .extend(part.split(' ').filter(|word| !word.is_empty()).map(|word| (word.to_owned(), false)));
        }
    }
    words
}

/// What an HTTP answer to a call says: its value, its fault, or its status when it is neither.
pub(super) fn shown(answer: Option<&str>) -> String {
    let Some((head, body)) = answer.and_then(|answer| answer.split_once("\r\n\r\n")) else {
        return "(no answer)\n".to_owned();
    };
    match parse_response(body.as_bytes()) {
        Ok(Ok(value)) => lines(&value),
        Ok(Err(fault)) => format!("fault {}: {}\n", fault.code, mask::text(&fault.text)),
        Err(_) => format!("{}\n", head.lines().next().unwrap_or_default()),
    }
}

/// A value, each element of an array on a line of its own.
fn lines(value: &Value) -> String {
    match value {
        Value::Array(elements) if elements.is_empty() => "[]\n".to_owned(),
        Value::Array(elements) => elements.iter().map(|element| format!("- {}\n", text(element))).collect(),
        other => format!("{}\n", text(other)),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::String(text) => format!("{:?}", mask::text(text)),
        Value::Double(number) => format!("{number:?}"),
        Value::DateTime(text) => text.clone(),
        Value::Nil => "nil".to_owned(),
        Value::Array(elements) => {
            let elements: Vec<String> = elements.iter().map(text).collect();
            format!("[{}]", elements.join(", "))
        }
        Value::Struct(members) => {
            let mut shown = String::new();
            for (name, value) in members {
                let between = if shown.is_empty() { "" } else { ", " };
                let own = OWN.contains(&name.as_str()) && *value != Value::Int(0);
                let value = if own { "SET".to_owned() } else { text(value) };
                let _ = write!(shown, "{between}{name}: {value}");
            }
            format!("{{{shown}}}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_values() {
        assert_eq!(method("startProcess cat"), "supervisor.startProcess");
        assert_eq!(method("system.listMethods"), "system.listMethods");
        let expected = [
            "<string>a b</string>",
            "<boolean>0</boolean>",
            "<int>-4</int>",
            "<string>5</string>",
            "<i8>1</i8>",
        ];
        assert_eq!(parameters("x 'a b' false -4 '5' <i8>1</i8>"), expected);
    }

    #[test]
    fn what_is_this_runs_alone_is_masked() {
        let info = Value::structure([("pid", Value::Int(77)), ("stop", Value::Int(0))]);
        assert_eq!(lines(&Value::Array(vec![info])), "- {pid: SET, stop: 0}\n");
    }
}
