//! Which values are not for other people's eyes.

use std::borrow::Cow;

use supervisor_grammar::environment::{self, Mode};

/// What is printed in the place of a secret.
const MASK: &str = "***";

/// Parts of a variable's name that make its value a secret.
const ANYWHERE: [&str; 7] = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "PRIVATE"];

/// Whether secrets are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// As `***`.
    Masked,
    /// As they are.
    Shown,
}

impl Secrets {
    /// Shown or masked.
    #[must_use]
    pub fn new(show: bool) -> Self {
        if show { Secrets::Shown } else { Secrets::Masked }
    }

    /// The value of an option as it may be printed; `variable` is the name of the variable for `environment`.
    #[must_use]
    pub fn of<'v>(self, option: &str, variable: Option<&str>, value: &'v str) -> Cow<'v, str> {
        let secret = match variable {
            Some(name) => is_secret(name) || names_a_password(value),
            None => option == "password",
        };
        match self {
            Secrets::Shown => Cow::Borrowed(value),
            Secrets::Masked if value.is_empty() => Cow::Borrowed(value),
            Secrets::Masked if secret => Cow::Borrowed(MASK),
            Secrets::Masked => without_userinfo(value),
        }
    }
}

impl Secrets {
    /// The value of an option, as it stands in a file, as it may be printed. Of an `environment` list the variables are
    /// looked at one by one; a list that cannot be read is masked as a whole.
    #[must_use]
    pub fn of_list<'v>(self, option: &str, value: &'v str) -> Cow<'v, str> {
        if option != "environment" || self == Secrets::Shown {
            return self.of(option, None, value);
        }
        let Ok(pairs) = environment::parse(value, Mode::Legacy) else { return Cow::Borrowed(MASK) };
        let mut masked = value.to_owned();
        for pair in pairs.into_iter().rev() {
            let written = value.get(pair.value_range.clone()).unwrap_or_default();
            if self.of(option, Some(&pair.key), &pair.value) == MASK {
                masked.replace_range(pair.value_range, "\"***\"");
            } else if let Cow::Owned(hidden) = without_userinfo(written) {
                masked.replace_range(pair.value_range, &hidden);
            }
        }
        Cow::Owned(masked)
    }
}

/// True for the name of a variable that looks as if its value were a secret.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    ANYWHERE.iter().any(|part| name.contains(part))
        || name
            .split('_')
            .any(|word| word.ends_with("KEY") || word == "KEYS" || word == "PASS" || word == "PWD")
            && name != "PWD"
            && name != "OLDPWD"
}

/// True for connection strings such as `host=db password=x`.
fn names_a_password(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["password=", "passwd=", "pwd="].iter().any(|key| value.contains(key))
}

/// `scheme://user:word@host` with everything between `//` and `@` masked, as often as it occurs.
fn without_userinfo(value: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("://") {
        masked.push_str(before);
        masked.push_str("://");
        let authority = after.split(|c: char| matches!(c, '/' | '?' | '#') || c.is_whitespace()).next();
        rest = match authority.and_then(|authority| authority.rfind('@')).and_then(|at| after.get(at..)) {
            Some(host) => {
                masked.push_str(MASK);
                host
            }
            None => after,
        };
    }
    if masked.is_empty() {
        return Cow::Borrowed(value);
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, value: &str) -> String {
        Secrets::Masked.of("environment", Some(name), value).into_owned()
    }

    #[test]
    fn secret_names_hide_their_values() {
        for name in ["API_KEY", "apikey", "GH_TOKEN", "DB_PASSWORD", "MYSQL_PWD", "AWS_SECRET_ACCESS", "KEYS"]
        {
            assert_eq!(variable(name, "x"), "***", "{name}");
        }
        for name in ["PATH", "KEYBOARD", "PWD", "COMPASS", "DATABASE_URL"] {
            assert_eq!(variable(name, "x"), "x", "{name}");
        }
        assert_eq!(variable("TOKEN", ""), "", "that nothing is set is no secret");
    }

    #[test]
    fn userinfo_of_urls_is_hidden_in_every_value() {
        assert_eq!(variable("DATABASE_URL", "postgres://me:pw@db/app"), "postgres://***@db/app");
        assert_eq!(variable("URLS", "a://u@x b://v@y?q=@"), "a://***@x b://***@y?q=@");
        assert_eq!(variable("DSN", "https://abc/d@e"), "https://abc/d@e");
        assert_eq!(variable("DSN", "host=db password=x"), "***");
        assert_eq!(Secrets::Masked.of("command", None, "run http://u:p@h"), "run http://***@h");
    }

    #[test]
    fn lists_are_masked_variable_by_variable() {
        let list = |value: &str| Secrets::Masked.of_list("environment", value).into_owned();
        assert_eq!(
            list("A=\"1\",API_KEY='x',\n  URL=\"a://u:p@h\"\n"),
            "A=\"1\",API_KEY=\"***\",\n  URL=\"a://***@h\"\n"
        );
        assert_eq!(list("API_KEY='x"), "***", "what cannot be read may be anything");
        assert_eq!(Secrets::Masked.of_list("password", "x"), "***");
        assert_eq!(Secrets::Shown.of_list("environment", "API_KEY=x"), "API_KEY=x");
    }

    #[test]
    fn passwords_of_servers_are_hidden_unless_shown() {
        assert_eq!(Secrets::Masked.of("password", None, "x"), "***");
        assert_eq!(Secrets::Masked.of("username", None, "x"), "x");
        assert_eq!(Secrets::Shown.of("password", None, "x"), "x");
    }
}
