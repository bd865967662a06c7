//! Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0: code scanning services and editors read it.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{Finding, Place, Report};
use crate::diagnostic::{Code, Fix, Label, LeftOut, Severity};
use crate::rules::Rule;
use crate::sources::{FileId, Location};

/// Where the format's own schema is found.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name for the directory that relative paths are relative to.
const ROOT: &str = "SRCROOT";

/// One JSON document, ending with a line end.
///
/// # Errors
/// None in practice: every part is text or a number.
pub fn render(report: &Report<'_>) -> serde_json::Result<String> {
    let codes = report.findings.iter().map(|finding| finding.diagnostic.code);
    let codes: BTreeSet<_> = codes.chain(report.left_out.iter().map(|more| more.code)).collect();
    let codes: Vec<_> = codes.into_iter().collect();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<_> =
        report.findings.iter().map(|finding| result(finding, &codes, &fingerprints.of(finding))).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver(&codes)},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": report.left_out.iter().map(more).collect::<Vec<_>>(),
            }],
            "originalUriBaseIds": {ROOT: {
                "description": {"text": "The directory in which supervisor-lint was started."},
            }},
            // What `Position` counts.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn driver(codes: &[Code]) -> Value {
    let mut driver = json!({
        "name": "supervisor-lint",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": codes.iter().map(|code| descriptor(*code)).collect::<Vec<_>>(),
    });
    if !env!("CARGO_PKG_REPOSITORY").is_empty() {
        set(&mut driver, "informationUri", env!("CARGO_PKG_REPOSITORY"));
    }
    driver
}

/// A rule, with its documentation.
fn descriptor(code: Code) -> Value {
    let mut descriptor = json!({"id": code.name()});
    let Some(rule) = Rule::named(code.name()) else { return descriptor };
    let markdown = rule.markdown();
    set(&mut descriptor, "shortDescription", json!({"text": rule.summary()}));
    set(&mut descriptor, "fullDescription", json!({"text": rule.summary()}));
    set(&mut descriptor, "help", json!({"text": markdown, "markdown": markdown}));
    set(&mut descriptor, "defaultConfiguration", json!({"level": level(rule.level)}));
    set(&mut descriptor, "properties", json!({"tags": [rule.category.name()]}));
    if let Some(url) = rule.url() {
        set(&mut descriptor, "helpUri", url);
    }
    descriptor
}

fn result(finding: &Finding<'_>, codes: &[Code], fingerprint: &str) -> Value {
    let diagnostic = finding.diagnostic;
    let help = if diagnostic.help.is_empty() { String::new() } else { format!("\n{}", diagnostic.help) };
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "level": level(diagnostic.severity),
        "message": {"text": format!("{}{help}", diagnostic.message)},
        "locations": [location(finding, &diagnostic.primary)],
        "partialFingerprints": {"supervisorLint/v1": fingerprint},
        "properties": {"host": diagnostic.host},
    });
    if let Ok(index) = codes.binary_search(&diagnostic.code) {
        set(&mut result, "ruleIndex", index);
    }
    if !diagnostic.related.is_empty() {
        // The format wants each once.
        let mut related: Vec<Value> = Vec::new();
        for label in &diagnostic.related {
            let new = location(finding, label);
            if !related.contains(&new) {
                related.push(new);
            }
        }
        set(&mut result, "relatedLocations", related);
    }
    if !diagnostic.fixes.is_empty() {
        let fixes = diagnostic.fixes.iter().map(|made| fix(finding, made));
        set(&mut result, "fixes", fixes.collect::<Vec<_>>());
    }
    if let (Some(original), Some(properties)) = (&diagnostic.original, result.get_mut("properties")) {
        set(properties, "original", original.as_str());
    }
    result
}

fn set(object: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value.into());
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// A place with the words that stand beside it.
fn location(finding: &Finding<'_>, label: &Label) -> Value {
    let place = finding.place_of(label.location);
    let mut location = json!({
        "physicalLocation": {"artifactLocation": artifact(&place.file), "region": region(&place)},
    });
    if !label.text.is_empty() {
        set(&mut location, "message", json!({"text": label.text}));
    }
    location
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}

