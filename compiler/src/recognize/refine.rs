//! What a table cannot say: texts whose cause shows in their details.

use super::Recognized;
use super::pattern::Captures;
use crate::compile::nearest;

/// `50m` was a size, `http` a port, and `"5"` a number with quotation marks.
pub(super) fn number(found: &mut Recognized, _: &Captures) {
    let value = found.value.clone().unwrap_or_default();
    let digits = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic()).trim_end();
    let unit = value.get(digits.len()..).unwrap_or_default().trim().to_lowercase();
    if !digits.is_empty() && ["k", "m", "g", "t", "b", "kib", "mib", "gib", "tb"].contains(&unit.as_str()) {
        found.rules = vec!["bad-byte-size", "bad-integer"];
        found.mend = "write the size as a whole number, alone or followed by KB, MB or GB".to_owned();
    } else if found.section.is_none() && !value.is_empty() && value.chars().all(char::is_alphabetic) {
        found.rules = vec!["bad-integer", "inet-port-malformed"];
    } else if !digits.is_empty() && ["s", "sec", "secs", "seconds"].contains(&unit.as_str()) {
        found.mend = format!("write `{digits}`: times are in seconds and have no unit");
    } else if value.is_empty() {
        found.rules.push("empty-value");
        found.mend = "write a number, or remove the line for the default".to_owned();
    }
    quoted(found, &Captures::default());
}

/// Quotation marks are part of a value, and it may be right without them.
pub(super) fn quoted(found: &mut Recognized, _: &Captures) {
    let value = found.value.clone().unwrap_or_default();
    let inner = ['"', '\''].into_iter().find_map(|mark| value.strip_prefix(mark)?.strip_suffix(mark));
    if let Some(inner) = inner {
        found.rules.insert(0, "quoted-scalar");
        found.mend = format!("write the value without quotation marks: `{inner}`");
    } else if value.is_empty() && !found.rules.contains(&"empty-value") {
        found.rules.push("empty-value");
    } else if let Some((before, _)) = value.split_once(';').filter(|(before, _)| !before.is_empty()) {
        found.rules.push("comment-glued-to-value");
        found.mend = format!("put a blank before the comment: `{} ;…`", before.trim_end());
    }
}

/// An invisible character at the beginning of a file.
pub(super) fn mark_at_the_beginning(found: &mut Recognized, _: &Captures) {
    if found.value.as_ref().is_some_and(|line| line.starts_with('\u{feff}')) {
        found.rules = vec!["byte-order-mark"];
        found.meaning = "the file begins with a byte-order mark, which hides its first header".to_owned();
        found.mend = "save the file as UTF-8 without a byte-order mark".to_owned();
    }
}

/// A name that stands for nothing, among those that stand for something.
pub(super) fn unknown_name(found: &mut Recognized, names: &Captures) {
    let name = names.get("name").unwrap_or_default();
    let available: Vec<_> = names.get("available").unwrap_or_default().split(", ").map(str::trim).collect();
    let prefixed = format!("ENV_{name}");
    if let Some(variable) = name.strip_prefix("ENV_") {
        let near = nearest(name, available.iter().copied().filter(|known| known.starts_with("ENV_")));
        found.mend = match near {
            Some(near) => {
                format!("did you mean `%({near})s`? Else set `{variable}` where supervisord is started")
            }
            None => format!(
                "set `{variable}` in the environment in which supervisord is started; a service has not your shell's"
            ),
        };
    } else if available.contains(&prefixed.as_str()) {
        found.rules = vec!["env-without-prefix"];
        found.mend = format!("write `%({prefixed})s`");
    } else if let Some(near) =
        nearest(name, available.iter().copied().filter(|known| !known.starts_with("ENV_")))
    {
        found.rules = vec!["unknown-expansion"];
        found.mend = format!("did you mean `%({near})s`?");
    } else {
        found.rules = vec!["unknown-expansion", "interpolation-not-available", "env-self-reference"];
    }
}

