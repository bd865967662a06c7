//! `serverurl-malformed`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, control, edits};
use crate::render::Secrets;

rule! {
    /// The `serverurl` of `[supervisorctl]` is no URL that supervisorctl knows.
    ///
    /// There are two forms: `unix://` with an absolute path, so three slashes in all, and `http://host:port`. With two
    /// slashes the path counts from the current directory, so that supervisorctl works in one directory and not in the
    /// next; anything else ends in `Unknown protocol for serverurl`. Nothing checks it until somebody needs supervisorctl.
    /// Of two `serverurl` lines the last counts: `duplicate-option` finds them.
    ///
    /// ## Bad
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix://run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=/run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=127.0.0.1:9001
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=AUTO
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [unix_http_server]
    /// file=/run/supervisor.sock
    /// chmod=0700
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=unix:///run/supervisor.sock
    /// ```
    ///
    /// ```ini main
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    ///
    /// [supervisord]
    /// user=root
    /// logfile=/var/log/supervisor/supervisord.log
    /// pidfile=/run/supervisord.pid
    /// childlogdir=/var/log/supervisor
    ///
    /// [rpcinterface:supervisor]
    /// supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
    ///
    /// [supervisorctl]
    /// serverurl=http://127.0.0.1:9001
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [supervisorctl]](https://supervisord.org/configuration.html#supervisorctl-section-settings)
    /// - [Supervisor/supervisor#480](https://github.com/Supervisor/supervisor/issues/480)
    "serverurl-malformed", Warning, Server,
    fix: Safe,
    [Whole(check)],
}

/// What is wrong with a `serverurl` as it is written.
pub(super) struct Fault {
    label: &'static str,
    /// What must have been meant.
    meant: Option<String>,
}

/// None when nothing is wrong, or when it is another rule's matter.
pub(super) fn fault(text: &str) -> Option<Fault> {
    let fault = |label, meant| Some(Fault { label, meant });
    let lower = text.to_ascii_lowercase();
    if text.starts_with(['"', '\'', '%', '~']) || control::is_template(text) {
        return None;
    }
    if let Some(path) = text.strip_prefix("unix://") {
        if path.starts_with(['/', '~', '%']) {
            return None;
        }
        return fault("relative to the current directory", Some(format!("unix:///{path}")));
    }
    if let Some(rest) = text.strip_prefix("http://") {
        return match rest.strip_prefix('*').unwrap_or(rest) {
            port if port.starts_with(':') => fault("names no host", Some(format!("http://localhost{port}"))),
            _ => None,
        };
    }
    if let Some(path) = lower.strip_prefix("unix:").and_then(|_| text.get(5..)) {
        let path = path.trim_start_matches('/');
        return fault("not `unix://` and an absolute path", (!path.is_empty()).then(|| format!("unix:///{path}")));
    }
    if text.starts_with('/') {
        return fault("has no scheme", Some(format!("unix://{text}")));
    }
    let port = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.rsplit_once(':') {
        None if port(text) => fault("has no scheme", Some(format!("http://localhost:{text}"))),
        Some(("" | "*", digits)) if port(digits) => fault("has no scheme", Some(format!("http://localhost:{digits}"))),
        Some((host, digits)) if port(digits) && !host.contains(['/', ':']) => {
            fault("has no scheme", Some(format!("http://{text}")))
        }
        _ if lower.starts_with("https://") => fault("supervisorctl knows no TLS", None),
        _ => fault("neither `unix://` nor `http://`", None),
    }
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    let Some(option) = subject.section("supervisorctl").and_then(|section| section.option("serverurl")) else { return };
    let text = option.text();
    let Some(Fault { label, meant }) = fault(&text) else { return };
    let help = match &meant {
        Some(meant) => format!("write `serverurl={}`", without_password(meant)),
        None => "write `unix:///path` or `http://host:port`".to_owned(),
    };
    let finding = found.finding(
        option.location(),
        format!("`serverurl` must be `unix:///path` or `http://host:port`, not `{}`", without_password(&text)),
        label,
        help,
    );
    let fix = meant.filter(|meant| !option.inherited && !meant.contains('\n')).map(|meant| {
        Fix::safe(format!("write `{}`", without_password(&meant)), [edits::set_value(option, &meant)])
    });
    found.report(finding.with_fix(fix));
}

/// The address without what stands before its `@`, with a scheme or without one.
fn without_password(url: &str) -> String {
    match url.rsplit_once('@') {
        Some((_, host)) if !url.contains("://") => format!("***@{host}"),
        _ => Secrets::Masked.of("serverurl", None, url).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_must_have_been_meant() {
        for (text, meant) in [
            ("unix://tmp/s.sock", Some("unix:///tmp/s.sock")),
            ("unix:/tmp/s.sock", Some("unix:///tmp/s.sock")),
            ("unix:tmp/s.sock", Some("unix:///tmp/s.sock")),
            ("/tmp/s.sock", Some("unix:///tmp/s.sock")),
            ("9001", Some("http://localhost:9001")),
            ("*:9001", Some("http://localhost:9001")),
            ("http://*:9001", Some("http://localhost:9001")),
            ("localhost:9001", Some("http://localhost:9001")),
            ("https://localhost:9001", None),
            ("", None),
        ] {
            assert_eq!(fault(text).expect(text).meant.as_deref(), meant, "{text}");
        }
        for right in ["unix:///tmp/s.sock", "unix://%(here)s/s.sock", "unix://~/s.sock", "http://h", "%(ENV_URL)s", "\"http://h\""] {
            assert!(fault(right).is_none(), "{right}");
        }
    }
}
