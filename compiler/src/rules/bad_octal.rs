//! `bad-octal`.

use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Found, Section, Subject, edits};
use crate::schema::ValueType;

rule! {
    /// A mode is no octal number, or looks like one that was converted to decimal.
    ///
    /// `umask`, `chmod` and `socket_mode` are octal, as on a command line. With an 8 or a 9 in it the file is refused. `chmod=511` is accepted,
    /// and is mode 0511, with which nobody but root can use the socket; who converts 0777 to decimal gets 511. This is a warning.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// umask=18
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=504
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// umask=u=rwx
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// umask=022
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0770
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: unix_http_server](https://supervisord.org/configuration.html#unix-http-server-section-values)
    "bad-octal", Error, Value,
    fix: Suggested,
    [Compiler, Section(check), Mend(mend)],
}

/// Modes that people give to sockets and files, in decimal and in octal.
const MODES: &[(&str, &str)] = &[
    ("384", "0600"),
    ("416", "0640"),
    ("420", "0644"),
    ("432", "0660"),
    ("436", "0664"),
    ("438", "0666"),
    ("448", "0700"),
    ("488", "0750"),
    ("493", "0755"),
    ("504", "0770"),
    ("509", "0775"),
    ("511", "0777"),
];

/// The same for `umask`. Smaller ones are as likely to be octal.
const MASKS: &[(&str, &str)] = &[("18", "022"), ("23", "027"), ("63", "077")];

fn check(section: Section<'_>, found: &mut Found<'_>) {
    for name in ["chmod", "socket_mode"] {
        let Some(option) = section.option(name) else { continue };
        if section.row(name).is_none_or(|row| row.value != ValueType::Octal) {
            continue;
        }
        let text = option.text();
        // What is no octal number has been refused.
        let accepted = !text.contains(['8', '9']);
        let Some((_, octal)) = MODES.iter().find(|(decimal, _)| *decimal == text).filter(|_| accepted) else { continue };
        let finding = found.finding(
            option.location(),
            format!("`{name}={text}` is mode 0{text}, and {octal} in decimal"),
            "is read as octal",
            format!("write `{name}={octal}`"),
        );
        let fix = Fix::suggested(format!("write `{octal}`"), [edits::set_value(option, octal)]);
        found.report(finding.only(Severity::Warning).with_fix(fix));
    }
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let table = if option.key() == "umask" { MASKS } else { MODES };
    let (_, octal) = table.iter().find(|(decimal, _)| *decimal == option.text())?;
    Some(Fix::suggested(format!("write `{octal}`"), [edits::set_value(option, octal)]))
}
