//! Secrets after options of one letter, which only the program's own options tell from others: `curl -u name:x`.

use std::borrow::Cow;
use std::ops::Range;

use super::MASK;
use super::within::is_quote;

/// An option that a secret follows.
struct Flag {
    name: &'static str,
    /// It may be the next word; else it is part of this one only.
    is_next: bool,
    /// It stands behind the name of a user and a colon.
    has_user: bool,
}

const fn flag(name: &'static str, is_next: bool, has_user: bool) -> Flag {
    Flag { name, is_next, has_user }
}

static CURL: [Flag; 4] = [
    flag("-u", true, true),
    flag("--user", true, true),
    flag("-U", true, true),
    flag("--proxy-user", true, true),
];
static SSHPASS: [Flag; 1] = [flag("-p", true, false)];
/// With a word of its own after it, that is a database, and the password is asked for.
static MYSQL: [Flag; 1] = [flag("-p", false, false)];
static REDIS: [Flag; 1] = [flag("-a", true, false)];

/// The options of a program with secrets after them.
fn flags_of(program: &str) -> Option<&'static [Flag]> {
    let name = program.rsplit('/').next().unwrap_or_default();
    match name {
        "curl" => Some(&CURL),
        "sshpass" => Some(&SSHPASS),
        "redis-cli" => Some(&REDIS),
        _ if name.starts_with("mysql") || name.starts_with("mariadb") => Some(&MYSQL),
        _ => None,
    }
}

/// The value with the secrets masked that such options have; they go to `secrets`.
pub(super) fn masked<'v>(value: &'v str, secrets: &mut Vec<String>) -> Cow<'v, str> {
    let mut found = Vec::new();
    find(value, 0, DEPTH, &mut found);
    found.retain(|range| value.get(range.clone()).is_some_and(|text| !text.is_empty() && text != MASK));
    if found.is_empty() {
        return Cow::Borrowed(value);
    }
    secrets.extend(found.iter().filter_map(|range| value.get(range.clone())).map(str::to_owned));
    let mut masked = value.to_owned();
    for range in found.into_iter().rev() {
        masked.replace_range(range, MASK);
    }
    Cow::Owned(masked)
}

/// Commands within the quotes of commands that are looked into.
const DEPTH: usize = 4;

/// Finds the secrets in `text`, which begins at `base`. What is quoted may be a command of its own.
fn find(text: &str, base: usize, depth: usize, found: &mut Vec<Range<usize>>) {
    let words = words(text);
    let mut words = words.into_iter().peekable();
    let mut flags: &[Flag] = &[];
    while let Some(word) = words.next() {
        let bare = bare(text, &word);
        let shown = text.get(bare.clone()).unwrap_or_default();
        if let Some(more) = flags_of(shown) {
            flags = more;
            continue;
        }
        let secret = flags.iter().find_map(|flag| match value_of(flag, shown) {
            Value::None => None,
            Value::Here(at) => Some((flag, bare.start + at..bare.end)),
            Value::Next => {
                let next = self::bare(text, words.peek()?);
                let is_option = text.get(next.clone()).is_some_and(|text| text.starts_with('-'));
                (!is_option).then_some((flag, next))
            }
        });
        if let Some((flag, range)) = secret {
            let value = text.get(range.clone()).unwrap_or_default();
            let user = if flag.has_user { value.find(':').map(|at| at + 1) } else { Some(0) };
            found.extend(user.map(|user| base + range.start + user..base + range.end));
            if range.start >= word.end {
                words.next();
            }
            // Who has one password is given it once; what follows may be another command.
            if flags.len() == 1 {
                flags = &[];
            }
        } else if depth > 0 && bare != word && shown.contains(char::is_whitespace) {
            find(shown, base + bare.start, depth - 1, found);
        } else if shown.ends_with([';', '|', '&']) {
            flags = &[];
        }
    }
}

enum Value {
    /// It is another word.
    None,
    /// The value begins here.
    Here(usize),
    /// The value is the next word.
    Next,
}

fn value_of(flag: &Flag, word: &str) -> Value {
    let is_long = flag.name.starts_with("--");
    let letters = word.strip_prefix('-').unwrap_or_default();
    // `-su`: the last of several letters.
    let is_last = !is_long
        && flag.has_user
        && letters.bytes().all(|byte| byte.is_ascii_alphabetic())
        && flag.name.get(1..).is_some_and(|letter| letters.ends_with(letter));
    match word.strip_prefix(flag.name) {
        Some("") if flag.is_next => Value::Next,
        Some("") => Value::None,
        Some(rest) if is_long => match rest.strip_prefix('=') {
            Some(_) => Value::Here(flag.name.len() + 1),
            None => Value::None,
        },
        Some(rest) if !flag.has_user || rest.contains(':') => Value::Here(flag.name.len()),
        _ if is_last => Value::Next,
        _ => Value::None,
    }
}

/// The words, each with its quotes.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let (mut start, mut open, mut escaped) = (None, None, false);
    for (at, c) in text.char_indices() {
        match open {
            _ if escaped => {}
            Some(quote) if quote == c => open = None,
            Some(_) => {}
            None if is_quote(c) => open = Some(c),
            None if c.is_whitespace() => {
                words.extend(start.take().map(|start| start..at));
                continue;
            }
            None => {}
        }
        escaped = c == '\\' && !escaped;
        start.get_or_insert(at);
    }
    words.extend(start.map(|start| start..text.len()));
    words
}

/// A word without the quotes around it.
fn bare(text: &str, word: &Range<usize>) -> Range<usize> {
    let shown = text.get(word.clone()).unwrap_or_default();
    let start = word.start + (shown.len() - shown.trim_start_matches(is_quote).len());
    let end = word.end - (shown.len() - shown.trim_end_matches(is_quote).len());
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_an_option_of_one_letter_is_masked_where_the_program_is_known() {
        for (command, shown) in [
            ("curl -u me:x https://h", "curl -u me:*** https://h"),
            ("curl -sSu me:x h", "curl -sSu me:*** h"),
            ("curl -ume:x h", "curl -ume:*** h"),
            ("/usr/bin/curl --user 'me:x y' h", "/usr/bin/curl --user 'me:***' h"),
            ("curl --user=me:x h", "curl --user=me:*** h"),
            ("sh -c 'curl -u me:x h; run'", "sh -c 'curl -u me:*** h; run'"),
            ("sh -c \"curl -u 'me:x' h\"", "sh -c \"curl -u 'me:***' h\""),
            ("sshpass -p x ssh -p 22 h", "sshpass -p *** ssh -p 22 h"),
            ("sshpass -px ssh h", "sshpass -p*** ssh h"),
            ("mysqldump -u root -px db", "mysqldump -u root -p*** db"),
            ("redis-cli -h db -a x ping", "redis-cli -h db -a *** ping"),
            ("curl -u me:x h | mysql -py", "curl -u me:*** h | mysql -p***"),
        ] {
            let mut secrets = Vec::new();
            assert_eq!(masked(command, &mut secrets), shown);
            assert!(secrets.iter().all(|secret| secret.starts_with(['x', 'y'])), "{secrets:?}");
        }
    }

    #[test]
    fn others_mean_something_else() {
        for command in [
            "",
            "curl -u me h",
            "curl -u *** h",
            "docker run -u 1000:1000 --user 1000:1000 x",
            "mysql -p db -P 3306",
            "redis-cli -a",
            "nginx -p /srv",
            "a\\ b '\"' \" '",
            "curl h; run -u a:b",
            "run 'a b' \"c\" \\' -u x:y",
        ] {
            assert_eq!(masked(command, &mut Vec::new()), command);
        }
    }
}
