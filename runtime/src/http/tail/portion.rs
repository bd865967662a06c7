//! How much of a log a request wants. The original takes no notice of what stands behind the `?`; neither do we of
//! anything that we do not know.

use bytes::Bytes;
use hyper::header::HeaderValue;

use super::follow::BACKLOG;
use crate::logs::config::OutputStream;
use crate::rpc::LogName;

/// Most of the present content that comes before what is followed, in bytes.
const MOST_BACKLOG: u64 = 1024 * 1024;

/// What of a log is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Portion {
    /// So many bytes of its end, then what is written.
    Following(u64),
    /// The file as it is now: `?download`.
    Whole,
}

impl Portion {
    /// What the query of a URL asks for: `backlog=BYTES`, `download`.
    pub(super) fn asked_for(query: Option<&str>) -> Self {
        let words = || query.unwrap_or_default().split('&');
        if words().any(|word| word == "download") {
            return Portion::Whole;
        }
        let backlog = words().find_map(|word| word.strip_prefix("backlog=")?.parse().ok());
        Portion::Following(backlog.map_or(BACKLOG, |bytes: u64| bytes.min(MOST_BACKLOG)))
    }

    /// Bytes of the present content that come first.
    pub(super) fn backlog(self) -> u64 {
        match self {
            Portion::Following(bytes) => bytes,
            Portion::Whole => u64::MAX,
        }
    }

    /// For a download: what browsers are to call the file.
    pub(super) fn file_name(self, log: &LogName) -> Option<HeaderValue> {
        let name = match (self, log) {
            (Portion::Following(_), _) => return None,
            (Portion::Whole, LogName::Main) => "supervisord.log".to_owned(),
            (Portion::Whole, LogName::Process { name, stream }) => {
                let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
                let stream = match stream {
                    OutputStream::Stdout => "stdout",
                    OutputStream::Stderr => "stderr",
                };
                format!("{}-{stream}.log", name.chars().map(plain).collect::<String>())
            }
        };
        HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).ok()
    }
}

/// As many of the bytes as are still to come.
pub(super) fn counted(bytes: &mut Bytes, rest: &mut Option<u64>) -> Bytes {
    let Some(rest) = rest else { return std::mem::take(bytes) };
    let count = usize::try_from(*rest).unwrap_or(usize::MAX).min(bytes.len());
    *rest -= count as u64;
    bytes.split_to(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        for (query, portion) in [
            (None, Portion::Following(1024)),
            (Some("x=1"), Portion::Following(1024)),
            (Some("backlog=x"), Portion::Following(1024)),
            (Some("backlog=-1"), Portion::Following(1024)),
            (Some("x&backlog=0"), Portion::Following(0)),
            (Some("backlog=65536"), Portion::Following(65_536)),
            (Some("backlog=99999999999"), Portion::Following(MOST_BACKLOG)),
            (Some("backlog=1&download"), Portion::Whole),
        ] {
            assert_eq!(Portion::asked_for(query), portion, "{query:?}");
        }
    }

    #[test]
    fn names_of_files_are_plain() {
        let log = LogName::Process { name: "a:b\"\r\n/../c".into(), stream: OutputStream::Stderr };
        let name = Portion::Whole.file_name(&log).unwrap();
        assert_eq!(name, "attachment; filename=\"a-b----..-c-stderr.log\"");
        assert_eq!(Portion::Following(1).file_name(&log), None);
    }

    #[test]
    fn a_download_ends_where_the_file_ended() {
        let mut rest = Some(5);
        assert_eq!(counted(&mut "abc".into(), &mut rest), "abc");
        assert_eq!(counted(&mut "defg".into(), &mut rest), "de");
        assert_eq!(rest, Some(0));
        assert_eq!(counted(&mut "abc".into(), &mut None), "abc");
    }
}
