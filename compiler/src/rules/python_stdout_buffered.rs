//! `python-stdout-buffered`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Program, Runs, edits};
use crate::plan::{Channel, LogFile};
use crate::schema::SectionKind;

rule! {
    /// A Python program keeps what it prints to itself until there are some kilobytes of it.
    ///
    /// Standard output that is no terminal is buffered: lines appear in the log minutes late, and those before a crash, the
    /// interesting ones, never. `-u`, or `PYTHONUNBUFFERED=1` in the environment, makes Python write at once. Programs that only use
    /// the `logging` module are not concerned, since it writes to standard error.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:app]
    /// command=/usr/bin/python3 /srv/app/run.py
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:app]
    /// command=/usr/bin/python3 -u /srv/app/run.py
    /// ```
    ///
    /// ```ini
    /// [program:app]
    /// command=/usr/bin/python3 /srv/app/run.py
    /// environment=PYTHONUNBUFFERED="1"
    /// ```
    ///
    /// ```ini
    /// [program:app]
    /// command=/usr/bin/python3 -Bu -m app
    ///
    /// [program:web]
    /// command=/usr/bin/python3 -m http.server
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#227](https://github.com/Supervisor/supervisor/issues/227)
    /// - [Supervisor/supervisor#1268](https://github.com/Supervisor/supervisor/issues/1268)
    /// - [coderanger/supervisor-stdout#25](https://github.com/coderanger/supervisor-stdout/issues/25)
    "python-stdout-buffered", Info, Command,
    fix: Suggested,
    [Program(check)],
}

/// `python`, `python3`, `python3.11`, `pypy3`.
fn is_python(name: &str) -> bool {
    let rest = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy"));
    rest.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// Modules whose programs write to standard error, or at once.
static QUIET: &[&str] = &["gunicorn", "uvicorn", "hypercorn", "celery", "http.server", "SimpleHTTPServer"];

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    // Event listeners must flush what they say, or nothing works.
    let Some(command) = program.command.as_ref().filter(|_| program.kind != SectionKind::EventListener) else { return };
    // Most programs are no Python: looking for the word is quicker than looking through wrappers.
    if !command.text.contains("python") && !command.text.contains("pypy") {
        return;
    }
    let runs = Runs::of(command);
    let (Some(process), true) = (program.process(), is_python(runs.name())) else { return };
    const VARIABLE: &str = "PYTHONUNBUFFERED";
    let logged = |channel: &Channel| channel.logfile.value != LogFile::None || channel.syslog.value;
    let set = process.environment.value.contains_key(VARIABLE)
        || found.subject().options().environment.contains_key(VARIABLE)
        || command.text.contains(VARIABLE);
    let mut flags = runs.arguments().iter().take_while(|word| word.text.starts_with('-')).map(|word| word.text.as_str());
    let unbuffered = flags.clone().any(|flag| !flag.starts_with("--") && flag.contains('u'));
    let ends = flags.any(|flag| matches!(flag, "-V" | "--version" | "-h" | "--help" | "-c"));
    let module = runs.arguments().iter().position(|word| word.text == "-m").and_then(|at| runs.arguments().get(at + 1));
    let quiet = module.is_some_and(|module| QUIET.contains(&module.text.as_str()));
    if set || unbuffered || ends || quiet || runs.arguments().is_empty() || !logged(&process.stdout) {
        return;
    }
    let word = command.words().get(runs.wrappers().len()).filter(|_| !runs.in_script);
    let finding = found.finding(
        word.map_or_else(|| command.location(), |word| command.place(word)),
        format!("`{}` buffers what it prints: the log lags behind, and misses what was printed before a crash", runs.name()),
        "without `-u`",
        "add `-u`, or `PYTHONUNBUFFERED=\"1\"` to `environment`",
    );
    let fix = word.map(|word| {
        let end = word.range.end;
        Fix::suggested("add `-u`", [edits::set_part(command.given, end..end, " -u")])
    });
    found.report(finding.with_fix(fix));
}
