//! Secrets within a value, such as a command: what is secret is masked, the rest stays.

use std::borrow::Cow;

use super::names::{is_secret, is_switch};
use super::{MASK, flags};

/// Words before a secret which belong to it, as in `Authorization: Bearer x`.
const SCHEMES: [&str; 4] = ["bearer", "basic", "digest", "token"];

/// The value with its secrets masked; they go to `secrets`, without quotes around them.
pub(super) fn masked<'v>(value: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    match without_userinfo(value, secrets) {
        Cow::Borrowed(value) => without_arguments(value, secrets),
        Cow::Owned(hidden) => Cow::Owned(without_arguments(&hidden, secrets).into_owned()),
    }
}

fn without_arguments<'v>(value: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    match without_named(value, secrets) {
        Cow::Borrowed(value) => flags::masked(value, secrets),
        Cow::Owned(hidden) => Cow::Owned(flags::masked(&hidden, secrets).into_owned()),
    }
}

/// The URL of a server with what stands before its host masked, also where the scheme is missing, or the password has letters
/// that end a host. The path of a socket has none.
pub(super) fn masked_url<'v>(url: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    let (scheme, rest) = match url.find("://") {
        Some(at) => url.split_at(at + 3),
        None => ("", url),
    };
    match rest.rsplit_once('@') {
        Some((userinfo, host)) if scheme != "unix://" => {
            secrets.extend(userinfo.splitn(2, ':').filter(|part| !part.is_empty()).map(str::to_owned));
            Cow::Owned(format!("{scheme}{MASK}@{host}"))
        }
        _ => Cow::Borrowed(url),
    }
}

/// `scheme://user:word@host` with everything between `//` and `@` masked, as often as it occurs.
fn without_userinfo<'v>(value: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    let mut masked = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once("://") {
        masked.push_str(before);
        masked.push_str("://");
        let authority = after.split(|c: char| matches!(c, '/' | '?' | '#') || c.is_whitespace()).next();
        rest = match authority.and_then(|authority| authority.rfind('@')).and_then(|at| after.get(at..)) {
            Some(host) => {
                masked.push_str(MASK);
                let userinfo = after.get(..after.len() - host.len()).unwrap_or_default();
                secrets.extend(userinfo.splitn(2, ':').filter(|part| !part.is_empty()).map(str::to_owned));
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

/// `--token x`, `--password=x`, `PGPASSWORD=x`, `?key=x`, `Authorization: x` and `"password": "x"`, with `x` masked, as
/// often as they occur. Quotes are understood well enough to find the end of `x`.
fn without_named<'v>(value: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    let mut masked = String::new();
    let mut hidden = false;
    let mut rest = value;
    // The quote that is open, and the character before `rest`.
    let (mut open, mut before) = (None, ' ');
    while let Some(first) = rest.chars().next() {
        let name = if is_of_name(before) { "" } else { until(rest, |c| !is_of_name(c)) };
        if name.is_empty() {
            masked.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            match open {
                _ if before == '\\' => {}
                Some(quote) if quote == first => open = None,
                None if is_quote(first) => open = Some(first),
                _ => {}
            }
            // Of two backslashes the second escapes nothing.
            before = if before == '\\' && first == '\\' { ' ' } else { first };
            continue;
        }
        masked.push_str(name);
        rest = rest.get(name.len()..).unwrap_or_default();
        let in_query = matches!(before, '?' | '&');
        before = 'a';
        let Some(gap) = gap(name, rest) else { continue };
        let after = rest.get(gap.len()..).unwrap_or_default();
        if open.is_some_and(|quote| gap.starts_with(quote)) {
            open = None;
        }
        // The next argument, not a value.
        if gap.trim().is_empty() && after.starts_with('-') {
            continue;
        }
        let secret = secret(after, open, in_query);
        if secret.is_empty() {
            continue;
        }
        masked.push_str(gap);
        let quote = secret.chars().next().filter(|c| is_quote(*c)).map(String::from).unwrap_or_default();
        masked.push_str(&format!("{quote}{MASK}{quote}"));
        secrets.push(bare(secret).to_owned());
        hidden = true;
        rest = after.get(secret.len()..).unwrap_or_default();
    }
    if hidden { Cow::Owned(masked) } else { Cow::Borrowed(value) }
}

/// What stands between the name of a secret and the secret; none: the name is none of a secret, or nothing follows.
fn gap<'v>(name: &str, rest: &'v str) -> Option<&'v str> {
    if !is_secret(name) {
        return None;
    }
    let unquoted = rest.strip_prefix(is_quote).unwrap_or(rest);
    let after = if let Some(after) = unquoted.strip_prefix('=') {
        after
    } else if let Some(after) = unquoted.strip_prefix(':').filter(|after| !after.starts_with("//")) {
        after.trim_start()
    } else if name.starts_with('-') && !is_switch(name) && unquoted.starts_with(char::is_whitespace) {
        unquoted.trim_start()
    } else {
        return None;
    };
    rest.get(..rest.len() - after.len())
}

