//! The control channel: where servers listen, and where supervisorctl looks for them.

use std::path::{Path, PathBuf};

use supervisor_grammar::is_space;

use super::Subject;
use crate::plan::{Server, ServerKind};
use crate::schema::SectionKind;

/// What a `serverurl` points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Url {
    /// A unix socket.
    Unix(PathBuf),
    /// A port of a machine.
    Inet {
        /// Name or number, in small letters.
        host: String,
        /// Port.
        port: u16,
    },
}

/// Which server answers at a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached<'p> {
    /// This one.
    Server(&'p Server),
    /// None of this configuration.
    Nobody,
    /// The text alone does not say.
    Unknown,
}

impl Url {
    /// None for what supervisorctl cannot use.
    pub(crate) fn parse(url: &str) -> Option<Self> {
        if let Some(path) = url.strip_prefix("unix://") {
            return path.starts_with('/').then(|| Url::Unix(same_run(Path::new(path))));
        }
        let rest = url.strip_prefix("http://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let address = authority.rsplit('@').next()?;
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().ok()?),
            None => (address, 80),
        };
        (!host.is_empty()).then(|| Url::Inet { host: host.to_lowercase(), port })
    }
}

/// `/var/run` is a link to `/run` nearly everywhere.
fn same_run(path: &Path) -> PathBuf {
    path.strip_prefix("/var/run").map_or_else(|_| path.to_path_buf(), |rest| Path::new("/run").join(rest))
}

/// True for a host that only this machine can reach.
pub(crate) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.") || host == "[::1]"
}

/// True for a host that stands for all interfaces.
pub(crate) fn is_everywhere(host: &str) -> bool {
    matches!(host, "" | "*" | "0.0.0.0" | "0")
}

/// True for an address in numbers.
fn is_number(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// True for a text that is to become a value only when a template is filled in.
pub(crate) fn is_template(text: &str) -> bool {
    ["{{", "{%", "${", "<%", "@@"].iter().any(|mark| text.contains(mark))
}

/// True when every server section is in the plan: none has an error.
pub(crate) fn servers_are_known(subject: &Subject<'_>) -> bool {
    let kinds = [SectionKind::UnixHttpServer, SectionKind::InetHttpServer];
    let sections: usize = kinds.iter().map(|kind| subject.sections_of(*kind).count()).sum();
    sections == subject.plan().servers.len()
}

/// The server of this configuration that a URL reaches.
pub(crate) fn reached<'s>(subject: &Subject<'s>, url: &Url) -> Reached<'s> {
    if !servers_are_known(subject) {
        return Reached::Unknown;
    }
    let mut answer = match url {
        Url::Inet { host, .. } if !is_loopback(host) && *host != subject.options().host_name => {
            Reached::Unknown
        }
        _ => Reached::Nobody,
    };
    for server in &subject.plan().servers {
        match reaches(url, server) {
            Some(true) => return Reached::Server(server),
            Some(false) => {}
            None => answer = Reached::Unknown,
        }
    }
    answer
}

/// None: the text alone does not say.
fn reaches(url: &Url, server: &Server) -> Option<bool> {
    match (url, &server.kind) {
        (Url::Unix(path), ServerKind::Unix { file, .. }) => {
            let text = file.value.to_string_lossy();
            // A quotation mark, a scheme or a template that became part of the path is another rule's matter.
            let odd = text.contains(['"', '\'']) || text.contains(":/") || is_template(&text);
            if odd { None } else { Some(*path == same_run(&file.value)) }
        }
        (Url::Inet { host, port }, ServerKind::Inet { address }) => {
            let own = address.value.host.as_str();
            if *port != address.value.port {
                Some(false)
            } else if own == host || is_everywhere(own) || (is_loopback(own) && is_loopback(host)) {
                Some(true)
            } else if [own, host.as_str()].iter().all(|host| is_number(host) || is_loopback(host)) {
                Some(false)
            } else {
                None
            }
        }
        _ => Some(false),
    }
}

/// The URL with which supervisorctl reaches a server on its own machine.
pub(crate) fn url_of(server: &Server) -> String {
    match &server.kind {
        ServerKind::Unix { file, .. } => format!("unix://{}", file.value.display()),
        ServerKind::Inet { address } => {
            let host = if is_everywhere(&address.value.host) { "127.0.0.1" } else { &address.value.host };
            format!("http://{host}:{}", address.value.port)
        }
    }
}

