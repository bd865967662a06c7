//! `relative-command-with-slash`.

use crate::diagnostic::{Fix, Severity};
use crate::lint::{Found, Program, edits};

rule! {
    /// A command begins with a relative path.
    ///
    /// Supervisor looks such a program up in its own working directory, which under an init system is `/`, and not in that of
    /// `directory`: "can't find command './run'", although the file is right there. It works only where supervisord happens to be
    /// started in the same directory. Without a `directory` it is information: then at least the two cannot differ.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=./run --port 80
    /// directory=/srv/app
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=bin/run
    /// directory=%(here)s
    /// ```
    ///
    /// ```ini unfixed
    /// [program:web]
    /// command=bin/run
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/srv/app/run --port 80
    /// directory=/srv/app
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=%(here)s/bin/run
    /// directory=%(here)s
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#369](https://github.com/Supervisor/supervisor/issues/369)
    /// - [Supervisor/supervisor#580](https://github.com/Supervisor/supervisor/issues/580)
    /// - [ochinchina/supervisord#149](https://github.com/ochinchina/supervisord/issues/149)
    "relative-command-with-slash", Warning, Command,
    fix: Suggested,
    [Program(check)],
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let Some(command) = &program.command else { return };
    let path = command.program();
    let first = path.chars().next().unwrap_or('/');
    // Whatever begins otherwise is a placeholder of a template, or an expansion.
    if !path.contains('/') || !(first.is_ascii_alphanumeric() || first == '.') || path.contains(['=', '{', '$', ':']) {
        return;
    }
    let Some(word) = command.words().first() else { return };
    let directory = program.option("directory").map(|option| option.text());
    let directory = directory.as_deref().map(str::trim_end).filter(|text| !text.is_empty());
    let message = match directory {
        Some(directory) => format!("`{path}` is looked up in the working directory of supervisord, not in `directory={directory}`"),
        None => format!("`{path}` is looked up in the working directory of supervisord"),
    };
    // Where the two were made the same, and where nothing else was said, it may work.
    let sure = directory.is_some_and(|directory| directory.starts_with(['/', '%']));
    let absolute = directory.filter(|directory| sure && !directory.contains([' ', '"', '\'']));
    let absolute = absolute.map(|directory| join(directory, path)).filter(|path| !path.contains("/../"));
    let help = match &absolute {
        Some(absolute) => format!("write `command={absolute} …`"),
        None => "write the absolute path".to_owned(),
    };
    let finding = found.finding(command.place(word), message, "relative to supervisord's own directory", help);
    let finding = if sure { finding } else { finding.only(Severity::Info) };
    let plain = command.text.get(word.range.clone()) == Some(path);
    let fix = absolute.filter(|_| plain).map(|absolute| {
        Fix::suggested(format!("write `{absolute}`"), [edits::set_part(command.given, word.range.clone(), &absolute)])
    });
    found.report(finding.with_fix(fix));
}

fn join(directory: &str, path: &str) -> String {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("./") {
        path = rest;
    }
    format!("{}/{path}", directory.trim_end_matches('/'))
}
