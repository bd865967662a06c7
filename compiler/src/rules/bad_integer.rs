//! `bad-integer`.

use crate::compile::Opt;
use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// An option that must be a whole number is something else.
    ///
    /// Times are in seconds and have no unit; fractions and separators of thousands are refused. Supervisor's own message names
    /// neither the section nor, for some options, the option.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5s
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=0.5
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=5m
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// priority=first
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=5
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// startsecs=1
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stopwaitsecs=300
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: values of program options](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-integer", Error, Value,
    fix: Suggested,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let text = option.text();
    if ["startsecs", "stopwaitsecs"].contains(&&*option.key()) {
        return seconds(option, &text);
    }
    // `3 times`, `10 files` and the like: a number and a word.
    let (number, word) = text.split_once(' ')?;
    let plain = is_number(number) && word.chars().all(char::is_alphabetic);
    plain.then(|| Fix::suggested(format!("write `{number}`"), [edits::set_value(option, number)]))
}

/// `5s` can only have meant 5; `5m` is 300, and half a second is as good as one.
fn seconds(option: Opt<'_>, text: &str) -> Option<Fix> {
    let unit = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let number = text.strip_suffix(unit)?;
    let factor = match unit.trim_start().to_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3600,
        _ => return None,
    };
    if is_number(number) && factor == 1 {
        return Some(Fix::safe(format!("write `{number}`"), [edits::set_value(option, number)]));
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if !is_number(whole) || !fraction.bytes().all(|byte| byte.is_ascii_digit()) || (factor > 1 && !fraction.is_empty()) {
        return None;
    }
    let up = i64::from(fraction.bytes().any(|digit| digit != b'0'));
    let value = whole.parse::<i64>().ok()?.checked_mul(factor)?.checked_add(up)?.to_string();
    Some(Fix::suggested(format!("write `{value}`"), [edits::set_value(option, &value)]))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