/// True for a text that stays what it is when it is written as a value: a host may go on over lines, or have blanks in it.
fn is_one_word(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '%' | '"' | '\''))
}

/// What to write as `serverurl` for a server: its address as it is written, so that nothing of the machine where one lints gets into
/// the file. None when that would say something else to supervisorctl, or when the address is none.
pub(crate) fn url_to_write(server: &Server, subject: &Subject<'_>) -> Option<String> {
    let section = subject.section(&server.section)?;
    let ServerKind::Unix { .. } = &server.kind else {
        let literal = !section.option("port")?.text().contains('%');
        return Some(url_of(server)).filter(|url| literal && is_one_word(url));
    };
    let file = section.option("file")?;
    let text = file.text();
    let text = text.trim();
    // `%(here)s` is the directory of the main file there.
    let rest = match text.strip_prefix("%(here)s/") {
        Some(rest) if file.file.id == subject.main()?.id => rest,
        Some(_) => return None,
        None => text.strip_prefix('/')?,
    };
    // Written there, ` #` would begin a comment.
    let cut = rest.contains('#') && rest.contains(is_space);
    let odd = cut || rest.contains(['\n', '"', '\'', ';', '%']) || rest.contains(":/") || is_template(rest);
    (!odd).then(|| format!("unix://{text}"))
}

/// True for a server that other machines can reach.
pub(crate) fn is_public(server: &Server) -> bool {
    match &server.kind {
        ServerKind::Inet { address } => !is_loopback(&address.value.host),
        ServerKind::Unix { .. } => false,
    }
}

/// The only server of the configuration; none when there are several, or when one of them has an error.
pub(crate) fn only_server<'s>(subject: &Subject<'s>) -> Option<&'s Server> {
    match subject.plan().servers.as_slice() {
        [server] if servers_are_known(subject) => Some(server),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{InetAddress, Setting};

    fn listening(host: &str, port: u16) -> Server {
        let address = Setting::default_value(InetAddress { host: host.to_owned(), port });
        Server {
            section: "inet_http_server".to_owned(),
            kind: ServerKind::Inet { address },
            credentials: None,
        }
    }

    #[test]
    fn who_answers() {
        for (url, host, answer) in [
            ("http://localhost:9001", "127.0.0.1", Some(true)),
            ("http://127.0.0.1:9001", "", Some(true)),
            ("http://10.0.0.1:9001", "10.0.0.1", Some(true)),
            ("http://localhost:9001", "10.0.0.1", Some(false)),
            ("http://localhost:9002", "", Some(false)),
            ("http://localhost:9001", "somewhere", None),
            ("unix:///run/s.sock", "", Some(false)),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(reaches(&url, &listening(host, 9001)), answer, "{url:?} {host}");
        }
        assert!(is_public(&listening("", 1)) && !is_public(&listening("localhost", 1)));
        assert_eq!(url_of(&listening("", 1)), "http://127.0.0.1:1");
    }

    #[test]
    fn only_addresses_that_stay_what_they_are_are_written() {
        let written = |host: &str| is_one_word(&url_of(&listening(host, 9001)));
        assert!(["", "127.0.0.1", "box.example", "[::1]"].into_iter().all(written));
        assert!(!["127.0.0.1:9001\n--cont\nport: 127.0.0.1", "a b", "a;b", "a%b"].into_iter().any(written));
    }

    #[test]
    fn urls() {
        let inet = |host: &str, port| Some(Url::Inet { host: host.to_owned(), port });
        assert_eq!(Url::parse("http://LocalHost:9001/x"), inet("localhost", 9001));
        assert_eq!(Url::parse("http://u:p@127.0.0.1:9001"), inet("127.0.0.1", 9001));
        assert_eq!(Url::parse("http://[::1]:9001"), inet("[::1]", 9001));
        assert_eq!(Url::parse("http://host"), inet("host", 80));
        assert_eq!(Url::parse("unix:///var/run/s.sock"), Some(Url::Unix("/run/s.sock".into())));
        for none in ["unix://x", "unix:/x", "/x", "https://x", "http://:9001", "http://x:", "AUTO", ""] {
            assert_eq!(Url::parse(none), None, "{none}");
        }
    }
}
