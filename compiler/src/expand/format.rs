//! What one directive makes of what its name stands for: Python's printf-style conversions (spec-config §2.1).

use supervisor_grammar::template::{Directive, Flags};

use super::scope::{Meaning, Scope};
use crate::convert::python;

/// Wider than any value that is meant: Python would go on until memory is used up.
const WIDEST: usize = 1 << 24;

/// Formats `meaning`. `None` is the whole mapping, which a directive without name stands for.
///
/// # Errors
/// The reason in Python's words.
pub(super) fn format(
    directive: &Directive,
    meaning: Option<&Meaning<'_>>,
    scope: &Scope<'_>,
) -> Result<String, String> {
    let Directive { flags, width, precision, conversion, .. } = directive;
    let width = width.unwrap_or(0);
    if width > WIDEST {
        return Err("width too big".to_owned());
    }
    if precision.is_some_and(|precision| precision > WIDEST) {
        return Err("precision too big".to_owned());
    }
    let text = match (conversion, meaning) {
        ('s', Some(Meaning::Text(text))) => truncate(text.to_string(), *precision),
        ('r', Some(Meaning::Text(text))) => truncate(python::repr(text), *precision),
        ('a', Some(Meaning::Text(text))) => truncate(python::ascii(text), *precision),
        ('s' | 'r' | 'a', Some(Meaning::Number(number))) => truncate(number.to_string(), *precision),
        ('s' | 'r' | 'a', None) => truncate(mapping(scope), *precision),
        ('c', Some(Meaning::Number(number))) => u32::try_from(*number)
            .ok()
            .and_then(char::from_u32)
            .map(String::from)
            .ok_or("%c arg not in range(0x110000)")?,
        ('c', Some(Meaning::Text(text))) if text.chars().count() == 1 => text.to_string(),
        ('c', _) => return Err("%c requires int or char".to_owned()),
        ('d' | 'i' | 'u' | 'o' | 'x' | 'X', Some(Meaning::Number(number))) => {
            let (sign, digits) = integer(*number, *conversion, *flags, *precision);
            return Ok(pad(&sign, &digits, width, *flags, flags.zero));
        }
        ('o' | 'x' | 'X', other) => {
            return Err(format!("%{conversion} format: an integer is required, not {}", type_name(other)));
        }
        ('d' | 'i' | 'u', other) => {
            return Err(format!("%{conversion} format: a real number is required, not {}", type_name(other)));
        }
        (_, Some(Meaning::Number(number))) => {
            // Exact up to 2⁵³, as in Python.
            #[allow(clippy::cast_precision_loss, reason = "Python converts to a float here, too")]
            let (sign, digits) = float(*number as f64, *conversion, *flags, precision.unwrap_or(6));
            return Ok(pad(&sign, &digits, width, *flags, flags.zero));
        }
        (_, other) => return Err(format!("must be real number, not {}", type_name(other))),
    };
    Ok(pad("", &text, width, *flags, false))
}

/// The whole mapping. The original shows the daemon's environment there, secrets and all; we show where the file
/// is and no more (spec-config §9). That is enough for paths to be refused alike.
fn mapping(scope: &Scope<'_>) -> String {
    match scope.get("here") {
        Some(Meaning::Text(here)) => format!("{{'here': {}, ...}}", python::repr(&here)),
        _ => "{...}".to_owned(),
    }
}

fn type_name(meaning: Option<&Meaning<'_>>) -> &'static str {
    match meaning {
        Some(Meaning::Text(_)) => "str",
        Some(Meaning::Number(_)) => "int",
        None => "dict",
    }
}

fn truncate(text: String, precision: Option<usize>) -> String {
    match precision.and_then(|precision| text.char_indices().nth(precision)) {
        Some((end, _)) => text.get(..end).unwrap_or(&text).to_owned(),
        None => text,
    }
}

fn sign(negative: bool, flags: Flags) -> &'static str {
    match (negative, flags.plus, flags.blank) {
        (true, ..) => "-",
        (false, true, _) => "+",
        (false, false, true) => " ",
        (false, false, false) => "",
    }
}

/// Sign with prefix, and digits.
fn integer(number: i64, conversion: char, flags: Flags, precision: Option<usize>) -> (String, String) {
    let magnitude = number.unsigned_abs();
    let (prefix, digits) = match conversion {
        'o' => ("0o", format!("{magnitude:o}")),
        'x' => ("0x", format!("{magnitude:x}")),
        'X' => ("0X", format!("{magnitude:X}")),
        _ => ("", magnitude.to_string()),
    };
    let digits = format!("{digits:0>width$}", width = precision.unwrap_or(0));
    let prefix = if flags.alternate { prefix } else { "" };
    (format!("{}{prefix}", sign(number < 0, flags)), digits)
}

/// Sign, and digits with point and exponent.
fn float(number: f64, conversion: char, flags: Flags, precision: usize) -> (String, String) {
    let magnitude = number.abs();
    let lower = match conversion.to_ascii_lowercase() {
        'f' => point(format!("{magnitude:.precision$}"), flags),
        'e' => exponential(magnitude, precision, flags),
        _ => general(magnitude, precision.max(1), flags),
    };
    let digits = if conversion.is_ascii_uppercase() { lower.to_uppercase() } else { lower };
    (sign(number < 0.0, flags).to_owned(), digits)
}

/// With `#`, a number without fraction keeps its point.
fn point(digits: String, flags: Flags) -> String {
    if flags.alternate && !digits.contains('.') { digits + "." } else { digits }
}

fn exponential(magnitude: f64, precision: usize, flags: Flags) -> String {
    let text = format!("{magnitude:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    // Whole numbers have no negative exponent.
    format!("{}e+{exponent:0>2}", point(mantissa.to_owned(), flags))
}

/// `%g`: the shorter of the two notations, without trailing zeros unless `#` asks for them.
fn general(magnitude: f64, precision: usize, flags: Flags) -> String {
    let text = format!("{magnitude:.*e}", precision - 1);
    let exponent: usize = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let shorten = |digits: &str| {
        if flags.alternate || !digits.contains('.') {
            digits.to_owned()
        } else {
            digits.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    };
    if exponent < precision {
        shorten(&point(format!("{magnitude:.*}", precision - 1 - exponent), flags))
    } else {
        let text = exponential(magnitude, precision - 1, flags);
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "+00"));
        format!("{}e{exponent}", shorten(mantissa))
    }
}

fn pad(sign: &str, digits: &str, width: usize, flags: Flags, zeros: bool) -> String {
    let missing = width.saturating_sub(sign.chars().count() + digits.chars().count());
    if flags.left {
        format!("{sign}{digits}{}", " ".repeat(missing))
    } else if zeros {
        format!("{sign}{}{digits}", "0".repeat(missing))
    } else {
        format!("{}{sign}{digits}", " ".repeat(missing))
    }
}