/// A `%` that begins no expansion, or one that lacks its end.
pub(super) fn bad_format(found: &mut Recognized, names: &Captures) {
    let text = names.get("value").unwrap_or_default();
    let reason = names.get("reason").unwrap_or_default();
    // Counted in characters, as Python does.
    let index = reason.rsplit("at index ").next().and_then(|index| index.trim().parse::<usize>().ok());
    let before: String = match index {
        Some(index) => text.chars().take(index + 1).collect(),
        None => text.to_owned(),
    };
    let directive = before.rfind('%').and_then(|at| before.get(at..)).unwrap_or_default();
    let typed = reason.contains("not str") || reason.starts_with("%c requires");
    if typed && directive.starts_with("%(") {
        found.rules = vec!["bad-expansion-format"];
        found.mend = "write the letter `s` after the parenthesis: `%(name)s`".to_owned();
    } else if directive.starts_with("%(") {
        let name = directive.trim_start_matches("%(").split(')').next().unwrap_or_default().to_owned();
        found.rules = vec!["unterminated-expansion"];
        found.mend = format!("write `%({name})s`: an expansion ends with a letter");
    } else {
        found.rules = vec!["bare-percent"];
        found.mend = format!("write `%%` for the percent sign of `{directive}`");
    }
}

/// `Invalid chmod value rw` and its like.
pub(super) fn socket_value(found: &mut Recognized, names: &Captures) {
    let (rule, option, mend) = match names.get("option").unwrap_or_default() {
        "chmod" => ("bad-octal", "chmod", "write an octal mode such as `chmod=0700`"),
        "socket_mode" => ("bad-octal", "socket_mode", "write an octal mode such as `socket_mode=0700`"),
        "socket_backlog" => ("bad-socket-backlog", "socket_backlog", "write a number between 1 and 65535"),
        "sockchown" => ("unknown-owner", "chown", "write `user` or `user:group`, both of which must exist"),
        _ => ("unknown-owner", "socket_owner", "write `user` or `user:group`, both of which must exist"),
    };
    found.rules = vec![rule];
    found.option = Some(option.to_owned());
    found.mend = mend.to_owned();
    found.meaning = format!("`{option}` cannot be `{}`", found.value.as_deref().unwrap_or_default());
}

/// From its second member on, Supervisor names a group by the member before.
pub(super) fn wrong_group(found: &mut Recognized, _: &Captures) {
    if let Some(section) = found.section.as_ref().filter(|section| !section.starts_with("group:")) {
        let member = section.split_once(':').map_or(section.as_str(), |(_, member)| member);
        found.meaning.push_str(&format!(
            " (Supervisor names [{section}], and means the group whose list has `{member}` just before)"
        ));
        found.section = None;
    }
    if found.value.as_ref().is_none_or(|value| value.trim().is_empty()) {
        found.meaning = "a list of programs has a comma too many".to_owned();
        found.mend = "remove the comma at the end of `programs`, or the second of two".to_owned();
    }
}

/// Why a command cannot be found shows in how it is written.
pub(super) fn command(found: &mut Recognized, _: &Captures) {
    let value = found.value.clone().unwrap_or_default();
    const OF_THE_SHELL: [&str; 7] = ["cd", "source", ".", "export", "ulimit", "set", "exec"];
    let (rule, mend) = match value.as_str() {
        word if OF_THE_SHELL.contains(&word) => (
            "shell-builtin-command",
            "there is no shell: write `directory=` for `cd`, `environment=` for `export`, or `command=/bin/sh -c \"…\"`".to_owned(),
        ),
        word if word.contains(char::is_whitespace) => {
            ("whole-command-quoted", "remove the quotation marks around the whole command".to_owned())
        }
        word if word.starts_with('~') => ("tilde-path", "write the directory's full path in the place of `~`".to_owned()),
        word if word.contains('$') => ("shell-variable", "write `%(ENV_NAME)s` for `$NAME`: there is no shell".to_owned()),
        word if word.contains('/') && !word.starts_with('/') => (
            "relative-command-with-slash",
            "write the full path: a relative one begins in supervisord's own directory, not in `directory`".to_owned(),
        ),
        word if word.starts_with('/') => {
            ("command-not-in-path", "correct the path, or install the program".to_owned())
        }
        _ => return,
    };
    if value.contains('/') {
        found.meaning = format!("there is no file `{value}`");
    }
    found.rules = vec![rule];
    found.mend = mend;
}

