//! `environment-json-or-yaml`.

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::lint::list::{List, quoted};
use crate::lint::{Subject, edits, expansions};

rule! {
    /// An `environment` list is written as JSON or YAML.
    ///
    /// The list has a format of its own, `KEY="value",KEY2="value2"`. Supervisor refuses the whole configuration.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment={"PORT": "8080", "MODE": "fast"}
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=
    ///     PORT: 8080
    ///     MODE: fast
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",MODE="fast"
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=
    ///     PORT="8080",
    ///     MODE="fast"
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: environment](https://supervisord.org/configuration.html#program-x-section-values)
    "environment-json-or-yaml", Error, Environment,
    fix: Suggested,
    [Refine(&[Code::ENVIRONMENT_SYNTAX], refine)],
}

fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let list = List::at(finding, subject)?;
    let text = list.text.trim();
    let (what, new) = if text.starts_with('{') && text.ends_with('}') && text.contains(':') && !expansions::is_template(text) {
        ("JSON", from_json(text))
    } else {
        ("YAML", Some(from_yaml(text)?))
    };
    let mut finding = finding.clone();
    finding.code = RULE.code;
    finding.message = format!("`environment` is {what}, which Supervisor does not read");
    finding.primary.location = list.option.location();
    finding.primary.text = format!("{what}, not `KEY=\"value\"`");
    finding.help = match &new {
        Some(new) if !new.contains('\n') => format!("write `environment={new}`"),
        _ => "write `KEY=\"value\",KEY2=\"value2\"`".to_owned(),
    };
    // Lines of their own stay lines of their own, indented as they are.
    let fix = new.filter(|new| what == "JSON" || !new.contains('\n')).map(|new| edits::set_value(list.option, &new));
    let fix = fix.map(|edit| vec![edit]).or_else(|| (what == "YAML").then(|| lines(&list)));
    Some(finding.with_fix(fix.map(|edits| Fix::suggested("write it as a list", edits))))
}

/// A flat object.
fn from_json(text: &str) -> Option<String> {
    let object: IndexMap<String, Value> = serde_json::from_str(text).ok()?;
    let pairs = object.into_iter().map(|(key, value)| {
        let value = match value {
            Value::String(text) => quoted(&text)?,
            Value::Number(number) => format!("\"{number}\""),
            Value::Bool(yes) => format!("\"{yes}\""),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        plain.then(|| format!("{key}={value}"))
    });
    pairs.collect::<Option<Vec<_>>>().map(|pairs| pairs.join(","))
}

/// A line `KEY: value`: where the key ends, and where the value begins.
fn yaml(line: &str) -> Option<(usize, usize)> {
    let key = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let value = line.get(key..)?.strip_prefix(':')?.strip_prefix(' ')?.trim_start();
    (key > 0 && !value.is_empty() && !value.contains(": ")).then_some((key, line.len() - value.len()))
}

fn from_yaml(text: &str) -> Option<String> {
    let pairs = text.lines().filter(|line| !line.is_empty()).map(pair);
    Some(pairs.collect::<Option<Vec<_>>>()?.join(",\n"))
}

fn pair(line: &str) -> Option<String> {
    let (key, value) = yaml(line)?;
    let (key, value) = (line.get(..key)?, line.get(value..)?);
    let marked = value.len() > 1 && value.starts_with(['"', '\'']) && value.ends_with(['"', '\'']);
    Some(format!("{key}={}", if marked { value.to_owned() } else { quoted(value)? }))
}

/// Each line of its own in the form that it should have.
fn lines(list: &List<'_>) -> Vec<crate::diagnostic::Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    let last = list.text.trim_end().len();
    for line in list.text.split_inclusive('\n') {
        let content = line.trim_end();
        let end = at + content.len();
        if let Some(pair) = pair(content) {
            let comma = if end < last { "," } else { "" };
            edits.push(list.edit(at..end, &format!("{pair}{comma}")));
        }
        at += line.len();
    }
    edits
}
