//! Names that say that what they name is a secret: of variables, options, arguments of commands, and headers.

/// Parts of a name that say so wherever they stand.
const ANYWHERE: [&str; 6] = ["SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "PRIVATE"];

/// Ends of a word that say so. A name is words between `_`, `-` and dots.
const ENDS: [&str; 6] = ["TOKEN", "KEY", "PASS", "PWD", "PW", "PSK"];

/// Words that say so.
const WORDS: [&str; 6] = ["TOKENS", "KEYS", "BEARER", "AUTHORIZATION", "CREDS", "JWT"];

/// Words that say so at the end of a name: `SSH_AUTH_SOCK` is none.
const LAST: [&str; 3] = ["AUTH", "COOKIE", "SALT"];

/// Words that end as a secret does and are none.
const HARMLESS: [&str; 4] = ["COMPASS", "BYPASS", "MONKEY", "HOTKEY"];

/// Last words of names that tell where a secret is, not what it is.
const PLACES: [&str; 3] = ["FILE", "PATH", "DIR"];

/// Variables with the name of a directory.
const DIRECTORIES: [&str; 2] = ["PWD", "OLDPWD"];

/// First words of arguments that have no value.
const SWITCHES: [&str; 10] =
    ["NO", "USE", "ENABLE", "DISABLE", "REQUIRE", "SKIP", "WITH", "WITHOUT", "ASK", "PROMPT"];

/// True for a name that looks as if its value were a secret.
pub(super) fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let words: Vec<&str> =
        words(&name).map(|word| word.trim_end_matches(|c: char| c.is_ascii_digit())).collect();
    let last = words.last().copied().unwrap_or_default();
    if DIRECTORIES.contains(&name.as_str()) || PLACES.contains(&last) {
        return false;
    }
    let says_so = |word: &str| {
        WORDS.contains(&word) || ENDS.iter().any(|end| word.ends_with(end)) && !HARMLESS.contains(&word)
    };
    ANYWHERE.iter().any(|part| name.contains(part)) || words.into_iter().any(says_so) || LAST.contains(&last)
}

/// True for an argument such as `--no-auth`, whatever follows it.
pub(super) fn is_switch(argument: &str) -> bool {
    let argument = argument.to_ascii_uppercase();
    words(&argument).next().is_none_or(|first| SWITCHES.contains(&first))
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['_', '-', '.']).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets() {
        for name in [
            "API_KEY",
            "apikey",
            "GH_TOKEN",
            "TOKEN2",
            "accessToken",
            "DB_PASSWORD",
            "MYSQL_PWD",
            "DBPWD",
            "PGPW",
            "ROOT_PW",
            "DB_PASS",
            "dbpass1",
            "DB_AUTH",
            "AUTH",
            "BEARER",
            "HTTP_AUTHORIZATION",
            "AWS_SECRET_ACCESS",
            "KEYS",
            "ERLANG_COOKIE",
            "--auth-token",
            "-password",
            "spring.datasource.password",
            "X-API-Key",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn others() {
        for name in [
            "",
            "PATH",
            "KEYBOARD",
            "PWD",
            "OLDPWD",
            "COMPASS",
            "DATABASE_URL",
            "AUTHOR",
            "AUTHORITY",
            "SSH_AUTH_SOCK",
            "AUTH_MODE",
            "TOKENIZERS_PARALLELISM",
            "DB_PASSWORD_FILE",
            "--ssl-keyfile",
            "PASSENGER_POOL",
            "BYPASS",
            "UPWARD",
            "--passive",
        ] {
            assert!(!is_secret(name), "{name}");
        }
        assert!(is_switch("--no-auth") && is_switch("--") && !is_switch("--auth"));
    }
}
