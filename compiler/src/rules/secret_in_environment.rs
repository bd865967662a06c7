//! `secret-in-environment`.

use crate::lint::{Found, List, Section};

rule! {
    /// An `environment` list contains a password, a token or a key.
    ///
    /// Configurations are readable for everybody on most machines, and get into version control, backups and container images. Let
    /// whatever starts supervisord set the variable (`EnvironmentFile=` of systemd, secrets of the container): programs inherit it.
    /// Or let the program read a file that only its user can read.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",DB_PASSWORD="hunter2"
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// environment=PORT="8080",DB_PASSWORD_FILE="/run/secrets/db",MONKEY="yes",TOKEN_LIFETIME="60",API_KEY=""
    /// ```
    ///
    /// ## References
    ///
    /// - [Supervisor/supervisor#242](https://github.com/Supervisor/supervisor/issues/242)
    "secret-in-environment", Info, Environment,
    [Section(check)],
}

/// True for a variable that holds a secret by its name: its last word tells, and of a key what it is for.
pub(super) fn is_secret(name: &str) -> bool {
    let mut words = name.rsplit(['_', '-']).map(str::to_ascii_uppercase);
    let last = words.next().unwrap_or_default();
    let before = words.next().unwrap_or_default();
    match last.as_str() {
        "PASSWORD" | "PASSWD" | "PASSPHRASE" | "PASS" | "PWD" if last != "PWD" || !before.is_empty() => before != "OLD",
        "PW" | "TOKEN" | "SECRET" | "APIKEY" | "CREDENTIALS" => true,
        "KEY" => ["API", "SECRET", "ACCESS", "PRIVATE", "ENCRYPTION", "AUTH", "LICENSE", "SIGNING", "APP", "MASTER"].contains(&&*before),
        _ => false,
    }
}

fn check(section: Section<'_>, found: &mut Found<'_>) {
    let Some(list) = List::of(section) else { return };
    for item in &list.items {
        let key = list.key(item);
        let value = list.content(item);
        // An expansion or a placeholder of a template is no secret.
        if !is_secret(key) || value.is_empty() || value.contains("%(") || value.contains(['{', '<', '$']) {
            continue;
        }
        found.report(found.finding(
            list.option.locate(item.key.clone()),
            format!("`environment` sets `{key}` to a value that everybody who can read this file knows"),
            "a secret",
            format!("set `{key}` where supervisord is started, out of a file that only root can read"),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn names_tell() {
        for name in ["DB_PASSWORD", "PASSWORD", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "django_secret_key", "REDIS_PW", "MYSQL_PWD"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["PWD", "OLDPWD", "KEY", "SORT_KEY", "TOKEN_URL", "PASSWORD_FILE", "COMPASS", "PUBLIC_KEY", "BYPASS"] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
