//! Values out of a closed set (spec-config §4.2, §4.11).

use super::ConvertError;
use crate::plan::{AutoRestart, LogLevel};

/// `yes true on 1` and `no false off 0`, in any case.
///
/// # Errors
/// [`ConvertError::Boolean`]
pub fn boolean(text: &str) -> Result<bool, ConvertError> {
    truth(text).ok_or_else(|| ConvertError::Boolean { text: text.to_owned() })
}

/// A boolean or `unexpected`.
///
/// # Errors
/// [`ConvertError::AutoRestart`]
pub fn autorestart(text: &str) -> Result<AutoRestart, ConvertError> {
    match truth(text) {
        Some(true) => Ok(AutoRestart::Always),
        Some(false) => Ok(AutoRestart::Never),
        None if text.to_lowercase() == "unexpected" => Ok(AutoRestart::Unexpected),
        None => Err(ConvertError::AutoRestart { text: text.to_lowercase() }),
    }
}

/// The name of a log level, in any case.
///
/// # Errors
/// [`ConvertError::Level`]
pub fn level(text: &str) -> Result<LogLevel, ConvertError> {
    let lower = text.to_lowercase();
    LogLevel::ALL
        .iter()
        .find(|(_, name, _)| *name == lower)
        .map(|(level, ..)| *level)
        .ok_or_else(|| ConvertError::Level { text: text.to_owned() })
}

fn truth(text: &str) -> Option<bool> {
    let is = |word: &&str| text.eq_ignore_ascii_case(word);
    if ["yes", "true", "on", "1"].iter().any(is) {
        Some(true)
    } else if ["no", "false", "off", "0"].iter().any(is) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans() {
        for text in ["yes", "TRUE", "On", "1"] {
            assert_eq!(boolean(text), Ok(true));
        }
        for text in ["no", "FALSE", "Off", "0"] {
            assert_eq!(boolean(text), Ok(false));
        }
        for text in ["y", "t", "enabled", "2", "01", "", " true", "Maybe"] {
            assert_eq!(
                boolean(text).unwrap_err().to_string(),
                format!("not a valid boolean value: '{text}'")
            );
        }
    }

    #[test]
    fn autorestarts() {
        assert_eq!(autorestart("True"), Ok(AutoRestart::Always));
        assert_eq!(autorestart("off"), Ok(AutoRestart::Never));
        assert_eq!(autorestart("UnExpected"), Ok(AutoRestart::Unexpected));
        assert_eq!(autorestart("Always").unwrap_err().to_string(), "invalid 'autorestart' value 'always'");
    }

    #[test]
    fn levels() {
        for (level_of, name, _) in LogLevel::ALL {
            assert_eq!(level(&name.to_uppercase()), Ok(level_of));
        }
        for text in ["warning", "crit", "20", ""] {
            assert_eq!(level(text).unwrap_err().to_string(), format!("bad logging level name '{text}'"));
        }
    }
}
