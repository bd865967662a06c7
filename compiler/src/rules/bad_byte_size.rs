//! `bad-byte-size`.

use crate::diagnostic::{Diagnostic, Fix};
use crate::lint::{Subject, edits};

rule! {
    /// A size is neither a whole number nor one followed by KB, MB or GB.
    ///
    /// `10M` is what most programs understand; Supervisor wants `10MB`, and refuses the file. Fractions and terabytes are refused, too. Its
    /// message shows the value in small letters, and for options of the daemon not the option.
    ///
    /// ## Bad
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=10M
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=1.5GB
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=much
    /// ```
    ///
    /// ## Good
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=10MB
    /// ```
    ///
    /// ```ini
    /// [program:web]
    /// command=/usr/bin/web
    /// stdout_logfile_maxbytes=1536MB
    /// ```
    ///
    /// ## References
    ///
    /// - [The manual: stdout_logfile_maxbytes](https://supervisord.org/configuration.html#program-x-section-values)
    "bad-byte-size", Error, Value,
    fix: Safe,
    [Compiler, Mend(mend)],
}

fn mend(finding: &Diagnostic, subject: &Subject<'_>) -> Option<Fix> {
    let option = subject.option_at(finding.primary.location)?;
    let size = size(&option.text())?;
    Some(Fix::safe(format!("write `{size}`"), [edits::set_value(option, &size)]))
}

/// The same size as Supervisor writes it.
fn size(text: &str) -> Option<String> {
    let number = text.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = text.strip_prefix(number)?.trim().to_lowercase();
    let units = ["KB", "MB", "GB"];
    let factor = match unit.as_str() {
        "" | "b" | "byte" | "bytes" => 0,
        "k" | "kb" | "kib" => 1,
        "m" | "mb" | "mib" => 2,
        "g" | "gb" | "gib" => 3,
        "t" | "tb" | "tib" => 4,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let [whole_number, numerator] = [whole, fraction].map(|part| match part {
        "" => Some(0_u64),
        part => part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit())),
    });
    let (whole_number, numerator) = (whole_number?, numerator?);
    if numerator == 0 && !whole.is_empty() {
        return match factor {
            0 => Some(whole.to_owned()),
            4 => Some(format!("{}GB", whole_number.checked_mul(1024)?)),
            factor => units.get(factor - 1).map(|unit| format!("{whole}{unit}")),
        };
    }
    // Of the next smaller unit it must be a whole number.
    let smaller = units.get(usize::checked_sub(factor, 2)?)?;
    let power = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let parts = numerator.checked_mul(1024)?;
    (parts % power == 0).then_some(())?;
    Some(format!("{}{smaller}", whole_number.checked_mul(1024)?.checked_add(parts / power)?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (text, meant) in [
            ("10M", Some("10MB")),
            ("10 MiB", Some("10MB")),
            ("5g", Some("5GB")),
            ("1TB", Some("1024GB")),
            ("1.5GB", Some("1536MB")),
            ("0.5 MB", Some("512KB")),
            (".5MB", Some("512KB")),
            ("100 bytes", Some("100")),
            ("1.0GB", Some("1GB")),
            ("1.3GB", None),
            ("1.5KB", None),
            ("1,5MB", None),
            ("10 gallons", None),
            ("-1M", None),
            ("", None),
        ] {
            assert_eq!(size(text).as_deref(), meant, "{text}");
        }
    }
}