/// The secret at the beginning of `text`, with its quotes, inside the quotes that are open. In the query of a URL it
/// ends with its parameter.
fn secret(text: &str, open: Option<char>, in_query: bool) -> &str {
    let word = word(text, open, in_query);
    if !SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(word)) {
        return word;
    }
    let rest = text.get(word.len()..).unwrap_or_default();
    let space = until(rest, |c| !c.is_whitespace()).len();
    let next = self::word(rest.get(space..).unwrap_or_default(), open, in_query).len();
    // Without a word after it, it is the secret itself.
    text.get(..if next == 0 { word.len() } else { word.len() + space + next }).unwrap_or_default()
}

/// A secret without its quotes and without its scheme.
fn bare(secret: &str) -> &str {
    let secret = secret.trim_matches(is_quote);
    match secret.split_once(char::is_whitespace) {
        Some((scheme, rest)) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => rest.trim(),
        _ => secret,
    }
}

fn word(text: &str, open: Option<char>, in_query: bool) -> &str {
    let mut inner = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        let ends = match inner {
            _ if escaped => false,
            // Also when the quotes around it end before its own do.
            Some(quote) if quote == c || open == Some(c) => {
                let closed = usize::from(quote == c);
                inner = None;
                // Within quotes, what was quoted was all of it.
                if open.is_some() {
                    return text.get(..at + closed).unwrap_or_default();
                }
                false
            }
            Some(_) => false,
            None if open == Some(c) => true,
            None if is_quote(c) => {
                inner = Some(c);
                open.is_some() && at > 0
            }
            None => c.is_whitespace() || in_query && matches!(c, '&' | '#'),
        };
        if ends {
            return text.get(..at).unwrap_or_default();
        }
        escaped = c == '\\' && !escaped;
    }
    text
}

fn until(text: &str, ends: impl Fn(char) -> bool) -> &str {
    text.split(ends).next().unwrap_or_default()
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

#[cfg(test)]
mod tests {
    fn masked(value: &str) -> String {
        super::masked(value, &mut Vec::new()).into_owned()
    }

    #[test]
    fn what_is_secret_in_a_command_is_masked_and_the_rest_stays() {
        for (command, shown) in [
            ("run --password=x --port=3", "run --password=*** --port=3"),
            ("run --token x -v", "run --token *** -v"),
            ("run -auth \"a b\" c", "run -auth \"***\" c"),
            ("run --password=a'b c'd e", "run --password=*** e"),
            ("run --password 'x", "run --password '***'"),
            ("env PGPASSWORD=x PGHOST=db psql", "env PGPASSWORD=*** PGHOST=db psql"),
            ("sh -c 'DB_PW=x; run' 'y z'", "sh -c 'DB_PW=*** run' 'y z'"),
            ("sh -c 'run --token x' 'y z'", "sh -c 'run --token ***' 'y z'"),
            ("sh -c \"run --token='x y' z\" 'a'", "sh -c \"run --token='***' z\" 'a'"),
            ("'--token' 'x y' z", "'--token' '***' z"),
            ("curl https://h/?a=1&token=x&b=2", "curl https://h/?a=1&token=***&b=2"),
            ("curl -H 'Authorization: Bearer x' h", "curl -H 'Authorization: ***' h"),
            ("curl -H X-Api-Key:x h", "curl -H X-Api-Key:*** h"),
            ("post '{\"password\": \"x\", \"a\": 1}'", "post '{\"password\": \"***\", \"a\": 1}'"),
            ("java -Ddb.password=x -jar a.jar", "java -Ddb.password=*** -jar a.jar"),
            ("run redis://:x@h/1 --key=y", "run redis://***@h/1 --key=***"),
            ("run https://token:x@h/1", "run https://***@h/1"),
            ("run --auth basic", "run --auth ***"),
        ] {
            assert_eq!(masked(command), shown);
        }
    }

    #[test]
    fn what_is_not_secret_stays() {
        for command in [
            "",
            "run --no-auth serve",
            "run --token --verbose",
            "run --token",
            "run --password= x",
            "run --author me --keyboard=us",
            "run --password-file /run/x",
            "cat secret://x tokens keys password",
            "echo it's 'a \\' b",
            "run https://host:80/a@b",
        ] {
            assert_eq!(masked(command), command);
        }
    }

    #[test]
    fn userinfo_is_hidden_as_often_as_it_occurs() {
        assert_eq!(masked("postgres://me:pw@db/app"), "postgres://***@db/app");
        assert_eq!(masked("a://u@x b://v@y?q=@"), "a://***@x b://***@y?q=@");
        assert_eq!(masked("https://abc/d@e"), "https://abc/d@e");
    }

    #[test]
    fn secrets_come_without_what_is_around_them() {
        let found = |value: &str| {
            let mut secrets = Vec::new();
            super::masked(value, &mut secrets);
            secrets
        };
        assert_eq!(
            found("run --token 'x y' --key=z http://me:pw@h http://t@h"),
            ["me", "pw", "t", "x y", "z"]
        );
        assert_eq!(found("curl -H 'Authorization: Bearer x' h"), ["x"]);
        assert_eq!(found("run --token x --password=\"x\""), ["x", "x"]);
        assert_eq!(found("run"), [""; 0]);
    }
}
