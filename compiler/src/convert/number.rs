//! Whole numbers (spec-config §4.1, §4.3, §4.4).

use std::borrow::Cow;

use super::ConvertError;
use super::python::{digit, strip};
use crate::schema::ValueType;

/// A base-10 integer by Python's rules: sign, white space around it, single underscores between digits, digits of
/// any script. What does not fit saturates.
///
/// # Errors
/// [`ConvertError::Integer`]
pub fn integer(text: &str) -> Result<i64, ConvertError> {
    parse(text, 10).ok_or_else(|| ConvertError::Integer { text: text.to_owned() })
}

/// A text that is an [`integer`] as Python shows its value, however long: no white space, no underscores, ASCII digits.
#[must_use]
pub fn decimal(text: &str) -> String {
    let negative = strip(text).starts_with('-');
    let digits: String =
        text.chars().filter_map(digit).filter_map(|digit| char::from_digit(digit, 10)).collect();
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits if negative => format!("-{digits}"),
        digits => digits.to_owned(),
    }
}

/// A number of bytes, possibly followed by `KB`, `MB` or `GB`.
///
/// # Errors
/// [`ConvertError::ByteSize`]
pub fn byte_size(text: &str) -> Result<i64, ConvertError> {
    // Letters beyond ASCII can make a unit, too: the lower-case Kelvin sign is a `k`.
    let lower = match text.bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()) {
        true => Cow::Owned(text.to_lowercase()),
        false => Cow::Borrowed(text),
    };
    let (number, factor) = unit(&lower);
    match parse(number, 10) {
        Some(value) => Ok(value.saturating_mul(factor)),
        None => Err(ConvertError::ByteSize { number: number.to_owned() }),
    }
}

/// The number of a size, and what its unit multiplies it by.
fn unit(lower: &str) -> (&str, i64) {
    [("kb", 1 << 10), ("mb", 1 << 20), ("gb", 1 << 30)]
        .into_iter()
        .find_map(|(unit, factor)| Some((lower.strip_suffix(unit)?, factor)))
        .unwrap_or((lower, 1))
}

/// A base-8 integer; `0o` in front is allowed.
///
/// # Errors
/// [`ConvertError::Octal`]
pub fn octal(text: &str) -> Result<i64, ConvertError> {
    parse(text, 8).ok_or_else(|| ConvertError::Octal { text: text.to_owned() })
}

/// What a number that does not fit into 64 bits counts as; none when `text` is no such number.
pub(crate) fn out_of_range(value: ValueType, text: &str) -> Option<i64> {
    // The shortest is `8589934592GB`.
    if text.len() < "8589934592GB".len() {
        return None;
    }
    let (exact, kept) = match value {
        ValueType::Integer => (parse_wide(text, 10)?, integer(text).ok()?),
        ValueType::Octal => (parse_wide(text, 8)?, octal(text).ok()?),
        ValueType::ByteSize => {
            let lower = text.to_lowercase();
            let (number, factor) = unit(&lower);
            (parse_wide(number, 10)?.saturating_mul(factor.into()), byte_size(text).ok()?)
        }
        _ => return None,
    };
    (exact != i128::from(kept)).then_some(kept)
}

fn parse(text: &str, radix: u32) -> Option<i64> {
    plain(text, radix).or_else(|| parse_long(text, radix))
}

/// The short way for what nearly every number is: a few ASCII digits.
fn plain(text: &str, radix: u32) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.bytes().try_fold(0, |value, byte| {
        let digit = char::from(byte).to_digit(10).filter(|digit| *digit < radix)?;
        Some(value * i64::from(radix) + i64::from(digit))
    })
}

fn parse_long(text: &str, radix: u32) -> Option<i64> {
    let wide = parse_wide(text, radix)?;
    Some(i64::try_from(wide).unwrap_or(if wide < 0 { i64::MIN } else { i64::MAX }))
}

