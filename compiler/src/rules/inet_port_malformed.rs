//! `inet-port-malformed`.

use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::lint::{Found, Subject, control, edits};
use crate::plan::ServerKind;

rule! {
    /// The `port` of `[inet_http_server]` is not an address to listen at.
    ///
    /// It is a port, or `host:port`, with a number from 1 to 65535; anything else is refused. A URL and an IPv6 address are
    /// taken for a host name, which passes, and then supervisord dies when it wants to listen there: `socket.error reported
    /// -2`. That is a warning, because the file is accepted.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=http://127.0.0.1:9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:70000
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=[::1]:9001
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#1666](https://github.com/Supervisor/supervisor/issues/1666)
    /// - [The manual: [inet_http_server]](https://supervisord.org/configuration.html#inet-http-server-section-settings)
    "inet-port-malformed", Error, Server,
    fix: Suggested,
    [Compiler, Mend(mend), Whole(check)],
}

/// The port of Supervisor, where none is given.
fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    let host = text.strip_suffix(':').unwrap_or(&text);
    let named = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let letters = host.contains('.') || host == "localhost";
    (named && letters && option.key() == "port").then(|| {
        let value = format!("{host}:9001");
        Fix::suggested(format!("write `{value}`"), [edits::set_value(option, &value)])
    })
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let ServerKind::Inet { address } = &server.kind else { continue };
        let host = address.value.host.as_str();
        let scheme = host.strip_prefix("http://").or_else(|| host.strip_prefix("https://"));
        let faulty = scheme.is_some() || host.contains([':', '[', '/', ' ', '"', '\'']);
        let Some(option) = subject.section(&server.section).and_then(|section| section.option("port")) else { continue };
        let text = option.text();
        // Quotation marks around the value are the matter of quoted-scalar.
        if !faulty || text.starts_with(['"', '\'']) || control::is_template(&text) {
            continue;
        }
        let mended = scheme.filter(|host| !host.contains([':', '[', '/', ' '])).map(|host| format!("{host}:{}", address.value.port));
        let help = match &mended {
            Some(mended) => format!("write `port={mended}`"),
            None => format!("write `port=127.0.0.1:{}`; Supervisor listens on IPv4 only", address.value.port),
        };
        let finding = found.finding(
            option.location(),
            format!("`{host}` in `port` is taken for the name of a host, and supervisord dies when it listens there"),
            "no host of that name",
            help,
        );
        let as_written = text.contains(host);
        let fix = mended.filter(|_| as_written && !option.inherited).map(|mended| {
            Fix::suggested(format!("write `{mended}`"), [edits::set_value(option, &mended)])
        });
        found.report(finding.only(Severity::Warning).with_fix(fix));
    }
}
