//! `weak-or-sample-password`.

use sha1::{Digest as _, Sha1};

use crate::diagnostic::Severity;
use crate::lint::{Found, Subject, control};
use crate::plan::{Credentials, Password};

rule! {
    /// A password of a server is that of an example, or the first that anybody tries.
    ///
    /// Samples and tutorials have `user` and `123`, and many files kept them. Who tries to get in begins with these, and with
    /// the user's name. As `{SHA}` they are as weak: lists of their hashes are everywhere. It is a warning where other machines
    /// reach the port: a guess is all that lies between them and every program, with the rights of supervisord.
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
    /// port=*:9001
    /// username=ops
    /// password=ops2024
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
    "weak-or-sample-password", Warning, Security,
    [Whole(check)],
}

/// Of the sample configuration, of tutorials, and of the lists with which people try passwords.
const PASSWORDS: [&str; 72] = [
    "000000", "1", "111111", "123", "123123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890",
    "123qwe", "1q2w3e4r", "654321", "666666", "888888", "a123456", "aa123456", "abc123", "abcd1234", "admin", "admin123",
    "admin888", "admin@123", "administrator", "asdf1234", "changeit", "changeme", "default", "demo", "docker", "dummy", "dev",
    "foo", "foobar", "guest", "hello", "iloveyou", "letmein", "master", "monkey", "mypassword", "mysecretpassword", "nopassword",
    "operator", "ops", "p@ssw0rd", "p@ssword", "pass", "passw0rd", "passwd", "password", "password1", "password123", "qwe123",
    "qwerty", "qwerty123", "root", "root123", "secret", "super", "superuser", "supervisor", "supervisord", "test", "test123",
    "thepassword", "toor", "user", "vagrant", "welcome",
];

/// True for a password that people try first.
pub(super) fn is_weak(credentials: &Credentials) -> bool {
    let user = credentials.username.value.to_lowercase();
    match &credentials.password.value {
        Password::Plain(text) => {
            let lower = text.to_lowercase();
            // With a year or `123` behind it, a name is hardly better.
            let letters = lower.trim_end_matches(|letter: char| letter.is_ascii_digit() || "@!_-.".contains(letter));
            let is_name = |word: &str| word == user || ["admin", "password", "supervisor", "supervisord"].contains(&word);
            lower.is_empty() || PASSWORDS.contains(&&*lower) || is_name(&lower) || is_name(letters)
        }
        Password::Sha1(hex) => {
            let is_of = |word: &str| {
                let digest = Sha1::digest(word.as_bytes());
                let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
                digest.eq_ignore_ascii_case(hex)
            };
            is_of(&credentials.username.value) || PASSWORDS.iter().any(|word| is_of(word))
        }
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
        let public = control::is_public(server);
        let open = if public { ", and other machines can" } else { "" };
        let finding = found.finding(
            option.location(),
            format!("the password of `{}` in [{}] is one that everybody tries{open}", credentials.username.value, server.section),
            "easily guessed",
            "write a long random password, and take it from the environment: `password=%(ENV_SUPERVISOR_PASSWORD)s`",
        );
        found.report(if public { finding } else { finding.only(Severity::Info) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Setting;

    fn weak(username: &str, password: Password) -> bool {
        let (username, password) = (Setting::default_value(username.to_owned()), Setting::default_value(password));
        is_weak(&Credentials { username, password })
    }

    #[test]
    fn what_everybody_tries() {
        for password in ["123", "Admin", "ops", "OPS123", "ops-2024", "supervisor!", "", "P@ssw0rd"] {
            assert!(weak("ops", Password::Plain(password.to_owned())), "{password}");
        }
        for password in ["Gk29-walnut-Kite", "opossum", "operations-of-1981", "123-mountains"] {
            assert!(!weak("ops", Password::Plain(password.to_owned())), "{password}");
        }
        let sha = |hex: &str| weak("ops", Password::Sha1(hex.to_owned()));
        assert!(sha("82ab876d1387bfafe46cc1c8a2ef074eae50cb1d"), "that of the sample configuration");
        assert!(sha("40bd001563085fc35165329ea1ff5c5ecbdbbeef"), "123");
        assert!(!sha("2fd4e1c67a2d28fced849ee1bb76e7391b93eb12"));
    }
}
