//! docs/coverage.md: every test that it names exists, no row is empty, and everything that the program knows by name has
//! a row: states, event types, methods, fault codes, signals and options.

use std::collections::HashMap;
use std::fs;

use supervisor_compiler::command_line::FLAGS;
use supervisor_compiler::plan::EventType;
use supervisor_tests::workspace::root;
use supervisor_wire::FaultCode;

/// A table of the page.
struct Table {
    section: String,
    /// What is covered, and the tests.
    rows: Vec<(String, String)>,
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut section = String::new();
    let mut in_table = false;
    for line in read("docs/coverage.md").lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        let cells = line.strip_prefix("| ").and_then(|line| line.strip_suffix(" |"));
        let Some((what, tests)) = cells.and_then(|cells| cells.rsplit_once(" | ")) else {
            in_table = false;
            continue;
        };
        match tables.last_mut().filter(|_| in_table) {
            Some(table) if what != "---" => table.rows.push((what.to_owned(), tests.to_owned())),
            Some(_) => {}
            None => tables.push(Table { section: section.clone(), rows: Vec::new() }),
        }
        in_table = true;
    }
    tables
}

/// What the rows of a section cover.
fn covered(section: &str) -> Vec<String> {
    let tables = tables();
    let of_section = tables.iter().filter(|table| table.section.starts_with(section));
    let rows: Vec<String> =
        of_section.flat_map(|table| table.rows.iter().map(|(what, _)| what.clone())).collect();
    assert!(!rows.is_empty(), "docs/coverage.md has no table in {section:?}");
    rows
}

/// Asserts that each name stands in backquotes at some row's beginning or after a number.
#[track_caller]
fn assert_rows(section: &str, names: impl IntoIterator<Item = String>) {
    let rows = covered(section);
    let missing: Vec<String> =
        names.into_iter().filter(|name| !rows.iter().any(|row| row.contains(&format!("`{name}`")))).collect();
    assert!(missing.is_empty(), "{section}: no row for {missing:?}");
}

#[test]
fn every_test_exists_and_no_row_is_empty() {
    let mut sources: HashMap<String, String> = HashMap::new();
    let mut references = 0;
    for Table { section, rows } in tables() {
        for (what, tests) in rows {
            let mut named = 0;
            for reference in tests.split('`').skip(1).step_by(2) {
                let (file, test) =
                    reference.split_once(".rs: ").unwrap_or_else(|| panic!("{what}: {reference}"));
                let path = format!("{file}.rs");
                let text = sources.entry(path.clone()).or_insert_with(|| read(&path));
                assert!(
                    text.contains(&format!("fn {test}(")),
                    "{section}, {what}: {path} has no test {test}"
                );
                named += 1;
            }
            assert!(named > 0, "{section}: the row {what:?} names no test");
            references += named;
        }
    }
    assert!(references > 200, "{references} tests are named");
}

#[test]
fn every_state_has_a_row() {
    let source = read("runtime/src/core/state.rs");
    let names = source.lines().filter_map(|line| line.trim().strip_prefix("State::")?.split_once("=> \""));
    let names: Vec<String> = names.filter_map(|(_, rest)| Some(rest.split_once('"')?.0.to_owned())).collect();
    assert_eq!(names.len(), 8, "{names:?}");
    assert_rows("States", names);
}

#[test]
fn every_event_type_has_a_row() {
    assert_rows("Event types", EventType::ALL.map(|(_, name)| name.to_owned()));
}

#[test]
fn every_method_has_a_row() {
    let source = read("runtime/src/rpc/methods.rs");
    let names: Vec<String> = source
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| ["extension.", "supervisor.", "system."].iter().any(|space| text.starts_with(space)))
        .filter(|name| {
            !name.ends_with('.') && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
        })
        .map(str::to_owned)
        .collect();
    assert!(names.len() >= 42, "{names:?}");
    assert_rows("Methods", names);
}

#[test]
fn every_fault_has_a_row() {
    let codes = (0..1000).filter_map(|number| Some((number, FaultCode::from_number(number)?)));
    let names: Vec<String> = codes.map(|(_, code)| code.name().to_owned()).collect();
    assert!(names.len() >= 17, "{names:?}");
    assert_rows("Faults", names);
}

#[test]
fn every_option_has_a_row() {
    let long = |long: &str| format!("--{long}");
    assert_rows("Command line of supervisord", FLAGS.iter().map(|flag| long(flag.long)));
    let source = read("ctl/src/options.rs");
    let names: Vec<String> =
        source.split("long: \"").skip(1).filter_map(|rest| rest.split('"').next()).map(long).collect();
    assert!(names.len() >= 7, "{names:?}");
    assert_rows("Command line of supervisorctl", names);
}

#[test]
fn every_place_where_the_original_breaks_has_a_row() {
    let rows = covered("Where the original breaks");
    for number in 1..=42 {
        let row = rows.iter().filter(|row| row.starts_with(&format!("{number}. "))).count();
        assert_eq!(row, 1, "rows of no. {number}");
    }
}
