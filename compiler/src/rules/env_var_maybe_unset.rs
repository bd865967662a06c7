//! `env-var-maybe-unset`.

use std::collections::HashSet;

use supervisor_grammar::Span;

use crate::diagnostic::{Code, Diagnostic};
use crate::lint::{Found, List, Subject};
use crate::rules::Profile;
use crate::sources::Location;

rule! {
    /// A value refers to a variable of the environment in which supervisord is started.
    ///
    /// Where supervisord is started by an init system, by cron or in another container, the variable may be missing, and then
    /// Supervisor refuses the whole configuration: after the next reboot nothing runs. `--env-file` says what the
    /// environment will be, and settles the matter: then a variable that is missing is an error, `unknown-expansion`.
    ///
    /// Each variable that is set here is reported once. `PATH` and `HOME` are there nearly everywhere, and are left out.
    ///
    /// ## Bad
    ///
    /// ```ini env=PORT:8080
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// environment=PORT="8080"
    /// ```
    ///
    /// ```ini closed env=PORT:8080
    /// [program:web]
    /// command=/usr/bin/web --port %(ENV_PORT)s
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1038](https://github.com/Supervisor/supervisor/issues/1038)
    /// - [Supervisor/supervisor#1292](https://github.com/Supervisor/supervisor/issues/1292)
    /// - [Supervisor/supervisor#599](https://github.com/Supervisor/supervisor/issues/599)
    "env-var-maybe-unset", Info, Expansion,
    [Whole(check), Refine(&[Code::UNKNOWN_EXPANSION], refine)],
}

const PREFIX: &str = "%(ENV_";

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.settings().closed_environment {
        return;
    }
    let systemd = subject.settings().profiles.contains(&Profile::Systemd);
    let mut told = HashSet::new();
    for file in subject.files() {
        for (start, _) in file.text.match_indices(PREFIX) {
            let name = file.text.get(start + PREFIX.len()..).and_then(|rest| rest.split(')').next());
            let Some(name) = name else { continue };
            let usual = name == "PATH" || (name == "HOME" && !systemd);
            if usual || told.contains(name) || !subject.options().environment.contains_key(name) {
                continue;
            }
            let place = Location { file: file.id, span: Span::new(start..start + PREFIX.len() + name.len() + 1) };
            let Some(option) = subject.option_at(place) else { continue };
            let Some(section) = subject.section_at(place) else { continue };
            // What the configuration sets itself needs nobody else; a list does not see what it sets.
            let sets = |list: &List<'_>| list.items.iter().any(|item| list.key(item) == name);
            let own = option.key() != "environment" && List::of(section).is_some_and(|list| sets(&list));
            if own || section.name() == "supervisorctl" || subject.plan().daemon.environment.contains_key(name) {
                continue;
            }
            told.insert(name);
            found.report(found.finding(
                place,
                format!("`{}` depends on `{name}` in the environment in which supervisord is started", option.key()),
                "refuses to start where it is not set",
                format!("make sure that whatever starts supervisord sets `{name}`, and lint with `--env-file`"),
            ));
        }
    }
}

/// A variable that is missing here.
fn refine(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Diagnostic> {
    let name = subject.text(finding.primary.location).strip_prefix(PREFIX)?.split(')').next()?;
    // With a closed environment it will be missing there, too.
    if subject.settings().closed_environment {
        return None;
    }
    let mut finding = finding.clone();
    finding.code = RULE.code;
    // Whether it is set where supervisord is going to be started, nobody knows here.
    finding.severity = RULE.level;
    finding.original = None;
    if finding.help.starts_with("did you mean") {
        return Some(finding);
    }
    finding.help = format!("set `{name}` where supervisord is started; lint with `--env {name}=…` or `--env-file` if it is set there");
    Some(finding)
}
