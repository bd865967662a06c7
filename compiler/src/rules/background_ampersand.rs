//! `background-ampersand`.

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Command, Found, Program, edits, expansions, shell};

rule! {
    /// A command is sent to the background: by `&` at its end, by `nohup` or by `setsid`.
    ///
    /// Supervisor has to be the parent of what it watches. Without a shell, `&` is an argument that the program does not expect; in the
    /// script of a shell it lets the shell end at once, and Supervisor believes that the program has ended, while it runs on out of
    /// reach: restarts pile up copies. `setsid` forks here, since each program leads a process group, with the same effect. `nohup` is
    /// of no use, because there is no terminal that could hang up.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80 &
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=nohup /usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/setsid /usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c '/usr/bin/web --port 80 &'
    /// stopasgroup=true
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port 80
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/bin/sh -c '/usr/bin/web --port 80'
    /// stopasgroup=true
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/setsid --wait /usr/bin/web --query "a&"
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1126](https://github.com/Supervisor/supervisor/issues/1126)
    /// - [The manual: nondaemonizing of subprocesses](https://supervisord.org/subprocess.html#nondaemonizing-of-subprocesses)
    "background-ampersand", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    if let Some(last) = command.words().last().filter(|_| command.text.ends_with('&') && !expansions::is_template(&command.text)) {
        let raw = shell::raw(command, last);
        let sure = raw == "&" || (!raw.contains(['?', '=', '"', '\'']) && raw.len() > 1);
        if sure {
            let at = command.text.trim_end_matches('&').trim_end().len();
            report(command, at..command.text.len(), "&", found);
        }
    } else if command.text.contains('&') {
        in_script(command, found);
    }
    first(command, found);
}

/// The end of a shell's script.
fn in_script(command: &Command<'_>, found: &mut Found<'_>) {
    let Some(script) = command.script() else { return };
    let text = script.text.trim_end();
    let ends = text.ends_with('&') && !text.ends_with("&&");
    // The script must be the last word, in quotation marks that end right behind it.
    let raw = shell::raw(command, script);
    let Some(inside) = raw.get(1..raw.len().saturating_sub(1)).filter(|_| ends && raw.starts_with(['"', '\''])) else { return };
    let inside = inside.trim_end();
    if let Some(kept) = inside.strip_suffix('&') {
        let start = script.range.start + 1 + kept.trim_end().len();
        report(command, start..script.range.start + 1 + inside.len(), "&", found);
    }
}

fn report(command: &Command<'_>, range: std::ops::Range<usize>, what: &str, found: &mut Found<'_>) {
    let sign = range.end - 1..range.end;
    let finding = found.finding(
        command.locate(sign),
        format!("`command` ends in `{what}`: Supervisor cannot watch a program in the background"),
        "goes to the background",
        format!("remove `{what}`"),
    );
    found.report(finding.with_fix(Fix::suggested(format!("remove `{what}`"), [edits::set_part(command.given, range, "")])));
}

/// `nohup` and `setsid` before the program.
fn first(command: &Command<'_>, found: &mut Found<'_>) {
    let name = command.name();
    let (Some(first), Some(next)) = (command.words().first(), command.words().get(1)) else { return };
    let forks = match name {
        "setsid" => true,
        "nohup" => false,
        _ => return,
    };
    if next.text.starts_with('-') {
        return;
    }
    let message = if forks {
        format!("`{name}` starts the program in the background, where Supervisor cannot watch it")
    } else {
        format!("`{name}` is of no use before `{}`: no terminal can hang up", next.text)
    };
    let finding = found.finding(command.place(first), message, "not needed here", format!("remove `{name}`"));
    let finding = if forks { finding } else { finding.only(Severity::Info) };
    let edit = edits::set_part(command.given, 0..next.range.start, "");
    found.report(finding.with_fix(Fix::suggested(format!("remove `{name}`"), [edit])));
}
