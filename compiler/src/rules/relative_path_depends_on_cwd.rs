//! `relative-path-depends-on-cwd`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Section, edits};
use crate::schema::SectionKind;

rule! {
    /// A path is relative: where it leads depends on the directory in which supervisord is started.
    ///
    /// Under most services that is `/`, and in a terminal the directory that somebody happens to be in: the log is then somewhere else, the
    /// socket is not where supervisorctl looks for it, and an unprivileged daemon may not write at all. `%(here)s` stands for the directory of
    /// the file.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=logs/web.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=app
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile=%(here)s/logs/web.log
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=%(here)s/app
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// directory=/srv/app
    /// stdout_logfile=AUTO
    /// stderr_logfile=NONE
    /// ```
    ///
    /// ## References
    ///
    /// - [snowjet/daac#7](https://github.com/snowjet/daac/issues/7)
    /// - [The manual: supervisord](https://supervisord.org/configuration.html#supervisord-section-values)
    "relative-path-depends-on-cwd", Info, Portability,
    fix: Suggested,
    [Section(check)],
}

/// The options that are paths, by kind of section.
fn paths(kind: SectionKind) -> &'static [&'static str] {
    match kind {
        SectionKind::Supervisord => &["logfile", "pidfile", "childlogdir", "directory"],
        SectionKind::UnixHttpServer => &["file"],
        kind if kind.has_processes() => &["stdout_logfile", "stderr_logfile", "directory"],
        _ => &[],
    }
}

/// What is no path, or a word that somebody took for none: `logfile-keyword-typo` has those.
const WORDS: &[&str] = &[
    "auto", "none", "off", "syslog", "false", "no", "null", "nil", "0", "disabled", "disable", "nothing", "nul", "empty",
    "true", "yes", "on", "1",
];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(kind) = section.kind() else { return };
    for name in paths(kind) {
        let Some(option) = section.option(name) else { continue };
        let text = option.text();
        let begins = |letter: char| letter.is_alphanumeric() || letter == '.' || letter == '_';
        // Marks and addresses are matters of other rules.
        if !text.starts_with(begins) || text.contains(['\n', '"', '\'', ';']) || text.contains("://") {
            continue;
        }
        // A word is no path where it means something, and the daemon's own log has only one.
        let word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
        let is_word = if *name == "logfile" { text == "syslog" } else { word && name.ends_with("_logfile") };
        if is_word || text.starts_with("unix:") {
            continue;
        }
        let finding = found.finding(
            option.location(),
            format!("`{name}` is a relative path: `{text}`"),
            "relative to where supervisord is started",
            format!("write an absolute path, or `{name}=%(here)s/{text}`"),
        );
        let path = text.strip_prefix("./").unwrap_or(&text);
        let value = format!("%(here)s/{path}");
        let fix = Fix::suggested(format!("write `{value}`"), [edits::set_value(option, &value)]);
        found.report(finding.with_fix((!text.contains("../")).then_some(fix)));
    }
}
