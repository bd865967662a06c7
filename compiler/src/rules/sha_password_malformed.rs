//! `sha-password-malformed`.

use crate::diagnostic::Fix;
use crate::lint::{Found, Subject, control, edits};
use crate::plan::Password;

rule! {
    /// The hash behind `{SHA}` is no SHA-1 in small hexadecimal digits.
    ///
    /// A server compares it with the 40 digits that it makes itself, in small letters. Anything else never fits, so nobody
    /// gets in: mostly it is in capital letters, in base 64, as tools for web servers write it, or the password itself.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password={SHA}2FD4E1C67A2D28FCED849EE1BB76E7391B93EB12
    /// ```
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password={SHA}L9ThxnotKPzthJ7hu3bnORuT6xI=
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [inet_http_server]
    /// port=127.0.0.1:9001
    /// username=ops
    /// password={SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#164](https://github.com/Supervisor/supervisor/issues/164)
    /// - [The manual: [inet_http_server]](https://supervisord.org/configuration.html#inet-http-server-section-settings)
    "sha-password-malformed", Warning, Security,
    fix: Suggested,
    [Whole(check)],
}

/// Digits of a SHA-1.
const DIGITS: usize = 40;

fn check(subject: &Subject<'_>, found: &mut Found<'_>) {
    for server in &subject.plan().servers {
        let Some(Password::Sha1(hash)) = server.credentials.as_ref().map(|credentials| &credentials.password.value) else {
            continue;
        };
        let digits = hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if digits && !hash.bytes().any(|byte| byte.is_ascii_uppercase()) {
            continue;
        }
        let Some(option) = subject.section(&server.section).and_then(|section| section.option("password")) else { continue };
        let written = option.text() == format!("{{SHA}}{hash}");
        if control::is_template(hash) {
            continue;
        }
        let label = if digits { "in capital letters" } else { "not 40 hexadecimal digits" };
        let help = if digits {
            format!("write `password={{SHA}}{}`", hash.to_lowercase())
        } else {
            "write what `printf %s PASSWORD | sha1sum` prints".to_owned()
        };
        let finding = found.finding(
            option.location(),
            format!("no password fits the hash in [{}]: it is no SHA-1 in small hexadecimal digits", server.section),
            label,
            help,
        );
        let fix = (digits && written && !option.inherited).then(|| {
            let value = format!("{{SHA}}{}", hash.to_lowercase());
            Fix::suggested("write it in small letters", [edits::set_value(option, &value)])
        });
        found.report(finding.with_fix(fix));
    }
}
