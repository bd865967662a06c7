//! `fcgi-bad-socket`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// The `socket` of a `[fcgi-program:x]` is no address.
    ///
    /// Supervisor refuses the configuration, with a message that looks like a piece of Python. There are two forms:
    /// `unix://` with an absolute path, so three slashes in all, and `tcp://host:port`, with IPv4 or a name.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=127.0.0.1:9000
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=/run/php.sock
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix://run/php.sock
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://[::1]:9000
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=tcp://127.0.0.1:9000
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// ```
    ///
    /// ```ini
    /// [fcgi-program:php]
    /// command=/usr/bin/php-cgi
    /// socket=unix:///run/php.sock
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [fcgi-program:x]](https://supervisord.org/configuration.html#fcgi-program-x-section-settings)
    "fcgi-bad-socket", Error, Server,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    if text.contains(char::is_whitespace) || option.key() != "socket" {
        return None;
    }
    let value = meant(&text)?;
    Some(Fix::safe(format!("write `{value}`"), [edits::set_value(option, &value)]))
}

/// What must have been meant.
fn meant(text: &str) -> Option<String> {
    if let Some(path) = text.strip_prefix("unix:") {
        let path = path.trim_start_matches('/');
        return (!path.is_empty() && !path.starts_with(['~', '%', '.'])).then(|| format!("unix:///{path}"));
    }
    if text.starts_with('/') {
        return Some(format!("unix://{text}"));
    }
    let (host, port) = text.rsplit_once(':')?;
    let named = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let numbered = port.parse().is_ok_and(|port: u16| port > 0);
    (named && numbered).then(|| format!("tcp://{text}"))
}