/// What the system says about a log that cannot be opened.
pub(super) fn log(found: &mut Recognized, _: &Captures) {
    let (rule, mend) = match found.value.as_deref().unwrap_or_default().trim() {
        "EISDIR" => ("logfile-is-directory", "write the name of a file after the directory"),
        "EACCES" => (
            "log-dir-not-writable-by-user",
            "let supervisord's user write there: it opens the logs, not the program's user",
        ),
        "ENOENT" => {
            ("missing-log-directory", "create the directory: somebody removed it while supervisord ran")
        }
        "ENXIO" => (
            "stdout-dev-under-systemd",
            "write `AUTO` or a file: under systemd /dev/stdout is a socket, which cannot be opened",
        ),
        "EMFILE" => ("minfds-too-low", "raise `minfds` in [supervisord], and restart supervisord"),
        _ => return,
    };
    found.rules = vec![rule];
    found.mend = mend.to_owned();
}

/// Which file of supervisord's own it is that cannot be opened shows in its name.
pub(super) fn file_of_the_daemon(found: &mut Recognized, _: &Captures) {
    let file = found.file.clone().unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or_default();
    // `web-stdout---supervisor-x7hz2y.log`
    if name.contains("-stdout---") || name.contains("-stderr---") {
        found.option = Some("childlogdir".to_owned());
        let denied = found.text.starts_with("Permission");
        found.rules = vec![if denied { "log-dir-not-writable-by-user" } else { "missing-log-directory" }];
        found.mend = "logs that are `AUTO` are in `childlogdir` of [supervisord]: let it be a directory that is there, and that \
                      supervisord's user may write to"
            .to_owned();
    } else if file.starts_with("/dev/") || file.starts_with("/proc/") {
        found.rules.clear();
        found.meaning =
            format!("supervisord's user may not open `{file}`: it belongs to whoever started supervisord");
        found.mend = "give the container a terminal (`docker run -t`), or `chmod o+w` the file before supervisord becomes another user; \
                      or write a file"
            .to_owned();
    } else if name == "supervisord.log" && found.text.starts_with("Permission") {
        // The name that a log has of which nobody says where it is.
        found.rules.reverse();
    }
}

/// What the system says about an address.
pub(super) fn address(found: &mut Recognized, _: &Captures) {
    let mend = match found.value.as_deref().unwrap_or_default().trim() {
        "EACCES" => {
            "ports below 1024, and sockets in directories of root's, need root; mind that `user` takes effect first"
        }
        "ENOENT" => "create the directory of the unix socket",
        "EADDRNOTAVAIL" => "write an address that this machine has, such as 127.0.0.1",
        _ => return,
    };
    found.mend = mend.to_owned();
}

/// Exit statuses that say more than a number.
pub(super) fn exited(found: &mut Recognized, _: &Captures) {
    let process = found.process.clone().unwrap_or_default();
    let (rules, meaning, mend): (&[&str], _, _) = match found.value.as_deref().unwrap_or_default() {
        "exit status 0" => (
            &["one-shot-marked-failed", "daemonizing-command"],
            format!("`{process}` ended well, but before it had run for `startsecs` seconds"),
            "for a task that ends: `startsecs=0` and `autorestart=false`. For a server: make it stay in the foreground",
        ),
        "exit status 127" => (
            &["missing-directory", "not-executable", "user-switch-needs-root"],
            format!("`{process}` could not be executed, or a command in its script was not found"),
            "read its standard error: a line beginning with `supervisor: couldn't` says why",
        ),
        "exit status 126" => (
            &["not-executable"],
            format!("a shell found what `{process}` runs, and could not execute it"),
            "make the file executable, and see that its first line names its interpreter",
        ),
        "terminated by SIGKILL" => (
            &["stopwaitsecs-too-short"],
            format!(
                "somebody killed `{process}`: when it was not Supervisor, then most likely the kernel, for want of memory"
            ),
            "look for `Out of memory` in the kernel's log (`dmesg`), and at the container's limit",
        ),
        "terminated by SIGSEGV" => (
            &[],
            format!("`{process}` crashed: it used memory that is not its own"),
            "look for a core dump; Supervisor has no part in it",
        ),
        _ => return,
    };
    found.rules = rules.to_vec();
    found.meaning = meaning;
    found.mend = mend.to_owned();
}

/// A server of the network without a password is worse than one of a file.
pub(super) fn open_server(found: &mut Recognized, _: &Captures) {
    if found.section.as_ref().is_some_and(|section| section.starts_with("unix_http_server")) {
        found.rules = vec!["socket-world-writable"];
        found.meaning = "whoever may write to the unix socket controls every program".to_owned();
        found.mend = "harmless as long as `chmod` lets only those in who may; `username` and `password` silence the message".to_owned();
    }
}
