//! `weak-or-sample-password`.

use crate::lint::{Found, Subject, control};
use crate::plan::{Credentials, Password};

rule! {
    /// A password of a server is that of an example, or the first that anybody tries.
    ///
    /// Samples and tutorials have `user` and `123`, and many files kept them. Who tries to get in begins with these.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=user
    /// password=123
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password={SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini env=PASSWORD:x closed
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password=%(ENV_PASSWORD)s
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: [inet_http_server]](https://supervisord.org/configuration.html#inet-http-server-section-settings)
    /// - [bgruening/docker-galaxy#391](https://github.com/bgruening/docker-galaxy/issues/391)
    "weak-or-sample-password", Info, Security,
    [Whole(check)],
}

/// Of the sample configuration, of tutorials, and of the lists with which people try passwords.
const PASSWORDS: [&str; 28] = [
    "123", "1234", "12345", "123456", "12345678", "123456789", "111111", "000000", "password", "passwd", "pass", "admin",
    "admin123", "administrator", "root", "toor", "user", "guest", "test", "demo", "dummy", "secret", "changeme", "supervisor",
    "supervisord", "thepassword", "qwerty", "mypassword",
];

/// The SHA-1 in the sample configuration of Supervisor: that of `thepassword`.
const SAMPLE: &str = "82ab876d1387bfafe46cc1c8a2ef074eae50cb1d";

/// True for a password that people try first.
pub(super) fn is_weak(credentials: &Credentials) -> bool {
    match &credentials.password.value {
        Password::Plain(text) => {
            let lower = text.to_lowercase();
            PASSWORDS.contains(&&*lower) || lower.is_empty() || lower == credentials.username.value.to_lowercase()
        }
        Password::Sha1(hex) => hex == SAMPLE,
    }
}

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let credentials = server.credentials.as_ref().filter(|credentials| is_weak(credentials));
        let Some(credentials) = credentials else { continue };
        let Some(option) = subject.section(&server.section).and_then(|section| section.option("password")) else { continue };
        // What the environment has at the time of this look is not what it will have.
        if option.text().contains("%(") {
            continue;
        }
        let open = if control::is_public(server) { ", and other machines can" } else { "" };
        found.report(found.finding(
            option.location(),
            format!("the password of `{}` in [{}] is one that everybody tries{open}", credentials.username.value, server.section),
            "easily guessed",
            "write a long random password, and take it from the environment: `password=%(ENV_SUPERVISOR_PASSWORD)s`",
        ));
    }
}
