//! `plaintext-password`.

use std::path::Path;

use crate::lint::{Found, Subject, control};
use crate::plan::Password;
use crate::sources::Location;

rule! {
    /// A password of a server stands in the file.
    ///
    /// Whoever can read the file, its backups or the repository it is kept in, can control every program. `{SHA}` and a
    /// SHA-1 is little better: it has no salt, and a graphics card tries billions of passwords a second. A password can
    /// come from the environment of supervisord. With `--host` a file that only its owner can read is left alone.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ```ini host
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini env=SUPERVISOR_PASSWORD:x closed
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=%(ENV_SUPERVISOR_PASSWORD)s
    /// ```
    ///
    /// ```ini host mode=/etc/supervisor/conf.d/example.conf:600
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=Gk29-walnut-Kite
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#542](https://github.com/Supervisor/supervisor/issues/542)
    /// - [Supervisor/supervisor#164](https://github.com/Supervisor/supervisor/issues/164)
    /// - [Supervisor/supervisor#1135](https://github.com/Supervisor/supervisor/issues/1135)
    "plaintext-password", Info, Security,
    [Whole(check)],
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let Some(credentials) = &server.credentials else { continue };
        // One that is easily guessed is worse, and has a rule of its own.
        if super::weak_or_sample_password::is_weak(credentials) || matches!(credentials.password.value, Password::Sha1(_)) {
            continue;
        }
        let Some(option) = subject.section(&server.section).and_then(|section| section.option("password")) else { continue };
        let text = option.text();
        if text.contains("%(") || control::is_template(&text) || is_private(option.location(), subject) {
            continue;
        }
        let open = if control::is_public(server) { ", and goes over the network in clear" } else { "" };
        found.report(found.finding(
            option.location(),
            format!(
                "the password of `{}` in [{}] can be read by whoever can read the file{open}",
                credentials.username.value, server.section
            ),
            "in clear",
            "take it from the environment: `password=%(ENV_SUPERVISOR_PASSWORD)s`",
        ));
    }
}

/// True for a file of this machine that nobody but its owner can read.
fn is_private(place: Location, subject: &Subject<'_>) -> bool {
    if !subject.options().host_checks {
        return false;
    }
    let Some(file) = subject.file(place) else { return false };
    let path = subject.options().cwd.join(Path::new(&file.path));
    subject.system().stat(&path).is_some_and(|stat| stat.mode & 0o044 == 0)
}