fn parse_wide(text: &str, radix: u32) -> Option<i128> {
    let text = strip(text);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = match digits.strip_prefix("0o").or_else(|| digits.strip_prefix("0O")) {
        Some(rest) if radix == 8 => rest.strip_prefix('_').unwrap_or(rest),
        _ => digits,
    };
    let mut value: i128 = 0;
    let mut after_digit = false;
    for character in digits.chars() {
        if character == '_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let digit = digit(character).filter(|digit| *digit < radix)?;
        value = value.saturating_mul(i128::from(radix));
        value =
            if negative { value.saturating_sub(digit.into()) } else { value.saturating_add(digit.into()) };
        after_digit = true;
    }
    after_digit.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        for (text, value) in [
            ("+5", 5),
            ("007", 7),
            ("1_000", 1000),
            (" 12\n", 12),
            ("-0", 0),
            ("٣", 3),
            ("99999999999999999999", i64::MAX),
            ("-99999999999999999999", i64::MIN),
        ] {
            assert_eq!(integer(text), Ok(value), "{text:?}");
        }
        for text in ["0x10", "1.0", "1e3", "0b1", "--1", "", "1__0", "_1", "1_", "+", "- 1", "0o7", "²"] {
            let message = format!("invalid literal for int() with base 10: '{text}'");
            assert_eq!(integer(text).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn integers_are_shown_as_pythons() {
        for (text, shown) in [
            (" +00 ", "0"),
            ("-0", "0"),
            ("-1_0", "-10"),
            ("٣", "3"),
            ("099999999999999999999", "99999999999999999999"),
        ] {
            assert_eq!(decimal(text), shown, "{text}");
        }
    }

    #[test]
    fn numbers_that_do_not_fit_are_noticed() {
        for (value, text, kept) in [
            (ValueType::Integer, "9223372036854775807", None),
            (ValueType::Integer, "9223372036854775808", Some(i64::MAX)),
            (ValueType::Integer, "-9223372036854775809", Some(i64::MIN)),
            (ValueType::ByteSize, "8589934591GB", None),
            (ValueType::ByteSize, "8589934592GB", Some(i64::MAX)),
            (ValueType::Octal, "1000000000000000000000", Some(i64::MAX)),
            (ValueType::Text, "99999999999999999999", None),
            (ValueType::Integer, "99999999999999999999x", None),
        ] {
            assert_eq!(out_of_range(value, text), kept, "{text}");
        }
    }

    #[test]
    fn byte_sizes() {
        for (text, value) in [
            ("0", 0),
            ("1024", 1024),
            ("1KB", 1024),
            ("1kb", 1024),
            ("1Kb", 1024),
            ("2MB", 2 << 20),
            ("1GB", 1 << 30),
            ("1 MB", 1 << 20),
            ("-1MB", -(1 << 20)),
            ("1_0KB", 10240),
            ("9999999999999999GB", i64::MAX),
        ] {
            assert_eq!(byte_size(text), Ok(value), "{text:?}");
        }
        for (text, shown) in [
            ("1M", "1m"),
            ("1.5MB", "1.5"),
            ("MB", ""),
            ("", ""),
            ("1TB", "1tb"),
            ("1B", "1b"),
            ("1kbkb", "1kb"),
            ("abc", "abc"),
        ] {
            let message = format!("invalid literal for int() with base 10: '{shown}'");
            assert_eq!(byte_size(text).unwrap_err().to_string(), message, "{text:?}");
        }
    }

    #[test]
    fn octals() {
        for (text, value) in
            [("-1", -1), ("1777", 1023), ("022", 18), ("22", 18), ("0o22", 18), ("0O22", 18), ("0o_2_2", 18)]
        {
            assert_eq!(octal(text), Ok(value), "{text:?}");
        }
        for text in ["8", "009", "abc", "0x12", "", "0o"] {
            let message = format!("{text} can not be converted to an octal type");
            assert_eq!(octal(text).unwrap_err().to_string(), message);
        }
    }
}
