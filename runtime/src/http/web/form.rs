//! What a request asks for: the parameters of its query and of its body.

use crate::http::percent;

/// Parameters by name.
#[derive(Debug)]
pub(in crate::http) struct Form(Vec<(String, String)>);

impl Form {
    /// The body's parameters come before the query's; of several with one name the first one counts.
    pub(in crate::http) fn new(query: &str, body: &[u8]) -> Self {
        let body = String::from_utf8_lossy(body);
        let pairs = body.trim().split('&').chain(query.split('&'));
        let parse = |pair: &str| {
            let (name, value) = pair.split_once('=')?;
            let plain = |text: &str| percent::decoded(&text.replace('+', " "));
            (!value.is_empty()).then(|| (plain(name), plain(value)))
        };
        Self(pairs.filter_map(parse).collect())
    }

    /// The value of that name; none when it is missing or empty.
    pub(in crate::http) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_wins_and_the_first_of_a_name() {
        let form =
            Form::new("action=stop&processname=a%3Ab&processname=c&x=&message=1+2%2B3", b"action=start\r\n");
        assert_eq!(form.get("action"), Some("start"));
        assert_eq!(form.get("processname"), Some("a:b"));
        assert_eq!(form.get("message"), Some("1 2+3"));
        assert_eq!((form.get("x"), form.get("y")), (None, None));
    }

    #[test]
    fn what_is_no_form_has_no_parameters() {
        for body in [b"\xff\xfe".as_slice(), b"&&=&=x", b"{\"action\":1}", b""] {
            assert_eq!(Form::new("", body).get("action"), None);
        }
    }
}
