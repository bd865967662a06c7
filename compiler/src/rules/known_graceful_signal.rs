//! `known-graceful-signal`.

use crate::diagnostic::Fix;
use crate::lint::launch::Launched;
use crate::lint::{Found, Program, edits};
use crate::plan::Origin;

rule! {
    /// A server is stopped with a signal that it takes for something else than an orderly stop.
    ///
    /// TERM is not the same to all: nginx, PHP-FPM and unicorn drop the requests at hand and finish them only at QUIT;
    /// uWSGI restarts itself unless it has `die-on-term`; PostgreSQL waits for its clients, for ever if need be, and is
    /// then killed; Apache finishes requests only at WINCH.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx -g "daemon off;"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:nginx]
    /// command=/usr/sbin/nginx -g "daemon off;"
    /// stopsignal=QUIT
    /// ```
    ///
    /// ## References
    ///
    /// - [tiangolo/uwsgi-nginx-docker#30](https://github.com/tiangolo/uwsgi-nginx-docker/issues/30)
    /// - [richarvey/nginx-php-fpm#244](https://github.com/richarvey/nginx-php-fpm/issues/244)
    /// - [Controlling nginx](https://nginx.org/en/docs/control.html)
    "known-graceful-signal", Info, Restart,
    fix: Suggested,
    [Program(check)],
}

/// The signal for an orderly stop, and what TERM does instead.
fn known(launched: &Launched<'_>) -> Option<(&'static str, &'static str)> {
    match launched.name() {
        "nginx" | "openresty" => Some(("QUIT", "drops the requests at hand")),
        "unicorn" | "unicorn_rails" => Some(("QUIT", "drops the requests at hand")),
        "uwsgi" if launched.has("--die-on-term") => None,
        "uwsgi" => Some(("INT", "restarts itself, unless it has `die-on-term`")),
        "postgres" | "postmaster" => Some(("INT", "waits for its clients to leave")),
        "apache2" | "httpd" => Some(("WINCH", "drops the requests at hand")),
        name if name.starts_with("php-fpm") => Some(("QUIT", "drops the requests at hand")),
        _ => None,
    }
}

fn check(program: &Program<'_>, found: &mut Found<'_>) {
    let (Some(process), Some(command)) = (program.process(), &program.command) else { return };
    if process.stopsignal.origin != Origin::Default {
        return;
    }
    let launched = command.launched();
    let Some((signal, instead)) = known(&launched).filter(|_| !launched.is_below_a_shell()) else { return };
    let finding = found.finding(
        command.location(),
        format!("at the default stop signal, TERM, `{}` {instead}", launched.name()),
        format!("ends in good order at {signal}"),
        format!("write `stopsignal={signal}`"),
    );
    let edit = edits::set(found.subject(), program.section, "stopsignal", signal);
    found.report(finding.with_fix(edit.map(|edit| Fix::suggested(format!("write `stopsignal={signal}`"), [edit]))));
}
