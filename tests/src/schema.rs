//! JSON Schema, as much of it as docs/schemas uses. It is stricter than the standard: a field that a schema does not name
//! is an error, as is a keyword that this file does not know, so that a schema cannot say less than the code prints.

use std::collections::BTreeSet;

use serde_json::Value;

/// A schema, and which of its parts documents have used so far.
#[derive(Debug)]
pub struct Schema {
    root: Value,
    used: BTreeSet<String>,
}

impl Schema {
    /// Reads a schema.
    ///
    /// # Panics
    /// When the text is not JSON.
    pub fn new(text: &str) -> Self {
        Self { root: serde_json::from_str(text).expect("a schema is JSON"), used: BTreeSet::new() }
    }

    /// Holds a document against the schema.
    ///
    /// # Errors
    /// The first place that does not fit, and why.
    pub fn check(&mut self, document: &Value) -> Result<(), String> {
        let root = self.root.clone();
        let mut used = BTreeSet::new();
        Checker { root: &root, used: &mut used }.check(&root, "", document, "")?;
        self.used.extend(used);
        Ok(())
    }

    /// The parts with a type of their own that no document has used.
    pub fn unused(&self) -> Vec<String> {
        let mut all = Vec::new();
        parts(&self.root, "", &mut all);
        all.retain(|part| !self.used.contains(part));
        all
    }
}

/// The pointers of every part that a document can use: properties, alternatives and items.
fn parts(schema: &Value, pointer: &str, all: &mut Vec<String>) {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let at = format!("{pointer}/{keyword}");
        match (keyword.as_str(), value) {
            ("properties" | "$defs", Value::Object(named)) => {
                for (name, part) in named {
                    let at = format!("{at}/{name}");
                    all.push(at.clone());
                    parts(part, &at, all);
                }
            }
            ("oneOf", Value::Array(alternatives)) => {
                for (index, part) in alternatives.iter().enumerate() {
                    let at = format!("{at}/{index}");
                    all.push(at.clone());
                    parts(part, &at, all);
                }
            }
            ("items" | "additionalProperties", part) => {
                all.push(at.clone());
                parts(part, &at, all);
            }
            _ => {}
        }
    }
}

struct Checker<'s> {
    root: &'s Value,
    used: &'s mut BTreeSet<String>,
}

impl Checker<'_> {
    /// Checks `value`, found at `place`, against the part of the schema at `pointer`.
    fn check(&mut self, schema: &Value, pointer: &str, value: &Value, place: &str) -> Result<(), String> {
        self.used.insert(pointer.to_owned());
        let keywords = schema.as_object().ok_or_else(|| format!("{pointer}: a schema is an object"))?;
        for (keyword, says) in keywords {
            let at = format!("{pointer}/{keyword}");
            let fault = |what: String| Err(format!("{place}: {what} ({at})"));
            match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "$ref" => {
                    let target = says.as_str().and_then(|target| target.strip_prefix('#'));
                    let target = target.ok_or_else(|| format!("{at}: not in this file"))?;
                    let part = self.root.pointer(target).ok_or_else(|| format!("{at}: nothing is there"))?;
                    self.check(part, target, value, place)?;
                }
                "type" => {
                    let one = std::slice::from_ref(says);
                    let allowed = says.as_array().map_or(one, Vec::as_slice);
                    if !allowed.iter().any(|name| name == type_of(value)) {
                        return fault(format!("{value} is a {}", type_of(value)));
                    }
                }
                "const" if value != says => return fault(format!("{value} is not {says}")),
                "enum" if !says.as_array().is_some_and(|all| all.contains(value)) => {
                    return fault(format!("{value} is none of {says}"));
                }
                "minimum" if value.as_i64() < says.as_i64() => {
                    return fault(format!("{value} is below {says}"));
                }
                "pattern" => {
                    // The only one: names of checks.
                    assert_eq!(says, "^[a-z0-9-]+$", "teach this file the pattern");
                    let name = value.as_str().unwrap_or_default();
                    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
                    if name.is_empty() || !name.chars().all(fits) {
                        return fault(format!("{value} does not match {says}"));
                    }
                }
                "const" | "enum" | "minimum" => {}
                "required" => {
                    for name in says.as_array().into_iter().flatten().filter_map(Value::as_str) {
                        if value.get(name).is_none() {
                            return fault(format!("`{name}` is missing"));
                        }
                    }
                }
                "properties" => {
                    for (name, field) in value.as_object().into_iter().flatten() {
                        let Some(part) = says.get(name) else { return fault(format!("`{name}` is unknown")) };
                        self.check(part, &format!("{at}/{name}"), field, &format!("{place}/{name}"))?;
                    }
                }
                "additionalProperties" => {
                    for (name, field) in value.as_object().into_iter().flatten() {
                        self.check(says, &at, field, &format!("{place}/{name}"))?;
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(says, &at, item, &format!("{place}/{index}"))?;
                    }
                }
                "oneOf" => {
                    let mut fitting = Vec::new();
                    for (index, part) in says.as_array().into_iter().flatten().enumerate() {
                        let mut used = BTreeSet::new();
                        let mut inner = Checker { root: self.root, used: &mut used };
                        if inner.check(part, &format!("{at}/{index}"), value, place).is_ok() {
                            fitting.push(used);
                        }
                    }
                    match fitting.pop() {
                        Some(used) if fitting.is_empty() => self.used.extend(used),
                        _ => return fault(format!("{value} does not fit exactly one alternative")),
                    }
                }
                _ => return Err(format!("{at}: a keyword that tests/src/schema.rs does not know")),
            }
        }
        Ok(())
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
