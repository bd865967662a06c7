//! Which values are not for other people's eyes.

mod flags;
mod names;
mod within;

use std::borrow::Cow;

use supervisor_grammar::environment::{self, Mode};

use self::names::is_secret;
use super::sealed;

/// What is printed in the place of a secret.
pub(super) const MASK: &str = "***";

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
        match self {
            Secrets::Shown => Cow::Borrowed(value),
            Secrets::Masked => Self::taken(option, variable, value).0,
        }
    }

    /// A value of one side of a comparison as it may be printed. What a server told of a secret for comparing says nothing to
    /// a person.
    #[must_use]
    pub fn of_side<'v>(self, option: &str, variable: Option<&str>, value: &'v str) -> Cow<'v, str> {
        self.of(option, variable, sealed::without_tags(value))
    }

    /// The value with its secrets masked, and the secrets.
    pub(super) fn taken<'v>(
        option: &str,
        variable: Option<&str>,
        value: &'v str,
    ) -> (Cow<'v, str>, Vec<String>) {
        let is_one = match variable {
            Some(name) => is_secret(name) || names_a_password(value),
            None => is_secret(option),
        };
        match is_one {
            _ if value.is_empty() => (Cow::Borrowed(value), Vec::new()),
            true => (Cow::Borrowed(MASK), vec![value.to_owned()]),
            false if option == "serverurl" && variable.is_none() => {
                let mut secrets = Vec::new();
                (within::masked_url(value, &mut secrets), secrets)
            }
            false => {
                let mut secrets = Vec::new();
                (within::masked(value, &mut secrets), secrets)
            }
        }
    }

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
            } else if let Cow::Owned(hidden) = within::masked(written, &mut Vec::new()) {
                masked.replace_range(pair.value_range, &hidden);
            }
        }
        Cow::Owned(masked)
    }
}

/// True for connection strings such as `host=db password=x`.
fn names_a_password(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    ["password=", "passwd=", "pwd=", "accountkey=", "accesskey="].iter().any(|key| value.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str, value: &str) -> String {
        Secrets::Masked.of("environment", Some(name), value).into_owned()
    }

    #[test]
    fn variables_are_hidden_by_name_or_in_part() {
        assert_eq!(variable("API_KEY", "x"), "***");
        assert_eq!(variable("PATH", "x"), "x");
        assert_eq!(variable("TOKEN", ""), "", "that nothing is set is no secret");
        assert_eq!(variable("DATABASE_URL", "postgres://me:pw@db/app"), "postgres://***@db/app");
        assert_eq!(variable("OPTIONS", "--token x -v"), "--token *** -v");
        assert_eq!(variable("DSN", "host=db password=x"), "***", "it may have spaces");
        assert_eq!(
            Secrets::Masked.of("command", None, "run --token=x http://u:p@h"),
            "run --token=*** http://***@h"
        );
    }

    #[test]
    fn lists_are_masked_variable_by_variable() {
        let list = |value: &str| Secrets::Masked.of_list("environment", value).into_owned();
        assert_eq!(
            list("A=\"1\",API_KEY='x',\n  URL=\"a://u:p@h\",B='--token x'\n"),
            "A=\"1\",API_KEY=\"***\",\n  URL=\"a://***@h\",B='--token ***'\n"
        );
        assert_eq!(list("API_KEY='x"), "***", "what cannot be read may be anything");
        assert_eq!(Secrets::Masked.of_list("password", "x"), "***");
        assert_eq!(Secrets::Shown.of_list("environment", "API_KEY=x"), "API_KEY=x");
    }

    #[test]
    fn passwords_in_urls_of_servers_are_hidden_however_they_are_written() {
        let shown = |url| Secrets::Masked.of("serverurl", None, url).into_owned();
        assert_eq!(shown("http://me:pw@host:9001/x"), "http://***@host:9001/x");
        assert_eq!(shown("http://me:p@w/x@host:9001"), "http://***@host:9001");
        assert_eq!(shown("me:pw@host:9001"), "***@host:9001");
        for url in ["http://127.0.0.1:9001", "unix:///run/a@b.sock", "AUTO", "host:9001"] {
            assert_eq!(shown(url), url);
        }
    }

    #[test]
    fn passwords_are_hidden_unless_shown() {
        assert_eq!(Secrets::Masked.of("api_token", None, "x"), "***", "an option of a plug-in");
        assert_eq!(Secrets::Masked.of("password", None, "x"), "***");
        assert_eq!(Secrets::Masked.of("username", None, "x"), "x");
        assert_eq!(Secrets::Shown.of("password", None, "x"), "x");
    }
}