fn fix(finding: &Finding<'_>, fix: &Fix) -> Value {
    let files: BTreeSet<FileId> = fix.edits.iter().map(|edit| edit.location.file).collect();
    let replacement = |location: Location, text: &str| {
        json!({
            "deletedRegion": region(&finding.place_of(location)),
            "insertedContent": {"text": text},
        })
    };
    let change = |file: FileId| {
        let edits = fix.edits.iter().filter(|edit| edit.location.file == file);
        let replacements: Vec<_> = edits.map(|edit| replacement(edit.location, &edit.text)).collect();
        json!({"artifactLocation": artifact(&finding.path(file)), "replacements": replacements})
    };
    json!({
        "description": {"text": fix.title},
        "artifactChanges": files.into_iter().map(change).collect::<Vec<_>>(),
        "properties": {"safety": fix.safety},
    })
}

/// A code of which not all findings are listed.
fn more(more: &LeftOut) -> Value {
    json!({
        "level": level(more.severity),
        "message": {"text": format!("{}: {} more, which are not listed", more.code, more.count)},
        "associatedRule": {"id": more.code.name()},
    })
}

/// A file, as a URI: one relative to the root, or one with `file:`.
fn artifact(path: &Path) -> Value {
    let uri = escaped(path);
    if path.is_absolute() {
        json!({"uri": format!("file://{uri}")})
    } else {
        json!({"uri": uri, "uriBaseId": ROOT})
    }
}

/// A path with everything escaped that may not stand in a URI's path. (A colon could, but in the first part of a relative one
/// it would end a scheme.)
fn escaped(path: &Path) -> String {
    let mut uri = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(*byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Settings, lint, shorten};
    use crate::render::tests::sample;
    use crate::system::MemorySystem;
    use crate::{Compilation, Options};

    #[test]
    fn document() {
        let compilation = sample();
        let text = render(&Report::new([&compilation], Path::new("/srv"))).unwrap();
        // The documentation of rules gets better; that it is here suffices.
        let rule = Rule::named("bad-integer").unwrap();
        let short = [rule.markdown(), rule.summary()].into_iter().fold(text, |text, documentation| {
            let json = json!(documentation).to_string();
            assert!(text.contains(&json));
            text.replace(&json, "\"(documentation)\"")
        });
        insta::assert_snapshot!(short);
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(escaped(Path::new("conf.d/a b:ö%.conf")), "conf.d/a%20b%3A%C3%B6%25.conf");
        assert_eq!(artifact(Path::new("/etc/s.conf")), json!({"uri": "file:///etc/s.conf"}));
    }

    /// Everything that a document can have: findings with fixes and related places, in files here and elsewhere, and more than are
    /// listed.
    #[test]
    fn documents_fit_the_schema_of_the_format() {
        // Of a language's name, which we do not print, it has a pattern that not everybody takes for a regular expression.
        let schema = include_str!("../../tests/schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
        let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
        let mut system = MemorySystem::new();
        system.add_file(
            "/srv/s.conf",
            "[supervisord]\n[include]\nfiles=/etc/more.conf\n[program:a]\ncommand=a\nautostart=\"true\"\n",
        );
        system.add_file(
            "/etc/more.conf",
            format!("[program:b]\ncommand=b\nstartsecs=5s\n{}", "junk\n".repeat(1100)),
        );
        let options = Options { cwd: "/srv".into(), ..Options::default() };
        let mut compilation = lint(Path::new("s.conf"), &system, &options, &Settings::default()).unwrap();
        shorten(&mut compilation);
        assert!(!compilation.left_out.is_empty());
        let clean = Compilation { diagnostics: Vec::new(), ..sample() };
        for compilations in [vec![&compilation], vec![&clean], vec![]] {
            let document = render(&Report::new(compilations, Path::new("/srv"))).unwrap();
            let document = serde_json::from_str(&document).unwrap();
            let faults: Vec<_> =
                schema.iter_errors(&document).map(|fault| fault.to_string()).take(3).collect();
            assert!(faults.is_empty(), "{faults:?}");
        }
        assert!(!schema.is_valid(&json!({"version": "2.1.0", "runs": [{}]})), "the check itself can fail");
    }
}
