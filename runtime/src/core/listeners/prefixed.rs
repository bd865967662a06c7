//! What the plug-in supervisor_stdout prints: output of programs, each line behind the names of its process and stream.
//!
//! The listener answers each PROCESS_LOG event with the event's payload (spec-runtime §5.2) as its result.

/// The lines of a payload, such as `web stdout | hello` and a newline; none: it is no payload. The plug-in puts the names
/// before each chunk, and nothing behind one that does not end in a newline; here each line has both.
pub(super) fn prefixed(payload: &[u8]) -> Option<Vec<u8>> {
    let end = payload.iter().position(|byte| *byte == b'\n')?;
    let (header, data) = payload.split_at(end);
    let data = data.get(1..)?;
    let process = value(header, b"processname:")?;
    let channel = value(header, b"channel:")?;
    let prefix = [process, b" ", channel, b" | "].concat();
    let mut lines = Vec::with_capacity(data.len() + prefix.len());
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        lines.extend_from_slice(&prefix);
        lines.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
        lines.push(b'\n');
    }
    Some(lines)
}

/// The word behind `key` in a header.
fn value<'a>(header: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    header.split(u8::is_ascii_whitespace).find_map(|word| word.strip_prefix(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(payload: &str) -> Option<String> {
        prefixed(payload.as_bytes()).map(|lines| String::from_utf8(lines).unwrap())
    }

    #[test]
    fn every_line_has_names_and_an_end() {
        let header = "processname:web groupname:site pid:7 channel:stderr";
        assert_eq!(shown(&format!("{header}\none\n")).unwrap(), "web stderr | one\n");
        assert_eq!(
            shown(&format!("{header}\none\n\ntwo")).unwrap(),
            "web stderr | one\nweb stderr | \nweb stderr | two\n"
        );
        assert_eq!(shown(&format!("{header}\n")).unwrap(), "");
    }

    #[test]
    fn what_is_no_payload_is_none() {
        for text in ["", "OK", "OK\n", "processname:web pid:7\nx", "channel:stdout\nx"] {
            assert_eq!(shown(text), None, "{text:?}");
        }
    }

    #[test]
    fn bytes_stay_as_they_are() {
        let lines = prefixed(b"processname:a channel:b\n\xff\0\r\n").unwrap();
        assert_eq!(lines, b"a b | \xff\0\r\n");
    }
}
