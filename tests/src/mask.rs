//! What may differ between two runs of the same scenario, replaced by names.

/// The patterns that [`text`] masks, in order, and what it puts in their place. In a pattern `#` stands for one or
/// more digits and `@` for one letter.
const PATTERNS: [(&str, &str); 12] = [
    ("#-#-# #:#:#,#", "TIMESTAMP"),
    ("uptime # days, #:#:#", "uptime UPTIME"),
    ("uptime # day, #:#:#", "uptime UPTIME"),
    ("uptime #:#:#", "uptime UPTIME"),
    ("@@@ # #:# @M", "STOP-TIME"),
    ("@@@ @@@ # #:#:# #", "TIME"),
    ("@@@ @@@  # #:#:# #", "TIME"),
    ("with pid #", "with pid PID"),
    ("pid #", "pid PID"),
    ("(#) with SIG", "(PID) with SIG"),
    ("(#) laststart", "(PID) laststart"),
    ("(#):", "(PID):"),
];

/// Masks pids, uptimes and times.
pub fn text(original: &str) -> String {
    let mut masked = String::with_capacity(original.len());
    let mut rest = original;
    let mut at_word_start = true;
    while let Some(first) = rest.chars().next() {
        let hit = PATTERNS
            .iter()
            .filter(|_| at_word_start)
            .find_map(|(pattern, mask)| match_length(pattern, rest).map(|length| (length, *mask)));
        let (length, replacement) = hit.unwrap_or((first.len_utf8(), ""));
        let (taken, after) = rest.split_at(length);
        masked.push_str(if replacement.is_empty() { taken } else { replacement });
        at_word_start = replacement.is_empty() && !first.is_alphanumeric();
        rest = after;
    }
    masked
}

/// Masks the rest of supervisorctl's lines for errors it did not foresee: they name Python classes and source lines.
pub fn unforeseen_errors(original: &str) -> String {
    original
        .split_inclusive('\n')
        .map(|line| if line.starts_with("error: ") { "error: UNFORESEEN\n" } else { line })
        .collect()
}

/// Cuts what stands behind `error: <class '…'>, VALUE` of errors that supervisorctl did not foresee: a line of the
/// original's source, the server here. What is wrong with XML each parser says in its own words.
pub fn places_of_errors(original: &str) -> String {
    let end = |line: &str| {
        let ends = ["ExpatError'>", ": file: ", ": server: "];
        ends.iter().find_map(|end| line.find(end))
    };
    let cut = |line: &str| match end(line) {
        Some(place) if line.contains("error: <class") => format!("{}\n", line.get(..place).unwrap_or(line)),
        _ => line.to_owned(),
    };
    original.split_inclusive('\n').map(cut).collect()
}

/// Without what our help says of our additions: from the line that begins it, and the empty one before it, to the last
/// indented one.
fn without_additions(shown: &str) -> String {
    let mut left = String::new();
    let mut rest = shown;
    while let Some((before, section)) = rest.split_once("\nBeyond the original:\n") {
        left.push_str(before);
        let end: usize =
            section.split_inclusive('\n').take_while(|line| line.starts_with("  ")).map(str::len).sum();
        rest = &section[end..];
    }
    left + rest
}

/// Masks the words of help texts, which are ours and theirs; the usage before the tabs stays.
pub fn help_words(original: &str) -> String {
    without_additions(original)
        .split_inclusive('\n')
        .map(|line| match line.split_once('\t') {
            Some((usage, _)) => format!("{usage}\tHELP\n"),
            None if line.starts_with("Note: ") => "Note: HELP\n".to_owned(),
            None => line.to_owned(),
        })
        .collect()
}

/// Of Python's tracebacks only the exception stays, without the empty line behind it.
pub fn tracebacks(original: &str) -> String {
    const HEAD: &str = "Traceback (most recent call last):\n";
    let mut parts = original.split(HEAD);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut rest = part;
        while let Some((_, after)) = rest.split_once('\n').filter(|(line, _)| line.starts_with("  ")) {
            rest = after;
        }
        let (exception, after) = rest.split_once('\n').unwrap_or((rest, ""));
        kept.push_str(exception);
        kept.push('\n');
        kept.push_str(after.strip_prefix('\n').unwrap_or(after));
    }
    kept
}

