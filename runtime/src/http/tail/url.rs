//! Which log a URL names (spec-runtime §8.2, §8.5).

use crate::http::percent;
use crate::logs::config::OutputStream;
use crate::rpc::LogName;

/// Whether the path is that of a log. As in the original, what it begins with decides: `/logtailXX/cat` is one.
pub(in crate::http) fn is_log(path: &str) -> bool {
    path.starts_with("/logtail") || path.starts_with("/mainlogtail")
}

/// The log that the path names; none: it can be none.
pub(super) fn log_name(path: &str) -> Option<LogName> {
    if path.starts_with("/mainlogtail") {
        return Some(LogName::Main);
    }
    let decoded = percent::decoded(path);
    let (_, rest) = decoded.trim_start_matches('/').split_once('/')?;
    let (name, channel) = rest.split_once('/').unwrap_or((rest, "stdout"));
    let stream = match channel {
        "stdout" => OutputStream::Stdout,
        "stderr" => OutputStream::Stderr,
        _ => return None,
    };
    Some(LogName::Process { name: name.to_owned(), stream })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(name: &str, stream: OutputStream) -> Option<LogName> {
        Some(LogName::Process { name: name.to_owned(), stream })
    }

    #[test]
    fn paths_name_logs_as_the_original_reads_them() {
        use OutputStream::{Stderr, Stdout};
        for (path, name) in [
            ("/logtail/cat", process("cat", Stdout)),
            ("/logtail/cat/stdout", process("cat", Stdout)),
            ("/logtail/cat:cat_1/stderr", process("cat:cat_1", Stderr)),
            ("/logtailXX/cat", process("cat", Stdout)),
            ("/logtail/%63at", process("cat", Stdout)),
            ("/logtail/cat%2Fstderr", process("cat", Stderr)),
            ("/logtail/caf%C3%A9", process("café", Stdout)),
            ("/logtail/100%", process("100%", Stdout)),
            ("/logtail/%zz", process("%zz", Stdout)),
            ("/logtail/", process("", Stdout)),
            ("/logtail", None),
            ("/logtail/cat/", None),
            ("/logtail/cat/STDERR", None),
            ("/logtail/cat/stderr/x", None),
            ("/logtail//cat", None),
            ("/mainlogtail", Some(LogName::Main)),
            ("/mainlogtailfoo/bar", Some(LogName::Main)),
        ] {
            assert_eq!(log_name(path), name, "{path}");
        }
    }
}
