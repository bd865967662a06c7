use super::*;

fn row(namespec: &str, state: &str, pid: i32) -> Row {
    let (group, process) = namespec.split_once(':').unwrap_or((namespec, namespec));
    Row {
        namespec: namespec.into(),
        group: group.into(),
        process: process.into(),
        state: state.into(),
        description: if pid == 0 { "Not started".into() } else { format!("pid {pid}, uptime 0:00:01") },
        pid,
        start: if pid == 0 { 0 } else { 1_700_000_000 },
        stdout: true,
        stderr: false,
    }
}

/// What a message says, without the clock.
fn text(message: Option<Bytes>) -> String {
    let text = String::from_utf8(message.unwrap_or_default().to_vec()).unwrap();
    let mut masked = String::new();
    for (index, part) in text.split("\"now\":").enumerate() {
        let rest = if index == 0 { part } else { part.trim_start_matches(|c: char| c.is_ascii_digit()) };
        masked += if index == 0 { "" } else { "\"now\":NOW" };
        masked += rest;
    }
    masked
}

fn used(cpu_millis: u64, memory: u64) -> Usage {
    Usage { cpu: Duration::from_millis(cpu_millis), memory, processes: 1 }
}

#[test]
fn a_page_begins_with_everything_and_hears_of_changes() {
    let mut board = Board::default();
    assert_eq!(board.whole(), None);
    let told = text(board.update(vec![row("pair:<b>", "RUNNING", 42), row("cat", "STOPPED", 0)]));
    assert_eq!(told, text(board.whole()));
    insta::assert_snapshot!(told);
    let mut later = row("pair:<b>", "RUNNING", 42);
    later.description = "pid 42, uptime 0:00:07".into();
    let same = board.update(vec![later, row("cat", "STOPPED", 0)]);
    assert_eq!(same, None, "the page counts the uptime itself");
    let told = text(board.update(vec![row("pair:<b>", "STOPPING", 42), row("new", "STARTING", 43)]));
    insta::assert_snapshot!(told);
}

#[test]
fn what_is_measured_is_told_when_it_changes() {
    let mut board = Board::default();
    board.update(vec![row("cat", "RUNNING", 42)]);
    let mut measure = |pid, usage, at| {
        let message = board.measure(vec![("cat".into(), pid, usage)], Duration::from_secs(at));
        text(Some(message)).replace("event: usage\ndata: ", "")
    };
    let told = [
        measure(42, used(1000, 4096), 0),
        measure(42, used(1000, 4096), 2),
        measure(42, used(2505, 8192), 4),
        // Children that ended without being waited for take their time along.
        measure(42, used(2000, 8192), 6),
        // Another life of the process.
        measure(43, used(9000, 4096), 8),
    ];
    insta::assert_snapshot!(told.concat());
    board.update(vec![row("cat", "STOPPED", 0)]);
    assert!(!text(board.whole()).contains("4096"), "what has stopped uses nothing");
}