/// Masks lines that are nothing but a number, perhaps after the shell's prompt, such as the answer to `pid`; 0 means
/// "no process" and stays.
pub fn bare_numbers(original: &str) -> String {
    let is_number = |line: &str| line != "0" && !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit());
    original
        .split_inclusive('\n')
        .map(|line| {
            let (content, end) = line.strip_suffix('\n').map_or((line, ""), |content| (content, "\n"));
            let (prompt, answer) = content.split_at(content.rfind("> ").map_or(0, |place| place + 2));
            format!("{prompt}{}{end}", if is_number(answer) { "PID" } else { answer })
        })
        .collect()
}

/// Masks the eight random characters in the names of AUTO logs: `web-stdout---supervisor-ab12_xyz.log`.
pub fn auto_logs(original: &str) -> String {
    let mut parts = original.split("---");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str("---");
        let name = part.split(".log").next().unwrap_or_default();
        let random = name.rsplit('-').next().unwrap_or_default();
        let is_random = random.len() == 8 && random.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        let identifier = name.len() - random.len();
        if is_random && identifier > 0 && name.len() < part.len() {
            masked.push_str(&part[..identifier]);
            masked.push_str("RANDOM");
            masked.push_str(&part[name.len()..]);
        } else {
            masked.push_str(part);
        }
    }
    masked
}

/// How many bytes at the start of `text` the pattern covers.
fn match_length(pattern: &str, text: &str) -> Option<usize> {
    let mut rest = text;
    for wanted in pattern.chars() {
        let length = match wanted {
            '#' => rest.bytes().take_while(u8::is_ascii_digit).count(),
            '@' => usize::from(rest.starts_with(|c: char| c.is_ascii_alphabetic())),
            other => usize::from(rest.starts_with(other)),
        };
        rest = rest.get(length..).filter(|_| length > 0)?;
    }
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pids_and_times_are_masked_and_other_numbers_stay() {
        let line = "web:web_01   RUNNING   pid 612, uptime 1 day, 0:05:19\nold   STOPPED   Nov 21 04:45 AM\n";
        assert_eq!(text(line), "web:web_01   RUNNING   pid PID, uptime UPTIME\nold   STOPPED   STOP-TIME\n");
        let log = "2026-11-21 08:00:01,123 INFO spawned: 'cat' with pid 77";
        assert_eq!(text(log), "TIMESTAMP INFO spawned: 'cat' with pid PID");
        assert_eq!(text("rapid 7 of 10: exit status 3"), "rapid 7 of 10: exit status 3");
    }

    #[test]
    fn of_errors_class_and_value_stay() {
        let theirs = "error: <class 'OSError'>, [Errno 1] x: file: /l/socket.py line: 3\nx: file: y\n";
        let ours = "error: <class 'OSError'>, [Errno 1] x: server: unix:///s\nx: file: y\n";
        assert_eq!(places_of_errors(theirs), places_of_errors(ours));
    }

    #[test]
    fn of_help_the_usage_stays() {
        assert_eq!(
            help_words("stop <name>\t\tStop it\nNote: so\nplain\n"),
            "stop <name>\tHELP\nNote: HELP\nplain\n"
        );
        assert_eq!(
            help_words("a\tb\n\nBeyond the original:\n  x  y\n     z\nsupervisor> "),
            "a\tHELP\nsupervisor> "
        );
    }

    #[test]
    fn of_a_traceback_the_exception_stays() {
        let log = "CRIT it broke:Traceback (most recent call last):\n  File \"x.py\", line 4, in f\n    g()\n\
                   OSError: no\n\nINFO x\n";
        assert_eq!(tracebacks(log), "CRIT it broke:OSError: no\nINFO x\n");
    }

    #[test]
    fn lone_numbers_are_pids() {
        assert_eq!(bare_numbers("123\n0\n9 lives\n45"), "PID\n0\n9 lives\nPID");
        assert_eq!(bare_numbers("supervisor> 123\nsupervisor> 0\n"), "supervisor> PID\nsupervisor> 0\n");
    }

    #[test]
    fn the_random_part_of_an_auto_log_is_masked() {
        assert_eq!(auto_logs("/t/a-stdout---supervisor-x1_y2z3w.log"), "/t/a-stdout---supervisor-RANDOM.log");
        assert_eq!(auto_logs("---one-two-x1_y2z3w.log.1 --- x.log"), "---one-two-RANDOM.log.1 --- x.log");
    }
}
