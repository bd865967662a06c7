//! `unknown-section`.

use crate::compile::nearest;
use crate::diagnostic::{Edit, Fix, Severity};
use crate::lint::unknown::{Fault, fault};
use crate::lint::{Found, Section};
use crate::schema::SectionKind;

rule! {
    /// Nobody knows a section: what stands in it has no effect.
    ///
    /// Supervisor passes over sections that it does not know, without a word. With one wrong letter in `[program:web]` the program does not
    /// exist: nothing is started, nothing is logged, and `supervisorctl status` shows all others.
    ///
    /// The names of the two servers are special: every section whose name *begins* with one opens a server. Renaming
    /// `[inet_http_server]` to `[inet_http_server_disabled]` disables nothing; such names are reported, too.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [progam:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ```ini
    /// [event-listener:memmon]
    /// command=/usr/bin/memmon
    /// events=TICK_60
    /// ```
    ///
    /// ```ini
    /// [processcontrol]
    /// port=127.0.0.1:9001
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#301](https://github.com/Supervisor/supervisor/issues/301)
    /// - [The manual: configuration file](https://supervisord.org/configuration.html)
    "unknown-section", Warning, Unknown,
    fix: Suggested,
    [Section(check)],
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    match fault(section) {
        Some(Fault::Unknown) => unknown(section, found),
        Some(Fault::Server(kind)) => server(section, kind, found),
        Some(Fault::WhiteSpace(_) | Fault::Nameless | Fault::Foreign(_)) | None => {}
    }
}

fn unknown(section: Section<'_>, found: &mut Found<'_>) {
    let name = section.name();
    // The error that [supervisord] is missing points here.
    let missing = found.subject().section("supervisord").is_none();
    let meant = meant(name);
    if missing && meant.as_deref() == Some("supervisord") {
        return;
    }
    let help = match &meant {
        Some(meant) => format!("did you mean `[{meant}]`?"),
        None => "remove it, or write the name of a section that Supervisor knows".to_owned(),
    };
    let finding = found.finding(
        section.header(),
        format!("nobody knows a section [{name}]: what stands in it has no effect"),
        "is ignored",
        help,
    );
    let fix = meant.filter(|meant| found.subject().section(meant).is_none()).map(|meant| {
        let edit = Edit::new(section.header(), format!("[{meant}]"));
        Fix::suggested(format!("write `[{meant}]`"), [edit])
    });
    found.report(finding.with_fix(fix));
}

/// The name that was meant: a kind of section that is near, with what follows the colon.
fn meant(name: &str) -> Option<String> {
    let (kind, rest) = match name.split_once(':') {
        Some((kind, rest)) => (kind.trim(), Some(rest.trim())),
        None => (name.trim(), None),
    };
    let known = SectionKind::ALL.iter().map(|kind| kind.prefix());
    let of_the_same_form = known.filter(|prefix| prefix.ends_with(':') == rest.is_some());
    let meant = nearest(kind, of_the_same_form.map(|prefix| prefix.trim_end_matches(':')))?;
    Some(match rest {
        Some(rest) => format!("{meant}:{rest}"),
        None => meant.to_owned(),
    })
}

/// `[inet_http_server2]` may be a second server; `[inet_http_server_off]` is hardly meant to be one.
fn server(section: Section<'_>, kind: SectionKind, found: &mut Found<'_>) {
    let rest = section.name().strip_prefix(kind.prefix()).unwrap_or_default().to_lowercase();
    let disabled = ["disable", "off", "old", "bak", "unused", "ignore", "comment", "example", "sample", "todo"];
    let meant_to_be_none = disabled.iter().any(|word| rest.contains(word)) || ["x", "_", "__"].contains(&&*rest);
    let finding = found.finding(
        section.header(),
        format!("[{}] opens a server, as every section does whose name begins so", section.name()),
        "opens a server",
        format!("remove the section or make it a comment; for a server, write `[{}]`", kind.prefix()),
    );
    found.report(if meant_to_be_none { finding } else { finding.only(Severity::Info) });
}
