//! `stopsignal=` (spec-config §4.6).

use super::ConvertError;
use super::number::integer;
use super::python::strip;
use crate::plan::Signal;

/// A signal's number, or its name with or without `SIG`.
///
/// # Errors
/// [`ConvertError::SignalName`], [`ConvertError::SignalNumber`]
pub fn signal(text: &str) -> Result<Signal, ConvertError> {
    let number = match integer(text) {
        Ok(number) => number,
        Err(_) => {
            let upper = strip(text).to_uppercase();
            let name = upper.strip_prefix("SIG").unwrap_or(&upper);
            let found = Signal::NAMES.iter().find(|(known, _)| *known == name);
            match found {
                Some((_, number)) => i64::from(*number),
                None => return Err(ConvertError::SignalName { text: text.to_owned() }),
            }
        }
    };
    Signal::NAMES
        .iter()
        .find(|(_, known)| i64::from(*known) == number)
        .map(|(_, known)| Signal(*known))
        .ok_or_else(|| ConvertError::SignalNumber { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        for (text, number) in [
            ("TERM", 15),
            ("sigterm", 15),
            (" Int ", 2),
            ("9", 9),
            (" +1_5 ", 15),
            ("CLD", 17),
            ("POLL", 29),
            ("IOT", 6),
            ("RTMIN", 34),
            ("SIGRTMAX", 64),
            ("34", 34),
            ("0", 0),
            ("_DFL", 0),
            ("SIG_IGN", 1),
            ("_SETMASK", 2),
        ] {
            assert_eq!(signal(text), Ok(Signal(number)), "{text:?}");
        }
        for text in ["35", "65", "-1", "99", "32"] {
            let message = format!("value '{text}' is not a valid signal number");
            assert_eq!(signal(text).unwrap_err().to_string(), message);
        }
        for text in ["BADSIG", "RTMIN+1", "SIGSIGTERM", "9.0", "0x9", "SIG", "", "BOGUS"] {
            let message = format!("value '{text}' is not a valid signal name");
            assert_eq!(signal(text).unwrap_err().to_string(), message);
        }
    }
}
